"""What an .xlsx, .xlsm or .xlsb says besides the cells of its sheets: its parts, looked at before they are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from struct import error, unpack_from
from typing import NamedTuple
from xml.etree.ElementTree import Element

from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED
from auditor.records.reading.workbooks.binary_xlsb import (
    BOOK_SETTINGS,
    SHEET,
    LongRecord,
    facts_of_binary_part,
    records,
)
from auditor.records.reading.workbooks.book_facts import BookFacts
from auditor.records.reading.workbooks.package import LONG_CELL, Package
from auditor.records.reading.workbooks.sheet_facts import SheetFacts
from auditor.records.reading.workbooks.sheet_part import facts_of_part

CONTENT_TYPES = "[Content_Types].xml"
_BOOK = "xl/workbook.xml"  # where it is unless the package says otherwise
_STRINGS = "sharedstrings.xml"
_NOT_READ = ("docprops/", "customxml/")
_BYTES_OF_A_SIGN = 4
_TRUE = ("1", "true")
_WITHOUT_CELLS = ("chartsheet", "dialogsheet")


class _Book(NamedTuple):
    """The sheets by their names, each with the name of its relation."""

    sheets: list[tuple[str, str]]
    since_1904: bool
    stale: bool  # everything is to be calculated when the workbook is opened


def facts_of_ooxml(package: Package, limits: Limits) -> BookFacts:
    """What is said of the sheets. Raises UnreadableFile."""
    main = next((part for part, kind in _related(package, "").values() if kind == "officeDocument"), _BOOK)
    book = _binary_book(package, main, limits) if main.endswith(".bin") else _book(package.tree(main))
    parts = _related(package, main)
    if len(dict(book.sheets)) < len(book.sheets):
        raise UnreadableFile(DAMAGED)
    found: dict[str, SheetFacts] = {}
    looked_at: dict[str, SheetFacts] = {}
    for name, relation in book.sheets:
        part, kind = parts.get(relation, ("", ""))
        if part not in package:
            found[name] = SheetFacts(fault=DAMAGED)
            continue
        if kind in _WITHOUT_CELLS:
            found[name] = SheetFacts(without_cells=True)
            continue
        if part not in looked_at:
            looked_at[part] = _facts(package, part, limits, book.stale)
        found[name] = looked_at[part]
    for part in package.names():
        if part.endswith((".xml", ".rels")) and not part.startswith(_NOT_READ) and part not in looked_at:
            _look_through(package, part, limits)
    return BookFacts(found, since_1904=book.since_1904)


def _facts(package: Package, part: str, limits: Limits, stale: bool) -> SheetFacts:
    if part.endswith(".bin"):
        return facts_of_binary_part(package.pieces(part), limits)
    return facts_of_part(partial(package.pieces, part), limits, stale)


def _look_through(package: Package, part: str, limits: Limits) -> None:
    """Raises UnreadableFile when a part declares entities, is too large, or holds a text that is too long."""
    length = 0
    for piece in package.safe_pieces(part):
        if part.endswith(_STRINGS):
            length = length + len(piece) if b"si>" not in piece else len(piece) - piece.rfind(b"si>")
            if length > _BYTES_OF_A_SIGN * limits.cell_chars:
                raise UnreadableFile(LONG_CELL.format(chars=limits.cell_chars))


def _book(root: Element) -> _Book:
    settings = {_local(each.tag): each.attrib for each in root}
    sheets = [
        ({"name": "", "id": ""} | {_local(name): value for name, value in sheet.attrib.items()})
        for group in root
        if _local(group.tag) == "sheets"
        for sheet in group
        if _local(sheet.tag) == "sheet"
    ]
    return _Book(
        [(sheet["name"], sheet["id"]) for sheet in sheets],
        settings.get("workbookPr", {}).get("date1904") in _TRUE,
        settings.get("calcPr", {}).get("fullCalcOnLoad") in _TRUE,
    )


def _binary_book(package: Package, part: str, limits: Limits) -> _Book:
    sheets, since_1904 = [], False
    try:
        for kind, record in records(package.pieces(part), limits.cell_chars):
            if kind == SHEET:
                relation, name = _texts(record[8:])
                sheets.append((name, relation))
            elif kind == BOOK_SETTINGS:
                since_1904 = bool(record[0] & 1)
    except (error, IndexError, ValueError, LongRecord) as why:
        raise UnreadableFile(DAMAGED) from why
    return _Book(sheets, since_1904, stale=False)


def _texts(record: bytes) -> Iterator[str]:
    """The texts that a record consists of."""
    at = 0
    while at < len(record):
        (length,) = unpack_from("<I", record, at)
        at += 4
        yield record[at : at + 2 * length].decode("utf-16-le")
        at += 2 * length


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part (or "", the whole package) names, and their kinds, by the names of the relations."""
    folder, slash, name = part.rpartition("/")
    return {
        each.attrib.get("Id", ""): (
            _path(folder, each.attrib.get("Target", "")),
            each.attrib.get("Type", "").rpartition("/")[2],
        )
        for each in package.tree(f"{folder}{slash}_rels/{name}.rels")
    }


def _path(folder: str, target: str) -> str:
    """The name of a part as the package has it."""
    target = target.replace("\\", "/").lower()
    if target.startswith("/"):
        return target[1:]
    return target if not folder or target.startswith(f"{folder}/") else f"{folder}/{target}"


def _local(name: str) -> str:
    return name.rpartition("}")[2]
