"""What an .ods says besides its cells: rows gone through once, cells only where there is something to tell."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from auditor.records.damage import UNCALCULATED
from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED, ENCRYPTED
from auditor.records.reading.workbooks.book_facts import BookFacts
from auditor.records.reading.workbooks.package import LONG_CELL, Package
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.sheet_tags import compiled
from auditor.records.reading.workbooks.spreadsheet_values import time_of_duration, without_digits

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_LONGEST_ROW = 2**24  # bytes: 16,384 cells of 1,024
_ALL_ROWS = 2**20
_MOST_TOLD = 2**20  # copies of one cell

_QUOTED = rb"((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)"
_ELEMENT = re.compile(
    rb"<(/?table:table|table:table-column|table:table-row|table:null-date)(?=[\s/>])" + _QUOTED + b">"
)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])" + _QUOTED + b">")
_ATTRIBUTE = re.compile(rb"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PARAGRAPH = re.compile(rb"<text:p[^<>]*>([^<]*)")
_ROW_END = b"</table:table-row>"
_TO_TELL = (
    r"table:number-(?:rows|columns)-spanned=|calcext:value-type=[\"']error|office:value-type=[\"']time|table:formula="
    r"|office:value=[\"']-?(?:[0-9]{16}|[0-9.]+[eE]\+?0*[1-9][0-9])"
)


def facts_of_ods(package: Package, limits: Limits) -> BookFacts:
    """What is said of the sheets. Raises UnreadableFile; a table too large cannot be left out when others are read."""
    if has_password(package):
        raise UnreadableFile(ENCRYPTED)
    tables = _Tables(limits)
    for buffer in _buffers(_well_formed(package.safe_pieces(CONTENT)), limits):
        tables.look(buffer)
    return BookFacts(tables.found, since_1904=tables.since_1904)


def has_password(package: Package) -> bool:
    """Whether its parts are encrypted. Raises UnreadableFile."""
    return MANIFEST in package and any(b"encryption-data" in piece for piece in package.safe_pieces(MANIFEST))


def _well_formed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces. Raises UnreadableFile where they are not XML: the native reader might stand there for ever."""
    parser = expat.ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as why:  # also for an encoding that nobody knows
        raise UnreadableFile(DAMAGED) from why


def _buffers(pieces: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """The content in pieces that end where a row does."""
    buffer = b""
    for piece in pieces:
        buffer += piece
        cut = buffer.rfind(_ROW_END) + len(_ROW_END)
        if cut < len(_ROW_END):
            cut = 0 if b"<table:table-row" in buffer else max(0, buffer.rfind(b"<"))
        yield buffer[:cut]
        buffer = buffer[cut:]
        if len(buffer) > _LONGEST_ROW + 4 * limits.cell_chars:
            raise UnreadableFile(LONG_CELL.format(chars=limits.cell_chars))
    yield buffer


class _Tables:
    def __init__(self, limits: Limits) -> None:
        self.found: dict[str, SheetFacts] = {}
        self.since_1904 = False
        self._limits = limits
        self._name = ""
        self._facts = SheetFacts()
        self._row = self._rows = self._columns = self._column = 0

    def look(self, buffer: bytes) -> None:
        """Takes up what a piece of the content says. Raises UnreadableFile."""
        tell = compiled(_TO_TELL).search(buffer) is not None
        at = 0
        while element := _ELEMENT.search(buffer, at):
            at = element.end()
            name, written = element.groups()
            if name == b"table:table-row":
                end = at if written.endswith(b"/") else buffer.find(_ROW_END, at)
                if end < 0:
                    return
                self._look_at_row(written, buffer[at:end], tell)
                at = end
            elif name == b"table:table-column":
                self._look_at_column(_attributes(written))
            elif name == b"table:table":
                self._begin(_attributes(written).get("table:name", ""))
                if written.endswith(b"/"):
                    self._end()
            elif name == b"table:null-date":
                self.since_1904 = _attributes(written).get("table:date-value", "").startswith("1904-01-01")
            else:
                self._end()

    def _begin(self, name: str) -> None:
        self._name, self._facts = name, SheetFacts()
        self._row = self._rows = self._columns = self._column = 0

    def _end(self) -> None:
        self._facts.limit(self._rows, self._columns, self._limits)
        if self._facts.fault is not None:
            raise UnreadableFile(f"“{self._name}”{self._facts.fault}")
        self.found.setdefault(self._name, self._facts)

    def _look_at_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            self._facts.hidden_columns.append((self._column, self._column + count - 1))
        self._column += count

    def _look_at_row(self, written: bytes, body: bytes, tell: bool) -> None:
        attributes = _attributes(written)
        count = _count(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            self._facts.hidden_rows.extend(range(self._row, min(self._row + count, _ALL_ROWS)))
        if width := _width(body):
            self._rows, self._columns = self._row + count, max(self._columns, width)
            if tell and compiled(_TO_TELL).search(body):
                self._tell(body, count)
        self._row += count

    def _tell(self, body: bytes, rows: int) -> None:
        """Says of the cells of a row what the native reader does not."""
        column = 0
        for cell in _CELL.finditer(body):
            attributes = _attributes(cell[1])
            count = _count(attributes, "table:number-columns-repeated")
            down, right = (_count(attributes, f"table:number-{way}-spanned") for way in ("rows", "columns"))
            if down > 1 or right > 1:
                self._facts.merged.append((self._row, column, self._row + down - 1, column + right - 1))
            text = _text(attributes, cell, body)
            if text is not None:
                if rows * count > _MOST_TOLD:
                    raise UnreadableFile(DAMAGED)
                for row in range(self._row, self._row + rows):
                    for each in range(column, column + count):
                        self._facts.write(row, each, text)
            column += count


def _text(attributes: dict[str, str], cell: re.Match[bytes], body: bytes) -> str | None:
    """What the native reader should give for a cell; None where it does."""
    match attributes.get("calcext:value-type") or attributes.get("office:value-type"):
        case "error":
            shown = _PARAGRAPH.search(body, cell.end())
            return html.unescape(shown[1].decode("utf-8", "replace")) if shown else "#N/A"
        case "time":
            return time_of_duration(attributes.get("office:time-value", ""))
        case "float" | "percentage" | "currency":
            return without_digits(attributes.get("office:value", ""))
        case None if "table:formula" in attributes:
            end = body.find(b"<table:", cell.end())
            return None if _PARAGRAPH.search(body, cell.end(), end if end >= 0 else len(body)) else UNCALCULATED
    return None


def _width(body: bytes) -> int:
    """How many cells a row has up to the last one that has content."""
    end = len(body)
    while body.endswith(b"/>", 0, end):
        start = body.rfind(b"<", 0, end)
        tag = body[start:end]
        if b"table-cell" not in tag or b" office:" in tag or b"table:formula" in tag:
            break
        end = start
    if b"-repeated" not in body[:end]:
        return body.count(b"<table:table-cell", 0, end) + body.count(b"<table:covered-table-cell", 0, end)
    return sum(_count(_attributes(cell[1]), "table:number-columns-repeated") for cell in _CELL.finditer(body, 0, end))


def _attributes(written: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(written)
    }


def _count(attributes: dict[str, str], name: str) -> int:
    """A number of repetitions; 1 where there is none."""
    written = attributes.get(name, "1")
    return max(1, int(written)) if written.isdecimal() and len(written) < 10 else 1
