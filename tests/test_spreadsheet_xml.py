"""Workbooks as one XML file."""

from __future__ import annotations

import pytest

from auditor.records.damage import TOO_LONG
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import Merged, Sheet
from auditor.records.reading.workbooks.spreadsheet_xml import read_spreadsheet_xml

HEAD = """<?xml version="1.0" encoding="{}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"/></Styles>"""
BODY = """<Worksheet ss:Name="名册"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">江南站</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">档案号</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">日期</Data>
</Cell></Row>
<Row><Cell ss:MergeDown="9"><Data ss:Type="Number">440105195001010001</Data></Cell>
<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B>体</ss:Data></Cell>
<Cell><Data ss:Type="DateTime">2024-12-03T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet>"""


def read(text: str, encoding: str = "utf-8", limits: Limits | None = None) -> tuple[list[Sheet], list[str]]:
    content = Content("a.xls", ".xls", (HEAD.format(encoding) + text).encode(encoding), limits or Limits())
    sheets = list(read_spreadsheet_xml(content))
    return sheets, [fault.code for fault in content.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cells_stand_where_the_spreadsheet_shows_them(encoding: str) -> None:
    """Skipped rows and columns count, long numbers keep their digits, regions are told."""
    (sheet,), problems = read(BODY + "</Workbook>", encoding)
    assert problems == []
    assert (sheet.name, sheet.columns) == ("名册", ("A", "B", "C", "D"))
    assert sheet.cells.rows() == [
        ("江南站", None, None, None),
        (None, None, None, None),
        ("档案号", None, "日期", None),
        ("440105195001010001", "粗体", "2024-12-03T00:00:00.000", "是"),
    ]
    assert sheet.merged == (Merged(0, 0, 0, 1), Merged(3, 0, 3, 0))


def test_damaged_and_hostile_files() -> None:
    """What comes before the damage is read and the rest told; entities are refused; sizes are limited."""
    sheets, problems = read(BODY + "<Worksheet><Table><Row><")
    assert ([sheet.name for sheet in sheets], problems) == (["名册"], ["D648"])
    sheets, problems = read(BODY.partition("</Table>")[0])
    assert (len(sheets[0].cells), problems) == (4, ["D648"])
    for text in ("<", '<!DOCTYPE a [<!ENTITY b "c">]>'):
        with pytest.raises(UnreadableFile, match="XML"):
            read(text)
    far = '<Row ss:Index="1048576"><Cell ss:Index="16000"><Data>x</Data></Cell></Row>'
    with pytest.raises(UnreadableFile, match="--limit cells"):
        read(f"<Worksheet><Table>{far}</Table></Worksheet></Workbook>")
    (sheet,), problems = read(BODY + "</Workbook>", limits=Limits(cell_chars=10))
    assert (sheet.cells["c0"][3], problems) == (TOO_LONG, ["D649"])
