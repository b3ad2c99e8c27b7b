"""The order in which the names of a rule can be built: each before what uses it, in whatever order written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from auditor.errors import RulebookError, RuleError, error
from auditor.plan.boxes import AFTER, BEFORE
from auditor.records.dictionary import RecordType
from auditor.rulebook.rule import Box, BoxKind, Rule
from auditor.rulelang import nodes as n
from auditor.rulelang.parser import parse
from auditor.rulelang.words import is_keyword
from auditor.spans import Text

WHERE, EACH = "where:", "each:"  # nodes of the order graph; no name can contain a colon

_NAME = re.compile(r"[^\W\d]\w*")


def check_names(rule: Rule, subject: RecordType, errors: list[RuleError]) -> None:
    """Reports names that cannot be written in an expression, and names that are taken."""
    taken: set[str] = {*subject.fields, *subject.links, subject.name, rule.alias}
    names = [*rule.lets]
    if rule.each is not None:
        names.append(rule.each[0])
        if rule.each[1].kind is BoxKind.GAP:
            taken |= {*BEFORE, *AFTER}
    for name in names:
        if name in taken:
            errors.append(error("E313", name.span, name=name))
        taken.add(name)
    for name in [rule.alias, *names, *rule.params]:
        if not _NAME.fullmatch(name):
            hint = "冒号后面要空一格" if ":" in name else ""
            errors.append(
                error("E317", name.span, hint, name=name, why="名称由汉字、字母、数字和下划线组成，不以数字开头")
            )
        elif is_keyword(name):
            errors.append(error("E317", name.span, name=name, why="它是关键词"))


def order_of(rule: Rule, errors: list[RuleError]) -> list[str] | None:
    """Names in an order in which each can be built, the each box under EACH, ``where`` under WHERE.

    None after reporting a cycle. What ``where`` and ``each`` do not need comes after them, so that
    nothing is computed for records that the rule does not apply to.
    """
    graph = _graph(rule)
    for first in (WHERE, EACH):
        if first in graph:
            needed = _reachable(first, graph)
            for name in graph.keys() - needed - {WHERE, EACH}:
                graph[name].add(first)
    # Sets have no order of their own from run to run; plans and their queries must.
    ordered = {name: [other for other in graph if other in wanted] for name, wanted in graph.items()}
    try:
        return list(TopologicalSorter(ordered).static_order())
    except CycleError as why:
        each = str(rule.each[0]) if rule.each else ""
        path = [{WHERE: "where", EACH: each}.get(name, name) for name in reversed(why.args[1])]
        spans = {str(name): name.span for name in [*rule.lets, *([rule.each[0]] if rule.each else [])]}
        at = next(spans[name] for name in path if name in spans)
        errors.append(error("E310", at, path=" → ".join(path)))
        return None


def _graph(rule: Rule) -> dict[str, set[str]]:
    """What each name mentions."""
    of_each: set[str] = set()
    if rule.each is not None:
        of_each = {str(rule.each[0]), *(BEFORE + AFTER if rule.each[1].kind is BoxKind.GAP else ())}

    def wants(texts: Sequence[Text]) -> set[str]:
        found = set[str]().union(*(names_in(text) for text in texts))
        return {str(name) for name in rule.lets if name in found} | ({EACH} if found & of_each else set())

    graph = {str(name): wants(texts_of(value)) for name, value in rule.lets.items()}
    if rule.where is not None:
        graph[WHERE] = wants([rule.where])
    if rule.each is not None:
        graph[EACH] = wants(texts_of(rule.each[1])) - {EACH} | ({WHERE} if rule.where is not None else set())
    return graph


def names_in(text: Text) -> set[str]:
    """The names that an expression mentions; none if it cannot be parsed."""
    try:
        return n.names(parse(text))
    except RulebookError:
        return set()  # reported where the expression is built


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for name in graph.get(todo.pop(), set()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def texts_of(value: Text | Box) -> list[Text]:
    """The expressions in a ``let`` or ``each``."""
    return [value] if isinstance(value, Text) else [*value.exprs.values(), *value.inputs.values()]
