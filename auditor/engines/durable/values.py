"""Typed values → Python closures, once per plan, so that no tree is walked per row."""

from __future__ import annotations

import math
import operator
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from auditor.engines.durable.aggregates import aggregate_of
from auditor.engines.durable.functions import FUNCTIONS
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import (
    ELEMENT,
    MISSING,
    RID,
    RUN,
    SUBJECT_ROW,
    UNSURE,
    Env,
    Evaluate,
    Null,
    Range,
    as_date,
    bounds,
    is_null,
    null_of,
)
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang import typed as t
from auditor.rulelang.nodes import Duration
from auditor.rulelang.types import Base
from auditor.rulelang.words import Unit

NUMBERS = frozenset({int, float})
FINDING_FIELDS: Mapping[str, int] = {"rule": 0, "severity": 1, "title": 2}


@dataclass(frozen=True)
class Scope:
    """Where the closures of a plan find things.

    ``boxes`` gives the value of a named step, computing it when first asked; ``elements`` says which
    row of the element an owner stands for; ``member`` is the record of the row a box is looking at.
    """

    layout: Layout
    subject: str
    calendar: WorkCalendar | None
    boxes: dict[str, Callable[[Env], Any]] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)  # owner → record
    elements: dict[str, str] = field(default_factory=dict)  # owner → attribute of Element
    member: str = ""

    def inside(self, member: str) -> Scope:
        """The scope of a box's own conditions."""
        return replace(self, member=member)

    def record(self, owner: str) -> str:
        """The record that an owner's row is of."""
        return {t.SUBJECT: self.subject, t.MEMBER: self.member}.get(owner) or self.records[owner]


def lazily(slot: int, compute: Callable[[Env], Any]) -> Callable[[Env], Any]:
    """``compute``, once per cell."""

    def get(env: Env) -> Any:
        value = env[slot]
        if value is MISSING:
            value = env[slot] = compute(env)
        return value

    return get


def value_of(expr: t.Value, scope: Scope) -> Evaluate:
    """The closure of a value."""
    match expr:
        case t.Constant(value=constant):
            return lambda env, row: constant
        case t.RunValue(word=word):
            return lambda env, row: env[RUN].stated[word]
        case t.TermValue(value=value):
            return value_of(value, scope)
        case t.FieldValue():
            return _field(expr, scope)
        case t.Possible(value=value, last=last):
            return _possible(_field(value, scope), last)
        case t.ElementValue(part=part):
            get = operator.attrgetter(part.value)
            return lambda env, row: get(env[ELEMENT])
        case t.LetValue(name=name):
            let = scope.boxes[name]
            return lambda env, row: let(env)
        case t.TableValue(name=name, column=column):
            return _looked_up(scope.boxes[name], column)
        case t.FindingValue(name=name):
            return _item(FINDING_FIELDS[name])
        case t.Aggregate():
            of = None if expr.of is None else value_of(expr.of, scope)
            return aggregate_of(expr.func, scope.boxes[expr.box], of, expr.type.base)
        case t.Arithmetic():
            return _arithmetic(expr, scope)
        case t.Shift(day=day, by=by, back=back):
            return _shift(value_of(day, scope), by, back, scope.calendar)
        case t.Fallback(options=options):
            return _fallback([_as_typed(value_of(option, scope), expr.type.base) for option in options])
        case t.Apply(func=func, args=args):
            return _apply(FUNCTIONS[func], [value_of(arg, scope) for arg in args])


def _item(at: int) -> Evaluate:
    return lambda env, row: row[at]


def row_of(ref: t.RowRef, scope: Scope) -> Evaluate:
    """The row that ``ref`` stands for: a Row, None (there is none) or UNSURE (which one, or not reached)."""
    owner = ref.owner
    start: Evaluate
    if owner == t.SUBJECT:
        start = lambda env, row: env[SUBJECT_ROW]  # noqa: E731
    elif owner == t.MEMBER:
        start = lambda env, row: row  # noqa: E731
    elif owner in scope.elements:
        get = operator.attrgetter(scope.elements[owner])
        start = lambda env, row: get(env[ELEMENT])  # noqa: E731
    else:
        box = scope.boxes[owner]
        start = lambda env, row: box(env)  # noqa: E731
    if not ref.hops:
        return start
    way = scope.layout.way(scope.record(owner), ref.hops)

    def climb(env: Env, row: Any) -> Any:
        at = start(env, row)
        parents = env[RUN].parents
        for number in way:
            if at.__class__ is not tuple:
                return UNSURE
            at = parents[number][at[RID]]
        return UNSURE if at is None else at

    return climb


def _field(expr: t.FieldValue, scope: Scope) -> Evaluate:
    at = scope.layout.column(expr.row.record, expr.field.name)
    owner = expr.row.owner
    if not expr.row.hops and owner == t.SUBJECT:
        return lambda env, row: env[SUBJECT_ROW][at]
    if not expr.row.hops and owner == t.MEMBER:
        return _item(at)
    find = row_of(expr.row, scope)

    def get(env: Env, row: Any) -> Any:
        found = find(env, row)
        return found[at] if found.__class__ is tuple else found

    return get


def _possible(get: Evaluate, last: bool) -> Evaluate:
    def compute(env: Env, row: Any) -> Any:
        found = get(env, row)
        if found.__class__ is Null:
            return (found.last if last else found.first) or UNSURE
        return found if found is None else as_date(found)

    return compute


def _looked_up(box: Callable[[Env], Any], column: str) -> Evaluate:
    def get(env: Env, row: Any) -> Any:
        found = box(env)
        return found if is_null(found) else found.get(column)

    return get


_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _finite(number: float) -> float | Null:
    return number if math.isfinite(number) else UNSURE


def _arithmetic(expr: t.Arithmetic, scope: Scope) -> Evaluate:
    left, right, op = value_of(expr.left, scope), value_of(expr.right, scope), expr.op
    whole = expr.type.base is Base.INT
    apply = _ARITHMETIC[op]

    def compute(env: Env, row: Any) -> Any:
        a, b = left(env, row), right(env, row)
        if a.__class__ in NUMBERS and b.__class__ in NUMBERS:
            if op == "/" and b == 0:
                return UNSURE
            return apply(a, b) if whole else _finite(float(apply(a, b)))
        if is_null(a) or is_null(b):
            # what is divided by a range, or divides one, is unsure; else only the nulls tell
            return null_of(a, b) if op == "/" else null_of(*(one for one in (a, b) if is_null(one)))
        return _ranged(op, a, b, whole)

    return compute


def _ranged(op: str, a: Any, b: Any, whole: bool) -> Any:
    (a_lo, a_hi), (b_lo, b_hi) = bounds(a), bounds(b)
    if op == "/" or (op == "*" and a_lo != a_hi and b_lo != b_hi):
        return UNSURE
    if op == "+":
        ends = [a_lo + b_lo, a_hi + b_hi]
    elif op == "-":
        ends = [a_lo - b_hi, a_hi - b_lo]
    else:
        ends = sorted((a_lo * b_lo, a_hi * b_hi))
    lo, hi = ends if whole else map(float, ends)
    if not (math.isfinite(lo) and math.isfinite(hi)):
        return UNSURE
    return lo if lo == hi else Range(lo, hi)


def _shift(day: Evaluate, by: Duration, back: bool, calendar: WorkCalendar | None) -> Evaluate:
    move = _mover(by.unit, -by.count if back else by.count, calendar)

    def compute(env: Env, row: Any) -> Any:
        start = day(env, row)
        if is_null(start):
            return null_of(start)
        try:
            return move(as_date(start))
        except (OverflowError, ValueError):
            return UNSURE

    return compute


def _mover(unit: Unit, count: int, calendar: WorkCalendar | None) -> Callable[[date], date | Null]:
    if unit in (Unit.DAY, Unit.WEEK):
        days = timedelta(count * (7 if unit is Unit.WEEK else 1))
        return lambda start: start + days
    if unit in (Unit.MONTH, Unit.YEAR):
        months = count * (12 if unit is Unit.YEAR else 1)
        return lambda start: _add_months(start, months)
    if calendar is None:
        return lambda start: UNSURE
    first, moves = calendar.start, calendar.shifts(count)

    def workdays(start: date) -> date | Null:
        at = (start - first).days
        ahead = moves[at] if 0 <= at < len(moves) else None
        return UNSURE if ahead is None else start + timedelta(ahead)

    return workdays


def _add_months(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _as_typed(value: Evaluate, base: Base) -> Evaluate:
    """An option of 否则 in the type of the whole."""
    if base not in (Base.DATE, Base.NUM):
        return value

    def typed(env: Env, row: Any) -> Any:
        found = value(env, row)
        if found.__class__ is datetime:
            return found.date()
        return float(found) if found.__class__ is int else found

    return typed


def _fallback(options: list[Evaluate]) -> Evaluate:
    def compute(env: Env, row: Any) -> Any:
        for option in options:
            value = option(env, row)
            if value is not None:
                return UNSURE if value.__class__ is Null else value
        return None

    return compute


def _apply(func: Callable[..., Any], args: list[Evaluate]) -> Evaluate:
    def compute(env: Env, row: Any) -> Any:
        given = [arg(env, row) for arg in args]
        for one in given:
            if is_null(one) or one.__class__ is Range:
                return null_of(*given)
        return func(*given)

    return compute
