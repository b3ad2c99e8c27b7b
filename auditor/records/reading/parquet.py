"""Parquet: typed columns, written as text."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl

from auditor.records.clean import JOINER
from auditor.records.reading.content import Content
from auditor.records.reading.native import guarded
from auditor.records.reading.sheet import Sheet


def read_parquet(content: Content) -> Iterator[Sheet]:
    """The file's one table. Raises UnreadableFile."""
    frame = guarded(lambda: pl.read_parquet(io.BytesIO(content.data)))
    names = tuple(frame.columns)
    cells = frame.select(_as_text(frame.schema[name], pl.col(name)).alias(f"c{i}") for i, name in enumerate(names))
    yield Sheet(content.shown, None, cells, names, names)


def _as_text(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    """A typed column as ``text_of`` writes its values."""
    match dtype:
        case pl.Float32() | pl.Float64():
            whole = (value == value.round()) & (value.abs() < 2**63)
            text = (
                pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
            )
            return pl.when(value.is_finite()).then(text)
        case pl.Datetime():
            return value.dt.replace_time_zone(None).cast(pl.String)
        case pl.List():
            return value.cast(pl.List(pl.String), strict=False).list.join(JOINER)
        case pl.Struct():
            return value.struct.json_encode()
    return value.cast(pl.String, strict=False)
