"""The steps that turn subjects into elements: members, runs, gaps, periods, twins."""

from __future__ import annotations

from typing import Any

import ibis

from auditor.engines.base import FROM_START
from auditor.engines.relational.conditions import truth_of
from auditor.engines.relational.elements import DAY, DOUBT, ELEMENT, FIRST, LAST, become
from auditor.engines.relational.functions import as_date
from auditor.engines.relational.merged import groups, spans
from auditor.engines.relational.relation import CELL, Relation
from auditor.engines.relational.schema import period_table, twins_table
from auditor.engines.relational.steps import (
    CERTAIN,
    attach,
    candidates,
    judged,
    missing_flags,
    order_columns,
    order_ids,
    row_flags,
)
from auditor.engines.relational.truth import Column, both, column, either, negate, open_to, sure
from auditor.engines.relational.values import value_of
from auditor.plan import nodes as p
from auditor.rulelang import typed as t


def each(rel: Relation, step: p.Each, plan: p.RulePlan) -> None:
    """Multiplies each subject into its elements; a subject without any keeps one row without an element."""
    match step:
        case p.EachMember():
            _members(rel, step, plan)
        case p.EachRun():
            _runs(rel, step, plan)
        case p.EachGap():
            _gaps(rel, step, plan)
        case p.EachGroup():
            groups(rel, step, plan)
        case p.EachSpan():
            spans(rel, step, plan)
        case p.EachPeriod():
            _periods(rel, step)
        case p.EachTwin():
            _twins(rel, step, plan)


def _members(rel: Relation, step: p.EachMember, plan: p.RulePlan) -> None:
    slug = rel.slug(step.name)
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    rid = rows.table[f"{rel.prefix(t.RowRef(t.MEMBER, step.record.name))}__rid"]
    _rows_as_elements(rel, step.name, rows, rid, {}, plan)
    attach(rel, t.RowRef(step.name, step.record.name), step.record, ELEMENT)


def _rows_as_elements(
    rel: Relation, name: str, rows: Relation, rid: Column, extra: dict[str, Column], plan: p.RulePlan
) -> None:
    doubtful = negate(rows.table[CERTAIN])
    flags = row_flags(name, rows, doubtful, plan)
    chosen = rows.table.select(CELL, **{ELEMENT: rid, FIRST: rid, DOUBT: doubtful}, **extra, **flags)
    become(rel, rel.slug(name), rel.stage(f"{rel.slug(name)}_elements", chosen))


def _runs(rel: Relation, step: p.EachRun, plan: p.RulePlan) -> None:
    slug = rel.slug(step.name)
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    prefix = rel.prefix(t.RowRef(t.MEMBER, step.record.name))
    first_order = order_ids(step.record)[0]
    holds = truth_of(step.holds, rows)
    in_set = rows.table[CERTAIN]
    hit = both(in_set, holds.certain)
    maybe = either(negate(in_set), both(holds.possible, negate(holds.certain)))
    kinds = rows.table.mutate(
        hit_=column(hit), maybe_=column(maybe), placed_=rows.table[f"{prefix}__{first_order}"].notnull()
    )
    kinds = rel.stage(f"{slug}_kinds", kinds)
    over = rel.over(kinds)
    unclear = either(kinds.maybe_, ~kinds.placed_)
    blocked = rel.stage(
        f"{slug}_blocked",
        kinds.group_by(CELL).agg(
            blocked_=(~kinds.placed_ & ~kinds.hit_).any(), **missing_flags(rel, step.name, over, unclear, plan)
        ),
    )
    ranked = kinds.filter(kinds.placed_)
    ranked = ranked.mutate(
        rank_=ibis.row_number().over(group_by=CELL, order_by=order_columns(ranked, prefix, step.record))
    )
    ranked = ranked.mutate(
        stretch_=ranked.rank_ - ibis.row_number().over(group_by=[CELL, ranked.hit_], order_by=ranked.rank_),
        wide_=ranked.rank_
        - ibis.row_number().over(group_by=[CELL, ranked.hit_ | ranked.maybe_], order_by=ranked.rank_),
    )
    ranked = rel.stage(f"{slug}_ranked", ranked)
    ends = {"rid_": ranked[f"{prefix}__rid"], "at_": ranked[f"{prefix}__{first_order}"]}
    count, start, end = f"{slug}__count", f"{slug}__start", f"{slug}__end"
    certain = ranked.filter(ranked.hit_).select(CELL, "stretch_", "rank_", **ends)
    certain = certain.group_by([CELL, "stretch_"]).agg(
        **{
            ELEMENT: certain.rid_.argmin(certain.rank_),
            FIRST: certain.rid_.argmin(certain.rank_),
            LAST: certain.rid_.argmax(certain.rank_),
            count: certain.count(),
            f"{count}_hi": certain.count(),
            start: certain.at_.argmin(certain.rank_),
            end: certain.at_.argmax(certain.rank_),
        }
    )
    certain = rel.stage(f"{slug}_certain", certain.mutate(**{DOUBT: False}))
    wide = ranked.filter(ranked.hit_ | ranked.maybe_)
    wide = wide.select(CELL, "wide_", "rank_", "hit_", "maybe_", "stretch_", rid_=ends["rid_"])
    inner = wide.mutate(inner_=ibis.ifelse(wide.hit_, wide.count().over(group_by=[CELL, wide.hit_, wide.stretch_]), 0))
    possible = inner.group_by([CELL, "wide_"]).agg(
        unsure_=inner.maybe_.any(),
        from_hit_=inner.hit_.argmin(inner.rank_),
        maybe_rid_=inner.rid_.argmin(inner.rank_, where=inner.maybe_),
        longest_=inner.inner_.max(),
        **{
            FIRST: inner.rid_.argmin(inner.rank_),
            LAST: inner.rid_.argmax(inner.rank_),
            f"{count}_hi": inner.count(),
        },
    )
    null = ibis.null(ends["at_"].type())
    possible = possible.filter(possible.unsure_)
    possible = possible.select(
        CELL,
        **{
            ELEMENT: ibis.ifelse(possible.from_hit_, possible.maybe_rid_, possible[FIRST]),
            FIRST: possible[FIRST],
            LAST: possible[LAST],
            count: ibis.greatest(possible.longest_, 1).cast("int64"),
            f"{count}_hi": possible[f"{count}_hi"],
            start: null,
            end: null,
            DOUBT: True,
        },
    )
    both_kinds = ibis.union(certain.select(possible.columns), possible)
    unsure = {f"{start}_unsure": both_kinds[DOUBT], f"{end}_unsure": both_kinds[DOUBT]}
    elements = rel.stage(f"{slug}_elements", both_kinds.mutate(**unsure))
    flags = [c for c in blocked.columns if c != CELL]
    joined = elements.left_join(blocked, CELL).select(elements, *(blocked[c] for c in flags))
    joined = joined.mutate(**{DOUBT: joined[DOUBT] | joined.blocked_.fill_null(False)}).drop("blocked_")
    become(rel, slug, rel.stage(f"{slug}_judged", joined))


def _gaps(rel: Relation, step: p.EachGap, plan: p.RulePlan) -> None:
    slug = rel.slug(step.name)
    from_, until = value_of(step.start, rel), value_of(step.end, rel)
    rel.become(f"{slug}_bounds", rel.table.mutate(from_=as_date(from_.lo), until_=as_date(until.lo)))
    rows = candidates(rel, slug, step.record, step.join, step.where, plan.subject)
    prefix = rel.prefix(t.RowRef(t.MEMBER, step.record.name))
    day = as_date(rows.table[f"{prefix}__{order_ids(step.record)[0]}"])
    placed = rel.stage(f"{slug}_days", rows.table.mutate(day_=day))
    inside = placed.filter(
        placed[CERTAIN]
        & placed.day_.notnull()
        & open_to(placed.day_ >= placed.from_)
        & open_to(placed.day_ <= placed.until_)
    )
    rank = ibis.row_number().over(group_by=CELL, order_by=order_columns(inside, prefix, step.record))
    inside = inside.select(CELL, "from_", "until_", "day_", rid_=inside[f"{prefix}__rid"], rank_=rank)
    inside = rel.stage(f"{slug}_placed", inside)
    window: dict[str, Any] = {"group_by": CELL, "order_by": inside.rank_}
    first = inside.rank_ == 0
    upto = inside.select(
        CELL,
        begin_=ibis.ifelse(first, inside.from_, inside.day_.lag().over(**window)),
        end_=inside.day_,
        before_=inside.rid_.lag().over(**window),
        after_=inside.rid_,
    )
    last = inside.group_by(CELL).agg(day_=inside.day_.argmax(inside.rank_), rid_=inside.rid_.argmax(inside.rank_))
    last = rel.stage(f"{slug}_last", last)
    bases = rel.table.select(CELL, "from_", "until_")
    after = bases.left_join(last, CELL)
    after = after.select(
        CELL,
        begin_=ibis.ifelse(after.rid_.notnull(), after.day_, after.from_),
        end_=after.until_,
        before_=after.rid_,
        after_=ibis.null("int64"),
        valid_=~sure(after.from_ > after.until_),
    )
    gaps = ibis.union(upto, after.filter(after.valid_).drop("valid_"))
    gaps = rel.stage(f"{slug}_gaps", gaps.mutate(id_=gaps.before_.fill_null(FROM_START)))
    doubtful = placed.filter(either(~placed[CERTAIN], placed.day_.isnull()))
    unclear = rel.over(rel.stage(f"{slug}_unclear", doubtful))
    crossing = gaps.join(unclear.table.select(CELL, "day_"), CELL)
    crossing = crossing.filter(
        crossing.day_.isnull() | (open_to(crossing.day_ >= crossing.begin_) & open_to(crossing.day_ <= crossing.end_))
    )
    crossed = rel.stage(f"{slug}_crossed", crossing.select(CELL, "id_").distinct().mutate(crossed_=True))
    flags = missing_flags(rel, step.name, unclear, True, plan)
    missing = rel.stage(f"{slug}_missing", unclear.table.group_by(CELL).agg(some_=True, **flags)) if flags else None
    elements = gaps.left_join(crossed, [CELL, "id_"]).select(gaps, crossed.crossed_)
    elements = elements.select(
        CELL,
        **{
            ELEMENT: elements.id_,
            FIRST: elements.before_,
            LAST: elements.after_,
            f"{slug}__start": elements.begin_,
            f"{slug}__start_unsure": elements.begin_.isnull(),
            f"{slug}__end": elements.end_,
            f"{slug}__end_unsure": elements.end_.isnull(),
            f"{slug}__days": elements.end_.delta(elements.begin_, unit="day").cast("int64"),
            f"{slug}__days_unsure": elements.begin_.isnull() | elements.end_.isnull(),
            DOUBT: elements.crossed_.fill_null(False),
        },
    )
    elements = rel.stage(f"{slug}_elements", elements)
    if missing is not None:
        names = [c for c in missing.columns if c not in (CELL, "some_")]
        elements = elements.left_join(missing, CELL).select(elements, *(missing[c] for c in names))
        elements = rel.stage(f"{slug}_judged", elements)
    become(rel, slug, elements)
    attach(rel, t.RowRef(f"{step.name}<", step.record.name), step.record, FIRST)
    attach(rel, t.RowRef(f"{step.name}>", step.record.name), step.record, LAST)


def _periods(rel: Relation, step: p.EachPeriod) -> None:
    slug = rel.slug(step.name)
    start, end = (as_date(value_of(value, rel).lo) for value in (step.start, step.end))
    bounds = rel.stage(f"{slug}_bounds", rel.table.select(CELL, from_=start, until_=end))
    calendar = period_table(step.unit)
    whole = bounds.join(calendar, [calendar.first >= bounds.from_, calendar.last <= bounds.until_])
    known = whole.select(
        CELL, **{DAY: whole.first, f"{slug}__start": whole.first, f"{slug}__end": whole.last, DOUBT: False}
    )
    unknown = bounds.filter(bounds.from_.isnull() | bounds.until_.isnull())
    nothing = ibis.null("date")
    unknown = unknown.select(CELL, **{DAY: nothing, f"{slug}__start": nothing, f"{slug}__end": nothing, DOUBT: True})
    every = ibis.union(known, unknown)
    every = every.mutate(**{f"{slug}__start_unsure": every[DOUBT], f"{slug}__end_unsure": every[DOUBT]})
    become(rel, slug, rel.stage(f"{slug}_elements", every))


def _twins(rel: Relation, step: p.EachTwin, plan: p.RulePlan) -> None:
    slug = rel.slug(step.name)
    pairs = twins_table(plan.id)
    subject = rel.prefix(t.RowRef(t.SUBJECT, plan.subject.name))
    member = t.RowRef(t.MEMBER, step.record.name)
    rows = rel.record_rows(member, step.record)
    paired = rel.table.join(pairs, rel.table[f"{subject}__rid"] == pairs.later)
    paired = paired.select(*(rel.table[c] for c in rel.table.columns), pairs.earlier, pairs.similarity)
    joined = paired.join(rows, paired.earlier == rows[f"{rel.prefix(member)}__rid"]).select(paired, rows)
    judged_rows = judged(rel, slug, joined, step.where)
    similarity = {f"{slug}__similarity": judged_rows.table.similarity}
    _rows_as_elements(rel, step.name, judged_rows, judged_rows.table.earlier, similarity, plan)
    attach(rel, t.RowRef(step.name, step.record.name), step.record, ELEMENT)
