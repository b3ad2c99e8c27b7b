"""From records to the files a station would hand over: workbooks, two kinds of CSV, a JSON file.

What each file looks like is told in ``data/export.yaml``. The bytes depend on nothing but the records.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from . import AS_OF, Records, Row, Value, data

_DICTIONARY = Path(__file__).parents[2] / "rules" / "dictionary"
_DATES: Mapping[str, Callable[[date], str]] = {
    "2024.12.3": lambda day: f"{day.year}.{day.month}.{day.day}",
    "2024年12月3日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "2024/12/3": lambda day: f"{day.year}/{day.month}/{day.day}",
    "iso": date.isoformat,
}


def fields() -> dict[str, list[str]]:
    """The columns of every record type, in the dictionary's order."""
    files = sorted(_DICTIONARY.glob("*.yaml"))
    shapes = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return {name: list(record["fields"]) for shape in shapes for name, record in shape.get("records", {}).items()}


def columns_of(records: Records) -> dict[str, list[str]]:
    """The columns that the station keeps: a field that no row has a value or a blank for is not exported."""
    kept = {record: {name for row in rows for name in row} for record, rows in records.items()}
    return {record: [name for name in names if name in kept.get(record, ())] for record, names in fields().items()}


def write(records: Records, folder: Path, further: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write all files of the station, and those told in ``further``, into ``folder``; it holds nothing else of ours."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = columns_of(records)
    for told in [*data("export"), *further]:
        path = folder / told["file"]
        match path.suffix:
            case ".xlsx":
                _workbook(path, told["sheets"], records, columns)
            case ".csv":
                path.write_bytes(_csv(told, records[told["record"]], columns[told["record"]]))
            case _:
                path.write_bytes(_json(told, records[told["record"]], columns[told["record"]]))


def _headers(told: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    unknown = told["headers"].keys() - set(names)
    if unknown:
        raise KeyError(f"{told['record']} has no field {sorted(unknown)}")
    return [told["headers"].get(name, name) for name in names]


def _shown(value: Value, told: Mapping[str, Any], name: str) -> str | int | float | date | None:
    """A value as it stands in a cell: text, a number, or a date where the sheet keeps real dates."""
    match value:
        case bool():
            return ("√" if value else "×") if told.get("ticks") else ("是" if value else "否")
        case float() if name == told.get("percent"):
            return f"{value:.2%}"
        case tuple():
            return "、".join(value) or None
        case date() if "dates" in told:
            text = _DATES[told["dates"]](value)
            return f"{text} {value:%H:%M}" if isinstance(value, datetime) else text
        case _:
            return value


def _workbook(
    path: Path, sheets: Sequence[Mapping[str, Any]], records: Records, columns: Mapping[str, list[str]]
) -> None:
    book = xlsxwriter.Workbook(path)
    # The creation date is the only thing XlsxWriter takes from the clock.
    book.set_properties({"created": datetime.combine(AS_OF, time()), "author": "samples.generate"})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    areas = {row["档案号"]: row["片区"] for row in records["服务对象"]}
    for told in sheets:
        names = columns[told["record"]]
        rows = records[told["record"]]
        if "area" in told:
            rows = [row for row in rows if areas[row["档案号"]] == told["area"]]
        sheet = book.add_worksheet(told["sheet"])
        top = 0
        if "title" in told:
            sheet.write_string(0, 0, told["title"], bold)
            top = 1
        sheet.write_row(top, 0, _headers(told, names), bold)
        sheet.freeze_panes(top + 1, 0)
        sheet.set_column(0, len(names) - 1, 14)
        for number, row in enumerate(rows, top + 1):
            for place, name in enumerate(names):
                match _shown(row.get(name), told, name):
                    case None:
                        pass
                    case date() as value:
                        sheet.write_datetime(number, place, value, day)
                    case str() as value:
                        sheet.write_string(number, place, value)
                    case value:
                        sheet.write_number(number, place, value)
    book.close()


def _cells(told: Mapping[str, Any], row: Row, names: Sequence[str]) -> list[str]:
    values = (_shown(row.get(name), told, name) for name in names)
    return ["" if value is None else str(value) for value in values]


def _csv(told: Mapping[str, Any], rows: Sequence[Row], names: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_headers(told, names))
    writer.writerows(_cells(told, row, names) for row in rows)
    return text.getvalue().encode(told["encoding"])


def _json(told: Mapping[str, Any], rows: Sequence[Row], names: Sequence[str]) -> bytes:
    told = {"dates": "iso", **told}
    headers = _headers(told, names)
    objects = [dict(zip(headers, (_shown(row.get(name), told, name) for name in names), strict=True)) for row in rows]
    return (json.dumps(objects, ensure_ascii=False, indent=1) + "\n").encode()
