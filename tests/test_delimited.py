"""Delimited text: whatever separator, quotes and faults, the cells stand where a person sees them."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records.damage import TOO_LONG
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.texts.delimited import natively, read_delimited
from auditor.records.reading.texts.records import Faults, rows_of

Cells = list[list[str | None]]
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\t\",;|'= ，")
VALUES = st.text(CHARACTERS, max_size=6)


def read(data: bytes | str, limits: Limits | None = None) -> tuple[Cells, list[str]]:
    """The cells of a file, and its problems as code, row and text."""
    content = Content("a.csv", ".csv", data.encode() if isinstance(data, str) else data, limits or Limits())
    (sheet,) = read_delimited(content)
    assert (sheet.first_row, sheet.headers) == (1, None)
    rows = [list(row) for row in sheet.cells.rows()]
    return rows, [f"{fault.code} {fault.row} {fault.text}" for fault in content.problems]


def codes(problems: list[str]) -> list[str]:
    return [fault[:4] for fault in problems]


@settings(deadline=None)
@given(
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_python_writes_comes_back(rows: list[list[str]], mark: str, end: str) -> None:
    """Any content written by Python's csv is read as it was; blank cells as null or nothing."""
    if not any(cell.strip() for row in rows for cell in row):
        return
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=mark, lineterminator=end).writerows([["甲", "乙", "丙"]] * 4 + rows)
    cells, _ = read(written.getvalue())
    assert [[cell or "" for cell in row] for row in cells[4:]] == rows


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from('ab,"甲 \t'), max_size=8), min_size=1, max_size=8), st.integers(2, 4))
def test_any_text_is_read_alike_natively_and_row_by_row(lines: list[str], width: int) -> None:
    """Whatever the native reader takes, it takes as the other one does, which loses no sign but marks."""
    text = "\n".join(lines) + "\n"
    faults = Faults()
    rows = [[cell or "" for cell in row] for row in rows_of(text, ",", Limits(), faults)]
    native = natively(text, ",", width)
    if native is not None:
        assert not faults.quotes
        assert [[cell or "" for cell in row] for row in native.rows()] == [
            row + [""] * (width - len(row)) for row in rows
        ]
    kept = "".join(cell for row in rows for cell in row)
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        ("\t", ["编号\t内容\t日期", "1\t甲,乙,丙\t2024-01-01", "2\t甲，乙\t2024-01-02", "3\t甲,乙,丙\t2024-01-03"]),
        (",", ["编号,内容,日期", "1,甲;乙,2024-01-01", "2,丙;丁,2024-01-02"]),
        (";", ["编号;金额;日期", "1;1,5;2024-01-01", "2;2,5;2024-01-02"]),
        ("|", ["编号|内容|日期", "1|甲,乙|2024-01-01", "2|甲|2024-01-02"]),
        ("，", ["编号，内容，日期", "1，甲，2024-01-01", "2，乙，2024-01-02"]),
        (",", ["编号,内容", "1,甲，乙，丙", "2,丁，戊，己"]),
        (",", ["江南站名册", "编号,姓名,住址", "1,甲,a", "2,乙,b", "3,丙"]),
    ],
)
def test_the_separator_is_the_sign_that_divides_the_lines_evenly(mark: str, lines: list[str]) -> None:
    """Commas and semicolons in free text do not count, however many they are."""
    width = max(len(line.split(mark)) for line in lines)
    cells, problems = read("\n".join(lines))
    assert cells == [[*line.split(mark), *[None] * (width - len(line.split(mark)))] for line in lines]
    assert problems == []


def test_a_stated_separator_is_taken_and_its_line_does_not_count() -> None:
    """Excel does not show ``sep=;``, so its first row is the next one."""
    assert read("sep=;\r\na,b;c\r\n1;2\r\n") == ([["a,b", "c"], ["1", "2"]], [])


def test_quotes_line_breaks_and_formula_guards() -> None:
    """Doubled quotes, line breaks in a cell (which make no row), a quote within a word, blank rows."""
    text = 'a,b\n"x ""y""\nz",="007"\n\n5" 管,\'1\n'
    assert read(text) == ([["a", "b"], ['x "y"\nz', '="007"'], [None, None], ['5" 管', "'1"]], [])


def test_a_quote_without_partner_costs_its_row_only() -> None:
    """The rows behind it are read, those with sound quotes as such, and the row is told."""
    text = 'a,b,c\n1,"坏的,3\n2,"好\n的",3\n3,"又坏" x,3\n4,"",5\n'
    cells, problems = read(text)
    assert cells == [
        ["a", "b", "c"],
        ["1", '"坏的', "3"],
        ["2", "好\n的", "3"],
        ["3", '"又坏" x', "3"],
        ["4", None, "5"],
    ]
    assert problems == ["D642 2 有 2 行的引号没有配对（第 2、4 行），这些行按没有引号读，请核对各列"]


def test_longer_rows_are_kept_and_told_and_shorter_ones_are_blank() -> None:
    """What has no header is not thrown away; empty cells at the end of a row are nothing to tell."""
    cells, problems = read("a,b,c\n1,2,3\n1,2\n1,2,3,4,5\n1,2,3,,\n")
    assert cells[2:4] == [["1", "2", None, None, None], ["1", "2", "3", "4", "5"]]
    assert codes(problems) == ["D643"]
    assert "第 4 行" in problems[0]
    assert read("a,b,c\n1,2,3,\n4,5,6,\n7,8,9,\n")[1] == []


def test_limits_of_cells_columns_and_rows() -> None:
    """A cell too long is marked as such, columns too many are cut, and both are told with their row."""
    limits = Limits(cell_chars=10, columns=3, cells=60)
    long = "x" * 11
    for other in ("1", '"1\n2"', '"'):  # the native way and the other
        cells, problems = read(f"a,b\n{other},{long}\n3,4\n", limits)
        assert (cells[1][1], cells[2]) == (TOO_LONG, ["3", "4"])
        assert "D649" in codes(problems)
    cells, problems = read("a,b,c\n1,2,3\n1,2,3,4,5\n", limits)
    assert (cells[2], codes(problems)) == (["1", "2", "3"], ["D649"])
    with pytest.raises(UnreadableFile, match="--limit cells"):
        read("a,b,c\n" * 30, limits)
    cells, problems = read("a,b\n" * 25 + "1,2,3\n", limits)
    assert (cells[-1], codes(problems)) == (["1", "2"], ["D649"])


def test_hostile_sizes_are_bounded() -> None:
    """Fifty thousand columns, a million quotes and a row of a million cells take a moment, not minutes."""
    begin = time.monotonic()
    cells, problems = read(",".join(["a"] * 50_000) + "\n1,2\n")
    assert (len(cells[0]), codes(problems)) == (16_384, ["D649"])
    read('a,"b\n' * 100_000)
    read("a,b\n" + '"' * 1_000_000)
    read("a,b\n1,2\n" + "," * 1_000_000)
    assert time.monotonic() - begin < 20


def test_nul_bytes() -> None:
    """A stray one is dropped and told; a file full of them, or of other control characters, is no text."""
    cells, problems = read("a,b\n" + "1,2\n" * 100 + "3\0,4\n")
    assert (cells[-1], codes(problems)) == (["3", "4"], ["D649"])
    for data in (b"a,b\0c", b"\1\2\3abc,d\n"):
        with pytest.raises(UnreadableFile, match="不是文字文件"):
            read(data)


def test_characters_lost_and_garbled_rows_are_told_by_the_rows_that_a_person_sees() -> None:
    """A line break within a cell does not shift the number."""
    rows = ["编号,内容", '1,"好\n的"', "2,坏\ufffd的", "3," + "与家属沟通低保申请".encode().decode("gbk", "ignore")]
    _, problems = read("\n".join([*rows, *["4,与家属沟通低保申请"] * 9]))
    assert [fault[:6] for fault in problems] == ["D641 3", "D646 4"]


def test_a_large_even_file_is_read_natively() -> None:
    """A hundred thousand rows, quotes and all, take about a second."""
    row = '{0},"李,明",2024-12-03,"与家属沟通\n第{0}次",电访,是\n'
    text = "编号,姓名,日期,内容,方式,签名\n" + "".join(row.format(number) for number in range(100_000))
    begin = time.monotonic()
    cells, problems = read(text)
    assert (len(cells), problems) == (100_001, [])
    assert time.monotonic() - begin < 10
