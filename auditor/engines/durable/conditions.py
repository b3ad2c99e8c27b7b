"""Typed conditions → Python closures giving True, False or None (unknown)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from auditor.engines.durable.plain import (
    INVALID,
    UNSURE,
    Env,
    Evaluate,
    Gathered,
    Null,
    Range,
    Test,
    bounds,
    is_null,
)
from auditor.engines.durable.values import Scope, value_of
from auditor.records.clean import JOINER
from auditor.rulelang import typed as t
from auditor.rulelang.types import Base

_DIGITS = 9  # sums of decimals differ in their last digits, so numbers are equal to nine places
_PLAIN = {Base.TEXT: str, Base.CODE: str, Base.CODES: str, Base.BOOL: bool, Base.DATE: date, Base.DATETIME: datetime}


def condition_of(expr: t.Condition, scope: Scope) -> Test:
    """The closure of a condition."""
    match expr:
        case t.Junction(conjunction=conjunction, conditions=conditions):
            parts = [condition_of(part, scope) for part in conditions]
            return _junction(parts, stop=not conjunction)
        case t.Not(condition=condition):
            return _negation(condition_of(condition, scope))
        case t.Open(condition=condition):
            test = condition_of(condition, scope)
            return lambda env, row: test(env, row) is None
        case t.Comparison(op=op, left=left, right=right):
            return _comparison(op, left, right, scope)
        case t.OneOf(value=value, items=items):
            return _one_of(value, items, scope)
        case t.Contains():
            return _contains(expr, scope)
        case t.IsBlank(value=value):
            return _is_blank(value_of(value, scope))
        case t.IsInvalid(value=value):
            return _is_invalid(value_of(value, scope))
        case t.Exists(box=box):
            return _exists(scope.boxes[box])
        case t.TermTruth(condition=condition):
            return condition_of(condition, scope)
        case t.Holds(value=value):
            return _holds(value_of(value, scope))


def let_of(expr: t.Expr, scope: Scope) -> Callable[[Env], Any]:
    """A let's value; for a condition that is not decided, UNSURE."""
    if not isinstance(expr, t.CONDITIONS):
        value = value_of(expr, scope)
        return lambda env: value(env, None)
    test = condition_of(expr, scope)

    def decided(env: Env) -> bool | Null:
        truth = test(env, None)
        return UNSURE if truth is None else truth

    return decided


def existence(box: Any) -> bool | None:
    """Whether a box's value has a row: surely, perhaps (None), or not."""
    if box.__class__ is Gathered:
        if box.certain:
            return True
        return None if box.doubtful or box.open else False
    if box is None:
        return False
    return None if box.__class__ is Null else True


def _junction(parts: list[Test], stop: bool) -> Test:
    """Kleene's 或 (``stop`` True) or 且 (``stop`` False): one part that equals ``stop`` decides."""
    if len(parts) == 2:
        return _pair(parts[0], parts[1], stop)

    def junction(env: Env, row: Any) -> bool | None:
        unknown = False
        for part in parts:
            truth = part(env, row)
            if truth is stop:
                return stop
            if truth is None:
                unknown = True
        return None if unknown else not stop

    return junction


def _pair(first: Test, second: Test, stop: bool) -> Test:
    """``_junction`` of two parts, the commonest and in the innermost loops."""

    def junction(env: Env, row: Any) -> bool | None:
        truth = first(env, row)
        if truth is stop:
            return stop
        other = second(env, row)
        if other is stop:
            return stop
        return None if truth is None or other is None else not stop

    return junction


def _negation(inner: Test) -> Test:
    def negation(env: Env, row: Any) -> bool | None:
        truth = inner(env, row)
        return None if truth is None else not truth

    return negation


def _comparison(op: str, left: t.Value, right: t.Value, scope: Scope) -> Test:
    a, b = value_of(left, scope), value_of(right, scope)
    test = t.COMPARE[op]
    if left.type.is_number:
        return _numbers(op, a, b)
    kinds = {left.type.base, right.type.base}
    if kinds == {Base.DATE, Base.DATETIME}:
        return _days(test, a, b)
    kind = _PLAIN[left.type.base]
    if isinstance(right, t.Constant):
        constant = right.value

        def with_constant(env: Env, row: Any) -> bool | None:
            x = a(env, row)
            return test(x, constant) if x.__class__ is kind else None

        return with_constant

    def compare(env: Env, row: Any) -> bool | None:
        x, y = a(env, row), b(env, row)
        return test(x, y) if x.__class__ is kind and y.__class__ is kind else None

    return compare


def _days(test: Callable[[Any, Any], bool], a: Evaluate, b: Evaluate) -> Test:
    """A date against a datetime: as dates."""

    def compare(env: Env, row: Any) -> bool | None:
        x, y = a(env, row), b(env, row)
        if x.__class__ is datetime:
            x = x.date()
        if y.__class__ is datetime:
            y = y.date()
        return test(x, y) if x.__class__ is date and y.__class__ is date else None

    return compare


def _numbers(op: str, a: Evaluate, b: Evaluate) -> Test:
    test: Callable[[Any, Any], bool] = t.COMPARE[op]

    def compare(env: Env, row: Any) -> bool | None:
        x, y = a(env, row), b(env, row)
        if x.__class__ is int and y.__class__ is int:
            return test(x, y)
        if is_null(x) or is_null(y):
            return None
        if x.__class__ is Range or y.__class__ is Range:
            return _ranges(op, x, y)
        return test(round(x - y, _DIGITS), 0)

    return compare


def _ranges(op: str, x: Any, y: Any) -> bool | None:
    (x_lo, x_hi), (y_lo, y_hi) = bounds(x), bounds(y)
    least, most = round(x_lo - y_hi, _DIGITS), round(x_hi - y_lo, _DIGITS)  # of x - y
    match op:
        case "=":
            return None if least <= 0 <= most else False
        case "!=":
            return None if least <= 0 <= most else True
        case _:
            at_least, at_most = t.COMPARE[op](least, 0), t.COMPARE[op](most, 0)
            return at_least if at_least == at_most else None


def _one_of(value: t.Value, items: tuple[t.Constant, ...], scope: Scope) -> Test:
    base = value.type.base
    kind = _PLAIN.get(base, int)
    same = all(item.type.base is base or (item.type.is_text and value.type.is_text) for item in items)
    if not same or base is Base.NUM:
        return _junction([_comparison("=", value, item, scope) for item in items], stop=True)
    get = value_of(value, scope)
    constants = frozenset(item.value for item in items)

    def one_of(env: Env, row: Any) -> bool | None:
        x = get(env, row)
        if x.__class__ is kind:
            return x in constants
        if x.__class__ is Range and not any(x.lo <= one <= x.hi for one in constants):  # type: ignore[operator]
            return False
        return None

    return one_of


def _contains(expr: t.Contains, scope: Scope) -> Test:
    get = value_of(expr.value, scope)
    items = [value_of(item, scope) for item in expr.items]
    several = expr.value.type.base is Base.CODES

    def contains(env: Env, row: Any) -> bool | None:
        text = get(env, row)
        if text.__class__ is not str:
            return None
        if several:
            text = f"{JOINER}{text}{JOINER}"
        unknown = False
        for item in items:
            part = item(env, row)
            if part.__class__ is not str:
                unknown = True
            elif (f"{JOINER}{part}{JOINER}" if several else part) in text:
                return True
        return None if unknown else False

    return contains


def _is_invalid(value: Evaluate) -> Test:
    def test(env: Env, row: Any) -> bool | None:
        found = value(env, row)
        return True if found is INVALID else None if found is UNSURE else False

    return test


def _is_blank(get: Evaluate) -> Test:
    def is_blank(env: Env, row: Any) -> bool | None:
        value = get(env, row)
        return True if value is None else None if value is UNSURE else False

    return is_blank


def _exists(box: Callable[[Env], Any]) -> Test:
    return lambda env, row: existence(box(env))


def _holds(get: Evaluate) -> Test:
    def holds(env: Env, row: Any) -> bool | None:
        value = get(env, row)
        return value if value.__class__ is bool else None

    return holds
