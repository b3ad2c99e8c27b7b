"""What was read and what was not, as the result tells it."""

from __future__ import annotations

from auditor.findings.result import Input, Problem, UnreadColumn, UnreadSheet, Unrecognised
from auditor.records.dataset import Dataset


def inputs(dataset: Dataset) -> tuple[Input, ...]:
    """Each sheet that was recognised, and how many of its rows are checked."""
    return tuple(
        Input(
            file=one.file,
            sheet=one.sheet,
            record=one.record,
            rows_read=one.rows_read,
            rows_checked=one.rows_kept,
            rows_unread=one.rows_unread,
            rows_duplicate=one.duplicate,
            rows_merged=one.merged,
            unread=dict(one.unread),
        )
        for one in dataset.sources
    )


def data_problems(dataset: Dataset) -> tuple[Problem, ...]:
    """The defects of the data, in the order of files and rows."""
    return tuple(
        Problem(
            code=one.code,
            file=one.file,
            sheet=one.sheet,
            row=one.row,
            column=one.column,
            field=one.field,
            text=one.text,
            notice=one.notice,
        )
        for one in dataset.problems
    )


def unrecognised(dataset: Dataset) -> Unrecognised:
    """The sheets and columns that the dictionary does not know."""
    return Unrecognised(
        sheets=tuple(
            UnreadSheet(file=one.file, sheet=one.sheet, rows=one.rows, reason=one.reason)
            for one in dataset.unread_sheets
        ),
        columns=tuple(
            UnreadColumn(file=one.file, sheet=one.sheet, column=one.column, header=one.header, reason=one.reason)
            for one in dataset.unread_columns
        ),
    )
