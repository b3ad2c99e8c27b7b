"""Which record type a sheet holds, told by its headers alone: never by a file's or a sheet's name.

A child's export often carries its parent's columns (name, telephone, address) beside its own, so
the number of matching headers alone would mistake visits for clients. A column therefore *speaks
for* a record type only if none of its parents has a column of that name, and columns of parents
are *explained*. Where two types fit equally well, the sheet is left unread and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.records.dictionary import Dictionary, Origin, RecordType
from auditor.records.spelling import compact, normal_header

SEARCHED_ROWS = 10  # titles, notes and blank rows above the headers
WITH_KEY, WITHOUT_KEY = 2, 3  # columns that must speak for a record type before a sheet is taken as it


@dataclass(frozen=True, slots=True)
class SpareColumn:
    """A column that is not read, and why."""

    index: int
    header: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised sheet: ``row`` is the header row's index, ``columns`` field name → column index."""

    record: RecordType
    row: int
    columns: Mapping[str, int]
    spare: tuple[SpareColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class NoMatch:
    """A sheet of no known type, and why."""

    reason: str


def header_names(record: RecordType) -> dict[str, str]:
    """Every accepted header of a record type in compared form → field name."""
    names: dict[str, str] = {}
    for field in record.fields.values():
        for written in (field.name, *field.headers, field.id):
            names.setdefault(normal_header(written), field.name)
    return names


class HeaderBook:
    """The headers of all record types of a dictionary, ready for comparing."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.records = dictionary.records
        self.names = {name: header_names(record) for name, record in dictionary.records.items()}
        self.above = {name: self._above(name, frozenset()) for name in dictionary.records}

    def _above(self, name: str, seen: frozenset[str]) -> frozenset[str]:
        """The record types that one of type ``name`` belongs to, directly or through parents."""
        parents = {link.to for link in self.records[name].links.values()} - seen - {name}
        further = (self._above(parent, seen | parents | {name}) for parent in parents)
        return frozenset(parents).union(*further)

    def field_of(self, record: str, header: str) -> str | None:
        """The field that a header names, also with a note in brackets behind it."""
        normal = normal_header(header)
        return self._named(record, normal, _unbracketed(normal))

    def _named(self, record: str, normal: str, bare: str) -> str | None:
        names = self.names[record]
        return names.get(normal) or names.get(bare)

    def recognise(self, rows: Sequence[Sequence[str | None]]) -> Match | NoMatch:
        """The record type of a sheet whose first rows are ``rows``."""
        best: list[_Fit] = []
        for row, cells in enumerate(rows[:SEARCHED_ROWS]):
            fits = _best([fit for fit in self._fits(row, cells) if fit.serves])
            if fits and (not best or fits[0].rank > best[0].rank):
                best = fits
        if not best:
            return NoMatch(self._nearest(rows))
        if len(best) > 1:
            names = "、".join(f"“{fit.record.name}”" for fit in best)
            return NoMatch(f"表头对{names}同样合适，不作猜测")
        return self.as_record(best[0].record, rows, best[0].row)

    def as_record(self, record: RecordType, rows: Sequence[Sequence[str | None]], row: int) -> Match:
        """The match of a sheet already known to hold ``record``, its headers in ``rows[row]``."""
        columns: dict[str, int] = {}
        spare: list[SpareColumn] = []
        for index, header in enumerate(rows[row]):
            if header is None or not compact(header):
                continue
            field = self.field_of(record.name, header)
            if field is None:
                spare.append(SpareColumn(index, header, f"“{record.name}”没有这一列"))
            elif field in columns:
                spare.append(SpareColumn(index, header, f"“{field}”已经从前面的一列读取"))
            else:
                columns[field] = index
        return Match(record, row, columns, tuple(spare))

    def _fits(self, row: int, cells: Sequence[str | None]) -> list[_Fit]:
        """How well a row fits each record type of which it has a header."""
        normals = {index: normal for index, cell in enumerate(cells) if cell and (normal := normal_header(cell))}
        headers = [(index, normal, _unbracketed(normal)) for index, normal in normals.items()]
        named: dict[str, dict[int, str]] = {}  # record type → column index → field
        for name, record in self.records.items():
            if record.origin is not Origin.EXPORT:
                continue
            found = ((index, self._named(name, normal, bare)) for index, normal, bare in headers)
            named[name] = {index: field for index, field in found if field is not None}
        return [self._fit(name, row, len(headers), named) for name, fields in named.items() if fields]

    def _fit(self, name: str, row: int, headers: int, named: Mapping[str, Mapping[int, str]]) -> _Fit:
        own: dict[str, int] = {}
        for index, field in named[name].items():
            own.setdefault(field, index)
        record = self.records[name]
        parents = set[int]().union(*(named[above] for above in self.above[name]))
        linked = any(all(field in own for field in link.by) for link in record.links.values())
        return _Fit(
            record=record,
            row=row,
            headers=headers,
            own=frozenset(own.values()),
            speaking=frozenset(own.values()) - parents,
            explained=frozenset(own.values()) | (parents if linked else set()),
            key=frozenset(own[field] for field in record.key if field in own),
        )

    def _nearest(self, rows: Sequence[Sequence[str | None]]) -> str:
        fits = [fit for row, cells in enumerate(rows[:SEARCHED_ROWS]) for fit in self._fits(row, cells)]
        nearest = max(fits, key=lambda fit: len(fit.own), default=None)
        if nearest is None or not nearest.own:
            return "没有认得的表头"
        known = "、".join(_shown(rows[nearest.row][index]) for index in sorted(nearest.own))
        return f"最接近“{nearest.record.name}”，但只对上 {len(nearest.own)} 列（{known}）"


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one row of headers fits one record type; sets hold column indexes."""

    record: RecordType
    row: int
    headers: int
    own: frozenset[int]
    speaking: frozenset[int]
    explained: frozenset[int]
    key: frozenset[int]

    @property
    def keyed(self) -> bool:
        return len(self.key) == len(self.record.key)

    @property
    def complete(self) -> bool:
        return 2 * len(self.own) >= len(self.record.fields)

    @property
    def serves(self) -> bool:
        # A small type may share all but its key with its parent; then most of it must be there.
        needed = WITHOUT_KEY if not self.keyed else 1 if self.complete else WITH_KEY
        mostly = self.complete or 2 * len(self.explained) >= self.headers
        return len(self.speaking) >= needed and mostly

    @property
    def rank(self) -> tuple[int, bool, int]:
        return len(self.explained), self.keyed, len(self.own)


def _best(fits: list[_Fit]) -> list[_Fit]:
    """The fits that no other surpasses. A sheet with a type's own key is that type's, or its child's."""
    keyed = [fit for fit in fits if fit.keyed]
    fits = [fit for fit in fits if fit.keyed or all(other.key <= fit.explained for other in keyed)]
    top = max((fit.rank for fit in fits), default=None)
    return [fit for fit in fits if fit.rank == top]


def _unbracketed(normal: str) -> str:
    """A header without the note in brackets behind it."""
    return re.sub(r"[(\[【].*$", "", normal)


def _shown(header: str | None) -> str:
    return re.sub(r"\s+", "", header or "")
