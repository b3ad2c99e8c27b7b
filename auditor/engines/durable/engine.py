"""The live engine: plans in strata, a data set in case files, one child process."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from time import perf_counter
from typing import Self

from auditor.engines.base import RuleRun, RunStatus, Verdict, unmet
from auditor.engines.durable.cases import Cases, Finding
from auditor.engines.durable.compiled import CompiledRule
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.matching import CaseFile, Matching
from auditor.engines.durable.plain import RID, Row
from auditor.plan.nodes import RulePlan
from auditor.records.dataset import Dataset
from auditor.rulebook.calendar import WorkCalendar


@cache
def available() -> bool:
    """Whether durable_rules can be used here: it is compiled when installed, and not for every Python."""
    if not all(importlib.util.find_spec(name) for name in ("durable", "durable_rules_engine")):
        return False
    # it has crashed processes, so even the first import is tried in another one
    try:
        probe = subprocess.run(
            [sys.executable, "-c", "import durable.engine"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return probe.returncode == 0


@dataclass(slots=True)
class _Progress:
    """A rule while it runs: what is known so far."""

    plan: RulePlan
    rule: CompiledRule | None  # None if it could not be compiled
    run: RuleRun
    counts: Counter[Verdict] = field(default_factory=Counter)

    def fail(self, why: Exception) -> None:
        """Makes the rule 出错; what it found before does not count."""
        self.run.status, self.run.reason = RunStatus.FAILED, f"运行时出错（{type(why).__name__}）"

    @property
    def is_running(self) -> bool:
        return self.run.status is RunStatus.DONE


_Work = dict[int, list[tuple[_Progress, list[Row]]]]  # number of the case file → rules and their subjects in it


class DurableEngine:
    """Runs plans by case file: Python derives, durable_rules decides in a child process.

    A case file on which the child dies twice is left out; ``died_subjects`` names, for each rule, the
    rids of its subjects whose cells are therefore not in the last run, ``died`` how many case files.
    """

    name = "durable"

    def __init__(self, plans: Sequence[Sequence[RulePlan]], calendar: WorkCalendar | None) -> None:
        """``plans`` in strata: each reads findings of earlier strata only."""
        self.died_subjects: dict[str, set[int]] = {}
        self.died = 0
        self._layout = Layout()
        records = {plan.rule: plan.subject.name for layer in plans for plan in layer}
        self._subjects = tuple(dict.fromkeys(records.values()))
        self._plans = [list(layer) for layer in plans]
        self._rules: dict[str, CompiledRule | Exception] = {}
        for number, plan in enumerate(plan for layer in self._plans for plan in layer):
            try:
                self._rules[plan.id] = CompiledRule(plan, self._layout, calendar, records, number)
            except Exception as why:  # one rule that fails must not take the others along
                self._rules[plan.id] = why
        compiled = [rule for rule in self._rules.values() if isinstance(rule, CompiledRule)]
        self._matching = Matching({rule.number: rule.formula for rule in compiled})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child. A later run starts another."""
        self._matching.close()

    def run(self, dataset: Dataset, as_of: date, only: frozenset[str] | None = None) -> dict[str, RuleRun]:
        """Every plan's run (or those in ``only``), by plan id."""
        self.died_subjects, self.died = {}, 0
        self._matching.begin()
        audit = _Run(Cases(dataset, self._layout, as_of, self._subjects), dataset, self._layout, self._matching)
        for layer in self._plans:
            wanted = [plan for plan in layer if only is None or plan.id in only]
            audit.layer([(plan, self._rules[plan.id]) for plan in wanted])
        self.died_subjects = {plan: rids for plan, rids in audit.lost.items() if rids}
        self.died = len(audit.dead)
        return {plan: progress.run for plan, progress in audit.progress.items()}


class _Run:
    """One run of all rules over one data set."""

    def __init__(self, cases: Cases, dataset: Dataset, layout: Layout, matching: Matching) -> None:
        self.cases = cases
        self.dataset = dataset
        self.layout = layout
        self.matching = matching
        self.files = cases.case_files()
        self.progress: dict[str, _Progress] = {}
        self.lost: dict[str, set[int]] = defaultdict(set)  # plan → subjects without a verdict
        self.dead: set[int] = set()  # case files that are given up

    def layer(self, rules: Sequence[tuple[RulePlan, CompiledRule | Exception]]) -> None:
        """Runs one stratum."""
        work: _Work = defaultdict(list)
        for plan, rule in rules:
            reason = unmet(plan, self.dataset, self.cases.as_of)
            run = RuleRun(plan.id, RunStatus.NOT_RUN if reason else RunStatus.DONE, reason)
            progress = self.progress[plan.id] = _Progress(plan, None, run)
            if reason:
                continue
            if isinstance(rule, Exception):
                progress.fail(rule)
                continue
            progress.rule = rule
            self._gather_findings(rule)
            self._divide(progress, work)
        for case, fired in self.matching.run(self._derived(work)):
            self._judge(case, fired)
        for plan, _ in rules:
            _finish(self.progress[plan.id])

    def _divide(self, progress: _Progress, work: _Work) -> None:
        """Adds a rule's subjects to the work on their case files."""
        plan, record = progress.plan.id, progress.plan.subject.name
        lost = self.lost[plan]
        for row, number in zip(self.cases.rows[record], self.files[record], strict=True):
            if number in self.dead or row[RID] in lost:
                lost.add(row[RID])
                continue
            items = work[number]
            if items and items[-1][0] is progress:
                items[-1][1].append(row)
            else:
                items.append((progress, [row]))

    def _gather_findings(self, rule: CompiledRule) -> None:
        """What earlier rules found, by the subject of this one."""
        for number in rule.routes:
            found: dict[int, list[tuple[Finding, bool]]] = defaultdict(list)
            ways = dict(self.layout.routes[number].ways)
            for earlier in self.progress.values():
                plan = earlier.plan
                way = ways.get(plan.rule)
                if way is None:
                    continue
                if not earlier.is_running:
                    self.cases.open[number] = True
                rows = self.cases.rows[plan.subject.name]
                finding = plan.rule, plan.severity.value, plan.title
                for cell in earlier.run.cells:
                    above = self.cases.climb(rows[cell.subject], way)
                    if above is not None and cell.verdict in (Verdict.PROBLEM, Verdict.UNDECIDED):
                        found[above[RID]].append((finding, cell.verdict is Verdict.PROBLEM))
                for rid in self.lost[plan.id]:
                    above = self.cases.climb(rows[rid], way)
                    if above is not None:
                        self.lost[rule.plan.id].add(above[RID])
            self.cases.findings[number] = found

    def _derived(self, work: _Work) -> Iterator[CaseFile]:
        """Each case file with the cells that are not clear yet."""
        for number, items in work.items():
            case = CaseFile(number)
            for progress, rows in items:
                case.subjects += [(progress.plan.id, row[RID]) for row in rows]
                if progress.is_running:
                    started = perf_counter()
                    try:
                        self._derive(progress, rows, case)
                    except Exception as why:
                        progress.fail(why)
                    progress.run.seconds += perf_counter() - started
            yield case

    def _derive(self, progress: _Progress, rows: Sequence[Row], case: CaseFile) -> None:
        assert progress.rule is not None
        for row in rows:
            found = progress.rule.cells(self.cases, row)
            if found.applies:
                case.passed.append((progress.plan.id, found.passed))
                case.pending += found.pending

    def _judge(self, case: CaseFile, fired: dict[int, int] | None) -> None:
        """Turns what fired (cell → 1 surely, 0 possibly) into verdicts; None gives the case file up."""
        if fired is None:
            self.dead.add(case.number)
            for plan, rid in case.subjects:
                self.lost[plan].add(rid)
            return
        for plan, passed in case.passed:
            self.progress[plan].run.applicable += 1
            self.progress[plan].counts[Verdict.PASSED] += passed
        for number, pending in enumerate(case.pending):
            progress = self.progress[pending.rule.plan.id]
            if not progress.is_running:
                continue
            try:
                cell = pending.rule.judge(pending, fired.get(number) == 1, number in fired)
            except Exception as why:
                progress.fail(why)
                continue
            progress.counts[cell.verdict if cell else Verdict.PASSED] += 1
            if cell is not None:
                progress.run.cells.append(cell)


def _finish(progress: _Progress) -> None:
    run = progress.run
    if not progress.is_running:
        run.applicable, run.counts, run.cells = 0, {}, []
        return
    run.counts = {verdict: number for verdict in Verdict if (number := progress.counts[verdict])}
    run.cells.sort(key=lambda cell: (cell.subject, cell.element is not None, cell.element or 0))
