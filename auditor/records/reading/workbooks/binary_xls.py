"""What an .xls (or an .et of WPS) says besides its cells: its records gone through once."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from auditor.records.damage import UNCALCULATED
from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED, ENCRYPTED
from auditor.records.reading.workbooks.book_facts import BookFacts
from auditor.records.reading.workbooks.compound import CompoundFile
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.spreadsheet_values import ERRORS, without_digits

_STREAMS = ("Workbook", "Book")
_PACKAGE = "EncryptedPackage"
_BEGINS = {0x0809, 0x0409, 0x0209, 0x0009}
_END, _ENCRYPTED, _SINCE_1904, _SHEET = 0x0A, 0x2F, 0x22, 0x85
_WITHOUT_CELLS = (2, 6)  # sheets with a chart, and with a program
_STRINGS, _AREA, _ROW, _COLUMNS, _MERGED = 0xFC, 0x200, 0x208, 0x7D, 0xE5
_NUMBER, _RK, _MANY_RK, _ERROR = 0x203, 0x27E, 0xBD, 0x205
_FORMULA = {0x06, 0x206, 0x406}
_CELLS = frozenset({_NUMBER, _RK, _MANY_RK, _ERROR, 0x204, 0xD6, 0xFD, *_FORMULA})
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_ON_LOAD = 0x02  # the formula is to be calculated when the workbook is opened
_ERROR_RESULT = 2
_UNSET = (bytes(8), b"\3\0\0\0\0\0\xff\xff")  # the number 0, and nothing
_WHOLE = 0x02  # a short number is not the beginning of a double
_LARGE = 0x430C  # the first 16 bits of a double from 1e15 on

_HEAD = Struct("<HH").unpack_from
_PAIR = Struct("<HH").unpack_from
_COUNT = Struct("<I").unpack_from
_AREA_OF = Struct("<IIHH").unpack_from
_DOUBLE = Struct("<d").unpack_from


def facts_of_xls(data: bytes, limits: Limits) -> BookFacts:
    """What is said of the sheets, in their order. Raises UnreadableFile, also when there is a password."""
    file = CompoundFile(data)
    if has_password(file):
        raise UnreadableFile(ENCRYPTED)
    stream = _workbook(file)
    if stream is None:
        raise UnreadableFile(DAMAGED)
    since_1904, sheets = False, []
    for kind, at, size in _records(stream, 0):
        if kind == _SINCE_1904 and size >= 2:
            since_1904 = stream[at] == 1
        elif kind == _SHEET and size >= 6:
            start = int.from_bytes(stream[at : at + 4], "little")
            if stream[at + 5] in _WITHOUT_CELLS:
                sheets.append(SheetFacts(without_cells=True))
                continue
            sheets.append(_facts_of_sheet(stream, start, limits))
            if (fault := sheets[-1].fault) is not None:  # the native reader reads all sheets or none
                raise UnreadableFile(f"第 {len(sheets)} 张{fault}")
        elif kind == _STRINGS and size >= 8 and _COUNT(stream, at + 4)[0] > len(stream):
            raise UnreadableFile(DAMAGED)  # the native reader makes room for as many as are said to come
    return BookFacts(sheets, since_1904=since_1904)


def has_password(file: CompoundFile) -> bool:
    """Whether it is a workbook, or a newer file of an office program, that asks for a password."""
    if _PACKAGE in file:
        return True
    stream = _workbook(file)
    return stream is not None and any(kind == _ENCRYPTED for kind, _, _ in _records(stream, 0))


def _workbook(file: CompoundFile) -> bytes | None:
    return next((file.stream(name) for name in _STREAMS if name in file), None)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of the records of one part of the stream; the parts within it are passed over."""
    depth = 0
    end = len(stream) - 4
    while at <= end:
        kind, size = _HEAD(stream, at)
        at += 4
        if at + size > end + 4:
            return
        if kind in _BEGINS:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size
        at += size


def _facts_of_sheet(stream: bytes, start: int, limits: Limits) -> SheetFacts:
    facts = SheetFacts()
    rows = columns = 0
    for kind, at, size in _records(stream, start):
        if kind in _CELLS and size >= 6:
            row, column = _PAIR(stream, at)
            if kind == _MANY_RK:
                column = int.from_bytes(stream[at + size - 2 : at + size], "little")
            elif kind == _NUMBER and size >= 14:
                _number(facts, row, column, stream, at + 6)
            elif kind == _RK and size >= 10 and not stream[at + 6] & _WHOLE:
                _number(facts, row, column, bytes(4) + stream[at + 6 : at + 10], 0)
            elif kind == _ERROR and size >= 8 and stream[at + 7]:
                facts.write(row, column, ERRORS.get(stream[at + 6], "#N/A"))
            elif kind in _FORMULA and size >= 16:
                _result(facts, row, column, stream, at + 6)
            if row >= rows:
                rows = row + 1
            if column >= columns:
                columns = column + 1
        elif kind == _AREA and size >= 14:
            _check_area(facts, _AREA_OF(stream, at), limits)
            if facts.fault is not None:
                return facts
        elif kind == _ROW and size >= 16:
            if stream[at + 12] & _HIDDEN_ROW:
                facts.hidden_rows.append(_PAIR(stream, at)[0])
        elif kind == _COLUMNS and size >= 10:
            if stream[at + 8] & _HIDDEN_COLUMN:
                facts.hidden_columns.append(_PAIR(stream, at))
        elif kind == _MERGED and size >= 2:
            for region in range(at + 2, min(at + size, len(stream)) - 7, 8):
                (top, bottom), (left, right) = _PAIR(stream, region), _PAIR(stream, region + 4)
                facts.merged.append((top, left, bottom, right))
    facts.limit(rows, columns, limits)
    return facts


def _check_area(facts: SheetFacts, area: tuple[int, int, int, int], limits: Limits) -> None:
    """Looks at the area that a sheet is said to have: the native reader makes room for it. Raises UnreadableFile."""
    top, bottom, left, right = area
    if top > bottom or left > right:
        raise UnreadableFile(DAMAGED)
    facts.limit(bottom, right, limits)


def _number(facts: SheetFacts, row: int, column: int, stream: bytes, at: int) -> None:
    """A double at ``at``, of which mostly a look at its exponent is enough."""
    if (stream[at + 6] | stream[at + 7] << 8) & 0x7FFF >= _LARGE:
        text = without_digits(_DOUBLE(stream, at)[0])
        if text is not None:
            facts.write(row, column, text)


def _result(facts: SheetFacts, row: int, column: int, stream: bytes, at: int) -> None:
    """The result of a formula; blank or 0 is none where it is to be calculated when the workbook is opened."""
    result, on_load = stream[at : at + 8], stream[at + 8] & _ON_LOAD
    if on_load and result in _UNSET:
        facts.write(row, column, UNCALCULATED)
    elif result[6:] != b"\xff\xff":
        _number(facts, row, column, stream, at)
    elif result[0] == _ERROR_RESULT:
        facts.write(row, column, ERRORS.get(result[2], "#N/A"))
