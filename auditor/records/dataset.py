"""An export as a whole: a table for every record type, where each row came from, what was not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from auditor.records.clean import State
from auditor.records.dictionary import Dictionary, Origin
from auditor.records.documents import read_document
from auditor.records.intake import take
from auditor.records.layout.blocks import Block, blocks_of, nameless_columns
from auditor.records.layout.form_book import FormBook
from auditor.records.layout.headers import HeaderBook, Match, NoMatch
from auditor.records.layout.mapping import NO_MAPPING, ExportMapping
from auditor.records.layout.unmet import unmet
from auditor.records.lists import read_list
from auditor.records.period import Period
from auditor.records.previous import of_before
from auditor.records.problems import DataProblem
from auditor.records.reading.files import Files
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.process import reader
from auditor.records.reading.sheet import Sheet, sheet_of_items
from auditor.records.source import Source
from auditor.records.tables import RecordTable, join
from auditor.records.unjoined import join_problems, unjoined

__all__ = [
    "DataProblem",
    "Dataset",
    "Place",
    "RecordTable",
    "Source",
    "State",
    "UnreadColumn",
    "UnreadSheet",
    "load_records",
]


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


class Place(NamedTuple):
    """Where a value stands; ``column`` is None where the export has no such column."""

    file: str
    sheet: str | None
    row: int
    column: str | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the engines check.

    ``tables`` has every record type of the dictionary, those not in ``read`` without rows.
    """

    dictionary: Dictionary
    tables: Mapping[str, RecordTable]
    read: frozenset[str]  # record types of which at least one sheet was recognised
    sources: tuple[Source, ...] = ()
    problems: tuple[DataProblem, ...] = ()
    unread_sheets: tuple[UnreadSheet, ...] = ()
    unread_columns: tuple[UnreadColumn, ...] = ()
    period: Period | None = None  # the period under review, if stated
    mapping: str = ""  # the name of the mapping that was used

    @property
    def any_read(self) -> bool:
        """Whether any sheet of the export was recognised."""
        return any(self.dictionary.records[name].origin is Origin.EXPORT for name in self.read)

    def place(self, record: str, rid: int, source: int, row: int, field: str) -> Place:
        """Where the value of a field stands, of the row ``rid`` that was read from ``row`` of a source."""
        origins = self.tables[record].origins
        index, number = origins.of(rid, field) if origins is not None and rid in origins else (source, row)
        origin = self.sources[index]
        return Place(origin.file, *origin.at(field, number))

    @property
    def rows_read(self) -> int:
        """Rows with something in them, in all files that could be opened."""
        return sum(source.rows_read for source in self.sources) + sum(s.rows for s in self.unread_sheets)

    @property
    def rows_kept(self) -> int:
        """Rows that are checked."""
        return sum(source.rows_kept for source in self.sources)

    @property
    def rows_unread(self) -> int:
        """Rows that are not checked, each for a reason given in its source or unread sheet."""
        return sum(source.rows_unread for source in self.sources) + sum(sheet.rows for sheet in self.unread_sheets)

    @property
    def rows_duplicate(self) -> int:
        """Rows wholly equal to another, which is read once."""
        return sum(source.duplicate for source in self.sources)

    @property
    def rows_merged(self) -> int:
        """Rows that were put together with another row of the same record."""
        return sum(source.merged for source in self.sources)

    @classmethod
    def from_rows(
        cls,
        dictionary: Dictionary,
        rows: Mapping[str, Sequence[Mapping[str, object]]],
        period: Period | None = None,
    ) -> Dataset:
        """A data set of rows given in a program: record name → rows of header or field name → value.

        Values are cleaned like cells. A field that no row has is absent; where there are no rows
        at all, none is. Raises KeyError for a record type that the dictionary lacks.
        """
        intake = _Reading(dictionary)
        for name, items in rows.items():
            record = dictionary.records[name]
            if record.origin is not Origin.WHOLE:
                sheet = sheet_of_items("", None, items, headers=() if any(items) else record.fields)
                intake.take(sheet, intake.book.named(record, sheet.headers or ()))
        intake.take_lists(besides=rows)
        return intake.dataset(period)


def load_records(
    paths: Iterable[Path | str],
    dictionary: Dictionary,
    *,
    previous: Iterable[Path | str] = (),
    period: Period | None = None,
    mapping: ExportMapping = NO_MAPPING,
    limits: Limits = LIMITS,
) -> Dataset:
    """Everything that can be read of files and folders (with their subfolders). Never raises for a file.

    ``previous`` are those of the export of the period before; ``period`` is the one under review; ``mapping``
    says of sheets what their headers do not; ``limits`` is how much of a file is accepted. A file is shown as
    its path from the folder given on, that folder's name included: 江南站/个案.xlsx.
    """
    reading = _Reading(dictionary, mapping, limits)
    reading.read(paths, previous)
    reading.take_lists()
    data = reading.dataset(period)
    faults = [
        fault for one in unjoined(dictionary, data.tables, data.read) for fault in join_problems(one, data.sources)
    ]
    return replace(data, problems=tuple(sorted([*data.problems, *faults], key=_place)), mapping=mapping.name)


def read_blocks(
    paths: Iterable[Path | str],
    dictionary: Dictionary,
    mapping: ExportMapping = NO_MAPPING,
    limits: Limits = LIMITS,
) -> tuple[list[Block], list[DataProblem]]:
    """The tables on all sheets of files and folders as they are recognised, and the faults of the files."""
    reading = _Reading(dictionary, mapping, limits)
    reading.read(paths, ())
    return reading.blocks, sorted(reading.problems, key=_place)


class _Reading:
    """Collects sheets one by one, then joins them."""

    def __init__(self, dictionary: Dictionary, mapping: ExportMapping = NO_MAPPING, limits: Limits = LIMITS) -> None:
        self.dictionary = dictionary
        self.mapping = mapping
        self.limits = limits
        self.book = HeaderBook(dictionary)
        self.forms = FormBook(dictionary)
        self.taken: list[tuple[Sheet, Match]] = []
        self.problems: list[DataProblem] = []
        self.unread_sheets: list[UnreadSheet] = []
        self.unread_columns: list[UnreadColumn] = []
        self.blocks: list[Block] = []
        self.sheets: set[tuple[str, str | None]] = set()

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
        written = pl.any_horizontal(pl.lit(False), (pl.all().str.strip_chars() != "").fill_null(False))
        filled = sheet.cells.filter(written).height
        if filled or sheet.headers:
            self.unread_sheets.append(UnreadSheet(sheet.file, sheet.name, filled, reason))

    def take(self, sheet: Sheet, match: Match) -> None:
        """Adds a recognised sheet."""
        self.taken.append((sheet, match))
        self.unread_columns.extend(
            UnreadColumn(sheet.file, sheet.name, sheet.columns[spare.index], spare.header, spare.reason)
            for spare in (*match.spare, *nameless_columns(sheet, match))
        )

    def dataset(self, period: Period | None) -> Dataset:
        """All that was taken, joined by record type."""
        intake = take(self.taken, self.dictionary.placeholders)
        sources = intake.sources
        problems = [*self.problems, *intake.problems]
        tables: dict[str, RecordTable] = {}
        for name, record in self.dictionary.records.items():
            tables[name], faults, duplicates, merged = join(record, intake.frames.get(name, ()), sources)
            problems += faults
            for index in duplicates | merged:
                sources[index] = replace(sources[index], duplicate=duplicates[index], merged=merged[index])
        return Dataset(
            dictionary=self.dictionary,
            tables=tables,
            read=frozenset(source.record for source in sources),
            sources=tuple(sources),
            problems=tuple(sorted(problems, key=_place)),
            unread_sheets=tuple(self.unread_sheets),
            unread_columns=tuple(self.unread_columns),
            period=period,
        )


def _names(paths: Sequence[Path]) -> list[Path]:
    """What each path is shown as: its own name, or all of it if that leaves two paths alike."""
    names = [path.resolve().name for path in paths]
    return [Path(name) if names.count(name) == 1 else path for name, path in zip(names, paths, strict=True)]


def _place(fault: DataProblem) -> tuple[str, str, int, str, str]:
    return fault.file, fault.sheet or "", fault.row or 0, fault.code, fault.column or ""
