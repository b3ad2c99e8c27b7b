"""Mutants of a rule: each condition in it inverted or left out, one at a time. Good cases notice every one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.authoring.cases import Case, read_cases
from auditor.authoring.testing import dataset_of
from auditor.authoring.trace import keys_of
from auditor.authoring.words import Phrases
from auditor.engines.base import RuleRun, Verdict, unmet
from auditor.engines.choice import RELATIONAL, engines_named
from auditor.engines.durable.trace import Tracer
from auditor.engines.variants import plans_for
from auditor.errors import RulebookError, RuleError
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.rulebook.rule import Status
from auditor.rulelang import typed as t
from auditor.spans import Span

INVERTED, LEFT_OUT = "反过来", "去掉"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A plan that differs from its rule's in one condition: ``said`` is that condition, ``how`` what became of it."""

    plan: p.RulePlan
    said: str
    how: str


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no case of its rule notices."""

    rule: str
    span: Span
    said: str
    how: str


def mutants(plan: p.RulePlan) -> Iterator[Mutant]:
    """Every mutant of a plan."""
    outside, inside = Phrases(plan.alias), Phrases(plan.alias).within()
    for atom, how, changed in _changes(plan.when):
        yield Mutant(replace(plan, when=changed), outside.condition(atom), how)
    for at, step in enumerate(plan.steps):
        phrases = outside if isinstance(step, (p.Applies, p.Let)) else inside
        for atom, how, other in _step_changes(step):
            steps = [*plan.steps[:at], *([other] if other is not None else []), *plan.steps[at + 1 :]]
            yield Mutant(replace(plan, steps=tuple(steps)), phrases.condition(atom), how)


def _step_changes(step: p.Step) -> Iterator[tuple[t.Condition, str, p.Step | None]]:
    match step:
        case p.Applies(condition=condition, in_force=False):
            yield condition, LEFT_OUT, None
            yield from ((atom, how, replace(step, condition=new)) for atom, how, new in _changes(condition))
        case p.Let(expr=expr) if isinstance(expr, t.CONDITIONS):
            yield from ((atom, how, replace(step, expr=new)) for atom, how, new in _changes(expr))
        case p.EachRun(holds=holds):
            yield from ((atom, how, replace(step, holds=new)) for atom, how, new in _changes(holds))
    if not isinstance(step, (p.Applies, p.Let, p.Lookup, p.EachPeriod)) and step.where is not None:
        yield step.where, LEFT_OUT, replace(step, where=None)
        yield from ((atom, how, replace(step, where=new)) for atom, how, new in _changes(step.where))


def _changes(condition: t.Condition) -> Iterator[tuple[t.Condition, str, t.Condition]]:
    """(an atom of ``condition``, what becomes of it, ``condition`` after that)."""
    match condition:
        case t.Junction(conditions=parts):
            for at, part in enumerate(parts):
                others = (*parts[:at], *parts[at + 1 :])
                yield part, LEFT_OUT, others[0] if len(others) == 1 else replace(condition, conditions=others)
                for atom, how, changed in _changes(part):
                    yield atom, how, replace(condition, conditions=(*parts[:at], changed, *parts[at + 1 :]))
        case t.Not(condition=t.Junction() as inner):
            yield from ((atom, how, t.Not(changed)) for atom, how, changed in _changes(inner))
        case t.Not(condition=inner):
            yield condition, INVERTED, inner
        case _:
            yield condition, INVERTED, t.Not(condition)


@dataclass(frozen=True, slots=True)
class Hunt:
    """How many mutants were tried, and which survived."""

    mutants: int
    survivors: tuple[Survivor, ...]


def hunt(rulebook: Rulebook, ids: Collection[str] = ()) -> Hunt:
    """Tries every mutant of the rules ``ids`` (of all that are 启用, if none) against the rules' own cases.

    Only the newest version of a rule is mutated. Raises RulebookError for broken case files.
    """
    errors: list[RuleError] = []
    cases = [case for case in read_cases(rulebook, errors) if case.profile == rulebook.profile]
    if errors:
        raise RulebookError(errors)
    chosen = ids or [rule for rule, one in rulebook.rules.items() if one.status is Status.ACTIVE]
    tried = 0
    alive: list[Survivor] = []
    for rule in sorted(chosen):
        plan = rulebook.newest(rule)
        own = [case for case in cases if case.rule == rule]
        trials = [trial for case in own if (trial := _Trial.of(rulebook, case, plan)) is not None]
        for mutant in mutants(plan):
            tried += 1
            if not any(trial.notices(mutant.plan) for trial in trials):
                alive.append(Survivor(rule, rulebook.rules[rule].span, mutant.said, mutant.how))
    return Hunt(tried, tuple(alive))


def render_survivor(survivor: Survivor) -> str:
    """One line: where the rule is, and what no case of it notices."""
    return f"{survivor.span}: {survivor.rule} 把“{survivor.said}”{survivor.how}，没有一个用例不符"


@dataclass(frozen=True, slots=True)
class _Trial:
    """A case, ready to be tried with other plans in place of its rule's."""

    rulebook: Rulebook
    case: Case
    dataset: Dataset
    keys: Sequence[str]
    earlier: Mapping[str, RuleRun]
    usual: tuple[object, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, case: Case, plan: p.RulePlan) -> _Trial | None:
        """None for a case in which the rule does not run."""
        dataset = dataset_of(case, rulebook)
        if unmet(plan, dataset, case.as_of):
            return None
        earlier: Mapping[str, RuleRun] = {}
        if plan.follows:
            with engines_named(RELATIONAL, rulebook)[0] as engine:
                wanted = plans_for(rulebook, plan.follows, dataset, case.as_of)
                earlier = engine.run(dataset, case.as_of, wanted)
        keys = keys_of(dataset, plan.subject)
        trial = cls(rulebook, case, dataset, keys, earlier, ())
        return replace(trial, usual=trial._outcome(plan))

    def notices(self, plan: p.RulePlan) -> bool:
        """Whether the case would come out otherwise."""
        return self._outcome(plan) != self.usual

    def _outcome(self, plan: p.RulePlan) -> tuple[object, ...]:
        """What the case compares: verdicts other than 通过, and, if it names every subject, how many it applies to."""
        book = replace(self.rulebook, plans={**self.rulebook.plans, plan.id: plan})
        tracer = Tracer(book, plan.id, self.dataset, self.case.as_of, self.earlier)
        told = []
        applicable = 0
        for rid, key in enumerate(self.keys):
            seen = tracer.subject(rid)
            applicable += seen.applies
            for one in seen.cells:
                if one.cell is not None and one.cell.verdict is not Verdict.PASSED:
                    told.append((key, one.cell.verdict.value, str(one.cell.element) if self.case.with_elements else ""))
        whole = len({subject for subject, _, _ in self.case.expected}) == len(self.keys)
        return (*sorted(told), applicable if whole else None)
