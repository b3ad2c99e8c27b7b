"""The audit as a workbook, reopened with another library than the one that wrote it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from audit_example import CLOSED, EXAMPLE, NO_SIGNATURE, NOTHING, ON_TRIAL
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from auditor.findings.result import AuditResult
from auditor.output.workbook import render


def _open(result: AuditResult) -> Workbook:
    return load_workbook(BytesIO(render(result)))


def test_sheets_and_headings() -> None:
    """One sheet for each kind of thing, with the headings people filter by."""
    book = _open(EXAMPLE)
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in book} == {
        "问题": [
            *("级别", "规则", "对象", "编号", "姓名", "问题", "整改", "位置", "责任人"),
            *("事项", "填写内容", "依据", "问题标识"),
        ],
        "提醒与无法判断": [
            *("结论", "最迟", "级别", "规则", "对象", "编号", "姓名", "情况", "位置"),
            *("事项", "填写内容", "依据", "问题标识"),
        ],
        "覆盖": [
            *("规则", "事项", "级别", "状态", "试行"),
            *("适用对象", "问题", "未到期", "无法判断", "通过", "未执行或出错的原因"),
        ],
        "数据问题": ["类别", "代码", "文件", "工作表", "行", "列", "字段", "说明"],
        "读入": [
            "文件",
            "工作表",
            "记录",
            "读入行数",
            "检查行数",
            "未读行数",
            "重复行数",
            "合并行数",
            "没有单独检查的原因",
        ],
    }


def test_a_finding() -> None:
    """A row says who, what, where and how to put it right."""
    assert [cell.value for cell in _open(EXAMPLE)["问题"][3]] == [
        "严重",
        "AR-001",
        "服务对象",
        "JNZ-D-0017",
        "麦X华",
        "档案 JNZ-D-0017 的建档登记表缺少签名：社工“（空）”，服务对象“（空）”",
        "请当事人补签并写明补签日期；不得倒签。",
        "江南中街站/个案.xlsx!建档登记表 第19行 K、L列",
        "社工",
        "建档登记表缺少签名",
        "社工签名：（空）\n服务对象签名：（空）",
        "《中期评估报告》 二（四）：“档案未签名”",
        NO_SIGNATURE.id,
    ]


def test_rows_of_the_other_sheets() -> None:
    """Reminders come before what is undecided; counts are numbers; what was not read is listed."""
    book = _open(EXAMPLE)
    waiting = [[cell.value for cell in row[:4]] for row in book["提醒与无法判断"].iter_rows(min_row=2)]
    assert waiting == [
        ["未到期", "2025-04-20", "一般", "CF-005"],
        *[["无法判断", None, "紧急", "CF-004"]] * 7,
    ]
    assert [cell.value for cell in book["覆盖"][2]][4:] == [None, 37, 1, 0, 7, 29, None]
    assert [cell.value for cell in book["覆盖"][5]][:4] == ["TX-028", "服务目标雷同", "严重", "出错"]
    assert [[cell.value for cell in row] for row in book["数据问题"].iter_rows(min_row=3)] == [
        ["数据问题", "D607", "探访电访记录.csv", None, 301, None, None, "与第 300 行完全相同，只读一次"],
        ["读取说明", "D630", "江南中街站/个案.xlsx", "建档登记表", 2, None, None, "表头有两行"],
        [
            "认不出的表",
            None,
            "江南中街站/个案.xlsx",
            "填表说明",
            None,
            None,
            None,
            "6 行没有读入：表头对不上任何一种记录",
        ],
        [
            "认不出的列",
            None,
            "江南中街站/个案.xlsx",
            "建档登记表",
            None,
            "R",
            None,
            "“备注2”没有读入：没有这个字段",
        ],
    ]
    assert [cell.value for cell in book["读入"][4]] == [
        *("探访电访记录.csv", None, "探访电访记录"),
        *(1222, 1217, 0, 2, 3, "与另一行完全相同 2 行，并入同一份记录的另一行 3 行"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_defused(start: str) -> None:
    """What begins like a formula is text, and stays text when somebody edits the cell."""
    evil = NO_SIGNATURE.model_copy(update={"message": f"{start}HYPERLINK(1)", "fix": "https://a.example"})
    content = render(EXAMPLE.model_copy(update={"findings": (evil,)}))
    sheet = load_workbook(BytesIO(content))["问题"]
    assert sheet["F2"].data_type == "s"
    assert sheet["F2"].quotePrefix
    assert sheet["G2"].data_type == "s"
    assert not sheet["G2"].quotePrefix
    assert sheet["G2"].hyperlink is None
    with ZipFile(BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_made_to_work_with() -> None:
    """Every sheet: frozen heading, filter over all rows, A4 landscape one page wide, heading repeated."""
    for sheet in _open(EXAMPLE):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"


def test_widths_and_heights_suit_the_content() -> None:
    """Columns are as wide as their content within limits; rows high enough for the wrapped text."""
    sheet = _open(EXAMPLE)["问题"]
    assert sheet.column_dimensions["D"].width == pytest.approx(26, abs=4)  # a record number on one line
    assert sheet.column_dimensions["F"].width == pytest.approx(42, abs=4)  # long text, limited
    assert sheet.column_dimensions["A"].width < 12
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[6].height > 16
    assert sheet["F2"].alignment.wrap_text


def test_severities_are_coloured() -> None:
    """Each severity has its own fill, and so has a rule that failed."""
    sheet = _open(EXAMPLE)["问题"]
    fills = {sheet[f"A{row}"].value: sheet[f"A{row}"].fill.start_color.rgb for row in range(2, 7)}
    assert fills == {"紧急": "FFF4B6B6", "严重": "FFFAD7AC", "一般": "FFFFF2CC", "提示": "FFE2ECF5"}
    assert _open(EXAMPLE)["覆盖"]["D5"].fill.start_color.rgb == "FFF4B6B6"


def test_nothing_found_is_said() -> None:
    """An empty sheet says so, so that nobody wonders whether it was filled in."""
    book = _open(NOTHING)
    assert book["问题"]["A2"].value == "没有发现问题。"
    assert book["数据问题"]["A2"].value == "没有数据问题。"
    assert book["提醒与无法判断"]["A2"].value == "没有未到期的事项，也没有无法判断的事项。"


def test_what_is_on_trial_has_a_sheet_of_its_own() -> None:
    """Findings and reminders of rules on trial are nowhere else; coverage marks the rule; the profile is named."""
    book = _open(ON_TRIAL)
    assert [sheet.title for sheet in book] == ["问题", "提醒与无法判断", "试行", "覆盖", "数据问题", "读入"]
    rows = [[cell.value for cell in row[:4]] for row in book["试行"].iter_rows(min_row=2)]
    assert rows == [["问题", None, "严重", NO_SIGNATURE.rule], ["未到期", str(CLOSED.due), "一般", CLOSED.rule]]
    assert [row[4].value for row in book["覆盖"].iter_rows(min_row=2)] == [*[None] * 7, "试行"]
    assert book["问题"].oddHeader.right.text == "审计日 2025-03-24　配置 东站&&西站"


def test_same_result_same_file() -> None:
    """Two runs over the same data can be compared byte by byte."""
    assert render(EXAMPLE) == render(EXAMPLE)
