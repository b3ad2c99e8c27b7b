"""The bands of a lookup table are checked: no gap, no overlap, every code reached, one direction."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from auditor.errors import RuleError, error
from auditor.rulebook.table import Interval, Row, Test
from auditor.rulelang.types import Base, Type


def check_rows(
    inputs: Mapping[str, Type],
    outputs: Mapping[str, Type],
    direction: str,
    rows: Sequence[Row],
    errors: list[RuleError],
) -> None:
    """Reports overlaps, gaps, and input codes without a row; for one number that gives one code also codes
    never reached and, where a direction is declared, bands out of order.

    Gaps are looked for along one number: a table of two numbers may leave corners out.
    """
    _check_overlaps(rows, errors)
    numbers = [name for name, type_ in inputs.items() if type_.is_number]
    if len(numbers) == 1:
        _check_gaps(rows, numbers[0], inputs[numbers[0]].base is Base.INT, errors)
    for name, type_ in inputs.items():
        for code in type_.codes.values if type_.codes is not None else ():
            if all(row.tests[name] != code for row in rows):
                errors.append(error("E459", rows[-1].span, name=name, value=code))
    if len(inputs) == len(numbers) == len(outputs) == 1:
        _check_reach(rows, numbers[0], outputs, direction, errors)


def _check_overlaps(rows: Sequence[Row], errors: list[RuleError]) -> None:
    for row, after in combinations(rows, 2):
        if row.tests == after.tests:
            errors.append(error("E455", after.span, row=after))
        elif all(_meet(test, after.tests[name]) for name, test in row.tests.items()):
            errors.append(error("E452", after.span, row=after, other=row))


def _meet(one: Test, other: Test) -> bool:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return not (one.ends_before(other) or other.ends_before(one))
    return one == other


def _check_gaps(rows: Sequence[Row], name: str, whole: bool, errors: list[RuleError]) -> None:
    groups: dict[tuple[Test, ...], list[tuple[Interval, Row]]] = defaultdict(list)
    for row in rows:
        band = row.tests[name]
        assert isinstance(band, Interval)
        groups[tuple(test for key, test in row.tests.items() if key != name)].append((band, row))
    for group in groups.values():
        group.sort(key=lambda pair: pair[0].first)
        highest, before = group[0]
        for band, row in group[1:]:
            if _gap(highest, band, whole):
                errors.append(error("E451", row.span, low=before, high=row))
            if (band.last, not band.below) >= (highest.last, not highest.below):
                highest, before = band, row


def _gap(band: Interval, after: Interval, whole: bool) -> bool:
    """Whether a number (a whole one, if only those occur) lies between the two."""
    if not whole or math.isinf(band.last) or math.isinf(after.first):
        return after.first > band.last
    following = math.ceil(band.last) if band.below else math.floor(band.last) + 1
    return math.ceil(after.first) > following


def _check_reach(
    rows: Sequence[Row], name: str, outputs: Mapping[str, Type], direction: str, errors: list[RuleError]
) -> None:
    ((output, type_),) = outputs.items()
    if type_.codes is None:
        return
    codes = type_.codes.values
    bands = [(test.first, str(row.values[output])) for row in rows if isinstance(test := row.tests[name], Interval)]
    reached = [value for _, value in sorted(bands)]
    for code in codes:
        if code not in reached:
            errors.append(error("E453", rows[-1].span, value=code))
    ranks = [codes.index(value) for value in reached]
    if direction and ranks != sorted(ranks) and ranks != sorted(ranks, reverse=True):
        why = f"写的是“{direction}”，取值却忽高忽低：{'、'.join(reached)}"
        errors.append(error("E454", rows[0].span, why=why))
