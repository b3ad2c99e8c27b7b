"""The tables that queries stand on: one per record type, and a few of the run's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import polars as pl

from auditor.plan.nodes import PeriodUnit
from auditor.records.dataset import RecordTable
from auditor.records.dictionary import Kind, RecordType

SOLE = "sole_"  # whether a row is the only one with its key, so that a link to it is unambiguous
RUN = "run"  # one row: the audit date
STATUS = "rule_status"  # for each rule run so far: whether it gave verdicts
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

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
    return ibis.table(schema, name=record.id)


def run_table() -> Any:
    """The Ibis table of the run's one row."""
    return ibis.table({"as_of": "date"}, name=RUN)


def status_table() -> Any:
    """The Ibis table of which rules gave verdicts."""
    return ibis.table({"rule": "string", "ran": "boolean"}, name=STATUS)


def verdict_table(rule: str) -> Any:
    """The Ibis table of a rule's verdicts, as far as other rules read them."""
    return ibis.table({"subject": "int64", "verdict": "string"}, name=verdicts_name(rule))


def verdicts_name(rule: str) -> str:
    """The name of the table that holds a rule's cells."""
    return f"cells {rule}"


def twins_name(rule: str) -> str:
    """The name of the table of similar texts that a rule reads."""
    return f"twins {rule}"


def twins_table(rule: str) -> Any:
    """The Ibis table of pairs of similar rows."""
    return ibis.table({"later": "int64", "earlier": "int64", "similarity": "float64"}, name=twins_name(rule))


def period_name(unit: PeriodUnit) -> str:
    """The name of the table of all calendar periods of a unit."""
    return f"period_{unit.name.lower()}"


def period_table(unit: PeriodUnit) -> Any:
    """The Ibis table of all calendar periods of a unit."""
    return ibis.table({"first": "date", "last": "date"}, name=period_name(unit))


def periods(unit: PeriodUnit) -> pl.DataFrame:
    """All periods of a unit that lie within the dates the reader accepts."""
    step = {PeriodUnit.WEEK: "1w", PeriodUnit.MONTH: "1mo", PeriodUnit.QUARTER: "3mo"}[unit]
    first = FIRST_DAY if unit is not PeriodUnit.WEEK else FIRST_DAY + timedelta(-FIRST_DAY.weekday() % 7)
    starts = pl.date_range(first, LAST_DAY, step, eager=True)
    frame = pl.DataFrame({"first": starts})
    return frame.with_columns(last=pl.col("first").dt.offset_by(step).dt.offset_by("-1d"))


def frame_of(table: RecordTable) -> pl.DataFrame:
    """A record table's frame as the database takes it: provenance dropped, ``SOLE`` added."""
    record = table.record
    keys = [record.fields[name].id for name in record.key]
    whole = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    columns = ["rid", SOLE]
    for field in record.fields.values():
        columns += [field.id, field.state_id]
    return table.frame.with_columns((whole & pl.struct(keys).is_unique()).alias(SOLE)).select(columns)
