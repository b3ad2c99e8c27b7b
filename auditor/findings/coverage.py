"""How far each rule looked: an evaluator must see that a rule was at work even where it found nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pydantic import AliasChoices, Field

from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.findings.finding import Frozen
from auditor.rulebook.rule import Severity


class RuleTitle(Protocol):
    """What coverage needs to know of a rule."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def trial(self) -> bool: ...


class Coverage(Frozen):
    """One rule's run in figures. The four verdicts count cells: a subject, or one element of it."""

    rule: str
    title: str
    severity: Severity
    trial: bool = Field(default=False, description="试行：所发现的不计入结论")
    status: RunStatus
    reason: str = Field(default="", description="未执行或出错的原因")
    applicable: int = Field(description="适用的对象数")
    problems: int = Field(validation_alias=AliasChoices("问题", "problems"), serialization_alias="问题")
    passed: int = Field(validation_alias=AliasChoices("通过", "passed"), serialization_alias="通过")
    undecided: int = Field(validation_alias=AliasChoices("无法判断", "undecided"), serialization_alias="无法判断")
    not_due: int = Field(validation_alias=AliasChoices("未到期", "not_due"), serialization_alias="未到期")
    seconds: float


class NotRun(Frozen):
    """A rule that was skipped, and why."""

    rule: str
    title: str
    reason: str


class Totals(Frozen):
    """Coverage over all rules in use. ``applicable`` adds up subjects rule by rule.

    ``trial`` are the rules on trial, which are in none of the other figures.
    """

    rules: int
    trial: int
    done: int
    not_run: int
    failed: int
    applicable: int
    problems: int
    passed: int
    undecided: int
    not_due: int


def cover(rule: RuleTitle, run: RuleRun) -> Coverage:
    """The figures of one run."""
    return Coverage(
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        trial=rule.trial,
        status=run.status,
        reason=run.reason,
        applicable=run.applicable,
        problems=run.counts.get(Verdict.PROBLEM, 0),
        passed=run.counts.get(Verdict.PASSED, 0),
        undecided=run.counts.get(Verdict.UNDECIDED, 0),
        not_due=run.counts.get(Verdict.NOT_DUE, 0),
        seconds=round(run.seconds, 4),
    )


def skipped(coverage: Iterable[Coverage]) -> tuple[NotRun, ...]:
    """The rules that did not run."""
    return tuple(
        NotRun(rule=one.rule, title=one.title, reason=one.reason) for one in coverage if one.status is RunStatus.NOT_RUN
    )


def total(coverage: Iterable[Coverage]) -> Totals:
    """All rules together."""
    every = tuple(coverage)
    rows = tuple(one for one in every if not one.trial)
    return Totals(
        rules=len(rows),
        trial=len(every) - len(rows),
        done=sum(one.status is RunStatus.DONE for one in rows),
        not_run=sum(one.status is RunStatus.NOT_RUN for one in rows),
        failed=sum(one.status is RunStatus.FAILED for one in rows),
        applicable=sum(one.applicable for one in rows),
        problems=sum(one.problems for one in rows),
        passed=sum(one.passed for one in rows),
        undecided=sum(one.undecided for one in rows),
        not_due=sum(one.not_due for one in rows),
    )
