"""Dates of which only the month or the year is written: not a date, and not rubbish either.

A table's frame holds the first day that such a date may be, and a ``State`` that tells what is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from auditor.records.clean import State
from auditor.records.dictionary import Field, Kind

STATES = frozenset({State.PARTIAL_MONTH, State.PARTIAL_YEAR})
_ORDINARY = max(State) - len(STATES)  # the states above are these


def may_be_partial(field: Field) -> bool:
    """Whether a field's values are dates."""
    return field.kind in (Kind.DATE, Kind.DATETIME)


def last_day(first: date, state: State) -> date:
    """The last day of the month or year that begins with ``first``."""
    if state is State.PARTIAL_YEAR:
        return first.replace(month=12, day=31)
    return (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def say_partial(first: date, last: date) -> str:
    """2024年5月, or 2024年 if ``last`` ends the year that ``first`` begins."""
    return f"{first.year}年{first.month}月" if last.month == first.month else f"{first.year}年"


def only_days(frame: pl.DataFrame, fields: Iterable[Field]) -> pl.DataFrame:
    """``frame`` of a record table with a null where a date is only partly known: what every ordinary use sees."""
    changed = [
        pl.when(pl.col(field.state_id) <= _ORDINARY).then(field.id).alias(field.id)
        for field in fields
        if may_be_partial(field) and has_partial(frame, field)
    ]
    return frame.with_columns(changed) if changed else frame


def has_partial(frame: pl.DataFrame, field: Field) -> bool:
    """Whether any date in a field's column is only partly known."""
    most = frame[field.state_id].max()
    return isinstance(most, int) and most > _ORDINARY
