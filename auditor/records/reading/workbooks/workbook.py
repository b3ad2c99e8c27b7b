"""Spreadsheets, read natively: every sheet as text, with what the workbook says of it besides."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import fastexcel
import polars as pl

from auditor.records.problems import DataProblem, problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.native import DAMAGED, guarded
from auditor.records.reading.sheet import Sheet, letter
from auditor.records.reading.sizes import not_too_long
from auditor.records.reading.workbooks.binary_xls import facts_of_xls, has_password
from auditor.records.reading.workbooks.book_facts import BookFacts
from auditor.records.reading.workbooks.compound import MAGIC, CompoundFile
from auditor.records.reading.workbooks.ooxml import CONTENT_TYPES, facts_of_ooxml
from auditor.records.reading.workbooks.opendocument import CONTENT, facts_of_ods
from auditor.records.reading.workbooks.opendocument import has_password as ods_has_password
from auditor.records.reading.workbooks.package import Package
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.spreadsheet_values import as_shown

logging.getLogger("calamine").addHandler(logging.NullHandler())  # what it warns of, users are told in other words


def read_workbook(content: Content) -> Iterator[Sheet]:
    """Every sheet of a workbook. Raises UnreadableFile; a sheet that cannot be read is a problem."""
    facts = _facts(content.data, content.limits)
    book = guarded(lambda: fastexcel.read_excel(content.data))
    for index, name in enumerate(book.sheet_names):
        own = facts.sheet(name, index) or SheetFacts(fault=DAMAGED)
        if own.without_cells:
            continue
        if own.fault is not None:
            content.problems.append(problem("D602", content.shown, name, why=own.fault))
            continue
        try:
            yield _sheet(content, book, name, own, facts.since_1904)
        except UnreadableFile as why:
            content.problems.append(problem("D602", content.shown, name, why=why))


def is_encrypted(data: bytes) -> bool:
    """Whether a file of an office program asks for a password before it can be read."""
    try:
        if data.startswith(MAGIC):
            return has_password(CompoundFile(data))
        return data.startswith(b"PK") and ods_has_password(Package(data, LIMITS))
    except UnreadableFile:
        return False


def _facts(data: bytes, limits: Limits) -> BookFacts:
    if data.startswith(MAGIC):
        return facts_of_xls(data, limits)
    package = Package(data, limits)
    if CONTENT_TYPES in package:
        return facts_of_ooxml(package, limits)
    if CONTENT in package:
        return facts_of_ods(package, limits)
    raise UnreadableFile(DAMAGED)


def _sheet(content: Content, book: Any, name: str, facts: SheetFacts, since_1904: bool) -> Sheet:
    """One sheet, and what is unusual about it said. Raises UnreadableFile."""
    # skip_rows=0 keeps blank rows at the top, so that row numbers are Excel's.
    sheet = guarded(lambda: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
    cells = guarded(sheet.to_polars)
    cells.columns = [f"c{index}" for index in range(cells.width)]
    left = sheet.available_columns()[0].absolute_index if cells.width else 0
    cells = not_too_long(content, name, as_shown(cells, since_1904))
    cells, left = facts.laid_over(cells, left)
    if cells.height:
        content.problems.extend(_unusual(content.shown, name, sheet.visible != "visible", facts, cells, left))
    letters = tuple(letter(left + index) for index in range(cells.width))
    merged = facts.regions(cells, left)
    return Sheet(content.shown, name, cells, letters, merged=merged, since_1904=since_1904)


def _unusual(
    file: str, name: str, hidden: bool, facts: SheetFacts, cells: pl.DataFrame, left: int
) -> Iterator[DataProblem]:
    """What is to be said of a sheet that has been read."""
    if hidden:
        yield problem("D620", file, name)
    if parts := facts.hidden(cells.height, left, cells.width):
        yield problem("D621", file, name, hidden=parts)
    if facts.uncalculated:
        yield problem("D622", file, name, count=facts.uncalculated, places=facts.uncalculated_places())
