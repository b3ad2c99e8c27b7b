"""Tier assessments, reassessments, changes of tier, and the personal service plans that follow them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from . import ENDS, Row, numbered, stream, tiers
from .days import later, working
from .persons import Person
from .prose import Distinct


def assessments(persons: Iterable[Person]) -> list[Row]:
    """分级评估: one at the intake, another where a reassessment changed the tier."""
    rows = [row for person in persons for row in _assessments(person)]
    return numbered(rows, "评估编号", "PG{:04d}", "评估日期", "档案号")


def _assessments(person: Person) -> Iterator[Row]:
    yield _assessment(person, later(person.filed, 2), person.tier)
    if person.change:
        yield _assessment(person, person.change.assessed, person.change.to)


def _assessment(person: Person, on: date, tier: str) -> Row:
    return tiers.assessment(person, on, tier, _scores(person, tier), person.voice(f"assessment/{on}"), person.veto)


def _scores(person: Person, tier: str) -> dict[str, int]:
    if person.change:
        return dict(zip(tiers.ITEMS, person.change.before if tier == person.tier else person.change.after, strict=True))
    rng = stream("scores", person.number, tier)
    return tiers.spread(rng.randint(*tiers.BANDS[tier]), rng)


def reassessments(persons: Iterable[Person]) -> list[Row]:
    """动态评估: at least twice in a full year; one of them is behind a change of tier."""
    texts: defaultdict[str, Distinct] = defaultdict(lambda: Distinct(0.5))
    rows = [row for person in persons for row in _reassessments(person, texts)]
    return numbered(rows, "动态评估编号", "DT{:04d}", "评估日期", "档案号")


def reassessment_days(person: Person) -> list[date]:
    """When a person is assessed anew: never more than six months apart."""
    rng = stream("reassessed", person.number)
    fixed = person.change.assessed if person.change else None
    days: list[date] = []
    day = person.filed
    while (day := working(day + timedelta(days=rng.randint(140, 168)))) <= later(person.last, -5):
        since = days[-1] if days else person.filed
        if fixed and fixed not in days and day > fixed - timedelta(days=35) and (fixed - since).days <= 183:
            day = fixed
        days.append(day)
    return days


def _reassessments(person: Person, texts: defaultdict[str, Distinct]) -> Iterator[Row]:
    voice = person.voice("reassessment")
    return tiers.reassessments(
        person,
        reassessment_days(person),
        lambda tier: sum(_scores(person, tier).values()),
        voice,
        lambda *scores: _why(person),
        ("五个月", "半年"),
        lambda bank: texts[bank].compose(lambda: tiers.written(bank, voice)),
    )


def _why(person: Person) -> tuple[str, str]:
    assert person.change
    return person.change.trigger, person.change.reason


def changes(persons: Iterable[Person], reassessed: Iterable[Row]) -> list[Row]:
    """等级变更."""
    return tiers.changes(persons, reassessed, "BG{:03d}", "动态评估表{}及同日分级评估表")


def plans(persons: Iterable[Person]) -> list[Row]:
    """服务计划: one at the intake and one for every new tier."""
    rows = [row for person in persons for row in _plans(person)]
    return numbered(rows, "服务计划编号", "JH{:04d}", "制定日期", "档案号")


def _plans(person: Person) -> Iterator[Row]:
    change = person.change
    first_ends = change.day if change else person.last if person.left else ENDS
    yield _plan(person, later(person.filed, 5), first_ends, person.tier, person.texts["goal"])
    if change:
        first, second, *_ = person.threads
        goal = (
            f"在原有进展之上，让{person.address}把{first}保持下去，{second}由社工协助转为"
            f"{'加密陪伴下稳步完成' if change.to < person.tier else '自己打理'}，并与{person.kin}每季一同回顾"
        )
        yield _plan(person, later(change.day, 2), ENDS, change.to, goal)


def _plan(person: Person, on: date, until: date, tier: str, goal: str) -> Row:
    return tiers.plan(person, on, until, tier, goal, person.voice(f"plan/{tier}"))
