"""Folders for ``docs/errors.md`` in which files are twice, misnamed, packed, linked or too many."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

from auditor.records.reading import process
from auditor.records.reading.limits import LIMITS, Limits

Export = Mapping[str, str | bytes]
_ROWS = "记录编号,个案编号,日期,方式,时长\nF1,C1,2025-03-10,探访,40\n"
_MORE = "记录编号,个案编号,日期,方式,时长\nF2,C1,2025-03-28,电话,10\n"
_PAGE = (
    "<table><tr><td>记录编号<td>个案编号<td>日期<td>方式<td>时长<tr><td>F1<td>C1<td>2025-03-10<td>探访<td>40</table>"
)


class Given(dict[str, str | bytes]):
    """An export in the folder 导出 that needs more than files: a limit, a link, a system that refuses."""

    limits: Limits = LIMITS
    before: Callable[[], object] = staticmethod(lambda: None)
    patch: tuple[object, str, object] | None = None

    @contextmanager
    def around(self) -> Iterator[Limits]:
        """What is so while it is read."""
        self.before()
        if self.patch is None:
            yield self.limits
            return
        process.close()  # a child that is there already would be used
        with mock.patch.object(*self.patch):
            yield self.limits


def _zip(members: Export, locked: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    packed = bytearray(stream.getvalue())
    if locked:
        packed[packed.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


def _linked() -> None:
    with open("外面.csv", "w", encoding="utf-8") as file:
        file.write(_MORE)
    os.symlink("../外面.csv", "导出/补录.csv")


def _refusing() -> Callable[[object], object]:
    scandir = os.scandir

    def refused(path: object) -> object:
        if str(path).endswith("旧"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)  # type: ignore[call-overload]

    return refused


def _given(files: Export, **more: object) -> Given:
    given = Given(files)
    for name, value in more.items():
        setattr(given, name, value)
    return given


def file_exports() -> Mapping[str, tuple[Export, Export]]:
    """By code: an export with a fault of that code alone, and one without."""
    good = {"跟进记录.csv": _ROWS}
    both = {**good, "补录.csv": _MORE}
    nested = _MORE.encode()
    for _ in range(4):
        nested = _zip({"补录.zip" if nested.startswith(b"PK") else "补录.csv": nested})
    zeros = _zip({"补录.csv": _MORE + " " * 2**21})
    one_zip = {**good, "补录.zip": _zip({"补录.csv": _MORE})}
    return {
        "D610": ({**good, "跟进记录（副本）.csv": _ROWS}, good),
        "D611": ({"跟进记录.xls": _PAGE.encode()}, {"跟进记录.html": _PAGE.encode()}),
        "D612": (
            _given({"跟进记录.html": _PAGE.encode()}, patch=(process, "COMMAND", ("没有这个程序",))),
            {"跟进记录.html": _PAGE.encode()},
        ),
        "D613": (_given(good, before=_linked), both),
        "D614": (_given({**good, "旧/补录.csv": _MORE}, patch=(os, "scandir", _refusing())), both),
        "D615": (_given(both, limits=Limits(files=1)), both),
        "D616": ({**good, "补录.zip": _zip({"../补录.csv": _MORE})}, one_zip),
        "D617": ({**good, "补录.zip": _zip({"补录.csv": _MORE}, locked=True)}, one_zip),
        "D618": (_given({**good, "补录.zip": zeros}, limits=Limits(unpacked_bytes=2**20)), one_zip),
        "D619": ({**good, "补录.zip": _zip({"补录.zip": nested})}, one_zip),
    }
