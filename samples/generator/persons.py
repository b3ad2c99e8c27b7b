"""The persons whom the small station serves, as ``data/persons.yaml`` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from . import ENDS, STARTS, data, stream
from .cast import Change, Client
from .days import later, working
from .prose import Voice
from .team import STAFF_NUMBERS, WORKERS, supervisor_of

_GIVEN = [
    "嘉文",
    "晓岚",
    "国华",
    "美珍",
    "志明",
    "雅琴",
    "俊杰",
    "佩玲",
    "伟强",
    "惠贞",
    "小军",
    "丽霞",
    "建业",
    "淑芬",
    "浩然",
    "玉梅",
    "启航",
    "月娥",
    "家豪",
    "秀英",
]


@dataclass(frozen=True, kw_only=True)
class Rescored(Change):
    """A change of tier, and the seven scores before and after it."""

    before: list[int]
    after: list[int]
    trigger: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Person(Client):
    """One archive's person: who, and the words that are this person's own."""

    of: tuple[str, ...]
    ill: str
    kin: str
    texts: Mapping[str, str]
    threads: tuple[str, ...]
    disability: str | None = None
    veto: str | None = None
    change: Rescored | None = None
    house: str = ""

    @property
    def worker(self) -> str:
        """负责社工: the workers of an area share its persons by turns."""
        workers = WORKERS[self.area]
        return workers[self.number % len(workers)]

    @property
    def worker_number(self) -> str:
        """社工工号."""
        return STAFF_NUMBERS[self.worker]

    @property
    def supervisor(self) -> str:
        """The supervisor of the area."""
        return supervisor_of(self.spot)

    @property
    def last(self) -> date:
        """The last day on which the person is served."""
        return self.left or working(ENDS, -1)

    @cached_property
    def emergency_contact(self) -> str:
        """An invented name beside the guardian's."""
        return self.surname + stream("emergency", self.number).choice(_GIVEN)

    def voice(self, purpose: str) -> Voice:
        """Sentences with this person's words."""
        words = {"c": self.address, "h": self.ill, "k": self.kin, **self.texts}
        return Voice(words, self.threads, stream(purpose, self.number))


def persons() -> tuple[Person, ...]:
    """Everyone in ``data/persons.yaml``, in order."""
    return tuple(_person(number, entry) for number, entry in enumerate(data("persons"), 1))


def _person(number: int, entry: Mapping[str, Any]) -> Person:
    who = dict(entry["who"])
    left, status = who.pop("left", "/").split("/")
    guardian = who.pop("guardian", None)
    who["of"] = tuple(who["of"])
    return Person(
        number=number,
        serial=number,
        filed=who.pop("filed", None) or _filed(stream("filed", number)),
        left=date.fromisoformat(left) if left else None,
        status=status or "在册",
        guardian=tuple(guardian.split("/")) if guardian else None,
        change=_change(**entry["change"]) if "change" in entry else None,
        threads=tuple(entry["threads"]),
        texts={name: entry[name] for name in ("health", "family", "income", "needs", "goal")},
        **who,
    )


def _change(day: date, **told: Any) -> Rescored:
    return Rescored(assessed=later(day, -2), day=day, **told)


def _filed(rng: Random) -> date:
    # Early in a month, so that the month of the intake is no shorter than the others.
    first = STARTS if rng.random() < 0.8 else date(2024, 8, 1)
    return later(working(first), rng.randint(0, 4))
