"""Rule → plan: names resolved, types checked, boxes put in order, needs and evidence gathered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.boxes import BoxBuilder, Context
from auditor.plan.inputs import evidence_of, inputs_of, needs_of, parents_of
from auditor.plan.template import read_template
from auditor.records.dictionary import RecordType
from auditor.rulebook.rule import Box, Rule
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import ParamSymbol, Scope, ValueSymbol
from auditor.spans import Text

WHERE, EACH = "where:", "each:"  # nodes of the order graph; no name can contain a colon


@dataclass(frozen=True, slots=True)
class Built:
    """A plan and the names that its rule defines but nothing uses (for lints)."""

    plan: p.RulePlan
    unused: frozenset[str]


def build(rule: Rule, context: Context, errors: list[RuleError]) -> Built | None:
    """The plan of ``rule``; None after reporting every fault."""
    faults = len(errors)
    subject = context.dictionary.records.get(rule.record)
    if subject is None:
        hint = suggest(rule.record, context.dictionary.records)
        errors.append(error("E301", rule.record.span, hint, name=rule.record))
        return None
    _check_names(rule, subject, errors)
    scope = Scope(
        dictionary=context.dictionary,
        subject=subject,
        alias=rule.alias,
        params={name: ParamSymbol(param.value, param.span) for name, param in rule.params.items()},
    )
    boxes = BoxBuilder(context, subject, scope, errors)
    steps: list[p.Step | None] = []
    for name in _order(rule, errors):
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
    done = tuple(step for step in steps if step is not None)
    parents = parents_of(done, condition, due, slots)
    plan = p.RulePlan(
        rule=str(rule.id),
        title=str(rule.title),
        severity=rule.severity,
        subject=subject,
        alias=rule.alias,
        steps=done,
        when=condition,
        due=due,
        slots=slots,
        message=message,
        needs=needs_of(subject, done, condition, due, context.dictionary),
        inputs=inputs_of(subject, done, condition, due),
        parents=parents,
        evidence=evidence_of(subject, done, condition, due, slots, rule.at, parents),
    )
    defined = {str(name) for name in rule.lets} | {f"${name}" for name in rule.params}
    return Built(plan, frozenset(defined - boxes.used))


def _check_names(rule: Rule, subject: RecordType, errors: list[RuleError]) -> None:
    taken: set[str] = set(subject.fields)
    names = [*rule.lets] + ([rule.each[0]] if rule.each else [])
    for name in names:
        if name in taken:
            errors.append(error("E313", name.span, name=name))
        taken.add(name)


def _order(rule: Rule, errors: list[RuleError]) -> list[str]:
    """Names in an order in which each can be built; the each box under EACH, where under WHERE."""
    lets = {str(name): value for name, value in rule.lets.items()}
    each_name = str(rule.each[0]) if rule.each else None

    def wants(texts: Sequence[Text]) -> set[str]:
        found: set[str] = set()
        for text in texts:
            tree = _parsed(text, [])
            found |= n.names(tree) if tree is not None else set()
        named = {name for name in found if name in lets}
        return named | ({EACH} if each_name in found or found & {"前", "后", "previous", "next"} else set())

    graph: dict[str, set[str]] = {}
    for name, value in lets.items():
        graph[name] = wants(_texts(value)) - {name}
        if name in wants(_texts(value)):
            errors.append(error("E310", rule.span, path=f"{name} → {name}"))
    if rule.where is not None:
        graph[WHERE] = wants([rule.where])
    if rule.each is not None:
        graph[EACH] = wants(_texts(rule.each[1])) - {EACH} | ({WHERE} if rule.where is not None else set())
    if rule.where is not None:
        needed = _reachable(WHERE, graph)
        for name in lets:
            if name not in needed:
                graph[name] = graph[name] | {WHERE}
    if rule.each is not None:
        needed = _reachable(EACH, graph)
        for name in lets:
            if name not in needed:
                graph[name] = graph[name] | {EACH}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as why:
        shown = [WHERE.rstrip(":") if x == WHERE else str(each_name) if x == EACH else x for x in why.args[1]]
        errors.append(error("E310", rule.span, path=" → ".join(reversed(shown))))
        return []


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for name in graph.get(todo.pop(), set()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _texts(value: Text | Box) -> list[Text]:
    return [value] if isinstance(value, Text) else [*value.exprs.values(), *value.inputs.values()]


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
    if tree is None:
        return None
    checker = Checker(boxes.scope, errors, boxes.used)
    expr = checker.condition(tree) if isinstance(tree, _CONDITION_NODES) else checker.value(tree)
    if expr is None:
        return None
    boxes.add(name, ValueSymbol(expr.type))
    return p.Let(name, expr)


_CONDITION_NODES = (n.Comparison, n.Between, n.Membership, n.Contains, n.Blank, n.Quantified, n.Not, n.Junction)


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
