"""How values are written in Chinese messages, tables and reports.

Total: every value can be written, and a format that does not suit its value falls back to the
plain spelling, so that a message never fails. Nothing here depends on the rest of the project.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

Sayable = str | int | float | bool | date | datetime | None

BLANK = "（空）"
LARGEST = 1e15  # beyond it a float no longer holds every whole number; no figure of a form is near
DECIMALS = 6  # hides 0.1 + 0.2 = 0.30000000000000004, keeps every figure that a form can hold


def say(value: Sayable) -> str:
    """``value`` as a reader expects it: 2025-03-01, 2025-03-01 09:00, 12.5, 是, （空）."""
    match value:
        case None | "":
            return BLANK
        case str():
            return value
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case float():
            return _say_float(value)
        case datetime():
            return _say_datetime(value)
        case date():
            return value.isoformat()


def say_as(value: Sayable, format_name: str | None) -> str:
    """``value`` in one of ``FORMATS``; plainly if no format is named or it does not suit the value."""
    chosen = FORMATS.get(format_name) if format_name else None
    if chosen is None or value is None or not chosen.suits(value):
        return say(value)
    return chosen.write(value)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a message template may name after ``|``; ``kinds`` are the types it applies to."""

    name: str
    kinds: frozenset[str]
    write: Callable[[Sayable], str]

    def suits(self, value: Sayable) -> bool:
        """Whether ``write`` can take ``value``."""
        if isinstance(value, bool):
            return False
        if isinstance(value, date):
            return "date" in self.kinds
        return "num" in self.kinds and isinstance(value, int | float) and abs(value) < LARGEST


def _say_float(value: float) -> str:
    if not math.isfinite(value):
        return BLANK
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _say_datetime(value: datetime) -> str:
    # Exports that know only the day arrive at midnight: a time nobody wrote is not shown.
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")


def _rounded(value: Sayable, places: int) -> str:
    # Through the shortest decimal spelling, half up: 2.675 is 2.68 to a reader, whatever binary says.
    step = Decimal(1).scaleb(-places)
    text = str(Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP))
    return text.removeprefix("-") if not text.strip("-0.") else text


def _percent(value: Sayable) -> str:
    text = _rounded(str(Decimal(str(value)) * 100), 1)
    return text.removesuffix(".0") + "%"


def _year_month(value: Sayable) -> str:
    assert isinstance(value, date)
    return f"{value.year}年{value.month}月"


def _month_day(value: Sayable) -> str:
    assert isinstance(value, date)
    return f"{value.month}月{value.day}日"


def _iso_day(value: Sayable) -> str:
    assert isinstance(value, date)
    return value.isoformat()[:10]


_DAYS = frozenset({"date", "datetime"})
_NUMBERS = frozenset({"int", "num"})

FORMATS: Mapping[str, Format] = {
    chosen.name: chosen
    for chosen in (
        Format("年月", _DAYS, _year_month),
        Format("月日", _DAYS, _month_day),
        Format("百分比", _NUMBERS, _percent),
        Format("整数", _NUMBERS, lambda value: _rounded(value, 0)),
        Format("两位小数", _NUMBERS, lambda value: _rounded(value, 2)),
        # The same for packs in English; a year and month are written as ISO does.
        Format("year_month", _DAYS, lambda value: _iso_day(value)[:7]),
        Format("month_day", _DAYS, lambda value: _iso_day(value)[5:]),
        Format("percent", _NUMBERS, _percent),
        Format("integer", _NUMBERS, lambda value: _rounded(value, 0)),
        Format("two_decimals", _NUMBERS, lambda value: _rounded(value, 2)),
    )
}
