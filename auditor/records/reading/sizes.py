"""Cells and sheets that are larger than the limits allow, in formats that set none themselves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from auditor.records.damage import TOO_LONG
from auditor.records.problems import problem
from auditor.records.reading.content import Content
from auditor.records.reading.limits import Limits
from auditor.records.reading.texts.garbled import rows_said


def too_many_cells(limits: Limits) -> str:
    """Why a sheet is not read, and how to have it read all the same."""
    return f"太大，超过 {limits.cells:,} 格；确实要读就加 --limit cells=…"


def not_too_long(content: Content, name: str | None, cells: pl.DataFrame) -> pl.DataFrame:
    """Cells within the limit; others are told and replaced."""
    most = content.limits.cell_chars
    sizes = cells.select(pl.all().str.len_bytes().max()).row(0) if cells.width else ()
    wide = [column for column, size in zip(cells.columns, sizes, strict=True) if size is not None and size > most]
    too_long = cells.select((pl.col(column).str.len_chars() > most).fill_null(False) for column in wide)
    rows = too_long.select(pl.any_horizontal(False, *wide).arg_true() + 1).to_series().to_list()
    if rows:
        say_long(content, name, rows)
    return cells.with_columns(cells[column].set(too_long[column], TOO_LONG) for column in wide)


def say_long(content: Content, name: str | None, rows: Sequence[int]) -> None:
    """Tells of the rows of a sheet in which a cell is too long."""
    what = f"{rows_said(rows)}有一格超过 {content.limits.cell_chars:,} 个字，没有读这一格"
    content.problems.append(problem("D649", content.shown, name, rows[0], what=what))
