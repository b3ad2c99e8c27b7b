"""Workbooks that tests read: made as programs make them, or written by hand where no honest program would."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

Part = str | bytes | Iterable[bytes]

FILES = Path(__file__).parent / "files"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_workbook(path: Path) -> None:
    """A sheet with one of everything, and two that are hidden; tests/files has what LibreOffice makes of it."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    clock = book.add_format({"num_format": "h:mm"})
    hours = book.add_format({"num_format": "[h]:mm:ss"})
    sheet = book.add_worksheet("名册")
    sheet.merge_range("B2:G2", "二○二四年名册")
    sheet.write_row("B3", ["档案号", "日期", "开始", "时长", "合格", "合计", "率", "证件号"])
    sheet.write_string("B4", "001")
    sheet.write_datetime("C4", datetime(2024, 12, 3), day)  # noqa: DTZ001 (a cell has no zone)
    sheet.write_number("D4", 0.375, clock)
    sheet.write_number("E4", 1.5, hours)
    sheet.write_boolean("F4", True)
    sheet.write_formula("G4", "=1+2", None, 3)
    sheet.write_formula("H4", "=1/0", None, "#DIV/0!")
    sheet.write_number("I4", 440105195001011234)
    sheet.write_string("B5", "440105195001011234")
    sheet.write_datetime("C5", datetime(2024, 12, 3, 9, 30), moment)  # noqa: DTZ001
    sheet.write_number("D5", 0.5, clock)
    sheet.write_number("E5", 0.1, hours)
    sheet.write_boolean("F5", False)
    sheet.write_number("G5", 0.5)
    sheet.write_formula("H5", "=NA()", None, "#N/A")
    sheet.write_number("I5", 123456789012345)
    sheet.merge_range("B6:B8", "同一户")
    sheet.write_number("I8", 1234567890123456)
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.set_row(7, None, None, {"hidden": True})
    sheet.set_column("I:I", None, None, {"hidden": True})
    for name in ("停用", "藏好"):
        other = book.add_worksheet(name)
        other.write("A1", "档案号")
        other.hide() if name == "停用" else other.very_hidden()
    book.close()


def make_since_1904(path: Path) -> None:
    """As a Mac once made them; tests/files has what LibreOffice makes of it."""
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, ["日期", "开始", "时长", "天数"])
    sheet.write_datetime(1, 0, datetime(2024, 12, 3), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    sheet.write_number(1, 1, 0.375, book.add_format({"num_format": "h:mm"}))
    sheet.write_number(1, 2, 1.5, book.add_format({"num_format": "[h]:mm"}))
    sheet.write_number(1, 3, 44167)
    book.close()


def rows(body: str) -> str:
    """The XML of a sheet that has these rows and nothing else."""
    return f"<worksheet {NAMESPACE}><sheetData>{body}</sheetData></worksheet>"


def xlsx(sheets: Mapping[str, Part], parts: Mapping[str, Part] | None = None, settings: str = "") -> bytes:
    """A workbook of sheets given as XML, large ones in pieces; ``parts`` are further ones, or others for those.

    ``settings`` are what the workbook says after its sheets.
    """
    entries = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(sheets, 1)
    )
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    every: dict[str, Part] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{kind}">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{_RELATIONS}"><sheets>{entries}</sheets>{settings}'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kind}">{relations}</Relationships>',
    }
    every |= {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets.values(), 1)}
    return zipped(every | dict(parts or {}))


def zipped(parts: Mapping[str, Part]) -> bytes:
    """A zip of parts, of which large ones come in pieces."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED, compresslevel=zlib.Z_BEST_SPEED) as package:
        for name, part in parts.items():
            if isinstance(part, str | bytes):
                package.writestr(name, part)
            else:
                with package.open(name, "w", force_zip64=True) as file:
                    for piece in part:
                        file.write(piece)
    return data.getvalue()


def ods(body: str) -> bytes:
    """An OpenDocument spreadsheet whose content is these tables."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def xlsb(name: str, records: Iterable[tuple[int, bytes]], state: int = 0) -> bytes:
    """A binary workbook of one sheet with these records; ``wide`` writes texts for them."""
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = [(131, b""), (153, bytes(12)), (143, b""), (156, struct.pack("<II", state, 1) + wide("r1") + wide(name))]
    sheet = [(129, b""), (148, bytes(16)), (145, b""), *records, (146, b""), (130, b"")]
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{kind}">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": b"".join(map(_record, [*book, (144, b""), (132, b"")])),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{kind}">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": b"".join(map(_record, sheet)),
        }
    )


def wide(text: str) -> bytes:
    """A text as binary workbooks write it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(record: tuple[int, bytes]) -> bytes:
    kind, content = record
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(content), []
    while True:
        length.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + bytes(length) + content
