"""Foregone conclusions: conditions whose outcome the rulebook alone decides, whatever the records hold.

Sound, not complete: a condition about one value is tried on sample points of it. A comparison with
constants can only change its outcome at one of them, so the constants, points between them and points
beyond them stand for all values; code lists, looked-up columns and counts narrow the choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from auditor.plan import nodes as p
from auditor.rulelang import typed as t
from auditor.rulelang.functions import Func
from auditor.rulelang.nodes import Duration
from auditor.rulelang.types import Base

Point = int | float | str | bool | date

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_FROM_ZERO = (
    Func.COUNT,
    Func.KINDS,
    Func.LENGTH,
    Func.ABSOLUTE,
    Func.DIFFERENCE,
    Func.OVERLAP_DAYS,
    Func.ITEM_COUNT,
    Func.WEIGHTED_REMAINDER,
)
_DECIDED_PARTS = {t.Part.COUNT: 1, t.Part.DAYS: 0, t.Part.SIMILARITY: 0}  # the least that an element can have
_OTHER = "\0"  # a text that no rule mentions
_MOST_POINTS = 500


def foregone(condition: t.Condition, steps: Iterable[p.Step]) -> Iterator[tuple[t.Condition, bool]]:
    """The largest parts of ``condition`` that are always true, or never, each with which of the two."""
    yield from _search(condition, {step.name: step for step in steps if not isinstance(step, p.Applies)})


def _search(condition: t.Condition, steps: Mapping[str, p.Step]) -> Iterator[tuple[t.Condition, bool]]:
    outcome = _outcome(condition, steps)
    if outcome is not None:
        yield condition, outcome
    elif isinstance(condition, t.Not):
        yield from _search(condition.condition, steps)
    elif isinstance(condition, t.Junction):
        for part in condition.conditions:
            yield from _search(part, steps)


def _outcome(condition: t.Condition, steps: Mapping[str, p.Step]) -> bool | None:
    """True or False if it always comes out so (where it can be decided at all), else None."""
    if isinstance(condition, t.Junction):
        decisive = not condition.conjunction  # a true part decides an 或, a false one a 且
        parts = [_outcome(part, steps) for part in condition.conditions]
        if decisive in parts:
            return decisive
        if all(part is not None for part in parts):
            return not decisive
        return decisive if _parts_decide(condition, decisive, steps) else None
    if isinstance(condition, t.Not):
        inner = _outcome(condition.condition, steps)
        return None if inner is None else not inner
    if isinstance(condition, t.Comparison) and condition.left == condition.right:
        return condition.op in ("=", "<=", ">=")
    tested = _tested(condition)
    if tested is None:
        return None
    seen = {_holds(condition, tested, point) for point in _points(tested, [condition], steps)}
    return seen.pop() if len(seen) == 1 else None


def _parts_decide(junction: t.Junction, decisive: bool, steps: Mapping[str, p.Step]) -> bool:
    """Whether parts about the same value leave no way out: 且 none true together, 或 none false together."""
    conditions = _flat(junction)
    plain = [part for part in conditions if not isinstance(part, t.Not)]
    negated = [part.condition for part in conditions if isinstance(part, t.Not)]
    if any(part in negated for part in plain):
        return True
    groups: dict[t.Value, list[t.Condition]] = {}
    for part in conditions:
        tested = _tested(part)
        if tested is not None:
            groups.setdefault(tested, []).append(part)
    blanks = {part.value for part in plain if isinstance(part, t.IsBlank)}
    if junction.conjunction and blanks & groups.keys():
        return True  # a blank compares with nothing
    for tested, parts in groups.items():
        points = _points(tested, parts, steps)
        if points and all(any(_holds(part, tested, point) is decisive for part in parts) for point in points):
            return True
    return False


def _flat(junction: t.Junction) -> list[t.Condition]:
    """The conditions of a junction and of those like it directly inside (介于 is one)."""
    flat: list[t.Condition] = []
    for part in junction.conditions:
        if isinstance(part, t.Junction) and part.conjunction == junction.conjunction:
            flat.extend(_flat(part))
        else:
            flat.append(part)
    return flat


def _tested(condition: t.Condition) -> t.Value | None:
    """The one value that a condition tests against constants, if it is of that kind."""
    match condition:
        case t.Not(condition=inner):
            return _tested(inner)
        case t.OneOf(value=value):
            return value
        case t.Comparison(left=left, right=t.Constant()):
            return left
        case t.Comparison(left=t.Constant(), right=right):
            return right
    return None


def _holds(condition: t.Condition, tested: t.Value, point: Point) -> bool:
    match condition:
        case t.Not(condition=inner):
            return not _holds(inner, tested, point)
        case t.OneOf(items=items):
            return any(item.value == point for item in items)
        case t.Comparison(op=op, left=left, right=t.Constant(value=value)) if left == tested:
            return bool(t.COMPARE[op](point, value))
        case t.Comparison(op=op, left=t.Constant(value=value)):
            return bool(t.COMPARE[_MIRRORED.get(op, op)](point, value))
    raise AssertionError(condition)


def _points(tested: t.Value, conditions: list[t.Condition], steps: Mapping[str, p.Step]) -> list[Point]:
    """Values of ``tested`` that stand for all that it can take; none if too many or of no known kind."""
    known = _values(tested, steps)
    if known is not None:
        return known if len(known) <= _MOST_POINTS else []
    constants = [value for condition in conditions for value in _constants(condition)]
    if tested.type.is_number:
        numbers = sorted({value for value in constants if isinstance(value, (int, float))})
        return _around_numbers(numbers, _least(tested, steps), whole=tested.type.base is Base.INT)
    if tested.type.base is Base.DATE:
        days = {value for value in constants if isinstance(value, date)}
        return [day + timedelta(move) for day in days for move in (-1, 0, 1) if date.min < day < date.max]
    if tested.type.is_text:
        return [*dict.fromkeys(value for value in constants if isinstance(value, str)), _OTHER]
    return []


def _around_numbers(numbers: list[int | float], least: float, *, whole: bool) -> list[Point]:
    if not numbers:
        return []
    ends = [min(numbers) - 1, max(numbers) + 1]
    if least > float("-inf"):
        ends.append(least)
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    beside = [number + move for number in numbers for move in (-1, 1)]
    points = sorted({*numbers, *ends, *(beside if whole else between)})
    return [point for point in points if point >= least and not (whole and point != int(point))]


def _constants(condition: t.Condition) -> list[t.ConstantValue]:
    match condition:
        case t.Not(condition=inner):
            return _constants(inner)
        case t.OneOf(items=items):
            return [item.value for item in items]
        case t.Comparison(left=left, right=right):
            return [side.value for side in (left, right) if isinstance(side, t.Constant)]
    return []


def _values(value: t.Value, steps: Mapping[str, p.Step]) -> list[Point] | None:
    """Every value that ``value`` can take, if the rulebook says so."""
    match value:
        case t.Constant(value=constant):
            return None if isinstance(constant, Duration) else [constant]
        case t.TableValue(name=name, column=column):
            step = steps.get(name)
            if isinstance(step, p.Lookup):
                rows = [row for version in step.table.versions for row in version.rows]
                return list(dict.fromkeys(row.values[column] for row in rows))
        case t.LetValue(name=name):
            step = steps.get(name)
            if isinstance(step, p.Let) and not isinstance(step.expr, t.CONDITIONS):
                return _values(step.expr, steps)
        case t.Fallback(options=options):
            known = [_values(option, steps) for option in options]
            sure = [one for one in known if one is not None]
            return [point for one in sure for point in one] if len(sure) == len(known) else None
        case _ if value.type.base is Base.CODE and value.type.codes is not None:
            return list(value.type.codes.values)
    return None


def _least(value: t.Value, steps: Mapping[str, p.Step]) -> float:
    match value:
        case t.Aggregate(func=func) | t.Apply(func=func) if func in _FROM_ZERO:
            return 0
        case t.ElementValue(part=part) if part in _DECIDED_PARTS:
            return _DECIDED_PARTS[part]
        case t.LetValue(name=name):
            step = steps.get(name)
            if isinstance(step, p.Let) and not isinstance(step.expr, t.CONDITIONS):
                return _least(step.expr, steps)
    return float("-inf")
