"""Terms put in their places: boxes become boxes of the rule that names them, expressions are looked up by record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan.joins import record_named
from auditor.plan.order import names_in, texts_of
from auditor.plan.template import slot_texts
from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.previous import canonical
from auditor.rulebook.reader import EACH_BOXES
from auditor.rulebook.rule import Box, BoxKind, Rule
from auditor.rulebook.term import Term
from auditor.rulelang import nodes as n
from auditor.rulelang.check import Checker
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import Scope
from auditor.spans import Text


def check_terms(terms: Iterable[Term], dictionary: Dictionary, errors: list[RuleError]) -> None:
    """Reports what is wrong with the terms themselves, used or not."""
    trees = definitions(terms)
    if _circular(terms, errors):
        return
    for term in terms:
        record = record_named(term.record, dictionary, errors)
        if record is None:
            continue
        if term.name in {*record.fields, *record.links, record.name}:
            errors.append(error("E313", term.name.span, name=term.name))
        params = [param for text in texts_of(term.meaning) for param in _params_in(text)]
        errors.extend(error("E318", param.span, name=param.name) for param in params)
        if isinstance(term.meaning, Text) and not params:
            scope = Scope(dictionary, record, record.name, terms=trees, reading=((record.name, str(term.name)),))
            try:
                Checker(scope, errors).expr(parse(term.meaning))
            except RulebookError as why:
                errors.extend(why.errors)


def _circular(terms: Iterable[Term], errors: list[RuleError]) -> bool:
    """Whether terms need each other, which is reported."""
    spans = {str(term.name): term.name.span for term in terms}
    graph = {
        str(term.name): sorted({name for text in texts_of(term.meaning) for name in names_in(text)} & spans.keys())
        for term in terms
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as why:
        path = list(reversed(why.args[1]))
        errors.append(error("E310", spans[path[0]], path=" → ".join(path)))
        return True
    return False


def definitions(terms: Iterable[Term]) -> Mapping[tuple[str, str], n.Node]:
    """The terms that are expressions: (record, name) → syntax tree."""
    found: dict[tuple[str, str], n.Node] = {}
    for term in terms:
        if isinstance(term.meaning, Text) and (tree := _parsed(term.meaning)) is not None:
            found[canonical(term.record), str(term.name)] = tree
    return found


def with_boxes(rule: Rule, subject: RecordType, terms: Iterable[Term], errors: list[RuleError]) -> Rule:
    """``rule`` with the terms of its subject that are boxes, as far as it names them, among its own boxes."""
    boxes = {
        str(term.name): (term.name, term.meaning)
        for term in terms
        if canonical(term.record) == subject.name and isinstance(term.meaning, Box)
    }
    each = rule.each
    if each is not None and each[1].kind is BoxKind.TERM:
        name, wanted = each[0], each[1].of
        term = boxes.get(wanted)
        if term is None or term[1].kind not in EACH_BOXES:
            legal = [str(name) for name, box in boxes.values() if box.kind in EACH_BOXES]
            errors.append(error("E319", wanted.span, suggest(wanted, legal), name=wanted, record=subject.name))
            each, rule = None, replace(rule, faulty=rule.faulty | {str(name)})
        else:
            each = name, term[1]
    lets = dict(rule.lets)
    todo = [*lets.values(), *([each[1]] if each else []), *_expressions(rule)]
    while todo:
        for used in sorted({one for text in texts_of(todo.pop()) for one in names_in(text)}):
            defined = used in lets or (each is not None and used == each[0]) or used in rule.faulty
            if used in boxes and not defined:
                own, box = boxes[used]
                lets[own] = box
                todo.append(box)
    return replace(rule, lets=lets, each=each)


def _expressions(rule: Rule) -> list[Text]:
    return [*(text for text in (rule.where, rule.due, rule.when) if text is not None), *slot_texts(rule.message)]


def _parsed(text: Text) -> n.Node | None:
    try:
        return parse(text)
    except RulebookError:
        return None


def _params_in(text: Text) -> list[n.Param]:
    tree = _parsed(text)
    return [node for node in n.walk(tree) if isinstance(node, n.Param)] if tree is not None else []
