"""Recognising sheets by their headers: never a guess between two equally good record types."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from station import station

from auditor.plan.rulebook import load_rulebook
from auditor.records.dictionary import Dictionary, Field, Origin
from auditor.records.dictionary_file import dictionary_of
from auditor.records.layout.headers import HeaderBook, Match, NoMatch


def recognise(*rows: Sequence[str | None]) -> Match | NoMatch:
    return HeaderBook(station()).recognise(rows)


def name(*rows: Sequence[str | None]) -> str:
    found = recognise(*rows)
    return found.record.name if isinstance(found, Match) else found.reason


def test_headers_are_found_below_a_title_and_in_any_dress() -> None:
    """Title rows are passed over; blanks, line breaks, stars, full-width signs and notes do not matter."""
    found = recognise(
        ("2024年探访记录", None, None, None, None),
        (None, None, None, None, None),
        (" 记录\n编号 ", "档案号", "＊探访日期：", "方 式", "内容（必填）"),
    )
    assert isinstance(found, Match)
    assert (found.record.name, found.row) == ("探访", 2)
    assert found.columns == {"记录编号": 0, "档案号": 1, "日期": 2, "方式": 3, "内容": 4}


def test_ids_are_headers_too() -> None:
    """An export of a program may use the ASCII ids."""
    assert name(("visit_no", "archive_no", "visited_at", "method")) == "探访"


def test_unknown_and_repeated_columns_are_listed() -> None:
    """Nothing is dropped silently."""
    found = recognise(("档案号", "姓名", "鞋码", "档案编号", None, "电话"))
    assert isinstance(found, Match)
    assert [(spare.index, spare.header, spare.reason) for spare in found.spare] == [
        (2, "鞋码", "“对象”没有这一列"),
        (3, "档案编号", "“档案号”已经从前面的一列读取"),
    ]
    assert found.columns == {"档案号": 0, "姓名": 1, "电话": 5}


def test_content_that_reads_like_the_name_of_a_column_is_no_header() -> None:
    """Of an unknown sheet the header shown for a person to map is the fullest row, not one lucky cell below it."""
    found = recognise(("编码", "受助人", "落款人身份", "签于"), ("X1", None, "电话", "2024-01-02"))
    assert isinstance(found, NoMatch)
    assert (found.reason, found.row, found.headers[0]) == ("没有认得的表头", 0, "编码")


def test_a_childs_sheet_with_many_columns_of_its_parent_is_the_childs() -> None:
    """Visits exported with the client's name, numbers and score are still visits, with or without their key."""
    of_client = ("档案号", "姓名", "身份证号", "联系电话", "得分")
    assert name(("记录编号", *of_client, "日期", "内容")) == "探访"
    assert name((*of_client, "日期", "方式", "内容")) == "探访"


def test_a_parents_sheet_with_a_column_that_a_child_has_is_the_parents() -> None:
    """A roster with a date or a remark is not taken for visits."""
    roster = ("档案号", "姓名", "身份证号", "电话", "类别")
    assert name(roster) == "对象"
    assert name((*roster, "日期")) == "对象"
    assert name(("记录编号", *roster)) == "对象"


def test_a_small_type_that_shares_all_but_its_key_with_its_parent() -> None:
    """Sums by area and the sum of all areas have the same columns; the area tells them apart."""
    whole = {"id": "total", "key": "期", "fields": {"期": "period text", "户": "homes int", "人": "heads int"}}
    parts = {
        "id": "area",
        "of": "合计",
        "key": ["期", "区"],
        "fields": {"期": "period text", "区": "area text", "户": "homes int", "人": "heads int"},
    }
    dictionary, faults = dictionary_of({"d": {"records": {"合计": whole, "分区": parts}}})
    assert faults == ()
    found = [HeaderBook(dictionary).recognise([headers]) for headers in (("期", "区", "人"), ("期", "户", "人"))]
    assert [match.record.name for match in found if isinstance(match, Match)] == ["分区", "合计"]


def test_equally_good_types_are_not_guessed() -> None:
    """Groups and events share these columns; one column more tells them apart."""
    assert name(("编号", "名称", "目标")) == "表头对“小组”、“活动”同样合适，不作猜测"
    assert name(("编号", "名称", "目标", "地点")) == "活动"


def test_a_stranger_is_not_recognised_and_the_nearest_type_is_named() -> None:
    """Few known columns among many are not enough, even with a key."""
    assert name(("档案号", "姓名", "甲", "乙", "丙", "丁", "戊", "己")) == (
        "最接近“对象”，但只对上 2 列（档案号、姓名）"
    )
    assert name(("说明",), ("本表由系统导出",)) == "没有认得的表头"
    assert name() == "没有认得的表头"


def test_headers_are_not_searched_far_down() -> None:
    """Below ten rows of anything there are only data."""
    headers = ("档案号", "姓名", "电话")
    assert name(*[("说明",)] * 9, headers) == "对象"
    assert name(*[("说明",)] * 10, headers) == "没有认得的表头"


@pytest.fixture(scope="module")
def shipped() -> Dictionary:
    """The dictionary of the shipped rule pack."""
    return load_rulebook().dictionary


def first_heading(field: Field) -> str:
    """Another heading of a field where there is one."""
    return field.headers[0] if field.headers else field.name


@pytest.mark.parametrize("written", ["names", "other headings", "ids", "first half"])
def test_every_shipped_record_type_is_told_by_its_own_headers(shipped: Dictionary, written: str) -> None:
    """No record type of the pack takes another's sheet, whichever headings are used and with half the columns."""
    book = HeaderBook(shipped)
    told: dict[str, str] = {}
    for name, record in shipped.records.items():
        if record.origin is not Origin.EXPORT:
            continue
        fields = list(record.fields.values())
        match written:
            case "names":
                headers = [field.name for field in fields]
            case "other headings":
                headers = [first_heading(field) for field in fields]
            case "ids":
                headers = [field.id for field in fields]
            case _:
                headers = [field.name for field in fields[: max(4, len(fields) // 2)]]
        found = book.recognise([headers])
        told[name] = found.record.name if isinstance(found, Match) else found.reason
    assert {name: other for name, other in told.items() if other != name} == {}
    assert len(told) > 50
