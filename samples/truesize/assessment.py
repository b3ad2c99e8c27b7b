"""Tier assessments, reassessments, changes of tier, and the personal plans that follow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from samples.generator import Row, numbered, tiers
from samples.generator.days import later

from . import AS_OF, ENDS, data, stream
from .roster import TIERS, Resident, roster
from .team import on_duty
from .words import voice, words

_HARDSHIPS = data("hardships")
_DUE = 175  # days between two assessments, at most


def assessments() -> list[Row]:
    """分级评估: one at the intake."""
    rows = [_assessment(person) for person in roster()]
    return numbered(rows, "评估编号", "PG{:05d}", "评估日期", "档案号")


def _assessment(person: Resident) -> Row:
    scores = tiers.spread(_total(person, person.tier), stream("scores", person.number, person.tier))
    row = tiers.assessment(person, later(person.filed, 2), person.tier, scores, voice(person, "assessment"))
    return {**row, "等级调整理由": None}


@cache
def _total(person: Resident, tier: str) -> int:
    return stream("total", person.number, tier).randint(*tiers.BANDS[tier])


@cache
def reassessment_days(person: Resident) -> tuple[date, ...]:
    """When a person is assessed anew: less than half a year after the last time, and behind every change."""
    rng = stream("reassessed", person.number)
    days = [person.change.assessed] if person.change else []
    last = days[-1] if days else person.filed
    while last + timedelta(days=_DUE) < AS_OF:
        last = on_duty(person.worker, last + timedelta(days=rng.randint(_DUE - 40, _DUE - 12)))
        if last < later(person.last, -5):
            days.append(last)
    return tuple(days)


@cache
def urgent_day(person: Resident) -> date | None:
    """The day of the event behind a change to a stricter tier: a contact of that time tells of it."""
    change = person.change
    return change.assessed if change and TIERS.index(change.to) < TIERS.index(person.tier) else None


def reassessments() -> list[Row]:
    """动态评估."""
    rows = [row for person in roster() for row in _reassessments(person)]
    return numbered(rows, "动态评估编号", "DT{:05d}", "评估日期", "档案号")


def _reassessments(person: Resident) -> Iterator[Row]:
    says = voice(person, "reassessment")
    rows = tiers.reassessments(
        person,
        reassessment_days(person),
        lambda tier: _total(person, tier),
        says,
        lambda before, after: _why(person, before, after),
        ("四个多月", "五个多月"),
        lambda bank: tiers.written(bank, says),
    )
    return ({**row, "调整服务计划编号": None} for row in rows)


def _why(person: Resident, before: int, after: int) -> tuple[str, str]:
    first, second, *_ = words()[person.number].topics
    if urgent_day(person):
        return "重大变化", f"近期照顾安排有变，{first}受阻，总分由{before}分升到{after}分，需要加密跟进"
    return "等级复核", f"{first}已见成效，{second}能自己打理，总分由{before}分降到{after}分，落入新等级区间"


def changes(reassessed: list[Row]) -> list[Row]:
    """等级变更, each with the reassessment it rests on."""
    return tiers.changes(roster(), reassessed, "BG{:04d}", "动态评估表{}")


def plans() -> list[Row]:
    """服务计划: one at the intake and one for a new tier."""
    rows = [row for person in roster() for row in _plans(person)]
    return numbered(rows, "服务计划编号", "JH{:05d}", "制定日期", "档案号")


def _plans(person: Resident) -> Iterator[Row]:
    own = words()[person.number]
    until = person.change.day if person.change else person.left or ENDS
    yield _plan(person, later(person.filed, 5), until, person.tier, own.goal)
    if person.change:
        first, second, *_ = own.topics
        turn = "加密陪伴" if urgent_day(person) else "转为自己打理"
        goal = f"{own.goal}；在此之上，{first}{turn}，{second}每季与{person.kin[0]}一同回顾"
        yield _plan(person, later(person.change.day, 2), ENDS, person.change.to, goal)


def _plan(person: Resident, on: date, until: date, tier: str, goal: str) -> Row:
    row = tiers.plan(person, on, until, tier, goal, voice(person, "plan", tier))
    first = f"就“{person.hardship}”，先安排{_HARDSHIPS[person.hardship]}；" if person.hardship else ""
    return {
        **row,
        "对应需求": words()[person.number].main_need,
        "行动步骤": f"{first}{row['行动步骤']}",
        "上级计划": None,
    }
