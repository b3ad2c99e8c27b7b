"""Tables of web pages, which many systems save under the name of a workbook (.xls)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl
from lxml import etree, html

from auditor.records.damage import Damage, damage_of
from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.sheet import Merged, Sheet, letter
from auditor.records.reading.sizes import not_too_long, too_many_cells
from auditor.records.reading.texts.encoding import text_of_file
from auditor.records.reading.texts.garbled import say_garbled

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "table"))  # an inner table is one of its own
_BLOCKS = frozenset(("p", "div", "li", "tr"))
_ROW_GROUPS = frozenset(("thead", "tbody", "tfoot", "form", "div", "font", "center", "span"))
_SHEET_NAMES = re.compile(r"<x:Name>([^<]{1,100})</x:Name>")


def read_html(content: Content) -> Iterator[Sheet]:
    """A sheet for each table. Raises UnreadableFile if there is none."""
    declared = _DECLARED.search(content.data[:4096])
    text = text_of_file(content, declared[1].decode() if declared else None).replace("\0", "")
    say_garbled(content, text, lambda: text.split("\n"))
    parser = html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_without_declaration(text), parser=parser)
    except (etree.LxmlError, ValueError) as why:
        raise UnreadableFile("网页损坏，读不出表格") from why
    try:
        tables = [rows for table in root.iter("table") if (rows := list(_rows(table)))]
    except RecursionError as why:
        raise UnreadableFile("网页嵌套太深") from why
    if not tables:
        raise UnreadableFile("网页里没有表格；如果是登录页面或报错页面，请重新导出")
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        content.problems.append(problem("D648", content.shown, what="网页有一处损坏或嵌套太深，从那里起的内容"))
    names = _SHEET_NAMES.findall(text)
    for number, rows in enumerate(tables, 1):
        name = names[number - 1] if len(names) == len(tables) else None if len(tables) == 1 else f"表格{number}"
        yield _sheet(content, name, rows)


def _without_declaration(text: str) -> str:
    """The page without ``<?xml …?>``, for lxml does not take decoded text that names an encoding."""
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)


def _rows(part: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The rows of a table, without those of tables in it."""
    for child in part:
        if child.tag == "tr":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _sheet(content: Content, name: str | None, rows: Sequence[html.HtmlElement]) -> Sheet:
    """A table's cells where a browser shows them. Raises UnreadableFile."""
    limits = content.limits
    columns: list[list[str | None]] = []
    merged: list[Merged] = []
    taken: dict[int, int] = {}  # column → the row from which it is free again
    steps = 0
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > at:
                column += 1
            right = min(column + _span(cell, "colspan"), limits.columns)
            if right <= column:
                break
            bottom = min(at + (_span(cell, "rowspan") or len(rows)), len(rows))
            steps += right - column
            columns.extend([None] * len(rows) for _ in range(right - len(columns)))
            columns[column][at] = _shown(cell)
            if bottom > at + 1:
                taken.update(dict.fromkeys(range(column, right), bottom))
            if bottom > at + 1 or right > column + 1:
                merged.append(Merged(at, column, bottom - 1, right - 1))
            column = right
        if steps > limits.cells or len(columns) * len(rows) > limits.cells:
            raise UnreadableFile(too_many_cells(limits))
    cells = pl.DataFrame([pl.Series(f"c{i}", column, pl.String) for i, column in enumerate(columns)])
    names = tuple(letter(i) for i in range(cells.width))
    return Sheet(content.shown, name, not_too_long(content, name, cells), names, merged=tuple(merged))


def _span(cell: html.HtmlElement, name: str) -> int:
    """How many columns or rows a cell takes; 0 means all that follow."""
    written = cell.get(name, "1").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _shown(cell: html.HtmlElement) -> str | None:
    """A cell as a browser shows it; a long number as the spreadsheet keeps it that the page was saved by."""
    text = _text(cell) if len(cell) else _blanks(cell.text)
    text = re.sub(r" *\n[ \n]*", "\n", re.sub(" +", " ", text)).strip()
    kept = str(cell.get("x:num", ""))
    if kept.isdigit() and damage_of(text) is Damage.DIGITS:
        return kept
    return text or None


def _text(cell: html.HtmlElement) -> str:
    """The texts within a cell, with line breaks where the page has them."""
    parts = [_blanks(cell.text)]
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, part in walk:
        if part is cell:
            continue
        if event == "end":
            parts += ["\n" if part.tag in _BLOCKS else "", _blanks(part.tail)]
        elif part.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            parts += ["\n" if part.tag in _BLOCKS or part.tag == "br" else "", _blanks(part.text)]
    return "".join(parts)


def _blanks(text: str | None) -> str:
    """Text of the source, in which a line end is a blank."""
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else ""
