"""A dozen cases: registration, the list of sessions, their notes, visits after closing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from samples.generator import Row, numbered
from samples.generator.days import later, working
from samples.generator.prose import Distinct

from . import ENDS, data, stream
from .people import SUPERVISOR, Person

_PHRASES = data("phrases")
_STAGES: list[dict[str, list[str]]] = _PHRASES["sessions"]


@dataclass(frozen=True)
class Case:
    """One case as ``data/cases.yaml`` tells it."""

    number: str
    person: Person
    told: Mapping[str, Any]

    @property
    def opened(self) -> date:
        """接案日期."""
        day = self.told["opened"]
        assert isinstance(day, date)
        return day

    @property
    def closed(self) -> date | None:
        """结案日期."""
        day = self.told.get("close")
        assert day is None or isinstance(day, date)
        return day

    def held(self) -> list[date]:
        """The day of every session, spread over the time until the closing."""
        first, until = later(self.opened, 3), self.closed or ENDS - timedelta(days=16)
        count = self.told["sessions"]
        return [working(first + number * (until - first) / (count - 1), -1) for number in range(count)]


def cases(people: Iterable[Person]) -> list[Case]:
    """All cases, numbered by year."""
    by_name = {person.name: person for person in people}
    told = sorted(data("cases"), key=lambda each: each["opened"])
    years = [each["opened"].year for each in told]
    return [
        Case(f"SP个{year}-{years[: at + 1].count(year):03d}", by_name[each["person"]], each)
        for at, (each, year) in enumerate(zip(told, years, strict=True))
    ]


def registrations(found: Iterable[Case]) -> list[Row]:
    """个案."""
    return [_registration(case) for case in found]


def _registration(case: Case) -> Row:
    person, closed, guardian = case.person, case.closed, case.person.guardian
    voice = person.voice("case")
    return {
        "个案编号": case.number,
        "档案号": person.archive,
        "案主姓名": person.name,
        "个案来源": case.told["source"],
        "接案日期": case.opened,
        "预估日期": later(case.opened, 4),
        "计划日期": later(case.opened, 8),
        "问题类型": case.told["kind"],
        "涉及未成年人": person.minor,
        "总目标": case.told["goal"],
        "分目标": voice.say(_PHRASES["objectives"]),
        "介入策略": voice.say(_PHRASES["strategy"]),
        "计划节次": case.told["sessions"] if closed else case.told["sessions"] + 2,
        "状态": "已结案" if closed else "在案",
        "结案日期": closed,
        "结案原因": "目标达成，双方同意结案" if closed else None,
        "目标达成度": "基本达成" if closed else None,
        "归档日期": later(closed, 14) if closed else None,
        "卷内目录": True if closed else None,
        "负责社工": person.worker,
        "社工签名": person.worker,
        "监护人签名": guardian[0] if guardian else None,
        "督导签名": SUPERVISOR,
    }


def _forms(case: Case) -> list[str]:
    rng = stream("forms", case.number)
    return [rng.choice(("面谈", "入户", "入户", "陪同")) for _ in range(case.told["sessions"])]


def sessions(found: Iterable[Case]) -> list[Row]:
    """个案节次."""
    return [
        {
            "个案编号": case.number,
            "节次": number,
            "日期": on,
            "跟进方式": form,
            "跟进对象": "本人",
            "时长": stream("minutes", case.number, number).choice((40, 50, 60)),
            "计入指标": True,
            "社工": case.person.worker,
        }
        for case in found
        for number, (on, form) in enumerate(zip(case.held(), _forms(case), strict=True), 1)
    ]


def notes(found: Iterable[Case]) -> list[Row]:
    """个案过程记录: one for every session."""
    texts = Distinct(0.55)
    return [row for case in found for row in _notes(case, texts)]


def _notes(case: Case, texts: Distinct) -> Iterator[Row]:
    voice = case.person.voice("notes")
    count = case.told["sessions"]
    for number, (on, form) in enumerate(zip(case.held(), _forms(case), strict=True), 1):
        stage = _STAGES[round((number - 1) * (len(_STAGES) - 1) / (count - 1))]

        def told(stage: dict[str, list[str]] = stage) -> str:
            return voice.say(stage["process"]) + voice.say(_PHRASES["process_more"])

        yield {
            "个案编号": case.number,
            "节次": number,
            "日期": on,
            "介入方式": form,
            "介入对象": "本人",
            "本节目标": voice.say(stage["aim"]),
            "过程": texts.compose(told),
            "成效": voice.say(stage["outcome"]),
            "社工签名": case.person.worker,
            "录入日期": later(on, voice.rng.randint(1, 4)),
        }


def follow_ups(found: Iterable[Case]) -> list[Row]:
    """结案回访: a month and three months after the closing, as far as the half year reaches."""
    rows: list[Row] = [
        {
            "个案编号": case.number,
            "回访日期": working(case.closed + timedelta(days=days), -1),
            "回访方式": form,
            "回访对象": "本人",
            "现状": f"{case.person.address}说起{topic}，结案时的约定仍在照做",
            "问题反复": False,
            "回访社工": case.person.worker,
        }
        for case in found
        if case.closed
        for days, form, topic in ((30, "入户", case.person.topics[0]), (86, "电访", case.person.topics[1]))
    ]
    return numbered(rows, "回访编号", "访{:02d}", "回访日期", "个案编号")
