"""Rows looked up in bulk by their ids: one filter per record type, however many verdicts rest on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from auditor.findings.identity import Key
from auditor.findings.mask import names_in
from auditor.records.dataset import Dataset, State
from auditor.records.dictionary import Privacy, RecordType
from auditor.records.partial import STATES, last_day, say_partial
from auditor.say import Sayable, say

_RID, _SOURCE, _ROW = "rid", "source_", "row_"


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one record type, by rid, with the fields that were asked for."""

    record: RecordType
    position: Mapping[str, int]  # field name -> index of its value; its state is the next
    by_rid: Mapping[int, tuple[object, ...]]

    def value(self, rid: int, field: str) -> Sayable:
        """The typed value; None if blank, unreadable or absent. What is known of a date, in words."""
        value = self.by_rid[rid][self.position[field]]
        state = self.state(rid, field)
        if state in STATES and isinstance(value, date):
            return say_partial(value, last_day(value, state))
        return value  # type: ignore[return-value]  # polars rows are untyped

    def state(self, rid: int, field: str) -> State:
        """How that value came to be."""
        return State(self.by_rid[rid][self.position[field] + 1])  # type: ignore[arg-type]

    def place(self, rid: int) -> tuple[int, int]:
        """Index of the source in the data set, and the row number as Excel shows it."""
        source, row = self.by_rid[rid][1:3]
        return source, row  # type: ignore[return-value]

    def key(self, rid: int) -> Key:
        """The record's own number, unmasked; "" where it is blank."""
        values = (self.value(rid, field) for field in self.record.key)
        return tuple("" if value is None else say(value) for value in values)

    def names(self, rid: int) -> frozenset[str]:
        """The names of persons in the row's private fields."""
        cells = (self.value(rid, field) for field in _name_fields(self.record))
        return frozenset().union(*(names_in(cell) for cell in cells if isinstance(cell, str)))


def fetch(dataset: Dataset, record: RecordType, rids: Iterable[int], fields: Iterable[str]) -> Rows:
    """The rows ``rids``: ``fields`` of each, its key, and the names of persons in it."""
    wanted = dict.fromkeys((*record.key, *_name_fields(record), *fields))
    columns = [_RID, _SOURCE, _ROW]
    position = {}
    for name in wanted:
        position[name] = len(columns)
        columns += [record.fields[name].id, record.fields[name].state_id]
    picked = _pick(dataset, record, rids).select(columns)
    return Rows(record, position, {row[0]: row for row in picked.iter_rows()})


@dataclass(frozen=True, slots=True)
class Calling:
    """What a record is called, and which persons it and the records above it name."""

    name: str | None = None
    private: Privacy | None = None  # how ``name`` is masked; the name of an activity is not
    persons: frozenset[str] = frozenset()


def callings(dataset: Dataset, record: RecordType, rids: Iterable[int]) -> dict[int, Calling]:
    """What each row is called: its display field or, failing that, what its parent is called."""
    rows = fetch(dataset, record, rids, (record.display,) if record.display else ())
    found = {rid: _own_calling(rows, rid) for rid in rows.by_rid}
    for name, link in record.links.items():
        if name != link.to or link.to == record.name:  # only `of:` links bear the name of their record
            continue
        parent = dataset.dictionary.records[link.to]
        above = _parents(dataset, record, parent, link.by, found)
        called = callings(dataset, parent, above.values())
        for rid, up in above.items():
            own, theirs = found[rid], called[up]
            named = theirs if own.name is None else own
            found[rid] = Calling(named.name, named.private, own.persons | theirs.persons)
    return found


def _own_calling(rows: Rows, rid: int) -> Calling:
    display = rows.record.display
    value = rows.value(rid, display) if display else None
    if display is None or value is None:
        return Calling(persons=rows.names(rid))
    return Calling(say(value), rows.record.fields[display].private, rows.names(rid))


def _parents(
    dataset: Dataset, record: RecordType, parent: RecordType, by: tuple[str, ...], rids: Iterable[int]
) -> dict[int, int]:
    """rid -> rid of its parent (the first one where several share the key)."""
    parts = [f"part{index}" for index in range(len(by))]

    def keyed(frame: pl.DataFrame, owner: RecordType, fields: tuple[str, ...], rid: str) -> pl.DataFrame:
        texts = (
            pl.col(owner.fields[field].id).cast(pl.String).alias(part)
            for field, part in zip(fields, parts, strict=True)
        )
        return frame.select(pl.col(_RID).alias(rid), *texts)

    below = keyed(_pick(dataset, record, rids), record, by, "below")
    above = keyed(dataset.tables[parent.name].frame, parent, parent.key, "above")
    joined = below.join(above, on=parts).group_by("below").agg(pl.col("above").min())
    return dict(joined.select("below", "above").iter_rows())


def _pick(dataset: Dataset, record: RecordType, rids: Iterable[int]) -> pl.DataFrame:
    # A rid is its row's index in the frame, so picking is gathering: no search, however large the table.
    return dataset.tables[record.name].frame[sorted(set(rids))]


def _name_fields(record: RecordType) -> tuple[str, ...]:
    return tuple(name for name, field in record.fields.items() if field.private is Privacy.NAME)


@dataclass(slots=True)
class Wanted:
    """What is to be fetched, gathered before anything is read."""

    rids: defaultdict[str, set[int]]
    fields: defaultdict[str, set[str]]

    @classmethod
    def nothing(cls) -> Wanted:
        """To begin with."""
        return cls(defaultdict(set), defaultdict(set))

    def fetch(self, dataset: Dataset) -> dict[str, Rows]:
        """All of it, by record name."""
        return {
            name: fetch(dataset, dataset.dictionary.records[name], rids, sorted(self.fields[name]))
            for name, rids in self.rids.items()
        }
