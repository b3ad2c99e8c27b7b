"""From the paths given to a stream of files: folders and zips are searched, each file is read once.

Where a file is told about, it is shown as its path from the folder given on, through zips as through
folders: ``江南站/资料.zip/个案/接案表.docx``. Whatever cannot be read is a problem, never an exception.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path, PurePosixPath

from auditor.records.problems import DataProblem, problem
from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.kinds import PROMISED, Kind, kind_of
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.zips import Member, members, open_zip, too_large, unpacked

_IGNORED_STARTS = (".", "~$")  # the system's own, locks of LibreOffice; what Office leaves beside an open file
_IGNORED = {"__macosx", "thumbs.db", "desktop.ini"}
_ADVICE = {
    ".doc": "请另存为 .docx",
    ".wps": "请另存为 .docx",
    ".rar": "请先解压",
    ".7z": "请先解压",
    ".txt": "如果是表格，请把后缀改为 .csv",
}
_LISTED = 1_000_000  # names of one folder that are put in order, even if fewer files are read
_NOT_A_FILE = "不是普通的文件（是管道、设备之类），没有打开"
# Characters that break a line of a report or turn it around, and those that no encoding has.
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Files:
    """Searches paths for files that can be read; ``problems`` tells what cannot, and what is left out.

    All that one object yields is compared, so that no content is yielded twice.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.problems: list[DataProblem] = []
        self._limits = limits
        self._left = limits.files
        self._first: dict[bytes, str] = {}  # digest of a content → where it was found first

    def contents(self, path: Path, shown: str) -> Iterator[Content]:
        """The files at ``path``, in order of name, each read when it is its turn. ``shown`` stands for the path."""
        shown = _showable(shown)
        try:
            mode = os.stat(path).st_mode
        except OSError as why:
            told = "没有这个文件或文件夹" if isinstance(why, FileNotFoundError) else _reason(why)
            self._tell("D601", _showable(path.as_posix()), why=told)
            return
        foreign: Counter[str] = Counter()
        if stat.S_ISDIR(mode):
            for file, name in self._walk(path, shown, foreign):
                yield from self._file(file, name, foreign)
        elif stat.S_ISREG(mode):
            yield from self._file(path, shown, foreign)
        else:
            self._tell("D601", shown, why=_NOT_A_FILE)
        self._tell_foreign(shown, foreign)

    def _walk(self, root: Path, root_shown: str, foreign: Counter[str]) -> Iterator[tuple[Path, str]]:
        """The regular files below a folder, with what they are shown as."""
        real = Path(os.path.realpath(root))
        visited: set[tuple[int, int]] = set()  # a mounted folder may contain itself without a link
        todo = [(root, root_shown)]
        while todo and self._left >= 0:
            folder, shown = todo.pop()
            try:
                at = os.stat(folder, follow_symlinks=folder == root)
                if stat.S_ISREG(at.st_mode):
                    yield folder, shown
                elif stat.S_ISLNK(at.st_mode):
                    self._link(folder, shown, real, root_shown, foreign)
                elif not stat.S_ISDIR(at.st_mode):
                    self._tell("D601", shown, why=_NOT_A_FILE)
                elif (at.st_dev, at.st_ino) not in visited:
                    visited.add((at.st_dev, at.st_ino))
                    with os.scandir(folder) as entries:
                        names = sorted(entry.name for entry in islice(entries, max(self._limits.files, _LISTED) + 1))
                    todo += [(folder / name, f"{shown}/{_showable(name)}") for name in reversed(names) if _wanted(name)]
            except OSError as why:
                self._tell("D614" if not isinstance(why, FileNotFoundError) else "D601", shown, why=_reason(why))

    def _link(self, path: Path, shown: str, real: Path, root_shown: str, foreign: Counter[str]) -> None:
        """A link is not followed: what it leads to is read at its own place, if it is in the folder given."""
        try:
            target = Path(os.path.realpath(path, strict=True))
        except OSError:
            self._tell("D601", shown, why="是链接，指向的文件不存在，或者链接绕成了圈")
            return
        if target.is_file() and target.suffix.lower() not in PROMISED:
            foreign[target.suffix.lower()] += 1
        elif target.is_relative_to(real):
            self._tell(
                "D610", shown, first=_showable((PurePosixPath(root_shown) / target.relative_to(real)).as_posix())
            )
        else:
            self._tell("D613", shown)

    def _file(self, path: Path, shown: str, foreign: Counter[str]) -> Iterator[Content]:
        """A file on the disk, and what is in it if it is a zip."""
        suffix = path.suffix.lower()
        if not self._admit(shown):
            return
        if suffix not in PROMISED:
            foreign[suffix] += 1
            return
        try:
            data = bytes_of(path, self._limits.file_bytes)
        except UnreadableFile as why:
            self._tell("D601", shown, why=why)
            return
        content = Content(shown, suffix, data, self._limits)
        try:
            yield from self._content(content, foreign, _Budget(self._limits.unpacked_bytes), 1)
        except _TooMuch as why:
            self._tell("D618", shown, why=why)

    def _content(self, content: Content, foreign: Counter[str], budget: _Budget, depth: int) -> Iterator[Content]:
        """A content if it is new, or the files in it if it is a zip, ``depth`` counting zips in zips."""
        if content.data:
            digest = blake2b(content.data, digest_size=16).digest()
            if digest in self._first:
                self._tell("D610", content.shown, first=self._first[digest])
                return
            self._first[digest] = content.shown
        promised = PROMISED[content.suffix]
        try:
            kind = kind_of(content)
        except UnreadableFile:
            if promised:
                yield content  # its reader tells why it cannot be read
            else:
                foreign[content.suffix] += 1
            return
        if kind is not Kind.ZIP:
            yield content
            return
        if kind not in promised:
            self._tell("D611", content.shown, suffix=content.suffix, kind=kind.value)
        if depth > self._limits.depth:
            self._tell("D619", content.shown, depth=self._limits.depth)
        else:
            yield from self._zip(content, budget, depth)

    def _zip(self, content: Content, budget: _Budget, depth: int) -> Iterator[Content]:
        """The files in a zip, unpacked one by one. Raises _TooMuch, if possible before the first."""
        foreign: Counter[str] = Counter()
        with open_zip(content.data, self._limits) as archive:
            found = [member for member in members(archive) if all(map(_wanted, member.parts))]
            chosen = [member for member in found if _suffix(member) in PROMISED]
            foreign.update(_suffix(member) for member in found if _suffix(member) not in PROMISED)
            if locked := sum(member.encrypted for member in chosen):
                self._tell("D617", content.shown, count=locked)
            chosen = [member for member in chosen if not member.encrypted]
            budget.expect(sum(member.info.file_size for member in chosen))
            names: Counter[str] = Counter()
            for member in chosen:
                shown = _showable("/".join((content.shown, *member.parts)))
                names[shown] += 1
                if names[shown] > 1:  # a zip may hold two files of one name
                    shown = f"{shown} ({names[shown]})"
                if not self._admit(shown):
                    break
                if member.strange:
                    self._tell("D616", shown)
                try:
                    data = unpacked(archive, member, self._limits.file_bytes, budget.charge)
                except _TooMuch:
                    raise
                except UnreadableFile as why:
                    self._tell("D601", shown, why=why)
                    continue
                yield from self._content(
                    Content(shown, _suffix(member), data, self._limits), foreign, budget, depth + 1
                )
        self._tell_foreign(content.shown, foreign)

    def _admit(self, shown: str) -> bool:
        """Counts a file; whether it is still within the limit."""
        self._left -= 1
        if self._left == -1:
            self._tell("D615", shown, files=self._limits.files)
        return self._left >= 0

    def _tell_foreign(self, shown: str, foreign: Counter[str]) -> None:
        if foreign:
            suffixes = "、".join(
                f"{_showable(suffix) or '没有后缀'} {count} 个"
                + (f"（{_ADVICE[suffix]}）" if suffix in _ADVICE else "")
                for suffix, count in sorted(foreign.items())
            )
            self._tell("D603", shown, count=foreign.total(), suffixes=suffixes)

    def _tell(self, code: str, shown: str, **values: object) -> None:
        self.problems.append(problem(code, shown, None, None, None, field=None, **values))


def bytes_of(path: Path, most: int) -> bytes:
    """A regular file's bytes. Raises UnreadableFile, also if it has more than ``most``."""
    try:
        with open(path, "rb", opener=_opener) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableFile(_NOT_A_FILE)
            if found.st_size > most:
                raise UnreadableFile(too_large(most, "file_bytes"))
            data = file.read(found.st_size + 1)
    except OSError as why:
        raise UnreadableFile(_reason(why)) from why
    if len(data) != found.st_size:
        raise UnreadableFile("读的时候文件还在改动，请等它写完再读")
    return data


class _TooMuch(UnreadableFile):
    """A zip from which more comes than is accepted."""


class _Budget:
    """The bytes that may still come out of a zip and the zips in it."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    def expect(self, size: int) -> None:
        """Raises _TooMuch if so many bytes would be too many."""
        if size > self._left:
            raise _TooMuch(too_large(self._most, "unpacked_bytes"))

    def charge(self, size: int) -> None:
        """Takes bytes that have come out. Raises _TooMuch."""
        self.expect(size)
        self._left -= size


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe that took the file's place cannot hold us up


def _reason(why: OSError) -> str:
    match why:
        case PermissionError():
            return "没有读取的权限"
        case FileNotFoundError():
            return "读的时候已经不在了"
    return f"打不开（{why.strerror or type(why).__name__}）"


def _wanted(name: str) -> bool:
    return not name.startswith(_IGNORED_STARTS) and name.lower() not in _IGNORED


def _suffix(member: Member) -> str:
    return PurePosixPath(member.parts[-1]).suffix.lower()


def _showable(text: str) -> str:
    return _UNSHOWABLE.sub("\ufffd", text)
