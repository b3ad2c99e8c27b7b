"""The steps of a plan that keep one row per cell: let, table, set, pick, findings, and dropping rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis

from auditor.engines.base import Verdict
from auditor.engines.relational.conditions import truth_of
from auditor.engines.relational.functions import as_float, literal
from auditor.engines.relational.relation import CELL, Relation, aggregate_name, aggregates, empty_value
from auditor.engines.relational.schema import SOLE, record_table, status_table, verdict_table
from auditor.engines.relational.truth import Column, Truth, Val, both, collapsed, column, either, negate, sure
from auditor.engines.relational.values import value_of
from auditor.plan import nodes as p
from auditor.records.dictionary import Link, RecordType
from auditor.rulebook.table import Interval, Row, Version
from auditor.rulelang import typed as t
from auditor.rulelang.words import Word

SHOWN_MEMBERS = 10  # how many members of a set evidence lists
CERTAIN, POSSIBLE = "m__certain", "m__possible"


def applies(rel: Relation, step: p.Applies) -> None:
    """Drops the subjects to which the rule does not certainly apply."""
    certain = truth_of(step.condition, rel).certain
    rel.become("applies", rel.table.filter(column(certain)))


def let(rel: Relation, step: p.Let) -> None:
    """Adds a let's columns."""
    slug = rel.slug(step.name)
    rel.lets[step.name] = step.expr
    if isinstance(step.expr, t.CONDITIONS):
        truth = truth_of(step.expr, rel)
        added = {f"{slug}__certain": column(truth.certain), f"{slug}__possible": column(truth.possible)}
    else:
        val = value_of(step.expr, rel)
        added = {slug: val.lo, f"{slug}__unsure": column(val.unsure), f"{slug}__written": column(val.written)}
        if val.is_range:
            added[f"{slug}__hi"] = val.hi
    rel.become("let", rel.table.mutate(**added))


def lookup(rel: Relation, step: p.Lookup) -> None:
    """Adds the outputs of the row that fits; blank where none does, unsure where an input is unknown."""
    slug = rel.slug(step.name)
    inputs = {name: collapsed(value_of(value, rel)) for name, value in step.inputs.items()}
    unsure = either(*(val.lo.isnull() for val in inputs.values()))
    versions = sorted(step.table.versions, key=lambda version: version.start, reverse=True)
    added = {f"{slug}__unsure": column(unsure), f"{slug}__fits": _outputs(rel, versions, inputs, None)}
    for name in step.table.outputs:
        added[f"{slug}__{name}"] = _outputs(rel, versions, inputs, name)
    rel.become("table", rel.table.mutate(**added))


def _outputs(rel: Relation, versions: list[Version], inputs: dict[str, Val], name: str | None) -> Column:
    """Output ``name`` of the fitting row of the version in force; for None, whether there is one."""
    cases: list[tuple[Column, Column]] = []
    as_of = rel.run_value(Word.AS_OF)
    for at, version in enumerate(versions):
        in_force = as_of >= literal(version.start)
        if at:
            in_force = in_force & (as_of < literal(versions[at - 1].start))
        for row in version.rows:
            value = literal(True if name is None else row.values[name])
            cases.append((column(both(in_force, *_fits(row, inputs))), value))
    kind = cases[0][1].type() if cases else "boolean"
    for _, value in cases:
        kind = "float64" if value.type().is_floating() else kind
        kind = "int64" if value.type().is_integer() and kind != "float64" else kind
    found = [(test, value.cast(kind)) for test, value in cases]
    return ibis.cases(*found, else_=ibis.null(kind)) if found else ibis.null(kind)


def _fits(row: Row, inputs: dict[str, Val]) -> Iterable[Column]:
    for name, test in row.tests.items():
        value = inputs[name].lo
        if isinstance(test, Interval):
            if test.low is not None:
                yield sure(as_float(value) >= float(test.low))
            if test.high is not None:
                high = float(test.high)
                yield sure(as_float(value) < high if test.below else as_float(value) <= high)
        else:
            yield sure(value == test)


def candidates(
    rel: Relation, name: str, record: RecordType, join: p.Join, where: t.Condition | None, subject: RecordType
) -> Relation:
    """Each cell joined with the rows that may belong to it; ``CERTAIN`` and ``POSSIBLE`` say how surely."""
    row = t.RowRef(t.MEMBER, record.name)
    members = rel.record_rows(row, record)
    last = record if not join.hops else rel.dictionary.records[join.hops[-1].to]
    there_prefix = rel.prefix(t.RowRef(t.MEMBER, last.name, join.hops))
    here_prefix = rel.prefix(t.RowRef(t.SUBJECT, subject.name))
    keys = [
        rel.table[f"{here_prefix}__{here.id}"] == members[f"{there_prefix}__{there.id}"] for there, here in join.pairs
    ]
    joined = rel.table.join(members, keys) if keys else rel.table.cross_join(members)
    joined = joined.select(*(rel.table[c] for c in rel.table.columns), *(members[c] for c in members.columns))
    if record == subject:
        joined = joined.filter(joined[f"{here_prefix}__rid"] != joined[f"{rel.prefix(row)}__rid"])
    return judged(rel, name, joined, where)


def judged(rel: Relation, name: str, joined: Any, where: t.Condition | None) -> Relation:
    """A joined relation with ``CERTAIN`` and ``POSSIBLE`` added; what is not possible is dropped."""
    if where is None:
        done = rel.stage(f"{name}_rows", joined.mutate(**{CERTAIN: True, POSSIBLE: True}))
        return rel.over(done)
    raw = rel.over(rel.stage(f"{name}_candidates", joined))
    truth = truth_of(where, raw)
    flagged = raw.table.mutate(**{CERTAIN: column(truth.certain), POSSIBLE: column(truth.possible)})
    return rel.over(rel.stage(f"{name}_rows", flagged.filter(flagged[POSSIBLE])))


def members(rel: Relation, step: p.Members, plan: p.RulePlan) -> None:
    """Adds, per cell, how many members there are and what the rule computes of them."""
    rows = candidates(rel, rel.slug(step.name), step.record, step.join, step.where, plan.subject)
    rid = rows.table[f"{rel.prefix(t.RowRef(t.MEMBER, step.record.name))}__rid"]
    _add_set(rel, step.name, rows, rid, plan)


def _add_set(rel: Relation, name: str, rows: Relation, rid: Column | None, plan: p.RulePlan) -> None:
    slug = rel.slug(name)
    certain = rows.table[CERTAIN]
    doubtful = both(rows.table[POSSIBLE], negate(certain))
    wanted = aggregates_of(plan, name)
    found = {
        f"{slug}__n": certain.sum(),
        f"{slug}__doubtful": column(doubtful).sum(),
        **aggregates(slug, wanted, rows, certain),
        **missing_flags(rel, name, rows, doubtful, plan),
    }
    if rid is not None:
        found[f"{slug}__rows"] = rid.collect(where=certain, order_by=rid)[:SHOWN_MEMBERS]
    per_cell = rel.stage(f"{slug}_set", rows.table.group_by(CELL).agg(**found))
    joined = rel.table.left_join(per_cell, CELL).select(rel.table, *(per_cell[c] for c in found))
    defaults: dict[str, Column] = {}
    for key in found:
        kind = joined[key].type()
        if kind.is_boolean():
            defaults[key] = joined[key].fill_null(False)
        elif key in (f"{slug}__n", f"{slug}__doubtful"):
            defaults[key] = joined[key].fill_null(0).cast("int64")
    for value in wanted:
        zero, key = empty_value(value), aggregate_name(slug, value)
        for one in (key, f"{key}_hi"):
            if zero is not None and one in found:
                defaults[one] = joined[one].fill_null(zero)
    rel.become(slug, joined.mutate(**defaults))


def aggregates_of(plan: p.RulePlan, box: str) -> list[t.Aggregate]:
    """The aggregates of a box that the rule uses."""
    found = [node for expr in plan.exprs for node in t.walk(expr) if isinstance(node, t.Aggregate) and node.box == box]
    return list(dict.fromkeys(found))


def missing_flags(rel: Relation, name: str, rows: Relation, doubtful: Any, plan: p.RulePlan) -> dict[str, Column]:
    """For each input that the box's rows may lack: whether any row that is in doubt lacks it."""
    return {flag: lacks.any() for flag, lacks in row_flags(name, rows, doubtful, plan).items()}


def row_flags(name: str, rows: Relation, doubtful: Any, plan: p.RulePlan) -> dict[str, Column]:
    """The same of each row by itself."""
    found: dict[str, Column] = {}
    for at, one in enumerate(plan.inputs):
        if isinstance(one, p.MemberInput) and one.box == name:
            absent = value_of(one.value, rows).lo.isnull()
            found[f"miss_{at}"] = column(absent if one.counted else both(doubtful, absent))
    return found


def pick(rel: Relation, step: p.Pick, plan: p.RulePlan) -> None:
    """Adds the latest or earliest row, if it is certain which one that is."""
    slug = rel.slug(step.name)
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    row = t.RowRef(t.MEMBER, step.record.name)
    prefix = rel.prefix(row)
    certain, placed = rows.table[CERTAIN], rows.table[f"{prefix}__{order_ids(step.record)[0]}"].notnull()
    doubtful = either(negate(certain), negate(placed))
    per_cell = rel.stage(
        f"{slug}_doubt",
        rows.table.group_by(CELL).agg(
            **{f"{slug}__unsure": column(doubtful).any(), **missing_flags(rel, step.name, rows, doubtful, plan)}
        ),
    )
    sure_rows = rows.table.filter(certain & placed)
    order = (_reversed_order if step.latest else order_columns)(sure_rows, prefix, step.record)
    ranked = sure_rows.mutate(rank_=ibis.row_number().over(group_by=CELL, order_by=order))
    chosen = rel.stage(
        f"{slug}_first",
        ranked.filter(ranked.rank_ == step.skip).select(CELL, **{f"{slug}__rid": ranked[f"{prefix}__rid"]}),
    )
    joined = rel.table.left_join(per_cell, CELL).select(
        rel.table, *(per_cell[c] for c in per_cell.columns if c != CELL)
    )
    joined = joined.left_join(chosen, CELL).select(joined, chosen[f"{slug}__rid"])
    joined = joined.mutate(
        **{key: joined[key].fill_null(False) for key in per_cell.columns if key != CELL},
        **{f"{slug}__found": joined[f"{slug}__rid"].notnull()},
    )
    known = ibis.ifelse(joined[f"{slug}__unsure"], ibis.null("int64"), joined[f"{slug}__rid"])
    rel.become(slug, joined.mutate(**{f"{slug}__rid": known}))
    attach(rel, t.RowRef(step.name, step.record.name), step.record, f"{slug}__rid", f"{slug}__unsure")


def attach(rel: Relation, row: t.RowRef, record: RecordType, rid: str, unsure: str | None = None) -> None:
    """Adds the fields that the rule reads of the row whose id is in column ``rid``."""
    rows = rel.record_rows(row, record)
    prefix = rel.prefix(row)
    joined = rel.table.left_join(rows, rel.table[rid] == rows[f"{prefix}__rid"]).select(rel.table, rows)
    if unsure is not None:
        joined = joined.mutate(**{f"{prefix}__unsure": joined[unsure]})
    rel.become(f"{rel.slug(row.owner)}_row", joined)


def findings(rel: Relation, step: p.Findings, plans: Iterable[p.RulePlan], plan: p.RulePlan) -> None:
    """Adds the findings of earlier rules on this subject and on what belongs to it."""
    slug = rel.slug(step.name)
    earlier = [one for one in plans if one.rule in step.routes]
    parts = [_verdicts_of(rel, one, step.routes[one.rule]) for one in sorted(earlier, key=lambda one: one.id)]
    subject = rel.prefix(t.RowRef(t.SUBJECT, plan.subject.name))
    every = rel.stage(f"{slug}_findings", ibis.union(*parts) if len(parts) > 1 else parts[0])
    joined = rel.table.join(every, rel.table[f"{subject}__rid"] == every["finding__subject"])
    rows = judged_findings(rel, slug, joined.select(rel.table, every), step.where)
    _add_set(rel, step.name, rows, None, plan)
    status = status_table()
    halted = status.filter(status.plan.isin(sorted(one.id for one in earlier)) & ~status.ran)
    halted = halted.agg(halted_=halted.count())
    opened = rel.table.cross_join(rel.stage(f"{slug}_halted", halted))
    rel.become(slug, opened.mutate(**{f"{slug}__open": opened["halted_"] > 0}).drop("halted_"))


def judged_findings(rel: Relation, slug: str, joined: Any, where: t.Condition | None) -> Relation:
    """Findings with ``CERTAIN`` (问题) and ``POSSIBLE`` (also 无法判断)."""
    raw = rel.over(rel.stage(f"{slug}_candidates", joined))
    problem = raw.table["finding__verdict"] == Verdict.PROBLEM.value
    truth = truth_of(where, raw) if where is not None else Truth(True, True)
    flagged = raw.table.mutate(**{CERTAIN: column(both(problem, truth.certain)), POSSIBLE: column(truth.possible)})
    return rel.over(rel.stage(f"{slug}_rows", flagged.filter(flagged[POSSIBLE])))


def _verdicts_of(rel: Relation, rule: p.RulePlan, way: tuple[Link, ...]) -> Any:
    found = verdict_table(rule.id)
    found = found.filter(found.verdict.isin([Verdict.PROBLEM.value, Verdict.UNDECIDED.value]))
    record = rule.subject
    for link in way:
        child, parent = record_table(record), rel.dictionary.records[link.to]
        above = record_table(parent)
        bys = {f"by_{at}": child[record.fields[name].id] for at, name in enumerate(link.by)}
        keys = {f"key_{at}": above[parent.fields[name].id] for at, name in enumerate(parent.key)}
        child = child.select(child_="rid", **bys)
        above = above.filter(above[SOLE]).select(above_="rid", **keys)
        found = found.join(child, found.subject == child.child_).select("verdict", *bys)
        found = found.join(above, [found[by] == above[key] for by, key in zip(bys, keys, strict=True)])
        found = found.select("verdict", subject="above_")
        record = parent
    return found.select(
        finding__subject=found.subject,
        finding__verdict=found.verdict,
        finding__rule=ibis.literal(rule.rule),
        finding__severity=ibis.literal(rule.severity.value),
        finding__title=ibis.literal(rule.title),
    )


def order_ids(record: RecordType) -> list[str]:
    """The columns of a record's order."""
    return [record.fields[name].id for name in record.order]


def order_columns(table: Any, prefix: str, record: RecordType) -> list[Column]:
    """The record's order, ending with the row id; blanks first."""
    return [
        *(ibis.asc(table[f"{prefix}__{one}"], nulls_first=True) for one in order_ids(record)),
        ibis.asc(table[f"{prefix}__rid"]),
    ]


def _reversed_order(table: Any, prefix: str, record: RecordType) -> list[Column]:
    return [
        *(ibis.desc(table[f"{prefix}__{one}"], nulls_first=False) for one in order_ids(record)),
        ibis.desc(table[f"{prefix}__rid"]),
    ]
