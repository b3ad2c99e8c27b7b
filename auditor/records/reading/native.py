"""Calls into native readers, which a hostile file can make fail in ways that Python does not foresee."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from auditor.records.reading.content import UnreadableFile

_T = TypeVar("_T")


def guarded(read: Callable[[], _T]) -> _T:
    """What ``read`` gives. Raises UnreadableFile for whatever it raises; a panic is not even an Exception."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as why:
        raise UnreadableFile("文件损坏、有密码，或者不是它的后缀所说的格式") from why
