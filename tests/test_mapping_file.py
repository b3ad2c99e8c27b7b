"""Mapping files: what is read of them, where each fault is shown, and what an audit makes of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from station import station

from auditor import load_records, load_rulebook
from auditor.authoring.check import check_rulebook
from auditor.cli import main
from auditor.errors import RulebookError
from auditor.plan.rulebook import shipped_rules
from auditor.records.dataset import Dataset
from auditor.records.layout.mapping import ExportMapping, SheetMapping
from auditor.rulebook.mapping_file import load_mapping

ROOT = Path(__file__).parents[1]
Rows = Sequence[Sequence[object]]
VISITS = ("走访号", "户号", "走访日", "途径")


def mapping(folder: Path, text: str) -> ExportMapping:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, station())


def workbook(path: Path, **sheets: Rows) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def rows(data: Dataset, record: str, *fields: str) -> list[tuple[object, ...]]:
    table = data.tables[record]
    return table.frame.select(table.record.fields[field].id for field in fields).rows()


def test_all_that_may_be_written(tmp_path: Path) -> None:
    """Patterns, a record type, header rows, columns and constants, as the layout wants them."""
    text = """
mapping: 某系统
sheets:
  - file: "名册*.xlsx"
    sheet: "*月"
    record: 对象
    header: 2-3
    columns: {户号: 档案号, 备注: 不读}
    set: {类别: 工作表名}
  - sheet: 说明
    record: 不读
  - columns:
      走访日: 日期
"""
    assert mapping(tmp_path, text) == ExportMapping(
        "某系统",
        (
            SheetMapping("名册*.xlsx", "*月", "对象", (2, 3), {"户号": "档案号", "备注": "不读"}, {"类别": "工作表名"}),
            SheetMapping(sheet="说明", record="不读"),
            SheetMapping(columns={"走访日": "日期"}),
        ),
    )


@pytest.mark.parametrize("rows", ["3", "3 - 4", "3至4", "3~4"])
def test_header_rows_as_people_write_them(tmp_path: Path, rows: str) -> None:
    """One row, or the first and the last."""
    found = mapping(tmp_path, f"mapping: a\nsheets:\n  - header: {rows}\n")
    assert found.sheets[0].header in {(3, 3), (3, 4)}


@pytest.mark.parametrize("rows", ["0", "4-3", "三", "9999999", "3,4", "-1"])
def test_rows_that_no_sheet_has(tmp_path: Path, rows: str) -> None:
    """Are refused, with an example of what to write."""
    with pytest.raises(RulebookError, match="E105 “header”应当是表头所在的行，例如 3，或者两行的 2-3"):
        mapping(tmp_path, f"mapping: a\nsheets:\n  - header: {rows}\n")


@pytest.mark.parametrize(
    "text",
    ["mapping: a\nsheets:\n", "mapping: a\nsheets: []\n", "mapping: a\nsheets:\n  - sheet: 一月\n    columns:\n"],
)
def test_what_is_left_empty_says_nothing(tmp_path: Path, text: str) -> None:
    """A list or a group of columns all of whose lines are still comments; such an entry hides no other."""
    assert mapping(tmp_path, text).sheets == ()
    assert (
        len(mapping(tmp_path, f"{text.removesuffix(' []' + chr(10))}\n  - sheet: 一月\n    record: 对象\n").sheets) == 1
    )


def test_every_fault_is_shown_where_it_is_written(tmp_path: Path) -> None:
    """All at once, each with its line, and what was probably meant."""
    text = """mapping: 某系统
sheets:
  - record: 对像
  - sheet: 一月
    record: 探访
    column: {a: b}
  - sheet: 二月
    record: 探访
    columns: {走访日: 日起}
    set: {方试: 入户}
  - sheet: 三月
    columns: {鞋: 鞋码}
"""
    with pytest.raises(RulebookError) as why:
        mapping(tmp_path, text)
    lines = [line for line in str(why.value).split("\n") if re.match(r".*: E|.*=", line)]
    at = (tmp_path / "mapping.yaml").as_posix()
    assert lines == [
        f"{at}:3:13: E301 没有“对像”这种记录",
        "       = 是不是想写“对象”?",
        f"{at}:6:5: E103 sheets里没有“column”这一项",
        "       = 是不是想写“columns”?",
        f"{at}:9:20: E306 “探访”没有“日起”这一项",
        "       = 是不是想写“日期”?",
        f"{at}:10:11: E306 “探访”没有“方试”这一项",
        "       = 是不是想写“方式”?",
        f"{at}:12:18: E495 没有一种记录有“鞋码”这一项",
    ]


@pytest.mark.parametrize("text", ["", "mapping: a\nsheets: []\n---\nmapping: b\nsheets: []\n"])
def test_a_file_is_one_mapping(tmp_path: Path, text: str) -> None:
    """Neither none nor two."""
    with pytest.raises(RulebookError, match="E105 “文件”应当是一份映射（mapping）"):
        mapping(tmp_path, text)


def test_an_export_is_read_by_it(tmp_path: Path) -> None:
    """Columns under foreign headers, a constant from the sheet's name, a sheet that nobody wants."""
    workbook(
        tmp_path / "走访.xlsx",
        入户=[VISITS, ("V1", "A1", "2024-05-01", "电访")],
        奖品=[("探访", "记录编号", "日期"), ("毛巾", "V9", "2024-05-02")],
    )
    text = """
mapping: 某系统
sheets:
  - sheet: 奖品
    record: 不读
  - file: "走访*"
    record: 探访
    columns: {走访号: 记录编号, 户号: 档案号, 走访日: 日期, 途径: 不读}
    set: {方式: 工作表名}
"""
    data = load_records([tmp_path / "走访.xlsx"], station(), mapping=mapping(tmp_path, text))
    assert rows(data, "探访", "记录编号", "档案号", "方式") == [("V1", "A1", "入户")]
    assert [(one.sheet, one.reason) for one in data.unread_sheets] == [("奖品", "映射文件里写明不读")]
    assert data.unread_columns == ()
    assert data.mapping == "某系统"
    unmapped = load_records([tmp_path / "走访.xlsx"], station())
    assert rows(unmapped, "探访", "记录编号") == [("V9",)]
    assert [one.sheet for one in unmapped.unread_sheets] == ["入户"]


def test_a_name_with_brackets_is_itself(tmp_path: Path) -> None:
    """What is special in patterns may stand in a file's name."""
    entry = SheetMapping(file="名册[1].xlsx")
    assert entry.fits("导出/名册[1].xlsx", "一")
    assert not entry.fits("导出/名册1.xlsx", "一")


def test_a_profile_names_one(tmp_path: Path) -> None:
    """Beside the profile's file, and is used with it unless another is given; its faults are those of the check."""
    (tmp_path / "站.yaml").write_text("profile: 某站\nlevel: 站\nmapping: 系统.yaml\n", encoding="utf-8")
    (tmp_path / "系统.yaml").write_text(
        "mapping: 某系统\nsheets:\n  - record: 志愿者\n    columns: {证号: 志愿者编号}\n", encoding="utf-8"
    )
    (tmp_path / "导出.csv").write_text("证号,名字\nZ1,甲乙\n", encoding="utf-8")
    arguments = ["describe", str(tmp_path / "导出.csv"), "--profile", str(tmp_path / "站.yaml")]
    assert "【志愿者】1 行，1 张表" in CliRunner().invoke(main, arguments).output
    broken = tmp_path / "坏.yaml"
    broken.write_text("mapping: 坏\nsheets:\n  - record: 没有\n", encoding="utf-8")
    refused = CliRunner().invoke(main, [*arguments, "--mapping", str(broken)])
    assert refused.exit_code == 2
    assert refused.stderr.endswith("映射文件有 1 个错误，没有运行。\n")
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in ("站", "坏"):
        text = (tmp_path / f"{name}.yaml").read_text(encoding="utf-8").replace("系统.yaml", "../坏.yaml")
        if name == "站":
            (rules / "站.yaml").write_text(text, encoding="utf-8")
    codes = [fault.code for fault in check_rulebook([shipped_rules(), rules]).faults]
    assert codes.count("E301") == 1


def test_an_audit_says_which_was_used(tmp_path: Path) -> None:
    """In its heading and in the JSON, by its name."""
    (tmp_path / "系统.yaml").write_text(
        "mapping: 某系统\nsheets:\n  - record: 志愿者\n    columns: {证号: 志愿者编号}\n", encoding="utf-8"
    )
    (tmp_path / "导出.csv").write_text("证号,名字\nZ1,甲乙\n", encoding="utf-8")
    arguments = ["audit", str(tmp_path / "导出.csv"), "--mapping", str(tmp_path / "系统.yaml"), "--fail-on", "never"]
    assert "\n映射 某系统\n" in CliRunner().invoke(main, arguments).output
    assert '\n  "mapping": "某系统",\n' in CliRunner().invoke(main, [*arguments, "--format", "json"]).output


def test_every_command_that_reads_records_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``diff`` and ``try`` find under other headers what they find under the dictionary's own."""
    shutil.copytree(ROOT / "tests/diff", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    day = ("--as-of", "2025-08-31")
    commands = (["diff", "old", "new"], ["try", "new/V-04-signature.yaml"])
    rules = ([], ["--rules", "new"])
    said = [
        CliRunner().invoke(main, [*command, "个案.csv", "探访.csv", *more, *day]).output
        for command, more in zip(commands, rules, strict=True)
    ]
    text = Path("个案.csv").read_text(encoding="utf-8")
    header, _, body = text.partition("\n")
    names = header.strip().split(",")
    Path("个案.csv").write_text(",".join(f"列{at}" for at in range(len(names))) + "\n" + body, encoding="utf-8")
    columns = "".join(f"      列{at}: {name}\n" for at, name in enumerate(names))
    Path("m.yaml").write_text(
        f"mapping: m\nsheets:\n  - file: 个案.csv\n    record: 个案\n    columns:\n{columns}", "utf-8"
    )
    again = [
        CliRunner().invoke(main, [*command, "个案.csv", "探访.csv", *more, *day, "--mapping", "m.yaml"]).output
        for command, more in zip(commands, rules, strict=True)
    ]
    assert said == again
    assert "【新发现】2 条" in said[0]
    assert "个案 A3" in said[1]


def test_the_example_of_the_manual_is_right(tmp_path: Path) -> None:
    """It reads cleanly with the shipped dictionary."""
    text = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(mapping: .*?)```", text, re.DOTALL)
    assert example
    path = tmp_path / "mapping.yaml"
    path.write_text(example[1], encoding="utf-8")
    assert len(load_mapping(path, load_rulebook().dictionary).sheets) == 2
