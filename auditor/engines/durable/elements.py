"""``each``: what a subject is divided into. A rule's elements are computed in one go per subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from auditor.engines.durable.boxes import candidates_of, gathered, key_of, where_of
from auditor.engines.durable.conditions import condition_of
from auditor.engines.durable.merged import groups, spans
from auditor.engines.durable.plain import (
    RID,
    RUN,
    SUBJECT_ROW,
    UNSURE,
    Element,
    Env,
    Evaluate,
    Range,
    Row,
    as_date,
    is_null,
)
from auditor.engines.durable.values import Scope, value_of
from auditor.plan import nodes as p
from auditor.records.dictionary import RecordType

Elements = Callable[[Env], list[Element]]
_BEFORE_ALL = -1  # the id of the gap that begins with no row
_HIT, _MAYBE, _MISS = range(3)
_MONTHS = {p.PeriodUnit.MONTH: 1, p.PeriodUnit.QUARTER: 3, p.PeriodUnit.HALF: 6, p.PeriodUnit.YEAR: 12}


def elements_of(step: p.Each, scope: Scope) -> Elements:
    """The elements of an ``each`` step."""
    match step:
        case p.EachMember():
            return _members(step, scope)
        case p.EachRun():
            return _runs(step, scope)
        case p.EachGap():
            return _gaps(step, scope)
        case p.EachGroup():
            return groups(step, scope)
        case p.EachSpan():
            return spans(step, scope)
        case p.EachPeriod():
            return _periods(step, scope)
        case p.EachTwin():
            return _twins(step, scope)


def owners_of(step: p.Each) -> dict[str, str]:
    """The names that stand for a row of the element, with the part of Element that holds it."""
    if isinstance(step, p.EachGap):
        return {f"{step.name}<": "before", f"{step.name}>": "after"}
    return {step.name: "row"} if isinstance(step, (p.EachMember, p.EachGroup, p.EachTwin)) else {}


def _members(step: p.EachMember, scope: Scope) -> Elements:
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)

    def compute(env: Env) -> list[Element]:
        found = []
        for row in candidates(env):
            truth = True if where is None else where(env, row)
            if truth is not False:
                found.append(_of_row(row, truth is None))
        return found

    return compute


def _twins(step: p.EachTwin, scope: Scope) -> Elements:
    number, where = scope.layout.twins(step.record, step.text.name), where_of(step.where, step.record, scope)

    def compute(env: Env) -> list[Element]:
        found = []
        for row, similarity in env[RUN].twins[number].get(env[SUBJECT_ROW][RID], ()):
            truth = True if where is None else where(env, row)
            if truth is not False:
                element = _of_row(row, truth is None)
                element.similarity = similarity
                found.append(element)
        return found

    return compute


def _of_row(row: Row, doubt: bool) -> Element:
    return Element(row[RID], doubt, row=row, rows=(row,), watched=[row] if doubt else [])


def _ordered_of(record: RecordType, join: p.Join, scope: Scope) -> Callable[[Env], tuple[list[Row], list[Row]]]:
    """The candidates in order, and those that have no place in it."""
    number, key, order = scope.layout.group(record, join), key_of(join, scope), scope.layout.order(record)
    own = record.name == scope.subject

    def ordered(env: Env) -> tuple[list[Row], list[Row]]:
        subject = env[SUBJECT_ROW]
        placed, unplaced = env[RUN].ordered(number, key(subject), order)
        if own:
            return [row for row in placed if row is not subject], [row for row in unplaced if row is not subject]
        return placed, unplaced

    return ordered


def _runs(step: p.EachRun, scope: Scope) -> Elements:
    ordered, where = _ordered_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    holds = condition_of(step.holds, scope.inside(step.record.name))
    first = scope.layout.order(step.record)[0]

    def status(env: Env, row: Row) -> int | None:
        inside = True if where is None else where(env, row)
        if inside is False:
            return None
        truth = holds(env, row) if inside else None
        return _MAYBE if truth is None else _HIT if truth else _MISS

    def compute(env: Env) -> list[Element]:
        placed, unplaced = ordered(env)
        line = [(row, kind) for row in placed if (kind := status(env, row)) is not None]
        spare = [(row, kind) for row in unplaced if (kind := status(env, row)) is not None]
        watched = [row for row, kind in line if kind == _MAYBE] + [row for row, _ in spare]
        doubt = any(kind != _HIT for _, kind in spare)
        sure = [
            Element(
                run[0][RID],
                doubt,
                count=len(run),
                start=run[0][first],
                end=run[-1][first],
                rows=(run[0], run[-1]),
                watched=watched,
            )
            for run in _stretches(line, (_HIT,))
        ]
        if all(kind != _MAYBE for _, kind in line):
            return sure
        ids = {element.id for element in sure}
        kinds = {row[RID]: kind for row, kind in line}
        for run in _stretches(line, (_HIT, _MAYBE)):
            unclear = [row for row in run if kinds[row[RID]] == _MAYBE]
            if not unclear:
                continue
            inner = _stretches([(row, kinds[row[RID]]) for row in run], (_HIT,))
            least = max((len(one) for one in inner), default=1)
            sure.append(
                Element(
                    unclear[0][RID] if run[0][RID] in ids else run[0][RID],
                    True,
                    count=least if least == len(run) else Range(least, len(run)),
                    start=UNSURE,
                    end=UNSURE,
                    rows=(run[0], run[-1]),
                    watched=watched,
                )
            )
        return sure

    return compute


def _stretches(line: list[tuple[Row, int]], kinds: tuple[int, ...]) -> list[list[Row]]:
    """Maximal runs of consecutive rows of these kinds."""
    found: list[list[Row]] = []
    inside = False
    for row, kind in line:
        if kind not in kinds:
            inside = False
        elif inside:
            found[-1].append(row)
        else:
            found.append([row])
            inside = True
    return found


def _gaps(step: p.EachGap, scope: Scope) -> Elements:
    ordered, where = _ordered_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    first = scope.layout.order(step.record)[0]
    start_of, end_of = _bound(value_of(step.start, scope)), _bound(value_of(step.end, scope))

    def compute(env: Env) -> list[Element]:
        start, end = start_of(env), end_of(env)
        if start is not None and end is not None and start > end:
            return []
        placed, unplaced = ordered(env)
        found = gathered(placed, where, env)
        spare = gathered(unplaced, where, env)
        timeless = spare.certain + spare.doubtful
        doubtful = [as_date(row[first]) for row in found.doubtful]
        points: list[tuple[Row | None, date | None]] = [(None, start)]
        for row in found.certain:
            day = as_date(row[first])
            if (start is None or day >= start) and (end is None or day <= end):
                points.append((row, day))
        points.append((None, end))
        watched = found.doubtful + timeless
        gaps = []
        for (before, begin), (after, until) in pairwise(points):
            crossed = bool(timeless) or any(
                (begin is None or begin <= day) and (until is None or day <= until) for day in doubtful
            )
            gaps.append(
                Element(
                    _BEFORE_ALL if before is None else before[RID],
                    crossed,
                    start=UNSURE if begin is None else begin,
                    end=UNSURE if until is None else until,
                    days=UNSURE if begin is None or until is None else (until - begin).days,
                    before=before,
                    after=after,
                    rows=tuple(row for row in (before, after) if row is not None),
                    watched=watched,
                )
            )
        return gaps

    return compute


def _bound(get: Evaluate) -> Callable[[Env], date | None]:
    """A bound as a date; None if it is not known."""

    def bound(env: Env) -> date | None:
        value: Any = get(env, None)
        return None if is_null(value) else as_date(value)

    return bound


def _periods(step: p.EachPeriod, scope: Scope) -> Elements:
    start_of, end_of = _bound(value_of(step.start, scope)), _bound(value_of(step.end, scope))

    def compute(env: Env) -> list[Element]:
        start, end = start_of(env), end_of(env)
        if start is None or end is None:
            return [Element(None, True, start=UNSURE, end=UNSURE)]
        return [Element(a, False, start=a, end=b) for a, b in _whole_periods(step.unit, start, end)]

    return compute


def _whole_periods(unit: p.PeriodUnit, start: date, end: date) -> Iterator[tuple[date, date]]:
    """The calendar periods that lie between two days, both included."""
    months = _MONTHS.get(unit)
    if months is None:
        first = start + timedelta(-start.weekday() % 7)
    else:
        first = start.replace(day=1, month=start.month - (start.month - 1) % months)
        first = first if first == start else _months_on(first, months)
    while (after := first + timedelta(7) if months is None else _months_on(first, months)) - timedelta(1) <= end:
        yield first, after - timedelta(1)
        first = after


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
