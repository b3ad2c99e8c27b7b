"""Working days: holidays, make-up days, and moving by a number of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack import read

from auditor.rulebook.calendar import WorkCalendar

START = date(2024, 9, 23)  # a Monday
# The week of 1 October off; Sunday 29 September and Saturday 12 October worked instead.
AUTUMN = WorkCalendar(
    START,
    date(2024, 10, 20),
    frozenset(date(2024, 10, day) for day in range(1, 8)),
    frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
)


def moved(day: date, count: int) -> date | None:
    shift = AUTUMN.shifts(count)[(day - START).days]
    return None if shift is None else day + timedelta(shift)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 9, 27), True),  # a Friday
        (date(2024, 9, 28), False),  # a Saturday
        (date(2024, 9, 29), True),  # a Sunday worked instead
        (date(2024, 10, 1), False),  # a Tuesday off
        (date(2024, 10, 8), True),
        (date(2024, 10, 12), True),  # a Saturday worked instead
    ],
)
def test_which_days_are_worked(day: date, worked: bool) -> None:
    """Mondays to Fridays less holidays, plus make-up days."""
    assert AUTUMN.is_worked(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "target"),
    [
        (date(2024, 9, 27), 1, date(2024, 9, 29)),  # the make-up Sunday counts
        (date(2024, 9, 28), 1, date(2024, 9, 29)),  # from a day off
        (date(2024, 9, 30), 1, date(2024, 10, 8)),  # over the holiday
        (date(2024, 9, 30), 5, date(2024, 10, 12)),  # the make-up Saturday is the fifth
        (date(2024, 10, 3), 1, date(2024, 10, 8)),
        (date(2024, 10, 8), -1, date(2024, 9, 30)),
        (date(2024, 10, 3), -2, date(2024, 9, 29)),
        (date(2024, 10, 3), 0, date(2024, 10, 3)),
        (date(2024, 10, 18), 1, None),  # beyond the calendar
        (date(2024, 9, 23), -1, None),
    ],
)
def test_moving_by_working_days(day: date, count: int, target: date | None) -> None:
    """The n-th working day after or before, or None where the calendar does not reach."""
    assert moved(day, count) == target


@given(
    st.integers(-12, 12),
    st.integers(0, (AUTUMN.end - START).days),
    st.frozensets(st.integers(0, 27)),
    st.frozensets(st.integers(0, 27)),
)
def test_shifting_is_counting(count: int, at: int, off: frozenset[int], extra: frozenset[int]) -> None:
    """Between a day and the day it is moved to lie exactly as many working days as it was moved by."""
    calendar = WorkCalendar(
        START,
        AUTUMN.end,
        frozenset(START + timedelta(day) for day in off - extra),
        frozenset(START + timedelta(day) for day in extra),
    )
    shift = calendar.shifts(count)[at]
    if shift is None:
        later = range(at + 1, 28) if count > 0 else range(at)
        assert sum(calendar.is_worked(START + timedelta(day)) for day in later) < abs(count)
        return
    passed = range(at + 1, at + shift + 1) if shift > 0 else range(at + shift, at)
    assert sum(calendar.is_worked(START + timedelta(day)) for day in passed) == abs(count)
    assert count == 0 or calendar.is_worked(START + timedelta(at + shift))
    assert count * shift >= 0


def test_read_from_a_file() -> None:
    """A calendar document gives its days, and there is one calendar."""
    text = "calendar: cn\nfrom: 2024-01-01\nuntil: 2024-12-31\nholidays: [2024-10-01]\nworkdays: [2024-10-12]\n"
    rulebook, errors = read(text)
    assert errors == []
    assert rulebook.calendar is not None
    assert rulebook.calendar.holidays == {date(2024, 10, 1)}
    assert rulebook.calendar.workdays == {date(2024, 10, 12)}
    _, errors = read(text, text)
    assert [error.code for error in errors] == ["E110"]


@pytest.mark.parametrize(
    ("period", "holidays", "workdays", "said"),
    [
        (("2024-12-31", "2024-01-01"), "", "", "until 早于 from"),
        (("0001-01-01", "2024-01-01"), "", "", "最多写 60 年"),
        (("2024-01-01", "2024-12-31"), "2025-01-01", "", "2025-01-01 不在 from 与 until 之间"),
        (("2024-01-01", "2024-12-31"), "2024-05-01", "2024-05-01", "2024-05-01 既放假又上班"),
    ],
)
def test_faults(period: tuple[str, str], holidays: str, workdays: str, said: str) -> None:
    """A calendar that contradicts itself, or would take a lifetime to compute, is refused."""
    start, end = period
    text = f"calendar: cn\nfrom: {start}\nuntil: {end}\nholidays: [{holidays}]\nworkdays: [{workdays}]\n"
    rulebook, errors = read(text)
    assert [error.message for error in errors] == [f"日历有误：{said}"]
    assert rulebook.calendar is None
