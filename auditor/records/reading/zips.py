"""Zip files, opened and unpacked in memory only, within limits."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LISTED = b"PK\x01\x02"  # how every file's entry in a zip's listing begins
_CHUNK = 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack whole, however large that is
_FIRST_CHINESE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: its folders and name, none of which leads outside; ``strange`` if one did."""

    parts: tuple[str, ...]
    strange: bool
    info: ZipInfo

    @property
    def encrypted(self) -> bool:
        """Whether it needs a password."""
        return bool(self.info.flag_bits & 0x1)


def open_zip(data: bytes, limits: Limits) -> ZipFile:
    """The zip of these bytes. Raises UnreadableFile, before it is listed, if it lists too many files."""
    if data.count(_LISTED) > limits.files:
        raise UnreadableFile(f"里面的文件超过 {limits.files} 个")
    try:
        return ZipFile(io.BytesIO(data))
    except Exception as why:  # zipfile foresees few of the ways in which a listing can be wrong
        raise UnreadableFile(DAMAGED) from why


def members(archive: ZipFile) -> list[Member]:
    """The files in a zip, in order of name.

    Nothing is ever written, so a name that leads outside (``../``, ``/``, ``C:``) can do no harm: its file
    is read like the others, under a name that stays inside and shows what was there. To refuse it would
    lose the records of those old programs that store whole paths.
    """
    found = []
    for info in archive.infolist():
        parts, strange = _parts(_name(info))
        if parts and not info.orig_filename.endswith(("/", "\\")):
            found.append(Member(parts, strange, info))
    return sorted(found, key=lambda member: member.parts)


def unpacked(archive: ZipFile, member: Member, most: int, charge: Callable[[int], None]) -> bytes:
    """The bytes of a member. Raises UnreadableFile; ``charge`` is told of them as they come, and may raise."""
    if member.info.compress_type not in _METHODS:
        raise UnreadableFile("压缩的方式读不了，请解压后再读")
    chunks, size = [], 0
    try:
        with archive.open(member.info) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                charge(len(chunk))
                if size > most:
                    raise UnreadableFile(too_large(most, "file_bytes"))
                chunks.append(chunk)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as why:
        raise UnreadableFile(DAMAGED) from why
    return b"".join(chunks)


def too_large(most: int, limit: str) -> str:
    """Why a file beyond a limit of bytes is not read, and how to have it read all the same."""
    return f"太大，超过 {most / 2**20:,.0f} MB；确实要读就加 --limit {limit}=…"


def _name(info: ZipInfo) -> str:
    """A member's name. Zips say only whether it is UTF-8; if not, it is often GBK, which zipfile does not know."""
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
    # Two letters of GBK may look like two of Greek or Arabic in UTF-8, but not like Chinese.
    return text if text.isascii() or max(text) >= _FIRST_CHINESE else raw.decode("gb18030", "replace")


def _parts(name: str) -> tuple[tuple[str, ...], bool]:
    """A name's folders and file; whether it led outside of its zip."""
    whole = name.replace("\\", "/")
    drive = re.match(r"([A-Za-z]):", whole)
    strange = drive is not None or whole.startswith("/")
    if drive is not None:
        whole = f"({drive[1]}盘)/{whole[2:]}"
    parts = []
    for part in whole.split("/"):
        if part == "..":
            strange = True
            parts.append("(上级)")
        elif part not in ("", "."):
            parts.append(part)
    return tuple(parts), strange
