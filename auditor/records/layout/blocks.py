"""From a sheet to the tables on it: one below the other, side by side, each with a header of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from auditor.records.layout.header_rows import LOOKED_AT
from auditor.records.layout.headers import HeaderBook, Match, NoMatch, SpareColumn
from auditor.records.layout.mapping import FILE_NAME, NO_MAPPING, SHEET_NAME, ExportMapping, SheetMapping
from auditor.records.reading.sheet import Merged, Sheet

_DRESS = " \t\n\u00a0\u3000*＊:：'\""  # what may stand around the name of a column
_TITLE_CELLS = 2  # a row with no more of them may be a title
# Rows above a header: b blank, 1 of one cell, s of few, w of more. Titles have a blank row above them; lines of one
# cell next to the header need none.
_TITLES = re.compile(r"(?:(?:b+[1s]+)*b*|1+)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A table on a sheet. ``sheet`` has its columns only, and the rows of all tables below each other there."""

    sheet: Sheet
    outcome: Match | NoMatch


def blocks_of(sheet: Sheet, book: HeaderBook, mapping: ExportMapping = NO_MAPPING) -> list[Block]:
    """The tables of a sheet; none if it is blank."""
    entry = mapping.of(sheet.file, sheet.name)
    if entry is not None:
        entry = _of_sheet(entry, sheet)
    if sheet.headers is not None:
        return [Block(sheet, book.recognise([sheet.headers], (), entry))]
    if sheet.cells.is_empty():
        return []
    whole = list(_below_each_other(sheet, book, entry))
    if entry is None or _of_any(entry) is not None:
        parts = [list(_below_each_other(part, book, entry)) for part in _side_by_side(sheet)]
        if len(parts) > 1 and all(isinstance(part[0].outcome, Match) for part in parts if part):
            return [block for part in parts for block in part]
    return whole


def nameless_columns(sheet: Sheet, match: Match) -> list[SpareColumn]:
    """The columns of a table that have content below its header but no name in it."""
    if sheet.headers is not None:
        return []
    below = sheet.cells.slice(match.row + 1, None if match.end is None else match.end - match.row - 1)
    counts = below.select(
        (pl.col(f"c{index}").str.strip_chars() != "").sum()
        for index in range(below.width)
        if index not in match.headers
    )
    return [
        SpareColumn(int(name[1:]), "", f"没有表头，下面有 {count} 格写着内容")
        for name, count in zip(counts.columns, counts.row(0) if counts.width else (), strict=True)
        if count
    ]


def _of_sheet(entry: SheetMapping, sheet: Sheet) -> SheetMapping:
    """An entry with the sheet's own names for constants, and its header counted as the rows of the frame are."""
    own = {SHEET_NAME: sheet.name or "", FILE_NAME: sheet.file.rpartition("/")[2].rpartition(".")[0]}
    constants = {name: own.get(text, text) for name, text in entry.constants.items()}
    header = entry.header
    if header is not None:
        header = header[0] - sheet.first_row, header[1] - sheet.first_row
        header = header if header[0] >= 0 else None
    return replace(entry, constants=constants, header=header)


def _below_each_other(sheet: Sheet, book: HeaderBook, entry: SheetMapping | None) -> Iterator[Block]:
    """The tables of a sheet that has them one below the other."""
    found = book.recognise(_rows(sheet, 0), _top(sheet, 0), entry)
    if isinstance(found, NoMatch):
        yield Block(sheet, found)
        return
    for row in _like_headers(sheet, book, found.row + 1):
        if row <= found.row:
            continue
        further = book.recognise(_rows(sheet, row, 1), (), _of_any(entry))
        if not isinstance(further, Match) or _same(further, found, sheet):
            continue
        yield Block(sheet, replace(found, titles=_titles_above(sheet, row, found.row + 1), end=row))
        found = replace(further, row=row, first=row)
    yield Block(sheet, found)


def _of_any(entry: SheetMapping | None) -> SheetMapping | None:
    """An entry that speaks of every table on a sheet: one that names neither its type nor where its header is."""
    return entry if entry is not None and entry.record is None and entry.header is None else None


def _rows(sheet: Sheet, start: int, count: int = LOOKED_AT) -> list[tuple[str | None, ...]]:
    return sheet.cells.slice(start, count).rows()


def _top(sheet: Sheet, start: int) -> list[Merged]:
    return [region for region in sheet.merged if start <= region.top < start + LOOKED_AT]


def _like_headers(sheet: Sheet, book: HeaderBook, start: int) -> list[int]:
    """The rows from ``start`` on most of whose cells name columns, at least two: few or none, found by columns."""
    cells = sheet.cells.slice(start)
    named = cells.select(pl.all().str.strip_chars(_DRESS).is_in(book.names.written).fill_null(False))
    counts = named.sum_horizontal() if named.width else pl.Series([], dtype=pl.UInt32)
    likely = (counts > 1).arg_true()
    if not len(likely):
        return []
    filled = cells[likely].select((pl.all().str.strip_chars() != "").fill_null(False)).sum_horizontal()
    return [start + index for index in likely.filter(2 * counts.gather(likely) >= filled)]


def _same(further: Match, found: Match, sheet: Sheet) -> bool:
    """Whether a row only repeats the header that is in force, as at the top of a printed page."""
    if further.record.name != found.record.name:
        return False
    return all(found.columns.get(name) == index for name, index in further.columns.items())


def _titles_above(sheet: Sheet, header: int, start: int) -> int:
    """Where the titles of a header begin, and the blank rows around them."""
    above = sheet.cells.slice(start, header - start).tail(LOOKED_AT)
    counts = above.select((pl.all().str.strip_chars() != "").fill_null(False)).sum_horizontal()
    kinds = "".join("b1s"[count] if count <= _TITLE_CELLS else "w" for count in counts)
    found = _TITLES.search(kinds)
    return header - len(kinds) + (found.start() if found else len(kinds))


def _side_by_side(sheet: Sheet) -> list[Sheet]:
    """The parts of a sheet that wholly blank columns separate."""
    cells = sheet.cells
    blank = cells.select((pl.all().is_null() | (pl.all().str.strip_chars() == "")).all()).row(0)
    groups: list[list[int]] = []
    for index, empty in enumerate(blank):
        if empty:
            continue
        if groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    return [_part(sheet, group) for group in groups] if len(groups) > 1 else []


def _part(sheet: Sheet, columns: list[int]) -> Sheet:
    """A sheet's neighbouring columns as a sheet of their own."""
    start, end = columns[0], columns[-1]
    cells = sheet.cells.select(pl.col(f"c{index}").alias(f"c{index - start}") for index in columns)
    merged = tuple(
        Merged(region.top, region.left - start, region.bottom, region.right - start)
        for region in sheet.merged
        if start <= region.left and region.right <= end
    )
    return replace(sheet, cells=cells, columns=sheet.columns[start : end + 1], merged=merged)
