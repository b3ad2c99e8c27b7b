"""What a workbook says of a sheet besides its cells, and how it is laid over what the native reader gives."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import polars as pl

from auditor.records.damage import UNCALCULATED
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import Merged, letter

_WIDTH = 2**20  # no sheet has so many columns: a place is row × _WIDTH + column
_NAMED = 5  # rows and places that a message names


@dataclass(slots=True)
class SheetFacts:
    """Rows and columns are counted from 0. ``fault`` says why the sheet is not to be read at all."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row and column, last row and column
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last
    without_cells: bool = False  # it is a sheet of another kind, such as one with a chart
    uncalculated: int = 0
    fault: str | None = None
    _places: array[int] = field(default_factory=lambda: array("q"))
    _texts: list[str] = field(default_factory=list)
    _uncalculated: list[str] = field(default_factory=list)  # the places of the first of them

    def write(self, row: int, column: int, text: str) -> None:
        """Says that a cell's text is another than the native reader gives."""
        self._places.append(row * _WIDTH + column)
        self._texts.append(text)
        if text == UNCALCULATED:
            self.uncalculated += 1
            if self.uncalculated <= _NAMED:
                self._uncalculated.append(f"{letter(column)}{row + 1}")

    def limit(self, rows: int, columns: int, limits: Limits) -> None:
        """Sets ``fault`` when the area from A1 on that holds all cells is larger than is accepted."""
        if columns > limits.columns:
            self.fault = f"工作表太大：{columns} 列，超过 {limits.columns} 列的上限；可以用 --limit columns=… 放宽"
        elif rows * columns > limits.cells:
            self.fault = (
                f"工作表太大：{rows} 行 × {columns} 列，超过 {limits.cells} 格的上限；可以用 --limit cells=… 放宽"
            )

    def laid_over(self, cells: pl.DataFrame, left: int) -> tuple[pl.DataFrame, int]:
        """``cells``, whose first column is the sheet's column ``left``, with what ``write`` said put in.

        They are made larger where it lies outside; the number of their first column is given with them.
        """
        if not self._texts:
            return cells, left
        written = pl.DataFrame({"place": pl.Series(self._places, dtype=pl.Int64), "text": self._texts}).select(
            "text", row=pl.col("place") // _WIDTH, column=pl.col("place") % _WIDTH
        )
        groups = {column: part for (column,), part in written.partition_by("column", as_dict=True).items()}
        first = min([*groups, left] if cells.width else groups)
        last = max([*groups, left + cells.width - 1])
        height = max(cells.height, max(row for row in written["row"]) + 1)
        every: list[pl.Series] = []
        for column in range(first, last + 1):
            given = cells[:, column - left] if left <= column < left + cells.width else pl.Series(dtype=pl.String)
            own = given.extend_constant(None, height - len(given)).rename(f"c{column - first}")
            if (part := groups.get(column)) is not None:
                own = own.scatter(part["row"], part["text"])
            every.append(own)
        return pl.DataFrame(every), first

    def regions(self, cells: pl.DataFrame, left: int) -> tuple[Merged, ...]:
        """The merged regions within ``cells``, whose first column is the sheet's column ``left``."""
        clipped = (
            Merged(top, max(first - left, 0), min(bottom, cells.height - 1), min(last - left, cells.width - 1))
            for top, first, bottom, last in self.merged
        )
        return tuple(
            each
            for each in clipped
            if each.bottom >= each.top
            and each.right >= each.left
            and (each.bottom > each.top or each.right > each.left)
        )

    def hidden(self, rows: int, left: int, width: int) -> str | None:
        """Which of the first ``rows`` and of ``width`` columns from ``left`` on are hidden, in words."""
        numbers = [str(row + 1) for row in self.hidden_rows if row < rows]
        end = left + width
        changes = [0] * (end + 1)
        for first, last in self.hidden_columns:
            if first < end:
                changes[first] += 1
                changes[min(last + 1, end)] -= 1
        letters = [letter(column) for column, depth in enumerate(accumulate(changes[:end])) if depth and column >= left]
        kinds = ((numbers, "行"), (letters, "列"))
        parts = [f"{len(named)} {unit}（{_first(named)}）" for named, unit in kinds if named]
        return "、".join(parts) or None

    def uncalculated_places(self) -> str:
        """Where the first cells are whose formulas have no result."""
        return "、".join(self._uncalculated) + ("…" if self.uncalculated > _NAMED else "")


def _first(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
