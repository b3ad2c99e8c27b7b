"""Typed conditions → pairs of columns, certainly and possibly."""

from __future__ import annotations

from auditor.engines.relational.functions import as_date, as_float
from auditor.engines.relational.truth import (
    Column,
    Truth,
    Val,
    both,
    either,
    negate,
    open_to,
    sure,
)
from auditor.engines.relational.values import Rows, value_of
from auditor.rulelang import typed as t
from auditor.rulelang.types import Base

SEPARATOR = "、"  # between the codes of a multi-valued field

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def truth_of(expr: t.Condition, rows: Rows) -> Truth:
    """The columns of a condition."""
    match expr:
        case t.Junction(conjunction=conjunction, conditions=conditions):
            parts = [truth_of(part, rows) for part in conditions]
            join = both if conjunction else either
            return Truth(join(*(p.certain for p in parts)), join(*(p.possible for p in parts)))
        case t.Not(condition=condition):
            inner = truth_of(condition, rows)
            return Truth(negate(inner.possible), negate(inner.certain))
        case t.Open(condition=condition):
            inner = truth_of(condition, rows)
            undecided = both(inner.possible, negate(inner.certain))
            return Truth(undecided, undecided)
        case t.Comparison(op=op, left=left, right=right):
            return _comparison(op, value_of(left, rows), value_of(right, rows))
        case t.OneOf(value=value, items=items):
            val = value_of(value, rows)
            found = [_comparison("=", val, value_of(item, rows)) for item in items]
            return Truth(either(*(f.certain for f in found)), either(*(f.possible for f in found)))
        case t.Contains(value=value, items=items):
            val = value_of(value, rows)
            several = value.type.base is Base.CODES
            found = [_contains(val, value_of(item, rows), several) for item in items]
            return Truth(either(*(f.certain for f in found)), either(*(f.possible for f in found)))
        case t.IsBlank(value=value):
            val = value_of(value, rows)
            nothing = both(val.lo.isnull(), negate(val.written))
            return Truth(both(nothing, negate(val.unsure)), nothing)
        case t.IsInvalid(value=value):
            return rows.invalid(value)
        case t.TermTruth(condition=inner):
            return truth_of(inner, rows)
        case t.Exists(box=box):
            return rows.exists(box)
        case t.Holds(value=t.LetValue(name=name)) if isinstance(found_let := rows.let(name), Truth):
            return found_let
        case t.Holds(value=value):
            held = value_of(value, rows).lo
            return Truth(sure(held), open_to(held))


def _contains(val: Val, item: Val, several: bool) -> Truth:
    whole, part = val.lo, item.lo
    if several:
        whole, part = SEPARATOR + whole + SEPARATOR, SEPARATOR + part + SEPARATOR
    test = whole.contains(part)
    return Truth(sure(test), open_to(test))


def _comparison(op: str, left: Val, right: Val) -> Truth:
    if not (left.is_range or right.is_range):
        test = _test(op, left.lo, right.lo)
        return Truth(sure(test), open_to(test))
    return Truth(_certainly(op, left, right), negate(_certainly(_OPPOSITE[op], left, right)))


def _certainly(op: str, a: Val, b: Val) -> Column:
    match op:
        case "<" | "<=":
            test = _test(op, a.hi, b.lo)
        case ">" | ">=":
            test = _test(op, a.lo, b.hi)
        case "=":
            test = _test("=", a.lo, b.hi) & _test("=", a.hi, b.lo)
        case _:
            test = _test("<", a.hi, b.lo) | _test("<", b.hi, a.lo)
    return sure(test)


def _test(op: str, left: Column, right: Column) -> Column:
    kinds = left.type(), right.type()
    if any(kind.is_temporal() for kind in kinds) and not all(kind.is_timestamp() for kind in kinds):
        left, right = as_date(left), as_date(right)
    elif any(kind.is_floating() for kind in kinds) and all(kind.is_numeric() for kind in kinds):
        # sums of decimals differ in their last digits, so numbers are equal to nine places
        left, right = (as_float(left) - as_float(right)).round(9), 0.0
    return t.COMPARE[op](left, right)
