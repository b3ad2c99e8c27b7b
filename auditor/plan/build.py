"""Rule → plan: names resolved, types checked, boxes put in order, needs and evidence gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.boxes import BoxBuilder, Context
from auditor.plan.inputs import asks_period, evidence_of, inputs_of, needs_of, parents_of
from auditor.plan.joins import record_named
from auditor.plan.order import EACH, WHERE, check_names, order_of
from auditor.plan.template import privacy_of, read_template
from auditor.plan.terms import with_boxes
from auditor.records.dictionary import Dictionary
from auditor.rulebook.rule import Box, Rule, Status
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import FaultySymbol, ParamSymbol, Scope, ValueSymbol
from auditor.rulelang.types import DURATION
from auditor.spans import Text


@dataclass(frozen=True, slots=True)
class Built:
    """A plan and the names that its rule defines but nothing uses (for lints)."""

    plan: p.RulePlan
    unused: frozenset[str]


def build(
    rule: Rule, context: Context, errors: list[RuleError], ident: str = "", gate: t.Condition | None = None
) -> Built | None:
    """The plan of ``rule``; None after reporting every fault.

    ``gate`` says which subjects fall into the days of this plan, ``ident`` tells it from the rule's others.
    """
    faults = len(errors)
    subject = record_named(rule.record, context.dictionary, errors)
    if subject is None:
        return None
    rule = with_boxes(rule, subject, context.terms, errors)
    check_names(rule, subject, errors)
    order = order_of(rule, errors)
    if order is None:
        return None
    scope = Scope(
        dictionary=context.dictionary,
        subject=subject,
        alias=str(rule.alias),
        symbols={name: FaultySymbol() for name in rule.faulty},
        params={str(name): ParamSymbol(param.value, param.span) for name, param in rule.params.items()},
        terms=context.definitions,
    )
    boxes = BoxBuilder(context, subject, scope, errors, on_trial=rule.status is Status.TRIAL)
    steps: list[p.Step | None] = []
    for name in order:
        steps.append(_step(name, rule, boxes))
    checker = Checker(boxes.scope, errors, boxes.used)
    when = _parsed(rule.when, errors)
    condition = checker.condition(when) if when is not None else None
    due = _due(rule.due, checker, errors) if rule.due is not None else None
    message, slots = read_template(rule.message, checker, errors)
    for name in rule.at:
        if name not in subject.fields:
            hint = suggest(name, subject.fields)
            errors.append(error("E306", name.span, hint, name=subject.name, field=name))
    if len(errors) > faults or condition is None:
        return None
    first = (p.Applies(gate, in_force=True),) if gate is not None else ()
    plan = p.RulePlan(
        id=ident or str(rule.id),
        rule=str(rule.id),
        version=rule.version,
        title=str(rule.title),
        severity=rule.severity,
        subject=subject,
        alias=str(rule.alias),
        steps=(*first, *(step for step in steps if step is not None)),
        when=condition,
        due=due,
        slots=slots,
        message=message,
        needs=frozenset(),
        asks_period=False,
        inputs=(),
        parents={},
        evidence={},
        off=rule.off,
    )
    plan = derived(plan, context.dictionary, rule.at)
    defined = {str(name) for name in rule.lets} | {f"${name}" for name in rule.params}
    return Built(plan, frozenset(defined - boxes.used))


def derived(plan: p.RulePlan, dictionary: Dictionary, at: Sequence[str] = ()) -> p.RulePlan:
    """``plan`` with what follows from its steps and conditions: needs, inputs, parents, evidence."""
    parents = parents_of(plan.steps, plan.when, plan.due, plan.slots)
    return replace(
        plan,
        needs=needs_of(plan.subject, plan.steps, plan.when, plan.due, dictionary),
        asks_period=asks_period(plan.steps, plan.when, plan.due, plan.slots),
        inputs=inputs_of(plan.subject, plan.steps, plan.when, plan.due),
        parents=parents,
        evidence=evidence_of(plan.subject, plan.steps, plan.when, plan.due, plan.slots, at, parents),
    )


def _step(name: str, rule: Rule, boxes: BoxBuilder) -> p.Step | None:
    errors = boxes.errors
    if name == EACH:
        assert rule.each is not None
        return boxes.each(*rule.each)
    if name == WHERE:
        assert rule.where is not None
        tree = _parsed(rule.where, errors)
        condition = Checker(boxes.scope, errors, boxes.used).condition(tree) if tree is not None else None
        return p.Applies(condition) if condition is not None else None
    key, value = next((key, value) for key, value in rule.lets.items() if key == name)
    if isinstance(value, Box):
        return boxes.let(key, value)
    tree = _parsed(value, errors)
    expr = Checker(boxes.scope, errors, boxes.used).expr(tree) if tree is not None else None
    if expr is None:
        boxes.add(name, FaultySymbol())
        return None
    if expr.type == DURATION:
        errors.append(error("E402", value.span, "时长写成参数（params）", expected="一个值或条件", actual=DURATION))
        boxes.add(name, FaultySymbol())
        return None
    private = privacy_of(expr, boxes.scope) if not isinstance(expr, t.CONDITIONS) else None
    boxes.add(name, ValueSymbol(expr.type, private))
    return p.Let(name, expr)


def _due(text: Text, checker: Checker, errors: list[RuleError]) -> t.Value | None:
    tree = _parsed(text, errors)
    value = checker.value(tree) if tree is not None else None
    if value is not None and not value.type.is_time:
        errors.append(error("E402", text.span, expected="日期", actual=value.type))
    return value


def _parsed(text: Text, errors: list[RuleError]) -> n.Node | None:
    try:
        return parse(text)
    except RulebookError as why:
        errors.extend(why.errors)
        return None
