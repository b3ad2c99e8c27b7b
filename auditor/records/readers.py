"""From a file to sheets of text. A reader keeps every cell and knows where each was written."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import fastexcel
import polars as pl

from auditor.records.clean import JOINER
from auditor.records.problems import DataProblem, problem

_T = TypeVar("_T")


class UnreadableFile(Exception):
    """A file that cannot be read at all. The message is Chinese and quotes no content."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: ``cells`` has String columns, ``columns`` their letters or names.

    ``headers`` are the names that the format itself gives to columns (JSON, Parquet); None means
    that they stand in one of the first rows. ``first_row`` is the number of the frame's first row.
    """

    file: str
    name: str | None
    cells: pl.DataFrame
    columns: tuple[str, ...]
    headers: tuple[str, ...] | None = None
    first_row: int = 1


def read_sheets(path: Path, shown: str) -> tuple[list[Sheet], list[DataProblem]]:
    """All sheets of a file; a file or sheet that cannot be read is a problem, never an exception."""
    problems: list[DataProblem] = []
    try:
        return list(READERS[path.suffix.lower()](path, shown, problems)), problems
    except UnreadableFile as why:
        return [], [problem("D601", shown, why=why)]
    except OSError as why:
        return [], [problem("D601", shown, why=why.strerror or "打不开")]


def letter(index: int) -> str:
    """The letters of a spreadsheet's column: 0 is A, 26 is AA."""
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def text_of(value: object) -> str | None:
    """A value as the text that a person would have typed into a cell."""
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case float():
            if not math.isfinite(value):
                return None
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ")
        case date():
            return value.isoformat()
        case list() | tuple():
            return JOINER.join(text for item in value if (text := text_of(item)) is not None)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def sheet_of_items(
    file: str, name: str | None, items: Sequence[Mapping[str, object]], headers: Iterable[str] = ()
) -> Sheet:
    """A sheet of mappings (JSON objects, rows given in a program): one row each, numbered from 1."""
    names = tuple(dict.fromkeys([*headers, *(key for item in items for key in item)]))
    cells = pl.DataFrame(
        [pl.Series(f"c{i}", [text_of(item.get(key)) for item in items], pl.String) for i, key in enumerate(names)]
    )
    return Sheet(file, name, cells, names, names)


def _workbook(path: Path, shown: str, problems: list[DataProblem]) -> Iterator[Sheet]:
    book = _guarded(lambda: fastexcel.read_excel(path))
    for name in book.sheet_names:
        try:
            # skip_rows=0 keeps blank rows at the top, so that row numbers are Excel's.
            sheet = _guarded(partial(book.load_sheet, name, header_row=None, skip_rows=0, dtypes="string"))
            cells = _guarded(sheet.to_polars)
        except UnreadableFile as why:
            problems.append(problem("D602", shown, name, why=why))
            continue
        letters = [letter(info.absolute_index) for info in sheet.available_columns()]
        cells.columns = [f"c{i}" for i in range(cells.width)]
        yield Sheet(shown, name, cells, tuple(letters[: cells.width]))


def _guarded(read: Callable[[], _T]) -> _T:
    """Calls a native reader. A hostile file can make it panic, which is not even an Exception."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as why:
        raise UnreadableFile("文件损坏、有密码，或者不是它的后缀所说的格式") from why


def _text(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("认不出文字编码（可以用 UTF-8 或 GB18030）")


def _delimited(path: Path, shown: str, problems: list[DataProblem]) -> Iterator[Sheet]:
    text = _text(path)
    if "\0" in text:
        raise UnreadableFile("不是文字文件")
    cells = _grid(text, max(",", "\t", ";", key=text[:4096].count))
    yield Sheet(shown, None, cells, tuple(letter(i) for i in range(cells.width)))


def _grid(text: str, mark: str) -> pl.DataFrame:
    """Delimited text as a frame of text. Rows of unequal length are rare and take the slow way."""
    if not text.strip():
        return pl.DataFrame()
    try:
        cells = pl.read_csv(text.encode(), separator=mark, has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        except csv.Error as why:
            raise UnreadableFile("引号没有配对，或有一格长得不合理") from why
        cells = pl.DataFrame([pl.Series("", column, pl.String) for column in zip_longest(*rows)])
    cells.columns = [f"c{i}" for i in range(cells.width)]
    return cells


def _json(path: Path, shown: str, problems: list[DataProblem]) -> Iterator[Sheet]:
    content = _parsed(_text(path))
    groups = content if isinstance(content, dict) else {None: content}
    for name, items in groups.items():
        if not isinstance(items, list):
            raise UnreadableFile("JSON 应当是一列记录（[{…}, {…}]），或者几列各有名称的记录")
        yield sheet_of_items(shown, name, _records(items))


def _json_lines(path: Path, shown: str, problems: list[DataProblem]) -> Iterator[Sheet]:
    items = [_parsed(line, number) for number, line in enumerate(_text(path).split("\n"), 1) if line.strip()]
    yield sheet_of_items(shown, None, _records(items))


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


def _parquet(path: Path, shown: str, problems: list[DataProblem]) -> Iterator[Sheet]:
    frame = _guarded(lambda: pl.read_parquet(path))
    names = tuple(frame.columns)
    cells = frame.select(_as_text(frame.schema[name], pl.col(name)).alias(f"c{i}") for i, name in enumerate(names))
    yield Sheet(shown, None, cells, names, names)


def _as_text(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    """A typed column as ``text_of`` writes its values."""
    match dtype:
        case pl.Float32() | pl.Float64():
            whole = (value == value.round()) & (value.abs() < 2**63)
            text = (
                pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
            )
            return pl.when(value.is_finite()).then(text)
        case pl.Datetime():
            return value.dt.replace_time_zone(None).cast(pl.String)
        case pl.List():
            return value.cast(pl.List(pl.String), strict=False).list.join(JOINER)
        case pl.Struct():
            return value.struct.json_encode()
    return value.cast(pl.String, strict=False)


READERS: Mapping[str, Callable[[Path, str, list[DataProblem]], Iterator[Sheet]]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), _workbook),
    **dict.fromkeys((".csv", ".tsv"), _delimited),
    ".json": _json,
    **dict.fromkeys((".jsonl", ".ndjson"), _json_lines),
    ".parquet": _parquet,
}
