"""The child process: durable_rules inside its fences. ``python -m auditor.engines.durable.child``.

It reads the rule sets, then any number of batches of case files, and answers each batch with what fired,
until its input ends. Why it does what it does, each measured: two timer threads of ``Host`` crash the
library, so there are none; more than 1,024 live sessions crash it, so there is one; ``assert_facts``
drops what follows a fact that no rule reads, so facts are asserted one by one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from durable.engine import Host, MessageNotHandledException

from auditor.engines.durable import frames
from auditor.engines.durable.modes import SURE

Fact = tuple[str, dict[str, int]]  # rule set, properties
Fired = list[tuple[int, int]]  # (cell, 1 surely or 0 possibly)


class QuietHost(Host):  # type: ignore[misc]
    """A host without background threads."""

    def _run(self) -> None:
        """Starts nothing: the timers would call the C library while the main thread does."""


class Matcher:
    """Rule sets by name, and the one session in each that is alive at a time."""

    def __init__(self, rulesets: dict[str, dict[str, Any]]) -> None:
        self._fired: Fired = []
        self._session = 0
        self._host = QuietHost()
        names = list(rulesets)
        for rules in rulesets.values():
            for name, rule in rules.items():
                rule["run"] = self._action(int(name.endswith(SURE)))
            rules["bell"] = {"all": [{"m": {"bell": 1}}], "run": lambda c: None}
        self._host.set_rulesets(rulesets)
        for name in names:
            # Deleting a session frees what its first action stored, and random memory if none ever ran;
            # the session's place is used again and again, so one bell at the start is enough.
            self._host.assert_fact(name, {"id": "1", "sid": "0", "bell": 1})
            self._host.delete_state(name, "0")

    def _action(self, sure: int) -> Callable[[Any], None]:
        # one parameter (two would make it asynchronous), and nothing that can raise
        return lambda c: self._fired.append((c.gate.cell, sure))

    def match(self, facts: Iterable[Fact]) -> Fired:
        """What fires on one case file; cells come last, after all that is known about them."""
        self._fired.clear()
        self._session += 1
        session = str(self._session)
        touched = set()
        for number, (name, fact) in enumerate(facts, 1):
            touched.add(name)
            with suppress(MessageNotHandledException):  # a fact that no rule waits for
                self._host.assert_fact(name, {"id": str(number), "sid": session, **fact})
        for name in touched:
            self._host.delete_state(name, session)
        return sorted(set(self._fired))


def main() -> None:
    """Serves until the input ends, which it also does when the parent dies."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever the library prints must not be an answer
    rulesets = frames.read(requests)
    if rulesets is None:
        return
    matcher = Matcher(rulesets)
    frames.write(answers, "ready")
    while (batch := frames.read(requests)) is not None:
        frames.write(answers, [matcher.match(facts) for facts in batch])


if __name__ == "__main__":
    main()
