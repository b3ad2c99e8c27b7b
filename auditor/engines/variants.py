"""The variants of a rule about to run, and run: which have anything to judge, and their runs put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from auditor.engines.base import RuleRun, RunStatus, Verdict, unmet
from auditor.engines.durable.cases import Cases
from auditor.engines.durable.compiled import CompiledRule
from auditor.engines.durable.layout import Layout
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.plan.variants import Judged, Variant
from auditor.records.dataset import Dataset
from auditor.rulebook.calendar import WorkCalendar


def plans_for(rulebook: Rulebook, rules: Iterable[str], dataset: Dataset, as_of: date) -> frozenset[str]:
    """The ids of the plans that an audit of ``rules`` runs, with those whose findings they read.

    Left out are plans not in force on the audit date, and plans that cannot run, but on whose days no
    subject falls: a column that only an old version needs need not be in an export without old records.
    """
    found = [
        variant
        for rule in rulebook.with_earlier(rules)
        for variant in rulebook.variants[rule]
        if variant.in_force(as_of)
    ]
    return frozenset(
        one.plan.id
        for one in found
        if one.judged is not Judged.DATED
        or not unmet(one.plan, dataset, as_of)
        or (one.plan.off is not None and one.plan.off.in_force(as_of))
        or _reached(one.plan, dataset, as_of, rulebook.calendar)
    )


def _reached(plan: p.RulePlan, dataset: Dataset, as_of: date, calendar: WorkCalendar | None) -> bool:
    """Whether a subject certainly falls on the days of ``plan``, which its first step is about."""
    gate = plan.steps[0]
    assert isinstance(gate, p.Applies)
    alone = replace(plan, steps=(gate,), when=gate.condition, due=None, slots=(), inputs=(), parents={})
    layout = Layout()
    rule = CompiledRule(alone, layout, calendar, {})
    cases = Cases(dataset, layout, as_of, [plan.subject.name])
    return any(rule.cells(cases, row).applies for row in cases.rows[plan.subject.name])


def of_rules(rulebook: Rulebook, rules: Iterable[str], runs: Mapping[str, RuleRun]) -> dict[str, RuleRun]:
    """The runs of plans as one run per rule.

    A rule of which a plan is 出错 is so itself; else it is 未执行 if one of its plans is. What its other
    plans found is kept. A rule none of whose plans ran applies to nothing.
    """
    return {
        rule: _together(rule, [one for one in rulebook.variants[rule] if one.plan.id in runs], runs) for rule in rules
    }


def _together(rule: str, ran: list[Variant], runs: Mapping[str, RuleRun]) -> RuleRun:
    own = [runs[variant.plan.id] for variant in ran]
    if len(own) == 1:
        return replace(own[0], rule=rule)
    statuses = {run.status for run in own}
    status = next((one for one in (RunStatus.FAILED, RunStatus.NOT_RUN) if one in statuses), RunStatus.DONE)
    counts: Counter[Verdict] = Counter()
    for run in own:
        counts.update(run.counts)
    return RuleRun(
        rule=rule,
        status=status,
        reason="；".join(dict.fromkeys(_reasons(ran, runs, status))),
        applicable=sum(run.applicable for run in own),
        counts=dict(counts),
        cells=[cell for run in own for cell in run.cells],
        seconds=sum(run.seconds for run in own),
    )


def _reasons(ran: list[Variant], runs: Mapping[str, RuleRun], status: RunStatus) -> Iterator[str]:
    """Why the plans of a rule have ``status``; which plan it is, unless all of them have the same reason."""
    failing = [one for one in ran if runs[one.plan.id].status is status and status is not RunStatus.DONE]
    alike = len(failing) == len(ran) and len({runs[one.plan.id].reason for one in failing}) == 1
    for one in failing:
        reason = runs[one.plan.id].reason
        yield reason if alike else f"{say_days(one)}：{reason}"


def say_days(variant: Variant) -> str:
    """第 2 版（2024-01-01 至 2025-06-30）."""
    if variant.judged is Judged.UNDATED:
        return "日期不明的"
    since, until = variant.since, variant.until
    days = f"{since or ''} 至 {until}".strip() if until is not None else f"{since} 起"
    return f"第 {variant.rule.version} 版（{days}）"
