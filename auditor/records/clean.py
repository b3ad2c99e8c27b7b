"""From the text of a cell to a value: columnar, one way for every reader.

A cell is text or null when it arrives here. Work is done per column, one operation after another
(a single expression would compute its shared parts again), and on distinct texts where they repeat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple
from unicodedata import normalize

import polars as pl

from auditor.records.damage import damaged, without_result
from auditor.records.dictionary import CodeList, Field, Kind, Privacy
from auditor.records.moments import moments, months_and_years
from auditor.records.spelling import INVISIBLE, compact
from auditor.records.traditional import simplified_cells

LARGEST = 1e15  # beyond it a float no longer holds every whole number with cents
JOINER = "、"  # between the values of a `codes` field, in cells and in frames

DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INT: pl.Int64(),
    Kind.NUM: pl.Float64(),
    Kind.DATE: pl.Date(),
    Kind.DATETIME: pl.Datetime("us"),
    Kind.BOOL: pl.Boolean(),
    Kind.CODE: pl.String(),
    Kind.CODES: pl.String(),
}

_JOINING = (Kind.TEXT, Kind.DATE, Kind.DATETIME)  # kinds that are read with more care where records are joined

_TRUE = ("是", "有", "对", "√", "✓", "✔", "☑", "1", "y", "yes", "t", "true")
_FALSE = ("否", "无", "错", "×", "✗", "✘", "x", "0", "n", "no", "f", "false")
_TRUTH = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)

# Full-width letters, digits and the signs of identifiers; the marks of a Chinese sentence stay.
_WIDE = [chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：？！（）"]
_NARROW = [chr(ord(char) - 0xFEE0) for char in _WIDE]

# Few cells have anything that is not kept as it is written; to look for it is cheap.
_ODD = r"\r|\ufffd|\s$|^(?:\s|['’‘`=#+-]|[Ee]rr:|\d{4}-|\d+\.|\d[Ee])"
_CARE = rf"{INVISIBLE}|[{re.escape(''.join(_WIDE))}]|{_ODD}"
_CARE_JOINING = rf"[^\x00-\x7f]|{_ODD}"

# What keeps a spreadsheet from taking a text for a number: '4401… and ="4401…".
_GUARDED = r"^(?:['’‘`]\s*([+-]?\d.*)|=\"(.*)\")$"
_TWO_NUMBERS = r"\d{14}[\dXx]+\D+\d{14}[\dXx]"  # of persons, in one cell

_UNITS = r"([\d.])\s*(?:岁|次|人次|人|名|户|份|件|篇|节|场|个|位|项|条|元)$"  # none is a multiple of another
_POINTS = r"([\d.])\s*分$"  # where a field counts minutes this might be meant by it
_NUMBER = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+|\.)?([eE][+-]?\d+)?%?$"


class State(IntEnum):
    """How a value came to be."""

    KNOWN = 0  # a value, or a blank cell
    INVALID = 1  # something is written that does not convert
    ABSENT = 2  # the export has no such column
    UNKNOWN = 3  # an error stands where a value should: whether anything is meant is not known
    PARTIAL_MONTH = 4  # of a date only year and month are written; the value is the first day of the month
    PARTIAL_YEAR = 5  # only the year; the value is its first day


UNREADABLE = (State.INVALID, State.UNKNOWN)  # something stands in the cell, and gives no value


def placeholder_forms(placeholders: Iterable[str]) -> frozenset[str]:
    """Placeholders in the form in which ``clean`` compares them; blank text is one."""
    return frozenset({"", *map(compact, placeholders)})


class Column(NamedTuple):
    """Cells of one field; ``joins`` says that records are joined by it."""

    field: Field
    cells: pl.Series
    joins: bool = False


class Cleaned(NamedTuple):
    """A column's values and their states (UInt8).

    A null is blank where KNOWN. A date of which only the month or the year is written is one of the
    PARTIAL states; in a field that records are joined by, where it could tell nothing, it is INVALID.
    """

    values: pl.Series
    states: pl.Series


def clean(columns: Sequence[Column], blanks: frozenset[str]) -> list[Cleaned]:
    """The typed columns of text columns, in their order. ``blanks`` are ``placeholder_forms``.

    Columns of one kind, of whatever sheets, are cleaned as one long column: for an ordinary export
    of many small sheets the cost is in the number of calls, not of cells.
    """
    alike: dict[tuple[str, bool], list[int]] = {}
    for index, (field, _, joins) in enumerate(columns):
        kind = "codes" if field.codes else field.kind
        alike.setdefault((kind, joins and field.kind in _JOINING), []).append(index)
    done: dict[int, Cleaned] = {}
    for (_, joins), group in alike.items():
        fields = [columns[index].field for index in group]
        parts = [columns[index].cells for index in group]
        long = pl.concat(parts)
        if fields[0].kind is Kind.TEXT:
            values, states = _texts(long, blanks, joins)
        else:
            lengths = pl.Series([len(part) for part in parts], dtype=pl.UInt32)
            places = pl.select(pl.int_range(len(parts), dtype=pl.Int32).repeat_by(lengths).explode()).to_series()
            values, states = _converted(fields, long, places, blanks, joins)
        start = 0
        for index, field, part in zip(group, fields, parts, strict=True):
            own = Cleaned(values.slice(start, len(part)), states.slice(start, len(part)))
            done[index] = _identity(own) if field.private is Privacy.ID_NUMBER and field.kind is Kind.TEXT else own
            start += len(part)
    return [done[index] for index in range(len(columns))]


def _identity(own: Cleaned) -> Cleaned:
    """Identity numbers in capitals, for the last sign may be an X; two in one cell are none."""
    several = own.values.str.contains(_TWO_NUMBERS).fill_null(False)
    return Cleaned(own.values.str.to_uppercase().set(several, None), own.states.set(several, State.INVALID))


def _converted(
    fields: Sequence[Field], long: pl.Series, places: pl.Series, blanks: frozenset[str], joins: bool
) -> Cleaned:
    """Cells of columns below each other; ``places`` says to which of ``fields`` each belongs."""
    cells = pl.DataFrame({"cell": long, "place": places})
    distinct = cells.unique()  # a column of dates or codes holds few distinct texts
    written = distinct["cell"]
    distinct = distinct.with_columns(cell=_unguarded(_apply(pl.col("cell").str.strip_chars(), written)))
    values = _values(fields, distinct)
    text = _compacted(distinct["cell"])
    invalid = values.is_null() & text.is_not_null() & (~text.is_in(blanks) | damaged(distinct["cell"]))
    done = Cleaned(values, _states(invalid, distinct["cell"]))
    if fields[0].kind in (Kind.DATE, Kind.DATETIME) and not joins and invalid.any():
        done = _partly_dated(done, distinct["cell"])
    distinct = distinct.with_columns(cell=written, value=done.values, state=done.states)
    every = cells.join(distinct, on=["place", "cell"], how="left", nulls_equal=True, maintain_order="left")
    return Cleaned(every["value"], every["state"])


def _partly_dated(found: Cleaned, cells: pl.Series) -> Cleaned:
    """Takes those out of the invalid ``cells`` that state a month or a year."""
    read = months_and_years(cells)
    partly = (found.states == State.INVALID) & read["first"].is_not_null()
    states = State.PARTIAL_MONTH + read["year"].cast(pl.UInt8)  # the next is State.PARTIAL_YEAR
    return Cleaned(
        read["first"].cast(found.values.dtype).zip_with(partly, found.values), states.zip_with(partly, found.states)
    )


def _values(fields: Sequence[Field], distinct: pl.DataFrame) -> pl.Series:
    cells = distinct["cell"]
    match fields[0].kind:
        case Kind.INT:
            numbers = _numbers(fields, distinct)
            return numbers.set(numbers != numbers.round(), None).cast(pl.Int64)
        case Kind.NUM:
            return _numbers(fields, distinct)
        case Kind.DATE:
            return moments(cells).dt.date()
        case Kind.DATETIME:
            return moments(cells)
        case Kind.BOOL:
            return pl.Series([_TRUTH.get(_plain(cell or "")) for cell in cells], dtype=pl.Boolean)
        case _:
            readers = [code_reader(field) for field in fields]
            return pl.Series([readers[place](cell or "") for cell, place in distinct.rows()], dtype=pl.String)


def _texts(cells: pl.Series, blanks: frozenset[str], joins: bool) -> Cleaned:
    """Text as it is kept: trimmed, no invisible characters, half-width letters and digits.

    A field that records are joined by is wholly normalised (NFKC, simplified characters), so that two
    spellings of one number or name meet. A date or a whole number that a spreadsheet kept as such is
    written without its midnight, its day zero or its ``.0``. What has lost something is INVALID or UNKNOWN.
    """
    care = cells.str.contains(_CARE_JOINING if joins else _CARE).fill_null(False)
    values, lost = cells, pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    if care.any():
        places = care.arg_true()
        read = _careful(cells.gather(places), joins)
        values = values.clone().scatter(places, read)
        lost = lost.scatter(places, damaged(read))
    longest = 2 * max(map(len, blanks))  # with blanks between its characters
    short = values.filter(values.str.len_chars() <= longest).unique()
    raw, values = values, values.set(values.is_in(short.filter(_compacted(short).is_in(blanks)).implode()) | lost, None)
    return Cleaned(values, _states(lost, raw))


def _states(unreadable: pl.Series, cells: pl.Series) -> pl.Series:
    """The states of trimmed cells, of which some give no value."""
    states = unreadable.cast(pl.UInt8)  # True is State.INVALID
    if not unreadable.any():
        return states
    places = unreadable.arg_true()
    errors = places.filter(without_result(_apply(pl.col("cell").str.normalize("NFKC"), cells.gather(places))))
    return states.scatter(errors, State.UNKNOWN.value) if len(errors) else states


def _careful(cells: pl.Series, joins: bool) -> pl.Series:
    text = pl.col("cell").str.replace_all(INVISIBLE, "").str.replace_all("\r\n?", "\n")
    text = text.str.normalize("NFKC") if joins else text.str.replace_many(_WIDE, _NARROW)
    text = text.str.strip_chars()
    text = text.str.replace(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$", "$1")
    text = text.str.replace(r"^1899-12-3[01] (\d\d:\d\d:\d\d)(?:\.0+)?$", "$1")
    values = _unguarded(_apply(text.str.replace(r"^(\d{4,})\.0+$", "$1"), cells))
    return simplified_cells(values) if joins else values


def _unguarded(cells: pl.Series) -> pl.Series:
    """Trimmed cells without the marks by which a program guards digits from a spreadsheet."""
    if not cells.str.contains("^['’‘`=]").any():
        return cells
    inner = [pl.col("cell").str.extract(_GUARDED, group) for group in (1, 2)]
    return _apply(pl.coalesce(*inner, "cell"), cells)


def _apply(change: pl.Expr, cells: pl.Series) -> pl.Series:
    """``change``, in which the column is called "cell", applied to ``cells``."""
    return cells.to_frame("cell").select(change).to_series()


def _compacted(cells: pl.Series) -> pl.Series:
    """``compact`` for a column."""
    text = pl.col("cell").str.normalize("NFKC")
    return simplified_cells(_apply(text.str.replace_all(rf"\s|{INVISIBLE}", "").str.to_lowercase(), cells), every=True)


def _plain(text: str) -> str:
    """Compared text in which the codes ``1``, ``1.0`` and ``１`` are one."""
    return re.sub(r"^(-?\d+)\.0+$", r"\1", compact(text))


def code_reader(field: Field) -> Callable[[str], str | None]:
    """What a cell of a coded field means; for CODES several values, joined in the list's order."""
    codes = field.codes or CodeList("", ())
    spellings = {_plain(alias): value for alias, value in codes.aliases.items()}
    spellings |= {_plain(value): value for value in codes.values}
    # A mark that is part of a value (低边/低收) does not separate values.
    marks = "".join(mark for mark in "、,;/|\n" if not any(mark in compact(value) for value in codes.values))

    def read(text: str) -> str | None:
        value = spellings.get(_plain(text))
        if value is not None or field.kind is Kind.CODE:
            return value
        parts = [_plain(part) for part in re.split(f"[{marks}]", normalize("NFKC", text))]
        found = {spellings.get(part) for part in parts if part}
        if None in found:
            return None  # one unknown part spoils the cell: a missing code must not look denied
        return JOINER.join(each for each in codes.values if each in found) or None

    return read


def _numbers(fields: Sequence[Field], distinct: pl.DataFrame) -> pl.Series:
    trimmed = pl.col("cell").str.normalize("NFKC").str.replace_all(INVISIBLE, "").str.strip_chars()
    trimmed = trimmed.str.replace("^[\u2212\u2013]", "-").str.replace(_UNITS, "$1")
    scored = [place for place, field in enumerate(fields) if "分" in field.name]
    trimmed = pl.when(pl.col("place").is_in(scored)).then(trimmed.str.replace(_POINTS, "$1")).otherwise(trimmed)
    text = distinct.select(trimmed).to_series()
    plain = _apply(pl.col("cell").str.replace_all(r"[,%]", "").cast(pl.Float64, strict=False), text)
    numbers = plain.set(~text.str.contains(_NUMBER), None)
    numbers = numbers.zip_with(~text.str.ends_with("%"), numbers / 100)
    numbers = numbers.set(numbers == 0, 0.0)  # there is one zero
    return numbers.set(numbers.abs() >= LARGEST, None)
