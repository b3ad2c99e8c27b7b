"""One sheet of an .xlsx, looked at before it is read: how large it is, and what the native reader does not tell.

The part is never held as a whole and its cells are not gone through: patterns that run at the speed of
memory find the few that matter, and any that lies outside the area known so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from auditor.records.damage import UNCALCULATED
from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.workbooks.package import DECLARATIONS, LONG_CELL, UNSAFE_XML
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.sheet_tags import (
    REFERENCE,
    REGION,
    ROW_NUMBER,
    SPAN,
    TYPE,
    Placing,
    column_of,
    compiled,
    outside,
    prefix_of,
    tags_of,
)
from auditor.records.reading.workbooks.spreadsheet_values import KNOWN_ERRORS, without_digits

_ALL_ROWS = 2**20  # of a sheet, in every program
_HEAD = 2**16  # bytes in which the first rows are
_BYTES_OF_A_SIGN = 4


def facts_of_part(pieces: Callable[[], Iterable[bytes]], limits: Limits, stale: bool) -> SheetFacts:
    """What a sheet's part tells; ``pieces`` give it from its beginning, whenever called. Raises UnreadableFile.

    ``stale``: the workbook is to be calculated when it is opened, so that a result of 0 is none.
    """
    scan = _Scan(pieces, limits, stale)
    try:
        scan.run()
    except _Unplaced:
        scan = _Scan(pieces, limits, stale, unplaced=True)
        scan.run()
    return scan.facts


class _Unplaced(Exception):
    """Cells do not say where they are."""


class _LongCell(Exception):
    """A cell is longer than is accepted."""


class _Scan:
    def __init__(
        self, pieces: Callable[[], Iterable[bytes]], limits: Limits, stale: bool, unplaced: bool = False
    ) -> None:
        self.facts = SheetFacts()
        self._pieces, self._limits, self._stale, self._unplaced = pieces, limits, stale, unplaced
        self._tags = tags_of("", stale)
        self._columns = 1  # of the area that holds every cell looked at so far
        self._rows = 1  # and at least as many as its rows
        self._rare = self._outside = self._special = compiled("^$")

    def run(self) -> None:
        """Looks at the whole part, twice where it might be too large. Raises UnreadableFile and _Unplaced."""
        try:
            for chunk in self._chunks():
                if self._rare.search(chunk):
                    self._look_closer(chunk)
            if self._columns > self._limits.columns or self._rows * self._columns > self._limits.cells:
                self._measure()
        except _LongCell:
            self.facts.fault = LONG_CELL.format(chars=self._limits.cell_chars)

    def _chunks(self) -> Iterator[bytes]:
        """The part in pieces that end where a cell or row does, each cell saying where it is."""
        placing = Placing()
        buffer, begun, ended = b"", False, False
        for piece in self._pieces():
            buffer += piece
            if not begun:
                begun = True
                self._begin(buffer)
            cut = max(buffer.rfind(self._tags.cell), buffer.rfind(self._tags.row))
            ended = ended or buffer.find(self._tags.cells_end, max(cut, 0)) >= 0
            if ended or cut < 0:
                cut = buffer.rfind(b"<")
            cut = max(cut, 0)
            if len(buffer) - cut > _BYTES_OF_A_SIGN * self._limits.cell_chars:
                raise _LongCell
            yield placing.placed(buffer[:cut], self._tags) if self._unplaced else buffer[:cut]
            buffer = buffer[cut:]
        yield placing.placed(buffer, self._tags) if self._unplaced else buffer

    def _begin(self, buffer: bytes) -> None:
        """Takes from the first rows how tags are written and how wide the sheet probably is."""
        self._tags = tags_of(prefix_of(buffer[:_HEAD]), self._stale)
        self._special = compiled(self._tags.special)
        letters = {letters for letters, _ in REFERENCE.findall(buffer, 0, _HEAD)}
        self._columns = max([1, *(column_of(each) + 1 for each in letters)])
        self._rows = max(1, min(_ALL_ROWS, self._limits.cells // (2 * self._columns)))
        self._watch()

    def _watch(self) -> None:
        self._outside = compiled(outside(self._columns, self._rows))
        unplaced = "" if self._unplaced else f"|{self._tags.unplaced}"
        self._rare = compiled(f"{outside(self._columns, self._rows)}|{self._tags.rare}{unplaced}")

    def _look_closer(self, chunk: bytes) -> None:
        if any(declaration in chunk for declaration in DECLARATIONS):
            raise UnreadableFile(UNSAFE_XML)
        if not self._unplaced and compiled(self._tags.unplaced).search(chunk):
            raise _Unplaced
        self._grow(chunk)
        self._hidden(chunk)
        for merged in self._tags.merged.findall(chunk):
            if region := REGION.search(merged):
                first, top, last, bottom = region.groups()
                self.facts.merged.append((int(top) - 1, column_of(first), int(bottom) - 1, column_of(last)))
        done = 0
        for hit in self._special.finditer(chunk):
            if hit.start() >= done:
                start = chunk.rfind(self._tags.cell, done, hit.start() + 1)
                done = chunk.find(self._tags.cell_end, hit.start())
                if done < 0:
                    return
                if start >= 0:
                    self._cell(chunk[start:done])

    def _grow(self, chunk: bytes) -> None:
        """Makes the area larger by the cells of ``chunk``. Its rows grow by half, that this be not done too often."""
        at = 0
        while found := self._outside.search(chunk, at):
            places = REFERENCE.findall(chunk, found.start(), found.start() + _HEAD)
            self._columns = max([self._columns, *(column_of(letters) + 1 for letters in {each for each, _ in places})])
            row = max([0, *(int(number) for _, number in places)])
            if row > self._rows:
                self._rows = max(row, min(row * 3 // 2, _ALL_ROWS))
            self._watch()
            at = found.end()

    def _measure(self) -> None:
        """Finds the last row and column that have content, and whether they are too many."""
        rows = columns = 0
        for chunk in self._chunks():
            if places := self._tags.filled.findall(chunk):
                columns = max([columns, *(column_of(letters) + 1 for letters in {each for each, _ in places})])
                rows = max([rows, *(int(number) for _, number in places)])
        self.facts.limit(rows, columns, self._limits)

    def _hidden(self, chunk: bytes) -> None:
        for tag in self._tags.hidden_row.findall(chunk):
            number = ROW_NUMBER.search(tag)
            if number is not None:
                self.facts.hidden_rows.append(int(number[1]) - 1)
            elif not self._unplaced:
                raise _Unplaced
        for tag in self._tags.hidden_column.findall(chunk):
            span = dict(SPAN.findall(tag))
            if len(span) == 2:
                self.facts.hidden_columns.append((int(span[b"min"]) - 1, int(span[b"max"]) - 1))

    def _cell(self, cell: bytes) -> None:
        """Says of a cell what the native reader does not; ``cell`` is without its end tag."""
        head, _, body = cell.partition(b">")
        place, kind, value = REFERENCE.search(head), TYPE.search(head), self._tags.value.search(body)
        if place is None or head.endswith(b"/"):
            return
        form = kind[1] if kind else b"n"
        text = ((value and value[1]) or b"").decode("utf-8", "replace").strip()
        if form == b"e" and text:
            written: str | None = text
        elif self._tags.formula.search(body) and (not text or (self._stale and text in ("0", "0.0") and form == b"n")):
            written = None if form == b"str" and value else UNCALCULATED
        else:
            written = without_digits(text) if form == b"n" else None
        if form == b"e" and text and text not in KNOWN_ERRORS:
            where = f"{place[1].decode()}{int(place[2])}"
            self.facts.fault = f"{where} 的公式出错，这种错误无法读取；请改正，或清除这一格，再导出"
        if written is not None:
            self.facts.write(int(place[2]) - 1, column_of(place[1]), written)
