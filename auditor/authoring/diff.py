"""Two rulebooks held against each other: which rules changed in what, and which findings come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from auditor.audit import audit
from auditor.authoring.meaning import meaning
from auditor.authoring.parts import Part, meant, worded
from auditor.findings.finding import Finding, Frozen, Subject
from auditor.findings.result import AuditResult
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.rulebook.rule import Rule, Severity, Status

V = TypeVar("V")


class Kind(StrEnum):
    """What became of a rule, the most important first."""

    ADDED = "新增"
    REMOVED = "删去"
    MEANING = "意思改变"
    STANDING = "级别或状态改变"
    WORDING = "只改说法"


class Written(Frozen):
    """A part of a rule as it is written, and where."""

    file: str
    line: int
    text: str


class PartChange(Frozen):
    """A part of a rule before and after; None where there was or is none."""

    part: str = Field(description="where、when、let 名称、params 名称 等")
    old: Written | None
    new: Written | None


class RuleChange(Frozen):
    """A rule that is not in both rulebooks as it was; pairs are (old, new), None if it is new or gone."""

    rule: str
    kind: Kind
    title: str = Field(description="删去的规则用旧的标题")
    versions: tuple[int | None, int | None]
    severities: tuple[Severity | None, Severity | None]
    statuses: tuple[Status | None, Status | None]
    parts: tuple[PartChange, ...] = Field(default=(), description="意思改变了的各部分")
    wording: tuple[str, ...] = Field(default=(), description="只是说法改了的各部分")


class FindingChange(Frozen):
    """A finding by one rulebook that the other lacks, private values masked."""

    id: str
    rule: str
    severity: Severity
    subject: Subject
    element: str | None
    message: str


class Count(Frozen):
    """The findings of one rule on the same records."""

    rule: str
    old: int
    new: int
    gone: int
    appeared: int


class FindingsDiff(Frozen):
    """What an audit of the same records by both rulebooks finds, rules on trial included."""

    as_of: date
    gone: tuple[FindingChange, ...]
    appeared: tuple[FindingChange, ...]
    counts: tuple[Count, ...] = Field(description="有出入的规则")


class Diff(Frozen):
    """Everything in which two rulebooks differ."""

    old: str
    new: str
    rules: tuple[RuleChange, ...]
    findings: FindingsDiff | None = None


def diff(old: Rulebook, new: Rulebook, findings: FindingsDiff | None = None) -> Diff:
    """The rules that differ, by kind and id."""
    changes = [
        change for rule in sorted(old.variants.keys() | new.variants.keys()) for change in _changes(rule, old, new)
    ]
    changes.sort(key=lambda change: list(Kind).index(change.kind))
    return Diff(old=old.name, new=new.name, rules=tuple(changes), findings=findings)


def diff_findings(old: tuple[Rulebook, Dataset], new: tuple[Rulebook, Dataset], as_of: date) -> FindingsDiff:
    """The findings that differ, by identity. Each data set is the same export, read by the rulebook with it."""
    before, after = (_findings(audit(rulebook, dataset, as_of)) for rulebook, dataset in (old, new))
    gone = [one for ident, one in before.items() if ident not in after]
    appeared = [one for ident, one in after.items() if ident not in before]
    counts = [
        Count(
            rule=rule,
            old=_count(before.values(), rule),
            new=_count(after.values(), rule),
            gone=_count(gone, rule),
            appeared=_count(appeared, rule),
        )
        for rule in sorted({one.rule for one in (*gone, *appeared)})
    ]
    return FindingsDiff(
        as_of=as_of, gone=tuple(map(_told, gone)), appeared=tuple(map(_told, appeared)), counts=tuple(counts)
    )


def _findings(result: AuditResult) -> dict[str, Finding]:
    found = (*result.findings, *(one for one in result.trial if isinstance(one, Finding)))
    return {one.id: one for one in found}


def _count(findings: Iterable[Finding], rule: str) -> int:
    return sum(one.rule == rule for one in findings)


def _told(finding: Finding) -> FindingChange:
    shown = {name: getattr(finding, name) for name in FindingChange.model_fields}
    return FindingChange(**shown)


def _changes(rule_id: str, old: Rulebook, new: Rulebook) -> Iterator[RuleChange]:
    """The change of a rule, if there is one."""
    before, after = (book.rules[rule_id] if rule_id in book.variants else None for book in (old, new))
    one = after or before
    assert one is not None
    parts: tuple[PartChange, ...] = ()
    wording: tuple[str, ...] = ()
    if before is None or after is None:
        kind = Kind.REMOVED if after is None else Kind.ADDED
    else:
        wording = _wording(before, after)
        if meaning(old, rule_id) != meaning(new, rule_id):
            kind, parts = Kind.MEANING, tuple(_parts(before, after))
        elif (before.severity, before.status) != (after.severity, after.status):
            kind = Kind.STANDING
        elif wording:
            kind = Kind.WORDING
        else:
            return
    yield RuleChange(
        rule=rule_id,
        kind=kind,
        title=str(one.title),
        versions=_each(before, after, lambda rule: rule.version),
        severities=_each(before, after, lambda rule: rule.severity),
        statuses=_each(before, after, lambda rule: rule.status),
        parts=parts,
        wording=wording,
    )


def _each(before: Rule | None, after: Rule | None, get: Callable[[Rule], V]) -> tuple[V | None, V | None]:
    return (None if before is None else get(before), None if after is None else get(after))


def _wording(before: Rule, after: Rule) -> tuple[str, ...]:
    """What is said otherwise, in the newest version or in one that both have."""
    return tuple(
        dict.fromkeys(
            name
            for one, other in _pairs(before, after)
            for name in worded(one)
            if worded(one)[name] != worded(other)[name]
        )
    )


def _pairs(before: Rule, after: Rule) -> Iterator[tuple[Rule, Rule]]:
    """The newest versions, then each older one with that of its number."""
    yield before, after
    numbered = {one.version: one for one in before.versions}
    yield from ((numbered[one.version], one) for one in after.older if one.version in numbered)


def _parts(before: Rule, after: Rule) -> Iterator[PartChange]:
    for one, other in _pairs(before, after):
        which = f"第 {other.version} 版的 " if other is not after else ""
        here, there = meant(one), meant(other)
        for name in dict.fromkeys([*here, *there]):
            left, right = here.get(name), there.get(name)
            if left is None or right is None or left.meaning != right.meaning:
                yield PartChange(part=which + name, old=_written(left), new=_written(right))
    numbers = [{one.version for one in rule.versions} for rule in (before, after)]
    for one in before.older:
        if one.version not in numbers[1]:
            yield PartChange(part=f"第 {one.version} 版", old=_whole(one), new=None)
    for one in after.older:
        if one.version not in numbers[0]:
            yield PartChange(part=f"第 {one.version} 版", old=None, new=_whole(one))


def _written(part: Part | None) -> Written | None:
    return None if part is None else Written(file=part.span.source.path, line=part.span.line, text=part.text)


def _whole(rule: Rule) -> Written:
    return Written(file=rule.span.source.path, line=rule.span.line, text=str(rule.title))
