"""What the columns of a table hold, counted: all fields of a record type in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from auditor.records.clean import JOINER, UNREADABLE, State
from auditor.records.dictionary import Field, Kind
from auditor.records.tables import RecordTable

_ORDERED = (Kind.DATE, Kind.DATETIME, Kind.INT, Kind.NUM)
_PARTIAL = [State.PARTIAL_MONTH, State.PARTIAL_YEAR]
_ROWS_SHOWN = 5

Ordered = date | datetime | int | float


@dataclass(frozen=True, slots=True)
class Contents:
    """What one field holds. ``rows`` are those whose sheet has the column.

    ``partial`` are dates without their day; they are ``filled`` as well. ``least`` and ``most`` are of dates
    and numbers. ``counts`` are of codes and of yes and no, in the order of the list, those that occur.
    """

    field: Field
    rows: int
    filled: int
    invalid: int
    partial: int
    distinct: int
    least: Ordered | None
    most: Ordered | None
    counts: Mapping[str, int]


def contents(table: RecordTable) -> dict[str, Contents]:
    """What each field holds that some sheet has, by name, in the order of the dictionary."""
    fields = [field for name, field in table.record.fields.items() if name in table.present]
    if not fields:
        return {}
    found = table.frame.select(expression for field in fields for expression in _counted(field)).row(0, named=True)
    return {
        field.name: Contents(
            field=field,
            rows=found[f"{field.id}|rows"],
            filled=found[f"{field.id}|filled"],
            invalid=found[f"{field.id}|invalid"],
            partial=found[f"{field.id}|partial"],
            distinct=found[f"{field.id}|distinct"],
            least=found.get(f"{field.id}|least"),
            most=found.get(f"{field.id}|most"),
            counts=_values(field, table.frame[field.id]),
        )
        for field in fields
    }


def _counted(field: Field) -> Iterator[pl.Expr]:
    value, state = pl.col(field.id), pl.col(field.state_id)
    yield (state != State.ABSENT).sum().alias(f"{field.id}|rows")
    yield value.count().alias(f"{field.id}|filled")
    yield state.is_in(UNREADABLE).sum().alias(f"{field.id}|invalid")
    yield state.is_in(_PARTIAL).sum().alias(f"{field.id}|partial")
    yield value.drop_nulls().n_unique().alias(f"{field.id}|distinct")
    if field.kind in _ORDERED:
        yield value.min().alias(f"{field.id}|least")
        yield value.max().alias(f"{field.id}|most")


def _values(field: Field, column: pl.Series) -> dict[str, int]:
    if field.kind is Kind.BOOL:
        order, texts = ["是", "否"], column.replace_strict([True, False], ["是", "否"], return_dtype=pl.String)
    elif field.codes is not None:
        order, texts = list(field.codes.values), column
        if field.kind is Kind.CODES:
            texts = column.drop_nulls().str.split(JOINER).explode()
    else:
        return {}
    counts = dict(texts.drop_nulls().value_counts().iter_rows())
    return {value: counts[value] for value in order if value in counts}


def repeated_keys(table: RecordTable) -> pl.DataFrame:
    """The keys that several rows have: the key's columns, ``count``, ``source_`` of the first row, ``rows`` there."""
    key = [table.record.fields[name].id for name in table.record.key]
    named = table.frame.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    again = named.filter(pl.struct(key).is_duplicated()).sort("source_", "row_")
    first = pl.col("source_").first()
    return again.group_by(key, maintain_order=True).agg(
        first,
        count=pl.len(),
        rows=pl.col("row_").filter(pl.col("source_") == first).head(_ROWS_SHOWN),
    )
