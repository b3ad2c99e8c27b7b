"""Word documents: every table as a grid of text, the paragraphs outside of tables as one column."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import IO, NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

import polars as pl

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.documents.word_body import Body, Row
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import Merged, Sheet

TEXT, PAGE_HEADERS = "正文", "页眉"
_MAIN, _HEADER = re.compile(r"word/document\d*\.xml"), re.compile(r"word/header\d*\.xml")
_CHUNK = 1 << 16
_BROKEN = "文件损坏、有密码，或者不是它的后缀所说的格式"


def table_name(index: int) -> str:
    """What the table at ``index`` (from 0) of a document is called: 表1, 表2, …."""
    return f"表{index + 1}"


def table_mark(name: str) -> str:
    """The line of the text in whose place a table stands."""
    return f"〔{name}〕"


def read_word(content: Content) -> Iterator[Sheet]:
    """The text of a document, what stands above its pages, and each of its tables. Raises UnreadableFile.

    A table has a column for each column of its grid, called 1, 2, …; "" is an empty cell, null is no cell or
    the rest of a merged one.
    """
    body, headers = _parsed(content)
    above = list(dict.fromkeys(line for header in headers for line in header.lines if isinstance(line, str)))
    lines = [line if isinstance(line, str) else table_mark(table_name(line)) for line in body.lines]
    for name, column in ((PAGE_HEADERS, above), (TEXT, lines)):
        cells = pl.DataFrame([pl.Series("c0", column, pl.String)])
        yield Sheet(content.shown, name, cells, ("1",), document=True)
    for index, rows in enumerate(body.tables):
        yield _table(content, table_name(index), [row for row in rows if not row.deleted])


def _parsed(content: Content) -> tuple[Body, list[Body]]:
    """The document and the headers of its pages. Raises UnreadableFile."""
    left = content.limits.unpacked_bytes
    try:
        with ZipFile(io.BytesIO(content.data)) as archive:
            names = sorted(archive.namelist())
            main = next((name for name in names if _MAIN.fullmatch(name)), None)
            if main is None:
                raise UnreadableFile("不是 Word 文档，或者文件损坏")
            found = []
            for name in (main, *(name for name in names if _HEADER.fullmatch(name))):
                with archive.open(name) as part:
                    body, read = _body(part, left, content.limits)
                left -= read
                found.append(body)
    except (BadZipFile, expat.ExpatError, zlib.error, EOFError, OSError, RuntimeError, ValueError) as why:
        raise UnreadableFile(_BROKEN) from why
    return found[0], found[1:]


def _body(part: IO[bytes], left: int, limits: Limits) -> tuple[Body, int]:
    """What a part of the document says, and how many bytes it has, unpacked; at most ``left`` are read."""
    body, read = Body(limits), 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.text
    parser.StartDoctypeDeclHandler = _refuse_entities
    while chunk := part.read(_CHUNK):
        read += len(chunk)
        if read > left:
            raise UnreadableFile(f"解压后超过 {limits.unpacked_bytes:,} 字节")
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return body, read


def _refuse_entities(*_: object) -> NoReturn:
    raise UnreadableFile("文件里有 Word 不会写的声明，为安全起见没有读")


def _table(content: Content, name: str, rows: Sequence[Row]) -> Sheet:
    """A table as a grid. Of a merged region only the first cell has text. Raises UnreadableFile."""
    limits = content.limits
    grid: list[list[str | None]] = []
    merged: list[Merged] = []
    running: dict[int, Merged] = {}  # first column → the cell there, as far as it reaches by now
    size = 0
    for top, row in enumerate(rows):
        line: list[str | None] = [None] * row.before
        above, running = running, {}
        for at, cell in enumerate(row.cells):
            if cell.hidden and at:
                continue
            parts = [after.span for after in row.cells[at + 1 : _next_shown(row, at)]]
            left, right = len(line), len(line) + cell.span + sum(parts) - 1
            first = above.get(left)
            if cell.goes_on and first is not None and first.right == right:
                running[left] = Merged(first.top, left, top, right)
                line += [None] * (right - left + 1)
            else:
                running[left] = Merged(top, left, top, right)
                line += [cell.text] + [None] * (right - left)
            if len(line) > limits.columns:
                raise UnreadableFile(f"有一张表超过 {limits.columns:,} 列")
        merged += [one for left, one in above.items() if _is_merged(one) and not _continues(one, running.get(left))]
        grid.append(line)
        size += len(line)
        if size > limits.cells:
            raise UnreadableFile(f"有一张表超过 {limits.cells:,} 格")
    merged += [one for one in running.values() if _is_merged(one)]
    columns = list(zip_longest(*grid))
    cells = pl.DataFrame([pl.Series(f"c{at}", column, pl.String) for at, column in enumerate(columns)])
    names = tuple(str(at + 1) for at in range(len(columns)))
    return Sheet(content.shown, name, cells, names, merged=tuple(merged), document=True)


def _next_shown(row: Row, at: int) -> int:
    """The index of the next cell that is not a part of the one before it."""
    return next((index for index in range(at + 1, len(row.cells)) if not row.cells[index].hidden), len(row.cells))


def _is_merged(region: Merged) -> bool:
    return (region.top, region.left) != (region.bottom, region.right)


def _continues(region: Merged, below: Merged | None) -> bool:
    return below is not None and below.top == region.top
