"""Sheet by sheet, what an export holds: which tables are taken as which record type, and what is left unread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from auditor.records.dictionary import Dictionary, Origin
from auditor.records.documents import read_document
from auditor.records.layout.blocks import Block, blocks_of, nameless_columns
from auditor.records.layout.form_book import FormBook
from auditor.records.layout.headers import HeaderBook, Match, NoMatch
from auditor.records.layout.mapping import NO_MAPPING, ExportMapping
from auditor.records.layout.unmet import unmet
from auditor.records.lists import read_list
from auditor.records.previous import of_before
from auditor.records.problems import DataProblem, by_place
from auditor.records.reading.files import Files
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.process import reader
from auditor.records.reading.sheet import Sheet


@dataclass(frozen=True, slots=True)
class UnreadSheet:
    """A sheet of no known record type; ``rows`` counts its rows that are not blank."""

    file: str
    sheet: str | None
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column that no field of the sheet's record type takes."""

    file: str
    sheet: str | None
    column: str
    header: str
    reason: str


class Gathering:
    """Collects the sheets of an export one by one.

    ``taken`` are the recognised tables, ``blocks`` all tables as they were understood.
    """

    def __init__(self, dictionary: Dictionary, mapping: ExportMapping = NO_MAPPING, limits: Limits = LIMITS) -> None:
        self.dictionary = dictionary
        self.mapping = mapping
        self.limits = limits
        self.book = HeaderBook(dictionary)
        self.taken: list[tuple[Sheet, Match]] = []
        self.problems: list[DataProblem] = []
        self.unread_sheets: list[UnreadSheet] = []
        self.unread_columns: list[UnreadColumn] = []
        self.blocks: list[Block] = []
        self.sheets: set[tuple[str, str | None]] = set()

    @cached_property
    def forms(self) -> FormBook:
        """The templates of the dictionary; most exports have no document that needs them."""
        return FormBook(self.dictionary)

    def read(self, paths: Iterable[Path | str], previous: Iterable[Path | str]) -> None:
        """Adds all sheets of files and folders."""
        given = [(Path(path), Origin.EXPORT) for path in paths] + [(Path(path), Origin.PREVIOUS) for path in previous]
        found = {origin: Files(self.limits) for _, origin in given}  # of both periods there may be equal files
        with reader() as files:
            for (path, origin), shown in zip(given, _names([path for path, _ in given]), strict=True):
                for content in found[origin].contents(path, shown.as_posix()):
                    self.read_sheets(files.read(content), origin)
                    self.problems += content.problems
        for one in found.values():
            self.problems += one.problems
        self.problems += unmet(self.mapping, self.sheets, self.blocks)

    def read_sheets(self, sheets: Sequence[Sheet], origin: Origin) -> None:
        """Adds the sheets of one file; those of a document are forms if they fit a template."""
        self.sheets |= {(sheet.file, sheet.name) for sheet in sheets}
        if not any(sheet.document for sheet in sheets):
            for sheet in sheets:
                self.recognise(sheet, origin)
            return
        found = read_document(sheets, self.forms, self.book, self.mapping)
        self.problems += found.problems
        for sheet, match in found.taken:
            self.take_as(sheet, match, origin)
        for sheet in found.lists:
            self.recognise(sheet, origin)
        self.unread_columns += (UnreadColumn(found.file, *spare) for spare in found.spare)
        self.unread_sheets += (UnreadSheet(found.file, *unread) for unread in found.unread)

    def take_lists(self, besides: Collection[str] = ()) -> None:
        """Adds the lists that belong to the rulebook, except those given otherwise."""
        for name, record in self.dictionary.records.items():
            if record.origin is Origin.LIST and name not in besides:
                sheets, problems = read_list(record)
                self.problems += problems
                for sheet in sheets:
                    headers = sheet.headers or (sheet.cells.row(0) if len(sheet.cells) else ())
                    self.take(sheet, self.book.named(record, headers))

    def recognise(self, sheet: Sheet, origin: Origin) -> None:
        """Takes a sheet as the record type that its headers tell, or lists it as unread."""
        for block in blocks_of(sheet, self.book, self.mapping):
            self.blocks.append(block)
            match block.outcome:
                case Match() as match:
                    self.take_as(block.sheet, match, origin)
                case NoMatch(reason):
                    self.leave(block.sheet, reason)

    def take_as(self, sheet: Sheet, match: Match, origin: Origin) -> None:
        """Adds a recognised sheet of this period or of the one before."""
        record = match.record
        earlier = self.dictionary.records.get(of_before(record.name))
        if origin is Origin.EXPORT:
            self.take(sheet, match)
        elif earlier is None:
            self.leave(sheet, f"没有规则用到上期的“{record.name}”")
        else:
            self.take(sheet, replace(match, record=earlier))

    def leave(self, sheet: Sheet, reason: str) -> None:
        """Lists a sheet as unread, unless it is blank and has nothing to tell."""
        rows = sheet.rows_written
        if rows or sheet.headers:
            self.unread_sheets.append(UnreadSheet(sheet.file, sheet.name, rows, reason))

    def take(self, sheet: Sheet, match: Match) -> None:
        """Adds a recognised sheet."""
        self.taken.append((sheet, match))
        self.unread_columns.extend(
            UnreadColumn(sheet.file, sheet.name, sheet.columns[spare.index], spare.header, spare.reason)
            for spare in (*match.spare, *nameless_columns(sheet, match))
        )


def read_blocks(
    paths: Iterable[Path | str],
    dictionary: Dictionary,
    mapping: ExportMapping = NO_MAPPING,
    limits: Limits = LIMITS,
) -> tuple[list[Block], list[DataProblem]]:
    """The tables on all sheets of files and folders as they are recognised, and the faults of the files."""
    reading = Gathering(dictionary, mapping, limits)
    reading.read(paths, ())
    return reading.blocks, sorted(reading.problems, key=by_place)


def _names(paths: Sequence[Path]) -> list[Path]:
    """What each path is shown as: its own name, or all of it if that leaves two paths alike."""
    names = [path.resolve().name for path in paths]
    return [Path(name) if names.count(name) == 1 else path for name, path in zip(names, paths, strict=True)]
