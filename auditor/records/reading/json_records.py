"""JSON: lists of objects, and objects line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.encoding import text_of_file
from auditor.records.reading.sheet import Sheet, sheet_of_items


def read_json(content: Content) -> Iterator[Sheet]:
    """A list of objects, or several under their names. Raises UnreadableFile."""
    found = _parsed(text_of_file(content))
    groups = found if isinstance(found, dict) else {None: found}
    for name, items in groups.items():
        if not isinstance(items, list):
            raise UnreadableFile("JSON 应当是一列记录（[{…}, {…}]），或者几列各有名称的记录")
        yield sheet_of_items(content.shown, name, _records(items))


def read_json_lines(content: Content) -> Iterator[Sheet]:
    """An object on each line. Raises UnreadableFile."""
    lines = text_of_file(content).split("\n")
    items = [_parsed(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    yield sheet_of_items(content.shown, None, _records(items))


def _records(items: Sequence[object]) -> list[dict[str, object]]:
    records = [item for item in items if isinstance(item, dict)]
    if len(records) < len(items):
        raise UnreadableFile(f"有 {len(items) - len(records)} 项不是一份记录（{{…}}）")
    return records


def _parsed(text: str, line: int | None = None) -> object:
    """JSON whose numbers stay as they are written: an identity number keeps all its digits."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except json.JSONDecodeError as why:
        raise UnreadableFile(f"第 {line or why.lineno} 行不是完整的 JSON") from why
    except RecursionError as why:
        raise UnreadableFile("JSON 嵌套太深") from why
