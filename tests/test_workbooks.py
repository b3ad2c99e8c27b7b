"""Workbooks as stations have them: everything that a sheet says besides its cells, and whatever is wrong with it."""

from __future__ import annotations

import random
import struct
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from workbook_fixtures import FILES, make_since_1904, make_workbook, rows, wide, xlsb, xlsx

from auditor.records.damage import UNCALCULATED
from auditor.records.problems import NOTICES
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.formats import read_content
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.sheet import PICTURE, Merged, Sheet, letter
from auditor.records.reading.workbooks.workbook import is_encrypted, read_workbook

GOOD = rows('<row r="1"><c r="A1" t="inlineStr"><is><t>档案号</t></is></c></row>')
DAMAGED = "文件不完整（可能没有下载完）或已损坏，请重新导出"
MADE = {"workbook.xlsx": make_workbook, "since_1904.xlsx": make_since_1904}


def read(data: bytes, limits: Limits = LIMITS) -> tuple[list[Sheet], list[str]]:
    """The sheets of a workbook, and its problems as one line each."""
    content = Content("a.xlsx", ".xlsx", data, limits)
    sheets = list(read_workbook(content))
    return sheets, [f"{problem.code} {problem.sheet} {problem.text}" for problem in content.problems]


def why_not(data: bytes, limits: Limits = LIMITS) -> str:
    """Why a workbook cannot be read at all."""
    with pytest.raises(UnreadableFile) as caught:
        read(data, limits)
    return str(caught.value)


def cells(sheet: Sheet) -> list[list[str | None]]:
    return [list(row) for row in sheet.cells.rows()]


def fixture(tmp_path: Path, name: str) -> bytes:
    """A workbook by its name: made now, or kept in tests/files."""
    if name in MADE:
        MADE[name](tmp_path / name)
        return (tmp_path / name).read_bytes()
    return (FILES / name).read_bytes()


@pytest.mark.parametrize("name", ["workbook.xlsx", "workbook.xls", "workbook.ods"])
def test_every_format_tells_the_same(tmp_path: Path, name: str) -> None:
    """Merged regions, hidden sheets, rows and columns, errors, damaged numbers, times and durations."""
    (sheet, *hidden), problems = read(fixture(tmp_path, name))
    assert [each.name for each in (sheet, *hidden)] == ["名册", "停用", "藏好"]
    assert sheet.columns == tuple("BCDEFGHI")
    assert sheet.merged == (Merged(1, 0, 1, 5), Merged(5, 0, 7, 0))
    yes, no = ("1", "0") if name.endswith(".ods") else ("true", "false")  # LibreOffice keeps a formula there
    texts = cells(sheet)
    assert texts[1][0] == "二○二四年名册"
    assert [[texts[3][1][:10], *texts[3][2:]], [texts[4][1].replace("T", " "), *texts[4][2:]]] == [  # type: ignore[index, union-attr]
        ["2024-12-03", "1899-12-31 09:00:00", "36:00:00", yes, "3", "#DIV/0!", "4.40105E+17"],
        ["2024-12-03 09:30:00", "1899-12-31 12:00:00", "1899-12-31 02:24:00", no, "0.5", "#N/A", "123456789012345"],
    ]
    assert [row[0] for row in texts[3:6]] == ["001", "440105195001011234", "同一户"]
    assert texts[7][7] == "1.23457E+15"
    assert problems == [
        "D621 名册 有隐藏或被筛选掉的 2 行（7、8）、1 列（I），照常读取",
        "D620 停用 这张工作表是隐藏的，照常读取",
        "D620 藏好 这张工作表是隐藏的，照常读取",
    ]
    assert {"D620", "D621"} <= NOTICES


@pytest.mark.parametrize("name", ["since_1904.xlsx", "since_1904.xls", "since_1904.ods"])
def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path, name: str) -> None:
    """Dates and times are right, and the sheet says by what its bare numbers of days are to be read."""
    [sheet], problems = read(fixture(tmp_path, name))
    assert (sheet.since_1904, problems) == (True, [])
    first, *others = cells(sheet)[1]
    assert [first and first[:10], *others] == ["2024-12-03", "1899-12-31 09:00:00", "36:00:00", "44167"]
    assert not read(GOOD_BOOK)[0][0].since_1904


GOOD_BOOK = xlsx({"名册": GOOD})


def test_an_et_is_read_by_its_content(tmp_path: Path) -> None:
    """WPS keeps an .et as an .xls or as an .xlsx."""
    for name in ("workbook.xls", "workbook.xlsx"):
        content = Content("名册.et", ".et", fixture(tmp_path, name))
        assert [sheet.name for sheet in read_content(content)] == ["名册", "停用", "藏好"]
        assert {problem.code for problem in content.problems} == {"D620", "D621"}


def test_filtered_rows_are_read_and_counted(tmp_path: Path) -> None:
    """A filter hides rows; all are read, the first are named, and rows below the last text do not count."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    sheet.autofilter(0, 0, 20, 0)
    for row in range(21):
        sheet.write(row, 0, f"甲{row}")
    for row in (*range(4, 12), 400):
        sheet.set_row(row, options={"hidden": True})
    book.close()
    [read_sheet], problems = read(path.read_bytes())
    assert read_sheet.cells.height == 21
    assert problems == ["D621 名册 有隐藏或被筛选掉的 8 行（5、6、7、8、9…），照常读取"]


def test_formulas_without_a_result_are_said(tmp_path: Path) -> None:
    """openpyxl stores none: each cell says so, also where nothing else stands in its row and column."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲", "=A1", "=TODAY()"])
    for place in ("E4", "A2", "B2", "C2"):
        sheet[place] = "=1+1"
    sheet["A3"], sheet["B3"] = time(9, 30), timedelta(hours=30)
    book.save(path)
    [got], problems = read(path.read_bytes())
    u = UNCALCULATED
    assert cells(got) == [
        ["甲", u, u, None, None],
        [u, u, u, None, None],
        ["1899-12-31 09:30:00", "30:00:00", None, None, None],
        [None, None, None, None, u],
    ]
    assert problems == [
        "D622 Sheet 有 6 个公式没有存结果（B1、C1、A2、B2、C2…），按读不懂处理；"
        "请在 Excel 或 WPS 里打开，保存一次再导出"
    ]


@pytest.mark.parametrize("zero", ["0", "0.0"])
def test_a_zero_of_another_program(zero: str) -> None:
    """It is written in two ways, and only counts where the workbook is to be calculated on opening."""
    sheet = rows(f'<row r="1"><c r="A1"><f>1+1</f><v>{zero}</v></c><c r="B1"><v>{zero}</v></c></row>')
    [got], _ = read(xlsx({"a": sheet}, settings='<calcPr fullCalcOnLoad="1"/>'))
    assert cells(got) == [[UNCALCULATED, "0"]]
    [got], problems = read(xlsx({"a": sheet}))
    assert (cells(got), problems) == ([["0", "0"]], [])


def test_a_zero_that_stands_for_no_result(tmp_path: Path) -> None:
    """XlsxWriter writes 0 for every formula and asks for calculation on opening; a result given to it is read."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    sheet.write_formula("B2", "=1+1")
    sheet.write_formula("B3", "=1+1", None, 2)
    sheet.write_formula("B4", '="无"', None, "无")
    sheet.write("B5", 0)
    book.close()
    [got], problems = read(path.read_bytes())
    assert cells(got) == [[None], [UNCALCULATED], ["2"], ["无"], ["0"]]
    assert [line[:20] for line in problems] == ["D622 名册 有 1 个公式没有存结果"]


def test_a_zero_that_stands_for_no_result_in_an_xls() -> None:
    """Java programs write 0 and ask for calculation on opening; the same zero without that is one."""
    data = (FILES / "workbook.xls").read_bytes()
    three = data.index(struct.pack("<d", 3))
    for flags, shown in ((2, UNCALCULATED), (0, "0")):
        zero = data[:three] + bytes(8) + struct.pack("<H", flags) + data[three + 10 :]
        (sheet, *_), problems = read(zero)
        assert cells(sheet)[3][5] == shown
        assert any(line.startswith("D622") for line in problems) == (shown == UNCALCULATED)


def test_an_empty_result_is_a_result() -> None:
    """A formula that gives empty text is a blank cell, not one without a result; a calculated zero is a zero."""
    sheet = rows(
        '<row r="1"><c r="A1"><v>7</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1" t="str"><f>""</f><v/></c>'
        '<c r="D1"><f>0</f><v>0</v></c><c r="E1"><f t="shared" si="0"/><v>5</v></c>'
        '<c r="F1"><f t="shared" si="0"/></c></row>'
    )
    [got], problems = read(xlsx({"a": sheet}))
    assert [text or None for text in cells(got)[0]] == ["7", None, None, "0", "5", UNCALCULATED]
    assert len(problems) == 1


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_errors_are_their_own_text(error: str) -> None:
    """Whether or not the value is that of a formula."""
    sheet = rows(
        f'<row r="1"><c r="B1" t="e"><v>{error}</v></c><c r="C1" s="0" t="e"><f>A1/0</f><v>{error}</v></c></row>'
    )
    [got], problems = read(xlsx({"a": sheet}))
    assert (cells(got), problems) == ([[error, error]], [])


def test_an_error_that_cannot_be_read_is_named() -> None:
    """The native reader knows the seven errors only; the sheet with another says where it is."""
    odd = rows('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>A1:A9</f><v>#SPILL!</v></c></row>')
    [got], problems = read(xlsx({"a": odd, "b": rows('<row r="1"><c r="A1"><v>1</v></c></row>')}))
    assert got.name == "b"
    assert problems == ["D602 a 工作表读不了：B1 的公式出错，这种错误无法读取；请改正，或清除这一格，再导出"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("440105195001011234", "4.40105E+17"),
        ("4.40105195001011E+17", "4.40105E+17"),
        ("4.40105195001011E+017", "4.40105E+17"),
        ("4.4010519500101e+17", "4.40105E+17"),
        ("-440105195001011234", "-4.40105E+17"),
        ("1000000000000000", "1E+15"),
        ("6222021234567890123", "6.22202E+18"),
        ("999999999999999", "999999999999999"),
        ("13800138000", "13800138000"),
        ("1.5E+3", "1500"),
        ("0.12345678901234567", "0.123456789"),
    ],
)
def test_numbers_that_lost_digits(written: str, shown: str) -> None:
    """More than fifteen digits stored as a number are shown as the spreadsheet shows them; as text they stay."""
    sheet = rows(
        f'<row r="1"><c r="A1"><v>{written}</v></c><c r="B1" t="n"><f>1</f><v>{written}</v></c>'
        f'<c r="C1" t="str"><f>1</f><v>{written}</v></c><c r="D1" t="inlineStr"><is><t>{written}</t></is></c></row>'
    )
    [got], problems = read(xlsx({"a": sheet}))
    assert (cells(got), problems) == ([[shown, shown, written, written]], [])


def test_whatever_way_the_xml_is_written() -> None:
    """Prefixed tags, single quotes, attributes in any order, cells that do not say where they are."""
    plain = (
        '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2" t="e"><v>#N/A</v></c>'
        '<c r="D2"><v>440105195001011234</v></c></row><row r="4"><c r="A4"><f>1</f></c></row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells></worksheet>'
    sheet = rows(plain).replace("</worksheet>", merged)
    prefixed = sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    turned = (
        sheet.replace('<c r="B2" t="e">', '<c t="e"  r="B2" >')
        .replace('<row r="2" hidden="1">', '<row hidden="true" r="2">')
        .replace('r="D2"', 'r="d2"')
    )
    unplaced = (
        sheet.replace('<c r="A2" ', "<c ").replace('<c r="B2" ', "<c ").replace('<row r="2"', "<row/><row")
        .replace('<row r="4"><c r="A4">', "<row></row><row><c>").replace('<c r="D2">', '<c s="0" /><c>')
    )  # fmt: skip
    half = sheet.replace('<row r="2"', '<row spans="1:4"').replace('<row r="4"', '<row spans="1:1"')
    [got], problems = read(xlsx({"a": half}))  # the native reader goes by the cells
    assert (cells(got)[1][0], problems[0].split()[0]) == ("甲", "D621")
    for each in (sheet, prefixed, sheet.replace('="', "='").replace('"', "'"), turned, unplaced):
        [got], problems = read(xlsx({"a": each}))
        assert cells(got)[1:] == [
            ["甲", "#N/A", None, "4.40105E+17"],
            [None] * 4,
            [UNCALCULATED, None, None, None],
        ]
        assert got.merged == (Merged(1, 0, 2, 1),)
        assert [line.split()[0] for line in problems] == ["D621", "D622"]


def test_merged_regions_stay_within_the_cells() -> None:
    """What is merged beyond the last text or before the first column is cut off; what then is one cell is left out."""
    sheet = rows('<row r="2"><c r="C2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c></row>')
    regions = "".join(f'<mergeCell ref="{region}"/>' for region in ("A1:D1", "C2:C9", "D4:Z99", "A2:B3", "F1:G9"))
    [got], _ = read(xlsx({"a": sheet.replace("</worksheet>", f"<mergeCells>{regions}</mergeCells></worksheet>")}))
    assert (got.columns, got.cells.shape) == (("C", "D"), (4, 2))
    assert got.merged == (Merged(0, 0, 0, 1), Merged(1, 0, 3, 0))


def test_pictures_in_cells_of_wps() -> None:
    """WPS writes a picture that stands in a cell, such as a signature, as a formula of its own."""
    picture = '<f>_xlfn.DISPIMG("ID_0A1B",1)</f><v>=DISPIMG("ID_0A1B",1)</v>'
    sheet = rows(f'<row r="1"><c r="A1" t="str">{picture}</c><c r="B1" t="str"><f>"x"</f><v>签名</v></c></row>')
    [got], problems = read(xlsx({"a": sheet}))
    assert (cells(got), problems) == ([[PICTURE, "签名"]], [])


def test_early_dates_and_texts_are_left_alone() -> None:
    """Only a moment of the very first days is a duration: not a date, not a text that begins like one."""
    texts = ["1900-01-05", "1900-01-05 有误", "1900-03-15 09:00:00", "1900-01-05 00:00:00"]
    row = "".join(f'<c r="{letter(at)}1" t="str"><v>{text}</v></c>' for at, text in enumerate(texts))
    [got], _ = read(xlsx({"a": rows(f'<row r="1">{row}</row>')}))
    assert cells(got) == [texts]


def test_charts_are_no_sheets(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A sheet that holds a chart has no rows, and nothing is said of it."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("名册").write(0, 0, 1)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=名册!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    sheets, problems = read(path.read_bytes())
    assert ([sheet.name for sheet in sheets], problems) == (["名册"], [])
    assert capfd.readouterr() == ("", "")


def test_large_sheets_are_looked_at_in_full(tmp_path: Path) -> None:
    """Wherever in a long part they stand, odd cells are found at their places, and ordinary ones are left alone."""
    path = tmp_path / "a.xlsx"
    chance = random.Random(5)
    expected: dict[tuple[int, int], str] = {}
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    for row in range(6000):
        for column in range(20 + row // 300):
            odd = chance.random() < 0.002
            match chance.randrange(4) if odd else 4:
                case 0:
                    sheet.write_formula(row, column, "=NA()", None, "#N/A")
                    expected[row, column] = "#N/A"
                case 1:
                    sheet.write_number(row, column, 4.40105195001011e17 + row * 1000)
                    expected[row, column] = "4.40105E+17"
                case 2:
                    sheet.write_formula(row, column, "=A1")
                    expected[row, column] = UNCALCULATED
                case 3:
                    sheet.write_string(row, column, "440105195001011234")
                case _:
                    sheet.write_number(row, column, row + column / 4)
        if row % 700 == 699:
            sheet.set_row(row, options={"hidden": True})
    book.close()
    [got], problems = read(path.read_bytes())
    found = {
        (row, column): text
        for column, texts in enumerate(got.cells)
        for row, text in enumerate(texts)
        if text is not None and (text.startswith("#") or "E+" in text)
    }
    assert found == expected
    assert problems[0] == "D621 名册 有隐藏或被筛选掉的 8 行（700、1400、2100、2800、3500…），照常读取"
    assert f" {sum(text == UNCALCULATED for text in expected.values())} 个公式" in problems[1]


def test_protected_workbooks_are_read(tmp_path: Path) -> None:
    """Protection of a sheet or of the workbook's structure hides nothing from a reader."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "档案号"
    sheet.protection.set_password("mima")
    sheet.protection.enable()
    book.security.lockStructure = True
    book.save(path)
    [got], problems = read(path.read_bytes())
    assert (cells(got), problems) == ([["档案号"]], [])


@pytest.mark.parametrize("name", ["password.xlsx", "password.xls", "password.ods"])
def test_a_password_is_said(name: str) -> None:
    """A workbook that needs a password to open says so, and is told from a damaged one."""
    data = (FILES / name).read_bytes()
    assert why_not(data) == "文件有打开密码，请去掉密码后重新导出"
    assert is_encrypted(data)


@pytest.mark.parametrize("name", ["workbook.xlsx", "workbook.xls", "workbook.ods"])
def test_a_cut_off_workbook_is_a_damaged_one(tmp_path: Path, name: str) -> None:
    """Wherever it breaks off, the file is refused or what is left is read; it never has a password."""
    data = fixture(tmp_path, name)
    assert not is_encrypted(data)
    for length in range(0, len(data), len(data) // 60):
        assert not is_encrypted(data[:length])
        with suppress(UnreadableFile):
            read(data[:length])
    assert why_not(data[: len(data) // 2]) == DAMAGED


def binary_row(number: int, hidden: bool = False) -> tuple[int, bytes]:
    return 0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0)


def binary_cell(kind: int, column: int, content: bytes) -> tuple[int, bytes]:
    return kind, struct.pack("<II", column, 0) + content


def test_binary_workbooks() -> None:
    """An .xlsb tells the same of its sheets."""
    data = xlsb(
        "名册",
        [
            (60, struct.pack("<IIIIH", 3, 3, 2000, 0, 1)),
            binary_row(1),
            binary_cell(6, 1, wide("档案号")),
            binary_cell(3, 2, b"\x2a"),
            binary_row(2, hidden=True),
            binary_cell(5, 1, struct.pack("<d", 440105195001011234)),
            binary_cell(5, 2, struct.pack("<d", 2.5)),
            binary_cell(6, 3, wide("440105195001011234")),
            (176, struct.pack("<IIII", 1, 2, 1, 1)),
        ],
        state=1,
    )
    [sheet], problems = read(data)
    assert cells(sheet)[1:] == [["档案号", "#N/A", None], ["4.40105E+17", "2.5", "440105195001011234"]]
    assert (sheet.columns, sheet.merged) == (("B", "C", "D"), (Merged(1, 0, 2, 0),))
    assert problems == [
        "D620 名册 这张工作表是隐藏的，照常读取",
        "D621 名册 有隐藏或被筛选掉的 1 行（3）、1 列（D），照常读取",
    ]
