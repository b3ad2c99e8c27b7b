"""Rows of delimited text, read sign by sign: for files that are not as even as a native reader wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.records.damage import TOO_LONG
from auditor.records.reading.limits import Limits


@dataclass(slots=True)
class Faults:
    """What was wrong, by row as a spreadsheet numbers them."""

    quotes: list[int] = field(default_factory=list)  # without their partner
    long: list[int] = field(default_factory=list)  # a cell beyond the limit
    wide: list[int] = field(default_factory=list)  # more cells than columns are read


def rows_of(text: str, mark: str, limits: Limits, faults: Faults) -> Iterator[list[str | None]]:
    """The cells of each row; a blank one is None. Lines end with a line feed.

    A quote that has no partner does not swallow the rows behind it: its row is the rest of its line.
    """
    quoted = re.compile(rf' *"([^"]*+(?:""[^"]*+)*+)" *(?={re.escape(mark)}|\n|\Z)')
    longest, most = limits.cell_chars, limits.columns
    at, row = 0, 0
    while at < len(text):
        row += 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find('"', at, end) < 0:
            cells = text[at:end].split(mark, most)
        elif (found := _quoted_row(text, at, mark, quoted, most)) is not None:
            cells, end = found
        else:
            cells = text[at:end].split(mark, most)
            faults.quotes.append(row)
        if len(cells) > most:
            faults.wide.append(row)
            cells = cells[:most]
        if any(len(cell) > longest for cell in cells):
            faults.long.append(row)
            cells = [TOO_LONG if len(cell) > longest else cell for cell in cells]
        yield [cell or None for cell in cells]
        at = end + 1


def _quoted_row(text: str, at: int, mark: str, quoted: re.Pattern[str], most: int) -> tuple[list[str], int] | None:
    """The cells of the row that begins at ``at``, and where it ends; None if a quote has no partner.

    Of a row with more cells than ``most``, one more is given.
    """
    cells: list[str] = []
    while True:
        found = quoted.match(text, at)
        if found:
            cells.append(found[1].replace('""', '"'))
            at = found.end()
        else:
            line = text.find("\n", at)
            line = len(text) if line < 0 else line
            end = text.find(mark, at, line)
            end = line if end < 0 else end
            if text[at:end].lstrip(" ").startswith('"'):
                return None
            cells.append(text[at:end])
            at = end
        if len(cells) > most:
            end = text.find("\n", at)
            return cells, len(text) if end < 0 else end
        if not text.startswith(mark, at):
            return cells, at
        at += 1
