"""The typed tree: expressions after names are resolved and types checked. Both engines run this.

A value or condition here refers to rows by ``RowRef`` and to fields by the dictionary's own objects;
no name is left to look up.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from auditor.records.dictionary import Field, Link
from auditor.rulelang.functions import Func
from auditor.rulelang.nodes import Duration
from auditor.rulelang.types import BOOL, DATE, Type
from auditor.rulelang.words import Word

SUBJECT = ""  # owner of the subject's row
MEMBER = "."  # owner of the row that a box is looking at


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row: its owner (subject, member, or a box's name), then links followed upwards from it."""

    owner: str
    record: str
    hops: tuple[Link, ...] = ()


class Part(StrEnum):
    """What an element of ``each`` has besides rows, by its English spelling."""

    COUNT = "count"
    START = "start"
    END = "end"
    DAYS = "days"
    SIMILARITY = "similarity"


ConstantValue = int | float | str | bool | date | Duration


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, or a parameter's value; ``param`` is then its name, for readers only."""

    value: ConstantValue
    type: Type
    param: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RunValue:
    """What the audit as a whole states: its date, the period under review."""

    word: Word
    type: Type


AUDIT_DATE = RunValue(Word.AS_OF, DATE)


@dataclass(frozen=True, slots=True)
class FieldValue:
    row: RowRef
    field: Field
    type: Type


@dataclass(frozen=True, slots=True)
class Possible:
    """The first or the last day that a date may be of which only the month or the year is written."""

    value: FieldValue
    last: bool
    type: Type = DATE

    @property
    def row(self) -> RowRef:
        """The row of the field."""
        return self.value.row


@dataclass(frozen=True, slots=True)
class ElementValue:
    name: str
    part: Part
    type: Type


@dataclass(frozen=True, slots=True)
class LetValue:
    """The value of a ``let`` expression."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class TableValue:
    """A column of a looked-up row."""

    name: str
    column: str
    type: Type


@dataclass(frozen=True, slots=True)
class FindingValue:
    """A property of a finding in a ``findings`` box: ``rule``, ``severity`` or ``title``."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Aggregate:
    func: Func
    box: str
    of: FieldValue | FindingValue | None
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers: + - give int for ints, else num; * / give num."""

    op: str
    left: Value
    right: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by a duration; ``back`` for minus."""

    day: Value
    by: Duration
    back: bool
    type: Type = DATE
    param: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Fallback:
    options: tuple[Value, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class TermValue:
    """A term of the rulebook that is a value, read of ``row``."""

    name: str
    row: RowRef
    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Apply:
    """A scalar function. Date minus date is ``Apply(DAYS, (right, left))``."""

    func: Func
    args: tuple[Value, ...]
    type: Type


Value = (
    Constant
    | RunValue
    | FieldValue
    | Possible
    | ElementValue
    | LetValue
    | TableValue
    | FindingValue
    | Aggregate
    | Arithmetic
    | Shift
    | Fallback
    | Apply
    | TermValue
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operands are of one comparable type; a date against a datetime compares as dates."""

    op: str
    left: Value
    right: Value
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class OneOf:
    value: Value
    items: tuple[Constant, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Contains:
    """Text contains one of the texts; a multi-valued code has one of the codes."""

    value: Value
    items: tuple[Value, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class IsBlank:
    value: Value
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class IsInvalid:
    """Something is written in the field that does not convert to its type."""

    value: FieldValue
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Exists:
    """有 BOX; also a latest/earliest box that found a record."""

    box: str
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Holds:
    """A truth value used as a condition."""

    value: Value
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class TermTruth:
    """A term of the rulebook that is a condition, read of ``row``."""

    name: str
    row: RowRef
    condition: Condition
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Junction:
    conjunction: bool
    conditions: tuple[Condition, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Open:
    """The condition cannot be decided. No author writes this; it is itself always decided."""

    condition: Condition
    type: Type = BOOL


COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""What ``Comparison.op`` means, for values of one kind (the checker sees to that) and for columns."""

Condition = Comparison | OneOf | Contains | IsBlank | IsInvalid | Exists | Holds | TermTruth | Not | Junction | Open
Expr = Value | Condition

CONDITIONS = (Comparison, OneOf, Contains, IsBlank, IsInvalid, Exists, Holds, TermTruth, Not, Junction, Open)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions."""
    match expr:
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Shift(day=day):
            return (day,)
        case Fallback(options=options):
            return options
        case Apply(args=args):
            return args
        case Aggregate(of=of):
            return () if of is None else (of,)
        case Possible(value=value) | IsInvalid(value=value):
            return (value,)
        case OneOf(value=value) | IsBlank(value=value) | Holds(value=value):
            return (value,)
        case TermValue(value=value):
            return (value,)
        case Contains(value=value, items=items):
            return (value, *items)
        case Not(condition=condition) | TermTruth(condition=condition) | Open(condition=condition):
            return (condition,)
        case Junction(conditions=conditions):
            return conditions
        case _:
            return ()


def walk(expr: Expr) -> list[Expr]:
    """The expression and all below it."""
    found = [expr]
    for child in children(expr):
        found.extend(walk(child))
    return found
