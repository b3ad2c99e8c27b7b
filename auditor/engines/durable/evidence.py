"""What a cell shows: the rows it rests on, and which inputs kept it from being decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.engines.base import Place
from auditor.engines.durable import boxes
from auditor.engines.durable.plain import ELEMENT, RID, SUBJECT_ROW, Env, Gathered, Row, is_null
from auditor.engines.durable.values import Scope, row_of, value_of
from auditor.plan import nodes as p
from auditor.rulelang import typed as t

_SHOWN_MEMBERS = 10
Check = Callable[[Env], bool]


class Evidence:
    """The places and missing inputs of one plan's cells."""

    def __init__(self, plan: p.RulePlan, scope: Scope) -> None:
        self._plan = plan
        self._boxes = scope.boxes
        self._parents = [(role, row.record, row_of(row, scope)) for role, row in plan.parents.items()]
        self._sets = [step for step in plan.steps if isinstance(step, p.Members)]
        self._picks = [step for step in plan.steps if isinstance(step, p.Pick)]
        self._inputs = [(one.label, _check(one, plan, scope)) for one in plan.inputs]

    def missing(self, env: Env) -> tuple[str, ...]:
        """The labels of the inputs that are missing here, in the plan's order."""
        return tuple(dict.fromkeys(label for label, check in self._inputs if check(env)))

    def places(self, env: Env) -> tuple[Place, ...]:
        """The subject, its parents, the element's rows, members, picked rows."""
        return tuple(self._places(env))

    def _places(self, env: Env) -> Iterator[Place]:
        subject = self._plan.subject.name
        yield Place(subject, subject, env[SUBJECT_ROW][RID])
        for role, record, find in self._parents:
            row = find(env, None)
            if row.__class__ is tuple:
                yield Place(role, record, row[RID])
        each = self._plan.each
        if each is not None and not isinstance(each, p.EachPeriod):
            for rid in dict.fromkeys(row[RID] for row in env[ELEMENT].rows):
                yield Place(each.name, each.record.name, rid)
        for step in self._sets:
            for row in self._boxes[step.name](env).certain[:_SHOWN_MEMBERS]:
                yield Place(step.name, step.record.name, row[RID])
        for pick in self._picks:
            row = self._boxes[pick.name](env)
            if row.__class__ is tuple:
                yield Place(pick.name, pick.record.name, row[RID])


def _check(one: p.Input, plan: p.RulePlan, scope: Scope) -> Check:
    match one:
        case p.LeafInput(value=value):
            return _leaf(value, scope)
        case p.MemberInput():
            return _member(one, plan, scope)
        case p.LookupInput(box=name):
            box = scope.boxes[name]
            return lambda env: box(env) is None
        case p.JoinInput():
            return boxes.lost_of(one, scope)
        case p.FindingsInput(box=name):
            box = scope.boxes[name]
            return lambda env: bool(box(env).doubtful or box(env).open)


def _leaf(value: t.FieldValue | t.Possible, scope: Scope) -> Check:
    get, find = value_of(value, scope), row_of(value.row, scope)
    if value.row.owner == t.SUBJECT or value.row.hops:
        return lambda env: is_null(get(env, None))
    # a picked row or a gap's end that is not there, or not known, has no field to be missing
    return lambda env: find(env, None).__class__ is tuple and is_null(get(env, None))


def _member(one: p.MemberInput, plan: p.RulePlan, scope: Scope) -> Check:
    """Whether a row in doubt (of an aggregate: any row) lacks the field."""
    step = next(step for step in plan.steps if not isinstance(step, p.Applies) and step.name == one.box)
    if isinstance(step, p.EACH):
        get = value_of(one.value, scope.inside(_record(step)))
        if one.counted:
            box = scope.boxes[step.name]
            return lambda env: any(is_null(get(env, row)) for row in box(env).certain + box(env).doubtful)
        return lambda env: any(is_null(get(env, row)) for row in env[ELEMENT].watched)
    assert isinstance(step, (p.Members, p.Pick))
    get = value_of(one.value, scope.inside(step.record.name))
    gathered: Callable[[Env], Gathered]
    gathered = scope.boxes[step.name] if isinstance(step, p.Members) else boxes.pick_candidates(step, scope)

    def rows(env: Env) -> list[Row]:
        found = gathered(env)
        return found.certain + found.doubtful if one.counted else found.doubtful

    return lambda env: any(is_null(get(env, row)) for row in rows(env))


def _record(step: p.Each) -> str:
    assert not isinstance(step, p.EachPeriod)
    return step.record.name
