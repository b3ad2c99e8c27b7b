"""Workbooks made to use up memory or time: refused by what they are, before anything large is built."""

from __future__ import annotations

import struct
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from workbook_fixtures import FILES, ods, rows, wide, xlsb, xlsx, zipped

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.workbooks.package import Package
from auditor.records.reading.workbooks.workbook import read_workbook

GOOD = rows('<row r="1"><c r="A1"><v>7</v></c></row>')
LONG = "有一格的文字超过 1000000 个字，不像是填写的内容"
UNSAFE = "文件里有不安全的 XML 定义"
BOMB = "解开后太大，超过 4 MB；确实要读就加 --limit unpacked_bytes=…"
MEGABYTE = b"a" * 2**20


def faults(sheet: str | Iterator[bytes], limits: Limits = LIMITS) -> str:
    """Why a sheet is not read while its neighbour is."""
    content = Content("a.xlsx", ".xlsx", xlsx({"大": sheet, "好": GOOD}), limits)
    assert [(each.name, each.cells.rows()) for each in read_workbook(content)] == [("好", [("7",)])]
    [problem] = content.problems
    assert (problem.code, problem.sheet) == ("D602", "大")
    return problem.text.removeprefix("工作表读不了：")


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(read_workbook(Content("a.xlsx", ".xlsx", data, limits)))
    return str(caught.value)


def cell(place: str) -> str:
    return f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>'


def too_large(rows_: int, columns: int, cells: int = LIMITS.cells) -> str:
    return f"工作表太大：{rows_} 行 × {columns} 列，超过 {cells} 格的上限；可以用 --limit cells=… 放宽"


@pytest.mark.parametrize(
    "places", [["A1", "XFD1048576"], ["XFD1048576", "A1"], ["A1", "A1048576", "XFD2"], ["A1048576", "XFD1"]]
)
def test_two_cells_far_apart(places: list[str]) -> None:
    """The native reader would build all the cells between; in whatever order they come."""
    assert faults(rows("".join(map(cell, places)))) == too_large(1048576, 16384)


def test_a_million_rows_of_two_hundred_columns() -> None:
    """Also when the width only shows where a million rows have gone by."""

    def sheet(wide_at: int) -> Iterator[bytes]:
        yield rows("").removesuffix("</sheetData></worksheet>").encode()
        for row in range(1, 1048577):
            letters = "GR" if row >= wide_at else "A"
            yield f'<row r="{row}"><c r="{letters}{row}"><v>1</v></c></row>'.encode()
        yield b"</sheetData></worksheet>"

    assert faults(sheet(1)) == too_large(1048576, 200)
    assert faults(sheet(1048576)) == too_large(1048576, 200)


def test_fifty_thousand_columns() -> None:
    """Whether or not the cells say where they are."""
    why = "工作表太大：50000 列，超过 16384 列的上限；可以用 --limit columns=… 放宽"
    assert faults(rows(f'<row r="1">{"<c><v>1</v></c>" * 50_000}</row>')) == why
    assert faults(rows('<row r="1"><c r="A1"><v>1</v></c><c r="BUYB1"><v>1</v></c></row>')) == why


def test_limits_are_the_users() -> None:
    """A sheet just within them is read, and one just beyond is not; blank formatted cells do not count."""
    sheet = rows('<row r="1"><c r="A1"><v>1</v></c><c r="D1" s="1"/></row><row r="5"><c r="B5"><v>1</v></c></row>')
    assert faults(sheet, replace(LIMITS, cells=9)) == too_large(5, 2, 9)
    content = Content("a.xlsx", ".xlsx", xlsx({"大": sheet}), replace(LIMITS, cells=10, columns=2))
    assert [each.cells.shape for each in read_workbook(content)] == [(5, 2)]
    assert content.problems == []
    assert "超过 1 列的上限" in faults(sheet, replace(LIMITS, columns=1))


def test_other_formats_know_their_size_too() -> None:
    """A record of an .xlsb, repetitions in an .ods; the native reader builds all sheets of an .ods at once."""
    cells = [(0, struct.pack("<IIHBBBI", 1048575, 0, 300, 0, 0, 0, 0)), (6, struct.pack("<II", 16383, 0) + wide("x"))]
    content = Content("a.xlsb", ".xlsb", xlsb("大", cells))
    assert list(read_workbook(content)) == []
    assert [problem.text for problem in content.problems] == [f"工作表读不了：{too_large(1048576, 16384)}"]

    text = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
    one, all_columns = text.format(""), text.format(' table:number-columns-repeated="16384"')
    repeated = [
        (f'<table:table-row table:number-rows-repeated="1048576">{one * 40}</table:table-row>', (1048576, 40)),
        (f'<table:table-row table:number-rows-repeated="2000">{all_columns}</table:table-row>', (2000, 16384)),
        (
            '<table:table-row table:number-rows-repeated="1048575"/><table:table-row>'
            f'<table:table-cell table:number-columns-repeated="99"/>{one}</table:table-row>',
            (1048576, 100),
        ),
    ]
    for body, size in repeated:
        assert refusal(ods(f'<table:table table:name="大">{body}</table:table>')) == f"“大”{too_large(*size)}"
    blank = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    sheet = f'<table:table table:name="好"><table:table-row>{one}</table:table-row>{blank}</table:table>'
    content = Content("a.ods", ".ods", ods(sheet))
    assert [each.cells.rows() for each in read_workbook(content)] == [[("x",)]]


@pytest.mark.parametrize("start", ['<row r="1"><c r="A1" t="inlineStr"><is><t>', '<row r="1"><c r="A1" t="str"><v>'])
def test_a_cell_of_two_hundred_megabytes(start: str) -> None:
    """It is not built up in memory, and the other sheets are read."""

    def sheet() -> Iterator[bytes]:
        yield rows(start).removesuffix("</sheetData></worksheet>").encode()
        for _ in range(200):
            yield MEGABYTE
        yield b"</t></is></c></row></sheetData></worksheet>"

    tracemalloc.start()
    assert faults(sheet()) == LONG
    assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    tracemalloc.stop()


def test_a_shared_text_of_two_hundred_megabytes() -> None:
    """Texts are shared by all sheets, so that none can be read."""

    def strings() -> Iterator[bytes]:
        yield b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        for _ in range(200):
            yield MEGABYTE
        yield b"</t></si></sst>"

    assert refusal(xlsx({"大": GOOD}, {"xl/sharedStrings.xml": strings()})) == LONG


def test_long_cells_within_reason_are_read() -> None:
    """A cell may be as long as a spreadsheet's; a longer one than allowed is named in its place."""
    text = "长" * 32767
    sheet = rows(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c><c r="B1"><v>1</v></c></row>')
    content = Content("a.xlsx", ".xlsx", xlsx({"a": sheet}))
    assert [each.cells.rows() for each in read_workbook(content)] == [[(text, "1")]]
    content = Content("a.xlsx", ".xlsx", xlsx({"a": sheet}), replace(LIMITS, cell_chars=32766))
    assert [each.cells.rows() for each in read_workbook(content)] == [[("#过长", "1")]]


def test_a_long_end_of_a_sheet_is_no_long_cell() -> None:
    """Rows without cells, and what follows the cells, may be many megabytes."""
    blank = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(2, 150_000))
    regions = "".join(f'<mergeCell ref="A{row}:A{row + 1}"/>' for row in range(2, 150_000, 2))
    sheet = rows(f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}').replace(
        "</worksheet>", f"<mergeCells>{regions}</mergeCells></worksheet>"
    )
    content = Content("a.xlsx", ".xlsx", xlsx({"a": sheet}))
    assert [each.cells.rows() for each in read_workbook(content)] == [[("1",)]]
    assert content.problems == []


def test_bombs_are_counted_while_they_are_inflated() -> None:
    """What the zip says of its sizes is not believed."""
    small = replace(LIMITS, unpacked_bytes=4 * 2**20)
    data = xlsx({"a": GOOD}, {"xl/theme/theme1.xml": iter([MEGABYTE] * 5)})
    assert refusal(data, small) == BOMB
    true, false = struct.pack("<I", 5 * 2**20), struct.pack("<I", 5)
    assert true in data
    assert refusal(data.replace(true, false), small) == BOMB
    many = xlsx({f"a{n}": rows(cell("A1") + " " * 2**20) for n in range(5)})
    assert refusal(many, small) == BOMB


@pytest.mark.parametrize(
    "part", ["workbook.xml", "worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml", "_rels/workbook.xml.rels"]
)
def test_definitions_are_refused(part: str) -> None:
    """No spreadsheet program writes entities, whatever part they stand in."""
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    assert refusal(xlsx({"a": GOOD}, {f"xl/{part}": evil})) == UNSAFE


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("declaration", ["<!DOCTYPE", "<!ENTITY"])
def test_definitions_hidden_far_inside(part: str, declaration: str) -> None:
    """They are found wherever the part is cut into pieces."""
    for before in range(2**17 - 12, 2**17):
        filler = "<x>" + " " * (before - 3)
        assert refusal(xlsx({"a": GOOD}, {part: f"{filler}{declaration} x>"})) == UNSAFE


def test_time_does_not_grow_with_the_square() -> None:
    """Unfinished tags, and marks of odd cells without end, cost what their length costs."""
    start = time.perf_counter()
    for hostile in (
        "<c " + 'r="A1" ' * 400_000,
        "<row " + 'hidden="1" ' * 250_000,
        "<row " * 500_000,
        ' t="e"' * 400_000,
        "<c " * 800_000,
        '<c r="A1"><f>' + "</f><v></v></c>" * 150_000,
        "".join('<col min="1" max="16384" hidden="1"/>' for _ in range(60_000)),
    ):
        content = Content("a.xlsx", ".xlsx", xlsx({"a": rows(hostile)}))
        list(read_workbook(content))
    for hostile in ('<table:table-row "' * 150_000, "<table:table-cell '" * 150_000):
        content = Content("a.ods", ".ods", ods(f'<table:table table:name="a">{hostile}'))
        try:
            list(read_workbook(content))
        except UnreadableFile:
            continue
    assert time.perf_counter() - start < 20


def test_two_parts_of_one_name_are_refused() -> None:
    """What was looked at and what is then read must be the same."""
    data = BytesIO(xlsx({"a": GOOD}))
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(data, "a", ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", rows(cell("XFD1048576")))
    assert refusal(data.getvalue()).startswith("文件不完整")


def test_broken_compound_files_end() -> None:
    """Chains of sectors that lead in circles, and directories full of rubbish, end as a damaged file."""
    data = (FILES / "workbook.xls").read_bytes()
    for at in range(512, len(data) - 4, 64):
        broken = data[:at] + b"\0\0\0\0" + data[at + 4 :]
        try:
            list(read_workbook(Content("a.xls", ".xls", broken)))
        except UnreadableFile:
            continue
    assert refusal(data[:512] + b"\0" * 4096).startswith("文件不完整")
    assert refusal(zipped({"mimetype": "x"})).startswith("文件不完整")


def test_an_xls_that_promises_more_than_it_has() -> None:
    """The native reader makes room for the area and the texts that a workbook only says it has."""
    data = (FILES / "workbook.xls").read_bytes()
    area = data.index(b"\x00\x02\x0e\x00")
    for said, why in (
        ((9728, 1, 0, 1), "文件不完整"),
        ((0, 2**32 - 1, 0, 256), f"第 1 张{too_large(2**32 - 1, 256)}"),
    ):
        broken = data[: area + 4] + struct.pack("<IIHH", *said) + data[area + 16 :]
        assert refusal(broken).startswith(why)
    texts = data.index(b"\xfc\x00") + 8
    assert refusal(data[:texts] + b"\xff\xff\xff\x7f" + data[texts + 4 :]).startswith("文件不完整")


def test_sizes_are_of_parts_not_of_looks() -> None:
    """A part that is looked at twice counts once."""
    package = Package(xlsx({"a": rows(" " * 3000)}), replace(LIMITS, unpacked_bytes=5000))
    for _ in range(3):
        assert sum(map(len, package.pieces("xl/worksheets/sheet1.xml"))) > 3000


def test_parts_of_every_length_come_out_whole() -> None:
    """Also where a piece is full at the very moment at which all that was packed has been taken in."""
    for length in range(2**17 - 20, 2**17 + 20):
        text = b"<x>" + b" " * (length - 3)
        assert b"".join(Package(zipped({"x": text}), LIMITS).pieces("x")) == text
