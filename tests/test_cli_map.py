"""``auditor map`` as its users see it: how sheets were understood, and the mapping file it writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from click.testing import CliRunner, Result
from foreign_export import write_export, write_rules
from hypothesis import given
from hypothesis import strategies as st
from station import station

from auditor.cli import main
from auditor.errors import RuleError
from auditor.output.mapping_file import write_mapping
from auditor.output.wrap import columns
from auditor.records.dataset import load_records
from auditor.records.dictionary import Dictionary
from auditor.records.dictionary_file import dictionary_of
from auditor.records.spelling import normal_header
from auditor.records.understanding import ColumnMap, How, SheetMap, Understanding
from auditor.rulebook.mapping_file import load_mapping, read_mapping
from auditor.spans import SourceFile
from auditor.yamltree import parse_documents

RENDERED = Path(__file__).parent / "rendered"
FOREIGN = Path(__file__).parents[1] / "samples/foreign/export"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with the export and the rules."""
    write_export(tmp_path)
    write_rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, width: int = 80) -> Result:
    return CliRunner().invoke(main, ["map", *words, "--rules", "rules"], env={"COLUMNS": str(width)})


def uncommented(text: str) -> str:
    """A mapping file after somebody has taken every suggestion."""
    return re.sub(r"^( *)# ", r"\1", text, flags=re.MULTILINE)


def dictionary(folder: Path) -> Dictionary:
    tree = yaml.load((folder / "rules/dictionary.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    found, faults = dictionary_of({"dictionary.yaml": tree})
    assert faults == ()
    return found


def test_whole_output(folder: Path) -> None:
    """Wording, order and alignment are reviewed as a reader sees them; so is the file that is written."""
    outcome = run("导出", "-o", "mapping.yaml")
    assert outcome.exit_code == 0
    assert outcome.output == (RENDERED / "map-80.txt").read_text(encoding="utf-8")
    written = (folder / "mapping.yaml").read_text(encoding="utf-8")
    assert written == (RENDERED / "mapping.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_keeps_to_the_width(folder: Path, width: int) -> None:
    """No line is wider than the terminal."""
    assert max(columns(line) for line in run("导出", width=width).output.split("\n")) <= width


def test_what_is_written_changes_nothing_by_itself(folder: Path) -> None:
    """Every suggestion stands behind a #: with the file as it is, the same is read as without it."""
    run("导出", "-o", "mapping.yaml")
    known = dictionary(folder)
    mapping = load_mapping(Path("mapping.yaml"), known)
    assert mapping.sheets == ()
    plain, mapped = load_records(["导出"], known), load_records(["导出"], known, mapping=mapping)
    assert mapped.sources == plain.sources
    assert mapped.unread_sheets == plain.unread_sheets


def test_what_is_taken_is_read(folder: Path) -> None:
    """All suggestions taken: the file reads cleanly, every sheet is recognised or knowingly left out."""
    run("导出", "-o", "mapping.yaml")
    path = Path("taken.yaml")
    path.write_text(uncommented(Path("mapping.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    data = load_records(["导出"], dictionary(folder), mapping=load_mapping(path, dictionary(folder)))
    assert {one.reason for one in data.unread_sheets} == {"映射文件里写明不读"}
    assert [(one.file, one.sheet, one.record) for one in data.sources] == [
        ("导出/名册_东社区.xlsx", "名册", "对象"),
        ("导出/名册_西社区.xlsx", "名册", "对象"),
        ("导出/探访.xlsx", "一月", "探访"),
        ("导出/探访.xlsx", "二月", "探访"),
    ]
    assert data.unread_columns == ()
    again = run("导出", "--mapping", "taken.yaml", "-o", "again.yaml")
    assert "不认识" not in again.output.replace("0 列不认识", "")
    kept = Path("again.yaml").read_text(encoding="utf-8")
    assert load_mapping(Path("again.yaml"), dictionary(folder)) == load_mapping(path, dictionary(folder))
    assert "\n      # " not in kept


def test_an_entry_that_is_there_gets_what_is_new(folder: Path) -> None:
    """Written anew with the file in use, its lines stay, and unknown columns of its sheets are added."""
    text = "mapping: 某系统\nsheets:\n  - file: 名册*\n    record: 对象\n    header: 3\n    columns: {户主姓名: 姓名}\n"
    text += "    set:\n      得分: 60\n"
    Path("old.yaml").write_text(text, encoding="utf-8")
    run("导出", "--mapping", "old.yaml", "-o", "new.yaml")
    lines = Path("new.yaml").read_text(encoding="utf-8").split("\n")
    start = lines.index('  - file: "名册*"')
    assert lines[start : start + 12] == [
        '  - file: "名册*"',
        "    record: 对象",
        "    header: 3",
        "    columns:",
        "      户主姓名: 姓名",
        "      # 证件: 身份证号   ## 相似 99%",
        "      # 手机: 电话   ## 相似 99%",
        "      # 类型: 类别   ## 相似 99%",
        "      # 内部备注: 不读   ## 没有建议",
        "      # 备注: 不读   ## 没有建议",
        "    set:",
        '      得分: "60"',
    ]
    assert "mapping: 某系统" in lines


def test_a_file_is_not_written_over(folder: Path) -> None:
    """Unless --force says so: a person's work is in it."""
    Path("mapping.yaml").write_text("mine", encoding="utf-8")
    refused = run("导出", "-o", "mapping.yaml")
    assert refused.exit_code == 2
    assert "mapping.yaml 已经有了，没有动它；要换掉就加 --force" in refused.stderr
    assert Path("mapping.yaml").read_text(encoding="utf-8") == "mine"
    assert run("导出", "-o", "mapping.yaml", "--force").exit_code == 0
    assert "mine" not in Path("mapping.yaml").read_text(encoding="utf-8")


def test_json(folder: Path) -> None:
    """The same for other programs: every column with why it is what it is, or what it may be."""
    found = json.loads(run("导出", "--format", "json").output)
    register = found["sheets"][0]
    assert (register["file"], register["sheet"], register["record"]) == ("导出/名册_东社区.xlsx", "名册", None)
    assert register["header"] == [3, 3]
    (choice,) = register["choices"]
    assert choice["columns"][:2] == [
        {"column": "A", "header": "档案编号", "field": "档案号", "how": "别名", "reason": "", "guesses": []},
        {
            "column": "B",
            "header": "户主姓名",
            "field": None,
            "how": "不认识",
            "reason": "",
            "guesses": [{"field": "姓名", "score": 89}],
        },
    ]
    visits = next(one for one in found["sheets"] if one["sheet"] == "一月")
    assert {one["header"]: one["how"] for one in visits["columns"]}["探访日期"] == "别名"
    assert [one["code"] for one in found["problems"]] == ["D603"]


def test_nothing_to_read(folder: Path) -> None:
    """A path without a sheet ends like an audit that reads nothing, and writes nothing."""
    outcome = run("导出/名册.pdf", "-o", "mapping.yaml")
    assert outcome.exit_code == 3
    assert not Path("mapping.yaml").exists()


def test_two_tables_on_a_sheet_have_one_entry(folder: Path) -> None:
    """Which names no record type, and leaves them two when it is taken."""
    with xlsxwriter.Workbook("两张.xlsx") as book:
        sheet = book.add_worksheet("一页")
        sheet.write_row(0, 0, ["编号", "名称", "目标", "人数", "口味", None, "编号", "名称", "目标", "地点", "天气"])
        sheet.write_row(1, 0, ["G1", "甲", "乙", 3, "甜", None, "E1", "丙", "丁", "站", "晴"])
    run("两张.xlsx", "-o", "mapping.yaml")
    text = uncommented(Path("mapping.yaml").read_text(encoding="utf-8"))
    assert text.count("- file:") == 1
    assert "record:" not in text.partition("sheets:")[2]
    Path("taken.yaml").write_text(text, encoding="utf-8")
    outcome = run("两张.xlsx", "--mapping", "taken.yaml")
    assert "2 张表：认得 2 张；认得的表里 8 列有字段，0 列不认识" in outcome.output


def test_what_a_cell_says_is_not_shown(folder: Path) -> None:
    """A sheet without a header has a person's number where one belongs: it is neither shown nor written."""
    Path("无表头.csv").write_text("440105194001011234,13800138000\n440105194102021235,13800138001\n", encoding="utf-8")
    outcome = run("无表头.csv", "-o", "mapping.yaml")
    assert "440105" not in outcome.output
    assert not re.search(r"\d{6}", Path("mapping.yaml").read_text(encoding="utf-8"))
    assert "440105" not in run("无表头.csv", "--format", "json").output


@pytest.mark.parametrize(
    "header", ["a: b", "#1", "- x", '"引号"', "a\\b", "表\n头", "[1]", "{a}", "*星", "yes", "是？"]
)
def test_a_header_of_a_cell_can_be_written(folder: Path, header: str) -> None:
    """Whatever stands in the cell, what is written reads back as that column."""
    with xlsxwriter.Workbook("怪.xlsx") as book:
        sheet = book.add_worksheet("一页")
        sheet.write_row(0, 0, ["编号", "名称", "目标", "人数"])
        sheet.write_string(0, 4, header)
        sheet.write_row(1, 0, ["G1", "甲", "乙", 3, "x"])
    run("怪.xlsx", "-o", "mapping.yaml")
    Path("taken.yaml").write_text(uncommented(Path("mapping.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    assert "，0 列不认识" in run("怪.xlsx", "--mapping", "taken.yaml").output


def test_a_station_with_a_system_of_its_own(tmp_path: Path) -> None:
    """All suggestions for the foreign sample taken at once: no sheet and no column is left that nobody knows."""
    export, written, taken = str(FOREIGN), str(tmp_path / "mapping.yaml"), tmp_path / "taken.yaml"
    first = CliRunner().invoke(main, ["map", export, "-o", written])
    assert re.search(r"^\d+ 张表：认不出 \d+ 张$", first.output, re.MULTILINE)
    taken.write_text(uncommented(Path(written).read_text(encoding="utf-8")), encoding="utf-8")
    second = CliRunner().invoke(main, ["map", export, "--mapping", str(taken)])
    assert re.search(
        r"^\d+ 张表：认得 \d+ 张，不用读 \d+ 张；认得的表里 \d+ 列有字段，0 列不认识$", second.output, re.MULTILINE
    )


NAMES = st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.text(max_size=200), max_size=4), NAMES, NAMES)
def test_any_text_can_be_written(headers: list[str], file: str, sheet: str) -> None:
    """Whatever headers, files and sheets are called: each header that says something is a column of the entry."""
    columns = [ColumnMap(column="A", header=text, field=None, how=How.UNKNOWN) for text in headers]
    read = SheetMap(file=file, sheet=sheet, record="对象", how="", header=(1, 1), columns=tuple(columns))
    text = write_mapping(Understanding(mapping="", sheets=(read,), problems=()), "导出")
    errors: list[RuleError] = []
    (document,) = parse_documents(SourceFile("mapping.yaml", uncommented(text)))
    mapping = read_mapping(document, station(), errors)
    assert errors == []
    assert mapping is not None
    entry = mapping.of(file, sheet)
    named = {normal_header(text) for text in headers if "…" not in text} - {""}
    assert (entry is None) == (not headers)
    assert {normal_header(text) for text in (entry.columns if entry else ())} == named
