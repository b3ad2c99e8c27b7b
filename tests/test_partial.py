"""Dates of which only the month or the year is written."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from auditor.records.clean import State
from auditor.records.dictionary import Field, Kind
from auditor.records.partial import last_day, only_days, say_partial


@pytest.mark.parametrize(
    ("first", "state", "last", "said"),
    [
        (date(2024, 5, 1), State.PARTIAL_MONTH, date(2024, 5, 31), "2024年5月"),
        (date(2024, 2, 1), State.PARTIAL_MONTH, date(2024, 2, 29), "2024年2月"),
        (date(2023, 12, 1), State.PARTIAL_MONTH, date(2023, 12, 31), "2023年12月"),
        (date(2024, 1, 1), State.PARTIAL_YEAR, date(2024, 12, 31), "2024年"),
    ],
)
def test_what_is_written_tells_the_last_day_and_the_words(first: date, state: State, last: date, said: str) -> None:
    """From the first day that it may be and the state come the last day and what was written."""
    assert last_day(first, state) == last
    assert say_partial(first, last) == said


def test_ordinary_use_sees_days_only() -> None:
    """A partly known date is a null there; other columns, and frames without such dates, stay as they are."""
    day, number = Field("日", "day", Kind.DATE), Field("数", "amount", Kind.INT)
    frame = pl.DataFrame(
        {
            "day": [date(2024, 5, 1), date(2024, 5, 1), None, None],
            "day__state": [State.KNOWN, State.PARTIAL_MONTH, State.INVALID, State.ABSENT],
            "amount": [1, 2, 3, 4],
            "amount__state": [0, 0, 0, 0],
        }
    )
    assert only_days(frame, [day, number]).rows() == [
        (date(2024, 5, 1), 0, 1, 0),
        (None, State.PARTIAL_MONTH, 2, 0),
        (None, 1, 3, 0),
        (None, 2, 4, 0),
    ]
    assert only_days(frame.head(1), [day, number]).equals(frame.head(1))
