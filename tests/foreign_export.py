"""A small export with headers of its own, and the small dictionary it is read with, for the tests of commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
import yaml
from station import STATION

Rows = Sequence[Sequence[object]]

REGISTER: Rows = [
    ["某街道名册（2025年）"],
    [],
    ["档案编号", "户主姓名", "证件", "手机", "类型", "内部备注", "备注"],
    ["A1", "陈大文", "440105194001011234", "13800138000", "低保", "x", ""],
    ["A2", "麦小华", "440105194102021235", "13800138001", "独居", "", ""],
    ["A3", "李明", "440105194303031236", "13800138002", "低保户", "", ""],
]
WEST: Rows = [
    ["A3", "李明", "440105194303031236", "13800138002", "低保户", "", ""],
    ["A4", "何美", "440105194404041237", "13800138003", "低边/低收、2", "y", ""],
]
JANUARY: Rows = [
    ["记录编号", "档案号", "探访日期", "方式", "合格"],
    ["V1", "A1", "2025-01-03", "入户", "是"],
    ["V2", "A9", "2025年1月", "飞鸽传书", "是"],
    ["V3", "A9", "2025-01-05", "入户", "否"],
    ["V3", "A9", "2025-01-05", "入户", "否"],
    ["V3", "A1", "2025-01-06", "电访", ""],
    ["合计", None, None, None, None],
]
FEBRUARY: Rows = [
    ["走访号", "档案编码", "走访时间", "走访方式"],
    ["V4", "A1", "2025-02-03", "入户"],
    ["V5", "A2", "2025-02-04", "电访"],
]
NOTES: Rows = [["请各社区按要求填写"], ["每月五日前交"]]
PRIZES: Rows = [["品名", "数量", "领取人"], ["毛巾", 3, "陈大文"]]
SYNONYMS = [
    ["姓名", "名字"],
    ["身份证号", "证件"],
    ["探访", "走访"],
    ["日期", "时间"],
    ["类别", "类型"],
    ["电话", "手机"],
]


def write_export(folder: Path) -> Path:
    """The folder with the export: two registers that are alike, and a workbook of visits and other sheets."""
    export = folder / "导出"
    export.mkdir()
    _write(export / "名册_东社区.xlsx", {"名册": REGISTER})
    _write(export / "名册_西社区.xlsx", {"名册": [*REGISTER[:3], *WEST]})
    _write(export / "探访.xlsx", {"一月": JANUARY, "二月": FEBRUARY, "说明": NOTES, "奖品": PRIZES})
    (export / "名册.pdf").write_bytes(b"%PDF-1.7")
    return export


def write_rules(folder: Path) -> Path:
    """The folder with a dictionary and nothing else."""
    rules = folder / "rules"
    rules.mkdir()
    text = yaml.safe_dump({**STATION, "synonyms": SYNONYMS}, allow_unicode=True, sort_keys=False)
    (rules / "dictionary.yaml").write_text(text, encoding="utf-8")
    return rules


def _write(path: Path, sheets: Mapping[str, Rows]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
