"""Tables of web pages, as systems save them under the name of a workbook."""

from __future__ import annotations

import time

import pytest

from auditor.records.damage import TOO_LONG
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import Merged, Sheet
from auditor.records.reading.texts.html_tables import read_html


def read(data: bytes | str, limits: Limits | None = None) -> tuple[list[Sheet], list[str]]:
    content = Content("a.xls", ".xls", data.encode() if isinstance(data, str) else data, limits or Limits())
    sheets = list(read_html(content))
    return sheets, [fault.code for fault in content.problems]


def cells(data: bytes | str) -> list[list[str | None]]:
    """The cells of the only table of a page without faults."""
    sheets, problems = read(data)
    assert problems == []
    assert len(sheets) == 1
    return [list(row) for row in sheets[0].cells.rows()]


def test_texts_are_those_that_a_browser_shows() -> None:
    """Entities, line breaks, blanks of the source, scripts, letters in bold, attributes without quotes."""
    page = """<html><head><style>td {color: red}</style></head><body><table border=1>
    <tr><th>档案号</th><th>内容<br>（摘要）</th></tr>
    <tr><td>A&amp;1&nbsp;</td><td><p>一<b>二</b>
      三</p><p>四</p><script>alert(1)</script><!-- 五 --></td></tr>
    <tr><td>&#x9EA6;&lt;华</td><td></td></tr></table></body></html>"""
    assert cells(page) == [["档案号", "内容\n（摘要）"], ["A&1", "一二 三\n四"], ["麦<华", None]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16"])
@pytest.mark.parametrize("stated", ["", '<meta http-equiv=Content-Type content="text/html; charset={}">'])
def test_the_encoding_is_the_stated_one_or_what_the_bytes_say(encoding: str, stated: str) -> None:
    """A page that states a wrong one is read all the same."""
    page = f"<html>{stated.format(encoding)}<table><tr><td>服务对象</td></tr></table>"
    assert cells(page.encode(encoding)) == [["服务对象"]]
    wrong = '<meta charset="gb2312"><table><tr><td>服务对象</td></tr></table>'
    assert cells(wrong.encode()) == [["服务对象"]]


def test_spans_are_merged_regions() -> None:
    """Only the first cell of a region has text, and cells behind it stand where the browser puts them."""
    page = """<table><thead><tr><td rowspan=2>档案号<td colspan=2>评估<td>签名</tr>
    <tr><td>日期<td>得分<td rowspan="0">是</tr></thead><tbody><tr><td colspan=99999999>合计</tr></tbody></table>"""
    (sheet,), _ = read(page)
    assert sheet.cells.rows()[:2] == [("档案号", "评估", None, "签名"), (None, "日期", "得分", "是")]
    assert sheet.merged == (Merged(0, 0, 1, 0), Merged(0, 1, 0, 2), Merged(1, 3, 2, 3))
    assert (sheet.columns[:2], sheet.headers, sheet.first_row) == (("A", "B"), None, 1)


def test_every_table_is_a_sheet() -> None:
    """A table in a table is one of its own; tables without rows are none."""
    page = "<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table><table></table>"
    sheets, _ = read(page)
    assert [(sheet.name, sheet.cells.rows()) for sheet in sheets] == [("表格1", [("外",)]), ("表格2", [("内",)])]


def test_pages_of_office_name_their_sheet_and_keep_long_numbers() -> None:
    """The number that the page shows as 4.40105E+17 is kept beside it."""
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
    <head><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>名册</x:Name>
    </x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>
    <table><tr><td x:num="440105195001010001">4.40105E+17</td><td x:num="45629">2024-12-3</td></tr></table>"""
    (sheet,), problems = read(page)
    assert (sheet.name, sheet.cells.rows(), problems) == ("名册", [("440105195001010001", "2024-12-3")], [])


def test_a_page_without_tables_cannot_be_read() -> None:
    """A login page that was saved in place of the export says what to do."""
    for page in ("<html><body>请登录</body></html>", "<", "<table></table>"):
        with pytest.raises(UnreadableFile, match="表格"):
            read(page)


def test_hostile_pages_are_bounded() -> None:
    """Nesting, spans and sizes beyond reason are cut, told or refused within moments."""
    begin = time.monotonic()
    sound = "<table><tr><td>甲</td></tr></table>"
    sheets, problems = read(sound + "<div>" * 100_000 + sound)
    assert (len(sheets), problems) == (1, ["D648"])
    with pytest.raises(UnreadableFile, match="--limit cells"):
        read("<table>" + "<tr><td rowspan=60000 colspan=16000>x" * 5000)
    assert read(sound.replace("甲", "x" * 20_000_000))[1] == ["D649"]
    sheets, _ = read(sound.replace("甲", "x" * 11), Limits(cell_chars=10))
    assert sheets[0].cells.rows() == [(TOO_LONG,)]
    entities = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "aaaaaaaaaa" not in str(read(entities + sound.replace("甲", "&b;"))[0][0].cells.rows())
    assert read('<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sound.replace("甲", "&a;"))[0]
    assert time.monotonic() - begin < 30
