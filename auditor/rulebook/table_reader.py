"""A ``table:`` document → Table: bands, codes and values read, every fault reported."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import RuleError, error, suggest
from auditor.records.dictionary import Dictionary
from auditor.rulebook.bands import check_rows
from auditor.rulebook.reader import read_sources
from auditor.rulebook.scalars import read_date, read_number, read_truth, read_type
from auditor.rulebook.shape import TableShape, TableVersionShape, shaped
from auditor.rulebook.table import CellValue, Interval, Row, Table, Test, Version
from auditor.rulelang.types import Base, Type
from auditor.spans import Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, Sequence

MAX_ROWS = 1000  # every row is held against every other


def read_table(node: Node, dictionary: Dictionary, errors: list[RuleError]) -> Table | None:
    """A ``table:`` document; None if its shape is broken. Every fault is reported."""
    shape = shaped(TableShape, node, "表", errors)
    if shape is None:
        return None
    inputs = {str(name): read_type(kind, dictionary, errors) for name, kind in shape.with_.items()}
    outputs = {str(name): read_type(kind, dictionary, errors) for name, kind in shape.gives.items()}
    if not shape.versions:
        errors.append(error("E105", shape.table.span, name="versions", expected="至少一个版本"))
    for key, columns in (("with", inputs), ("gives", outputs)):
        if not columns:
            errors.append(error("E105", shape.table.span, name=key, expected="至少一列，例如 {等级: text}"))
    for name in shape.gives:
        if name in inputs:
            errors.append(error("E313", name.span, name=name))
    versions: list[Version] = []
    for part in shape.versions:
        version = shaped(TableVersionShape, part, "版本", errors)
        if version is None:
            continue
        if isinstance(version.rows, (Tree, Sequence)) and len(version.rows) > MAX_ROWS:
            errors.append(error("E108", version.rows.span, why=f"一个版本最多 {MAX_ROWS} 行"))
            continue
        faults = len(errors)
        rows = _rows(version.rows, inputs, outputs, errors)
        start = read_date(version.from_, errors)
        if any(start == other.start for other in versions):
            errors.append(error("E456", version.from_.span, why="有两个版本从同一天开始"))
        versions.append(Version(start, read_sources(version.source, errors), rows))
        if len(errors) == faults and inputs and outputs:
            check_rows(inputs, outputs, str(shape.direction or ""), rows, errors)
    return Table(
        name=str(shape.table),
        title=str(shape.title or shape.table),
        assumption=str(shape.assumption or ""),
        inputs=inputs,
        outputs=outputs,
        direction=str(shape.direction or ""),
        versions=tuple(sorted(versions, key=lambda version: version.start)),
        span=shape.table.span,
    )


def _rows(
    node: Node, inputs: Mapping[str, Type], outputs: Mapping[str, Type], errors: list[RuleError]
) -> tuple[Row, ...]:
    rows: list[Row] = []
    faults = len(errors)
    if isinstance(node, Tree) and len(inputs) == len(outputs) == 1:
        (given,), (gives,) = inputs, outputs
        for key, value in node.items():
            cells = {given: key, gives: value}
            rows.append(_row(cells, inputs, outputs, key.span, errors))
    elif isinstance(node, Sequence) and all(isinstance(item, Tree) for item in node):
        for item in node:
            assert isinstance(item, Tree)
            unknown = [name for name in item if name not in inputs and name not in outputs]
            for name in unknown:
                hint = suggest(name, [*inputs, *outputs])
                errors.append(error("E103", name.span, hint, where="这一行", name=name))
            if not unknown:  # else a column that seems to be missing is the one misspelt
                cells = {str(key): value for key, value in item.items()}
                rows.append(_row(cells, inputs, outputs, item.span, errors))
    if not rows and len(errors) == faults:
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
        errors.append(error("E407", cell.span, "区间写成 0..39、80..、..10 或 0..<40", value=cell, kind="区间"))
    elif low is not None and high is not None and (low > high or (low == high and below)):
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
    if type_.base is not Base.BOOL:
        return str(cell)
    truth = read_truth(cell)
    if truth is None:
        errors.append(error("E407", cell.span, "写“是”或“否”", value=cell, kind=type_.base.value))
    return truth
