"""OLE compound files, in which old workbooks and encrypted new ones are kept: their streams."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from struct import Struct, error, unpack_from
from typing import NamedTuple

from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.native import DAMAGED

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = Struct("<64sHB49xIQ")  # name, its length in bytes, kind; first sector, size
_STREAM, _ROOT = 2, 5
_LAST = 0xFFFFFFFA  # numbers from here on are not of sectors


class _Where(NamedTuple):
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file by their names. Raises UnreadableFile."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift, mini_shift, directory = unpack_from("<HH14xI", data, 30)
            self._cutoff, mini, first_difat = unpack_from("<II4xI", data, 56)
            if shift not in (9, 12) or mini_shift != 6:
                raise UnreadableFile(DAMAGED)
            self._shift = shift
            self._table = self._allocation(first_difat)
            self._entries = self._directory(self._chain(directory))
        except (error, ValueError, IndexError) as why:
            raise UnreadableFile(DAMAGED) from why
        root = self._entries.get("")
        self._small = self._chain(root.start) if root else b""
        self._small_table = _numbers(self._chain(mini))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def stream(self, name: str) -> bytes:
        """What the stream holds, as far as it is there. KeyError if there is none of that name."""
        start, size = self._entries[name.lower()]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        parts = []
        left = size // 64 + 1
        while start < len(self._small_table) and left:
            parts.append(self._small[start * 64 : start * 64 + 64])
            start, left = self._small_table[start], left - 1
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) << self._shift : (number + 2) << self._shift]

    def _allocation(self, first: int) -> array[int]:
        """For each sector, the one that follows it."""
        sectors = list(unpack_from("<109I", self._data, 76))
        most = len(self._data) >> self._shift
        while first < most and len(sectors) <= most:
            more = _numbers(self._sector(first))
            sectors += more[:-1]
            first = more[-1] if more else _LAST
        table = array("I")
        for number in sectors[:most]:
            if number < most:
                table.extend(_numbers(self._sector(number)))
        return table

    def _chain(self, start: int) -> bytes:
        """All sectors from ``start`` on, each at most once."""
        parts = []
        left = len(self._data) >> self._shift
        while start < min(_LAST, len(self._table)) and left:
            parts.append(self._sector(start))
            start, left = self._table[start], left - 1
        return b"".join(parts)

    def _directory(self, data: bytes) -> Mapping[str, _Where]:
        """Where streams are, by their names in small letters; the one of small streams has no name."""
        found: dict[str, _Where] = {}
        for at in range(0, len(data) - _ENTRY.size + 1, _ENTRY.size):
            name, length, kind, start, size = _ENTRY.unpack_from(data, at)
            if kind == _ROOT:
                found.setdefault("", _Where(start, size & 0xFFFFFFFF))
            elif kind == _STREAM:
                text = name[: max(0, length - 2)].decode("utf-16-le", "replace")
                found.setdefault(text.lower(), _Where(start, size & 0xFFFFFFFF))
        return found


def _numbers(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
