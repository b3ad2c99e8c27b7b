"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from auditor.records.problems import DataProblem, problem
from auditor.records.reading.content import SKIPPED, Content, UnreadableFile
from auditor.records.reading.documents.word import read_word
from auditor.records.reading.files import bytes_of
from auditor.records.reading.kinds import PROMISED, Kind, kind_of
from auditor.records.reading.limits import LIMITS
from auditor.records.reading.parquet import read_parquet
from auditor.records.reading.sheet import Sheet
from auditor.records.reading.texts.delimited import read_delimited
from auditor.records.reading.texts.html_tables import read_html
from auditor.records.reading.texts.json_records import read_json, read_json_lines
from auditor.records.reading.workbooks.spreadsheet_xml import read_spreadsheet_xml
from auditor.records.reading.workbooks.workbook import read_workbook

READERS: Mapping[Kind, Callable[[Content], Iterator[Sheet]]] = {
    **dict.fromkeys((Kind.XLSX, Kind.XLS, Kind.ODS), read_workbook),
    Kind.SPREADSHEET_XML: read_spreadsheet_xml,
    Kind.WORD: read_word,
    Kind.HTML: read_html,
    Kind.DELIMITED: read_delimited,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_json_lines,
    Kind.PARQUET: read_parquet,
}

NO_MEMORY = f"内存不够，{SKIPPED}"


def read_content(content: Content) -> list[Sheet]:
    """All sheets of a file; what is wrong with it is added to its problems, never raised."""
    try:
        kind = kind_of(content)
        if kind not in READERS:
            raise UnreadableFile(f"是{kind.value}")
        if kind not in PROMISED.get(content.suffix, ()):
            content.problems.append(problem("D611", content.shown, suffix=content.suffix, kind=kind.value))
        return list(READERS[kind](content))
    except UnreadableFile as why:
        content.problems.append(problem("D601", content.shown, why=why))
    except MemoryError:
        content.problems.append(problem("D601", content.shown, why=NO_MEMORY))
    except Exception as why:  # a reader's fault must not keep the other files from being read
        content.problems.append(
            problem("D601", content.shown, why=f"读的时候程序出错（{type(why).__name__}），{SKIPPED}")
        )
    return []


def read_sheets(path: Path, shown: str) -> tuple[list[Sheet], list[DataProblem]]:
    """All sheets of a file on the disk, read in this process, and its problems."""
    try:
        content = Content(shown, path.suffix.lower(), bytes_of(path, LIMITS.file_bytes))
    except UnreadableFile as why:
        return [], [problem("D601", shown, why=why)]
    return read_content(content), content.problems
