"""A file on its way through a reader: its bytes, what it is called, how much of it is accepted."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.records.problems import DataProblem
from auditor.records.reading.limits import LIMITS, Limits

SKIPPED = "已跳过，其余的文件照常读"


class UnreadableFile(Exception):
    """A file that cannot be read at all. The message is Chinese and quotes no content."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader is given. Faults that do not end the reading are added to ``problems``."""

    shown: str
    suffix: str  # in small letters, with its dot
    data: bytes
    limits: Limits = LIMITS
    problems: list[DataProblem] = field(default_factory=list)
