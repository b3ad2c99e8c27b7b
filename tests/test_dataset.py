"""The data set: rows with their provenance, in an order that only their content decides."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from station import station

from auditor.records.dataset import Dataset, State, UnreadColumn, UnreadSheet, load_records

VISITS = ["记录编号", "档案号", "日期", "方式", "人数", "合格", "内容"]
PLACES = ["source_", "row_"]


def write(path: Path, *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def problems(data: Dataset) -> list[str]:
    return [f"{p.code} {p.file}:{p.row}:{p.column} {p.text}" for p in data.problems]


def test_a_frame_has_ids_places_values_and_states() -> None:
    """The columns, their types and order are those that the engines count on."""
    data = Dataset.from_rows(
        station(),
        {"探访": [{"记录编号": "J2", "日期": "2024.12.3", "人数": "三"}, {"记录编号": "J1", "合格": True, "人数": 2}]},
    )
    table = data.tables["探访"]
    assert table.frame.schema == {
        "rid": pl.Int64, "source_": pl.Int32, "row_": pl.Int32,
        "visit_no": pl.String, "visit_no__state": pl.UInt8,
        "archive_no": pl.String, "archive_no__state": pl.UInt8,
        "visited_at": pl.Datetime("us"), "visited_at__state": pl.UInt8,
        "method": pl.String, "method__state": pl.UInt8,
        "heads": pl.Int64, "heads__state": pl.UInt8,
        "passed": pl.Boolean, "passed__state": pl.UInt8,
        "content": pl.String, "content__state": pl.UInt8,
    }  # fmt: skip
    assert table.present == {"记录编号", "日期", "人数", "合格"}
    known, invalid, absent = State.KNOWN, State.INVALID, State.ABSENT
    day = datetime(2024, 12, 3)  # noqa: DTZ001 (an export's times have no zone)
    assert table.frame.rows() == [
        (0, 0, 2, "J1", known, None, absent, None, known, None, absent, 2, known, True, known, None, absent),
        (1, 0, 1, "J2", known, None, absent, day, known, None, absent, None, invalid, None, known, None, absent),
    ]  # fmt: skip
    assert problems(data) == ["D605 :1:人数 “人数”应当是整数，读不懂“三”，按无效处理"]


def test_a_date_without_its_day_is_told_kindly() -> None:
    """The first day that it may be is kept, the state and the problem say what is written."""
    rows = [
        {"记录编号": "J1", "日期": "2024年5月"},
        {"记录编号": "J2", "日期": "2024 年"},
        {"记录编号": "J3", "日期": "五月"},
    ]
    data = Dataset.from_rows(station(), {"探访": rows})
    assert data.tables["探访"].frame.select("visited_at", "visited_at__state").rows() == [
        (datetime(2024, 5, 1), State.PARTIAL_MONTH),  # noqa: DTZ001 (an export's times have no zone)
        (datetime(2024, 1, 1), State.PARTIAL_YEAR),  # noqa: DTZ001
        (None, State.INVALID),
    ]
    assert problems(data) == [
        "D609 :1:日期 “日期”只写到年月（2024年5月），没有写是哪一天；要用到那一天的检查会显示“无法判断”，请补全",
        "D609 :2:日期 “日期”只写到年（2024 年），没有写是哪一天；要用到那一天的检查会显示“无法判断”，请补全",
        "D605 :3:日期 “日期”应当是日期时间（1900 至 2100 年），读不懂“五月”，按无效处理",
    ]


def test_record_types_not_given_are_empty_and_unread() -> None:
    """Every type has a table; a type given without rows lacks no column."""
    data = Dataset.from_rows(station(), {"小组": [], "活动": [{}]})
    assert data.read == {"小组", "活动"}
    assert data.tables["活动"].present == {"编号", "名称", "目标", "地点"}
    assert data.tables["小组"].present == {"编号", "名称", "目标", "人数"}
    assert data.tables["探访"].present == frozenset()
    rows = {name: len(table.frame) for name, table in data.tables.items()}
    assert rows == {**dict.fromkeys(data.tables, 0), "全站": 1}  # the data set itself
    assert data.tables["小组"].frame.schema == Dataset.from_rows(station(), {}).tables["小组"].frame.schema


def test_columns_of_no_field_are_listed_and_their_rows_counted() -> None:
    """Rows in which no field is known cannot be checked, and are not lost from sight."""
    data = Dataset.from_rows(station(), {"探访": [{"鞋码": 43}]})
    assert data.sources[0].unread == {"没有内容": 1}
    assert data.unread_columns == (UnreadColumn("", None, "鞋码", "鞋码", "“探访”没有这一列"),)


def test_a_record_type_outside_the_dictionary_is_refused() -> None:
    """A program's mistake is an exception, not a data problem."""
    with pytest.raises(KeyError, match="没有的"):
        Dataset.from_rows(station(), {"没有的": []})


def test_sheets_of_one_type_are_joined_each_with_its_own_places(tmp_path: Path) -> None:
    """A column that one source lacks is absent in its rows only."""
    write(tmp_path / "1.csv", ["标题"], ["记录编号", "档案号", "人数"], ["J2", "A1", "3"])
    write(tmp_path / "2.csv", ["方式", "记录编号", "档案号"], ["电访", "J1", "Ａ１"])
    data = load_records([tmp_path], station())
    frame = data.tables["探访"].frame
    assert frame.select("rid", *PLACES, "visit_no", "archive_no", "heads__state", "method__state").rows() == [
        (0, 1, 2, "J1", "A1", State.ABSENT, State.KNOWN),
        (1, 0, 3, "J2", "A1", State.KNOWN, State.ABSENT),
    ]
    assert [source.columns for source in data.sources] == [
        {"记录编号": "A", "档案号": "B", "人数": "C"},
        {"方式": "A", "记录编号": "B", "档案号": "C"},
    ]
    assert [source.file for source in data.sources] == [f"{tmp_path.name}/1.csv", f"{tmp_path.name}/2.csv"]
    assert data.problems == ()


def test_every_row_is_kept_or_unread_for_a_reason(tmp_path: Path) -> None:
    """Blank rows are nothing; repeated headers, sums, rows without content and repetitions are counted."""
    file = write(
        tmp_path / "a.csv",
        ["记录编号", "档案号", "内容", "序号"],
        ["J1", "A1", "好", "1"],
        ["", "", "", ""],
        ["记录编号", "档案号", "内容", "序号"],
        ["", "", "", "3"],
        [" J1", "Ａ1", "好 ", "4"],
        ["", "合 计", "2", ""],
    )
    data = load_records([file], station())
    assert data.sources[0].rows_read == 5
    assert data.sources[0].unread == {"合计行": 1, "没有内容": 1, "重复的表头": 1}
    assert (data.rows_read, data.rows_kept, data.rows_unread, data.rows_duplicate) == (5, 1, 3, 1)
    assert problems(data) == ["D607 a.csv:6:None 与第 2 行完全相同，只读一次"]
    column = UnreadColumn("a.csv", None, "D", "序号", "“探访”没有这一列")
    assert data.unread_columns == (column,)


def test_keys_that_are_blank_repeated_or_not_exported(tmp_path: Path) -> None:
    """Such rows are checked all the same, and said to be doubtful."""
    write(tmp_path / "1.csv", VISITS[:3], ["J1", "A1", "2024-01-01"], ["", "A2", ""], ["待补", "A3", ""])
    write(tmp_path / "2.csv", VISITS[:3], ["J1", "A1", "2024-01-02"])
    write(tmp_path / "3.csv", ["档案号", "日期", "人数", "内容"], ["A1", "2024-01-01", "", ""], ["A4", "", "", ""])
    data = load_records([tmp_path], station())
    at = tmp_path.name
    assert problems(data) == [
        f"D606 {at}/1.csv:3:A “记录编号”是空的或读不懂，这一行仍然检查",
        f"D606 {at}/1.csv:4:A “记录编号”是空的或读不懂，这一行仍然检查",
        f"D608 {at}/2.csv:2:A “记录编号”与{at}/1.csv第 2 行相同而内容不同，两行都保留",
        f"D604 {at}/3.csv:None:None 没有“记录编号”这一列，分不清哪两行是同一份记录",
    ]
    assert data.rows_kept == data.rows_read == 6


def test_rows_that_differ_only_in_what_does_not_convert_are_two_rows() -> None:
    """Nothing is dropped as a repetition because it could not be read."""
    rows = [{"记录编号": "J1", "人数": "三"}, {"记录编号": "J1", "人数": "四"}, {"记录编号": "J1", "人数": "三"}]
    data = Dataset.from_rows(station(), {"探访": rows})
    assert data.tables["探访"].frame["row_"].to_list() == [1, 2]


def test_problems_do_not_quote_private_fields() -> None:
    """A field marked private is described, and its content is not shown."""
    rows = [{"档案号": "A1", "姓名": "张三", "得分": "四四零一", "类别": "秘密" * 20}]
    data = Dataset.from_rows(station(), {"对象": rows})
    assert [problem.text for problem in data.problems] == [
        "“得分”应当是数字，读不懂所写的内容，按无效处理",
        "“类别”应当是低保、独居、低边/低收，读不懂“秘密秘密秘密秘密秘密秘密秘密秘密秘密秘密…”，按无效处理",
    ]


def test_a_folder_with_broken_and_foreign_files_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Broken files, foreign formats, unknown sheets and missing paths are told; the rest is read."""
    (tmp_path / "坏.xlsx").write_bytes(b"nothing")
    (tmp_path / "照片.JPG").write_bytes(b"")
    (tmp_path / "~$开着.xlsx").write_bytes(b"")
    (tmp_path / ".隐藏.csv").write_bytes(b"")
    write(tmp_path / "空.csv")
    write(tmp_path / "说明.csv", ["本表由系统导出"], [], ["请勿修改"])
    sub = tmp_path / "子"
    sub.mkdir()
    write(sub / "小组.csv", ["编号", "名称", "目标", "人数"], ["G1", "小组", "目标", "8"])
    data = load_records([tmp_path, tmp_path / "没有"], station())
    at = tmp_path.name
    assert data.read == {"小组"}
    assert problems(data) == [
        f"D601 {tmp_path.as_posix()}/没有:None:None 文件读不了：没有这个文件或文件夹",
        f"D603 {at}:None:None 有 1 个文件不是可以读的格式（.jpg 1 个），没有读",
        f"D601 {at}/坏.xlsx:None:None 文件读不了：内容只是一段文字，不是表格；如果是报错信息，请重新导出",
        f"D601 {at}/空.csv:None:None 文件读不了：文件是空的（0 字节），可能没有下载完，请重新导出",
    ]
    assert data.unread_sheets == (UnreadSheet(f"{at}/说明.csv", None, 2, "没有认得的表头"),)
    assert (data.rows_read, data.rows_unread) == (3, 2)


def test_files_are_shown_from_the_given_folder_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a station keeps its export on its disk is nobody's business; what is given by name stays apart."""
    header = ["编号", "名称", "目标", "人数"]
    for folder, number in (("2024/导出", "G1"), ("2025/导出", "G2")):
        (tmp_path / folder / "子").mkdir(parents=True)
        write(tmp_path / folder / "子" / "小组.csv", header, [number, "小组", "目标", "8"])

    def shown(*paths: Path | str) -> list[str]:
        return [source.file for source in load_records(paths, station()).sources]

    monkeypatch.chdir(tmp_path / "2024")
    assert shown("导出") == shown(tmp_path / "2024/导出") == shown("../2024/导出/") == ["导出/子/小组.csv"]
    assert shown("导出/子/小组.csv") == ["小组.csv"]
    assert shown(".") == ["2024/导出/子/小组.csv"]
    assert shown("导出", "../2025/导出") == ["导出/子/小组.csv", "../2025/导出/子/小组.csv"]


CELL = st.sampled_from(["", "1", "2", "二", "2024-01-01", "入户", "是", "无", "好"])
ROWS = st.lists(
    st.fixed_dictionaries(dict.fromkeys(VISITS[1:], CELL) | {"记录编号": st.sampled_from(["", "J1", "J2", "J3"])}),
    max_size=12,
)


@settings(deadline=None)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_shuffled_rows_give_the_same_frame(rows: list[dict[str, str]], seed: int) -> None:
    """rids and content do not depend on the order of the input, so neither do findings."""
    other = rows[:]
    random.Random(seed).shuffle(other)
    one, two = (
        Dataset.from_rows(station(), {"探访": each}).tables["探访"].frame.drop(PLACES) for each in (rows, other)
    )
    assert one.equals(two)
    assert one["rid"].to_list() == list(range(len(one)))


@settings(deadline=None)
@given(rows=ROWS)
def test_nothing_is_lost(rows: list[dict[str, str]]) -> None:
    """Rows read are rows kept and rows unread; every invalid cell and every repetition is a problem."""
    data = Dataset.from_rows(station(), {"探访": rows})
    assert data.rows_read == sum(any(row.values()) for row in rows)
    assert data.rows_kept == len(data.tables["探访"].frame)
    assert data.rows_read == data.rows_kept + data.rows_unread + data.rows_duplicate
    codes = [problem.code for problem in data.problems]
    assert codes.count("D607") == data.rows_duplicate
    frame = data.tables["探访"].frame
    invalid = sum((frame[name] == State.INVALID).sum() for name in frame.columns if name.endswith("__state"))
    alike = sum(int(re.findall(r"有 (\d+) 格", one.text)[0]) for one in data.problems if one.code == "D631")
    assert codes.count("D605") + alike >= invalid
