"""JSON: lists of objects, however wrapped and nested, and objects line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.sheet import Sheet, sheet_of_grid, text_of
from auditor.records.reading.sizes import not_too_long, too_many_cells
from auditor.records.reading.texts.encoding import text_of_file
from auditor.records.reading.texts.feishu import Number, is_record
from auditor.records.reading.texts.garbled import rows_said, say_garbled
from auditor.records.reading.texts.nested import Table, tables_of

_SHAPE = "JSON 应当是一列记录（[{…}, {…}]），或者几列各有名称的记录"
_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=lambda _: None)
# What an interface says beside the records, and under which names it puts them; letters only, all small.
_BESIDE = re.compile(
    "code|msg|message|success|status|total|count|page|size|page(?:size|num|no|s|count|token)|limit|offset|has(?:more|next)"
    "|next|previous|(?:request|trace|log)id|timestamp|err(?:no|msg|code|ors?)|ok|version|current"
    "|total(?:count|pages?|rows|size)|exporttime|总数|总条数|页码|每页条数|导出时间|状态码|消息"
)
_AROUND = re.compile("data|results?|response|payload|body|list|items|records?|rows|content|数据|结果|记录")


def read_json(content: Content) -> Iterator[Sheet]:
    """A sheet for each list of objects, those within objects included. Raises UnreadableFile."""
    text = _text(content)
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as why:
        if why.msg == "Extra data" and text.find("\n", 0, why.pos + 1) >= 0:
            return _lines(content, text)
        found = _whole_items(content, text, why.lineno)
    except RecursionError as why:
        raise UnreadableFile("JSON 嵌套太深") from why
    return _sheets(content, found)


def read_json_lines(content: Content) -> Iterator[Sheet]:
    """An object on each line, its row the line's number. Raises UnreadableFile."""
    text = _text(content)
    if text.lstrip().startswith("["):
        return read_json(content)
    return _lines(content, text)


def _text(content: Content) -> str:
    text = text_of_file(content)
    say_garbled(content, text, lambda: text.split("\n"))
    return text


def _lines(content: Content, text: str) -> Iterator[Sheet]:
    items: list[Any] = []
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        item: Any = {}
        if line.strip():
            try:
                item = _DECODER.decode(line.strip())
            except (json.JSONDecodeError, RecursionError):
                broken.append(number)
        items.append(item)
    if broken and not any(items):
        raise UnreadableFile(f"第 {broken[0]} 行不是完整的 JSON")
    if broken:
        what = f"有 {len(broken)} 行不是完整的 JSON（{rows_said(broken)}）"
        content.problems.append(problem("D648", content.shown, None, broken[0], what=what))
    yield from _sheets(content, items)


def _whole_items(content: Content, text: str, line: int) -> list[Any]:
    """The items of a list that breaks off. Raises UnreadableFile if there is none."""
    items: list[Any] = []
    at = re.compile(r"\s*\[\s*").match(text)
    while at is not None:
        try:
            item, end = _DECODER.raw_decode(text, at.end())
        except (json.JSONDecodeError, RecursionError):
            break
        items.append(item)
        at = re.compile(r"\s*,\s*").match(text, end)
    if not any(isinstance(item, dict) for item in items):
        raise UnreadableFile(f"第 {line} 行不是完整的 JSON")
    what = f"第 {line} 行起不是完整的 JSON，第 {len(items) + 1} 份记录起的内容"
    content.problems.append(problem("D648", content.shown, None, len(items) + 1, what=what))
    return items


def _sheets(content: Content, found: object) -> Iterator[Sheet]:
    try:
        groups = list(_groups(found, None))
        every = [item for _, items in groups for item in items]
        if every and not any(isinstance(item, dict | list) for item in every):
            raise UnreadableFile(_not_records(every))
        for name, items in groups:
            if items and all(isinstance(item, list) for item in items):
                yield _grid(content, name, items)
                continue
            others = [number for number, item in enumerate(items, 1) if not isinstance(item, dict)]
            if others:
                what = _not_records(items)
                content.problems.append(problem("D648", content.shown, name, others[0], what=what))
            for table in tables_of(name, items):
                yield _sheet(content, table)
    except RecursionError as why:
        raise UnreadableFile("JSON 嵌套太深") from why


def _not_records(items: Sequence[Any]) -> str:
    others = [number for number, item in enumerate(items, 1) if not isinstance(item, dict)]
    return f"有 {len(others)} 项不是一份记录（{{…}}）"


def _groups(found: object, name: str | None) -> Iterator[tuple[str | None, list[Any]]]:
    """The lists of records in a value, by their names; an object that is no wrapper is one record."""
    if isinstance(found, list):
        yield name, found
    elif isinstance(found, dict) and found:
        inner = {key: value for key, value in found.items() if isinstance(value, dict | list) and value}
        if not _is_wrapper(found, inner):
            yield name, [found]
        for key, value in inner.items() if _is_wrapper(found, inner) else ():
            if not _is(key, _BESIDE):
                yield from _groups(value, name if _is(key, _AROUND) else key)
    else:
        raise UnreadableFile(_SHAPE)


def _is_wrapper(found: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    """Whether an object only holds lists of records, perhaps with what an interface says of them."""
    beside = all(
        _is(key, _BESIDE) or found[key] == [] or (_is(key, _AROUND) and not found[key])
        for key in found
        if key not in inner
    )
    holders = all(
        _is(key, _BESIDE)
        or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))
        or (isinstance(value, dict) and _is(key, _AROUND))
        for key, value in inner.items()
    )
    return beside and holders and not is_record(found) and (bool(inner) or any(value == [] for value in found.values()))


def _is(key: str, words: re.Pattern[str]) -> bool:
    return words.fullmatch(re.sub(r"[\W_]", "", key).lower()) is not None


def _grid(content: Content, name: str | None, rows: Sequence[Sequence[Any]]) -> Sheet:
    """Rows that are lists: like a sheet, the headers in one of the first."""
    width = max(map(len, rows))
    if width * len(rows) > content.limits.cells:
        raise UnreadableFile(too_many_cells(content.limits))
    columns = [[text_of(row[i]) if i < len(row) else None for row in rows] for i in range(width)]
    cells = pl.DataFrame([pl.Series(f"c{i}", column, pl.String) for i, column in enumerate(columns)])
    return sheet_of_grid(content.shown, name, not_too_long(content, name, cells))


def _sheet(content: Content, table: Table) -> Sheet:
    """A table as a sheet: columns are called by their whole paths, their headers as short as is clear."""
    headers = table.headers()
    limits = content.limits
    if len(headers) > limits.columns:
        what = f"有 {len(headers):,} 列，太多，只读了前 {limits.columns:,} 列"
        content.problems.append(problem("D649", content.shown, table.name, what=what))
        headers = dict(list(headers.items())[: limits.columns])
    if len(headers) * len(table.rows) > limits.cells:
        raise UnreadableFile(too_many_cells(limits))
    cells = pl.DataFrame(
        [
            pl.Series(f"c{i}", [text_of(row.get(path)) if row else None for row in table.rows], pl.String)
            for i, path in enumerate(headers)
        ]
    )
    names = tuple(".".join(path) for path in headers)
    return Sheet(content.shown, table.name, not_too_long(content, table.name, cells), names, tuple(headers.values()))
