"""What a file is by its bytes: its suffix only decides between kinds that look alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from zipfile import ZipFile

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED, ENCRYPTED
from auditor.records.reading.zips import ZIP_STARTS, open_zip, too_large


class Kind(Enum):
    """The kinds of file that are read, as a person calls them."""

    XLSX = "xlsx 工作簿"
    XLS = "xls 工作簿"
    ODS = "ods 工作簿"
    WORD = "docx 文档"
    HTML = "网页表格"
    SPREADSHEET_XML = "XML 表格（2003）"
    DELIMITED = "CSV 文字表格"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    PARQUET = "Parquet"
    ZIP = "压缩包（zip）"


PROMISED: Mapping[str, tuple[Kind, ...]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb"), (Kind.XLSX,)),
    ".xls": (Kind.XLS,),
    ".et": (Kind.XLS, Kind.XLSX),
    ".ods": (Kind.ODS,),
    **dict.fromkeys((".docx", ".docm"), (Kind.WORD,)),
    **dict.fromkeys((".doc", ".wps"), ()),  # the old Word formats are not read, but others are called so
    **dict.fromkeys((".html", ".htm"), (Kind.HTML,)),
    **dict.fromkeys((".csv", ".tsv"), (Kind.DELIMITED,)),
    ".json": (Kind.JSON,),
    **dict.fromkeys((".jsonl", ".ndjson"), (Kind.JSON_LINES,)),
    ".parquet": (Kind.PARQUET,),
    ".zip": (Kind.ZIP,),
}
"""The suffixes of files that are looked at, and the kinds that a file so called should be of."""

_HEAD = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE: Mapping[str, Kind | str] = {  # name of a stream in an old Office file → what such a file is
    "EncryptedPackage": ENCRYPTED,
    "Workbook": Kind.XLS,
    "Book": Kind.XLS,
    "WordDocument": "是旧的 Word 格式，请另存为 .docx",
    "PowerPoint Document": "是演示文稿，不是表格",
}
_NOT_READ: Mapping[bytes, str] = {  # how a file begins → what it is
    b"%PDF": "PDF",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"Rar!": "压缩包（rar），请解压后再读",
    b"7z\xbc\xaf": "压缩包（7z），请解压后再读",
    b"\x1f\x8b": "压缩文件（gz），请解压后再读",
    b"\x09\x00": "很旧的 Excel 格式，请另存为 .xlsx",
    b"\x09\x02": "很旧的 Excel 格式，请另存为 .xlsx",
    b"\x09\x04": "很旧的 Excel 格式，请另存为 .xlsx",
    b"\x09\x08": "很旧的 Excel 格式，请另存为 .xlsx",
    b"MIME-Version:": "单个文件的网页（mht），请用 Excel 打开，另存为 .xlsx",
}
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|style|div|table|tr)\b", re.IGNORECASE)
_XML_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook\b[^>]*schemas-microsoft-com:office:spreadsheet")
_TEXTS = {Kind.DELIMITED, Kind.JSON, Kind.JSON_LINES}


def kind_of(content: Content) -> Kind:
    """What kind of file it is. Raises UnreadableFile if it is none that is read."""
    data = content.data
    if not data:
        raise UnreadableFile("文件是空的（0 字节），可能没有下载完，请重新导出")
    if data.startswith(b"PAR1"):
        return Kind.PARQUET
    if data.startswith(ZIP_STARTS):
        return _kind_of_zip(data, content.limits)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    for start, name in _NOT_READ.items():
        if data.startswith(start) and (not start.isalpha() or b"\0" in data[:_HEAD]):
            raise UnreadableFile(f"内容其实是{name}")
    return _kind_of_text(data[:_HEAD], PROMISED.get(content.suffix, ()))


def _kind_of_zip(data: bytes, limits: Limits) -> Kind:
    """A zip, or an Office file, which is one too. Raises UnreadableFile."""
    with open_zip(data, limits) as archive:
        names = {info.filename.replace("\\", "/").lower() for info in archive.infolist()}
        office = "[content_types].xml" in names
        open_document = "mimetype" in names and "content.xml" in names
        if not office and not open_document:
            return Kind.ZIP
        if sum(info.file_size for info in archive.infolist()) > limits.unpacked_bytes:
            raise UnreadableFile(f"解开后{too_large(limits.unpacked_bytes, 'unpacked_bytes')}")
        folders = {name.split("/")[0] for name in names}
        if office and "xl" in folders:
            return Kind.XLSX
        if office and "word" in folders:
            return Kind.WORD
        if open_document and "spreadsheet" in _media_type(archive):
            return Kind.ODS
    raise UnreadableFile("是演示文稿或别的 Office 文件，不是表格，也不是 Word 文档（docx）")


def _media_type(archive: ZipFile) -> str:
    try:
        with archive.open("mimetype") as file:
            return _beginning(file.read(100))
    except Exception as why:  # zipfile foresees few of the ways in which a file can be wrong
        raise UnreadableFile(DAMAGED) from why


def _kind_of_ole(data: bytes) -> Kind:
    """An old Office file, or an encrypted new one, by the name of its main stream. Raises UnreadableFile."""
    found = {at: what for name, what in _IN_OLE.items() if (at := _stream(data, name)) is not None}
    what = found[min(found)] if found else "不是 Excel 工作簿"  # the main one comes before what is embedded
    if isinstance(what, Kind):
        return what
    raise UnreadableFile(what)


def _stream(data: bytes, name: str) -> int | None:
    """Where the directory has a stream of this name; its entries stand at multiples of 128 bytes."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0 and int.from_bytes(data[at + 64 : at + 66], "little") == len(wanted):
            return at
        at = data.find(wanted, at + 1)
    return None


def _kind_of_text(head: bytes, promised: tuple[Kind, ...]) -> Kind:
    """A text file's kind: what it begins with, then its suffix. Raises UnreadableFile."""
    text = _beginning(head.removeprefix(b"\xef\xbb\xbf")).lstrip("\ufeff \t\r\n")
    if text.startswith("<") and _XML_WORKBOOK.search(text) and "<html" not in text.lower():
        return Kind.SPREADSHEET_XML
    if text.startswith("<") and _TAG.search(text):
        return Kind.HTML
    if promised and promised[0] in _TEXTS - {Kind.DELIMITED}:
        return promised[0]
    if re.match(r'\[\s*[\[{]|\{\s*"', text):
        lines = [line for line in text.splitlines() if line.strip()]
        return Kind.JSON_LINES if len(lines) > 1 and lines[0].rstrip().endswith("}") else Kind.JSON
    if Kind.DELIMITED in promised:
        return Kind.DELIMITED
    if "\0" in text or not _is_text(head):
        raise UnreadableFile("内容不是任何一种可以读的格式")
    if not re.search(r"[,\t;][^\n]*\n", text):
        raise UnreadableFile("内容只是一段文字，不是表格；如果是报错信息，请重新导出")
    return Kind.DELIMITED


def _beginning(head: bytes) -> str:
    """Text of which only the ASCII letters matter."""
    return head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", "ignore")


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-16",) if head.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        for cut in range(4):  # the head may end within a letter
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def is_plain_text(content: Content, most: int) -> bool:
    """Whether it is certainly a text of rows or objects of no more than ``most`` bytes."""
    if len(content.data) > most:
        return False
    try:
        return kind_of(content) in _TEXTS
    except UnreadableFile:
        return True
