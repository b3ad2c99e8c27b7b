"""The working-day calendar: which days are worked, and moving a date by working days."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.errors import RuleError, error
from auditor.rulebook.scalars import read_date
from auditor.rulebook.shape import CalendarShape, shaped
from auditor.spans import NOWHERE, Span
from auditor.yamltree import Node

MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days from ``start`` to ``end``: Mondays to Fridays less holidays, plus make-up days."""

    start: date
    end: date
    holidays: Set[date]
    workdays: Set[date]
    span: Span = NOWHERE

    def is_worked(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def shifts(self, count: int) -> tuple[int | None, ...]:
        """For each day from ``start`` on: how many calendar days to the ``count``-th working day after it.

        ``count`` may be negative: the days before it. None where that day lies outside the calendar.
        """
        days = (self.end - self.start).days + 1
        worked = [at for at in range(days) if self.is_worked(self.start + timedelta(at))]
        moves: list[int | None] = []
        passed = 0  # working days up to and including the day
        for at in range(days):
            before = passed
            if passed < len(worked) and worked[passed] == at:
                passed += 1
            target = passed + count - 1 if count > 0 else before + count
            if count == 0:
                moves.append(0)
            else:
                moves.append(worked[target] - at if 0 <= target < len(worked) else None)
        return tuple(moves)


def read_calendar(node: Node, errors: list[RuleError]) -> WorkCalendar | None:
    """A ``calendar:`` document; None if it is at fault. Every fault is reported."""
    shape = shaped(CalendarShape, node, "日历", errors)
    if shape is None:
        return None
    faults = len(errors)
    start, end = read_date(shape.from_, errors), read_date(shape.until, errors)
    holidays = {day: read_date(day, errors) for day in shape.holidays}
    workdays = {day: read_date(day, errors) for day in shape.workdays}
    if len(errors) > faults:
        return None
    if end < start:
        errors.append(error("E458", shape.until.span, why="until 早于 from"))
    if end.year - start.year > MOST_YEARS:
        errors.append(error("E458", shape.until.span, why=f"最多写 {MOST_YEARS} 年"))
    for written, day in [*holidays.items(), *workdays.items()]:
        if not start <= day <= end:
            errors.append(error("E458", written.span, why=f"{written} 不在 from 与 until 之间"))
    for written, day in workdays.items():
        if day in holidays.values():
            errors.append(error("E458", written.span, why=f"{written} 既放假又上班"))
    if len(errors) > faults:
        return None
    return WorkCalendar(start, end, frozenset(holidays.values()), frozenset(workdays.values()), shape.calendar.span)
