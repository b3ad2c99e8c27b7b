"""Sheets of text: the one form in which every format arrives, each cell knowing where it was written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from auditor.records.clean import JOINER


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged region: its first and last row and column, counted in ``Sheet.cells`` from 0, all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where one value of a form stands: the table as it is called there, its row, and the cell in that row."""

    sheet: str | None
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: ``cells`` has String columns c0, c1, …, ``columns`` their letters or names.

    ``headers`` are the names that the format itself gives to columns (JSON, Parquet, a form's labels);
    None means that they stand in one of the first rows. ``first_row`` is the number of the frame's
    first row. Of a merged region only the first cell has text. ``places`` tells for each column where
    the one value of a form stands, None for a column whose values stand in their own rows.

    A number of which the spreadsheet has lost digits is written as it shows it, 4.40105E+17; an error
    of a formula as #N/A; a formula whose result was never stored as ``damage.UNCALCULATED``.
    """

    file: str
    name: str | None
    cells: pl.DataFrame
    columns: tuple[str, ...]
    headers: tuple[str, ...] | None = None
    first_row: int = 1
    merged: tuple[Merged, ...] = ()
    places: tuple[CellPlace | None, ...] | None = None
    since_1904: bool = False  # days are counted from 1904-01-01
    document: bool = False  # part of a document of text and tables; its tables may be forms

    @property
    def rows_written(self) -> int:
        """How many of its rows have something in them."""
        written = pl.any_horizontal(pl.lit(False), (pl.all().str.strip_chars() != "").fill_null(False))
        return self.cells.filter(written).height


PICTURE = "〔图片〕"  # in the place of a picture that stands in a text or a cell


def letter(index: int) -> str:
    """The letters of a spreadsheet's column: 0 is A, 26 is AA."""
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def text_of(value: object) -> str | None:
    """A value as the text that a person would have typed into a cell."""
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case float():
            if not math.isfinite(value):
                return None
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ")
        case date():
            return value.isoformat()
        case list() | tuple():
            return JOINER.join(text for item in value if (text := text_of(item)) is not None)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def sheet_of_items(
    file: str, name: str | None, items: Sequence[Mapping[str, object]], headers: Iterable[str] = ()
) -> Sheet:
    """A sheet of mappings (JSON objects, rows given in a program): one row each, numbered from 1."""
    names = tuple(dict.fromkeys([*headers, *(key for item in items for key in item)]))
    cells = pl.DataFrame(
        [pl.Series(f"c{i}", [text_of(item.get(key)) for item in items], pl.String) for i, key in enumerate(names)]
    )
    return Sheet(file, name, cells, names, names)


def sheet_of_grid(file: str, name: str | None, cells: pl.DataFrame) -> Sheet:
    """A sheet of rows of text as they stand in a file, headers and all."""
    cells.columns = [f"c{i}" for i in range(cells.width)]
    return Sheet(file, name, cells, tuple(letter(i) for i in range(cells.width)))
