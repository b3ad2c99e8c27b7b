"""Aggregates of a box: its certain members decide, a doubtful one leaves all but the counts unsure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from auditor.engines.durable.plain import UNSURE, Env, Evaluate, Gathered, Null, Range, is_null
from auditor.rulelang.functions import Func
from auditor.rulelang.types import Base

NO_LIMIT = 10**9  # stands for "any number" where findings of a rule that did not run are counted


def aggregate_of(func: Func, box: Callable[[Env], Gathered], of: Evaluate | None, base: Base) -> Evaluate:
    """The closure of an aggregate; ``of`` gives the value of a member."""
    if func is Func.COUNT or of is None:
        return _count(box)
    if func is Func.KINDS:
        return _kinds(box, of)
    if func is Func.TOTAL and base is Base.NUM:
        return _over(box, of, _sum_of_floats)
    return _over(box, of, _REDUCE[func])


def _count(box: Callable[[Env], Gathered]) -> Evaluate:
    def count(env: Env, row: Any) -> int | Range:
        found = box(env)
        sure = len(found.certain)
        if found.open:
            return Range(sure, NO_LIMIT)
        return Range(sure, sure + len(found.doubtful)) if found.doubtful else sure

    return count


def _kinds(box: Callable[[Env], Gathered], of: Evaluate) -> Evaluate:
    """At least what the certain members show; a doubtful one or a value not known may be of one kind more."""

    def kinds(env: Env, row: Any) -> int | Range:
        found = box(env)
        values = [of(env, member) for member in found.certain]
        sure = {value for value in values if not is_null(value)}
        values += [of(env, member) for member in found.doubtful]
        most = len({value for value in values if not is_null(value)})
        most += sum(value.__class__ is Null for value in values)
        if found.open:
            most = NO_LIMIT
        return len(sure) if most == len(sure) else Range(len(sure), most)

    return kinds


def _over(box: Callable[[Env], Gathered], of: Evaluate, reduce: Callable[[Sequence[Any]], Any]) -> Evaluate:
    """``reduce`` over the members' values; a null makes it unsure."""

    def compute(env: Env, row: Any) -> Any:
        found = box(env)
        if found.doubtful or found.open:
            return UNSURE
        values = [of(env, member) for member in found.certain]
        return UNSURE if any(is_null(value) for value in values) else reduce(values)

    return compute


def _sum_of_floats(values: Sequence[float]) -> float | Null:
    total = math.fsum(values)
    return total if math.isfinite(total) else UNSURE


def _first(values: Sequence[Any]) -> Any:
    return min(values, default=None)


def _last(values: Sequence[Any]) -> Any:
    return max(values, default=None)


_REDUCE: Mapping[Func, Callable[[Sequence[Any]], Any]] = {
    Func.TOTAL: sum,
    Func.AVERAGE: lambda values: math.fsum(values) / len(values) if values else None,
    Func.EARLIEST: _first,
    Func.SMALLEST: _first,
    Func.LATEST: _last,
    Func.LARGEST: _last,
}
