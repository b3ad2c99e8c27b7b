"""Workbooks for ``docs/errors.md``: a hidden sheet, filtered rows, formulas without a result, merged cells."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_ROWS = (("记录编号", "个案编号", "日期", "方式", "时长"), ("F1", "C1", "2025-03-10", "探访", 40))


def workbook_exports() -> Mapping[str, tuple[Mapping[str, str | bytes], Mapping[str, str | bytes]]]:
    """By code: an export with a fault of that code alone, and one without."""
    header, row = (",".join(map(str, cells)) + "\n" for cells in _ROWS)
    good = {"跟进记录.csv": header + row}
    return {code: ({"跟进记录.xlsx": _book(code)}, good) for code in ("D620", "D621", "D622", "D630")}


def _book(code: str) -> bytes:
    """A workbook of contacts with the fault ``code``."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "跟进记录"
    for cells in _ROWS:
        sheet.append(cells)
    match code:
        case "D620":
            book.create_sheet("说明")
            sheet.sheet_state = "hidden"
        case "D621":
            sheet.auto_filter.ref = "A1:E2"
            sheet.row_dimensions[2].hidden = True
        case "D630":
            sheet.append(("F2", None, "2025-03-17", "探访", 30))
            sheet.merge_cells("B2:B3")
        case _:
            sheet["F1"], sheet["F2"] = "分钟合计", "=SUM(E2)"
    data = BytesIO()
    book.save(data)
    return data.getvalue()
