"""A data set as rows in memory, related rows at hand, and its division into case files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from auditor.engines.base import run_values
from auditor.engines.durable.layout import Joined, Layout, Up
from auditor.engines.durable.plain import INVALID, RID, UNSURE, Null, Row, as_date, is_null, sort_key
from auditor.engines.twins import twin_pairs
from auditor.records.clean import State
from auditor.records.dataset import Dataset, RecordTable
from auditor.records.dictionary import Link, RecordType
from auditor.records.partial import last_day

_MARKS = {State.INVALID.value: INVALID, State.ABSENT.value: UNSURE, State.UNKNOWN.value: UNSURE}
Finding = tuple[str, str, str]  # rule, severity, title


class Cases:
    """The rows that a ``Layout`` asks for, read once per run.

    ``rows`` by record name and rid; ``parents`` by link number and rid, None where the link leads to
    no row or to several; ``groups`` by join number and key, in order of rid; ``twins`` by number and
    later rid, with similarity. ``findings`` (whether certain) by number of the ``findings`` step and
    subject rid, and ``open``, are filled as rules run.
    """

    def __init__(self, dataset: Dataset, layout: Layout, as_of: date, subjects: Iterable[str]) -> None:
        self.as_of = as_of
        self.stated = run_values(dataset, as_of)
        self._above = _belonging(dataset, layout, subjects)
        for up in layout.links:
            for name in dataset.dictionary.records[up.link.to].key:
                layout.column(up.link.to, name)
        self.rows = {name: _rows(dataset.tables[name], columns) for name, columns in layout.columns.items()}
        self.parents = [self._parents(up, dataset, layout) for up in layout.links]
        self.groups = [self._group(joined) for joined in layout.groups]
        self.twins = [self._twins(record, text, layout.orders[record]) for record, text in layout.texts]
        self.findings: list[dict[int, list[tuple[Finding, bool]]]] = [{} for _ in layout.routes]
        self.open = [False] * len(layout.routes)
        self._ordered: list[dict[Any, tuple[list[Row], list[Row]]]] = [{} for _ in layout.groups]

    def climb(self, row: Row, way: Sequence[int]) -> Row | None:
        """The row that links lead to from ``row``."""
        at: Row | None = row
        for number in way:
            if at is None:
                return None
            at = self.parents[number][at[RID]]
        return at

    def ordered(self, number: int, key: Any, order: tuple[int, ...]) -> tuple[list[Row], list[Row]]:
        """The rows of a group in their record's order, and those whose first order field is null."""
        found = self._ordered[number].get(key)
        if found is None:
            rows = self.groups[number].get(key, [])
            placed = [row for row in rows if not is_null(row[order[0]])]
            # rows come by rid, and the sort is stable
            placed.sort(key=lambda row: sort_key(row, order))
            unplaced = [row for row in rows if is_null(row[order[0]])]
            found = self._ordered[number][key] = placed, unplaced
        return found

    def case_files(self) -> Mapping[str, list[int]]:
        """By record, the number of each row's case file: a row is filed with the topmost row it belongs to."""
        numbers: dict[str, list[int]] = {}
        fresh = count()
        for record, number in self._above.items():  # parents come before what belongs to them
            if number is None:
                numbers[record] = [next(fresh) for _ in self.rows[record]]
            else:
                link, parent = number
                above = numbers[parent]
                numbers[record] = [next(fresh) if row is None else above[row[RID]] for row in self.parents[link]]
        return numbers

    def _parents(self, up: Up, dataset: Dataset, layout: Layout) -> list[Row | None]:
        target = dataset.dictionary.records[up.link.to]
        keys = [layout.column(target.name, name) for name in target.key]
        own = [layout.column(up.record, name) for name in up.link.by]
        by_key: dict[Any, Row | None] = {}
        for row in self.rows[target.name]:
            key = _key(row, keys)
            if not _has_null(key):
                by_key[key] = None if key in by_key else row
        return [by_key.get(_key(row, own)) for row in self.rows[up.record]]

    def _group(self, joined: Joined) -> dict[Any, list[Row]]:
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows[joined.record]:
            end = self.climb(row, joined.hops) if joined.hops else row
            if end is not None:
                groups[_key(end, joined.there)].append(row)
        return {key: rows for key, rows in groups.items() if not _has_null(key)}

    def _twins(self, record: str, text: int, order: tuple[int, ...]) -> dict[int, list[tuple[Row, float]]]:
        rows = self.rows[record]
        ordered = sorted(rows, key=lambda row: sort_key(row, order))
        texts = [(row[RID], row[text]) for row in ordered if not is_null(row[text])]
        twins: dict[int, list[tuple[Row, float]]] = defaultdict(list)
        for later, earlier, similarity in twin_pairs(texts):
            twins[later].append((rows[earlier], similarity))
        return twins


def _key(row: Row, places: Sequence[int]) -> Any:
    return row[places[0]] if len(places) == 1 else tuple(row[at] for at in places)


def _has_null(key: Any) -> bool:
    return any(is_null(part) for part in key) if isinstance(key, tuple) else is_null(key)


def _rows(table: RecordTable, columns: Mapping[str, int]) -> list[Row]:
    """The rows as (rid, value, …); one that is not known and not blank is a ``Null``."""
    frame = table.frame
    if frame.is_empty():
        return []
    fields = [table.record.fields[name] for name in columns]
    lists: list[list[Any]] = [frame["rid"].to_list()]
    for field in fields:  # column by column: for one case file a query costs more than the data
        values = frame[field.id].to_list()
        states = frame[field.state_id]
        if states.max() != State.KNOWN.value:
            values = [
                _mark(value, state) if state else value  # 0 is State.KNOWN
                for value, state in zip(values, states.to_list(), strict=True)
            ]
        lists.append(values)
    return list(zip(*lists, strict=True))


def _mark(value: Any, state: int) -> Null:
    """What stands for a value that is not known; ``value`` is the first day that a partly known date may be."""
    if state in _MARKS:
        return _MARKS[state]
    first = as_date(value)
    return Null(first, last_day(first, State(state)))


def _belonging(dataset: Dataset, layout: Layout, subjects: Iterable[str]) -> dict[str, tuple[int, str] | None]:
    """For the subjects and what they belong to, parents first: the number of the link up and its target."""
    records = dataset.dictionary.records
    found: dict[str, tuple[int, str] | None] = {}
    for subject in subjects:
        chain: list[str] = [subject]
        while (link := _belongs_to(records[chain[-1]], records)) and link.to not in chain:
            chain.append(link.to)
        for name in reversed(chain):
            if name not in found:
                up = _belongs_to(records[name], records)
                found[name] = (layout.link(name, up), up.to) if up and up.to in found else None
            layout.columns.setdefault(name, {})
    return found


def _belongs_to(record: RecordType, records: Mapping[str, RecordType]) -> Link | None:
    """The link to what a record belongs to (``of:``): named like its target, in a field named like its key.

    Other links are not followed, or all clients of a worker would be one case file.
    """
    link = next(iter(record.links.values()), None)
    if link is None or link.name != link.to or link.by != records[link.to].key:
        return None
    return link
