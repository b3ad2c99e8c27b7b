"""The small station's cases: registration, the list of sessions, their notes, visits after closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import ENDS, Row, case_sheets, data, numbered, stream
from .case_sheets import ProfessionalCase, Step
from .days import later, working
from .persons import Person

_REFLECTIONS = data("phrases")["reflection"]


@dataclass(frozen=True)
class Case(ProfessionalCase):
    """One case as ``data/cases.yaml`` tells it."""

    person: Person
    told: Mapping[str, Any]
    goal: str
    steps: tuple[Step, ...]

    @property
    def difficult(self) -> bool:
        """疑难个案."""
        return self.told.get("difficult") == "是"

    def held(self) -> list[date]:
        """The day of every session: from the first week on, spread over the time until the closing."""
        first = later(self.opened, 4)
        until = self.closed or ENDS - timedelta(days=23)
        apart = (until - first) / max(self.length - 1, 1)
        return [working(first + number * apart, -1) for number in range(self.length)]


def cases(persons: Iterable[Person]) -> list[Case]:
    """All cases, numbered by place and year."""
    by_name = {person.name: person for person in persons}
    serials: Counter[str] = Counter()
    found = []
    for entry in sorted(data("cases"), key=lambda each: each["case"]["opened"]):
        told = entry["case"]
        stem = f"GZQC-JNZ-{told['spot']}-C-{told['opened'].year}"
        serials[stem] += 1
        steps = tuple((aim, process, outcome) for aim, process, outcome in entry["sessions"])
        case = Case(
            number=f"{stem}-{serials[stem]:03d}",
            person=by_name[told["person"]],
            kind=told["kind"],
            opened=told["opened"],
            length=len(steps),
            closed=told.get("close"),
            told=told,
            goal=entry["goal"],
            steps=steps,
        )
        found.append(case)
    return found


def registrations(found: Iterable[Case]) -> list[Row]:
    """个案."""
    return [_registration(case) for case in found]


def _registration(case: Case) -> Row:
    first, second, *_ = case.person.threads
    return {
        **case_sheets.registration(case, case.told["source"], case.goal, first),
        "分目标": f"一、处理{first}；二、改善{second}；三、巩固{case.person.kin}的支持",
        "介入策略": f"以任务中心模式为主，结合家庭会谈，从{first}入手",
        "归档日期": later(case.closed, 12) if case.closed else None,
    }


def sessions(found: Iterable[Case]) -> list[Row]:
    """个案节次: what counts towards the indicator."""
    return [row for case in found for row in case_sheets.sessions(case, stream)]


def notes(found: Iterable[Case]) -> list[Row]:
    """个案过程记录: one for every session."""
    return [row for case in found for row in _notes(case)]


def _notes(case: Case) -> Iterator[Row]:
    for row, day, rng in case_sheets.notes(case, case.steps, stream):
        yield {
            **row,
            "分析反思": rng.choice(_REFLECTIONS).format(x=f"“{row['本节目标']}”"),
            "督导批注": f"已阅，{rng.choice(('请留意', '可加强', '继续巩固'))}与{case.person.kin}的配合",
            "录入日期": later(day, rng.randint(1, 3)),
        }


def follow_ups(found: Iterable[Case]) -> list[Row]:
    """结案回访: a month and three months after the closing."""
    rows = [row for case in found if case.closed for row in _follow_ups(case, case.closed)]
    return numbered(rows, "回访编号", "HF{:03d}", "回访日期", "个案编号")


def _follow_ups(case: Case, closed: date) -> Iterator[Row]:
    days = working(closed + timedelta(days=29), -1), working(closed + timedelta(days=88), -1)
    return case_sheets.follow_ups(case, days, case.person.threads, case.person.kin)
