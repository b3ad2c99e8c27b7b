"""The parent's side of the child process: starts it, asks it, notices when it dies."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from auditor.engines.durable import frames

Facts = list[tuple[str, dict[str, int]]]  # (rule set, properties), cells last
Fired = list[tuple[int, int]]  # (cell, 1 surely or 0 possibly)
_START_SECONDS = 30.0
_PACKAGE_ROOT = Path(__file__).parents[3]


class ChildDied(Exception):
    """The child ended, or did not answer in time and was ended. Tells why; holds no record's content."""


class Child:
    """A running child with its rule sets. ``close`` ends it; so does the end of this process."""

    def __init__(self, rulesets: Mapping[str, Mapping[str, Any]], seconds: float) -> None:
        """Starts the child and waits until it is ready; an answer may later take ``seconds``. Raises ChildDied."""
        self._seconds = seconds
        path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "auditor.engines.durable.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._send(rulesets)
        self._receive(_START_SECONDS)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ask(self, case_files: Sequence[Facts]) -> None:
        """Sends case files; ``answer`` must be called before the next ``ask``. Raises ChildDied."""
        self._send(case_files)

    def answer(self) -> list[Fired]:
        """What fired, for each case file of the last ``ask``. Raises ChildDied."""
        fired: list[Fired] = self._receive(self._seconds)
        return fired

    def close(self) -> None:
        """Ends the child and waits for its end, so that no zombie stays. May be called again."""
        if self._process.returncode is None:
            self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # unsent bytes for a child that is gone
                    stream.close()

    def _read(self) -> None:
        """Passes answers on as they come, so that waiting for one can time out on every system."""
        assert self._process.stdout is not None
        while (message := frames.read(self._process.stdout)) is not None:
            self._answers.put(message)
        self._answers.put(None)

    def _send(self, message: Any) -> None:
        assert self._process.stdin is not None
        try:
            frames.write(self._process.stdin, message)
        except OSError:
            self._fail("不再读取")

    def _receive(self, seconds: float) -> Any:
        try:
            message = self._answers.get(timeout=seconds)
        except queue.Empty:
            self._fail(f"{seconds:g} 秒内没有回答")
        if message is None:
            self._fail("已经结束")
        return message

    def _fail(self, what: str) -> NoReturn:
        self.close()
        raise ChildDied(f"规则引擎的子进程{what}（返回码 {self._process.returncode}）")
