"""Lints: what is legal but probably not meant. Each is one function with its code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from auditor.authoring.cases import Case
from auditor.authoring.foregone import foregone
from auditor.authoring.words import Phrases
from auditor.engines.base import Verdict
from auditor.errors import RuleError, error
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dictionary import WHOLE
from auditor.rulebook.rule import Box, BoxKind, Rule, Status
from auditor.rulelang import typed as t
from auditor.spans import Text

# Words of duty; 应 not where it is part of another word (应急, 反应).
_REMEDY = re.compile(
    r"必须|应当|应该|不得|须|(?<![反响对供相适效感顺])应(?![急对答用邀征酬变])|\b(?:must|should|shall)\b"
)

UNFILLED = "待填写"  # what the template of ``auditor new`` says where its author has to write

Lint = Callable[[Rule, p.RulePlan, Rulebook], Iterator[RuleError]]


def unused_name(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W501: a box, value or parameter that nothing uses."""
    unused = next(one.unused for one in rulebook.variants[plan.rule] if one.plan is plan)
    for name in sorted(unused):
        span = next((key.span for key in rule.lets if key == name), rule.span)
        if name.startswith("$"):
            span = next(key.span for key in rule.params if key == name[1:])
        yield error("W501", span, name=name)


def foregone_condition(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W502: a condition, or a part of one, that comes out the same whatever the records hold."""
    phrases = Phrases(plan.alias)
    for text, condition, said in _conditions(rule, plan, phrases):
        for part, outcome in foregone(condition, plan.steps):
            yield error("W502", text.span, condition=said.condition(part), value="成立" if outcome else "不成立")


def _conditions(rule: Rule, plan: p.RulePlan, phrases: Phrases) -> Iterator[tuple[Text, t.Condition, Phrases]]:
    """Each condition of a rule, where it is written, and how to say it there."""
    boxes = {str(name): box for name, box in [*rule.lets.items(), *([rule.each] if rule.each else [])]}
    for step in plan.steps:
        if isinstance(step, p.Applies):
            if not step.in_force:
                assert rule.where is not None
                yield rule.where, step.condition, phrases
            continue
        written = boxes.get(step.name)
        if written is None or (isinstance(written, Box) and written.kind is BoxKind.TERM):
            continue  # a term, which is not the rule's own
        if isinstance(step, p.Let) and isinstance(written, Text) and isinstance(step.expr, t.CONDITIONS):
            yield written, step.expr, phrases
        where = None if isinstance(step, (p.Let, p.Lookup, p.EachPeriod)) else step.where
        if isinstance(written, Box) and where is not None:
            yield written.exprs["where"], where, phrases.within()
        if isinstance(written, Box) and isinstance(step, p.EachRun):
            yield written.exprs["while"], step.holds, phrases.within()
    yield rule.when, plan.when, phrases


def no_source(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W503: an active rule that cites nothing."""
    if rule.status is Status.ACTIVE and not rule.sources:
        yield error("W503", rule.span)


def remedy_title(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W504: a title that names the remedy, not the problem."""
    if found := _REMEDY.search(rule.title):
        yield error("W504", rule.title.part(found.start(), found.end()), word=found[0])


def absence_without_due(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W506: 无 a set whose dates end later than a date of the subject, but nothing says when it is due."""
    if plan.due is not None:
        return
    absent = {n.condition.box for n in t.walk(plan.when) if isinstance(n, t.Not) and isinstance(n.condition, t.Exists)}
    for step in plan.steps:
        if not isinstance(step, p.Members) or step.name not in absent or step.where is None:
            continue
        if any(_upper_bound(node) for node in t.walk(step.where)):
            yield error("W506", rule.when.span, name=step.name)


def _upper_bound(node: t.Expr) -> bool:
    if not isinstance(node, t.Comparison) or node.op not in ("<", "<="):
        return False
    later = isinstance(node.right, t.Shift) and not node.right.back
    return later and isinstance(node.left, t.FieldValue) and node.left.row.owner == t.MEMBER


def anonymous_message(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W507: a message from which nobody can tell which record is meant."""
    if plan.subject == WHOLE:
        return
    known = {*plan.subject.key, plan.subject.display}
    parents = {rulebook.dictionary.records[row.record] for row in plan.parents.values()}
    above = {(record.name, name) for record in parents for name in (*record.key, record.display)}
    for value in plan.slots:
        if isinstance(value, t.FieldValue) and (
            (value.row.owner == t.SUBJECT and not value.row.hops and value.field.name in known)
            or (value.row.record, value.field.name) in above
        ):
            return
    yield error("W507", rule.message.span, record=plan.subject.name)


def same_condition(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W508: two rules that ask exactly the same."""
    for variants in rulebook.variants.values():
        other = variants[0].plan
        if (
            other.rule < plan.rule
            and other.when == plan.when
            and (other.subject, other.steps, other.due) == (plan.subject, plan.steps, plan.due)
        ):
            yield error("W508", rule.when.span, other=other.rule)


def unfilled(rule: Rule, plan: p.RulePlan, rulebook: Rulebook) -> Iterator[RuleError]:
    """W510: a blank that ``auditor new`` left to fill in."""
    for name, text in (("title", rule.title), ("message", rule.message), ("fix", rule.fix)):
        if (at := text.find(UNFILLED)) >= 0:
            yield error("W510", text.part(at, at + len(UNFILLED)), name=name)
    quoted = (part for source in rule.sources for part in (source.doc, source.clause, source.quote))
    for name, parts in (("source", quoted), ("owner", (rule.owner,))):
        if any(UNFILLED in part for part in parts):
            yield error("W510", rule.span, name=name)


LINTS: tuple[Lint, ...] = (
    unused_name,
    foregone_condition,
    no_source,
    remedy_title,
    absence_without_due,
    anonymous_message,
    same_condition,
    unfilled,
)


def lint(rulebook: Rulebook) -> list[RuleError]:
    """Every lint on every version of every rule that could be planned."""
    newest = {(rule, one.rule.version): one for rule, several in rulebook.variants.items() for one in reversed(several)}
    return [found for one in newest.values() for each in LINTS for found in each(one.rule, one.plan, rulebook)]


def lint_cases(rulebook: Rulebook, cases: Iterable[Case]) -> list[RuleError]:
    """W505: a kind of verdict that a rule can give and no case shows. W509: a case that expects nothing."""
    found = []
    shown: dict[str, set[str]] = {rule: set() for rule in rulebook.variants}
    for case in cases:
        if not case.expected:
            found.append(error("W509", case.span))
        shown.setdefault(case.rule, set()).update(verdict for _, verdict, _ in case.required)
        shown[case.rule].update(case.never)
    for rule_id in rulebook.variants:
        for kind in _verdicts_of(rulebook.newest(rule_id)):
            if rulebook.rules[rule_id].status is Status.ACTIVE and kind.value not in shown[rule_id]:
                found.append(error("W505", rulebook.rules[rule_id].span, kind=kind.value))
    return found


def _verdicts_of(plan: p.RulePlan) -> list[Verdict]:
    """The verdicts that a rule can give and has to have cases for."""
    kinds = [Verdict.PROBLEM, Verdict.PASSED]
    if plan.due is not None:
        kinds.append(Verdict.NOT_DUE)
    if plan.due is not None or plan.each is not None or not _decided(plan.when):
        kinds.append(Verdict.UNDECIDED)
    return kinds


def _decided(condition: t.Condition) -> bool:
    """Whether a condition is decided for every record whose columns are there: only 为空 and 无效 of fields."""
    match condition:
        case t.Junction(conditions=parts):
            return all(_decided(part) for part in parts)
        case t.Not(condition=inner):
            return _decided(inner)
        case t.IsBlank(value=t.FieldValue(row=row)) | t.IsInvalid(value=t.FieldValue(row=row)):
            return not row.hops
        case _:
            return False
