"""Steps that give a cell something by name: sets, picked rows, looked-up rows, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.engines.durable.cases import Cases
from auditor.engines.durable.conditions import condition_of
from auditor.engines.durable.plain import (
    RID,
    RUN,
    SUBJECT_ROW,
    UNSURE,
    Env,
    Gathered,
    Null,
    Range,
    Row,
    Test,
    is_null,
    sort_key,
)
from auditor.engines.durable.values import Scope, value_of
from auditor.plan import nodes as p
from auditor.records.dictionary import RecordType
from auditor.rulebook.table import CellValue, Interval
from auditor.rulebook.table import Test as TableTest
from auditor.rulelang import typed as t

Key = Callable[[Row], Any]


def where_of(condition: t.Condition | None, record: RecordType, scope: Scope) -> Test | None:
    """The test of a box's rows; None lets every row in."""
    return None if condition is None else condition_of(condition, scope.inside(record.name))


def key_of(join: p.Join, scope: Scope) -> Key:
    """The key by which a subject finds its rows in the join's group; no row has a key with a null in it."""
    places = tuple(scope.layout.column(scope.subject, field.name) for _, field in join.pairs)
    if len(places) == 1:
        only = places[0]
        return lambda subject: subject[only]
    return lambda subject: tuple(subject[at] for at in places)


def lost_of(join: p.JoinInput, scope: Scope) -> Callable[[Env], bool]:
    """Whether the subject's own rows cannot be found by a field."""
    get, of_key = value_of(join.value, scope), join.of_key
    return lambda env: (found := get(env, None)).__class__ is Null or (of_key and found is None)


def candidates_of(record: RecordType, join: p.Join, scope: Scope) -> Callable[[Env], list[Row]]:
    """The rows joined to the subject, by rid, without the subject's own row."""
    number, key = scope.layout.group(record, join), key_of(join, scope)
    nothing: list[Row] = []
    if record.name != scope.subject:
        return lambda env: env[RUN].groups[number].get(key(env[SUBJECT_ROW]), nothing)

    def others(env: Env) -> list[Row]:
        subject = env[SUBJECT_ROW]
        return [row for row in env[RUN].groups[number].get(key(subject), nothing) if row is not subject]

    return others


def gathered(rows: list[Row], where: Test | None, env: Env) -> Gathered:
    """``rows`` divided into certain and doubtful members."""
    if where is None:
        return Gathered(rows, [])
    certain: list[Row] = []
    doubtful: list[Row] = []
    for row in rows:
        truth = where(env, row)
        if truth:
            certain.append(row)
        elif truth is None:
            doubtful.append(row)
    return Gathered(certain, doubtful)


def members(step: p.Members, scope: Scope) -> Callable[[Env], Gathered]:
    """The set of a ``Members`` step."""
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    return lambda env: gathered(candidates(env), where, env)


def pick_candidates(step: p.Pick, scope: Scope) -> Callable[[Env], Gathered]:
    """The rows that a ``Pick`` chooses from; those that it cannot place or that are in doubt are doubtful."""
    candidates, where = candidates_of(step.record, step.join, scope), where_of(step.where, step.record, scope)
    first = scope.layout.order(step.record)[0]

    def compute(env: Env) -> Gathered:
        found = gathered(candidates(env), where, env)
        unplaced = [row for row in found.certain if is_null(row[first])]
        return Gathered(found.certain, found.doubtful + unplaced)

    return compute


def pick(step: p.Pick, scope: Scope) -> Callable[[Env], Row | Null | None]:
    """The row of a ``Pick`` step, None, or UNSURE."""
    rows_of = pick_candidates(step, scope)
    order = scope.layout.order(step.record)
    choose = max if step.latest else min

    def place(row: Row) -> tuple[Any, int]:
        return sort_key(row, order), row[RID]

    def compute(env: Env) -> Row | Null | None:
        found = rows_of(env)
        if found.doubtful:
            return UNSURE
        if not found.certain:
            return None
        if step.skip == 0:
            return choose(found.certain, key=place)
        if step.skip >= len(found.certain):
            return None
        return sorted(found.certain, key=place, reverse=step.latest)[step.skip]

    return compute


def findings(step: p.Findings, number: int, scope: Scope) -> Callable[[Env], Gathered]:
    """The set of a ``Findings`` step; a finding is (rule, severity, title)."""
    where = None if step.where is None else condition_of(step.where, scope)

    def compute(env: Env) -> Gathered:
        run: Cases = env[RUN]
        certain: list[Row] = []
        doubtful: list[Row] = []
        for finding, sure in run.findings[number].get(env[SUBJECT_ROW][0], ()):
            truth = True if where is None else where(env, finding)
            if truth and sure:
                certain.append(finding)
            elif truth is not False:
                doubtful.append(finding)
        return Gathered(certain, doubtful, run.open[number])

    return compute


def lookup(step: p.Lookup, scope: Scope) -> Callable[[Env], Mapping[str, CellValue] | Null | None]:
    """The outputs of the first row that fits; None if none does, UNSURE if an input is not known."""
    inputs = {name: value_of(value, scope) for name, value in step.inputs.items()}
    versions = sorted(step.table.versions, key=lambda version: version.start, reverse=True)

    def compute(env: Env) -> Mapping[str, CellValue] | Null | None:
        given = {name: value(env, None) for name, value in inputs.items()}
        if any(is_null(value) or value.__class__ is Range for value in given.values()):
            return UNSURE
        version = next((one for one in versions if one.start <= env[RUN].as_of), None)
        for row in version.rows if version else ():
            if all(_fits(given[name], test) for name, test in row.tests.items()):
                return row.values
        return None

    return compute


def _fits(value: Any, test: TableTest) -> bool:
    if not isinstance(test, Interval):
        return bool(value == test)
    if test.low is not None and value < test.low:
        return False
    return test.high is None or value < test.high or (value == test.high and not test.below)
