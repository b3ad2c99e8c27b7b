"""The tables that queries stand on: one per record type, and a few of the run's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import polars as pl

from auditor.plan.nodes import PeriodUnit
from auditor.records.dataset import RecordTable
from auditor.records.dictionary import Field, Kind, RecordType
from auditor.records.partial import STATES, has_partial, may_be_partial, only_days
from auditor.rulelang.words import RUN_VALUES, Word

SOLE = "sole_"  # whether a row is the only one with its key, so that a link to it is unambiguous
RUN = "run"  # one row: what the audit states, each value by its word
STATUS = "plan_status"  # for each plan run so far: whether it gave verdicts
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

_STEPS = {
    PeriodUnit.WEEK: "1w",
    PeriodUnit.MONTH: "1mo",
    PeriodUnit.QUARTER: "3mo",
    PeriodUnit.HALF: "6mo",
    PeriodUnit.YEAR: "1y",
}

_TYPES = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.CODES: "string",
    Kind.INT: "int64",
    Kind.NUM: "float64",
    Kind.BOOL: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp(6)",
}


def record_table(record: RecordType) -> Any:
    """The Ibis table of a record type."""
    schema = {"rid": "int64", SOLE: "boolean"}
    for field in record.fields.values():
        schema[field.id] = _TYPES[field.kind]
        schema[field.state_id] = "uint8"
        if may_be_partial(field):
            schema[first_id(field)] = "date"
    return ibis.table(schema, name=record.id)


def first_id(field: Field) -> str:
    """The column of the first day that a partly known date may be; null for any other."""
    return f"{field.id}__first"


def run_table() -> Any:
    """The Ibis table of the run's one row: what the audit states, each value under its word."""
    return ibis.table({word.value: "string" if word is Word.PERIOD_NAME else "date" for word in RUN_VALUES}, name=RUN)


def status_table() -> Any:
    """The Ibis table of which plans gave verdicts."""
    return ibis.table({"plan": "string", "ran": "boolean"}, name=STATUS)


def verdict_table(plan: str) -> Any:
    """The Ibis table of a plan's verdicts, as far as other rules read them."""
    return ibis.table({"subject": "int64", "verdict": "string"}, name=verdicts_name(plan))


def verdicts_name(plan: str) -> str:
    """The name of the table that holds a plan's cells."""
    return f"cells {plan}"


def twins_name(plan: str) -> str:
    """The name of the table of similar texts that a plan reads."""
    return f"twins {plan}"


def twins_table(plan: str) -> Any:
    """The Ibis table of pairs of similar rows."""
    return ibis.table({"later": "int64", "earlier": "int64", "similarity": "float64"}, name=twins_name(plan))


def period_name(unit: PeriodUnit) -> str:
    """The name of the table of all calendar periods of a unit."""
    return f"period_{unit.name.lower()}"


def period_table(unit: PeriodUnit) -> Any:
    """The Ibis table of all calendar periods of a unit."""
    return ibis.table({"first": "date", "last": "date"}, name=period_name(unit))


def periods(unit: PeriodUnit) -> pl.DataFrame:
    """All periods of a unit that lie within the dates the reader accepts."""
    step = _STEPS[unit]
    first = FIRST_DAY if unit is not PeriodUnit.WEEK else FIRST_DAY + timedelta(-FIRST_DAY.weekday() % 7)
    starts = pl.date_range(first, LAST_DAY, step, eager=True)
    frame = pl.DataFrame({"first": starts})
    return frame.with_columns(last=pl.col("first").dt.offset_by(step).dt.offset_by("-1d"))


def frame_of(table: RecordTable) -> pl.DataFrame:
    """A record table's frame as the database takes it.

    Provenance is dropped; ``SOLE`` is added, and a column apart for dates that are only partly known.
    """
    record = table.record
    if not record.key:
        return table.frame.select("rid", pl.lit(True).alias(SOLE))
    keys = [record.fields[name].id for name in record.key]
    whole = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    columns = ["rid", SOLE]
    firsts: list[pl.Expr] = []
    for field in record.fields.values():
        columns += [field.id, field.state_id]
        if may_be_partial(field):
            columns.append(first_id(field))
            partly = pl.when(pl.col(field.state_id).is_in(STATES)).then(field.id).cast(pl.Date)
            first = partly if has_partial(table.frame, field) else pl.lit(None, pl.Date)
            firsts.append(first.alias(first_id(field)))
    frame = only_days(table.frame.with_columns(firsts), record.fields.values())
    return frame.with_columns((whole & pl.struct(keys).is_unique()).alias(SOLE)).select(columns)
