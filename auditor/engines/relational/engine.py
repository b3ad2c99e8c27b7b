"""Runs the queries of a rulebook over a data set in an embedded DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from time import perf_counter
from typing import Self

import duckdb
import polars as pl

from auditor.engines.base import Cell, Place, RuleRun, RunStatus, Value, Verdict, run_values, unmet
from auditor.engines.relational.cache import QueryCache
from auditor.engines.relational.schema import (
    RUN,
    STATUS,
    frame_of,
    period_name,
    periods,
    twins_name,
    verdicts_name,
)
from auditor.engines.twins import ordered_texts, twin_pairs
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.rulelang.words import Word


class RelationalEngine:
    """The bulk engine. Its answers are the reference."""

    name = "duckdb"

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._cache = QueryCache(rulebook)
        self._queries: dict[str, str] = {}

    @property
    def died_subjects(self) -> Mapping[str, set[int]]:
        """Nothing dies here: queries run in this process."""
        return {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is held between runs."""

    def sql(self, plan: str) -> str:
        """The query of the plan with that id, compiled now or taken from the cache."""
        if plan not in self._queries:
            self._queries[plan] = self._cache.load(plan) or self._compiled(plan)
        return self._queries[plan]

    def _compiled(self, plan: str) -> str:
        from auditor.engines.relational.query import query

        book = self.rulebook
        compiled = query(book.plans[plan], book.plans, book.dictionary, book.calendar)
        self._cache.save(plan, compiled)
        return compiled

    def run(self, dataset: Dataset, as_of: date, only: frozenset[str] | None = None) -> dict[str, RuleRun]:
        """Every plan's run (or those in ``only``), by plan id."""
        runs: dict[str, RuleRun] = {}
        with duckdb.connect(":memory:") as connection:
            database = _Database(connection, dataset, as_of)
            followed = {rule for plan in self.rulebook.plans.values() for rule in plan.follows}
            for layer in self.rulebook.layers:
                for plan in layer:
                    if only is None or plan.id in only:
                        runs[plan.id] = self._run(database, plan)
                    elif plan.rule in followed:
                        database.leave_empty(plan)
        return runs

    def _run(self, database: _Database, plan: p.RulePlan) -> RuleRun:
        started = perf_counter()
        reason = unmet(plan, database.dataset, database.as_of)
        status = RunStatus.NOT_RUN if reason else RunStatus.DONE
        run = RuleRun(plan.id, status, reason)
        if not reason:
            try:
                query = self.sql(plan.id)
                database.prepare(plan, query)
                database.execute(f'CREATE TABLE "{verdicts_name(plan.id)}" AS {query}')
                _collect(database, plan, run)
            except Exception as why:
                run = RuleRun(plan.id, RunStatus.FAILED, f"运行时出错（{type(why).__name__}）")
        if run.status is not RunStatus.DONE:
            database.leave_empty(plan)
        database.execute(f"INSERT INTO {STATUS} VALUES (?, ?)", [plan.id, run.status is RunStatus.DONE])
        run.seconds = perf_counter() - started
        return run


class _Database:
    """The tables of one run; each is loaded when the first query names it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, as_of: date) -> None:
        self.dataset = dataset
        self.as_of = as_of
        self.execute = connection.execute
        self._connection = connection
        self._loaded: set[str] = set()
        self._sources: dict[str, Callable[[], pl.DataFrame]] = {
            table.record.id: partial(frame_of, table) for table in dataset.tables.values()
        }
        self._sources |= {period_name(unit): partial(periods, unit) for unit in p.PeriodUnit}
        # DuckDB 2.0 folds a count that a left join may leave out by wrong bounds: NOT (3 > 0) came out true
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        stated = run_values(dataset, as_of)
        columns = ", ".join(
            f"CAST(? AS {'VARCHAR' if word is Word.PERIOD_NAME else 'DATE'}) AS {word}" for word in stated
        )
        connection.execute(f"CREATE TABLE {RUN} AS SELECT {columns}", list(stated.values()))
        connection.execute(f"CREATE TABLE {STATUS} (plan VARCHAR, ran BOOLEAN)")

    def leave_empty(self, plan: p.RulePlan) -> None:
        """Gives rules that read the findings of ``plan`` none."""
        self.execute(f'CREATE OR REPLACE TABLE "{verdicts_name(plan.id)}" (subject BIGINT, verdict VARCHAR)')

    def prepare(self, plan: p.RulePlan, query: str) -> None:
        """Loads what ``query`` reads, and the pairs of similar texts if the rule compares texts."""
        for name, frame in self._sources.items():
            if name not in self._loaded and f'"{name}"' in query:
                self._load(name, frame())
        if isinstance(plan.each, p.EachTwin):
            table = self.dataset.tables[plan.each.record.name]
            pairs = twin_pairs(ordered_texts(table, plan.each.text))
            schema = {"later": pl.Int64, "earlier": pl.Int64, "similarity": pl.Float64}
            self._load(twins_name(plan.id), pl.DataFrame(pairs, schema=schema, orient="row"))

    def _load(self, name: str, frame: pl.DataFrame) -> None:
        self._connection.register("incoming", frame.to_arrow())
        self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        self._connection.unregister("incoming")
        self._loaded.add(name)


def _collect(database: _Database, plan: p.RulePlan, run: RuleRun) -> None:
    name = verdicts_name(plan.id)
    counted = database.execute(f'SELECT verdict, count(*) FROM "{name}" GROUP BY verdict').fetchall()
    run.counts = {Verdict(verdict): count for verdict, count in counted}
    found = database.execute(f'SELECT count(DISTINCT subject) FROM "{name}"').fetchone()
    run.applicable = found[0] if found else 0
    cursor = database.execute(
        f"""SELECT * FROM "{name}" WHERE verdict <> '{Verdict.PASSED.value}' ORDER BY subject, element_day, element"""
    )
    columns = [column[0] for column in cursor.description or ()]
    run.cells = [_cell(plan, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _cell(plan: p.RulePlan, row: Mapping[str, object]) -> Cell:
    verdict = Verdict(str(row["verdict"]))
    undecided = verdict is Verdict.UNDECIDED
    labels = [one.label for at, one in enumerate(plan.inputs) if row[f"miss_{at}"]] if undecided else []
    element = row["element"] if row["element"] is not None else row["element_day"]
    return Cell(
        subject=row["subject"],  # type: ignore[arg-type]
        element=element,  # type: ignore[arg-type]
        verdict=verdict,
        due=row["due"],  # type: ignore[arg-type]
        values=tuple(_plain(row[f"v{at}"]) for at in range(len(plan.slots))),
        missing=tuple(dict.fromkeys(labels)),
        places=tuple(_places(plan, row)),
    )


def _plain(value: object) -> Value:
    return round(value, 6) if isinstance(value, float) else value  # type: ignore[return-value]


def _places(plan: p.RulePlan, row: Mapping[str, object]) -> Iterator[Place]:
    yield Place(plan.subject.name, plan.subject.name, row["subject"])  # type: ignore[arg-type]
    for at, (role, parent) in enumerate(plan.parents.items()):
        yield from _place(role, parent.record, row[f"parent_{at}"])
    each = plan.each
    if each is not None and not isinstance(each, p.EachPeriod):
        rids = dict.fromkeys((row.get("first_rid"), row.get("last_rid")))
        for rid in rids:
            yield from _place(each.name, each.record.name, rid)
    for slug, step in slugged(plan):
        if isinstance(step, (p.Members, p.Pick)):
            found = row[f"{slug}_rows"]
            for rid in found if isinstance(found, Sequence) else (found,):
                yield from _place(step.name, step.record.name, rid)


def _place(role: str, record: str, rid: object) -> Iterator[Place]:
    if isinstance(rid, int):
        yield Place(role, record, rid)


def slugged(plan: p.RulePlan) -> Iterator[tuple[str, p.Step]]:
    """The steps that name rows for evidence, members before picks, with their column prefixes."""
    for kind in (p.Members, p.Pick):
        for at, step in enumerate(plan.steps):
            if isinstance(step, kind):
                yield p.slug(at), step
