"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from auditor.records.problems import DataProblem, problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.delimited import read_delimited
from auditor.records.reading.json_records import read_json, read_json_lines
from auditor.records.reading.parquet import read_parquet
from auditor.records.reading.sheet import Sheet
from auditor.records.reading.workbook import read_workbook

READERS: Mapping[str, Callable[[Content], Iterator[Sheet]]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), read_workbook),
    **dict.fromkeys((".csv", ".tsv"), read_delimited),
    ".json": read_json,
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
    ".parquet": read_parquet,
}


def read_content(content: Content) -> list[Sheet]:
    """All sheets of a file; what is wrong with it is added to its problems, never raised."""
    try:
        return list(READERS[content.suffix](content))
    except UnreadableFile as why:
        content.problems.append(problem("D601", content.shown, why=why))
        return []


def read_sheets(path: Path, shown: str) -> tuple[list[Sheet], list[DataProblem]]:
    """All sheets of a file on the disk, and its problems."""
    try:
        content = Content(shown, path.suffix.lower(), path.read_bytes())
    except OSError as why:
        return [], [problem("D601", shown, why=why.strerror or "打不开")]
    return read_content(content), content.problems
