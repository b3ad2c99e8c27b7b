"""The child process that reads files. ``python -m auditor.records.reading.child``.

It reads one file after the other, until its input ends, which it also does when the parent dies. Then it is
gone at once, even in the midst of a file; and should a reader never let go, it ends itself after the time that
a file may take.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from queue import SimpleQueue
from typing import IO

from auditor.records.problems import problem
from auditor.records.reading import wire
from auditor.records.reading.content import Content
from auditor.records.reading.formats import NO_MEMORY, read_content

_GRACE = 10.0  # seconds by which the parent is quicker


def main() -> None:
    """Serves until the input ends."""
    requests: SimpleQueue[Content] = SimpleQueue()
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not be an answer
    wire.send(answers, "ready")
    threading.Thread(target=_receive, args=(source, requests), daemon=True).start()
    while True:
        content = requests.get()
        faulthandler.dump_traceback_later(content.limits.seconds + _GRACE, exit=True)
        _hold_memory(content.limits.memory_bytes)
        _answer(answers, content)
        faulthandler.cancel_dump_traceback_later()


def _receive(source: IO[bytes], requests: SimpleQueue[Content]) -> None:
    """Passes requests on; ends the process when there are no more."""
    try:
        while (message := wire.receive(source)) is not None:
            requests.put(wire.content_of(*message))
    finally:
        os._exit(0)


def _answer(answers: IO[bytes], content: Content) -> None:
    try:
        sheets = read_content(content)
        wire.send_sheets(answers, sheets, content.problems)
    except MemoryError:
        wire.send_sheets(answers, [], [*content.problems, problem("D601", content.shown, why=NO_MEMORY)])


def _hold_memory(most: int) -> None:
    """Lets the process have so much memory and no more, where the system can.

    What is counted is what may be written to: libraries reserve far more addresses than they use.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
