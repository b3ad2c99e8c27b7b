"""From recognised sheets to typed rows: every row is kept, or unread for a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl

from auditor.records.clean import DTYPES, UNREADABLE, Cleaned, Column, State, clean, placeholder_forms
from auditor.records.dictionary import Field
from auditor.records.layout.headers import Match
from auditor.records.layout.record_rows import RecordRows, Table, alike, record_rows
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.sheet import Sheet
from auditor.records.source import GIVEN, Source
from auditor.records.spoilt import cell_problems, said


@dataclass(frozen=True, slots=True)
class Intake:
    """The rows of all sheets after cleaning, and what was not read of them.

    ``frames`` are by record type: as ``RecordTable.frame`` without rid, ``source_`` counting ``sources``, and
    with ``spoilt_``, the text of invalid cells.
    """

    sources: list[Source]
    frames: Mapping[str, list[pl.DataFrame]]
    problems: list[DataProblem]


def take(sheets: Sequence[tuple[Sheet, Match]], placeholders: Iterable[str]) -> Intake:
    """The typed rows of recognised sheets, which become the sources 0, 1, ….

    ``placeholders`` are texts that mean that nothing is written.
    """
    tables = [Table(number, sheet, match) for number, (sheet, match) in enumerate(sheets)]
    batches = [record_rows(group) for group in alike(tables)]
    columns: list[Column] = []
    for rows in batches:
        record = rows.match.record
        joining = {*record.key, *(name for link in record.links.values() for name in link.by)}
        columns += [Column(field, rows.raw[field.id], field.name in joining) for field in _fields(rows)]
    done = iter(clean(columns, placeholder_forms(placeholders)))
    sources: dict[int, Source] = {}
    frames: dict[str, list[pl.DataFrame]] = defaultdict(list)
    problems: list[DataProblem] = []
    for rows in batches:
        fields = _fields(rows)
        frame = _frame(rows, list(islice(done, len(fields))))
        odd = frame.select((~pl.col(field.state_id).is_in([State.KNOWN, State.ABSENT])).any() for field in fields)
        spoilt = [field for field in fields if odd[field.state_id].item()]
        own = _sources(rows, {field.name: said(field, frame, rows.raw) for field in spoilt if field.private is None})
        problems += (problem("D630", own[at].file, own[at].sheet, count=count) for at, count in rows.regions.items())
        problems += _key_problems(rows, own, frame)
        problems += (fault for field in spoilt for fault in cell_problems(own, field, frame, rows.raw[field.id]))
        frames[rows.match.record.name].append(frame.with_columns(_spoilt_text(spoilt, frame, rows.raw)))
        sources |= own
    return Intake([sources[number] for number in range(len(tables))], frames, problems)


def _fields(rows: RecordRows) -> list[Field]:
    """The fields that the tables have, as ``RecordRows.raw`` has their columns."""
    match = rows.match
    return [match.record.fields[name] for name in (*match.columns, *match.constants)]


def _sources(rows: RecordRows, invalid: Mapping[str, Mapping[int, Mapping[str, int]]]) -> dict[int, Source]:
    """The tables as sources, by number; ``invalid`` is by field and source."""
    kept = dict(rows.raw.group_by("source_").len().iter_rows())
    unread: dict[int, dict[str, int]] = defaultdict(dict)
    for number, reason, count in rows.unread.iter_rows():
        unread[number][reason] = count
    return {
        number: Source(
            file=sheet.file,
            sheet=sheet.name,
            record=match.record.name,
            columns={name: sheet.columns[at] for name, at in match.columns.items()}
            | dict.fromkeys(match.constants, GIVEN),
            rows_read=kept.get(number, 0) + sum(unread[number].values()),
            unread=unread[number],
            places={name: place for name, at in match.columns.items() if sheet.places and (place := sheet.places[at])},
            invalid={field: by_source[number] for field, by_source in invalid.items() if number in by_source},
        )
        for number, sheet, match in rows.tables
    }


def _frame(rows: RecordRows, done: Sequence[Cleaned]) -> pl.DataFrame:
    """Rows as in ``RecordTable.frame`` but without rid; ``done`` are the columns of the fields in order."""
    typed = dict(zip(rows.raw.columns[2:], done, strict=True))
    parts: list[pl.Expr | pl.Series] = [pl.col("source_"), pl.col("row_")]
    for field in rows.match.record.fields.values():
        if (column := typed.get(field.id)) is not None:
            parts += [column.values.alias(field.id), column.states.alias(field.state_id)]
        else:
            nothing, absent = pl.lit(None, DTYPES[field.kind]), pl.lit(State.ABSENT, pl.UInt8)
            parts += [nothing.alias(field.id), absent.alias(field.state_id)]
    return rows.raw.select("source_", "row_").select(parts)


def _spoilt_text(spoilt: Sequence[Field], frame: pl.DataFrame, written: pl.DataFrame) -> pl.Series:
    """What invalid cells say, per row, so that rows differing only in that are not taken as equal."""
    if not spoilt:
        return pl.Series("spoilt_", [None] * len(frame), pl.String)
    texts = [written[field.id].set(~frame[field.state_id].is_in(UNREADABLE), None).fill_null("") for field in spoilt]
    return pl.select(pl.concat_str(texts, separator="\x1f").alias("spoilt_")).to_series()


def _key_problems(rows: RecordRows, sources: Mapping[int, Source], frame: pl.DataFrame) -> Iterator[DataProblem]:
    record = rows.match.record
    columns = next(iter(sources.values())).columns
    lacking = "、".join(name for name in record.key if name not in columns)
    if lacking:
        yield from (problem("D604", source.file, source.sheet, fields=lacking) for source in sources.values())
    for name in record.key:
        if name in columns and frame[record.fields[name].id].null_count():
            blank = frame.filter(pl.col(record.fields[name].id).is_null())
            for number, row in blank.select("source_", "row_").iter_rows():
                yield problem("D606", sources[number].file, *sources[number].at(name, row), field=name)
