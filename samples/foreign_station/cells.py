"""From records to the cells of the other system's tables: its headers, its spellings, its ways of writing a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from samples.generator import Row, Value

from . import data

Cell = str | int | float | None

_TOLD = data("export")
_SPELLINGS: Mapping[str, Mapping[str, str]] = _TOLD["spellings"]
_NUMBERED = "#"
_EPOCH = date(1899, 12, 30)
_DAYS: Mapping[str, Callable[[date], Cell]] = {
    "点": lambda day: f"{day.year}.{day.month}.{day.day}",
    "短横": lambda day: f"{day.year}-{day.month}-{day.day}",
    "斜": lambda day: f"{day:%Y/%m/%d}",
    "汉": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "序列": lambda day: (day - _EPOCH).days,
    "毫秒": lambda day: int((datetime.combine(day, time(), UTC) - timedelta(hours=8)).timestamp()) * 1000,
}


@dataclass(frozen=True)
class Column:
    """A column: the group above its header ("" if none), its header, the field that it shows and how."""

    group: str
    header: str
    field: str
    style: str

    def cell(self, row: Row, number: int) -> Cell:
        """What stands in the column for a row, the ``number``-th of its table."""
        if self.field == _NUMBERED:
            return number
        return _shown(row.get(self.field), self.style)


@dataclass(frozen=True)
class Table:
    """A table of the other system; ``household`` are the headers of the columns that a household shares."""

    record: str
    columns: tuple[Column, ...]
    household: tuple[str, ...]

    @property
    def headers(self) -> list[str]:
        """The headers without their groups."""
        return [column.header for column in self.columns]

    def cells(self, rows: Sequence[Row]) -> list[list[Cell]]:
        """The rows as they are written."""
        return [[column.cell(row, number) for column in self.columns] for number, row in enumerate(rows, 1)]

    def item(self, row: Row) -> dict[str, Cell]:
        """A row by header, without what is blank."""
        cells = {column.header: column.cell(row, 0) for column in self.columns}
        return {header: cell for header, cell in cells.items() if cell is not None}


def table(name: str) -> Table:
    """A table of ``data/export.yaml``."""
    told = _TOLD[name]
    return Table(
        told["record"],
        tuple(_column(header, field) for header, field in told["columns"].items()),
        tuple(told.get("household", ())),
    )


def _column(header: str, told: str) -> Column:
    group, _, name = header.rpartition("｜")
    field, _, style = told.partition("@")
    return Column(group, name, field, style)


def _shown(value: Value, style: str) -> Cell:
    match value:
        case bool():
            return _SPELLINGS[style]["是" if value else "否"]
        case tuple():
            return "/".join(str(_shown(each, style)) for each in value) or None
        case date():
            return _DAYS[style](value)
        case str() if style in _SPELLINGS:
            return _SPELLINGS[style].get(value, value)
        case _:
            return value
