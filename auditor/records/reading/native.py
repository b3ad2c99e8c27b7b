"""Calls into native readers, which a hostile file can make fail in ways that Python does not foresee."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from auditor.records.reading.content import UnreadableFile

DAMAGED = "文件不完整（可能没有下载完）或已损坏，请重新导出"
ENCRYPTED = "文件有打开密码，请去掉密码后重新导出"

_T = TypeVar("_T")


def guarded(read: Callable[[], _T]) -> _T:
    """What ``read`` gives. Raises UnreadableFile for whatever it raises; a panic is not even an Exception."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as why:
        raise UnreadableFile(DAMAGED) from why
