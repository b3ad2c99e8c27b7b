"""On which days a person is contacted, and what kind of contact each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random

from samples.generator.contact import Planned
from samples.generator.days import DAY, steps

from . import stream
from .assessment import urgent_day
from .roster import TIERS, Resident
from .team import duty_days, on_duty

_UNREACHED = 0.065  # of the calls that could go unanswered


@dataclass(frozen=True)
class Contact(Planned):
    """A contact with one of the residents."""

    person: Resident


def year(person: Resident) -> list[Contact]:
    """All contacts of one person, in order: somewhat more than the frequency tables ask for."""
    days = _days(person, stream("rhythm", person.number))
    if person.left:
        days = [*(day for day in days if day < person.left - 3 * DAY), person.left]
    return list(_with_unreached(person, [*_planned(person, days)]))


def _days(person: Resident, rng: Random) -> list[date]:
    opened = partial(on_duty, person.worker)
    match person.closest_tier:
        case "一级":
            return list(steps(person.filed, person.last, (6, 7), rng, opened))
        case "二级":
            return list(steps(person.filed, person.last, (10, 14), rng, opened))
        case "三级":
            return list(_months(person, 1, rng))
        case _:
            return list(_months(person, 2, rng))


def _months(person: Resident, every: int, rng: Random) -> Iterator[date]:
    """The day of the month on which the person was filed, give or take two days."""
    yield person.filed
    year, month = person.filed.year, person.filed.month
    while True:
        month += every
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        planned = date(year, month, min(max(person.filed.day + rng.randint(-2, 2), 1), 28))
        day = _open(person.worker, planned, rng)
        if day > person.last:
            return
        yield day


def _open(worker: str, planned: date, rng: Random) -> date:
    """The day itself or one soon after; within a long holiday, one of the working days of the month near it."""
    day = on_duty(worker, planned)
    if day - planned <= 3 * DAY and day.month == planned.month:
        return day
    first = date(planned.year, planned.month, 1)
    near = [each for each in duty_days(worker, first, first + 27 * DAY) if abs(each - planned) <= 12 * DAY]
    return rng.choice(near)


def _planned(person: Resident, days: list[date]) -> Iterator[Contact]:
    kinds, urgent = _kinds(person, days), urgent_day(person)
    told = max((day for day in days if urgent and day <= urgent <= day + 28 * DAY), default=None)
    for number, (day, kind) in enumerate(zip(days, kinds, strict=True)):
        following = days[number + 1] if number + 1 < len(days) else None
        event = stream("event", person.number).choice(("出院", "照顾者变化", "搬迁")) if day == told else None
        yield Contact(person, day, kind, following, event)


def _kinds(person: Resident, days: list[date]) -> Iterator[str]:
    """Home visits begin with the last quarter of 2024; before it, the persons come to the station point."""
    rng, tier = stream("kinds", person.number), TIERS.index(person.closest_tier)
    third = rng.randint(0, 2)  # in which month of the quarter a 三级 person is visited
    place = rng.randint(0, (3, 1, 0, 0)[tier])  # at which of the month's contacts
    months = [(day.year, day.month) for day in days]
    for number, day in enumerate(days):
        placed = months[:number].count(months[number]) == place
        if number == 0:
            yield "intake"
        elif day == person.left:
            yield "farewell"
        elif day < date(2024, 10, 1) or person.presence == "户在人不在":
            yield "call"
        elif placed and (tier < 2 or (tier == 2 and (day.month - 1) % 3 == third)):
            yield "home"
        else:
            yield "message" if day > date(2025, 1, 1) and rng.random() < 0.03 else "call"


def _with_unreached(person: Resident, planned: list[Contact]) -> Iterator[Contact]:
    """Now and then nobody answers: somebody else is asked the same day, and the person reached on the next."""
    rng = stream("unreached", person.number)
    failed: date | None = None
    for number, contact in enumerate(planned):
        before = on_duty(person.worker, contact.day - DAY, -1)
        earlier = planned[number - 1].day if number else contact.day
        possible = contact.kind in ("call", "home") and (before - earlier).days > 3 and contact.event is None
        apart = failed is None or (before - failed).days > 75
        if not (possible and apart and person.group not in ("child", "frail") and rng.random() < _UNREACHED):
            yield contact
            continue
        failed = before
        yield Contact(person, before, "failed", contact.day)
        yield Contact(person, before, "confirm", contact.day)
        kind = "recover" if contact.kind == "home" else "recover_call"
        yield Contact(person, contact.day, kind, contact.following)
