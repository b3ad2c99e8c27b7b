"""Case files through the child: in batches, while Python derives the next; a death loses as little as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.engines.durable.compiled import Pending
from auditor.engines.durable.ruleset import Formula, packed
from auditor.engines.durable.session import Child, ChildDied, Facts

_BATCH = 400  # cells matched together, while Python derives the next
_STARTS = 6  # of the child in one run; if it dies more often, it is not for single case files
_SECONDS = 60.0  # for the answer to a batch


@dataclass(slots=True)
class CaseFile:
    """A case file in one stratum.

    ``subjects`` are all (plan id, rid) that it covers; ``passed`` has (plan id, cells cleared by Python) for each
    subject that the rule applies to; ``pending`` the cells to match, numbered by their place.
    """

    number: int
    subjects: list[tuple[str, int]] = field(default_factory=list)
    passed: list[tuple[str, int]] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)

    def facts(self, homes: Mapping[int, str]) -> Facts:
        """Members first, the cells themselves last: ``none`` fires as soon as the cell is there."""
        members: Facts = []
        gates: Facts = []
        for cell, pending in enumerate(self.pending):
            home = homes[pending.rule.number]
            for box, value, key in pending.members:
                members.append((home, {box: value, key: cell}))
            gates.append((home, {**pending.gate, "cell": cell}))
        return members + gates


class Matching:
    """The child of an engine, started when first needed."""

    def __init__(self, formulas: Mapping[int, Formula], seconds: float = _SECONDS) -> None:
        """``formulas`` by number of the rule; a batch not answered in ``seconds`` counts as a death."""
        self._rulesets, self._homes = packed(formulas)
        self._seconds = seconds
        self._child: Child | None = None
        self._starts = 0

    def begin(self) -> None:
        """Starts a run: deaths of earlier runs no longer count."""
        self._starts = 0

    def close(self) -> None:
        """Ends the child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def run(self, cases: Iterable[CaseFile]) -> Iterator[tuple[CaseFile, dict[int, int] | None]]:
        """Each case file with what fired: cell → 1 surely or 0 possibly. None where the child died twice."""
        sent: list[CaseFile] = []
        for batch in _batches(cases):
            answers = self._answers(sent) if sent else []
            self._ask(batch)
            yield from zip(sent, answers, strict=True)
            sent = batch
        if sent:
            yield from zip(sent, self._answers(sent), strict=True)

    def _ask(self, batch: list[CaseFile]) -> None:
        facts = [case.facts(self._homes) for case in batch if case.pending]
        if not facts:
            return
        try:
            self._running().ask(facts)
        except ChildDied:
            self._child = None

    def _answers(self, batch: list[CaseFile]) -> list[dict[int, int] | None]:
        """The answers to the last ``_ask``; if the child died of it, each case file is tried by itself."""
        asked = [case for case in batch if case.pending]
        answers: dict[int, dict[int, int] | None] = {}
        try:
            if asked:
                if self._child is None:
                    raise ChildDied("")
                fired = self._child.answer()
                answers = {case.number: dict(one) for case, one in zip(asked, fired, strict=True)}
        except ChildDied:
            self._child = None
            answers = {case.number: self._alone(case) for case in asked}
        return [answers.get(case.number, {}) for case in batch]

    def _alone(self, case: CaseFile) -> dict[int, int] | None:
        try:
            child = self._running()
            child.ask([case.facts(self._homes)])
            return dict(child.answer()[0])
        except ChildDied:
            self._child = None
            return None

    def _running(self) -> Child:
        """The child, started anew if it died. Raises ChildDied if that has happened too often."""
        if self._child is None:
            self._starts += 1
            if self._starts > _STARTS:
                raise ChildDied("规则引擎的子进程反复结束")
            self._child = Child(self._rulesets, self._seconds)
        return self._child


def _batches(cases: Iterable[CaseFile]) -> Iterator[list[CaseFile]]:
    batch: list[CaseFile] = []
    size = 0
    for case in cases:
        batch.append(case)
        size += len(case.pending)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
