"""The rows below a header that are records, told from sums, notes, repeated headers and rows without content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from auditor.records.dictionary import Kind
from auditor.records.layout.headers import Match
from auditor.records.layout.merged import filled_down
from auditor.records.moments import since_1900
from auditor.records.reading.sheet import Sheet

BLANK_ROW, HEADER_ROW, TOTAL_ROW, NOTE_ROW = "没有内容", "重复的表头", "合计行", "表下的说明"
TITLE_ROW = "下一张表的标题"
_TOTAL = r"(?i)^.{0,12}(合计|总计|小计|共计|累计|汇总|(sub|grand)?-?total)([:：(（].*)?$"
_NOTE = (
    r"^(注|备注|说明|附注|填表|制表|编制|审核|复核|填报|统计|打印|导出|单位|负责人|站长|日期|以上|共)[^:：]{0,10}[:：]"
)
_PLACE = ("source_", "row_")
_OWN = (*_PLACE, "title_")  # whether a row belongs to the titles of the next table
_REASONS = {"filled": pl.Boolean, "reason": pl.String}


class Table(NamedTuple):
    """A recognised table; ``source`` is the number of the source that it becomes."""

    source: int
    sheet: Sheet
    match: Match


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The records of tables that are laid out alike.

    ``raw`` has ``source_`` and ``row_`` and, under its id, the text of each field that the tables have; ``unread``
    has ``source_``, ``reason`` and ``rows``; ``regions`` counts by source the merged cells that were filled.
    """

    tables: Sequence[Table]
    raw: pl.DataFrame
    unread: pl.DataFrame
    regions: dict[int, int]

    @property
    def match(self) -> Match:
        """That of the first table, which is like the others in all but its place."""
        return self.tables[0].match


def alike(tables: Sequence[Table]) -> list[list[Table]]:
    """The tables in groups of one layout: ten thousand small files of one program are read like a large one."""
    groups: dict[tuple[object, ...], list[Table]] = defaultdict(list)
    for table in tables:
        sheet, match = table.sheet, table.match
        layout = (match.record.name, *match.columns.items(), *match.constants.items())
        form = (sheet.headers is not None, sheet.since_1904, sheet.cells.width)
        groups[(*layout, *form, *_header_rows(table))].append(table)
    return list(groups.values())


def record_rows(tables: Sequence[Table]) -> RecordRows:
    """The records of tables that are ``alike``. Wholly blank rows are neither records nor unread."""
    first = tables[0]
    rows, regions = _below_headers(tables)
    doubtful = rows.filter(_doubtful(first) | pl.col("title_"))
    reasons = _reasons(first, doubtful) if len(doubtful) else pl.DataFrame(schema=_REASONS)
    others = doubtful.select(*_PLACE).hstack(reasons).filter(pl.col("reason").is_not_null() | ~pl.col("filled"))
    if len(others):
        rows = rows.join(others, on=_PLACE, how="anti", maintain_order="left")
    unread = others.filter("filled").group_by("source_", "reason").agg(rows=pl.len()).sort("source_", "reason")
    return RecordRows(tables, rows.select(*_PLACE, *_fields(first)), unread, regions)


def _below_headers(tables: Sequence[Table]) -> tuple[pl.DataFrame, dict[int, int]]:
    """All rows below the headers with their places, merged cells filled; how many of these there are by source."""
    frames: list[pl.DataFrame] = []
    spans: list[tuple[int, int, int, int]] = []
    regions: dict[int, int] = {}
    for source, sheet, match in tables:
        start = 0 if sheet.headers is not None else match.row + 1
        cells, count = filled_down(sheet, start)
        if count:
            regions[source] = count
        end = len(cells) if match.end is None else match.end
        titles = end if match.titles is None else match.titles
        frames.append(cells.slice(start, end - start))
        spans.append((source, sheet.first_row + start, sheet.first_row + end, sheet.first_row + titles))
    places = pl.DataFrame(spans, dict.fromkeys(("source_", "start", "end", "titles"), pl.Int32), orient="row")
    rows = places.filter(pl.col("start") < pl.col("end")).select(
        "source_", "titles", row_=pl.int_ranges("start", "end", dtype=pl.Int32)
    )
    rows = rows.explode("row_").select(*_PLACE, title_=pl.col("row_") >= pl.col("titles"))
    return pl.concat(frames).hstack(rows), regions


def _fields(table: Table) -> list[pl.Expr]:
    """The fields' texts: as the cells have them, or as a person has given them for the whole sheet."""
    match = table.match
    fields = match.record.fields
    read = []
    for name, at in match.columns.items():
        text = pl.col(f"c{at}")
        if table.sheet.since_1904 and fields[name].kind in (Kind.DATE, Kind.DATETIME):
            text = since_1900(text)
        read.append(text.alias(fields[name].id))
    return [*read, *(pl.lit(text).alias(fields[name].id) for name, text in match.constants.items())]


def _doubtful(table: Table) -> pl.Expr:
    """Rows that may be no records: few, so that only they are looked at closely. A record has a number of its own."""
    match = table.match
    key = [pl.col(f"c{match.columns[name]}") for name in match.record.key if name in match.columns]
    if not key:
        return pl.lit(True)
    blank = pl.all_horizontal((one.str.strip_chars() == "").fill_null(True) for one in key)
    headers = [text for row in _header_rows(table) for text in row if text]
    labels = pl.any_horizontal(
        one.is_in(headers) | one.str.contains(_TOTAL) | one.str.contains(_NOTE) for one in key
    ).fill_null(False)
    before = range(min(match.columns[name] for name in match.record.key if name in match.columns))
    sums = pl.any_horizontal(
        pl.lit(False), *(pl.col(f"c{at}").str.contains(_TOTAL) for at in set(before) - set(match.columns.values()))
    ).fill_null(False)
    return blank | labels | sums


def _header_rows(table: Table) -> list[tuple[str | None, ...]]:
    _, sheet, match = table
    return [] if sheet.headers is not None else sheet.cells.slice(match.first, match.row + 1 - match.first).rows()


def _reasons(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """For each row ``filled``, and the ``reason`` for which it is no record; null if it is one."""
    match = table.match
    bare = rows.select(pl.exclude(_OWN).str.replace_all(r"\s", "").fill_null(""))
    read = [pl.col(f"c{at}") for at in match.columns.values()]
    keys = {match.columns[name] for name in match.record.key if name in match.columns}
    key = [pl.col(f"c{at}") for at in keys]
    first = pl.coalesce(pl.when(pl.col(name) != "").then(pl.col(name)) for name in bare.columns)
    repeated = pl.lit(False)
    for header in _header_rows(table):
        texts = {at: "".join((header[at] or "").split()) for at in match.columns.values()}
        if any(texts.values()):
            repeated |= pl.all_horizontal(pl.col(f"c{at}") == text for at, text in texts.items())
    keyless = pl.all_horizontal(pl.lit(True), *(one == "" for one in key))
    exact = pl.any_horizontal(pl.all().str.contains(r"(?i)^(合计|总计|小计|(sub|grand)?-?total)$"))
    labelled = pl.any_horizontal(pl.lit(False), *((one == first) for one in key))
    others = [pl.col(f"c{at}") for at in match.columns.values() if at not in keys]
    few = pl.sum_horizontal(pl.lit(0), *((one != "").cast(pl.Int32) for one in others)) <= 1
    lone = keyless | (labelled & few)
    return bare.select(
        filled=pl.any_horizontal(pl.all() != ""),
        reason=pl.when(pl.all_horizontal(pl.lit(True), *(one == "" for one in read)))
        .then(pl.lit(BLANK_ROW))
        .when(rows["title_"])
        .then(pl.lit(TITLE_ROW))
        .when(repeated)
        .then(pl.lit(HEADER_ROW))
        .when((keyless & exact) | ((keyless | labelled | few) & first.str.contains(_TOTAL)))
        .then(pl.lit(TOTAL_ROW))
        .when(lone & first.str.contains(_NOTE))
        .then(pl.lit(NOTE_ROW)),
    )
