"""Word documents made in tests: paragraphs, tables, pictures, and pieces of XML that python-docx has no word for."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from zipfile import ZipFile

import docx

PICTURE = object()  # in place of a text: a picture in the line
ABOVE = object()  # in place of a text: the rest of the cell above
MAIN = "word/document.xml"
Row = Sequence[object]  # texts, PICTURE, None for the rest of the cell to the left


def document(*parts: object, header: str = "", change: Callable[[str], str] = str) -> bytes:
    """A document: a string is a paragraph, as is PICTURE, rows are a table. ``change`` is done to its XML."""
    book = docx.Document()
    book.sections[0].header.paragraphs[0].text = header
    for part in parts:
        if isinstance(part, str):
            book.add_paragraph(part)
        elif part is PICTURE:
            book.add_paragraph().add_run().add_picture(io.BytesIO(_png()))
        else:
            assert isinstance(part, Sequence)
            _table(book, part)
    stream = io.BytesIO()
    book.save(stream)
    return with_parts(stream.getvalue(), {MAIN: change(_part(stream.getvalue(), MAIN))})


def of_xml(body: str) -> bytes:
    """A document whose body is written as XML; ``w:`` and ``w14:`` are Word's."""
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    return with_parts(document(), {MAIN: f"<w:document {spaces}><w:body>{body}</w:body></w:document>"})


def cells_xml(*cells: str) -> str:
    """A table of one row whose cells have these paragraphs, written as XML."""
    return f"<w:tbl><w:tr>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in cells)}</w:tr></w:tbl>"


def floating(xml: str) -> str:
    """The XML of a document with its pictures floating over the page."""
    return xml.replace("wp:inline", "wp:anchor")


def with_parts(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A document with other content in some of its parts."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return stream.getvalue()


def _part(content: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def _table(book: docx.document.Document, rows: Sequence[Row]) -> None:
    table = book.add_table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        left = table.cell(at, 0)
        for index, content in enumerate(row):
            cell = table.cell(at, index)
            if content is None:
                left = left.merge(cell)
                continue
            if content is ABOVE:
                left = table.cell(at - 1, index).merge(cell)
                continue
            left = cell
            if content is PICTURE:
                cell.paragraphs[0].add_run().add_picture(io.BytesIO(_png()))
            else:
                cell.text = str(content)
    # python-docx leaves an empty paragraph behind in what it merges.
    for found in {id(cell._tc): cell for row in table.rows for cell in row.cells}.values():
        for paragraph in found.paragraphs[1:]:
            if not paragraph.text and not paragraph.runs:
                paragraph._p.getparent().remove(paragraph._p)


@cache
def _png() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
