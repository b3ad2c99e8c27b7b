"""Lookup tables: score bands, frequencies, required forms. Checked for gaps, overlaps, reach and direction."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.errors import RuleError, error, suggest
from auditor.records.dictionary import Dictionary
from auditor.rulebook.reader import read_sources
from auditor.rulebook.rule import Citation
from auditor.rulebook.scalars import read_date, read_number, read_type
from auditor.rulebook.shape import TableShape, TableVersionShape, shaped
from auditor.rulelang.types import Base, Type
from auditor.spans import Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, Sequence

CellValue = int | float | str | bool


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``; None is open. ``below`` leaves ``high`` itself out."""

    low: int | float | None
    high: int | float | None
    below: bool = False

    def __str__(self) -> str:
        low, high = ("" if end is None else str(end) for end in (self.low, self.high))
        return low if low == high else f"{low}..{'<' if self.below else ''}{high}"


Test = Interval | str | bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a test for each input, a value for each output."""

    tests: Mapping[str, Test]
    values: Mapping[str, CellValue]
    span: Span

    def __str__(self) -> str:
        return "，".join(str(test) for test in self.tests.values())


@dataclass(frozen=True, slots=True)
class Version:
    """The rows in force from ``start`` until the next version's start."""

    start: date
    sources: tuple[Citation, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A lookup table; versions oldest first."""

    name: str
    title: str
    assumption: str
    inputs: Mapping[str, Type]
    outputs: Mapping[str, Type]
    direction: str
    versions: tuple[Version, ...]
    span: Span


def read_table(node: Node, dictionary: Dictionary, errors: list[RuleError]) -> Table | None:
    """A ``table:`` document; None if its shape is broken. Every fault is reported."""
    shape = shaped(TableShape, node, "表", errors)
    if shape is None:
        return None
    inputs = {str(name): read_type(kind, dictionary, errors) for name, kind in shape.with_.items()}
    outputs = {str(name): read_type(kind, dictionary, errors) for name, kind in shape.gives.items()}
    versions = []
    for part in shape.versions:
        version = shaped(TableVersionShape, part, "版本", errors)
        if version is not None:
            rows = _rows(version.rows, inputs, outputs, errors)
            versions.append(Version(read_date(version.from_, errors), read_sources(version.source, errors), rows))
    starts = [version.start for version in versions]
    if len(set(starts)) < len(starts):
        errors.append(error("E456", shape.table.span, why="有两个版本从同一天开始"))
    table = Table(
        name=str(shape.table),
        title=str(shape.title or shape.table),
        assumption=str(shape.assumption or ""),
        inputs=inputs,
        outputs=outputs,
        direction=str(shape.direction or ""),
        versions=tuple(sorted(versions, key=lambda version: version.start)),
        span=shape.table.span,
    )
    for one in table.versions:
        _check(table, one, errors)
    return table


def _rows(
    node: Node, inputs: Mapping[str, Type], outputs: Mapping[str, Type], errors: list[RuleError]
) -> tuple[Row, ...]:
    rows: list[Row] = []
    if isinstance(node, Tree) and len(inputs) == len(outputs) == 1:
        (given,), (gives,) = inputs, outputs
        for key, value in node.items():
            cells = {given: key, gives: value}
            rows.append(_row(cells, inputs, outputs, key.span, errors))
    elif isinstance(node, Sequence) and all(isinstance(item, Tree) for item in node):
        for item in node:
            assert isinstance(item, Tree)
            for name in item:
                if name not in inputs and name not in outputs:
                    hint = suggest(name, [*inputs, *outputs])
                    errors.append(error("E103", name.span, hint, where="这一行", name=name))
            rows.append(_row({str(key): value for key, value in item.items()}, inputs, outputs, item.span, errors))
    else:
        errors.append(error("E105", node.span, name="rows", expected="“区间: 取值”，或者每行一组“列: 值”的列表"))
    return tuple(rows)


def _row(
    cells: Mapping[str, Node],
    inputs: Mapping[str, Type],
    outputs: Mapping[str, Type],
    span: Span,
    errors: list[RuleError],
) -> Row:
    tests: dict[str, Test] = {}
    values: dict[str, CellValue] = {}
    for name, type_ in [*inputs.items(), *outputs.items()]:
        cell = cells.get(name)
        if not isinstance(cell, Text):
            errors.append(error("E104", span, where="这一行", name=name))
        elif name in inputs and type_.is_number:
            tests[name] = _interval(cell, errors)
        elif (value := _value(cell, type_, errors)) is not None:
            if name in inputs:
                tests[name] = value if isinstance(value, (str, bool)) else str(value)
            else:
                values[name] = value
    return Row(tests, values, span)


def _interval(cell: Text, errors: list[RuleError]) -> Interval:
    low_text, dots, high_text = cell.partition("..")
    below = high_text.startswith("<")
    high_text = high_text.removeprefix("<")
    low, high = read_number(low_text), read_number(high_text)
    if not dots:
        high = low
    if (low is None and low_text.strip()) or (high is None and high_text.strip()) or (low is None and high is None):
        errors.append(error("E407", cell.span, "区间写成 0..39、80.. 或 ..10", value=cell, kind="区间"))
        return Interval(None, None)
    if low is not None and high is not None and low > high:
        errors.append(error("E457", cell.span, row=cell))
    return Interval(low, high, below)


def _value(cell: Text, type_: Type, errors: list[RuleError]) -> CellValue | None:
    if type_.is_number:
        number = read_number(cell)
        if number is None or (type_.base is Base.INT and isinstance(number, float)):
            errors.append(error("E407", cell.span, value=cell, kind=type_.base.value))
        return number
    if type_.codes is not None and cell not in type_.codes.values:
        hint = suggest(cell, type_.codes.values) or "可以写：" + "、".join(type_.codes.values)
        errors.append(error("E401", cell.span, hint, value=cell))
        return None
    if type_.base is Base.BOOL:
        return cell in ("是", "true", "真")
    return str(cell)


def _check(table: Table, version: Version, errors: list[RuleError]) -> None:
    """No gap, no overlap; for one number giving one code also: every code reached, direction kept."""
    ranged = [name for name, type_ in table.inputs.items() if type_.is_number]
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in version.rows:
        groups[tuple(str(test) for name, test in row.tests.items() if name not in ranged[:1])].append(row)
    for rows in groups.values():
        if ranged:
            whole = table.inputs[ranged[0]].base is Base.INT
            _check_bands(rows, ranged[0], whole, errors)
        elif len(rows) > 1:
            errors.append(error("E455", rows[1].span, row=rows[1]))
    if len(table.inputs) == len(ranged) == len(table.outputs) == 1:
        _check_reach(table, version, errors)


def _check_bands(rows: list[Row], name: str, whole: bool, errors: list[RuleError]) -> None:
    def low(row: Row) -> float:
        test = row.tests.get(name)
        return test.low if isinstance(test, Interval) and test.low is not None else float("-inf")

    def high(row: Row) -> float:
        test = row.tests.get(name)
        return test.high if isinstance(test, Interval) and test.high is not None else float("inf")

    ordered = sorted(rows, key=low)
    for row, after in itertools.pairwise(ordered):
        test = row.tests.get(name)
        below = isinstance(test, Interval) and test.below
        if low(after) < high(row) or (low(after) == high(row) and not below):
            errors.append(error("E452", after.span, row=after, other=row))
        elif low(after) > high(row) + (1 if whole and not below else 0):
            errors.append(error("E451", after.span, low=row, high=after))


def _check_reach(table: Table, version: Version, errors: list[RuleError]) -> None:
    ((name, type_),) = table.outputs.items()
    if type_.codes is None:
        return
    ((given, _),) = table.inputs.items()
    bands = [(row.tests.get(given), row.values.get(name)) for row in version.rows]
    reached = [value for _, value in sorted(bands, key=lambda band: _low(band[0]))]
    for code in type_.codes.values:
        if code not in reached:
            errors.append(error("E453", table.span, value=code))
    ranks = [type_.codes.values.index(str(value)) for value in reached if value in type_.codes.values]
    if table.direction and ranks != sorted(ranks) and ranks != sorted(ranks, reverse=True):
        why = f"写的是“{table.direction}”，取值却忽高忽低：{'、'.join(map(str, reached))}"
        errors.append(error("E454", table.span, why=why))


def _low(test: Test | None) -> float:
    return test.low if isinstance(test, Interval) and test.low is not None else float("-inf")
