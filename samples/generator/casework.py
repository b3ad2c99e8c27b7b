"""Professional cases: registration, the list of sessions, their notes, visits after closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import ENDS, Row, data, numbered, stream
from .cast import STAFF_NUMBERS, Person, supervisor_of
from .days import later, working

_REFLECTIONS = data("phrases")["reflection"]
_PLACES = {"面谈": "社工站面谈室", "入户": "案主家中", "陪同": "外出陪同", "电访": "电话"}


@dataclass(frozen=True)
class Case:
    """One case as ``data/cases.yaml`` tells it."""

    number: str
    person: Person
    told: Mapping[str, Any]
    goal: str
    sessions: tuple[tuple[str, str, str], ...]  # aim, what happened, what came of it

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
        """The day of every session: from the first week on, spread over the time until the closing."""
        first = later(self.opened, 4)
        until = self.closed or ENDS - timedelta(days=23)
        apart = (until - first) / max(len(self.sessions) - 1, 1)
        return [working(first + number * apart, -1) for number in range(len(self.sessions))]


def cases(persons: Iterable[Person]) -> list[Case]:
    """All cases, numbered by place and year."""
    by_name = {person.name: person for person in persons}
    serials: Counter[str] = Counter()
    found = []
    for entry in sorted(data("cases"), key=lambda each: each["case"]["opened"]):
        told = entry["case"]
        stem = f"GZQC-JNZ-{told['spot']}-C-{told['opened'].year}"
        serials[stem] += 1
        sessions = tuple((aim, process, outcome) for aim, process, outcome in entry["sessions"])
        person = by_name[told["person"]]
        found.append(Case(f"{stem}-{serials[stem]:03d}", person, told, entry["goal"], sessions))
    return found


def registrations(found: Iterable[Case]) -> list[Row]:
    """个案."""
    return [_registration(case) for case in found]


def _registration(case: Case) -> Row:
    person, closed = case.person, case.closed
    first, second, *_ = person.threads
    guardian = person.guardian[0] if person.guardian else None
    return {
        "个案编号": case.number,
        "档案号": person.archive,
        "案主姓名": person.name,
        "个案来源": case.told["source"],
        "接案日期": case.opened,
        "问题类型": case.told["kind"],
        "涉及未成年人": person.minor,
        "疑难个案": case.told.get("difficult") == "是",
        "总目标": case.goal,
        "分目标": f"一、处理{first}；二、改善{second}；三、巩固{person.kin}的支持",
        "介入策略": f"以任务中心模式为主，结合家庭会谈，从{first}入手",
        "计划节次": len(case.sessions) if closed else len(case.sessions) + 3,
        "状态": "已结案" if closed else "在案",
        "结案日期": closed,
        "结案原因": "目标达成，案主同意结案" if closed else None,
        "目标达成度": "达成" if closed else None,
        "跟进计划": f"结案后一个月、三个月各回访一次，关注{first}" if closed else None,
        "归档日期": later(closed, 12) if closed else None,
        "负责社工": person.worker,
        "社工工号": STAFF_NUMBERS[person.worker],
        "社工签名": person.worker,
        "服务对象签名": person.name,
        "监护人签名": guardian,
        "督导签名": supervisor_of(person.spot),
    }


def _methods(case: Case) -> list[str]:
    rng = stream("methods", case.number)
    if case.person.group == "frail":
        return ["入户"] * len(case.sessions)
    return [rng.choice(("面谈", "面谈", "入户", "陪同")) for _ in case.sessions]


def sessions(found: Iterable[Case]) -> list[Row]:
    """个案节次: what counts towards the indicator."""
    return [
        {
            "个案编号": case.number,
            "节次": number,
            "日期": day,
            "跟进方式": method,
            "跟进对象": "本人",
            "时长": stream("minutes", case.number, number).choice((45, 50, 60, 75)),
            "计入指标": True,
            "社工": case.person.worker,
        }
        for case in found
        for number, (day, method) in enumerate(zip(case.held(), _methods(case), strict=True), 1)
    ]


def notes(found: Iterable[Case]) -> list[Row]:
    """个案过程记录: one for every session."""
    return [row for case in found for row in _notes(case)]


def _notes(case: Case) -> Iterator[Row]:
    aims = [aim for aim, _, _ in case.sessions] + [
        "按计划检视目标并商议下一阶段" if not case.closed else "结案后按期回访"
    ]
    for number, ((aim, process, outcome), day, method) in enumerate(
        zip(case.sessions, case.held(), _methods(case), strict=True), 1
    ):
        rng = stream("note", case.number, number)
        yield {
            "个案编号": case.number,
            "节次": number,
            "日期": day,
            "介入方式": method,
            "介入对象": "本人",
            "地点": _PLACES[method],
            "本节目标": aim,
            "过程": f"{process}。",
            "成效": f"{outcome}。",
            "分析反思": rng.choice(_REFLECTIONS).format(x=f"“{aim}”"),
            "下节计划": aims[number],
            "社工签名": case.person.worker,
            "督导批注": f"已阅，{rng.choice(('请留意', '可加强', '继续巩固'))}与{case.person.kin}的配合",
            "录入日期": later(day, rng.randint(1, 3)),
        }


def follow_ups(found: Iterable[Case]) -> list[Row]:
    """结案回访: a month and three months after the closing."""
    rows: list[Row] = [
        {
            "个案编号": case.number,
            "回访日期": working(case.closed + timedelta(days=days), -1),
            "回访方式": method,
            "回访对象": "本人",
            "现状": f"{case.person.address}谈到{topic}，{state}。",
            "问题反复": False,
            "重开个案": False,
            "回访社工": case.person.worker,
            "社工签名": case.person.worker,
        }
        for case in found
        if case.closed
        for days, method, topic, state in (
            (29, "入户", case.person.threads[0], "结案时的安排仍在执行，没有新的困扰"),
            (88, "面谈", case.person.threads[1], f"能自行处理，{case.person.kin}从旁支持"),
        )
    ]
    return numbered(rows, "回访编号", "HF{:03d}", "回访日期", "个案编号")
