"""An export as a whole: a table for every record type, where each row came from, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from auditor.records.clean import State
from auditor.records.dictionary import Dictionary, Origin
from auditor.records.gathering import Gathering, UnreadColumn, UnreadSheet
from auditor.records.intake import take
from auditor.records.layout.mapping import NO_MAPPING, ExportMapping
from auditor.records.period import Period
from auditor.records.problems import DataProblem, by_place
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.sheet import sheet_of_items
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
        gathered = Gathering(dictionary)
        for name, items in rows.items():
            record = dictionary.records[name]
            if record.origin is not Origin.WHOLE:
                sheet = sheet_of_items("", None, items, headers=() if any(items) else record.fields)
                gathered.take(sheet, gathered.book.named(record, sheet.headers or ()))
        gathered.take_lists(besides=rows)
        return _joined(gathered, period)


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
    gathered = Gathering(dictionary, mapping, limits)
    gathered.read(paths, previous)
    gathered.take_lists()
    data = _joined(gathered, period)
    faults = [
        fault for one in unjoined(dictionary, data.tables, data.read) for fault in join_problems(one, data.sources)
    ]
    return replace(data, problems=tuple(sorted([*data.problems, *faults], key=by_place)))


def _joined(gathered: Gathering, period: Period | None) -> Dataset:
    """All that was gathered, joined by record type."""
    intake = take(gathered.taken, gathered.dictionary.placeholders)
    sources = intake.sources
    problems = [*gathered.problems, *intake.problems]
    tables: dict[str, RecordTable] = {}
    for name, record in gathered.dictionary.records.items():
        tables[name], faults, duplicates, merged = join(record, intake.frames.get(name, ()), sources)
        problems += faults
        for index in duplicates | merged:
            sources[index] = replace(sources[index], duplicate=duplicates[index], merged=merged[index])
    return Dataset(
        dictionary=gathered.dictionary,
        tables=tables,
        read=frozenset(source.record for source in sources),
        sources=tuple(sources),
        problems=tuple(sorted(problems, key=by_place)),
        unread_sheets=tuple(gathered.unread_sheets),
        unread_columns=tuple(gathered.unread_columns),
        period=period,
        mapping=gathered.mapping.name,
    )
