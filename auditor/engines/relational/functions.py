"""The functions of the language as columns. Each takes columns without ranges; null gives null.

What has to be written out in the rule (``Takes.fixed``) comes as it is, not as a column.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import ibis
from ibis.expr import operations as ops

from auditor.engines.relational.truth import Column
from auditor.rulelang.fixed import weights_of
from auditor.rulelang.functions import BLANKS, ID_CHECKS, ID_WEIGHTS, ITEM_MARKS, Func


def literal(value: object) -> Column:
    """A constant."""
    if isinstance(value, date):
        return ibis.date(value.isoformat())
    if isinstance(value, float):
        return ibis.literal(repr(value)).cast("float64")  # DuckDB takes a bare 0.1 for a decimal
    return ibis.literal(value, "int64") if type(value) is int else ibis.literal(value)


def as_date(column: Column) -> Column:
    """A date or datetime as a date."""
    return column.date() if column.type().is_timestamp() else column


def as_float(column: Column) -> Column:
    """A number as a float."""
    return column if column.type().is_floating() else column.cast("float64")


def only_finite(number: Column) -> Column:
    """A float; null if it is none that can be written. It is mentioned once, however often this is nested."""
    for one in ("inf", "-inf", "nan"):
        number = number.nullif(ibis.literal(one).cast("float64"))
    return number


def is_computed(operand: object) -> bool:
    """Whether an operand is more than a column's name or a constant."""
    return isinstance(operand, ibis.Value) and not isinstance(operand.op(), (ops.Field, ops.Literal))


def _age(birth: Column, day: Column) -> Column:
    birth, day = as_date(birth), as_date(day)
    before = (day.month() * 100 + day.day()) < (birth.month() * 100 + birth.day())
    return (day.year() - birth.year() - before.cast("int32")).cast("int64")


def _whole(number: Column) -> Column:
    if not number.type().is_floating():
        return number
    return ibis.ifelse(number < 0, number.ceil(), number.floor()).cast("int64")


def _chosen(choose: Callable[[Column, Column], Column], a: Column, b: Column) -> Column:
    """``choose`` of two columns; null if either is."""
    return ibis.ifelse(a.isnull() | b.isnull(), ibis.null(a.type()), choose(a, b))


def _make_date(year: Column, month: Column, day: Column) -> Column:
    inside = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    parts = [part.cast("string").lpad(width, "0") for part, width in ((year, 4), (month, 2), (day, 2))]
    text = parts[0] + "-" + parts[1] + "-" + parts[2]
    return ibis.ifelse(inside, text, ibis.null("string")).try_cast("date")


def _birthday(birth: Column, years: Column) -> Column:
    birth = as_date(birth)
    year, month, day = ((part.cast("int64")) for part in (birth.year(), birth.month(), birth.day()))
    leap = (month == 2) & (day == 29)
    instead = ibis.ifelse(
        leap, _make_date(year + years, ibis.literal(3, "int64"), ibis.literal(1, "int64")), ibis.null("date")
    )
    return _make_date(year + years, month, day).fill_null(instead)


def _month_end(day: Column) -> Column:
    return (as_date(day).truncate("M").cast("timestamp") + ibis.interval(months=1) - ibis.interval(days=1)).date()


def _substring(text: Column, start: Column, count: Column) -> Column:
    return ibis.ifelse((start >= 1) & (count >= 0), text.substr(start - 1, count), ibis.null("string"))


def _class(chars: str) -> str:
    """A class of characters as RE2 writes it, so that no control character stands in a query."""
    return "[" + "".join(f"\\x{{{ord(char):x}}}" for char in chars) + "]"


def _id_number(text: Column) -> Column:
    """The number, or null if it has not the form of one."""
    return ibis.ifelse(text.re_search("^[0-9]{17}[0-9Xx]$"), text, ibis.null("string"))


def _id_birth(text: Column) -> Column:
    number = _id_number(text)
    return (number.substr(6, 4) + "-" + number.substr(10, 2) + "-" + number.substr(12, 2)).try_cast("date")


def _id_valid(text: Column) -> Column:
    number = _id_number(text)
    total = sum(number.substr(at, 1).try_cast("int64") * weight for at, weight in enumerate(ID_WEIGHTS))
    right = ibis.literal(ID_CHECKS).substr(total % 11, 1) == number.substr(17, 1).upper()
    valid = (right & _id_birth(text).notnull()).fill_null(False)
    return ibis.ifelse(text.isnull(), ibis.null("boolean"), valid)


def _id_sex(text: Column) -> Column:
    digit = _id_number(text).substr(16, 1).try_cast("int64")
    return ibis.ifelse(digit % 2 == 1, "男", ibis.ifelse(digit.isnull(), ibis.null("string"), "女"))


def _difference(a: Column, b: Column) -> Column:
    return only_finite((as_float(a) - as_float(b)).abs())


def _overlap_days(start: Column, end: Column, other_start: Column, other_end: Column) -> Column:
    last = _chosen(ibis.least, as_date(end), as_date(other_end))
    first = _chosen(ibis.greatest, as_date(start), as_date(other_start))
    days = last.delta(first, unit="day").cast("int64") + 1
    return _chosen(ibis.greatest, days, ibis.literal(0, "int64"))


def _items(text: Column) -> Column:
    return text.re_split(_class(ITEM_MARKS)).filter(lambda item: item != "")


def _has_item(text: Column, item: Column) -> Column:
    wanted = item.re_replace(f"^{_class(BLANKS)}+|{_class(BLANKS)}+$", "")
    return ibis.ifelse(text.isnull() | item.isnull(), ibis.null("boolean"), _items(text).contains(wanted))


def _weighted_remainder(number: Column, weights: str, modulus: int) -> Column:
    factors = weights_of(weights)
    digits = ibis.ifelse(number.re_search(f"^[0-9]{{{len(factors)}}}"), number, ibis.null("string"))
    return sum(digits.substr(at, 1).try_cast("int64") * factor for at, factor in enumerate(factors)) % modulus


FALLIBLE = frozenset(
    {
        Func.MAKE_DATE,
        Func.BIRTHDAY,
        Func.SUBSTRING,
        Func.ID_BIRTH,
        Func.ID_SEX,
        Func.DIFFERENCE,
        Func.WEIGHTED_REMAINDER,
    }
)
"""Functions that may have no result though all they take is known."""

REPEATING = frozenset(
    {
        Func.AGE,
        Func.WHOLE,
        Func.LARGER,
        Func.SMALLER,
        Func.EARLIER,
        Func.LATER,
        Func.MAKE_DATE,
        Func.BIRTHDAY,
        Func.SUBSTRING,
        Func.ID_VALID,
        Func.ID_BIRTH,
        Func.ID_SEX,
        Func.OVERLAP_DAYS,
        Func.HAS_ITEM,
        Func.WEIGHTED_REMAINDER,
    }
)
"""Functions below that mention something they take more than once."""

FUNCTIONS: dict[Func, Callable[..., Column]] = {
    Func.AGE: _age,
    Func.DAYS: lambda a, b: as_date(b).delta(as_date(a), unit="day").cast("int64"),
    Func.MONTH: lambda a: as_date(a).strftime("%Y-%m"),
    Func.YEAR: lambda a: as_date(a).year().cast("int64"),
    Func.LENGTH: lambda a: a.length().cast("int64"),
    Func.ABSOLUTE: lambda a: a.abs(),
    Func.WHOLE: _whole,
    Func.LARGER: lambda a, b: _chosen(ibis.greatest, as_float(a), as_float(b)),
    Func.SMALLER: lambda a, b: _chosen(ibis.least, as_float(a), as_float(b)),
    Func.EARLIER: lambda a, b: _chosen(ibis.least, as_date(a), as_date(b)),
    Func.LATER: lambda a, b: _chosen(ibis.greatest, as_date(a), as_date(b)),
    Func.WEEKDAY: lambda a: (as_date(a).day_of_week.index() + 1).cast("int64"),
    Func.MAKE_DATE: _make_date,
    Func.MONTH_START: lambda a: as_date(a).truncate("M").cast("timestamp").date(),
    Func.MONTH_END: _month_end,
    Func.BIRTHDAY: _birthday,
    Func.SUBSTRING: _substring,
    Func.SQUEEZED: lambda a: a.re_replace(_class(BLANKS), ""),
    Func.STARTS_WITH: lambda a, b: a.startswith(b),
    Func.ENDS_WITH: lambda a, b: a.endswith(b),
    Func.ID_VALID: _id_valid,
    Func.ID_BIRTH: _id_birth,
    Func.ID_SEX: _id_sex,
    Func.MATCHES: lambda text, pattern: text.re_search(pattern),
    Func.DIFFERENCE: _difference,
    Func.OVERLAP_DAYS: _overlap_days,
    Func.HAS_ITEM: _has_item,
    Func.ITEM_COUNT: lambda text: _items(text).length().cast("int64"),
    Func.WEIGHTED_REMAINDER: _weighted_remainder,
}
