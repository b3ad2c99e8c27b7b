"""Typed values → columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import ibis

from auditor.engines.relational.functions import (
    FALLIBLE,
    FUNCTIONS,
    REPEATING,
    as_date,
    as_float,
    is_computed,
    literal,
    only_finite,
)
from auditor.engines.relational.truth import (
    Column,
    Flag,
    Truth,
    Val,
    both,
    collapsed,
    column,
    either,
    negate,
    point,
    sure,
)
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang import typed as t
from auditor.rulelang.functions import BY_FUNC, Func
from auditor.rulelang.nodes import Duration
from auditor.rulelang.types import Base
from auditor.rulelang.words import Unit, Word

_WIDE = 6  # characters of one number of days


class Rows(Protocol):
    """Where the columns of a relation are found: its fields, elements, lets, tables, aggregates."""

    calendar: WorkCalendar | None

    def field(self, value: t.FieldValue) -> Val: ...

    def possible(self, value: t.Possible) -> Val: ...

    def invalid(self, value: t.FieldValue) -> Truth: ...

    def element(self, value: t.ElementValue) -> Val: ...

    def let(self, name: str) -> Val | Truth: ...

    def looked_up(self, value: t.TableValue) -> Val: ...

    def finding(self, value: t.FindingValue) -> Val: ...

    def aggregate(self, value: t.Aggregate) -> Val: ...

    def exists(self, box: str) -> Truth: ...

    def run_value(self, word: Word) -> Column: ...


def value_of(expr: t.Value, rows: Rows) -> Val:
    """The columns of a value."""
    match expr:
        case t.Constant(value=value):
            return point(literal(value))
        case t.RunValue(word=word):
            return point(rows.run_value(word))
        case t.TermValue(value=inner):
            return value_of(inner, rows)
        case t.FieldValue():
            return rows.field(expr)
        case t.Possible():
            return rows.possible(expr)
        case t.ElementValue():
            return rows.element(expr)
        case t.LetValue(name=name):
            found = rows.let(name)
            if isinstance(found, Val):
                return found
            decided = either(found.certain, negate(found.possible))
            return point(ibis.ifelse(column(decided), column(found.certain), ibis.null("boolean")), negate(decided))
        case t.TableValue():
            return rows.looked_up(expr)
        case t.FindingValue():
            return rows.finding(expr)
        case t.Aggregate():
            return rows.aggregate(expr)
        case t.Arithmetic(op=op, left=left, right=right, type=type_):
            return _arithmetic(op, value_of(left, rows), value_of(right, rows), type_.base is Base.INT)
        case t.Shift(day=day, by=by, back=back):
            return _shift(value_of(day, rows), by, back, rows.calendar)
        case t.Fallback(options=options):
            return _fallback([value_of(option, rows) for option in options], expr.type.base)
        case t.Apply(func=func, args=args):
            given = [collapsed(value_of(arg, rows)) for arg in args]
            result = _applied(
                func,
                [
                    arg.value if takes.fixed and isinstance(arg, t.Constant) else val.lo
                    for arg, val, takes in zip(args, given, BY_FUNC[func].takes, strict=True)
                ],
            )
            failed = both(result.isnull(), *(arg.lo.notnull() for arg in given)) if func in FALLIBLE else False
            return point(result, either(_any_unknown(given), failed))


def _applied(func: Func, operands: list[Any]) -> Column:
    """The function of columns, and of values that are written out.

    A function mentions some operands more than once. One that is itself computed is given a name,
    by way of a list of one, or functions of functions would make a query grow with each level's power.
    """
    computed = {f"a{at}": one for at, one in enumerate(operands) if is_computed(one)}
    if func not in REPEATING or not computed:
        return FUNCTIONS[func](*operands)

    def of(given: Column) -> Column:
        return FUNCTIONS[func](
            *(given[name] if (name := f"a{at}") in computed else one for at, one in enumerate(operands))
        )

    return ibis.array([ibis.struct(computed)]).map(of)[0]


def _any_unknown(vals: list[Val]) -> Flag:
    return either(*(val.unknown for val in vals))


def _arithmetic(op: str, left: Val, right: Val, whole: bool) -> Val:
    if op == "/":
        left, right = collapsed(left), collapsed(right)
    unknown = _any_unknown([left, right])
    if op == "*" and left.is_range and right.is_range:
        unknown = either(unknown, negate(sure((left.lo == left.hi) | (right.lo == right.hi))))
    if whole:
        make: Callable[[Column, Column], Column] = (lambda a, b: a + b) if op == "+" else (lambda a, b: a - b)
        ends = (right.lo, right.hi) if op == "+" else (right.hi, right.lo)
        return _bounds(make(left.lo, ends[0]), make(left.hi, ends[1]), left, right, unknown)
    a_lo, a_hi, b_lo, b_hi = (as_float(end) for end in (left.lo, left.hi, right.lo, right.hi))
    if op == "+":
        lo, hi = a_lo + b_lo, a_hi + b_hi
    elif op == "-":
        lo, hi = a_lo - b_hi, a_hi - b_lo
    elif op == "*":
        one, other = a_lo * b_lo, a_hi * b_hi
        lo, hi = ibis.least(one, other), ibis.greatest(one, other)
        if not (left.is_range or right.is_range):
            lo = hi = one
    else:
        lo = hi = a_lo / b_lo.nullif(0.0)
    finite = [only_finite(end) for end in (lo, hi)]
    if op == "*" and left.is_range and right.is_range:  # two ranges have no product that is one
        finite = [ibis.ifelse(column(unknown), ibis.null("float64"), end) for end in finite]
    failed = both(finite[0].isnull(), left.lo.notnull(), right.lo.notnull())
    return _bounds(finite[0], finite[1], left, right, either(unknown, failed))


def _bounds(lo: Column, hi: Column, left: Val, right: Val, unknown: Flag) -> Val:
    return Val(lo, hi, unknown) if left.is_range or right.is_range else point(lo, unknown)


def _shift(day: Val, by: Duration, back: bool, calendar: WorkCalendar | None) -> Val:
    count = -by.count if back else by.count
    start = as_date(day.lo)
    if by.unit is Unit.WORKDAY:
        return _workdays(day, start, count, calendar)
    interval = {
        Unit.DAY: lambda: ibis.interval(days=count),
        Unit.WEEK: lambda: ibis.interval(days=7 * count),
        Unit.MONTH: lambda: ibis.interval(months=count),
        Unit.YEAR: lambda: ibis.interval(months=12 * count),
    }[by.unit]()
    # a date plus an interval is a timestamp in DuckDB though Ibis calls it a date
    return point((start.cast("timestamp") + interval).date(), day.unknown)


def _workdays(day: Val, start: Column, count: int, calendar: WorkCalendar | None) -> Val:
    if calendar is None:
        return point(ibis.null("date"), True)
    # one text of fixed-width numbers: an array of as many literals takes a database long to read
    moves = "".join(f"{'' if move is None else move:>{_WIDE}}" for move in calendar.shifts(count))
    at = start.delta(literal(calendar.start), unit="day")
    inside = sure((at >= 0) & (at <= (calendar.end - calendar.start).days))
    move = ibis.literal(moves).substr(ibis.ifelse(inside, at, 0) * _WIDE, _WIDE).strip().nullif("")
    days = ibis.ifelse(inside, move.cast("int64"), ibis.null("int64"))
    moved = (start.cast("timestamp") + days.as_interval("D")).date()
    return point(moved, either(day.unknown, both(start.notnull(), moved.isnull())))


def _fallback(options: list[Val], base: Base) -> Val:
    """The first option present; one that is unknown ends the search. Built from the last option backwards."""
    cast = {Base.NUM: as_float, Base.DATE: as_date}.get(base, lambda end: end)
    result = _cast(options[-1], cast)
    for option in (_cast(one, cast) for one in reversed(options[:-1])):
        unsure = both(option.lo.isnull(), either(option.unknown, result.unknown))
        lo = _first(option.lo, option, result.lo)
        ranged = option.is_range or result.is_range
        result = Val(lo, _first(option.hi, option, result.hi), unsure) if ranged else point(lo, unsure)
    return result


def _cast(val: Val, cast: Callable[[Column], Column]) -> Val:
    lo = cast(val.lo)
    return Val(lo, cast(val.hi) if val.is_range else lo, val.unsure, val.written)


def _first(end: Column, option: Val, later: Column) -> Column:
    if option.unknown is not False:
        later = ibis.ifelse(column(option.unknown), ibis.null(end.type()), later)
    return ibis.ifelse(option.lo.notnull(), end, later)
