"""What the derivation of one subject saw: each step's value, each candidate of a box, each part of a condition.

The closures are those that the live engine runs; nothing is computed in another way for the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.engines.base import Cell, RuleRun, RunStatus, Verdict
from auditor.engines.durable.boxes import candidates_of, where_of
from auditor.engines.durable.cases import Cases
from auditor.engines.durable.compiled import CompiledRule, Pending, of_element
from auditor.engines.durable.conditions import condition_of
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import ELEMENT, RID, Element, Env, Evaluate, Row, Test
from auditor.engines.durable.values import Scope, value_of
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.rulelang import typed as t
from auditor.rulelang.functions import Func
from auditor.rulelang.types import INT

Named = p.Applies | p.Let | p.Members | p.Pick | p.Lookup | p.Findings  # the steps that are not ``each``


@dataclass(frozen=True, slots=True)
class Seen:
    """A condition, its truth (None: unknown), the values in it, and the conditions that it is made of."""

    condition: t.Condition
    truth: bool | None
    values: tuple[tuple[t.Value, Any], ...] = ()
    parts: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that a box looked at: whether it is in (None: in doubt), and the fields that decide it."""

    rid: int
    inside: bool | None
    values: tuple[tuple[t.FieldValue, Any], ...]


@dataclass(frozen=True, slots=True)
class StepSeen:
    """What a step gave. ``seen`` is a condition's, ``candidates`` a box's; else ``value`` tells."""

    step: Named
    value: Any = None
    seen: Seen | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class CellSeen:
    """One cell: its element, the steps that depend on it, ``when``, the due date, the cell (None: it passes)."""

    element: Element | None
    steps: tuple[StepSeen, ...]
    when: Seen
    due: Any
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class SubjectSeen:
    """One subject: its steps, whether the rule applies, its cells."""

    rid: int
    steps: tuple[StepSeen, ...]
    applies: bool
    cells: tuple[CellSeen, ...]


Look = Callable[[Env], StepSeen]
See = Callable[[Env], Seen]


class Tracer:
    """Traces subjects of one plan over one data set. ``earlier`` are the runs of the plans that it follows."""

    def __init__(
        self, rulebook: Rulebook, plan_id: str, dataset: Dataset, as_of: date, earlier: Mapping[str, RuleRun]
    ) -> None:
        plan = rulebook.plans[plan_id]
        records = {one.rule: one.subject.name for one in rulebook.plans.values()}
        layout = Layout()
        self._plan = plan
        self._rule = CompiledRule(plan, layout, rulebook.calendar, records)
        scope = self._rule.scope
        own = set(of_element(plan))
        named = [step for step in plan.steps if not isinstance(step, p.EACH)]
        self._once = [_look(step, scope) for step in named if _name(step) not in own]
        self._each = [_look(step, scope) for step in named if _name(step) in own]
        self._when = _see(plan.when, scope)
        self._due: Evaluate | None = None if plan.due is None else value_of(plan.due, scope)
        self._cases = Cases(dataset, layout, as_of, [plan.subject.name])
        for number in self._rule.routes:
            for name, way in layout.routes[number].ways:
                for variant in rulebook.variants[name]:
                    if variant.plan.id in earlier:
                        self._take_findings(number, variant.plan, way, earlier[variant.plan.id])

    def _take_findings(self, number: int, plan: p.RulePlan, way: tuple[int, ...], run: RuleRun) -> None:
        """Puts what an earlier rule found where its followers look for it."""
        if run.status is not RunStatus.DONE:
            self._cases.open[number] = True
            return
        rows = self._cases.rows[plan.subject.name]
        for cell in run.cells:
            above = self._cases.climb(rows[cell.subject], way)
            if above is not None and cell.verdict in (Verdict.PROBLEM, Verdict.UNDECIDED):
                finding = plan.rule, plan.severity.value, plan.title
                found = self._cases.findings[number].setdefault(above[RID], [])
                found.append((finding, cell.verdict is Verdict.PROBLEM))

    def subject(self, rid: int) -> SubjectSeen:
        """The trace of the subject in row ``rid``."""
        env = self._rule.start(self._cases, self._cases.rows[self._plan.subject.name][rid])
        steps: list[StepSeen] = []
        for look in self._once:
            found = look(env)
            steps.append(found)
            if isinstance(found.step, p.Applies) and found.seen is not None and found.seen.truth is not True:
                return SubjectSeen(rid, tuple(steps), False, ())
        return SubjectSeen(rid, tuple(steps), True, tuple(self._cell(state) for state in self._rule.states(env)))

    def _cell(self, env: Env) -> CellSeen:
        steps = tuple(look(env) for look in self._each)
        when = self._when(env)
        sure = when.truth is True and not self._rule.in_doubt(env)
        cell = self._rule.judge(Pending(self._rule, env, [], {}), sure, when.truth is not False)
        return CellSeen(env[ELEMENT], steps, when, None if self._due is None else self._due(env, None), cell)


def _name(step: Named) -> str:
    return "" if isinstance(step, p.Applies) else step.name


def _look(step: Named, scope: Scope) -> Look:
    if isinstance(step, p.Applies):
        see = _see(step.condition, scope)
        return lambda env: StepSeen(step, seen=see(env))
    if isinstance(step, p.Let) and isinstance(step.expr, t.CONDITIONS):
        see = _see(step.expr, scope)
        return lambda env: StepSeen(step, seen=see(env))
    box = scope.boxes[step.name]
    if not isinstance(step, (p.Members, p.Pick)):
        return lambda env: StepSeen(step, box(env))
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    inside = scope.inside(step.record.name)
    fields = [(one, value_of(one, inside)) for one in _member_fields(step)]

    def look(env: Env) -> StepSeen:
        rows = [_candidate(row, where, fields, env) for row in candidates(env)]
        return StepSeen(step, box(env), candidates=tuple(rows))

    return look


def _candidate(row: Row, where: Test | None, fields: list[tuple[t.FieldValue, Evaluate]], env: Env) -> Candidate:
    inside = True if where is None else where(env, row)
    return Candidate(row[RID], inside, tuple((field, get(env, row)) for field, get in fields))


def _member_fields(step: p.Members | p.Pick) -> list[t.FieldValue]:
    """The members' fields that a box asks for, each once."""
    if step.where is None:
        return []
    found = [node for node in t.walk(step.where) if isinstance(node, t.FieldValue) and node.row.owner == t.MEMBER]
    return list(dict.fromkeys(found))


def _see(condition: t.Condition, scope: Scope) -> See:
    test = condition_of(condition, scope)
    match condition:
        case t.Junction(conditions=conditions):
            inner = [_see(part, scope) for part in conditions]
        case t.Not(condition=t.Junction() | t.Not() as part):
            inner = [_see(part, scope)]
        case _:
            values = [(value, value_of(value, scope)) for value in _values(condition, scope)]
            return lambda env: Seen(condition, test(env, None), tuple((value, get(env, None)) for value, get in values))
    return lambda env: Seen(condition, test(env, None), parts=tuple(see(env) for see in inner))


def _values(condition: t.Condition, scope: Scope) -> list[t.Value]:
    """What a reader wants to know of a condition that is no junction: its values, and what they are made of."""
    found: list[t.Value] = []
    todo: list[t.Expr] = [condition]
    while todo:
        node = todo.pop(0)
        match node:
            case t.Exists(box=box):
                if box not in scope.records:  # of a single row there is nothing to count
                    found.append(t.Aggregate(Func.COUNT, box, None, INT))
            case t.Constant(param=param):
                found += [node] if param else []
            case t.Aggregate():
                found.append(node)
            case _:
                if not isinstance(node, t.CONDITIONS):
                    found.append(node)
                todo = [*t.children(node), *todo]
    return list(dict.fromkeys(found))
