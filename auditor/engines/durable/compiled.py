"""A plan compiled for Python: from one subject to the facts of its cells, and from what fired to verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.engines.base import Cell, Value, Verdict
from auditor.engines.durable import boxes
from auditor.engines.durable.conditions import condition_of, existence, let_of
from auditor.engines.durable.elements import elements_of, owners_of
from auditor.engines.durable.evidence import Evidence
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import (
    ELEMENT,
    FIRST_BOX,
    MISSING,
    RID,
    RUN,
    SUBJECT_ROW,
    Element,
    Env,
    Evaluate,
    Range,
    Row,
    Test,
    as_date,
    is_null,
)
from auditor.engines.durable.ruleset import Formula, Names, formula_of
from auditor.engines.durable.values import Scope, lazily, value_of
from auditor.plan import nodes as p
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang import typed as t
from auditor.rulelang.types import Base

_DIGITS = 6  # of a number in a message


@dataclass(slots=True)
class Pending:
    """A cell that Python alone does not clear: ``facts`` are what durable_rules decides it by."""

    rule: CompiledRule
    env: Env
    members: list[tuple[str, int, str]]  # a box's property, its value, the property for the cell
    gate: dict[str, int]  # without the cell


@dataclass(slots=True)
class SubjectCells:
    """What came of one subject: None of it counts if the rule does not apply."""

    applies: bool
    passed: int
    pending: list[Pending]


class CompiledRule:
    """One plan's closures."""

    def __init__(
        self,
        plan: p.RulePlan,
        layout: Layout,
        calendar: WorkCalendar | None,
        subjects: Mapping[str, str],
        number: int = 0,
    ) -> None:
        """``subjects`` gives the record of every rule; ``number`` tells the rule's facts from others'."""
        self.plan = plan
        self.number = number
        self.routes: list[int] = []  # numbers of its findings steps
        scope = Scope(layout, plan.subject.name, calendar)
        layout.columns.setdefault(plan.subject.name, {})
        self._applies: list[Test] = []
        self._elements: Callable[[Env], list[Element]] | None = None
        self._slots: dict[str, int] = {}
        for step in plan.steps:
            self._step(step, scope, subjects)
        self._template: Env = [None, None, None, *[MISSING] * len(self._slots)]
        self._renewed = [self._slots[name] for name in of_element(plan) if name in self._slots]
        self.formula: Formula = formula_of(plan)
        self._atoms = [condition_of(atom, scope) for atom in self.formula.atoms]
        names = Names(number)
        self._gate, self._sure = names.gate, names.sure
        self._marks = [(names.possible(at), names.certain(at)) for at in range(len(self._atoms))]
        self._boxes = [(scope.boxes[name], names.box(at), names.key(at)) for at, name in enumerate(self.formula.boxes)]
        self._due = None if plan.due is None else value_of(plan.due, scope)
        self._values = [_shown(slot, scope) for slot in plan.slots]
        self._evidence = Evidence(plan, scope)
        self._lost = [boxes.lost_of(join, scope) for join in plan.joins]
        self.scope = scope  # with every step, for a trace

    def _step(self, step: p.Step, scope: Scope, subjects: Mapping[str, str]) -> None:
        if isinstance(step, p.Applies):
            self._applies.append(condition_of(step.condition, scope))
            return
        if isinstance(step, p.EACH):
            self._elements = elements_of(step, scope)
            scope.elements.update(owners_of(step))
            if isinstance(step, p.EachGroup):
                scope.boxes[step.name] = lambda env: env[ELEMENT].gathered
            if not isinstance(step, p.EachPeriod):
                scope.records.update(dict.fromkeys(owners_of(step), step.record.name))
            return
        compute: Callable[[Env], Any]
        match step:
            case p.Let(expr=expr):
                compute = let_of(expr, scope)
            case p.Members():
                compute = boxes.members(step, scope)
            case p.Pick():
                compute = boxes.pick(step, scope)
                scope.records[step.name] = step.record.name
            case p.Lookup():
                compute = boxes.lookup(step, scope)
            case p.Findings():
                self.routes.append(scope.layout.route(step, dict(subjects)))
                compute = boxes.findings(step, self.routes[-1], scope)
        slot = self._slots[step.name] = FIRST_BOX + len(self._slots)
        scope.boxes[step.name] = lazily(slot, compute)

    def cells(self, run: Any, subject: Row) -> SubjectCells:
        """The cells of one subject."""
        env = self.start(run, subject)
        for test in self._applies:
            if not test(env, None):
                return SubjectCells(False, 0, [])
        if self._elements is None:
            pending = self._cell(env)
            return SubjectCells(True, 1, []) if pending is None else SubjectCells(True, 0, [pending])
        found = SubjectCells(True, 0, [])
        elements = self._elements(env)
        for element in elements:
            for slot in self._renewed:
                env[slot] = MISSING
            env[ELEMENT] = element
            pending = self._cell(env)
            if pending is None:
                found.passed += 1
            else:
                pending.env = env.copy()
                found.pending.append(pending)
        if not elements:
            found.passed = 1
        return found

    def start(self, run: Any, subject: Row) -> Env:
        """The state of a subject before anything is computed."""
        env = self._template.copy()
        env[SUBJECT_ROW], env[RUN] = subject, run
        return env

    def states(self, env: Env) -> Iterator[Env]:
        """The state of each cell of a subject that the rule applies to, for a trace."""
        for element in [None] if self._elements is None else self._elements(env):
            state = env.copy()
            for slot in self._renewed:
                state[slot] = MISSING
            state[ELEMENT] = element
            yield state

    def _cell(self, env: Env) -> Pending | None:
        """The facts of a cell; None if no alternative has all its atoms possible."""
        truths = [atom(env, None) for atom in self._atoms]
        for conjunct in self.formula.alternatives:
            if all(truths[one.of] is not False for one in conjunct if isinstance(one.of, int)):
                break
        else:
            return None
        gate = {self._gate: 1}
        if not self.in_doubt(env):
            gate[self._sure] = 1
        for truth, (possible, certain) in zip(truths, self._marks, strict=True):
            if truth is not False:
                gate[possible] = 1
                if truth:
                    gate[certain] = 1
        members = []
        for box, name, key in self._boxes:
            there = existence(box(env))
            if there is not False:
                members.append((name, int(there is True), key))
        return Pending(self, env, members, gate)

    def in_doubt(self, env: Env) -> bool:
        """Whether it is not known of a cell which rows belong to it."""
        element = env[ELEMENT]
        return (element is not None and element.doubt) or any(lost(env) for lost in self._lost)

    def judge(self, pending: Pending, certain: bool, possible: bool) -> Cell | None:
        """The cell, after what fired; None if it passes."""
        env = pending.env
        verdict, due = self._verdict(env, certain, possible)
        if verdict is Verdict.PASSED:
            return None
        element = env[ELEMENT]
        return Cell(
            subject=env[SUBJECT_ROW][RID],
            element=None if element is None else element.id,
            verdict=verdict,
            due=due,
            values=tuple(value(env, None) for value in self._values),
            missing=self._evidence.missing(env) if verdict is Verdict.UNDECIDED else (),
            places=self._evidence.places(env),
        )

    def _verdict(self, env: Env, certain: bool, possible: bool) -> tuple[Verdict, date | None]:
        due: date | None = None
        if not possible:
            return Verdict.PASSED, due
        if self._due is not None:
            value = self._due(env, None)
            due = None if is_null(value) else as_date(value)
            if due is not None and due > env[RUN].as_of:
                return Verdict.NOT_DUE if certain else Verdict.PASSED, due
            certain = certain and due is not None
        return Verdict.PROBLEM if certain else Verdict.UNDECIDED, due


def of_element(plan: p.RulePlan) -> list[str]:
    """The steps after ``each`` whose result may differ from element to element."""
    each = plan.each
    if each is None:
        return []
    names = {each.name, *owners_of(each)}
    found = []
    for step in plan.steps[plan.steps.index(each) + 1 :]:
        if not isinstance(step, (p.Applies, *p.EACH)) and _names(step) & names:
            names.add(step.name)
            found.append(step.name)
    return found


def _names(step: p.Step) -> set[str]:
    """The boxes, lets and elements that a step's expressions refer to."""
    found: set[str] = set()
    for expr in p.exprs_of(step):
        for node in t.walk(expr):
            match node:
                case t.FieldValue(row=row):
                    found.add(row.owner)
                case t.ElementValue(name=name) | t.LetValue(name=name) | t.TableValue(name=name):
                    found.add(name)
                case t.Aggregate(box=box) | t.Exists(box=box):
                    found.add(box)
    return found


def _shown(slot: t.Value, scope: Scope) -> Callable[[Env, Any], Value]:
    """A message's value: None unless it is a known point; floats to six digits."""
    get: Evaluate = value_of(slot, scope)
    base = slot.type.base

    def shown(env: Env, row: Any) -> Value:
        value = get(env, row)
        if is_null(value) or value.__class__ is Range:
            return None
        if base is Base.NUM:
            return round(float(value), _DIGITS)
        plain: Value = as_date(value) if base is Base.DATE else value
        return plain

    return shown
