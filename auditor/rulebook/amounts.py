"""Comparing the values of parameters: which are of one kind, and which of two is the larger."""

from __future__ import annotations

from datetime import date

from auditor.rulebook.rule import ParamValue
from auditor.rulelang.nodes import Duration
from auditor.rulelang.words import Unit

_SCALES = {  # a month is no fixed number of days, a working day neither
    Unit.DAY: (Unit.DAY, 1),
    Unit.WEEK: (Unit.DAY, 7),
    Unit.MONTH: (Unit.MONTH, 1),
    Unit.YEAR: (Unit.MONTH, 12),
    Unit.WORKDAY: (Unit.WORKDAY, 1),
}


def kind_of(value: ParamValue | tuple[ParamValue, ...]) -> str:
    """What a value is, in the words that authors read; a value may only be replaced by one of its kind."""
    match value:
        case tuple():
            kinds = dict.fromkeys(map(kind_of, value))
            return f"一列{'、'.join(kinds)}"
        case int() | float():
            return "数字"
        case Duration():
            return "时长"
        case date():
            return "日期"
        case _:
            return "文字"


def order(one: ParamValue | tuple[ParamValue, ...], other: ParamValue | tuple[ParamValue, ...]) -> int | None:
    """-1, 0 or 1 as ``one`` is smaller than, the same as or larger than ``other``; None if nobody can say."""
    (scale, left), (other_scale, right) = _measure(one), _measure(other)
    if not scale or scale != other_scale:
        return None
    return (left > right) - (left < right)


def _measure(value: ParamValue | tuple[ParamValue, ...]) -> tuple[str, float]:
    """The scale of a value and its place there; "" for what has no order."""
    match value:
        case int() | float():
            return "number", value
        case Duration(count=count, unit=unit):
            scale, times = _SCALES[unit]
            return scale.value, count * times
        case date():
            return "date", value.toordinal()
        case _:
            return "", 0
