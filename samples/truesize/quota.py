"""Brings the half year to exactly the calls and home visits that the report counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from . import CUT_OFF, stream
from .rhythm import Contact
from .roster import TIERS
from .team import on_duty

CALLS, HOME_VISITS = 10_780, 1_931  # 电访 and 入户 up to the cut-off


def counted(contacts: list[Contact]) -> Counter[str]:
    """Contacts up to the cut-off, by method."""
    return Counter(contact.method for contact in contacts if contact.day <= CUT_OFF)


def met(contacts: list[Contact]) -> list[Contact]:
    """``contacts`` with some first meetings moved to the homes, and some calls added or sent as messages."""
    contacts = _visited(contacts, HOME_VISITS - counted(contacts)["入户"])
    missing = CALLS - counted(contacts)["电访"]
    contacts = _called(contacts, missing) if missing > 0 else _written(contacts, -missing)
    assert counted(contacts)["入户"] == HOME_VISITS
    assert counted(contacts)["电访"] == CALLS
    return contacts


def _visited(contacts: list[Contact], missing: int) -> list[Contact]:
    """The first meetings of the strictest tiers take place at home."""
    rng = stream("first at home")
    first = [number for number, each in enumerate(contacts) if each.kind == "intake"]
    first.sort(key=lambda number: (TIERS.index(contacts[number].person.closest_tier), rng.random()))
    able = [number for number in first if contacts[number].person.presence != "户在人不在"]
    if not 0 <= missing <= len(able):
        raise RuntimeError(f"{missing} home visits missing: change the shares of the tiers")
    chosen = set(able[:missing])
    return [replace(each, kind="intake_home") if number in chosen else each for number, each in enumerate(contacts)]


def _called(contacts: list[Contact], missing: int) -> list[Contact]:
    """Further calls to 四级 persons, halfway between two of their contacts."""
    by_person: defaultdict[int, list[Contact]] = defaultdict(list)
    for each in contacts:
        if each.day <= CUT_OFF and each.person.closest_tier == "四级" and each.person.left is None:
            by_person[each.person.number].append(each)
    places: list[tuple[Contact, Contact | None]] = [
        (each, later)
        for theirs in by_person.values()
        for each, later in pairwise(theirs)
        if (later.day - each.day).days > 40 and later.method != "入户" and later.kind != "failed"
    ]
    places += [(theirs[-1], None) for theirs in by_person.values() if (CUT_OFF - theirs[-1].day).days > 30]
    chosen = stream("further calls").sample(places, missing)
    added = [
        Contact(each.person, _between(each, later.day if later else CUT_OFF), "call", later.day if later else None)
        for each, later in chosen
    ]
    return sorted([*contacts, *added], key=lambda each: (each.person.number, each.day))


def _between(before: Contact, after: date) -> date:
    days = (after - before.day).days
    middle = before.day + timedelta(days=days // 2 + stream("between", before.person.number).randint(-4, 4))
    return on_duty(before.person.worker, middle)


def _written(contacts: list[Contact], surplus: int) -> list[Contact]:
    """Some plain calls are messages instead."""
    plain = [number for number, each in enumerate(contacts) if each.kind == "call" and each.day <= CUT_OFF]
    chosen = set(stream("messages").sample(plain, surplus))
    return [replace(each, kind="message") if number in chosen else each for number, each in enumerate(contacts)]
