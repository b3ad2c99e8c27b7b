"""Headers of one row or of several below each other: what stands above each column, from the top down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.records.reading.sheet import Merged
from auditor.records.spelling import compact

SEARCHED_ROWS = 10  # of titles, notes and headers; blank rows do not count
LOOKED_AT = 60  # rows, blank ones included
DEEPEST = 3  # rows of one header

Rows = Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column: its parts from the top down, groups first, its own name last."""

    index: int
    parts: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The parts as one line: 监护人/姓名."""
        return "/".join(" ".join(part.split()) for part in self.parts)


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """A header that takes up the rows from ``first`` to ``last``; columns without any text are left out."""

    first: int
    last: int
    headings: tuple[Heading, ...]


def headers_of(rows: Rows, merged: Sequence[Merged] = ()) -> Iterator[HeaderRows]:
    """Every header that may stand in the first rows: from the top down, for each last row the lowest first."""
    searched = 0
    for last, cells in enumerate(rows[:LOOKED_AT]):
        if not any(map(_written, cells)):
            continue
        searched += 1
        if searched > SEARCHED_ROWS:
            return
        for first in range(last, max(-1, last - DEEPEST), -1):
            if not any(map(_written, rows[first])):
                break  # a blank row parts a title from the header
            if any(first <= region.top <= last < region.bottom for region in merged):
                continue  # a cell of the header reaches further down
            header = header_at(rows, first, last, merged)
            if first < last or not _needs_groups(rows, header):
                yield header


def header_at(rows: Rows, first: int, last: int, merged: Sequence[Merged] = ()) -> HeaderRows:
    """The header in given rows. A group's name is taken to the right as far as it is merged, or written only once."""
    lines = [_spread(rows, row, last, merged) for row in range(first, last + 1)]
    width = max((len(line) for line in lines), default=0)
    headings = []
    for index in range(width):
        parts: list[str] = []
        for line in lines:
            text = line[index] if index < len(line) else None
            if text is not None and _written(text) and (not parts or compact(text) != compact(parts[-1])):
                parts.append(text)
        if parts:
            headings.append(Heading(index, tuple(parts)))
    return HeaderRows(first, last, tuple(headings))


def _spread(rows: Rows, row: int, last: int, merged: Sequence[Merged]) -> list[str | None]:
    """A row of a header, its last row being ``last``, with the text of a group above each of its columns."""
    line = list(rows[row])
    covered: set[int] = set()
    for region in merged:
        if region.top <= row <= region.bottom and region.left < len(line):
            text = rows[region.top][region.left] if region.top < len(rows) else None
            for index in range(region.left, min(region.right + 1, len(line))):
                covered.add(index)
                line[index] = text
    if row == last:
        return line
    below = rows[row + 1]
    for index in range(1, len(line)):
        if _written(line[index]) or index in covered:
            continue
        named = index < len(below) and _written(below[index]) and _written(below[index - 1])
        if named and (index - 1) not in covered:
            line[index] = line[index - 1]
    return line


def _needs_groups(rows: Rows, header: HeaderRows) -> bool:
    """Whether a row says the same of two columns and the row above may tell them apart."""
    names = [compact(heading.parts[-1]) for heading in header.headings]
    above = rows[header.first - 1] if header.first else ()
    return len(set(names)) < len(names) and len({text for text in above if _written(text)}) > 1


def _written(text: str | None) -> bool:
    return text is not None and text != "" and not text.isspace()
