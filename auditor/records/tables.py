"""From the rows of several sheets to one table per record type, whatever order they came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from auditor.records.clean import DTYPES
from auditor.records.dictionary import Origin, RecordType
from auditor.records.merging import Origins, merge
from auditor.records.problems import DataProblem, problem
from auditor.records.source import Source

_OWN: dict[str, pl.DataType] = {"rid": pl.Int64(), "source_": pl.Int32(), "row_": pl.Int32()}
_WHOLE = pl.DataFrame({"rid": [0], "source_": [None], "row_": [None]}, _OWN)


@dataclass(frozen=True, slots=True)
class RecordTable:
    """All rows of one record type.

    ``frame`` has ``rid`` Int64 (0..n-1 in order of content, so independent of input order),
    ``source_`` Int32 (index into ``Dataset.sources``), ``row_`` Int32 (the row's number in its
    sheet), then each field's typed column and its ``…__state`` UInt8 (``State``). ``present``
    names the fields that at least one source has. ``origins`` tells of rows that were put together from
    several where each value comes from; ``source_`` and ``row_`` are those of the fullest.
    """

    record: RecordType
    frame: pl.DataFrame
    present: frozenset[str]
    origins: Origins | None = None

    def placed(self, field: str) -> pl.DataFrame:
        """``frame`` with the source and row from which each value of a field comes."""
        return self.frame if self.origins is None else self.origins.placed(self.frame, field)


class Joined(NamedTuple):
    """All rows of a record type, the faults between them, and how many rows of each source are in none of their own.

    ``duplicates`` are equal to another row, ``merged`` were put together with one.
    """

    table: RecordTable
    problems: list[DataProblem]
    duplicates: Counter[int]
    merged: Counter[int]


def join(record: RecordType, frames: Sequence[pl.DataFrame], sources: Sequence[Source]) -> Joined:
    """One table of the intakes' ``frames``; of rows that are wholly equal only the first is kept.

    Rows of one record that do not contradict each other are put together if they stand on different sheets.

    ``sources`` are all sources, as the frames' ``source_`` counts them.
    """
    if record.origin is Origin.WHOLE:
        return Joined(RecordTable(record, _WHOLE, frozenset()), [], Counter(), Counter())
    if not frames:
        return Joined(_empty(record), [], Counter(), Counter())
    frame = pl.concat(frames)
    present = frozenset(name for source in sources if source.record == record.name for name in source.columns)
    key = [record.fields[name].id for name in record.key]
    problems: list[DataProblem] = []
    duplicates: Counter[int] = Counter()
    merged: Counter[int] = Counter()
    origins = None
    if not frame.select(key).is_duplicated().any():
        frame = frame.sort(key, nulls_last=True)
    else:
        content = [*key, *(name for name in frame.columns if name not in (*key, "source_", "row_"))]
        frame = frame.sort([*content, "source_", "row_"], nulls_last=True)
        frame = frame.with_columns(pl.struct(content).is_first_distinct().alias("first_"))
        duplicates.update(frame.filter(~pl.col("first_"))["source_"])
        problems += _duplicates(sources, frame)
        frame, together = merge(record, frame, sources)
        if together is not None:
            frame = frame.sort([*content, "source_", "row_"], nulls_last=True)
            origins, merged = together.origins(frame), together.merged
            problems += together.notices(record, sources)
        problems += _clashes(record, sources, frame, key)
    frame = frame.drop("spoilt_").with_row_index("rid").cast({"rid": pl.Int64})
    return Joined(RecordTable(record, frame, present, origins), problems, duplicates, merged)


def _empty(record: RecordType) -> RecordTable:
    columns: dict[str, pl.DataType] = dict(_OWN)
    for field in record.fields.values():
        columns |= {field.id: DTYPES[field.kind], field.state_id: pl.UInt8()}
    return RecordTable(record, pl.DataFrame(schema=columns), frozenset())


def _duplicates(sources: Sequence[Source], frame: pl.DataFrame) -> Iterator[DataProblem]:
    """Problems of rows equal to a row above them."""
    kept = [pl.when("first_").then(name).forward_fill().alias(f"kept_{name}") for name in ("source_", "row_")]
    again = frame.with_columns(*kept).filter(~pl.col("first_"))
    for index, row, kept_index, kept_row in again.select("source_", "row_", "kept_source_", "kept_row_").rows():
        source = sources[index]
        other = _place(source, sources[kept_index], kept_row)
        yield problem("D607", source.file, source.sheet, row, other=other)


def _clashes(
    record: RecordType, sources: Sequence[Source], frame: pl.DataFrame, key: Sequence[str]
) -> Iterator[DataProblem]:
    """Problems of different rows with one key, which are neighbours in ``frame``."""
    named = frame.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    first = [pl.col(name).first().over(key).alias(f"first_{name}") for name in ("source_", "row_")]
    again = named.with_columns(*first, pl.int_range(pl.len()).over(key).alias("nth_")).filter(pl.col("nth_") > 0)
    for index, row, first_index, first_row in again.select("source_", "row_", "first_source_", "first_row_").rows():
        source = sources[index]
        yield problem(
            "D608",
            source.file,
            *source.at(record.key[0], row),
            field="、".join(record.key),
            other=_place(source, sources[first_index], first_row),
        )


def _place(source: Source, other: Source, row: int) -> str:
    """A row of ``other`` as named in a problem of ``source``."""
    if (source.file, source.sheet) == (other.file, other.sheet):
        return f"第 {row} 行"
    return f"{other.file}{f'“{other.sheet}”' if other.sheet else ''}第 {row} 行"
