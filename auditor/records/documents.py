"""What a document of text and tables holds: forms by their templates, lists by their headers, the rest said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.records.layout.blocks import blocks_of
from auditor.records.layout.form_book import FormBook
from auditor.records.layout.forms import Unfit, forms_of
from auditor.records.layout.headers import HeaderBook, Match
from auditor.records.layout.mapping import ExportMapping
from auditor.records.problems import DataProblem
from auditor.records.reading.documents.word import PAGE_HEADERS, TEXT
from auditor.records.reading.sheet import Sheet

_OUTSIDE = (TEXT, PAGE_HEADERS)
_LARGEST = 20_000  # cells of a table, or paragraphs; whatever has more is no form


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """The forms of a document, the tables that are lists, and what is in none of them.

    ``spare`` are sheet, column, header and reason of what is not read; ``unread`` sheet, rows and reason.
    """

    file: str
    taken: tuple[tuple[Sheet, Match], ...]
    lists: tuple[Sheet, ...]
    spare: tuple[tuple[str, str, str, str], ...]
    unread: tuple[tuple[str | None, int, str], ...]
    problems: tuple[DataProblem, ...]


def read_document(sheets: Sequence[Sheet], forms: FormBook, book: HeaderBook, mapping: ExportMapping) -> DocumentRead:
    """Reads a document, all of whose ``sheets`` these are. A table whose record type ``mapping`` tells is a list."""
    tables = [sheet for sheet in sheets if sheet.name not in _OUTSIDE]
    if any(_size(sheet) > _LARGEST for sheet in sheets if sheet.name in _OUTSIDE):
        unread_text = (TEXT, 1, "文字太多，不像表单，只看了其中的表")
        return DocumentRead(sheets[0].file, (), tuple(tables), (), (unread_text,), ())
    lists = [table for table in tables if _stated(table, mapping) or _size(table) > _LARGEST]
    free = [sheet for sheet in sheets if not (_stated(sheet, mapping) or any(sheet is one for one in lists))]
    if not free:
        return DocumentRead(sheets[0].file, (), tuple(lists), (), (), ())
    read = forms_of(free, forms)
    unread: list[tuple[str | None, int, str]] = []
    for part in read.unfit:
        filled = [table for table in part.tables if table.rows_written]
        found = [table for table in filled if part.lists and _recognised(table, book, mapping)]
        lists += found
        left = [table for table in filled if not any(table is one for one in found)]
        if left or (part.rows and not lists):
            unread.append(_unread(left, part))
    return DocumentRead(
        file=sheets[0].file,
        taken=tuple((sheet, book.named(book.records[name], sheet.headers or ())) for sheet, name in read.records),
        lists=tuple(lists),
        spare=tuple((one.sheet, one.column, one.label, one.reason) for one in read.spare),
        unread=tuple(unread),
        problems=read.problems,
    )


def _stated(sheet: Sheet, mapping: ExportMapping) -> bool:
    entry = mapping.of(sheet.file, sheet.name)
    return entry is not None and entry.record is not None


def _size(sheet: Sheet) -> int:
    return sheet.cells.height * sheet.cells.width


def _unread(tables: Sequence[Sheet], part: Unfit) -> tuple[str | None, int, str]:
    name = tables[0].name if len(tables) == 1 else None
    return name, sum(table.rows_written for table in tables) or part.rows, part.reason


def _recognised(table: Sheet, book: HeaderBook, mapping: ExportMapping) -> bool:
    outcomes = [block.outcome for block in blocks_of(table, book, mapping)]
    return bool(outcomes) and all(isinstance(outcome, Match) for outcome in outcomes)
