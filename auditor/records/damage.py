"""Cells in which what was written is lost: error values, results never stored, digits and characters gone."""

from __future__ import annotations

import re
from enum import Enum

import polars as pl

UNCALCULATED = "#未计算"  # a formula whose result the file does not hold
TOO_LONG = "#过长"  # a cell longer than the limits allow

_ERROR = (
    r"(?i)^(?:#(?:N/A|(?:REF|DIV/0|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|UNKNOWN|CONNECT|BUSY)[!！]|NAME[?？]"
    r"|GETTING_DATA|##+|未计算|过长)|Err:5\d\d)$"
)
# As spreadsheets show a number that is too long: 4.40105E+17. 2E12 may be the number of a room.
_SCIENTIFIC = r"(?i)^[+-]?\d(?:\.(\d+)E\+?|E\+)(\d{1,3})$"
_EXACT = 15  # more digits a spreadsheet does not keep
_LOST_CHARACTER = "\ufffd"


class Damage(Enum):
    """What is lost."""

    RESULT = "result"  # an error in place of a value, or none where a formula has one
    LENGTH = "length"  # the cell was too long to be read
    DIGITS = "digits"
    CHARACTERS = "characters"


def damage_of(text: str) -> Damage | None:
    """What a cell has lost, blanks around it taken away; None for an ordinary text."""
    if re.search(_ERROR, text):
        return Damage.LENGTH if text == TOO_LONG else Damage.RESULT
    number = re.search(_SCIENTIFIC, text)
    if number and (int(number[2]) >= _EXACT or int(number[2]) > len(number[1] or "")):
        return Damage.DIGITS
    return Damage.CHARACTERS if _LOST_CHARACTER in text else None


def without_result(cells: pl.Series) -> pl.Series:
    """For each of trimmed ``cells`` whether an error stands where a value should, or a formula has no result."""
    written = (cells == TOO_LONG) | cells.str.starts_with("##")  # a column too narrow for its number
    return (cells.str.contains(_ERROR) & ~written).fill_null(False)


def damaged(cells: pl.Series) -> pl.Series:
    """For each of trimmed ``cells`` whether anything is lost; null for null."""
    lost = cells.str.contains(_LOST_CHARACTER, literal=True)
    odd = cells.str.contains(r"^(?:#|[Ee]rr:|[+-]?\d(?:\.\d+)?[Ee])")
    if not (odd.any() or lost.any()):
        return lost
    seen = cells.filter(odd).unique()
    broken = [text for text in seen if text is not None and damage_of(text) is not None]
    return lost | cells.is_in(broken)
