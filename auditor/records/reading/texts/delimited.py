"""Text files of rows: CSV and its relatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest

import polars as pl

from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.sheet import Sheet, sheet_of_grid
from auditor.records.reading.sizes import not_too_long, say_long, too_many_cells
from auditor.records.reading.texts.encoding import text_of_file
from auditor.records.reading.texts.garbled import rows_said, say_garbled
from auditor.records.reading.texts.records import Faults, rows_of
from auditor.records.reading.texts.separator import separated

_CONTROL = "".join(map(chr, [*range(1, 9), *range(14, 27), 28, 29, 30, 31, 127]))
_SAMPLE, _LOOKED_AT = 2**16, 100  # characters, rows
_BINARY = 200  # a text has fewer control characters than one in so many


def read_delimited(content: Content) -> Iterator[Sheet]:
    """The one sheet of a text file. Raises UnreadableFile."""
    text = _without_nul(content, text_of_file(content))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, mark = separated(text)
    cells = _grid(content, text, mark)
    say_garbled(content, text, lambda: ("\n".join(cell or "" for cell in row) for row in cells.iter_rows()))
    yield sheet_of_grid(content.shown, None, cells)


def _without_nul(content: Content, text: str) -> str:
    """Text without stray NUL characters, which are said. Raises UnreadableFile if it is no text at all."""
    sample = text[:_SAMPLE]
    if sum(map(sample.count, _CONTROL)) * _BINARY > len(sample):
        raise UnreadableFile("不是文字文件")
    nul = text.count("\0")
    if nul:
        if nul * _BINARY > len(text):
            raise UnreadableFile("不是文字文件")
        content.problems.append(problem("D649", content.shown, what=f"有 {nul} 个空字符（NUL），已去掉"))
        text = text.replace("\0", "")
    return text


def _grid(content: Content, text: str, mark: str) -> pl.DataFrame:
    """Delimited text as a frame of text: natively where it is even, else row by row."""
    if not text.strip():
        return pl.DataFrame()
    limits = content.limits
    looked_at = islice(rows_of(text, mark, limits, Faults()), _LOOKED_AT)
    widths = Counter(map(len, looked_at))
    width = max(widths)
    even = mark.isascii() and 1 < width <= limits.columns and (text.count("\n") + 1) * width <= limits.cells
    native = natively(text, mark, width) if even else None
    cells = _row_by_row(content, text, mark) if native is None else not_too_long(content, None, native)
    _say_ragged(content, cells, widths.most_common(1)[0][0])
    return cells


def natively(text: str, mark: str, width: int) -> pl.DataFrame | None:
    """The rows, unless one has more cells than ``width``, or a quote stands where none belongs."""
    if '"' in text and not _quoted_well(text, mark):
        return None
    # The first row tells how many columns there are, so one is put above the others.
    rows = f"{mark * (width - 1)}\n{text}".encode()
    try:
        return pl.read_csv(rows, separator=mark, has_header=False, infer_schema=False).slice(1)
    except pl.exceptions.PolarsError:
        return None


def _quoted_well(text: str, mark: str) -> bool:
    """Whether quotes stand around whole cells only: the native reader takes others now one way, now another."""
    sign = f"\\x{ord(mark):02x}"
    cell = rf'(?:"(?:[^"]|"")*"|[^"{sign}\n]*)'
    return bool(pl.Series([text]).str.contains(rf"\A{cell}(?:[{sign}\n]{cell})*\z").item())


def _row_by_row(content: Content, text: str, mark: str) -> pl.DataFrame:
    faults, limits = Faults(), content.limits
    rows = list(rows_of(text, mark, limits, faults))
    if faults.quotes:
        where = rows_said(faults.quotes)
        content.problems.append(
            problem("D642", content.shown, None, faults.quotes[0], count=len(faults.quotes), where=where)
        )
    if faults.long:
        say_long(content, None, faults.long)
    widths = Counter(map(len, rows))
    width, usual = max(widths), widths.most_common(1)[0][0]
    if len(rows) * width > limits.cells:
        width = usual
    if len(rows) * width > limits.cells:
        raise UnreadableFile(too_many_cells(limits))
    if far := [number for number, row in enumerate(rows, 1) if len(row) > width] or faults.wide:
        what = f"{rows_said(far)}的列太多，只读了前 {width} 列"
        content.problems.append(problem("D649", content.shown, None, far[0], what=what))
    columns = islice(zip_longest(*rows), width)
    return pl.DataFrame([pl.Series(f"c{i}", column, pl.String) for i, column in enumerate(columns)])


def _say_ragged(content: Content, cells: pl.DataFrame, usual: int) -> None:
    """Tells of rows that have something beyond the ``usual`` number of cells, if they are the fewer."""
    beyond = [(pl.col(name).str.strip_chars() != "").fill_null(False) for name in cells.columns[usual:]]
    if not beyond:
        return
    rows = cells.select(pl.any_horizontal(beyond).arg_true() + 1).to_series().to_list()
    if rows and len(rows) * 2 < len(cells):
        where = rows_said(rows)
        content.problems.append(problem("D643", content.shown, None, rows[0], count=len(rows), where=where))
