"""What is one person's own: three matters, an illness, a family, an income; and the sentences made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from samples.generator.prose import Voice

from . import data, stream
from .roster import Resident, roster

_MATTERS: Mapping[str, Any] = data("matters")


@dataclass(frozen=True)
class Words:
    """The texts of one archive, and the topics that its notes take by turns."""

    illness: str
    health: str
    family: str
    income: str
    needs: str
    goal: str
    main_need: str
    topics: tuple[str, ...]


@cache
def words() -> Mapping[int, Words]:
    """The words of everyone, by number: no two persons of a group have the same three matters."""
    triples = {}
    for group in ("elder", "adult", "child", "frail"):
        found = list(combinations(range(len(_MATTERS[group])), 3))
        stream("matters", group).shuffle(found)
        triples[group] = iter(found)
    return {person.number: _words(person, next(triples[person.group])) for person in roster()}


def _words(person: Resident, triple: tuple[int, ...]) -> Words:
    rng, group = stream("words", person.number), person.group
    matters = [_MATTERS[group][number] for number in rng.sample(triple, 3)]
    illness = rng.choice(_MATTERS["conditions"][group])
    slots = {"h": illness, "k": person.kin[0], "n": rng.randint(2, 9), "a": rng.randint(14, 52)}
    slots["s"] = rng.choice(_MATTERS["state"][person.care])
    first, second, third = (matter["need"] for matter in matters)
    goals = [matter["goal"].format(n="两三四五六"[rng.randint(0, 4)], m=rng.randint(3, 6)) for matter in matters]
    topics = [topic for place in range(3) for matter in matters for topic in [matter["topics"][place]]]
    return Words(
        illness=illness,
        health=rng.choice(_MATTERS["health"]).format(**slots),
        family=rng.choice(_MATTERS["family"][person.lives]).format(**slots),
        income=rng.choice(_MATTERS["income"][group]).format(**slots),
        needs=f"{first}；{second}；另外{third}",
        goal=f"{goals[0]}；{goals[1]}；{goals[2]}",
        main_need=first,
        topics=tuple(topics),
    )


def voice(person: Resident, *purpose: object) -> Voice:
    """Sentences with this person's words."""
    own = words()[person.number]
    slots = {
        "c": person.address, "h": own.illness, "k": person.kin[0],
        "health": own.health, "family": own.family, "income": own.income,
    }  # fmt: skip
    return Voice(slots, own.topics, stream(*purpose, person.number))
