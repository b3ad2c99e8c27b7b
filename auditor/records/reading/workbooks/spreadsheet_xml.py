"""Workbooks as one XML file (SpreadsheetML 2003), which some systems save under the name of a workbook (.xls)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from lxml import etree

from auditor.records.damage import TOO_LONG
from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.sheet import Merged, Sheet, letter
from auditor.records.reading.sizes import say_long, too_many_cells
from auditor.records.reading.workbooks.package import UNSAFE_XML

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{SPREADSHEET}}}"
_DAMAGED = "XML 表格损坏，从那里起的内容"


@dataclass(slots=True)
class _Grid:
    """One sheet while it is read: cells by row and column from 0; ``row`` and ``column`` are the next ones."""

    name: str | None
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    row: int = 0
    column: int = 0
    long: list[int] = field(default_factory=list)


def read_spreadsheet_xml(content: Content) -> Iterator[Sheet]:
    """Every sheet. Raises UnreadableFile; what comes before a damaged place is read."""
    if b"<!ENTITY" in content.data:
        raise UnreadableFile(UNSAFE_XML)
    grid: _Grid | None = None
    found = 0
    events = etree.iterparse(
        io.BytesIO(content.data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        huge_tree=False,
    )
    try:
        for event, part in events:
            if part.tag == f"{_SS}Worksheet":
                if event == "start":
                    grid = _Grid(part.get(f"{_SS}Name"))
                elif grid is not None:
                    found += 1
                    yield _sheet(content, grid)
                    grid = None
            elif grid is not None:
                _take(grid, event, part, content)
            if event == "end" and part.tag in (f"{_SS}Row", f"{_SS}Worksheet", f"{_SS}Styles"):
                part.clear()
    except etree.XMLSyntaxError as why:
        if not found and (grid is None or not grid.cells):
            raise UnreadableFile("XML 表格损坏；请用 Excel 或 WPS 打开，另存为 .xlsx") from why
        content.problems.append(problem("D648", content.shown, grid.name if grid else None, what=_DAMAGED))
        if grid is not None and grid.cells:
            yield _sheet(content, grid)


def _take(grid: _Grid, event: str, part: Any, content: Content) -> None:
    """Moves on in a sheet by one tag. Raises UnreadableFile if it is too large."""
    if part.tag == f"{_SS}Row" and event == "start":
        grid.row, grid.column = _number(part, "Index", grid.row + 1) - 1, 0
    elif part.tag == f"{_SS}Row":
        grid.row += 1 + _number(part, "Span", 0)
    elif part.tag == f"{_SS}Cell" and event == "end":
        at = _number(part, "Index", grid.column + 1) - 1
        across, down = _number(part, "MergeAcross", 0), _number(part, "MergeDown", 0)
        grid.column = at + 1 + across
        if at >= content.limits.columns:
            return
        data = part.find(f"{_SS}Data")
        text = "" if data is None else "".join(data.itertext())
        if len(text) > content.limits.cell_chars:
            grid.long.append(grid.row + 1)
            text = TOO_LONG
        if text and data is not None and data.get(f"{_SS}Type") == "Boolean":
            text = "是" if text == "1" else "否"
        if text:
            grid.cells[grid.row, at] = text
        if across or down:
            right = min(at + across, content.limits.columns - 1)
            grid.merged.append(Merged(grid.row, at, grid.row + down, right))


def _number(part: Any, name: str, otherwise: int) -> int:
    written = part.get(f"{_SS}{name}", "")
    return int(written) if written.isascii() and written.isdigit() and 0 < len(written) < 8 else otherwise


def _sheet(content: Content, grid: _Grid) -> Sheet:
    rows = max((row for row, _ in grid.cells), default=-1) + 1
    width = max((column for _, column in grid.cells), default=-1) + 1
    if rows * width > content.limits.cells:
        raise UnreadableFile(too_many_cells(content.limits))
    if grid.long:
        say_long(content, grid.name, grid.long)
    columns: list[list[str | None]] = [[None] * rows for _ in range(width)]
    for (row, column), text in grid.cells.items():
        columns[column][row] = text
    cells = pl.DataFrame([pl.Series(f"c{i}", column, pl.String) for i, column in enumerate(columns)])
    merged = tuple(
        Merged(one.top, one.left, min(one.bottom, rows - 1), min(one.right, width - 1))
        for one in grid.merged
        if one.top < rows and one.left < width
    )
    return Sheet(content.shown, grid.name, cells, tuple(letter(i) for i in range(width)), merged=merged)
