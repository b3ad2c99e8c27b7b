"""Whom each worker sees or calls, when and how: the plan of a year, filled into the workers' diaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from . import stream
from .contact import Planned
from .days import later, rhythm
from .persons import Person

_ORDER = {"failed": 0, "confirm": 1}  # within one day
_BEGINNINGS = ((9, 5), (9, 15), (9, 30), (10, 0), (10, 20), (14, 20), (14, 40), (15, 10))
_MINUTES = {"入户": (35, 55), "电访": (7, 14), "微信": (8, 15), "驻点": (20, 35), "陪同": (80, 120)}


@dataclass(frozen=True)
class Contact(Planned):
    """A contact with one of the persons."""

    person: Person


def diaries(persons: Iterable[Person]) -> list[Contact]:
    """All contacts of the year, in the order in which they took place."""
    return _timed([contact for person in persons for contact in _year(person)])


def _year(person: Person) -> Iterator[Contact]:
    rng = stream("rhythm", person.number)
    days = rhythm(person.closest_tier, person.filed, person.last, rng)
    if person.left and days[-1] < person.left:
        days.append(person.left)
    kinds = list(_kinds(person, days))
    unreachable = _unreachable(person, days, kinds)
    for number, (day, planned) in enumerate(zip(days, kinds, strict=True)):
        following = days[number + 1] if number + 1 < len(days) else later(day, 10) if not person.left else None
        if number == unreachable:
            before = later(day, -1)
            yield Contact(person, before, "failed", day)
            yield Contact(person, before, "confirm", day)
        yield Contact(person, day, "recover" if number == unreachable else planned, following)


def _kinds(person: Person, days: list[date]) -> Iterator[str]:
    rng = stream("kinds", person.number)
    visited = days[0]
    for number, day in enumerate(days):
        new_month = number and day.month != days[number - 1].month
        match person.closest_tier:
            case "一级" | "二级":
                home = new_month or (day - visited).days >= 28
            case "三级":
                home = number % 2 == 0
            case _:
                home = number % 3 == 0
        if number == 0:
            yield "intake_home"
        elif day == person.left:
            yield "farewell"
        elif home:
            yield "home"
            visited = day
        elif person.group == "child" and person.age(day) < 11:
            yield "drop_in"
        elif person.group == "frail":
            yield rng.choices(("call", "message"), (6, 1))[0]
        else:
            yield rng.choices(("call", "message", "drop_in", "escort"), (16, 2, 2, 1))[0]


def _unreachable(person: Person, days: list[date], kinds: list[str]) -> int | None:
    """The index of a home visit that follows upon a call nobody answered, for some persons."""
    rng = stream("unreachable", person.number)
    possible = [
        number
        for number, (before, day) in enumerate(pairwise(days), 1)
        if number > 1 and kinds[number] == "home" and before < later(day, -2)
    ]
    return rng.choice(possible) if possible and person.group not in ("child", "frail") and rng.random() < 0.55 else None


def _timed(contacts: list[Contact]) -> list[Contact]:
    """Every worker's day filled from the morning on, one contact after another."""
    diaries: defaultdict[tuple[str, date], list[Contact]] = defaultdict(list)
    for contact in contacts:
        diaries[contact.person.worker, contact.day].append(contact)
    timed = []
    for (worker, day), diary in sorted(diaries.items()):
        rng = stream("diary", worker, day)
        at = datetime.combine(day, time(*rng.choice(_BEGINNINGS)))
        # A failed call is made early, so that whom to ask can still be reached on the same day.
        for contact in sorted(diary, key=lambda each: (_ORDER.get(each.kind, 2), each.person.number)):
            minutes = rng.randint(*_MINUTES[contact.method])
            if at.hour in (12, 13):
                at = at.replace(hour=14, minute=20)
            timed.append(replace(contact, at=at, minutes=minutes))
            at += timedelta(minutes=minutes + rng.randint(6, 15))
    return sorted(timed, key=lambda each: (each.at, each.person.number))
