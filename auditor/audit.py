"""Rulebook, data set and audit date → result: the one function that everything else calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import AUTO, choose, other_engine
from auditor.engines.compare import differences
from auditor.engines.variants import of_rules, plans_for
from auditor.findings.build import build
from auditor.findings.coverage import cover, skipped
from auditor.findings.provenance import data_problems, inputs, unrecognised
from auditor.findings.result import AuditResult, EngineInfo, PeriodInfo, RulebookInfo
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.plan.variants import Variant
from auditor.records.dataset import Dataset
from auditor.records.dictionary import RecordType
from auditor.rulebook.rule import Citation, Severity, Status


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What findings repeat of their rule; ``version`` is None for a rule that has one only."""

    id: str
    version: int | None
    title: str
    severity: Severity
    trial: bool
    fix: str
    owner: str | None
    sources: tuple[Citation, ...]
    record: RecordType
    element_record: RecordType | None
    message: tuple[str | p.Slot, ...]
    evidence: Mapping[str, tuple[str, ...]]


class UnknownRule(Exception):
    """``only`` or ``skip`` names a rule that the rulebook lacks."""


def audit(
    rulebook: Rulebook,
    dataset: Dataset,
    as_of: date,
    *,
    engine: str = AUTO,
    verify: bool = False,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    mask: bool = True,
) -> AuditResult:
    """Checks every record of ``dataset`` against the rulebook as of a day.

    ``engine`` is auto, durable or duckdb; ``verify`` runs the other one too, and a rule on which
    they differ is 出错. Rules in ``skip`` or not in ``only`` (if given) are left out. Raises
    UnknownRule for an id that the rulebook lacks, EngineUnavailable for an engine that cannot run here.
    """
    shown = _chosen(rulebook, only, skip)
    wanted = plans_for(rulebook, shown, dataset, as_of)
    choice = choose(engine, rulebook, dataset)
    with choice.engine as chosen:
        runs = chosen.run(dataset, as_of, wanted)
    why = choice.why
    if chosen.died_subjects:
        with other_engine(chosen, rulebook) as reference:
            runs = recovered(runs, reference.run(dataset, as_of, wanted), chosen.died_subjects)
        why += f"；其间中断，{len(chosen.died_subjects)} 条规则的部分对象由 {reference.name} 检查"
    if verify:
        with other_engine(choice.engine, rulebook) as other:
            runs = _verified(runs, other.run(dataset, as_of, wanted), dataset)
            why += f"；已用 {other.name} 复核"
    judging = [one for rule in sorted(shown) for one in rulebook.variants[rule] if one.plan.id in runs]
    items = build([(facts_of(rulebook, one), runs[one.plan.id]) for one in judging], dataset, mask=mask)
    whole = of_rules(rulebook, shown, runs)
    coverage = tuple(cover(facts_of(rulebook, rulebook.variants[rule][0]), whole[rule]) for rule in sorted(shown))
    return AuditResult(
        rulebook=RulebookInfo(
            name=rulebook.name, profile=rulebook.profile, version=rulebook.digest[:12], rules=len(shown)
        ),
        as_of=as_of,
        period=_period(dataset),
        mapping=dataset.mapping,
        engine=EngineInfo(name=choice.engine.name, why=why),
        masked=mask,
        inputs=inputs(dataset),
        findings=items.findings,
        reminders=items.reminders,
        undecided=items.undecided,
        trial=items.trial,
        coverage=coverage,
        not_run=skipped(coverage),
        data_problems=data_problems(dataset),
        unrecognised=unrecognised(dataset),
    )


def _period(dataset: Dataset) -> PeriodInfo | None:
    period = dataset.period
    return PeriodInfo(start=period.start, end=period.end, name=period.name) if period else None


def _chosen(rulebook: Rulebook, only: Collection[str], skip: Collection[str]) -> frozenset[str]:
    for rule in (*only, *skip):
        if rule not in rulebook.variants:
            raise UnknownRule(rule)
    return frozenset(rule for rule in rulebook.variants if (not only or rule in only) and rule not in skip)


def recovered(
    runs: Mapping[str, RuleRun], reference: Mapping[str, RuleRun], died: Mapping[str, set[int]]
) -> dict[str, RuleRun]:
    """``runs`` with the rules that lost subjects (``died``) replaced by the other engine's runs."""
    return {rule: reference[rule] if rule in died else run for rule, run in runs.items()}


def _verified(runs: Mapping[str, RuleRun], second: Mapping[str, RuleRun], dataset: Dataset) -> dict[str, RuleRun]:
    verified: dict[str, RuleRun] = {}
    for rule, run in runs.items():
        found = differences(run, second[rule])
        verified[rule] = run
        if found:
            reason = "内部错误，两个引擎的结论不同：" + "；".join(found[:3])
            told: dict[Verdict, int] = {
                verdict: count for verdict, count in run.counts.items() if verdict is not Verdict.PASSED
            }
            verified[rule] = replace(run, status=RunStatus.FAILED, reason=reason, counts=told)
    return verified


def facts_of(rulebook: Rulebook, variant: Variant) -> RuleFacts:
    """What findings of a variant say of its rule."""
    rule, plan = variant.rule, variant.plan
    each = plan.each
    return RuleFacts(
        id=plan.rule,
        version=rule.version if rulebook.rules[plan.rule].older else None,
        title=plan.title,
        severity=plan.severity,
        trial=rule.status is Status.TRIAL,
        fix=str(rule.fix),
        owner=rule.owner or None,
        sources=rule.sources,
        record=plan.subject,
        element_record=None if each is None or isinstance(each, p.EachPeriod) else each.record,
        message=plan.message,
        evidence=plan.evidence,
    )
