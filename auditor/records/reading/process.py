"""Files are read in a child process: whatever one of them does to its reader, the rest is read.

The child has no more memory and time for a file than its limits say. One child is kept for the next time.
This module imports no reader before it needs one, so that the child can be started first of all.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from auditor.records.problems import problem
from auditor.records.reading import wire
from auditor.records.reading.content import SKIPPED, Content
from auditor.records.reading.kinds import is_plain_text

if TYPE_CHECKING:
    from auditor.records.reading.sheet import Sheet

_PACKAGE_ROOT = Path(__file__).parents[3]
# -P: a file called json.py in the current folder, which may be an export, is not run
COMMAND = (sys.executable, "-P", "-m", "auditor.records.reading.child")
_START_SECONDS = 60.0
_SMALL_TEXT = 2**20  # bytes of a text file that is read at once, without asking the child
_KEPT_BYTES = 64 * 2**20  # a child that has read more holds memory that others may need


class CannotStart(Exception):
    """The child does not start on this system."""


class Died(Exception):
    """The child ended before it answered; ``late`` if it was ended because it took too long."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late


class Child:
    """A child that reads files, one at a time. It is started at once and awaited when it is asked."""

    def __init__(self) -> None:
        """Starts a child. Raises CannotStart."""
        if not sys.executable or getattr(sys, "frozen", False):  # then the executable is not Python
            raise CannotStart
        path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as why:
            raise CannotStart from why
        self._ready = False
        self.bytes_read = 0

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def read(self, content: Content) -> list[Sheet]:
        """As ``read_content``. Raises CannotStart if the child has never been ready, Died."""
        try:
            if not self._ready:
                try:
                    with self._within(_START_SECONDS):
                        self._receive()
                except Died as why:
                    raise CannotStart from why
                self._ready = True
            self.bytes_read += len(content.data)
            with self._within(content.limits.seconds):
                wire.send_content(self._input, content)
                sheets, problems = wire.sheets_of(*self._receive())
        except BaseException:  # also an interruption: a child in the midst of an answer is of no use
            self.close()
            raise
        content.problems.extend(problems)
        return sheets

    def close(self) -> None:
        """Ends the child and waits for its end, so that no zombie stays. May be called again."""
        if self._process.returncode is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._input, self._output):
            with suppress(OSError):  # unsent bytes for a child that is gone
                stream.close()

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Ends the child after so many seconds, which ends all waiting for it. Raises Died."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, wire.WireError) as why:
            raise Died(late.is_set()) from why
        finally:
            timer.cancel()
            timer.join()  # from here on it does not end the child any more

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _receive(self) -> tuple[Any, bytes]:
        message = wire.receive(self._output)
        if message is None:
            raise wire.WireError
        return message


class Reader:
    """Reads files, each so that the others are safe from it."""

    def __init__(self, child: Child | None) -> None:
        self.child = child
        self._alone = False  # no child can be started

    def read(self, content: Content) -> list[Sheet]:
        """All sheets of a file; what is wrong with it is added to its problems, never raised."""
        from auditor.records.reading.formats import read_content

        if self._alone or is_plain_text(content, _SMALL_TEXT):
            return read_content(content)
        try:
            if self.child is None or not self.child.alive:
                self.close()
                self.child = Child()
            return self.child.read(content)
        except CannotStart:
            self._alone = True
            content.problems.append(problem("D612", content.shown))
            return read_content(content)
        except Died as why:
            told = (
                f"超过 {content.limits.seconds:g} 秒还没有读完，{SKIPPED}；确实要读就加 --limit seconds=…"
                if why.late
                else f"读的时候程序中断（文件有问题，或者内存不够），{SKIPPED}"
            )
            content.problems.append(problem("D601", content.shown, why=told))
            return []

    def close(self) -> None:
        """Ends the child, if there is one."""
        if self.child is not None:
            self.child.close()
            self.child = None


_kept: list[Child] = []  # at most one, for the next reader


def warm() -> None:
    """Starts a child ahead of its use, so that nobody waits for it."""
    if not _kept:
        with suppress(CannotStart):
            _kept.append(Child())


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader of files for a while."""
    try:
        found = Reader(_kept.pop())
    except IndexError:
        found = Reader(None)
    try:
        yield found
    finally:
        child = found.child
        if child is not None and child.alive and child.bytes_read < _KEPT_BYTES and not _kept:
            _kept.append(child)
        else:
            found.close()


@atexit.register
def close() -> None:
    """Ends the child that is kept."""
    while _kept:
        _kept.pop().close()
