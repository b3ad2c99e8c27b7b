"""The working-day calendar: which days are worked, and moving a date by working days."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.errors import RuleError
from auditor.rulebook.scalars import read_date
from auditor.rulebook.shape import CalendarShape, shaped
from auditor.yamltree import Node


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days from ``start`` to ``end``: Mondays to Fridays less holidays, plus make-up days."""

    start: date
    end: date
    holidays: Set[date]
    workdays: Set[date]

    def is_worked(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def shifts(self, count: int) -> tuple[int | None, ...]:
        """For each day from ``start`` on: how many calendar days to the ``count``-th working day after it.

        ``count`` may be negative. None where that day lies outside the calendar.
        """
        span = (self.end - self.start).days + 1
        worked = [at for at in range(span) if self.is_worked(self.start + timedelta(at))]
        moves: list[int | None] = []
        passed = 0  # working days up to and including the day
        for at in range(span):
            before = passed
            if passed < len(worked) and worked[passed] == at:
                passed += 1
            target = (passed if count > 0 else before) + (count - 1 if count > 0 else count)
            if count == 0:
                moves.append(0)
            else:
                moves.append(worked[target] - at if 0 <= target < len(worked) else None)
        return tuple(moves)


def read_calendar(node: Node, errors: list[RuleError]) -> WorkCalendar | None:
    """A ``calendar:`` document; None if its shape is broken."""
    shape = shaped(CalendarShape, node, "日历", errors)
    if shape is None:
        return None
    return WorkCalendar(
        read_date(shape.from_, errors),
        read_date(shape.until, errors),
        frozenset(read_date(day, errors) for day in shape.holidays),
        frozenset(read_date(day, errors) for day in shape.workdays),
    )
