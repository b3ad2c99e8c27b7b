"""What a value can be while a rule is derived in Python.

A value is a plain Python value, None (known to be nothing), a ``Null`` (UNSURE; INVALID: something is
written that does not convert; a partly known date) or a ``Range`` (a count with doubtful members).
A condition is True, False or None (unknown). A row is a tuple that begins with its rid. ``Env`` is
the state of one cell, by slot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = tuple[Any, ...]
Env = list[Any]
Evaluate = Callable[[Env, Any], Any]  # of the cell and of the row that a box is looking at (None outside)
Test = Callable[[Env, Any], bool | None]

SUBJECT_ROW, RUN, ELEMENT, FIRST_BOX = range(4)  # slots of an Env: a row, Cases, Element, the first named step
RID = 0  # of a Row


class Null:
    """A value that is not known: UNSURE, INVALID, or a date of which only the month or the year is written.

    The last alone has a ``first`` and a ``last`` day that it may be.
    """

    __slots__ = ("first", "last")

    def __init__(self, first: date | None = None, last: date | None = None) -> None:
        self.first, self.last = first, last


UNSURE, INVALID = Null(), Null()
MISSING = object()  # a slot that is not computed yet


@dataclass(frozen=True, slots=True)
class Range:
    """A number from ``lo`` to ``hi``, ``lo`` < ``hi``."""

    lo: int | float
    hi: int | float


@dataclass(frozen=True, slots=True)
class Gathered:
    """The members of a box: surely in, perhaps in; ``open`` if there may be any number more."""

    certain: list[Row]
    doubtful: list[Row]
    open: bool = False


@dataclass(slots=True)
class Element:
    """One element of ``each``; parts that its kind lacks stay None.

    ``row`` is a member's or twin's, or a group's first; ``before`` and ``after`` are a gap's, ``gathered``
    are a group's rows. ``rows`` are shown as evidence;
    ``watched`` are the rows whose blanks can leave the element in doubt.
    """

    id: int | date | None
    doubt: bool
    count: Any = None
    start: Any = None
    end: Any = None
    days: Any = None
    similarity: float | None = None
    row: Row | None = None
    before: Row | None = None
    after: Row | None = None
    gathered: Gathered | None = None
    rows: tuple[Row, ...] = ()
    watched: list[Row] = field(default_factory=list)


def is_null(value: Any) -> bool:
    """Whether there is no known value: blank, unsure, invalid."""
    return value is None or value.__class__ is Null


def null_of(*operands: Any) -> Null | None:
    """The result of an operation of which some operands are null or ranges: unsure, or blank if they are only blank."""
    return UNSURE if any(one.__class__ is Null or one.__class__ is Range for one in operands) else None


def bounds(value: Any) -> tuple[Any, Any]:
    """The ends of a range; a point is both its ends."""
    return (value.lo, value.hi) if value.__class__ is Range else (value, value)


def as_date(value: date | datetime) -> date:
    """A datetime's day."""
    return value.date() if isinstance(value, datetime) else value


def sort_key(row: Row, order: tuple[int, ...]) -> list[tuple[bool, Any]]:
    """A row's place by its order fields, nulls first."""
    return [(False, 0) if is_null(row[at]) else (True, row[at]) for at in order]
