"""Lookup tables: score bands, frequencies, required forms, in dated versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.rulebook.rule import Citation
from auditor.rulelang.types import Type
from auditor.spans import Span

CellValue = int | float | str | bool


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``; None is open. ``below`` leaves ``high`` itself out."""

    low: int | float | None
    high: int | float | None
    below: bool = False

    def __str__(self) -> str:
        low, high = ("" if end is None else str(end) for end in (self.low, self.high))
        return low if low == high else f"{low}..{'<' if self.below else ''}{high}"

    @property
    def first(self) -> float:
        """The lower end as a number."""
        return float("-inf") if self.low is None else self.low

    @property
    def last(self) -> float:
        """The upper end as a number."""
        return float("inf") if self.high is None else self.high

    def ends_before(self, other: Interval) -> bool:
        """Whether every number of this one is smaller than every number of ``other``."""
        return self.last < other.first or (self.below and self.last == other.first)


Test = Interval | str | bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a test for each input, a value for each output."""

    tests: Mapping[str, Test]
    values: Mapping[str, CellValue]
    span: Span

    def __str__(self) -> str:
        return "，".join("是" if test is True else "否" if test is False else str(test) for test in self.tests.values())


@dataclass(frozen=True, slots=True)
class Version:
    """The rows in force from ``start`` until the next version's start."""

    start: date
    sources: tuple[Citation, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A lookup table; versions oldest first."""

    name: str
    title: str
    assumption: str
    inputs: Mapping[str, Type]
    outputs: Mapping[str, Type]
    direction: str
    versions: tuple[Version, ...]
    span: Span
