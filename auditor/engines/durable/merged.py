"""Elements that merge rows: groups of equal values, and spans of unbroken time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from auditor.engines.durable.boxes import candidates_of, gathered, where_of
from auditor.engines.durable.plain import (
    RID,
    UNSURE,
    Element,
    Env,
    Gathered,
    Null,
    Range,
    Row,
    as_date,
    is_null,
    sort_key,
)
from auditor.engines.durable.values import Scope
from auditor.plan import nodes as p

Elements = Callable[[Env], list[Element]]


def groups(step: p.EachGroup, scope: Scope) -> Elements:
    """One element per distinct value of the fields by which rows are grouped."""
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    by = tuple(scope.layout.column(step.record.name, one.name) for one in step.by)
    order = scope.layout.order(step.record)

    def compute(env: Env) -> list[Element]:
        found = gathered(candidates(env), where, env)
        divided: dict[tuple[Any, ...], Gathered] = {}
        for rows, sure in ((found.certain, True), (found.doubtful, False)):
            for row in rows:
                key = tuple(row[at] for at in by)
                if not any(map(is_null, key)):
                    group = divided.setdefault(key, Gathered([], []))
                    (group.certain if sure else group.doubtful).append(row)
        return [_group(group, order) for group in divided.values()]

    return compute


def _group(group: Gathered, order: tuple[int, ...]) -> Element:
    rows = sorted(group.certain + group.doubtful, key=lambda row: (sort_key(row, order), row[RID]))
    ends = (rows[0], rows[-1])
    return Element(rows[0][RID], not group.certain, row=rows[0], gathered=group, rows=ends, watched=group.doubtful)


def spans(step: p.EachSpan, scope: Scope) -> Elements:
    """One element per unbroken period."""
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    first, last = (scope.layout.column(step.record.name, one.name) for one in (step.first, step.last))

    def timed(row: Row) -> bool:
        begin, end = row[first], row[last]
        if is_null(begin) or end.__class__ is Null:
            return False
        return end is None or as_date(begin) <= as_date(end)

    def compute(env: Env) -> list[Element]:
        found = gathered(candidates(env), where, env)
        clear = [row for row in found.certain if timed(row)]
        unclear = found.doubtful + [row for row in found.certain if not timed(row)]
        if not clear:
            if not unclear:
                return []
            count = Range(0, len(unclear))
            return [Element(None, True, count, UNSURE, UNSURE, UNSURE, watched=unclear)]
        clear.sort(key=lambda row: (as_date(row[first]), row[RID]))
        return [_span(rows, first, last, unclear) for rows in _unbroken(clear, first, last, step.tolerance)]

    return compute


def _unbroken(rows: list[Row], first: int, last: int, tolerance: int) -> list[list[Row]]:
    """Rows by their beginning, divided where a day more than ``tolerance`` lies between."""
    found: list[list[Row]] = []
    reached = date.min
    for row in rows:
        begin = as_date(row[first])
        if found and (begin - reached).days <= tolerance + 1:
            found[-1].append(row)
        else:
            found.append([row])
        reached = max(reached, date.max if row[last] is None else as_date(row[last]))
    return found


def _span(rows: list[Row], first: int, last: int, unclear: list[Row]) -> Element:
    start = as_date(rows[0][first])
    end = None if any(row[last] is None for row in rows) else max(as_date(row[last]) for row in rows)
    return Element(
        rows[0][RID],
        bool(unclear),
        count=len(rows),
        start=start,
        end=end,
        days=None if end is None else (end - start).days + 1,
        rows=(rows[0], rows[-1]),
        watched=unclear,
    )
