"""Keys that do not join: rows that name a record which the export does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.records.dictionary import Dictionary, Link, Origin, RecordType
from auditor.records.problems import DataProblem, problem
from auditor.records.source import Source
from auditor.records.tables import RecordTable

SHOWN = 200  # keys of one link that have a problem of their own; the others are summed up
_ROWS_SHOWN, _KEY_SHOWN = 5, 40  # rows of a key that are named, characters of it that are quoted


@dataclass(frozen=True, slots=True)
class Unjoined:
    """The rows of ``record`` whose fields ``by`` hold the key of no row of any of the types ``to``.

    ``keys`` has a row per source and key: ``source_``, the columns of ``by``, ``count``, ``rows`` (the
    first of them); in the order of the sources and rows. ``linked`` counts the rows that name a key.
    """

    record: RecordType
    by: tuple[str, ...]
    to: tuple[str, ...]
    linked: int
    keys: pl.DataFrame

    @property
    def rows(self) -> int:
        """How many rows do not join."""
        return int(self.keys["count"].sum())

    @property
    def distinct(self) -> int:
        """How many keys they name."""
        return self.keys.select(self.columns).n_unique()

    @property
    def columns(self) -> list[str]:
        """The columns of ``by``."""
        return [self.record.fields[name].id for name in self.by]

    @property
    def private(self) -> bool:
        """Whether a key gives a person away."""
        return any(self.record.fields[name].private is not None for name in self.by)


def unjoined(dictionary: Dictionary, tables: Mapping[str, RecordTable], read: Collection[str]) -> Iterator[Unjoined]:
    """What does not join, for every link of every record type that was read, those that all join as well.

    Links that begin with one field are alternatives (a number of a group or of an event): a row joins
    if one of them does. Where a type linked to was not read, or without its key, nothing can be said.
    """
    for name, table in tables.items():
        if name not in read or table.record.origin not in (Origin.EXPORT, Origin.PREVIOUS):
            continue
        groups: dict[str, list[Link]] = {}
        for link in table.record.links.values():
            groups.setdefault(link.by[0], []).append(link)
        for links in groups.values():
            targets = [tables[link.to] for link in links]
            keyed = all(one.record.name in read and one.present.issuperset(one.record.key) for one in targets)
            shortest = min((link.by for link in links), key=len)
            if keyed and table.present.issuperset(shortest):
                yield _of(table, shortest, links, targets)


def _of(table: RecordTable, by: tuple[str, ...], links: Sequence[Link], targets: Sequence[RecordTable]) -> Unjoined:
    own = [table.record.fields[name].id for name in by]
    linked = table.placed(by[0]).filter(pl.all_horizontal(pl.col(own).is_not_null()))
    left = linked
    for link, target in zip(links, targets, strict=True):
        here = [table.record.fields[name].id for name in link.by]
        there = [target.record.fields[name].id for name in target.record.key]
        left = left.join(target.frame.select(there).unique(), left_on=here, right_on=there, how="anti")
    keys = (
        left.group_by("source_", *own)
        .agg(count=pl.len(), rows=pl.col("row_").sort().head(_ROWS_SHOWN))
        .sort("source_", pl.col("rows").list.first(), *own)
    )
    named = dict.fromkeys(link.to for link in links if len(link.by) == len(by))
    return Unjoined(table.record, by, tuple(named), len(linked), keys)


def join_problems(found: Unjoined, sources: Sequence[Source]) -> Iterator[DataProblem]:
    """A problem for each key at its first row; beyond ``SHOWN`` keys one that sums up, for each source."""
    to = "、".join(f"“{name}”" for name in found.to)
    field = "、".join(found.by)
    for one in found.keys.head(SHOWN).iter_rows(named=True):
        source = sources[one["source_"]]
        sheet, row, column = source.at(found.by[0], one["rows"][0])
        key = "/".join(str(one[column]) for column in found.columns)
        yield problem(
            "D660",
            source.file,
            sheet,
            row,
            column,
            field=field,
            to=to,
            shown="所写的内容" if found.private else f"写的“{_short(key)}”",
            rows=_rows(one["rows"], one["count"]),
        )
    rest = found.keys.slice(SHOWN).group_by("source_", maintain_order=True).agg(pl.len(), pl.col("count").sum())
    for index, keys, rows in rest.rows():
        source = sources[index]
        column = source.columns.get(found.by[0])
        told = {"shown": f"另有 {keys} 个编号", "rows": f"，共 {rows} 行，没有逐个列出"}
        yield problem("D660", source.file, source.sheet, None, column, field=field, to=to, **told)


def _rows(first: Sequence[int], count: int) -> str:
    if count == 1:
        return ""
    named = "、".join(map(str, first))
    return f"，共 {count} 行（第 {named} 行{'等' if count > len(first) else ''}）"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _KEY_SHOWN else f"{text[:_KEY_SHOWN]}…"
