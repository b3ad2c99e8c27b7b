"""What a mapping says that the export does not have: told, so that a slip of the pen does not pass silently."""

from __future__ import annotations

from pathlib import Path

from station import station

from auditor.records.dataset import load_records
from auditor.records.layout.mapping import UNREAD, ExportMapping, SheetMapping


def told(folder: Path, *entries: SheetMapping) -> list[tuple[str, str, str]]:
    problems = load_records([folder], station(), mapping=ExportMapping("旧系统", entries)).problems
    return [(one.code, one.file, one.text) for one in problems if one.code in ("D661", "D662")]


def write(folder: Path, **sheets: str) -> Path:
    for name, text in sheets.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_an_entry_that_no_sheet_fits_is_told(tmp_path: Path) -> None:
    """Also one behind another that takes its sheets; not one for sheets that are left out on purpose."""
    folder = write(tmp_path, 走访="单号,走访日\nF1,2025-03-10\n", 码表="码,义\n1,上门\n")
    entry = SheetMapping("走访.csv", record="探访", columns={"单号": "记录编号", "走访日": "日期"})
    assert told(folder, entry, SheetMapping("码表*", record=UNREAD)) == []
    ((code, place, text),) = told(folder, entry, SheetMapping("走仿.csv", "一月", record="探访"))
    assert (code, place) == ("D661", "映射 旧系统")
    assert "file: 走仿.csv，sheet: 一月" in text


def test_headers_that_no_table_has_are_told_once(tmp_path: Path) -> None:
    """A header that one of the months has is not missed; nor is one that nobody wants read."""
    folder = write(tmp_path, 一月="单号,走访日\nF1,2025-03-10\n", 二月="单号,走访日,形式\nF2,2025-03-11,入户\n")
    columns = {"单号": "记录编号", "走访日": "日期", "形式": "方式", "备注": UNREAD}
    assert told(folder, SheetMapping("*月.csv", record="探访", columns=columns)) == []
    wrong = {"单号": "记录编号", "走访日期": "日期", "人头": "人数"}
    ((code, place, text),) = told(folder, SheetMapping("*月.csv", record="探访", columns=wrong))
    assert (code, place) == ("D662", f"{folder.name}/一月.csv")
    assert "“走访日期”、“人头”，这一张等 2 张表里都没有" in text


def test_a_header_below_a_group_may_be_written_alone_or_with_it(tmp_path: Path) -> None:
    """Both ways are found there, and a stroke that belongs to the name parts nothing."""
    folder = write(tmp_path, 走访="本次,,\n单号,走访日,合格(Y/N)\nF1,2025-03-10,Y\n")
    for day in ("走访日", "本次/走访日", "本次走访日"):
        columns = {"单号": "记录编号", day: "日期", "合格(Y/N)": "合格"}
        assert told(folder, SheetMapping("走访.csv", record="探访", header=(1, 2), columns=columns)) == []
