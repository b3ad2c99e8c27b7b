"""A data set as rows in memory, related rows at hand, and its division into case files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import INVALID, RID, UNSURE, Row, is_null
from auditor.engines.twins import ordered_texts, twin_pairs
from auditor.records.clean import State
from auditor.records.dataset import Dataset, RecordTable
from auditor.records.dictionary import Link, RecordType

_MARKS = {State.INVALID.value: INVALID, State.ABSENT.value: UNSURE}
Finding = tuple[str, str, str]  # rule, severity, title


class Cases:
    """The rows that a ``Layout`` asks for, read once per run.

    ``rows`` by record name and rid; ``parents`` by link number and rid, None where the link leads to
    no row or to several; ``groups`` by join number and key, in order of rid; ``twins`` by number and
    later rid; ``findings`` by number of the ``findings`` step and subject rid, filled as rules run.
    """

    def __init__(self, dataset: Dataset, layout: Layout, as_of: date) -> None:
        self.as_of = as_of
        self.dataset = dataset
        self.layout = layout
        for up in layout.links:
            for name in dataset.dictionary.records[up.link.to].key:
                layout.column(up.link.to, name)
        self.rows: dict[str, list[Row]] = {
            name: _rows(dataset.tables[name], list(columns)) for name, columns in layout.columns.items()
        }
        self.parents = [self._parents(up.record, up.link) for up in layout.links]
        self.groups = [self._group(*(joined.record, joined.hops, joined.there)) for joined in layout.groups]
        self.twins = [self._twins(*key) for key in layout.texts]
        self.findings: list[dict[int, list[tuple[Finding, bool]]]] = [{} for _ in layout.routes]
        self.open = [False] * len(layout.routes)
        self._ordered: list[dict[Any, tuple[list[Row], list[Row]]]] = [{} for _ in layout.groups]

    def climb(self, row: Row, way: Sequence[int]) -> Row | None:
        """The row that links lead to from ``row``."""
        at: Row | None = row
        for number in way:
            if at is None:
                break
            at = self.parents[number][at[RID]]
        return at

    def ordered(self, number: int, key: Any, order: tuple[int, ...]) -> tuple[list[Row], list[Row]]:
        """The rows of a group in their record's order, and those whose first order field is null."""
        found = self._ordered[number].get(key)
        if found is None:
            rows = self.groups[number].get(key, [])
            first = order[0]
            placed = [row for row in rows if not is_null(row[first])]
            unplaced = [row for row in rows if is_null(row[first])]
            placed.sort(key=lambda row: [(not is_null(row[at]), row[at]) if not is_null(row[at]) else (False, 0) for at in order])
            found = self._ordered[number][key] = placed, unplaced
        return found

    def case_files(self, records: Sequence[str]) -> dict[str, list[int]]:
        """For each record, the number of each row's case file: rows are filed under their top parent."""
        numbers: dict[str, list[int]] = {}
        self._last_case = 0
        for record in records:
            self._file(record, numbers, ())
        return numbers

    def _file(self, record: str, numbers: dict[str, list[int]], below: tuple[str, ...]) -> list[int]:
        if record in numbers:
            return numbers[record]
        table = self.dataset.tables[record]
        link = self._belongs(table.record)
        found: list[int] = []
        parents: Sequence[Row | None]
        if link is None or link.to in below:
            parents, above = [None] * table.frame.height, []
        else:
            above = self._file(link.to, numbers, (*below, record))
            parents = self.parents[self.layout.links[_up(record, link)]]
        for parent in parents:
            if parent is None:
                self._last_case += 1
                found.append(self._last_case)
            else:
                found.append(above[parent[RID]])
        numbers[record] = found
        return found
