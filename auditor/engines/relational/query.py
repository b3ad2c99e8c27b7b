"""A plan → one SQL query: its stages as named subqueries, and the verdict at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import ibis

from auditor.engines.base import Verdict
from auditor.engines.relational.conditions import truth_of
from auditor.engines.relational.each import each
from auditor.engines.relational.elements import DAY, DOUBT, ELEMENT, FIRST, LAST
from auditor.engines.relational.functions import as_date
from auditor.engines.relational.relation import CELL, Relation, fields_read
from auditor.engines.relational.schema import run_table
from auditor.engines.relational.steps import applies, findings, let, lookup, members, pick
from auditor.engines.relational.truth import both, collapsed, column, either, negate
from auditor.engines.relational.values import value_of
from auditor.plan import nodes as p
from auditor.records.dictionary import Dictionary, Field
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang import typed as t
from auditor.rulelang.words import Word


def query(
    plan: p.RulePlan, plans: Mapping[str, p.RulePlan], dictionary: Dictionary, calendar: WorkCalendar | None
) -> str:
    """The SQL of a rule: one row per cell, see ``_verdict`` for its columns."""
    slugs = {step.name: p.slug(at) for at, step in enumerate(plan.steps) if not isinstance(step, p.Applies)}
    rel = Relation(dictionary, calendar, _fields(plan), _partials(plan), slugs=slugs)
    _subjects(rel, plan)
    for step in plan.steps:
        match step:
            case p.Applies():
                applies(rel, step)
            case p.Let():
                let(rel, step)
            case p.Lookup():
                lookup(rel, step)
            case p.Members():
                members(rel, step, plan)
            case p.Pick():
                pick(rel, step, plan)
            case p.Findings():
                findings(rel, step, plans.values(), plan)
            case _:
                each(rel, step, plan)
    rel.stage("verdict", _verdict(rel, plan))
    parts = [f'"{name}" AS (\n{_indented(str(ibis.to_sql(expr, dialect="duckdb")))}\n)' for name, expr in rel.stages]
    return "WITH " + ",\n".join(parts) + f'\nSELECT * FROM "{rel.stages[-1][0]}"'


def _indented(sql: str) -> str:
    """``sql`` two columns in; a line feed inside a text is the text's own."""
    return "  " + re.sub(r"'(?:[^']|'')*'|\n", lambda found: "\n  " if found[0] == "\n" else found[0], sql)


def _partials(plan: p.RulePlan) -> frozenset[Field]:
    """The fields of which the rule asks what a partly known date may be."""
    nodes = (node for expr in plan.exprs for node in t.walk(expr))
    return frozenset(node.value.field for node in nodes if isinstance(node, t.Possible))


def _fields(plan: p.RulePlan) -> Mapping[t.RowRef, tuple[Field, ...]]:
    found = {row: list(fields) for row, fields in fields_read(plan, plan.exprs).items()}
    subject = found.setdefault(t.RowRef(t.SUBJECT, plan.subject.name), [])
    for step in plan.steps:
        if isinstance(step, p.JOINED):
            last = step.join.hops[-1].to if step.join.hops else step.record.name
            there = found.setdefault(t.RowRef(t.MEMBER, last, step.join.hops), [])
            there.extend(field for field, _ in step.join.pairs)
            subject.extend(field for _, field in step.join.pairs)
            row = found.setdefault(t.RowRef(t.MEMBER, step.record.name), [])
            row.extend(step.record.fields[name] for name in step.record.order)
        if isinstance(step, p.EachGroup):
            row.extend(step.by)
        if isinstance(step, p.EachSpan):
            row.extend((step.first, step.last))
    return {row: tuple(dict.fromkeys(fields)) for row, fields in found.items()}


def _subjects(rel: Relation, plan: p.RulePlan) -> None:
    row = t.RowRef(t.SUBJECT, plan.subject.name)
    rows = rel.record_rows(row, plan.subject)
    rows = rows.cross_join(run_table())
    rel.become("subjects", rows.mutate(**{CELL: rows[f"{rel.prefix(row)}__rid"]}))


def _verdict(rel: Relation, plan: p.RulePlan) -> Any:
    """subject, element, element_day, verdict, due, v0…, miss_0…, and the rows that evidence shows."""
    table = rel.table
    subject = rel.prefix(t.RowRef(t.SUBJECT, plan.subject.name))
    truth = truth_of(plan.when, rel)
    certain, possible = truth.certain, truth.possible
    if DOUBT in table.columns:
        certain = both(certain, ~table[DOUBT])
        there = table[DOUBT] | (table[ELEMENT].notnull() if ELEMENT in table.columns else table[DAY].notnull())
        certain, possible = both(certain, there), both(possible, there)
    verdict: list[tuple[Any, Any]] = []
    due = ibis.null("date")
    for join in plan.joins:
        certain = both(certain, negate(_lost(rel, join)))
    if plan.due is not None:
        due = as_date(collapsed(value_of(plan.due, rel)).lo)
        as_of = rel.run_value(Word.AS_OF)
        late = (due <= as_of).fill_null(False)
        early = (due > as_of).fill_null(False)
        verdict.append((column(both(certain, late)), Verdict.PROBLEM.value))
        verdict.append((column(both(certain, early)), Verdict.NOT_DUE.value))
        verdict.append((column(both(either(certain, possible), negate(early))), Verdict.UNDECIDED.value))
    else:
        verdict.append((column(certain), Verdict.PROBLEM.value))
        verdict.append((column(possible), Verdict.UNDECIDED.value))
    columns: dict[str, Any] = {
        "subject": table[f"{subject}__rid"],
        "element": table[ELEMENT] if ELEMENT in table.columns else ibis.null("int64"),
        "element_day": table[DAY] if DAY in table.columns else ibis.null("date"),
        "verdict": ibis.cases(*verdict, else_=Verdict.PASSED.value),
        "due": due,
    }
    for at, slot in enumerate(plan.slots):
        columns[f"v{at}"] = collapsed(value_of(slot, rel)).lo
    for at, one in enumerate(plan.inputs):
        columns[f"miss_{at}"] = column(_missing(rel, one, f"miss_{at}"))
    for at, row in enumerate(plan.parents.values()):
        columns[f"parent_{at}"] = table[f"{rel.prefix(row)}__rid"]
    for name in (FIRST, LAST):
        if name in table.columns:
            columns[name] = table[name]
    for step in plan.steps:
        if isinstance(step, p.Members):
            columns[f"{rel.slug(step.name)}_rows"] = table[f"{rel.slug(step.name)}__rows"]
        if isinstance(step, p.Pick):
            slug = rel.slug(step.name)
            columns[f"{slug}_rows"] = table[f"{slug}__rid"]
    return table.select(**columns)


def _missing(rel: Relation, one: p.Input, flag: str) -> Any:
    table = rel.table
    match one:
        case p.LeafInput(value=value):
            absent = value_of(value, rel).lo.isnull()
            owner = value.row.owner
            if owner == t.SUBJECT or value.row.hops:
                return absent
            return both(absent, table[f"{rel.prefix(value.row)}__rid"].notnull(), negate(_unsure(rel, value.row)))
        case p.MemberInput():
            return table[flag].fill_null(False) if flag in table.columns else False
        case p.LookupInput(box=box):
            slug = rel.slug(box)
            return both(~table[f"{slug}__unsure"], table[f"{slug}__fits"].isnull())
        case p.JoinInput():
            return _lost(rel, one)
        case p.FindingsInput(box=box):
            slug = rel.slug(box)
            return either(table[f"{slug}__doubtful"] > 0, table[f"{slug}__open"])


def _lost(rel: Relation, join: p.JoinInput) -> Any:
    val = rel.field(join.value)
    return either(val.unsure, val.written, val.lo.isnull() if join.of_key else False)


def _unsure(rel: Relation, row: t.RowRef) -> Any:
    name = f"{rel.prefix(row)}__unsure"
    return rel.table[name] if name in rel.table.columns else False
