"""Spreadsheets, read natively: every sheet as text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import fastexcel

from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.native import guarded
from auditor.records.reading.sheet import Sheet, letter


def read_workbook(content: Content) -> Iterator[Sheet]:
    """Every sheet of a workbook. Raises UnreadableFile; a sheet that cannot be read is a problem."""
    book = guarded(lambda: fastexcel.read_excel(content.data))
    for name in book.sheet_names:
        try:
            # skip_rows=0 keeps blank rows at the top, so that row numbers are Excel's.
            sheet = guarded(partial(book.load_sheet, name, header_row=None, skip_rows=0, dtypes="string"))
            cells = guarded(sheet.to_polars)
        except UnreadableFile as why:
            content.problems.append(problem("D602", content.shown, name, why=why))
            continue
        letters = [letter(info.absolute_index) for info in sheet.available_columns()]
        cells.columns = [f"c{i}" for i in range(cells.width)]
        yield Sheet(content.shown, name, cells, tuple(letters[: cells.width]))
