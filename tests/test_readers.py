"""Readers: every format gives the same text, with the places that a person sees in the file."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from auditor.records.reading.formats import read_sheets
from auditor.records.reading.sheet import Sheet, letter, text_of

ROWS = [["档案号", "得分", "日期"], ["440105195001010001", "3", "2024-12-03"], ["乙", None, "x\ny"]]


def only(path: Path) -> Sheet:
    sheets, problems = read_sheets(path, path.name)
    assert problems == []
    assert len(sheets) == 1
    return sheets[0]


def texts(sheet: Sheet) -> list[list[str | None]]:
    return [list(row) for row in sheet.cells.rows()]


def fault(path: Path) -> str:
    sheets, problems = read_sheets(path, path.name)
    assert sheets == []
    return "; ".join(f"{problem.code} {problem.file} {problem.text}" for problem in problems)


def test_workbooks_keep_row_numbers_letters_and_digits(tmp_path: Path) -> None:
    """Blank rows above and blank columns to the left count; dates, floats and ticks become plain text."""
    path = tmp_path / "档案.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write_row(2, 1, ["档案号", "得分", "日期", "合格"])
    sheet.write_string(3, 1, "440105195001010001")
    sheet.write_number(3, 2, 20240101.0)
    sheet.write_datetime(3, 3, datetime(2024, 12, 3), day)  # noqa: DTZ001 (a cell has no zone)
    sheet.write_boolean(3, 4, True)
    book.add_worksheet("空表")
    book.close()
    sheets, problems = read_sheets(path, "档案.xlsx")
    assert problems == []
    assert [each.name for each in sheets] == ["名册", "空表"]
    assert sheets[0].columns == ("B", "C", "D", "E")
    assert texts(sheets[0])[2:] == [
        ["档案号", "得分", "日期", "合格"],
        ["440105195001010001", "20240101", "2024-12-03 00:00:00", "true"],
    ]
    assert sheets[1].cells.is_empty()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_delimited_text_in_the_usual_encodings(tmp_path: Path, encoding: str, mark: str) -> None:
    """Excel's and WPS's ways of saving give the same cells; a quoted line break stays in its cell."""
    path = tmp_path / "a.csv"
    lines = [mark.join(f'"{cell}"' if cell and "\n" in cell else cell or "" for cell in row) for row in ROWS]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    sheet = only(path)
    assert texts(sheet) == ROWS
    assert (sheet.columns, sheet.first_row, sheet.headers) == (("A", "B", "C"), 1, None)


def test_ragged_delimited_text_loses_nothing(tmp_path: Path) -> None:
    """A title row that is shorter and a row that is longer than the headers are kept, blank lines counted."""
    path = tmp_path / "a.csv"
    path.write_text("名册\n\n档案号,姓名\n甲,张三,多出\n", encoding="utf-8")
    assert texts(only(path)) == [
        ["名册", None, None],
        [None, None, None],
        ["档案号", "姓名", None],
        ["甲", "张三", "多出"],
    ]


def test_json_numbers_keep_their_digits(tmp_path: Path) -> None:
    """Arrays, lines and named arrays; a number is the text that stands in the file."""
    items = '[{"档案号": 440105195001010001, "得分": 3.10, "类别": ["低保", "独居"]}, {"合格": true}]'
    expected = [["440105195001010001", "3.10", "低保、独居", None], [None, None, None, "是"]]
    (tmp_path / "a.json").write_text(items, encoding="utf-8")
    (tmp_path / "b.json").write_text(f'{{"名册": {items}}}', encoding="utf-8")
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, json.loads(items))), encoding="utf-8")
    for file, name in [("a.json", None), ("b.json", "名册")]:
        sheet = only(tmp_path / file)
        assert (sheet.name, sheet.headers, texts(sheet)) == (name, ("档案号", "得分", "类别", "合格"), expected)
    assert texts(only(tmp_path / "c.jsonl"))[1] == expected[1]


def test_parquet_columns_become_text(tmp_path: Path) -> None:
    """Typed columns are written as ``text_of`` writes single values."""
    frame = pl.DataFrame(
        {
            "编号": [20240101.0, None],
            "得分": [1.5, float("nan")],
            "日期": [date(2024, 12, 3), None],
            "时间": [datetime(2024, 12, 3, 9, 30, tzinfo=UTC), None],
            "类别": [["低保", "独居"], []],
            "合格": [True, False],
        }
    )
    path = tmp_path / "a.parquet"
    frame.write_parquet(path)
    assert texts(only(path)) == [
        ["20240101", "1.5", "2024-12-03", "2024-12-03 09:30:00.000000", "低保、独居", "true"],
        [None, None, None, None, "", "false"],
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.xlsx",
            b"PK\x03\x04not a workbook",
            "D601 a.xlsx 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出",
        ),
        ("a.parquet", b"PAR1", "D601 a.parquet 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出"),
        ("a.csv", b"\x81\xff\xff\x30", "D601 a.csv 文件读不了：认不出文字编码；请另存为 UTF-8（“CSV UTF-8”）再读"),
        ("b.csv", b"a,b\0c", "D601 b.csv 文件读不了：不是文字文件"),
        ("a.json", b"[\n{", "D601 a.json 文件读不了：第 2 行不是完整的 JSON"),
        ("b.json", b"[1, 2]", "D601 b.json 文件读不了：有 2 项不是一份记录（{…}）"),
        ("c.json", b'"a"', "D601 c.json 文件读不了：JSON 应当是一列记录（[{…}, {…}]），或者几列各有名称的记录"),
        ("d.json", b"[" * 200_000, "D601 d.json 文件读不了：JSON 嵌套太深"),
        ("a.jsonl", b'\n{"a"', "D601 a.jsonl 文件读不了：第 2 行不是完整的 JSON"),
        ("a.html", b"<html>", "D601 a.html 文件读不了：网页里没有表格；如果是登录页面或报错页面，请重新导出"),
    ],
)
def test_a_broken_file_is_a_problem_that_quotes_nothing(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    """Whatever is wrong with a file, reading it gives one problem and no exception."""
    (tmp_path / name).write_bytes(content)
    assert fault(tmp_path / name) == expected


def test_a_vanished_file_is_a_problem(tmp_path: Path) -> None:
    """The system's reason is given."""
    assert fault(tmp_path / "a.csv").startswith("D601 a.csv 文件读不了：")


def test_letters_and_texts() -> None:
    """Column letters as in Excel; values as one would type them."""
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    values = [None, True, 3.0, 2.5, float("inf"), 7, date(2024, 1, 2), ["a", None, 1], {"a": 1}]
    assert [text_of(value) for value in values] == [
        None, "是", "3", "2.5", None, "7", "2024-01-02", "a、1", '{"a": 1}',
    ]  # fmt: skip
