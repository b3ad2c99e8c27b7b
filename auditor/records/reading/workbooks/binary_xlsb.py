"""What an .xlsb says besides its cells: the records of its parts gone through once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct

from auditor.records.reading.limits import Limits
from auditor.records.reading.workbooks.package import LONG_CELL
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.spreadsheet_values import ERRORS, without_digits

SHEET, BOOK_SETTINGS = 156, 153  # kinds of records in the part of the workbook
_ROW, _BLANK, _ERROR, _REAL, _LAST_CELL, _FORMULA_NUMBER, _FORMULA_ERROR = 0, 1, 3, 5, 11, 9, 11
_COLUMNS, _MERGED = 60, 176
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01

_ONE = Struct("<I").unpack_from
_TWO = Struct("<II").unpack_from
_FOUR = Struct("<IIII").unpack_from
_DOUBLE = Struct("<d").unpack_from


class LongRecord(Exception):
    """A record is longer than is accepted."""


def facts_of_binary_part(pieces: Iterable[bytes], limits: Limits) -> SheetFacts:
    """What the part of a sheet tells. Raises UnreadableFile."""
    facts = SheetFacts()
    row = rows = columns = 0
    try:
        for kind, record in records(pieces, 4 * limits.cell_chars):
            size = len(record)
            if kind == _ROW and size >= 12:
                row = _ONE(record)[0]
                if record[11] & _HIDDEN_ROW:
                    facts.hidden_rows.append(row)
            elif _BLANK < kind <= _LAST_CELL and size >= 8:
                column = _ONE(record)[0]
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if (text := _text(kind, record)) is not None:
                    facts.write(row, column, text)
            elif kind == _COLUMNS and size >= 18:
                if record[16] & _HIDDEN_COLUMN:
                    facts.hidden_columns.append(_TWO(record))
            elif kind == _MERGED and size >= 16:
                top, bottom, left, right = _FOUR(record)
                facts.merged.append((top, left, bottom, right))
    except LongRecord:
        facts.fault = LONG_CELL.format(chars=limits.cell_chars)
        return facts
    facts.limit(rows, columns, limits)
    return facts


def _text(kind: int, record: bytes) -> str | None:
    """What a cell says that the native reader does not tell."""
    if kind in (_ERROR, _FORMULA_ERROR) and len(record) >= 9:
        return ERRORS.get(record[8], "#N/A")
    if kind in (_REAL, _FORMULA_NUMBER) and len(record) >= 16:
        return without_digits(_DOUBLE(record, 8)[0])
    return None


def records(pieces: Iterable[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of a part's records; one that is cut off is left out."""
    buffer, at = b"", 0
    for piece in pieces:
        buffer, at = buffer[at:] + piece, 0
        while at < len(buffer):
            kind, start = buffer[at], at + 1
            if kind & 0x80:
                if start >= len(buffer):
                    break
                kind, start = (kind & 0x7F) | (buffer[start] & 0x7F) << 7, start + 1
            size, end = _size(buffer, start)
            if size > longest:
                raise LongRecord
            if end < 0 or end + size > len(buffer):
                break
            yield kind, buffer[end : end + size]
            at = end + size


def _size(buffer: bytes, at: int) -> tuple[int, int]:
    """The length of a record, written in up to four times seven bits, and where it begins; -1 if it is cut off."""
    size = 0
    for place in range(4):
        if at + place >= len(buffer):
            return 0, -1
        byte = buffer[at + place]
        size |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return size, at + place + 1
    return size, at + 4
