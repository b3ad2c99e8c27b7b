"""The rows below a header that are records, told from sums, notes, repeated headers and rows without content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from auditor.records.dictionary import Kind
from auditor.records.layout.headers import Match
from auditor.records.layout.merged import filled_down
from auditor.records.moments import since_1900
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.sheet import Sheet

BLANK_ROW, HEADER_ROW, TOTAL_ROW, NOTE_ROW = "没有内容", "重复的表头", "合计行", "表下的说明"
_TOTAL = r"(?i)^.{0,12}(合计|总计|小计|共计|累计|汇总|(sub|grand)?-?total)([:：(（].*)?$"
_NOTE = (
    r"^(注|备注|说明|附注|填表|制表|编制|审核|复核|填报|统计|打印|导出|单位|负责人|站长|日期|以上|共)[^:：]{0,10}[:：]"
)


class RecordRows(NamedTuple):
    """``raw`` has ``row_`` and, under its id, the text of each field that the sheet has; ``unread`` is by reason."""

    raw: pl.DataFrame
    unread: Mapping[str, int]
    problems: Sequence[DataProblem]


def record_rows(sheet: Sheet, match: Match) -> RecordRows:
    """The records of a recognised sheet. Wholly blank rows are neither records nor unread."""
    start = 0 if sheet.headers is not None else match.row + 1
    cells, regions = filled_down(sheet, start)
    rows = cells.with_row_index("row_", sheet.first_row).cast({"row_": pl.Int32})
    rows = rows.slice(start, None if match.end is None else match.end - start)
    doubtful = rows.filter(_doubtful(sheet, match))
    unread: dict[str, int] = {}
    if len(doubtful):
        reasons = _reasons(sheet, match, doubtful)
        others = (
            doubtful.select("row_").with_columns(reasons).filter(pl.col("reason").is_not_null() | ~pl.col("filled"))
        )
        rows = rows.join(others, on="row_", how="anti", maintain_order="left")
        unread = dict(sorted(others.filter("filled")["reason"].value_counts().iter_rows()))
    problems = [problem("D630", sheet.file, sheet.name, count=regions)] if regions else []
    return RecordRows(rows.select("row_", *_fields(sheet, match)), unread, problems)


def _fields(sheet: Sheet, match: Match) -> list[pl.Expr]:
    """The fields' texts: as the cells have them, or as a person has given them for the whole sheet."""
    fields = match.record.fields
    read = []
    for name, at in match.columns.items():
        text = pl.col(f"c{at}")
        if sheet.since_1904 and fields[name].kind in (Kind.DATE, Kind.DATETIME):
            text = since_1900(text)
        read.append(text.alias(fields[name].id))
    return [*read, *(pl.lit(text).alias(fields[name].id) for name, text in match.constants.items())]


def _doubtful(sheet: Sheet, match: Match) -> pl.Expr:
    """Rows that may be no records: few, so that only they are looked at closely. A record has a number of its own."""
    key = [pl.col(f"c{match.columns[name]}") for name in match.record.key if name in match.columns]
    if not key:
        return pl.lit(True)
    blank = pl.all_horizontal((one.str.strip_chars() == "").fill_null(True) for one in key)
    headers = [text for row in _header_rows(sheet, match) for text in row if text]
    labels = pl.any_horizontal(
        one.is_in(headers) | one.str.contains(_TOTAL) | one.str.contains(_NOTE) for one in key
    ).fill_null(False)
    return blank | labels


def _header_rows(sheet: Sheet, match: Match) -> list[tuple[str | None, ...]]:
    return [] if sheet.headers is not None else sheet.cells.slice(match.first, match.row + 1 - match.first).rows()


def _reasons(sheet: Sheet, match: Match, rows: pl.DataFrame) -> pl.DataFrame:
    """For each row ``filled``, and the ``reason`` for which it is no record; null if it is one."""
    bare = rows.select(pl.exclude("row_").str.replace_all(r"\s", "").fill_null(""))
    read = [pl.col(f"c{at}") for at in match.columns.values()]
    keys = {match.columns[name] for name in match.record.key if name in match.columns}
    key = [pl.col(f"c{at}") for at in keys]
    first = pl.coalesce(pl.when(pl.col(name) != "").then(pl.col(name)) for name in bare.columns)
    repeated = pl.lit(False)
    for header in _header_rows(sheet, match):
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
        .when(repeated)
        .then(pl.lit(HEADER_ROW))
        .when((keyless & exact) | ((keyless | labelled) & first.str.contains(_TOTAL)))
        .then(pl.lit(TOTAL_ROW))
        .when(lone & first.str.contains(_NOTE))
        .then(pl.lit(NOTE_ROW)),
    )
