"""Which sign stands between the cells of a text file, told by how evenly it divides the lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice

SEPARATORS = (",", "\t", ";", "|", "，")
_STATED = re.compile(r'\A"?sep=(.)"?\s*?\n', re.IGNORECASE)  # what Excel reads and does not show
_LINES = 100


def separated(text: str) -> tuple[str, str]:
    """The text without a line that states the separator, and the separator."""
    stated = _STATED.match(text)
    if stated:
        return text[stated.end() :], stated[1]
    lines = list(islice((line for line in text[: 2**18].split("\n") if line.strip()), _LINES))
    if len(text) > 2**18 and len(lines) > 1:
        lines.pop()  # it may be cut
    return text, max(SEPARATORS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> float:
    """More columns count for more, but only in the share of lines that have that many: free text holds commas."""
    if not any(mark in line for line in lines):
        return 0.0
    widths = Counter(map(len, _rows(lines, mark)))
    share = {width: count / widths.total() for width, count in widths.items()}
    best = max((share[width] ** 2 * (width - 1) for width in share), default=0.0)
    return best / 4 if mark == "，" else best  # it is punctuation rather than a separator


def _rows(lines: list[str], mark: str) -> list[list[str]]:
    try:
        return list(csv.reader((f"{line}\n" for line in lines), delimiter=mark))
    except csv.Error:
        return [line.split(mark) for line in lines]
