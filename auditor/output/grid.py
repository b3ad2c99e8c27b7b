"""Tables and lines of text for a terminal: cells wrapped to given widths, columns aligned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tabulate import tabulate

from auditor.output.wrap import fill

NARROW = 60  # columns: never laid out narrower
LEAST, GAP = 6, 2  # columns that tabulate leaves a heading of two characters, and puts between two of its own

Row = Sequence[str]


def section(title: str, headers: Row, rows: Iterable[Row], widths: Sequence[int]) -> str:
    """A titled table."""
    head, blocks = grid(headers, rows, widths)
    return "\n".join([title, "", *head, *(line for block in blocks for line in block)])


def grid(headers: Row, rows: Iterable[Row], widths: Sequence[int]) -> tuple[list[str], list[list[str]]]:
    """A table as its heading lines and, for each row, the lines it takes up."""
    cells = [[fill(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    drawn = [line.rstrip() for line in tabulate(cells, headers=headers, disable_numparse=True).split("\n")]
    blocks: list[list[str]] = []
    at = 2  # the headers and the rule under them
    for row in cells:
        height = max(cell.count("\n") + 1 for cell in row)
        blocks.append(drawn[at : at + height])
        at += height
    return drawn[:2], blocks


def paragraphs(texts: Iterable[str], width: int) -> str:
    """Each text from a line of its own on."""
    return "\n".join(fill(text, width) for text in texts)
