"""Elements that merge rows: groups of equal values, and spans of unbroken time."""

from __future__ import annotations

from datetime import date

import ibis

from auditor.engines.relational.elements import DOUBT, ELEMENT, FIRST, LAST, become
from auditor.engines.relational.functions import as_date, literal
from auditor.engines.relational.relation import CELL, Relation, aggregates
from auditor.engines.relational.steps import (
    CERTAIN,
    aggregates_of,
    attach,
    candidates,
    missing_flags,
    order_columns,
)
from auditor.engines.relational.truth import both, column, either, negate, open_to, sure
from auditor.plan import nodes as p
from auditor.records.clean import State
from auditor.rulelang import typed as t

_NEVER = date(9999, 12, 31)  # the end of a row without end


def groups(rel: Relation, step: p.EachGroup, plan: p.RulePlan) -> None:
    """One element per distinct value of the fields by which rows are grouped."""
    slug = rel.slug(step.name)
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    prefix = rel.prefix(t.RowRef(t.MEMBER, step.record.name))
    keys = [f"{prefix}__{one.id}" for one in step.by]
    whole = rows.table.filter(both(*(rows.table[key].notnull() for key in keys)))
    order = order_columns(whole, prefix, step.record)
    over = rel.over(rel.stage(f"{slug}_ranked", whole.mutate(rank_=ibis.row_number().over(order_by=order))))
    table = over.table
    rid, certain = table[f"{prefix}__rid"], table[CERTAIN]
    found = {
        ELEMENT: rid.argmin(table.rank_),
        FIRST: rid.argmin(table.rank_),
        LAST: rid.argmax(table.rank_),
        f"{slug}__n": certain.sum(),
        f"{slug}__doubtful": (~certain).sum(),
        **aggregates(slug, aggregates_of(plan, step.name), over, certain),
        **missing_flags(rel, step.name, over, negate(certain), plan),
    }
    grouped = table.group_by([CELL, *keys]).agg(**found)
    grouped = grouped.mutate(**{DOUBT: grouped[f"{slug}__n"] == 0}).drop(*keys)
    become(rel, slug, rel.stage(f"{slug}_elements", grouped))
    attach(rel, t.RowRef(step.name, step.record.name), step.record, ELEMENT)


def spans(rel: Relation, step: p.EachSpan, plan: p.RulePlan) -> None:
    """One element per unbroken period."""
    slug = rel.slug(step.name)
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    prefix = rel.prefix(t.RowRef(t.MEMBER, step.record.name))
    first, last = (f"{prefix}__{one.id}" for one in (step.first, step.last))
    begins, ends = as_date(rows.table[first]), as_date(rows.table[last])
    known = rows.table[f"{last}__state"] == State.KNOWN.value
    timed = both(begins.notnull(), either(ends.notnull(), sure(known)), negate(sure(begins > ends)))
    dated = rows.table.mutate(
        begin_=begins, end_=ends.fill_null(literal(_NEVER)), clear_=column(both(rows.table[CERTAIN], timed))
    )
    dated = rel.stage(f"{slug}_dated", dated)
    unclear = rel.over(rel.stage(f"{slug}_unclear", dated.filter(~dated.clear_)))
    flags = missing_flags(rel, step.name, unclear, True, plan)
    doubts = rel.stage(f"{slug}_doubts", unclear.table.group_by(CELL).agg(unclear_=unclear.table.count(), **flags))
    clear = dated.filter(dated.clear_).select(CELL, "begin_", "end_", rid_=f"{prefix}__rid")
    before = {"group_by": CELL, "order_by": [clear.begin_, clear.rid_]}
    reached = clear.end_.max().over(rows=(None, -1), **before)
    broken = open_to(clear.begin_.delta(reached, unit="day") > step.tolerance + 1)
    ranked = clear.mutate(broken_=broken.cast("int64"), rank_=ibis.row_number().over(**before))
    ranked = rel.stage(f"{slug}_ranked", ranked)
    span = ranked.broken_.sum().over(rows=(None, 0), group_by=CELL, order_by=ranked.rank_)
    merged = rel.stage(f"{slug}_spans", ranked.mutate(span_=span)).group_by([CELL, "span_"])
    merged = merged.agg(
        **{
            ELEMENT: lambda rows: rows.rid_.argmin(rows.rank_),
            LAST: lambda rows: rows.rid_.argmax(rows.rank_),
            f"{slug}__count": lambda rows: rows.count(),
            f"{slug}__start": lambda rows: rows.begin_.min(),
            f"{slug}__end": lambda rows: rows.end_.max(),
        }
    ).drop("span_")
    merged = rel.stage(f"{slug}_merged", merged)
    cells = rel.stage(f"{slug}_cells", merged.select(CELL).union(doubts.select(CELL), distinct=True))
    joined = cells.left_join(merged, CELL).select(cells, *(merged[c] for c in merged.columns if c != CELL))
    joined = joined.left_join(doubts, CELL).select(joined, *(doubts[c] for c in doubts.columns if c != CELL))
    nothing = joined[ELEMENT].isnull()
    end = joined[f"{slug}__end"].nullif(literal(_NEVER))
    start, count = joined[f"{slug}__start"], joined[f"{slug}__count"]
    elements = joined.select(
        CELL,
        *flags,
        **{
            ELEMENT: joined[ELEMENT],
            FIRST: joined[ELEMENT],
            LAST: joined[LAST],
            DOUBT: joined.unclear_.notnull(),
            f"{slug}__start": start,
            f"{slug}__start_unsure": nothing,
            f"{slug}__end": end,
            f"{slug}__end_unsure": nothing,
            f"{slug}__days": (end.delta(start, unit="day") + 1).cast("int64"),
            f"{slug}__days_unsure": nothing,
            f"{slug}__count": count.fill_null(0),
            f"{slug}__count_hi": count.fill_null(joined.unclear_),
        },
    )
    become(rel, slug, rel.stage(f"{slug}_elements", elements))
