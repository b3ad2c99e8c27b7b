"""The audit as an Excel workbook: one sheet for each kind of thing, to filter, print and hand round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditor.engines.base import RunStatus
from auditor.findings.finding import Finding, Item, Reminder, Undecided
from auditor.findings.result import AuditResult
from auditor.output.wording import NOTHING_FOUND, say_citation, say_places, say_unread, say_value
from auditor.output.wrap import columns, printable, shorten, wrap
from auditor.rulebook.rule import Severity

Value = str | int | float
Row = tuple[Value, ...]

# A cell that begins with one of these is taken for a formula by some program on its way.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_A4 = 9
_PLACES_SHOWN, _VALUES_SHOWN = (
    6,
    6,
)  # rows of evidence named in a cell, cells of evidence; the JSON has them all
_VALUE_SHOWN = 60  # terminal columns of one value
_PADDING = 2  # digits: the cell's own margin
_FILTER_BUTTON = 3  # digits: it covers the end of a heading
_FONT = {"font_name": "微软雅黑", "font_size": 10}
_LINE, _TALLEST = 16.5, 409  # points: a line of that font, Excel's limit for a row

_GRAVE, _WARM, _PALE, _COOL = "#F4B6B6", "#FAD7AC", "#FFF2CC", "#E2ECF5"
_FILLS: Mapping[str, str] = {
    Severity.URGENT: _GRAVE,
    Severity.MAJOR: _WARM,
    Severity.MINOR: _PALE,
    Severity.INFO: _COOL,
    RunStatus.NOT_RUN: _PALE,
    RunStatus.FAILED: _GRAVE,
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading and the greatest width its content may claim, in digits of the standard font."""

    title: str
    at_most: int = 12
    printed: bool = True
    coloured: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet to be written; ``empty`` is what it says if there are no rows."""

    name: str
    columns: tuple[_Column, ...]
    rows: Sequence[Row]
    empty: str


def render(result: AuditResult) -> bytes:
    """The content of the ``.xlsx`` file; the same result gives the same bytes."""
    stream = BytesIO()
    # in_memory: records must not pass through temporary files.
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "检查结果", "created": datetime.combine(result.as_of, time())})
    pen = _Pen(book)
    profile = result.rulebook.profile
    header = f"审计日 {result.as_of}" + (f"　配置 {profile}".replace("&", "&&") if profile else "")
    for sheet in _sheets(result):
        _write(book.add_worksheet(sheet.name), sheet, pen, header)
    book.close()
    return stream.getvalue()


def _sheets(result: AuditResult) -> Iterator[_Sheet]:
    """The sheets in their order; that of rules on trial only if there are any."""
    yield _findings(result)
    yield _waiting(result)
    if any(one.trial for one in result.coverage):
        yield _on_trial(result)
    yield _coverage(result)
    yield _data(result)
    yield _inputs(result)


_SEVERITY = _Column("级别", coloured=True)
_ITEM = (
    _Column("规则"),
    _Column("对象", 14),
    _Column("编号", 26),
    _Column("姓名"),
)
_UNPRINTED = (
    _Column("事项", 36, printed=False),
    _Column("填写内容", 44, printed=False),
    _Column("依据", 60, printed=False),
    _Column("问题标识", 18, printed=False),
)


def _findings(result: AuditResult) -> _Sheet:
    head = (
        _SEVERITY,
        *_ITEM,
        _Column("问题", 42),
        _Column("整改", 34),
        _Column("位置", 36),
        _Column("责任人"),
    )
    rows = [
        (one.severity, *_item(one), one.message, one.fix, _places(one), one.owner or "", *_unprinted(one))
        for one in result.findings
    ]
    return _Sheet("问题", (*head, *_UNPRINTED), rows, NOTHING_FOUND)


def _waiting(result: AuditResult) -> _Sheet:
    reminders = sorted(result.reminders, key=lambda one: one.due)
    rows = _told((*reminders, *result.undecided))
    return _Sheet("提醒与无法判断", (*_TOLD, *_UNPRINTED), rows, "没有未到期的事项，也没有无法判断的事项。")


def _on_trial(result: AuditResult) -> _Sheet:
    return _Sheet("试行", (*_TOLD, *_UNPRINTED), _told(result.trial), "试行的规则没有发现什么。")


_TOLD = (_Column("结论"), _Column("最迟"), _SEVERITY, *_ITEM, _Column("情况", 44), _Column("位置", 36))


def _told(items: Iterable[Finding | Reminder | Undecided]) -> list[Row]:
    return [
        (
            one.verdict,
            str(one.due) if isinstance(one, Reminder) else "",
            one.severity,
            *_item(one),
            one.message,
            _places(one),
            *_unprinted(one),
        )
        for one in items
    ]


def _coverage(result: AuditResult) -> _Sheet:
    head = (
        *(_Column("规则"), _Column("事项", 40), _SEVERITY, _Column("状态", coloured=True), _Column("试行")),
        *(_Column(title) for title in ("适用对象", "问题", "未到期", "无法判断", "通过")),
        _Column("未执行或出错的原因", 44),
    )
    rows = [
        (
            *(one.rule, one.title, one.severity, one.status, "试行" if one.trial else "", one.applicable),
            *(one.problems, one.not_due, one.undecided, one.passed, one.reason),
        )
        for one in result.coverage
    ]
    return _Sheet("覆盖", head, rows, "没有规则。")


def _data(result: AuditResult) -> _Sheet:
    head = (
        *(_Column("类别", 14), _Column("代码"), _Column("文件", 36), _Column("工作表", 24)),
        *(_Column("行"), _Column("列"), _Column("字段", 20), _Column("说明", 60)),
    )
    rows: list[Row] = [
        (
            *("读取说明" if one.notice else "数据问题", one.code, one.file, one.sheet or ""),
            *(one.row or "", one.column or "", one.field or "", one.text),
        )
        for one in (*result.problems, *result.notices)
    ]
    rows += [
        ("认不出的表", "", one.file, one.sheet or "", "", "", "", f"{one.rows:,} 行没有读入：{one.reason}")
        for one in result.unrecognised.sheets
    ]
    rows += [
        (
            "认不出的列",
            "",
            one.file,
            one.sheet or "",
            "",
            one.column,
            "",
            f"“{one.header}”没有读入：{one.reason}",
        )
        for one in result.unrecognised.columns
    ]
    return _Sheet("数据问题", head, rows, "没有数据问题。")


def _inputs(result: AuditResult) -> _Sheet:
    head = (
        *(_Column("文件", 50), _Column("工作表", 30), _Column("记录", 24)),
        *(_Column("读入行数"), _Column("检查行数"), _Column("未读行数")),
        *(_Column("重复行数"), _Column("合并行数"), _Column("没有单独检查的原因", 40)),
    )
    rows = [
        (
            one.file,
            one.sheet or "",
            one.record,
            one.rows_read,
            one.rows_checked,
            one.rows_unread,
            one.rows_duplicate,
            one.rows_merged,
            say_unread(one),
        )
        for one in result.inputs
    ]
    return _Sheet("读入", head, rows, "什么也没有读入。")


def _item(one: Item) -> tuple[str, ...]:
    return one.rule, one.subject.record, one.subject.key, one.subject.name or ""


def _places(one: Item) -> str:
    return "\n".join(say_places(one.evidence, _PLACES_SHOWN))


def _unprinted(one: Item) -> tuple[str, ...]:
    values = "\n".join(shorten(say_value(cell), _VALUE_SHOWN) for cell in one.evidence[:_VALUES_SHOWN])
    return one.title, values, say_citation(one), one.id


@dataclass(slots=True)
class _Pen:
    """The book's formats, each made once."""

    book: xlsxwriter.Workbook
    made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def of(self, **properties: Any) -> Format:
        """A bordered cell, top-aligned and wrapped, with ``properties`` on top."""
        frame: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
        return self._look(frame | properties)

    def plain(self) -> Format:
        """A cell that is only text."""
        return self._look({})

    def _look(self, properties: Mapping[str, Any]) -> Format:
        look = {**_FONT, **properties}
        name = tuple(sorted(look.items()))
        if name not in self.made:
            self.made[name] = self.book.add_format(look)
        return self.made[name]


def _write(page: Worksheet, sheet: _Sheet, pen: _Pen, header: str) -> None:
    widths = [_width(column, [row[number] for row in sheet.rows]) for number, column in enumerate(sheet.columns)]
    heading = pen.of(bold=True, bg_color="#D9E1EC", align="center")
    for number, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(number, number, width + _PADDING)
        page.write_string(0, number, column.title, heading)
    for at, row in enumerate(sheet.rows, start=1):
        # Excel fits the height of such a row when it opens the file; LibreOffice does not.
        page.set_row(at, _height(row, widths))
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, at, number, value, pen, coloured=column.coloured)
    if not sheet.rows:
        page.write_string(1, 0, sheet.empty, pen.plain())
    last_row, last_column = max(1, len(sheet.rows)), len(sheet.columns) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last_row, last_column)
    page.print_area(0, 0, last_row, sum(column.printed for column in sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&L{sheet.name}&R{header}")
    page.set_footer("&C第 &P 页，共 &N 页")


def _write_cell(page: Worksheet, at: int, number: int, value: Value, pen: _Pen, *, coloured: bool) -> None:
    if not isinstance(value, str):
        page.write_number(at, number, value, pen.of(align="center"))
        return
    # quote_prefix keeps the text a text even after somebody has edited the cell.
    quoted = {"quote_prefix": True} if value.startswith(_ACTIVE) else {}
    fill = {"bg_color": _FILLS[value]} if coloured and value in _FILLS else {}
    look = pen.of(**quoted, **fill)
    if value:
        page.write_string(at, number, value, look)
    else:
        page.write_blank(at, number, None, look)  # an empty text would not count as blank in filters


def _width(column: _Column, values: Iterable[Value]) -> int:
    """What the content takes up, between the heading and the column's limit."""
    lines = (line for value in values for line in str(value).split("\n"))
    widest = max((columns(printable(line)) for line in lines), default=0)
    return max(columns(column.title) + _FILTER_BUTTON, min(widest, column.at_most))


def _height(row: Row, widths: Sequence[int]) -> float:
    lines = max(len(wrap(str(value), width)) for value, width in zip(row, widths, strict=True))
    return min(lines * _LINE, _TALLEST)
