"""JSON: whatever wraps and nests the records, each becomes a row and no value is lost."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records.damage import TOO_LONG
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import Sheet, text_of
from auditor.records.reading.texts.json_records import read_json, read_json_lines

ROW = {"档案号": "A1", "姓名": "麦小华"}


def read(found: object, limits: Limits | None = None) -> tuple[list[Sheet], list[str]]:
    """The sheets of a JSON file (text as it is, anything else written as JSON), and its problems."""
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    content = Content("a.json", ".json", text.encode(), limits or Limits())
    sheets = list(read_json(content))
    return sheets, [f"{fault.code} {fault.row} {fault.text}" for fault in content.problems]


def rows(sheet: Sheet) -> list[dict[str, str | None]]:
    """Rows as header → text, blank cells left out."""
    assert sheet.headers is not None
    return [
        {header: cell for header, cell in zip(sheet.headers, row, strict=True) if cell is not None}
        for row in sheet.cells.rows()
    ]


def table(found: object) -> list[dict[str, str | None]]:
    """The rows of the only sheet of a file without problems."""
    sheets, problems = read(found)
    assert problems == []
    assert len(sheets) == 1
    return rows(sheets[0])


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ([ROW], None),
        (ROW, None),
        ({"名册": [ROW]}, "名册"),
        ({"code": 0, "msg": "success", "data": {"items": [ROW], "total": 1, "has_more": False}}, None),
        ({"success": True, "result": [ROW], "errors": []}, None),
        ({"data": {"个案": [ROW]}}, "个案"),
        ({"code": 0, "data": {"record": {"record_id": "r", "fields": ROW}}}, None),
        ([["档案号", "姓名"], ["A1", "麦小华"]], None),
    ],
)
def test_records_are_found_in_what_wraps_them(found: object, name: str | None) -> None:
    """A list, one record, lists under names, the answer of an interface, rows as lists."""
    sheets, problems = read(found)
    assert [sheet.name for sheet in sheets] == [name]
    assert problems == []
    if sheets[0].headers is None:
        assert sheets[0].cells.rows() == [("档案号", "姓名"), ("A1", "麦小华")]
    else:
        assert [{key: row[key] for key in ROW} for row in rows(sheets[0])] == [ROW]


def test_an_empty_answer_has_no_rows() -> None:
    """No records is no fault."""
    answers: list[object] = [[], {"data": {"items": [], "total": 0}}, {"个案": []}]
    for found in answers:
        sheets, problems = read(found)
        assert [len(sheet.cells) for sheet in sheets] in ([0], [])
        assert problems == []


def test_lists_in_a_record_are_tables_that_lead_back_to_it() -> None:
    """Cases with their sessions and these with their goals: numbers of the outer records, no other values of theirs."""
    case = {
        "个案编号": "C1",
        "案主电话号": "13800131234",
        "状态": "在案",
        "节次": [{"节": 1, "目标": [{"内容": "甲"}, {"内容": "乙"}]}, {"个案编号": "C9", "节": 2}],
    }
    sheets, problems = read([case, {"个案编号": "C2", "节次": []}])
    assert problems == []
    assert [(sheet.name, rows(sheet)) for sheet in sheets] == [
        (None, [{"个案编号": "C1", "案主电话号": "13800131234", "状态": "在案"}, {"个案编号": "C2"}]),
        ("节次", [{"个案编号": "C1", "节": "1"}, {"个案编号": "C9", "节": "2"}]),
        ("目标", [{"个案编号": "C1", "内容": "甲"}, {"个案编号": "C1", "内容": "乙"}]),
    ]


def test_a_record_without_rows_in_a_list_has_no_column_of_that_name() -> None:
    """An empty list, or nothing in its place, adds no column beside the table that the other records give."""
    found = [
        {"个案编号": "A1", "节次": [{"第几节": 1}]},
        {"个案编号": "A2", "节次": []},
        {"个案编号": "A3", "节次": None},
    ]
    outer, inner = read(found)[0]
    assert outer.headers == ("个案编号",)
    assert rows(inner) == [{"个案编号": "A1", "第几节": "1"}]


def test_numbers_that_say_nothing_alone_are_carried_with_the_outer_records_name() -> None:
    """An inner ``id`` must not be mistaken for an outer one."""
    sheets, _ = read({"个案": [{"id": 7, "节次": [{"节": 1}]}]})
    assert rows(sheets[1]) == [{"个案.id": "7", "节": "1"}]


def test_objects_in_a_record_are_columns() -> None:
    """The short header where it is clear, else the whole path; places always name the whole path."""
    found = [{"姓名": "甲", "基本": {"性别": "女", "电话": "1"}, "家属": {"姓名": "乙", "电话": "2"}}]
    sheets, _ = read(found)
    assert rows(sheets[0]) == [{"姓名": "甲", "性别": "女", "基本.电话": "1", "家属.姓名": "乙", "家属.电话": "2"}]
    assert sheets[0].columns == ("姓名", "基本.性别", "基本.电话", "家属.姓名", "家属.电话")


def test_cells_of_a_bitable() -> None:
    """飞书多维表格: each kind of field as a person sees it, days in Beijing's time, the record's own number."""
    fields: dict[str, Any] = {
        "内容": [{"text": "致电", "type": "text"}, {"text": "家属", "type": "text"}],
        "方式": "电访",
        "类别": ["低保", "独居"],
        "社工": [{"id": "ou_1", "name": "李明"}, {"id": "ou_2", "name": "陈红"}],
        "附件": [{"file_token": "t", "name": "同意书.pdf", "size": 1}, {"file_token": "u", "name": "照片.jpg"}],
        "档案": {"link_record_ids": ["rec1", "rec2"]},
        "个案": [{"record_ids": ["rec3"], "text": "C1,C2", "text_arr": ["C1", "C2"], "type": "text", "table_id": "t"}],
        "网址": {"link": "https://a.cn", "text": "公示"},
        "地点": {"location": "113,23", "name": "江南站", "full_address": "海珠区江南站"},
        "已签": True,
        "得分": 3.50,
        "联系日期": 1733155200000,
        "生日": -315648000000,
        "编码": 1733155200000,
        "年份": {"type": 1, "value": [{"text": "2024", "type": "text"}]},
        "到期日": {"type": 5, "value": [1733155200000]},
        "空": None,
        "单向": [],
    }
    shown = {
        "record_id": "recX",
        "内容": "致电家属",
        "方式": "电访",
        "类别": "低保、独居",
        "社工": "李明、陈红",
        "附件": "同意书.pdf、照片.jpg",
        "档案": "rec1、rec2",
        "个案": "C1、C2",
        "网址": "公示",
        "地点": "海珠区江南站",
        "已签": "是",
        "得分": "3.5",
        "联系日期": "2024-12-03 00:00:00",
        "生日": "1960-01-01 00:00:00",
        "编码": "1733155200000",
        "年份": "2024",
        "到期日": "2024-12-03 00:00:00",
    }
    assert table({"code": 0, "data": {"items": [{"record_id": "recX", "fields": fields}], "total": 1}}) == [shown]


def test_what_is_no_record_is_told_and_the_others_are_read() -> None:
    """Rows keep the numbers of their items."""
    sheets, problems = read([1, ROW, "x"])
    assert rows(sheets[0]) == [{}, ROW, {}]
    assert problems == ["D648 1 有 2 项不是一份记录（{…}），没有读；其余的照常读"]


def test_a_list_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    """A download that was cut gives its whole records and says where it ends."""
    sheets, problems = read(json.dumps([ROW, ROW], ensure_ascii=False)[:-5])
    assert rows(sheets[0]) == [ROW]
    assert problems == ["D648 2 第 1 行起不是完整的 JSON，第 2 份记录起的内容，没有读；其余的照常读"]


def test_lines_of_objects() -> None:
    """A broken line is told by its number, blank ones count; a list in such a file is read as one."""
    line = json.dumps(ROW, ensure_ascii=False)
    content = Content("a.jsonl", ".jsonl", f"{line}\n\n{{\n{line}\n".encode())
    (sheet,) = read_json_lines(content)
    assert rows(sheet) == [ROW, {}, {}, ROW, {}]
    assert [(fault.code, fault.row) for fault in content.problems] == [("D648", 3)]
    (sheet,) = read_json_lines(Content("a.jsonl", ".jsonl", f"[{line}]".encode()))
    assert rows(sheet) == [ROW]
    sheets, _ = read(f"{line}\n{line}\n")
    assert rows(sheets[0])[:2] == [ROW, ROW]


@pytest.mark.parametrize("text", ["", "3", '"x"', "[1, 2]", "{", '{"a": ', "[" * 100_000, '{"a":' * 100_000])
def test_what_holds_no_record_cannot_be_read(text: str) -> None:
    """A clear reason, whatever it is."""
    with pytest.raises(UnreadableFile, match=r"JSON|记录"):
        read(text)


def test_deep_nesting_is_kept_as_text() -> None:
    """A hundred objects in each other are no hundred tables."""
    deep: Any = {"末": "值"}
    for _ in range(100):
        deep = {"内": deep}
    assert "值" in str(table([deep]))
    deep = [{"末": "值"}]
    for _ in range(100):
        deep = [{"内": deep}]
    sheets, _ = read(deep)
    assert "值" in str([rows(sheet) for sheet in sheets])


def test_limits() -> None:
    """Long cells are marked, columns beyond the limit left out, and both are told; a sheet too large is refused."""
    sheets, problems = read([{"甲": "x" * 11, "乙": 1, "丙": 2}], Limits(cell_chars=10, columns=2))
    assert rows(sheets[0]) == [{"甲": TOO_LONG, "乙": "1"}]
    assert [fault[:4] for fault in problems] == ["D649", "D649"]
    with pytest.raises(UnreadableFile, match="--limit cells"):
        read([{str(number): 1} for number in range(100)], Limits(cells=1000))


NAMES = st.text(st.characters(codec="gb2312", categories=["Lo"]), min_size=1, max_size=3)
SCALARS = st.one_of(st.text(st.characters(categories=("Lu", "Nd")), min_size=1), st.integers(), st.booleans())
OBJECTS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3),
    lambda inner: st.dictionaries(
        NAMES, st.one_of(SCALARS, inner, st.lists(inner, max_size=3), st.lists(SCALARS, max_size=3)), max_size=4
    ),
    max_leaves=20,
)


def scalars(value: Any) -> list[str]:
    """All scalars of a value as texts."""
    match value:
        case dict():
            return [text for each in value.values() for text in scalars(each)]
        case list():
            return [text for each in value for text in scalars(each)]
    return [text_of(value) or ""]


@settings(deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=3))
def test_nesting_loses_no_scalar(items: list[dict[str, Any]]) -> None:
    """Every value stands in some cell, as often as in the file or more often."""
    if not any(items):
        return
    sheets, problems = read(items)
    assert [fault for fault in problems if fault[:4] not in ("D641", "D646")] == []  # 锟斤拷 may be among the texts
    cells = Counter(
        part for sheet in sheets for row in sheet.cells.rows() for cell in row if cell for part in cell.split("、")
    )
    assert not Counter(text for item in items for text in scalars(item)) - cells
