"""What a file is by its bytes: the commonest wrong names are read, the others told for what they are."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.formats import READERS, read_content
from auditor.records.reading.kinds import PROMISED, Kind, is_plain_text, kind_of
from auditor.records.reading.limits import Limits

FILES = Path(__file__).parent / "files"
LOCKED = "文件有打开密码，请去掉密码后重新导出"
OTHER_OFFICE = "是演示文稿或别的 Office 文件，不是表格，也不是 Word 文档（docx）"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def content(suffix: str, data: bytes) -> Content:
    return Content(f"a{suffix}", suffix, data)


def workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("表").write_row(0, 0, ["档案号", "姓名"])
    return stream.getvalue()


def zipped(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, mimetype if name == "mimetype" else "")
    return stream.getvalue()


def old_office(*streams: str) -> bytes:
    """The header and directory of an old Office file."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little") + bytes(62)
        for name in ("Root Entry", *streams)
    )
    return OLE.ljust(512, b"\0") + entries


def parquet() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({"档案号": ["A1"]}).write_parquet(stream)
    return stream.getvalue()


HTML = "<html><table><tr><td>档案号</td></tr></table>".encode()
ROWS = "档案号,姓名\nA1,张三\n"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>'


@pytest.mark.parametrize(
    ("suffix", "data", "kind"),
    [
        (".xlsx", workbook(), Kind.XLSX),
        (".xls", workbook(), Kind.XLSX),
        (".et", workbook(), Kind.XLSX),
        (".zip", workbook(), Kind.XLSX),
        (".xlsx", (FILES / "workbook.xls").read_bytes(), Kind.XLS),
        (".xls", old_office("Book"), Kind.XLS),
        (".et", old_office("Workbook", "WordDocument"), Kind.XLS),
        (".xlsx", (FILES / "workbook.ods").read_bytes(), Kind.ODS),
        (".doc", zipped("[Content_Types].xml", "word/document.xml"), Kind.WORD),
        (".docx", zipped("[Content_Types].xml", "word\\document.xml"), Kind.WORD),
        (".xlsx", zipped("a.csv"), Kind.ZIP),
        (".zip", zipped(), Kind.ZIP),
        (".xls", HTML, Kind.HTML),
        (".xls", b"\xef\xbb\xbf\r\n <!DOCTYPE html><p>", Kind.HTML),
        (".xls", b"<?xml version='1.0'?>\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><TABLE>", Kind.HTML),
        (".xls", "\ufeff".encode("utf-16-le") + HTML.decode().encode("utf-16-le"), Kind.HTML),
        (".csv", HTML, Kind.HTML),
        (".xls", XML_2003, Kind.SPREADSHEET_XML),
        (".xml", XML_2003, Kind.SPREADSHEET_XML),
        (".xls", ROWS.encode(), Kind.DELIMITED),
        (".xls", ROWS.replace(",", "\t").encode("gb18030"), Kind.DELIMITED),
        (".xlsx", ROWS.encode("utf-16"), Kind.DELIMITED),
        (".xls", ROWS.encode("gb18030") * 9000, Kind.DELIMITED),
        (".csv", "<备注>,b\n".encode(), Kind.DELIMITED),
        (".csv", "BM编号,b\n".encode(), Kind.DELIMITED),
        (".csv", b"a", Kind.DELIMITED),
        (".csv", b'[{"a": 1}]', Kind.JSON),
        (".xls", b'{"a": 1}\n{"a": 2}\n', Kind.JSON_LINES),
        (".xls", b'{"a": [\n{"a": 2}]}\n', Kind.JSON),
        (".csv", "[备注],b\n".encode(), Kind.DELIMITED),
        (".json", b'{"a": 1}\n{"a": 2}\n', Kind.JSON),
        (".jsonl", b"", None),
        (".xls", parquet(), Kind.PARQUET),
    ],
)
def test_the_kind_is_that_of_the_bytes(suffix: str, data: bytes, kind: Kind | None) -> None:
    """Whatever the suffix says, where the bytes tell; it decides between texts that look alike."""
    if kind is None:
        with pytest.raises(UnreadableFile, match="空的"):
            kind_of(content(suffix, data))
    else:
        assert kind_of(content(suffix, data)) is kind


@pytest.mark.parametrize(
    ("suffix", "data", "why"),
    [
        (".xlsx", b"", "文件是空的（0 字节），可能没有下载完，请重新导出"),
        (".xlsx", workbook()[:3000], "文件不完整（可能没有下载完）或已损坏，请重新导出"),
        (".xlsx", b"%PDF-1.7", "内容其实是PDF"),
        (".xls", b"\xff\xd8\xff\xe0", "内容其实是图片"),
        (".xls", b"BM\0\0", "内容其实是图片"),
        (".csv", b"Rar!\x1a\x07", "内容其实是压缩包（rar），请解压后再读"),
        (".xls", b"\x09\x08\x10\0", "内容其实是很旧的 Excel 格式，请另存为 .xlsx"),
        (".xls", b"MIME-Version: 1.0\n", "内容其实是单个文件的网页（mht），请用 Excel 打开，另存为 .xlsx"),
        (".xlsx", (FILES / "password.xlsx").read_bytes(), LOCKED),
        (".docx", old_office("EncryptionInfo", "EncryptedPackage"), LOCKED),
        (".doc", old_office("WordDocument", "Workbook"), "是旧的 Word 格式，请另存为 .docx"),
        (".xls", old_office(), "不是 Excel 工作簿"),
        (".docx", zipped("[Content_Types].xml", "ppt/p.xml"), OTHER_OFFICE),
        (".ods", zipped("mimetype", "content.xml", mimetype="opendocument.text"), OTHER_OFFICE),
        (".xlsx", "登录超时\n请重新登录".encode(), "内容只是一段文字，不是表格；如果是报错信息，请重新导出"),
        (".xlsx", b"\x7fELF\0\0", "内容不是任何一种可以读的格式"),
        (".xls", b"\x81\xff\xff\x30,\n", "内容不是任何一种可以读的格式"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_for_what_it_is(suffix: str, data: bytes, why: str) -> None:
    """One clear reason, and what to do about it."""
    found = content(suffix, data)
    assert read_content(found) == []
    assert [(one.code, one.text) for one in found.problems] == [("D601", f"文件读不了：{why}")]


def test_a_wrong_name_is_noticed_and_the_file_read() -> None:
    """A notice, because nothing is lost."""
    found = content(".xls", workbook())
    assert [sheet.cells.rows() for sheet in read_content(found)] == [[("档案号", "姓名")]]
    assert [(one.code, one.text, one.notice) for one in found.problems] == [
        ("D611", "后缀是 .xls，内容其实是xlsx 工作簿，按内容读", True)
    ]


def test_every_kind_has_a_reader_and_every_promise_a_kind() -> None:
    """A zip is no sheet: it is opened by whoever searches for files, and otherwise told."""
    assert set(READERS) == set(Kind) - {Kind.ZIP}
    assert {kind for kinds in PROMISED.values() for kind in kinds} == set(Kind) - {Kind.SPREADSHEET_XML}
    found = content(".zip", zipped("a.csv"))
    assert (read_content(found), found.problems[0].text) == ([], "文件读不了：是压缩包（zip）")


def test_listings_are_bounded() -> None:
    """Too many parts, or parts that are declared to be too large, are refused before they are looked at."""
    data = workbook()
    with pytest.raises(UnreadableFile, match="超过 3 个"):
        kind_of(Content("a.xlsx", ".xlsx", data, Limits(files=3)))
    with pytest.raises(UnreadableFile, match="--limit unpacked_bytes="):
        kind_of(Content("a.xlsx", ".xlsx", data, Limits(unpacked_bytes=1000)))


def test_plain_text_is_small_and_certain() -> None:
    """Only what no native or XML reader sees may be read outside of the child."""
    assert is_plain_text(content(".csv", ROWS.encode()), 100)
    assert is_plain_text(content(".csv", b""), 100)  # what cannot be read is only told
    assert not is_plain_text(content(".csv", ROWS.encode()), 10)
    assert not any(is_plain_text(content(".csv", data), 10**6) for data in (HTML, workbook(), parquet(), XML_2003))
