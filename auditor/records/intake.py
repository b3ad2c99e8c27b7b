"""From recognised sheets to typed rows: every row is kept, or unread for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from itertools import islice
from typing import NamedTuple

import polars as pl

from auditor.records.clean import DTYPES, Cleaned, Column, State, clean, placeholder_forms
from auditor.records.dictionary import Field, Kind, RecordType
from auditor.records.layout.headers import Match
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.sheet import CellPlace, Sheet

BLANK_ROW, HEADER_ROW, TOTAL_ROW = "没有内容", "重复的表头", "合计行"
_TOTALS = ("合计", "总计", "小计", "Total", "TOTAL", "Subtotal", "Grandtotal")  # blanks taken out
_SHOWN, _NAMED = 20, 6  # characters of a cell, and values of a code list, that a problem quotes
_EXPECTED: Mapping[Kind, str] = {
    Kind.INT: "整数",
    Kind.NUM: "数字",
    Kind.DATE: "日期（1900 至 2100 年）",
    Kind.DATETIME: "日期时间（1900 至 2100 年）",
    Kind.BOOL: "是或否",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet that was read as ``record``; ``columns`` maps field name → column letter or name.

    ``places`` tells of a form's fields where each stands.
    """

    file: str
    sheet: str | None
    record: str
    columns: Mapping[str, str]
    rows_read: int
    unread: Mapping[str, int]  # reason → rows
    places: Mapping[str, CellPlace] = default(default_factory=dict)

    @property
    def rows_kept(self) -> int:
        """The rows that are checked."""
        return self.rows_read - sum(self.unread.values())


@dataclass(frozen=True, slots=True)
class Intake:
    """One sheet's rows after cleaning, and what was not read of it."""

    source: Source
    frame: pl.DataFrame  # as RecordTable.frame without rid; `spoilt_` holds the text of invalid cells
    problems: tuple[DataProblem, ...]


def take(sheets: Sequence[tuple[Sheet, Match]], placeholders: Iterable[str]) -> list[Intake]:
    """The typed rows of recognised sheets, which become the sources 0, 1, ….

    ``placeholders`` are texts that mean that nothing is written.
    """
    kept = [_rows_of_records(sheet, match) for sheet, match in sheets]
    columns: list[Column] = []
    for (_, match), rows in zip(sheets, kept, strict=True):
        record = match.record
        joining = {*record.key, *(name for link in record.links.values() for name in link.by)}
        columns += [
            Column(record.fields[name], rows.raw[f"c{at}"], name in joining) for name, at in match.columns.items()
        ]
    done = iter(clean(columns, placeholder_forms(placeholders)))
    return [
        _intake(sheet, match, rows, _frame(index, match, rows, list(islice(done, len(match.columns)))))
        for index, ((sheet, match), rows) in enumerate(zip(sheets, kept, strict=True))
    ]


def _frame(index: int, match: Match, rows: _Rows, done: Sequence[Cleaned]) -> pl.DataFrame:
    """Rows as in ``RecordTable.frame`` but without rid; ``done`` are the match's columns in order."""
    typed = dict(zip(match.columns, done, strict=True))
    parts: list[pl.Expr | pl.Series] = [pl.lit(index, pl.Int32).alias("source_"), pl.col("row_")]
    for field in match.record.fields.values():
        if (column := typed.get(field.name)) is not None:
            parts += [column.values.alias(field.id), column.states.alias(field.state_id)]
        else:
            nothing, absent = pl.lit(None, DTYPES[field.kind]), pl.lit(State.ABSENT, pl.UInt8)
            parts += [nothing.alias(field.id), absent.alias(field.state_id)]
    return rows.raw.select(parts)


def _intake(sheet: Sheet, match: Match, rows: _Rows, frame: pl.DataFrame) -> Intake:
    record = match.record
    source = Source(
        file=sheet.file,
        sheet=sheet.name,
        record=record.name,
        columns={name: sheet.columns[at] for name, at in match.columns.items()},
        rows_read=len(rows.raw) + sum(rows.unread.values()),
        unread=rows.unread,
        places=dict(zip(match.columns, (sheet.places[at] for at in match.columns.values()), strict=True))
        if sheet.places
        else {},
    )
    fields = [record.fields[name] for name in match.columns]
    odd = frame.select((~pl.col(field.state_id).is_in([State.KNOWN, State.ABSENT])).any() for field in fields)
    spoilt = [field for field in fields if odd[field.state_id].item()]
    written = rows.raw.select(_cell(match.columns[field.name]).alias(field.id) for field in spoilt)
    problems = [
        *_key_problems(source, record, frame),
        *(fault for field in spoilt for fault in _cell_problems(source, field, frame, written[field.id])),
    ]
    return Intake(source, frame.with_columns(_spoilt_text(spoilt, frame, written)), tuple(problems))


def _cell(at: int) -> pl.Expr:
    return pl.col(f"c{at}")


class _Rows(NamedTuple):
    """The rows of a sheet that are records, with ``row_``; and the others, counted by reason."""

    raw: pl.DataFrame
    unread: Mapping[str, int]


def _rows_of_records(sheet: Sheet, match: Match) -> _Rows:
    """Tells records from the other rows of a sheet. Wholly blank rows are neither."""
    rows = sheet.cells.with_row_index("row_", sheet.first_row).cast({"row_": pl.Int32})
    repeated = pl.lit(False)
    if sheet.headers is None:
        headers = sheet.cells.row(match.row)
        rows = rows.slice(match.row + 1)
        repeated = pl.all_horizontal(_cell(at).eq_missing(pl.lit(headers[at])) for at in match.columns.values())
    bare = rows.select(pl.exclude("row_").str.replace_all(r"\s", "").fill_null(""))
    read = [f"c{at}" for at in match.columns.values()]
    key = [f"c{match.columns[name]}" for name in match.record.key if name in match.columns]
    total = pl.any_horizontal(pl.all().is_in(_TOTALS)) & pl.all_horizontal(pl.lit(True), pl.col(key) == "")
    reasons = bare.select(
        filled=pl.any_horizontal(pl.all() != ""),
        blank=pl.all_horizontal(pl.col(read) == ""),
        total=total,
    ).hstack(rows.select("row_", repeated=repeated))
    reason = (
        pl.when("blank")
        .then(pl.lit(BLANK_ROW))
        .when("repeated")
        .then(pl.lit(HEADER_ROW))
        .when("total")
        .then(pl.lit(TOTAL_ROW))
    )
    rows = rows.with_columns(reasons.select("filled", reason.alias("reason_"))).filter("filled")
    others = rows["reason_"].drop_nulls()
    unread = dict(sorted(others.value_counts().iter_rows())) if len(others) else {}
    return _Rows(rows.filter(pl.col("reason_").is_null()), unread)


def _spoilt_text(spoilt: Sequence[Field], frame: pl.DataFrame, written: pl.DataFrame) -> pl.Series:
    """What invalid cells say, per row, so that rows differing only in that are not taken as equal."""
    if not spoilt:
        return pl.Series("spoilt_", [None] * len(frame), pl.String)
    texts = [written[field.id].set(frame[field.state_id] != State.INVALID, None).fill_null("") for field in spoilt]
    return pl.select(pl.concat_str(texts, separator="\x1f").alias("spoilt_")).to_series()


def _key_problems(source: Source, record: RecordType, frame: pl.DataFrame) -> Iterator[DataProblem]:
    lacking = [name for name in record.key if name not in source.columns]
    if lacking:
        yield problem("D604", source.file, source.sheet, fields="、".join(lacking))
    for name in record.key:
        if name in source.columns and frame[record.fields[name].id].null_count():
            for row in frame.filter(pl.col(record.fields[name].id).is_null())["row_"]:
                yield problem("D606", source.file, source.sheet, row, source.columns[name], field=name)


def _cell_problems(source: Source, field: Field, frame: pl.DataFrame, written: pl.Series) -> Iterator[DataProblem]:
    states, column = frame[field.state_id], source.columns[field.name]
    spoilt = states == State.INVALID
    for row, text in zip(frame["row_"].filter(spoilt), written.filter(spoilt), strict=True):
        shown = "所写的内容" if field.private else f"“{_short(text)}”"
        yield problem(
            "D605",
            source.file,
            source.sheet,
            row,
            column,
            field=field.name,
            expected=_expected(field),
            shown=shown,
        )
    for state, unit in ((State.PARTIAL_MONTH, "年月"), (State.PARTIAL_YEAR, "年")):
        for row, text in zip(frame["row_"].filter(states == state), written.filter(states == state), strict=True):
            shown = "" if field.private else f"（{_short(text)}）"
            yield problem("D609", source.file, source.sheet, row, column, field=field.name, unit=unit, shown=shown)


def _expected(field: Field) -> str:
    if field.codes is None:
        return _EXPECTED[field.kind]
    values = field.codes.values
    return "、".join(values[:_NAMED]) + (f" 等 {len(values)} 个取值" if len(values) > _NAMED else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
