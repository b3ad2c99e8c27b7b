"""Moves contacts from the days that are too full for a worker to nearby days of the same month."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from .rhythm import Contact
from .team import on_duty

_MINUTES: Mapping[str, int] = {"入户": 37, "电访": 12, "微信": 11, "驻点": 19}  # with the way there
_FULL = 250  # minutes of contacts after which a day is full
_REACH = 8  # days
_FARTHEST = {"三级": 42, "四级": 100}  # days between two contacts that a move must keep to


def balanced(contacts: list[Contact]) -> list[Contact]:
    """The same contacts; no day holds much more than ``_FULL`` minutes."""
    days: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    theirs: defaultdict[int, list[date]] = defaultdict(list)
    load: defaultdict[tuple[str, date], int] = defaultdict(int)
    contacts = list(contacts)
    for number, each in enumerate(contacts):
        days[each.person.worker, each.day].append(number)
        load[each.person.worker, each.day] += _MINUTES[each.method]
        insort(theirs[each.person.number], each.day)
    for (worker, day), numbers in sorted(days.items()):
        for number in numbers:
            if load[worker, day] <= _FULL:
                break
            contact = contacts[number]
            able = [new for new in _nearby(contact, theirs[contact.person.number]) if load[worker, new] < _FULL - 30]
            if not able:
                continue
            new = min(able, key=lambda each: load[worker, each])
            contacts[number] = replace(contact, day=new)
            load[worker, day] -= _MINUTES[contact.method]
            load[worker, new] += _MINUTES[contact.method]
            theirs[contact.person.number].remove(day)
            insort(theirs[contact.person.number], new)
    return _chained(contacts)


def _nearby(contact: Contact, dates: list[date]) -> Iterator[date]:
    person = contact.person
    if contact.kind not in ("call", "home") or contact.event or person.closest_tier not in _FARTHEST:
        return
    place = dates.index(contact.day)
    before = dates[place - 1] if place else contact.day
    after = dates[place + 1] if place + 1 < len(dates) else person.last
    longest = timedelta(days=_FARTHEST[person.closest_tier])
    for number in range(-_REACH, _REACH + 1):
        day = contact.day + timedelta(days=number)
        fits = before + timedelta(days=2) < day < after - timedelta(days=3) and day.month == contact.day.month
        if fits and day - before <= longest and after - day <= longest and on_duty(person.worker, day) == day:
            yield day


def _chained(contacts: list[Contact]) -> list[Contact]:
    """Every contact names the person's next one as it is now planned."""
    ordered = sorted(contacts, key=lambda each: (each.person.number, each.day, each.kind != "failed"))
    found = []
    for number, each in enumerate(ordered):
        later = (other.day for other in ordered[number + 1 : number + 4] if other.person is each.person)
        found.append(replace(each, following=next((day for day in later if day > each.day), None)))
    return found
