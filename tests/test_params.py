"""Parameters as they are written: values, values by date, bounds, and what may be compared."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.errors import RuleError
from auditor.rulebook.amounts import kind_of, order
from auditor.rulebook.params import read_param
from auditor.rulebook.rule import Bounds, Level, Param, ParamValue
from auditor.rulelang.nodes import Duration
from auditor.rulelang.words import Unit
from auditor.spans import SourceFile
from auditor.yamltree import Mapping, parse_documents


def read(text: str) -> Param:
    """The only parameter of ``text``; a fault fails the test."""
    (document,) = parse_documents(SourceFile("rule.yaml", text))
    assert isinstance(document, Mapping)
    errors: list[RuleError] = []
    ((name, node),) = document.items()
    param = read_param(name, node, errors)
    assert [error.render() for error in errors] == []
    return param


def days(count: int) -> Duration:
    return Duration(count, Unit.DAY)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("期限: 7天", [(None, days(7))]),
        ("名单: [甲, 乙]", [(None, ("甲", "乙"))]),
        ("期限: {2024-01-01: 14天, 2025-07-01: 7天}", [(date(2024, 1, 1), days(14)), (date(2025, 7, 1), days(7))]),
        ("期限: {is: {2024-01-01: 14天}}", [(date(2024, 1, 1), days(14))]),
        (
            "名单: {2024-01-01: [甲], 2025-01-01: [甲, 乙]}",
            [(date(2024, 1, 1), ("甲",)), (date(2025, 1, 1), ("甲", "乙"))],
        ),
    ],
)
def test_values(text: str, steps: list[tuple[date | None, ParamValue]]) -> None:
    """One value, a list, or either by date, written out or not; the newest is the value."""
    param = read(text)
    assert [(step.since, step.value) for step in param.steps] == steps
    assert param.value == steps[-1][1]


def test_every_value_knows_its_place() -> None:
    """So that an explanation can point at the line."""
    param = read("期限:\n  is:\n    2024-01-01: 14天\n    2025-07-01: 7天\n")
    assert [str(step.span) for step in param.steps] == ["rule.yaml:3:17", "rule.yaml:4:17"]


@pytest.mark.parametrize("stricter", ["较小", "smaller"])
@pytest.mark.parametrize("level", ["区", "district"])
def test_bounds(stricter: str, level: str) -> None:
    """Bounds are of the value's kind; words in either language."""
    param = read(f"期限: {{is: 7天, from: 1天, to: 4周, stricter: {stricter}, set by: {level}, note: 试定}}")
    assert param.bounds == Bounds(days(1), Duration(4, Unit.WEEK), "smaller", Level.DISTRICT)
    assert param.note == "试定"


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (1, 1.5, -1),
        (2, 2.0, 0),
        (days(14), Duration(2, Unit.WEEK), 0),
        (days(8), Duration(1, Unit.WEEK), 1),
        (Duration(11, Unit.MONTH), Duration(1, Unit.YEAR), -1),
        (date(2025, 1, 2), date(2025, 1, 1), 1),
        (days(30), Duration(1, Unit.MONTH), None),
        (Duration(5, Unit.WORKDAY), days(7), None),
        ("甲", "乙", None),
        ((1, 2), (1, 2), None),
        (7, days(7), None),
    ],
)
def test_order(one: ParamValue, other: ParamValue, result: int | None) -> None:
    """Days with weeks, months with years; nothing with what it cannot be converted to."""
    assert order(one, other) == result
    assert order(other, one) == (None if result is None else -result)


def test_kinds() -> None:
    """A duration is one kind whatever its unit; a list has the kind of its items."""
    assert [kind_of(value) for value in (1, 0.5, days(7), date(2025, 1, 1), "甲", (1, 2), ("甲",))] == [
        *("数字", "数字", "时长", "日期", "文字", "一列数字", "一列文字"),
    ]
