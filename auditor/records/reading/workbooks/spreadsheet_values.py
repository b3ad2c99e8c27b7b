"""Values of which the native reader gives a text that is not what the spreadsheet shows."""

from __future__ import annotations

import math
import re
from datetime import date

import polars as pl

from auditor.records.reading.sheet import PICTURE

_EXACT = 1e15  # a spreadsheet keeps fifteen digits
_NO_DAY = "1899-12-31"  # the native reader's date of a time without a day
_MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
_MOST_DAYS = 60  # of a duration; what is written as later is rather a date
_PICTURE = "=DISPIMG("
_DURATION = r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?$"

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""The errors of formulas by the numbers that binary workbooks write for them."""

KNOWN_ERRORS = frozenset({*ERRORS.values(), "#GETTING_DATA"})
"""The errors that the native reader takes; any other ends its reading of the sheet."""


def without_digits(number: str | float) -> str | None:
    """A number of more than fifteen digits as a spreadsheet shows it, 4.40105E+17; None for any other."""
    try:
        value = float(number)
    except ValueError:
        return None
    if not math.isfinite(value) or abs(value) < _EXACT:
        return None
    digits, power = f"{value:.5E}".split("E")
    return f"{digits.rstrip('0').rstrip('.')}E{power}"


def time_of_duration(written: str) -> str | None:
    """PT09H30M00S as the native reader writes a time, or in hours where it is more than a day."""
    found = re.match(_DURATION, written)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    clock = f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{_NO_DAY} {clock}" if hours < 24 else clock


def as_shown(cells: pl.DataFrame, since_1904: bool) -> pl.DataFrame:
    """``cells`` with times that have the same date in every workbook, durations in hours (36:00:00), and pictures.

    The native reader writes a duration of more than a day as a moment in the first days of all. WPS
    keeps the picture that stands in a cell as a formula.
    """
    first = date(1904, 1, 1) if since_1904 else date(1899, 12, 31)
    starts = ("1904-0" if since_1904 else "1900-0", _PICTURE)
    for index, column in enumerate(cells):
        odd = column.str.starts_with(starts[0]) | column.str.starts_with(starts[1])
        if odd.any():
            told = {text: _as_shown(text, first) for text in column.filter(odd).unique()}
            cells = cells.with_columns(cells.to_series(index).replace(told))
    return cells


def _as_shown(text: str, first: date) -> str:
    """``first`` is the day 0 of the workbook."""
    if text.startswith(_PICTURE):
        return PICTURE
    day, _, clock = text.partition(" ")
    if re.fullmatch(_MOMENT, text) is None or (days := (date.fromisoformat(day) - first).days) >= _MOST_DAYS:
        return text
    if days == 0:
        return f"{_NO_DAY} {clock}"
    return text if clock.startswith("00:00:00") else f"{days * 24 + int(clock[:2])}{clock[2:]}"
