"""A rule that has changed → its variants: a plan for each stretch of days on which it says one thing.

The stretches are those on which one version of the rule and one value of each parameter are in force.
Which of them judges a subject is decided by a date of the subject, usually that of the act, or by the
audit date. Each plan begins with a condition on that date, so that engines know nothing of versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

from auditor.errors import RulebookError, RuleError, error
from auditor.plan import nodes as p
from auditor.plan.boxes import Context
from auditor.plan.build import build, derived
from auditor.plan.joins import record_named
from auditor.rulebook.rule import Param, Rule, Step
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import Scope
from auditor.rulelang.types import DATE

_DAY = timedelta(days=1)


class Judged(Enum):
    """Which subjects a variant judges."""

    ALL = auto()  # the audit date alone decides whether it is in force
    DATED = auto()  # those whose own date falls into its days
    UNDATED = auto()  # those of which that cannot be told: it says no more than that


@dataclass(frozen=True, slots=True)
class Variant:
    """One plan of a rule, and the days (both included, None: open) for which it is meant.

    ``rule`` is the version that it is of, each parameter with its value on those days alone;
    ``unused`` are names that the version defines and nothing uses (for lints).
    """

    plan: p.RulePlan
    rule: Rule
    judged: Judged
    since: date | None
    until: date | None
    unused: frozenset[str]

    def in_force(self, as_of: date) -> bool:
        """Whether it may judge anything in an audit as of that day, as far as the day tells."""
        if self.judged is not Judged.ALL:
            return True
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of <= self.until)


def variants_of(rule: Rule, context: Context, errors: list[RuleError]) -> tuple[Variant, ...]:
    """The variants of ``rule``, newest first, an undated one last; () after reporting every fault."""
    faults = len(errors)
    day = _deciding_day(rule, context, errors)
    for version in rule.older:
        _check_same_day(version, rule, context, errors)
    stretches = [(version, *days) for version in rule.versions for days in _stretches(version, errors)]
    gates = [_between(day or t.AUDIT_DATE, since, until) for _, since, until in stretches]
    several = len(stretches) > 1 or (day is not None and gates != [None])
    found: list[Variant] = []
    for (version, since, until), gate in zip(stretches, gates, strict=True):
        valued = replace(version, params={name: _on(param, since) for name, param in version.params.items()}, older=())
        built = build(valued, context, errors, f"{rule.id}@{since or 'first'}" if several else "", gate)
        if built is not None:
            judged = Judged.ALL if day is None else Judged.DATED
            found.append(Variant(built.plan, valued, judged, since, until, built.unused))
    if len(errors) > faults:
        return ()
    if several and day is not None and gates[0] is not None:
        found.append(_undated(found[0], gates[0], context))
    return tuple(found)


def _deciding_day(rule: Rule, context: Context, errors: list[RuleError]) -> t.Value | None:
    """The date of the subject that decides; None for the audit date."""
    by = rule.effective.by
    subject = record_named(rule.record, context.dictionary, errors) if by is not None else None
    if by is None or subject is None:
        return None
    scope = Scope(context.dictionary, subject, str(rule.alias), terms=context.definitions)
    try:
        value = Checker(scope, errors, set()).value(parse(by))
    except RulebookError as why:
        errors.extend(why.errors)
        return None
    if value is not None and not value.type.is_time:
        errors.append(error("E402", by.span, expected="日期", actual=value.type))
    return None if value == t.AUDIT_DATE else value


def _check_same_day(version: Rule, newest: Rule, context: Context, errors: list[RuleError]) -> None:
    """Reports an older version for which another date decides."""
    faults = len(errors)
    days = [_deciding_day(one, context, errors) for one in (version, newest)]
    if len(errors) == faults and days[0] != days[1]:
        here, there = (one.effective.by or "审计日" for one in (version, newest))
        span = version.effective.by.span if version.effective.by is not None else version.span
        why = f"看的日期（by）是“{here}”，最新的一版是“{there}”"
        errors.append(error("E472", span, version=version.version, why=why))


def _stretches(version: Rule, errors: list[RuleError]) -> Iterator[tuple[date | None, date | None]]:
    """The days of a version, divided where a parameter changes, newest first; none after reporting a fault."""
    params = version.params.values()
    since, until = version.effective.since, version.effective.until
    starts = [day for day in (since, *(param.steps[0].since for param in params)) if day is not None]
    first = max(starts, default=None)
    if first != since and first is not None and until is not None and until < first:
        why = f"参数到 {first} 才都有值，这一版止于 {until}"
        errors.append(error("E471", version.span, version=version.version, why=why))
        return
    changes = {step.since for param in params for step in param.steps if step.since is not None}
    later = sorted(day for day in changes if (first is None or day > first) and (until is None or day <= until))
    ends = [*(day - _DAY for day in later), until]
    yield from reversed(list(zip([first, *later], ends, strict=True)))


def _on(param: Param, day: date | None) -> Param:
    """The parameter with the one value that it has from ``day`` on."""
    known: Sequence[Step] = [
        step for step in param.steps if step.since is None or (day is not None and step.since <= day)
    ]
    return replace(param, steps=(known[-1],))


def _between(day: t.Value, since: date | None, until: date | None) -> t.Condition | None:
    ends = ((">=", since), ("<=", until))
    tests = tuple(t.Comparison(op, day, t.Constant(end, DATE)) for op, end in ends if end is not None)
    if not tests:
        return None
    return t.Junction(True, tests) if len(tests) > 1 else tests[0]


def _undated(newest: Variant, gate: t.Condition, context: Context) -> Variant:
    """Subjects whose date is blank or unreadable: left undecided, as far as the newest ``where`` takes them.

    A date is known or it is not, so that the newest ``gate`` tells for all.
    """
    steps = newest.plan.steps[1:]
    last = max((at for at, step in enumerate(steps) if isinstance(step, p.Applies)), default=-1)
    plan = replace(
        newest.plan,
        id=f"{newest.plan.rule}@undated",
        steps=(p.Applies(t.Open(gate), in_force=True), *steps[: last + 1]),
        when=gate,  # of these subjects it is never known
        due=None,
        slots=(),
        message=(),
    )
    plan = derived(plan, context.dictionary)
    return Variant(plan, newest.rule, Judged.UNDATED, None, None, frozenset())
