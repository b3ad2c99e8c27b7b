"""Tables as they lie on sheets: headers of several rows, several tables, merged cells, sums and notes."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from station import station

from auditor.records.dictionary import Dictionary
from auditor.records.dictionary_file import dictionary_of
from auditor.records.layout.blocks import Block, blocks_of, nameless_columns
from auditor.records.layout.headers import HeaderBook, Match
from auditor.records.layout.mapping import ExportMapping, SheetMapping
from auditor.records.layout.record_rows import RecordRows, Table, record_rows
from auditor.records.reading.sheet import Merged, Sheet, letter

Cells = Sequence[Sequence[str | None]]


def sheet(*rows: Sequence[str | None], merged: Sequence[Merged] = (), name: str | None = "表") -> Sheet:
    width = max(len(row) for row in rows)
    columns = [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
    cells = pl.DataFrame([pl.Series(f"c{at}", column, pl.String) for at, column in enumerate(columns)])
    return Sheet("册.xlsx", name, cells, tuple(map(letter, range(width))), merged=tuple(merged))


def guardians() -> Dictionary:
    """Clients with a guardian, whose name and number stand beside theirs."""
    fields = {
        "档案号": "archive_no text",
        "姓名": "name text",
        "电话": "phone text",
        "监护人姓名": "guardian text",
        "监护人电话": "guardian_phone text",
        "建档日期": "filed_on date",
    }
    dictionary, faults = dictionary_of(
        {"d": {"records": {"对象": {"id": "client", "key": "档案号", "fields": fields}}}}
    )
    assert faults == ()
    return dictionary


def tables(
    one: Sheet, dictionary: Dictionary | None = None, *entries: SheetMapping
) -> list[tuple[str, list[list[str | None]]]]:
    """Each table: its record type (or why there is none), and its records as texts of the fields that it has."""
    found = []
    for block in blocks_of(one, HeaderBook(dictionary or station()), ExportMapping(sheets=entries)):
        match block:
            case Block(part, Match() as match):
                rows = records(part, match)
                found.append((match.record.name, [list(row[1:]) for row in rows.raw.rows()]))
            case Block(_, no):
                found.append((no.reason, []))
    return found


def records(one: Sheet, match: Match) -> RecordRows:
    return record_rows([Table(7, one, match)])


def reasons(rows: RecordRows) -> dict[str, int]:
    return {reason: count for _, reason, count in rows.unread.iter_rows()}


def matched(one: Sheet, dictionary: Dictionary, *entries: SheetMapping) -> Match:
    (block,) = blocks_of(one, HeaderBook(dictionary), ExportMapping(sheets=entries))
    assert isinstance(block.outcome, Match)
    return block.outcome


HALVES: Cells = [
    ["2024年建档登记表", None, None, None, None, None],
    ["档案号", "本人", None, "监护人", None, "建档日期"],
    [None, "姓名", "电话", "姓名", "电话", None],
    ["A1", "张三", "1", "李四", "2", "2024-01-02"],
]
MERGED = [Merged(0, 0, 0, 5), Merged(1, 1, 1, 2), Merged(1, 3, 1, 4), Merged(1, 0, 2, 0), Merged(1, 5, 2, 5)]


@pytest.mark.parametrize("merged", [MERGED, []])
def test_a_header_of_two_rows_keeps_the_guardians_name_apart(merged: list[Merged]) -> None:
    """姓名 below 监护人 is the guardian's; so it is where the file format knows nothing of merged cells."""
    match = matched(sheet(*HALVES, merged=merged), guardians())
    assert (match.first, match.row) == (1, 2)
    assert match.columns == {"档案号": 0, "姓名": 1, "电话": 2, "监护人姓名": 3, "监护人电话": 4, "建档日期": 5}
    assert match.headers[3] == "监护人/姓名"
    assert match.spare == ()


def test_two_columns_of_one_name_are_not_guessed_apart() -> None:
    """Where groups do not tell which of two columns is meant, neither is taken, and it is said."""
    rows: Cells = [
        ["档案", None, "户主", None, "代办", None],
        ["档案号", "建档日期", "姓名", "电话", "姓名", "电话"],
        ["A1", "2024-01-02", "张三", "1", "李四", "2"],
    ]
    merged = [Merged(0, 0, 0, 1), Merged(0, 2, 0, 3), Merged(0, 4, 0, 5)]
    match = matched(sheet(*rows, merged=merged), guardians())
    assert match.columns == {"档案号": 0, "建档日期": 1}
    assert [(one.header, one.reason) for one in match.spare] == [
        ("户主/姓名", "分不清哪一列是“姓名”，请写映射文件"),
        ("户主/电话", "分不清哪一列是“电话”，请写映射文件"),
        ("代办/姓名", "分不清哪一列是“姓名”，请写映射文件"),
        ("代办/电话", "分不清哪一列是“电话”，请写映射文件"),
    ]
    entry = SheetMapping(columns={"户主/姓名": "姓名", "户主/电话": "电话", "代办/姓名": "不读", "代办/电话": "不读"})
    match = matched(sheet(*rows, merged=merged), guardians(), entry)
    assert match.columns == {"姓名": 2, "电话": 3, "档案号": 0, "建档日期": 1}
    assert match.spare == ()


def test_a_header_of_three_rows() -> None:
    """A title that is merged over groups of groups does not matter."""
    rows: Cells = [
        ["基本情况", None, "家庭", None],
        ["编号信息", None, "监护人", None],
        ["档案号", "姓名", "姓名", "电话"],
        ["A1", "张三", "李四", "2"],
    ]
    merged = [Merged(0, 0, 0, 1), Merged(0, 2, 0, 3), Merged(1, 0, 1, 1), Merged(1, 2, 1, 3)]
    match = matched(sheet(*rows, merged=merged), guardians())
    assert match.columns == {"档案号": 0, "姓名": 1, "监护人姓名": 2, "监护人电话": 3}


def test_tables_below_each_other_end_before_the_next_ones_title() -> None:
    """Each table has its own header and record type; the title of the second is no record of the first."""
    found = tables(
        sheet(
            ["一、名册", None, None, None],
            ["档案号", "姓名", "电话", None],
            ["A1", "张三", "1", None],
            ["A2", "李四", "2", None],
            [None, None, None, None],
            ["二、探访", None, None, None],
            ["记录编号", "档案号", "日期", "方式"],
            ["J1", "A1", "2024-01-02", "电访"],
        )
    )
    assert found == [
        ("对象", [[3, "A1", "张三", "1"], [4, "A2", "李四", "2"]]),
        ("探访", [[8, "J1", "A1", "2024-01-02", "电访"]]),
    ]


def test_a_header_repeated_on_each_printed_page_does_not_part_a_table() -> None:
    """It is counted as a repeated header."""
    one = sheet(["档案号", "姓名", "电话"], ["A1", "张三", "1"], ["档案号", "姓名", "电话"], ["A2", "李四", "2"])
    assert tables(one) == [("对象", [[2, "A1", "张三", "1"], [4, "A2", "李四", "2"]])]
    match = matched(one, station())
    assert reasons(records(one, match)) == {"重复的表头": 1}


def test_tables_side_by_side_are_parted_by_a_blank_column() -> None:
    """Only where each side has a header of its own; a blank column within one table parts nothing."""
    found = tables(
        sheet(
            ["档案号", "姓名", "电话", None, "记录编号", "档案号", "日期", "方式"],
            ["A1", "张三", "1", None, "J1", "A1", "2024-01-02", "电访"],
            ["A2", "李四", "2", None, None, None, None, None],
        )
    )
    assert found == [
        ("对象", [[2, "A1", "张三", "1"], [3, "A2", "李四", "2"]]),
        ("探访", [[2, "J1", "A1", "2024-01-02", "电访"]]),
    ]
    assert tables(sheet(["档案号", "姓名", None, "电话"], ["A1", "张三", None, "1"])) == [
        ("对象", [[2, "A1", "张三", "1"]])
    ]


def test_what_is_merged_for_a_household_holds_for_each_of_its_rows() -> None:
    """The value is read in every row that it spans, sideways only in its first column, and it is said."""
    one = sheet(
        ["档案号", "姓名", "电话"],
        ["A1", "张三", "1"],
        ["A2", None, None],
        ["A3", "王五", None],
        merged=[Merged(1, 2, 3, 2), Merged(1, 1, 2, 1)],
    )
    rows = records(one, matched(one, station()))
    assert rows.raw.rows() == [(7, 2, "A1", "张三", "1"), (7, 3, "A2", "张三", "1"), (7, 4, "A3", "王五", "1")]
    assert rows.regions == {7: 2}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "2 人", None], "合计行"),
        (["南园东社区小计：", None, "7"], "合计行"),
        ([None, "合 计", "7"], "合计行"),
        (["Grand Total", None, None], "合计行"),
        (["填表人：某某", None, None], "表下的说明"),
        (["注：本表按季度更新。", None, None], "表下的说明"),
        ([None, "审核：", "某某"], "表下的说明"),
        (["档案号", "姓名", "电话"], "重复的表头"),
    ],
)
def test_rows_that_are_no_records(row: list[str | None], reason: str) -> None:
    """Sums, notes below the table and repeated headers are counted, each by its reason."""
    one = sheet(["档案号", "姓名", "电话"], ["A1", "张三", "1"], row)
    rows = records(one, matched(one, station()))
    assert (len(rows.raw), reasons(rows)) == (1, {reason: 1})


def test_a_sum_whose_count_stands_where_the_numbers_of_records_do() -> None:
    """The label in a column that is not read, the count beside it; a row with more than that is a record."""
    one = sheet(
        ["序号", "档案号", "姓名", "电话"],
        ["1", "A1", "张三", "1"],
        ["合计", "1 人", None, None],
        ["小计", "A2", "李四", "2"],
    )
    rows = records(one, matched(one, station()))
    assert (rows.raw["archive_no"].to_list(), reasons(rows)) == (["A1", "A2"], {"合计行": 1})


@pytest.mark.parametrize(
    "row",
    [
        ["合计-001", "张三", "1"],
        ["A2", "合计", "1"],
        ["注册-3", "张三", None],
        [None, "张三", "1"],
        ["备注：A2", "张三", "1"],
    ],
)
def test_rows_that_look_like_it_but_are_records(row: list[str | None]) -> None:
    """A record with a number of its own, or without any label, is kept."""
    one = sheet(["档案号", "姓名", "电话"], ["A1", "张三", "1"], row)
    assert reasons(records(one, matched(one, station()))) == {}


def test_columns_without_a_header_are_listed_if_they_say_anything() -> None:
    """Nothing that is written goes unread in silence."""
    one = sheet(["档案号", "姓名", None, "电话", " "], ["A1", "张三", None, "1", "见附页"])
    assert [(spare.index, spare.reason) for spare in nameless_columns(one, matched(one, station()))] == [
        (4, "没有表头，下面有 1 格写着内容")
    ]


def test_a_mapping_says_what_a_sheet_holds_where_its_header_is_and_what_holds_for_all_rows() -> None:
    """Foreign headers, a header far down, the sheet's name as a value."""
    lines: list[list[str | None]] = [["说明", None, None]] * 12
    one = sheet(*lines, ["编码", "户主", "备用"], ["A1", "张三", "x"], name="南园东")
    entry = SheetMapping(
        file="册*",
        record="对象",
        header=(13, 13),
        columns={"编码": "档案号", "户主": "姓名", "备用": "不读"},
        constants={"电话": "工作表名"},
    )
    assert tables(one, None, entry) == [("对象", [[14, "A1", "张三", "南园东"]])]
    assert matched(one, station(), entry).spare == ()
    assert tables(one)[0][0] == "没有认得的表头"
    assert tables(one, None, SheetMapping(record="不读")) == [("映射文件里写明不读", [])]
    assert tables(one, None, SheetMapping(record="对象")) == [("映射文件说这是“对象”，但没有找到它的表头", [])]


WORDS = st.text(alphabet="甲乙丙丁天地玄黄宇宙123 ", min_size=1, max_size=6).filter(lambda text: text.strip())
CLIENTS = st.lists(st.tuples(WORDS, WORDS | st.none(), WORDS | st.none()), min_size=1, max_size=5)
VISITS = st.lists(st.tuples(WORDS, WORDS, WORDS | st.none(), WORDS | st.none()), min_size=1, max_size=5)
ABOVE = st.lists(st.sampled_from([["某街社工站"], ["填表日期：", "2024-12-31"], []]), max_size=4)


@settings(max_examples=60, deadline=None)
@given(above=ABOVE, clients=CLIENTS, between=ABOVE, visits=VISITS, side=st.booleans())
def test_every_row_of_every_table_is_found_whatever_stands_around_it(
    above: list[list[str]],
    clients: list[tuple[str | None, ...]],
    between: list[list[str]],
    visits: list[tuple[str | None, ...]],
    side: bool,
) -> None:
    """Titles, notes and blank rows above and between tables change nothing in what is read of them."""
    first: list[Sequence[str | None]] = [("档案号", "姓名", "电话"), *clients]
    second: list[Sequence[str | None]] = [("记录编号", "档案号", "日期", "方式"), *visits]
    if side:
        height = max(len(first), len(second))
        left = [*first, *[(None, None, None)] * (height - len(first))]
        right = [*second, *[(None,) * 4] * (height - len(second))]
        rows = [*above, *([*a, None, *b] for a, b in zip(left, right, strict=True))]
    else:
        rows = [*above, *first, [], *between, *second]
    expected = [("对象", [list(one) for one in clients]), ("探访", [list(one) for one in visits])]
    assert [(name, [row[1:] for row in found]) for name, found in tables(sheet(*rows))] == expected
