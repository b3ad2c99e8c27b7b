"""From recognised sheets to typed rows: every row is kept, or unread for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from itertools import islice

import polars as pl

from auditor.records.clean import DTYPES, Cleaned, Column, State, clean, placeholder_forms
from auditor.records.dictionary import Field, RecordType
from auditor.records.layout.headers import Match
from auditor.records.layout.record_rows import RecordRows, record_rows
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.sheet import CellPlace, Sheet
from auditor.records.spoilt import explanation, shortened

GIVEN = "映射文件"  # in place of the column of a field that a person has given for the whole sheet
_SAID = 20  # different texts of a field's invalid cells that are kept


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
    duplicate: int = 0  # rows wholly equal to another that is read
    merged: int = 0  # rows that belong to a record of which another row is read
    # field → what its invalid cells say → how often, the commonest first; of fields that give nobody away
    invalid: Mapping[str, Mapping[str, int]] = default(default_factory=dict)

    @property
    def rows_unread(self) -> int:
        """The rows that no record was made of."""
        return sum(self.unread.values())

    @property
    def rows_kept(self) -> int:
        """The rows that are checked."""
        return self.rows_read - self.rows_unread - self.duplicate - self.merged


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
    kept = [record_rows(sheet, match) for sheet, match in sheets]
    columns: list[Column] = []
    for (_, match), rows in zip(sheets, kept, strict=True):
        record = match.record
        joining = {*record.key, *(name for link in record.links.values() for name in link.by)}
        fields = (record.fields[name] for name in (*match.columns, *match.constants))
        columns += [Column(field, rows.raw[field.id], field.name in joining) for field in fields]
    done = iter(clean(columns, placeholder_forms(placeholders)))
    return [
        _intake(sheet, match, rows, _frame(index, match, rows, list(islice(done, rows.raw.width - 1))))
        for index, ((sheet, match), rows) in enumerate(zip(sheets, kept, strict=True))
    ]


def _frame(index: int, match: Match, rows: RecordRows, done: Sequence[Cleaned]) -> pl.DataFrame:
    """Rows as in ``RecordTable.frame`` but without rid; ``done`` are the columns of ``rows`` in order."""
    typed = dict(zip(rows.raw.columns[1:], done, strict=True))
    parts: list[pl.Expr | pl.Series] = [pl.lit(index, pl.Int32).alias("source_"), pl.col("row_")]
    for field in match.record.fields.values():
        if (column := typed.get(field.id)) is not None:
            parts += [column.values.alias(field.id), column.states.alias(field.state_id)]
        else:
            nothing, absent = pl.lit(None, DTYPES[field.kind]), pl.lit(State.ABSENT, pl.UInt8)
            parts += [nothing.alias(field.id), absent.alias(field.state_id)]
    return rows.raw.select("row_").select(parts)


def _intake(sheet: Sheet, match: Match, rows: RecordRows, frame: pl.DataFrame) -> Intake:
    record = match.record
    source = Source(
        file=sheet.file,
        sheet=sheet.name,
        record=record.name,
        columns={name: sheet.columns[at] for name, at in match.columns.items()} | dict.fromkeys(match.constants, GIVEN),
        rows_read=len(rows.raw) + sum(rows.unread.values()),
        unread=rows.unread,
        places=dict(zip(match.columns, (sheet.places[at] for at in match.columns.values()), strict=True))
        if sheet.places
        else {},
    )
    fields = [record.fields[name] for name in source.columns]
    odd = frame.select((~pl.col(field.state_id).is_in([State.KNOWN, State.ABSENT])).any() for field in fields)
    spoilt = [field for field in fields if odd[field.state_id].item()]
    written = rows.raw.select(field.id for field in spoilt)
    source = replace(source, invalid={one.name: _said(one, frame, written) for one in spoilt if one.private is None})
    problems = [
        *rows.problems,
        *_key_problems(source, record, frame),
        *(fault for field in spoilt for fault in _cell_problems(source, field, frame, written[field.id])),
    ]
    return Intake(source, frame.with_columns(_spoilt_text(spoilt, frame, written)), tuple(problems))


def _said(field: Field, frame: pl.DataFrame, written: pl.DataFrame) -> dict[str, int]:
    """The commonest texts of the invalid cells of a field."""
    texts = written[field.id].filter(frame[field.state_id] == State.INVALID)
    said: Counter[str] = Counter()
    for text, count in texts.drop_nulls().value_counts().iter_rows():
        said[shortened(text)] += count
    return dict(sorted(said.items(), key=lambda one: (-one[1], one[0]))[:_SAID])


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
        code, values = explanation(field, text)
        yield problem(code, source.file, source.sheet, row, column, field=field.name, **values)
    for state, unit in ((State.PARTIAL_MONTH, "年月"), (State.PARTIAL_YEAR, "年")):
        for row, text in zip(frame["row_"].filter(states == state), written.filter(states == state), strict=True):
            shown = "" if field.private else f"（{shortened(text)}）"
            yield problem("D609", source.file, source.sheet, row, column, field=field.name, unit=unit, shown=shown)
