"""Which record type a sheet holds, told by its headers alone: never by a file's or a sheet's name.

A child's export often carries its parent's columns (name, telephone, address) beside its own, so
the number of matching headers alone would mistake visits for clients. A column therefore *speaks
for* a record type only if none of its parents has a column of that name, and columns of parents
are *explained*. Where two types fit equally well, the sheet is left unread and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.layout.claims import Claims, Names
from auditor.records.layout.header_rows import HeaderRows, Heading, Rows, header_at, headers_of
from auditor.records.layout.mapping import LEFT_OUT, UNREAD, SheetMapping
from auditor.records.reading.sheet import Merged

WITH_KEY, WITHOUT_KEY = 2, 3  # columns that must speak for a record type before a sheet is taken as it


@dataclass(frozen=True, slots=True)
class SpareColumn:
    """A column that is not read, and why."""

    index: int
    header: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised sheet, or a part of one.

    The header takes up the rows with the indexes ``first`` to ``row``; ``headers`` is what it says of each
    column that it names. ``columns`` maps field name → column index, ``constants`` fields to texts that hold
    for every row. Rows from ``end`` on belong to the next table, those from ``titles`` on are its titles.
    """

    record: RecordType
    row: int
    columns: Mapping[str, int]
    spare: tuple[SpareColumn, ...] = ()
    first: int = 0
    headers: Mapping[int, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    titles: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class NoMatch:
    """A sheet of no known type, and why; ``row`` and ``headers`` are of what looks most like its header."""

    reason: str
    nearest: str | None = None
    row: int | None = None
    headers: Mapping[int, str] = field(default_factory=dict)


class HeaderBook:
    """The headers of all record types of a dictionary, ready for comparing."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.records = dictionary.records
        self.names = Names(dictionary.records)
        self._seen: dict[tuple[Heading, ...], list[_Fit]] = {}  # many files of one program have the same header

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """For each record type those that it belongs to."""
        return {name: self._above(name, frozenset()) for name in self.records}

    def _above(self, name: str, seen: frozenset[str]) -> frozenset[str]:
        """The record types that one of type ``name`` belongs to, directly or through parents."""
        parents = {link.to for link in self.records[name].links.values()} - seen - {name}
        further = (self._above(parent, seen | parents | {name}) for parent in parents)
        return frozenset(parents).union(*further)

    def recognise(
        self, rows: Rows, merged: Sequence[Merged] = (), entry: SheetMapping | None = None
    ) -> Match | NoMatch:
        """The record type of a sheet whose first rows are ``rows``, as far as ``entry`` does not say it."""
        if entry is not None and entry.record == UNREAD:
            return NoMatch(LEFT_OUT)
        wanted = self.records.get(entry.record) if entry is not None and entry.record is not None else None
        best: list[_Fit] = []
        for header in self._candidates(rows, merged, entry):
            if best and header.first > best[0].header.last:
                break  # below the first header, another one is that of another table
            fits = [fit for fit in self._fits(header, entry) if _allowed(fit, wanted)]
            found = _best(fits)
            if found and (not best or found[0].rank > best[0].rank):
                best = found
        if not best:
            return self._nearest(rows, merged, entry, wanted)
        if len(best) > 1:
            names = "、".join(f"“{fit.record.name}”" for fit in best)
            reason = f"表头对{names}同样合适，不作猜测"
            return NoMatch(reason, best[0].record.name, best[0].header.last, shown_headers(best[0].header))
        return self.match(best[0].record, best[0].header, entry)

    def named(self, record: RecordType, headers: Sequence[str | None]) -> Match:
        """The match of a sheet already known to hold ``record``, under headers in one row."""
        return self.match(record, header_at([headers], 0, 0), None)

    def match(self, record: RecordType, header: HeaderRows, entry: SheetMapping | None) -> Match:
        """The columns of a record type under a header."""
        claims = Claims.of(record.name, header, self.names, entry)
        constants = {name: text for name, text in (entry.constants if entry else {}).items() if name in record.fields}
        spare = tuple(
            SpareColumn(index, shown_headers(header)[index], reason) for index, reason in claims.spare(constants)
        )
        columns = {name: index for name, index in claims.columns.items() if name not in constants}
        return Match(
            record,
            header.last,
            columns,
            spare,
            first=header.first,
            headers=shown_headers(header),
            constants=constants,
        )

    def _candidates(self, rows: Rows, merged: Sequence[Merged], entry: SheetMapping | None) -> Iterator[HeaderRows]:
        if entry is None or entry.header is None:
            yield from headers_of(rows, merged)
        elif entry.header[1] < len(rows):
            yield header_at(rows, *entry.header, merged)

    def _fits(self, header: HeaderRows, entry: SheetMapping | None) -> list[_Fit]:
        """How well a header fits each record type of which it has a column."""
        seen = self._seen.get(header.headings) if entry is None else None
        if seen is not None:
            return [replace(fit, header=header) for fit in seen]
        named = {name: Claims.of(name, header, self.names, entry) for name in self.names.possible(header, entry)}
        fits = [self._fit(name, header, named) for name, claims in named.items() if claims.by_column]
        if entry is None and fits:
            self._seen[header.headings] = fits
        return fits

    def _fit(self, name: str, header: HeaderRows, named: Mapping[str, Claims]) -> _Fit:
        own = named[name].columns
        record = self.records[name]
        parents = set[int]().union(*(named[above].by_column for above in self.above[name] if above in named))
        linked = any(all(field in own for field in link.by) for link in record.links.values())
        return _Fit(
            record=record,
            header=header,
            own=frozenset(own.values()),
            speaking=frozenset(own.values()) - parents,
            explained=frozenset(own.values()) | named[name].doubtful.keys() | (parents if linked else set()),
            key=frozenset(own[field] for field in record.key if field in own),
            joined=named[name].joined,
        )

    def _nearest(
        self, rows: Rows, merged: Sequence[Merged], entry: SheetMapping | None, wanted: RecordType | None
    ) -> NoMatch:
        candidates = list(self._candidates(rows, merged, entry))
        fits = [fit for header in candidates for fit in self._fits(header, entry)]
        fits = [fit for fit in fits if wanted is None or fit.record is wanted]
        nearest = max(fits, key=lambda fit: (len(fit.own), fit.rank), default=None)
        single = [header for header in candidates if header.first == header.last]
        likely = max(single, key=lambda header: len(header.headings), default=None)
        if nearest is not None and len(nearest.own) == 1 and likely is not None and _fuller(likely, nearest.header):
            nearest = None  # one cell of content that happens to read like the name of a column
        if nearest is None or not nearest.own:
            row, headers = (None, {}) if likely is None else (likely.last, shown_headers(likely))
            reason = "没有认得的表头" if wanted is None else f"映射文件说这是“{wanted.name}”，但没有找到它的表头"
            return NoMatch(reason, None if wanted is None else wanted.name, row, headers)
        headers = shown_headers(nearest.header)
        known = "、".join(headers[index] for index in sorted(nearest.own))
        reason = f"最接近“{nearest.record.name}”，但只对上 {len(nearest.own)} 列（{known}）"
        return NoMatch(reason, nearest.record.name, nearest.header.last, headers)


def _fuller(header: HeaderRows, other: HeaderRows) -> bool:
    """Whether a header names more columns than another."""
    return len(header.headings) > len(other.headings)


def shown_headers(header: HeaderRows) -> dict[int, str]:
    """What a header says of each column that it names."""
    return {heading.index: heading.shown for heading in header.headings}


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a header fits one record type; sets hold column indexes."""

    record: RecordType
    header: HeaderRows
    own: frozenset[int]
    speaking: frozenset[int]
    explained: frozenset[int]
    key: frozenset[int]
    joined: int

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
        mostly = self.complete or 2 * len(self.explained) >= len(self.header.headings)
        return len(self.speaking) >= needed and mostly

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        return len(self.explained), self.keyed, len(self.own), self.joined


def _allowed(fit: _Fit, wanted: RecordType | None) -> bool:
    """Whether a sheet may be taken for it: as a person has said, else if its columns speak for it."""
    return fit.serves if wanted is None else fit.record is wanted


def _best(fits: list[_Fit]) -> list[_Fit]:
    """The fits that no other surpasses. A sheet with a type's own key is that type's, or its child's."""
    keyed = [fit for fit in fits if fit.keyed]
    fits = [fit for fit in fits if fit.keyed or all(other.key <= fit.explained for other in keyed)]
    top = max((fit.rank for fit in fits), default=None)
    return [fit for fit in fits if fit.rank == top]
