"""Lists that belong to the rulebook: record types whose rows come with the rules, not with the export."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from auditor.records.dictionary import RecordType
from auditor.records.problems import DataProblem
from auditor.records.reading.formats import read_sheets
from auditor.records.reading.sheet import Sheet

_KEPT = 64  # lists in memory


def read_list(record: RecordType) -> tuple[list[Sheet], list[DataProblem]]:
    """The list's first sheet; no sheet if its file is not there, so that rules about it are not run."""
    path = Path(record.file)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return [], []
    sheets, problems = _read(path, changed)
    return sheets[:1], problems


@lru_cache(_KEPT)
def _read(path: Path, changed: int) -> tuple[list[Sheet], list[DataProblem]]:
    return read_sheets(path, path.name)
