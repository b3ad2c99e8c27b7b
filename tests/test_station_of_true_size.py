"""The station of true size: its people and its contacts add up to what the report counts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from samples.truesize import CUT_OFF
from samples.truesize.diary import diaries
from samples.truesize.hotline import orders
from samples.truesize.population import drawn
from samples.truesize.rhythm import Contact
from samples.truesize.roster import COUNTS, roster
from samples.truesize.team import days_off
from samples.truesize.words import words


@pytest.fixture(scope="module")
def contacts() -> tuple[Contact, ...]:
    """All contacts up to the evaluation."""
    return diaries()


def test_the_roster_has_the_reports_households_and_persons() -> None:
    """2,312 archives in 2,173 households, 2,286 of them open; each community as the report lists it."""
    people = roster()
    assert len(people) == 2312
    assert len({person.household for person in people}) == 2173
    assert sum(person.left is None for person in people) == 2286
    archives = Counter(person.spot for person in people)
    children = Counter(person.spot for person in people if person.group == "child")
    assert {spot: (archives[spot], children[spot]) for spot in COUNTS} == {
        spot: (count, young) for spot, (count, _, young) in COUNTS.items()
    }
    areas = Counter(person.area for person in people)
    assert areas == {"江南片区": 539, "小港片区": 1076, "南村片区": 697}


def test_nobody_shares_an_identity_number_or_the_same_needs() -> None:
    """Identity numbers and the sentences of need are each person's own."""
    assert len({person.id_number for person in roster()}) == 2312
    assert len({own.needs for own in words().values()}) == 2312


def test_the_roster_follows_from_the_seed() -> None:
    """Drawn a second time, everybody is the same."""
    assert drawn() == roster()


def test_the_half_year_has_the_reports_calls_and_home_visits(contacts: tuple[Contact, ...]) -> None:
    """Exactly 10,780 calls and 1,931 home visits up to the cut-off."""
    counted = Counter(contact.method for contact in contacts if contact.day <= CUT_OFF)
    assert (counted["电访"], counted["入户"]) == (10780, 1931)


def test_no_worker_is_in_two_places_or_at_work_on_leave(contacts: tuple[Contact, ...]) -> None:
    """A worker's contacts follow one another, within the day, on days of duty."""
    free: dict[str, datetime] = {}
    for contact in contacts:
        worker = contact.person.worker
        assert (worker, contact.day) not in days_off()
        assert contact.at.date() == contact.day
        assert contact.at >= free.get(worker, contact.at)
        free[worker] = contact.at + timedelta(minutes=contact.minutes)


def test_every_call_has_its_work_order(contacts: tuple[Contact, ...]) -> None:
    """The clean hotline knows each call; none is known twice."""
    calls = [(contact.person.worker, contact.at) for contact in contacts if contact.method == "电访"]
    assert sorted(map(str, orders())) == sorted(map(str, calls))
    assert len(set(orders().values())) == len(calls)
