"""The other system's workbooks: titles, notes, headers in two rows, households merged, totals, a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from itertools import groupby

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from samples.generator import Records, Row

from . import AS_OF
from .cells import Cell, Table, table

_NOTE = "说明：自理 A 能 B 半 C 不能；色级由重到轻为红、橙、黄、绿；日期栏请勿改格式。"
_SIGNED = "填报：蒋小满　　复核：贺兰亭　　（系统自动生成，打印后盖章）"


class Book:
    """A workbook in memory whose bytes depend on nothing but what is written."""

    def __init__(self) -> None:
        self._bytes = BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        self.book.set_properties({"created": datetime.combine(AS_OF, time()), "author": "samples.generate"})
        self.bold = self.book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
        self.middle = self.book.add_format({"valign": "vcenter", "text_wrap": True})

    def content(self) -> bytes:
        """The file."""
        self.book.close()
        return self._bytes.getvalue()


def register(records: Records) -> bytes:
    """一户一档: a sheet for each village, which only the sheet's name tells; the last sheet is hidden."""
    told, book = table("一户一档"), Book()
    heads: dict[str, str] = {}
    for row in records["服务对象"]:
        heads.setdefault(str(row["家庭档案号"]), str(row["姓名"]))
    rows: list[Row] = [{**row, "户主": heads[str(row["家庭档案号"])]} for row in records["服务对象"]]
    for spot, members in groupby(rows, key=lambda row: str(row["社工点"])):
        _village(book, spot, told, list(members))
    hidden = book.book.add_worksheet("码表(勿删)")
    hidden.write_row(0, 0, ("码", "含义"))
    for number, pair in enumerate((("1", "上门"), ("2", "致电"), ("3", "线上"), ("4", "来站"), ("5", "陪办")), 1):
        hidden.write_row(number, 0, pair)
    hidden.hide()
    return book.content()


def _village(book: Book, spot: str, told: Table, rows: Sequence[Row]) -> None:
    sheet = book.book.add_worksheet(spot)
    width = len(told.columns)
    sheet.merge_range(0, 0, 0, width - 1, f"石坪镇社会工作服务站一户一档台账（{spot}）", book.bold)
    sheet.merge_range(
        1, 0, 1, width - 1, "说明：自理 A 能 B 半 C 不能；色级由重到轻为红、橙、黄、绿；日期栏请勿改格式。"
    )
    place = 0
    for group, columns in groupby(told.columns, key=lambda column: column.group):
        names = [column.header for column in columns]
        if not group:
            sheet.merge_range(2, place, 3, place, names[0], book.bold)
        elif len(names) > 1:
            sheet.merge_range(2, place, 2, place + len(names) - 1, group, book.bold)
        else:
            sheet.write_string(2, place, group, book.bold)
        if group:
            sheet.write_row(3, place, names, book.bold)
        place += len(names)
    cells = told.cells(rows)
    _rows(sheet, 4, cells)
    _merge_households(book, sheet, told, rows, cells)
    bottom = 4 + len(rows)
    houses = len({row["家庭档案号"] for row in rows})
    sheet.write_row(bottom, 0, ("合计", None, f"{houses}户", None, None, f"{len(rows)}人"), book.bold)
    sheet.write_string(bottom + 1, 0, _SIGNED)


def _merge_households(
    book: Book, sheet: Worksheet, told: Table, rows: Sequence[Row], cells: Sequence[Sequence[Cell]]
) -> None:
    """One cell for what the members of a household share."""
    shared = [place for place, header in enumerate(told.headers) if header in told.household]
    top = 0
    for _, members in groupby(rows, key=lambda row: row["家庭档案号"]):
        count = len(list(members))
        if count > 1:
            for place in shared:
                sheet.merge_range(4 + top, place, 3 + top + count, place, cells[top][place], book.middle)
        top += count


def monthly(records: Records, name: str, months: Sequence[int], title: str) -> bytes:
    """走访台账: a sheet for each month, with a title and a total."""
    told, book = table(name), Book()
    for month in months:
        rows = [row for row in records[told.record] if _month(row) == month]
        sheet = book.book.add_worksheet(f"{month}月")
        sheet.write_string(0, 0, title.format(month), book.bold)
        sheet.write_row(2, 0, told.headers, book.bold)
        _rows(sheet, 3, told.cells(rows))
        sheet.write_row(3 + len(rows), 0, ("小计", None, None, f"{len(rows)}人次"), book.bold)
    return book.content()


def _month(row: Row) -> int:
    return int(str(row["日期"])[5:7])


def plain(records: Records, *names: str) -> bytes:
    """A workbook with a sheet for each table, its header in the first row."""
    book = Book()
    for name in names:
        told = table(name)
        sheet = book.book.add_worksheet(name)
        sheet.write_row(0, 0, told.headers, book.bold)
        _rows(sheet, 1, told.cells(records[told.record]))
    return book.content()


def _rows(sheet: Worksheet, top: int, cells: Sequence[Sequence[Cell]]) -> None:
    for number, row in enumerate(cells, top):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write_number(number, place, cell)
