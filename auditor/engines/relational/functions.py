"""The functions of the language as columns. Each takes columns without ranges; null gives null."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import ibis

from auditor.engines.relational.truth import Column
from auditor.rulelang.functions import BLANKS, ID_CHECKS, ID_WEIGHTS, Func


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


def _squeezed(text: Column) -> Column:
    for blank in BLANKS:
        text = text.replace(blank, "")
    return text


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


FALLIBLE = frozenset({Func.MAKE_DATE, Func.BIRTHDAY, Func.SUBSTRING, Func.ID_BIRTH, Func.ID_SEX})
"""Functions that may have no result though all they take is known."""

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
    Func.SQUEEZED: _squeezed,
    Func.STARTS_WITH: lambda a, b: a.startswith(b),
    Func.ENDS_WITH: lambda a, b: a.endswith(b),
    Func.ID_VALID: _id_valid,
    Func.ID_BIRTH: _id_birth,
    Func.ID_SEX: _id_sex,
}
