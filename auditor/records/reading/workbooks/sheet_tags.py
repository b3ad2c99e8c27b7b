"""How the XML of an .xlsx writes rows and cells: the patterns by which what is rare is found."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from auditor.records.reading.sheet import letter

REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,7})([1-9][0-9]{0,8})[\"']")
ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([1-9][0-9]{0,8})[\"']")
TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_CORNER = rb"([A-Za-z]{1,7})([1-9][0-9]{0,8})"
REGION = re.compile(rb"\sref=[\"']" + _CORNER + rb":" + _CORNER + rb"[\"']")
SPAN = re.compile(rb"\s(min|max)=[\"']([1-9][0-9]{0,8})[\"']")
_STATED = re.compile(rb"\sr\s*=\s*[\"'][^\"']*[\"']")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")


class Tags(NamedTuple):
    """Patterns for the prefix that a program gives to its tags, mostly none. Types from re2 are not known."""

    row: bytes
    cell: bytes
    cell_end: bytes
    cells_end: bytes
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    filled: re.Pattern[bytes]  # a cell with content; groups are the letters and the number of its place
    row_or_cell: re.Pattern[bytes]
    hidden_row: re.Pattern[bytes]
    hidden_column: re.Pattern[bytes]
    merged: re.Pattern[bytes]
    unplaced: str  # a cell or row that does not say where it is, at least not at once and in capitals
    special: str  # in cells of which the native reader gives no text or a wrong one
    rare: str  # anything that is to be looked at


def prefix_of(start: bytes) -> str:
    """The prefix of tags in a part that begins so, with its colon."""
    found = _ROOT.search(start)
    return f"{found[1].decode('ascii', 'replace')}:" if found and found[1] else ""


@lru_cache(maxsize=16)
def tags_of(prefix: str, stale: bool) -> Tags:
    """``stale``: the program that wrote the workbook has put 0 in the place of every formula's result."""
    p = re.escape(prefix)
    some = "[^<>]{0,500}"  # a tag without end must not cost the square of its length
    result = rf"(?:<{p}v\s*/>|<{p}v>{'(?:0(?:[.]0)?)?' if stale else ''}\s*</{p}v>)?"
    special = (
        rf"\st=[\"']e[\"']"
        rf"|(?:</{p}f>|<{p}f[^<>]*/>)\s*{result}\s*</{p}c>"
        rf"|<{p}v[^<>]*>-?(?:[0-9]{{16}}|[0-9.]+[eE]\+?0*[1-9][0-9])"
    )
    unplaced = rf"<{p}c(?:>|/|\s+[^r\s]|\s+r[^=])|<{p}row\s*/?>|\sr=[\"'][a-z]"
    hidden = rf"{some}\shidden=[\"'](?:1|true)[\"']{some}>"
    return Tags(
        row=f"<{prefix}row".encode(),
        cell=f"<{prefix}c ".encode(),
        cell_end=f"</{prefix}c>".encode(),
        cells_end=f"</{prefix}sheetData>".encode(),
        value=re.compile(rf"<{p}v(?:\s[^<>]*)?(?:/>|>([^<]*))".encode()),
        formula=re.compile(rf"<{p}f[\s>/]".encode()),
        filled=re.compile(
            rf"<{p}c(?=\s){some}?\sr=[\"']([A-Za-z]{{1,7}})([1-9][0-9]{{0,8}})[\"']{some}(?<!/)>(?!</{p}c>)".encode()
        ),
        row_or_cell=re.compile(rf"(<{p}(row|c))(\s[^<>]*?)?(/?)>|</{p}row>".encode()),
        hidden_row=re.compile(rf"<{p}row{hidden}".encode()),
        hidden_column=re.compile(rf"<{p}col{hidden}".encode()),
        merged=re.compile(rf"<{p}mergeCell\s[^<>]*>".encode()),
        unplaced=unplaced,
        special=special,
        rare=rf"{special}|\shidden=[\"'](?:1|t)|<{p}mergeCell\s|<!(?:DOCTYPE|ENTITY)",
    )


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """A pattern for bytes that is searched at the speed of memory. ValueError never: all patterns are ours."""
    return re2.compile(pattern.encode())


def outside(columns: int, rows: int) -> str:
    """A cell's place outside the first ``columns`` and ``rows``."""
    beside, below = _after(letter(columns - 1), "A", "Z"), _after(str(rows), "0", "9")
    return rf"\sr=[\"'](?:(?:{beside})[0-9]|[A-Z]+(?:{below})[\"'])"


def _after(last: str, lowest: str, highest: str) -> str:
    """What comes after ``last`` where what is longer comes later."""
    any_sign = f"[{lowest}-{highest}]"
    longer = f"{any_sign}{{{len(last) + 1},}}"
    same = [
        f"{last[:at]}[{chr(ord(sign) + 1)}-{highest}]{any_sign}{{{len(last) - at - 1}}}"
        for at, sign in enumerate(last)
        if sign != highest
    ]
    return "|".join([longer, *same])


@lru_cache(maxsize=2**12)
def column_of(letters: bytes) -> int:
    """The number of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for sign in letters.upper():
        number = number * 26 + sign - ord("A") + 1
    return number - 1


class Placing:
    """Writes into rows and cells where they are, counted as the native reader counts them."""

    def __init__(self) -> None:
        self._row = self._column = 0

    def placed(self, chunk: bytes, tags: Tags) -> bytes:
        """``chunk``, which follows the one before, with the numbers of rows and the places of cells."""
        return tags.row_or_cell.sub(self._place, chunk)

    def _place(self, tag: re.Match[bytes]) -> bytes:
        name, kind, attributes, empty = tag.groups(b"")
        if not name:  # the end of a row
            self._row, self._column = self._row + 1, 0
            return tag[0]
        if kind == b"row":
            if stated := ROW_NUMBER.search(attributes):
                self._row, self._column = int(stated[1]) - 1, 0
            place = b"%d" % (self._row + 1)
            if empty:
                self._row += 1
        else:
            row = self._row
            if cell := REFERENCE.search(attributes):
                self._column, row = column_of(cell[1]), int(cell[2]) - 1
            place = b"%s%d" % (letter(self._column).encode(), row + 1)
            self._column += 1
        return b'%s r="%s"%s%s>' % (name, place, _STATED.sub(b"", attributes), empty)
