"""What may be done to an export without changing the verdicts, and what each change may do to them.

No test here knows which findings are right. Each takes the two sample stations, changes the export (or
its dates), audits it again and holds the two results against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from random import Random
from shutil import copytree, ignore_patterns
from typing import Any

import pytest
from exports import (
    Rows,
    blanked,
    case_file,
    later,
    moved,
    numbered_later,
    renumbered,
    rows_of,
    shuffled,
    without_columns,
    write_pieces,
    write_workbook,
)

from auditor.audit import audit
from auditor.findings.finding import Item
from auditor.findings.result import AuditResult
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules
from auditor.records.dataset import Dataset, load_records
from auditor.rulelang import typed as t
from auditor.rulelang.functions import Func

SAMPLES = Path(__file__).parents[1] / "samples"
AS_OF = date(2025, 6, 30)
COLUMNS_AT_ONCE = 4  # of each record type
CYCLE = 28  # years after which days fall on the same weekdays again, leap days included (until 2100)

Column = tuple[str, str]  # record, field
Judgement = tuple[str, str, str | None, str]  # rule, subject, element, verdict


@dataclass(frozen=True)
class Station:
    """A sample station as rows in memory, and what an engine says of it."""

    name: str
    engine: str
    rulebook: Rulebook
    rows: Rows
    told: AuditResult

    def audit(self, rows: Rows) -> AuditResult:
        """The same audit of other rows."""
        return _audit(self.rulebook, Dataset.from_rows(self.rulebook.dictionary, rows), self.engine)

    def columns(self) -> Iterator[list[Column]]:
        """All columns but keys, each once: a few of every record type at a time."""
        records = self.rulebook.dictionary.records
        each = [
            [(name, field) for field in items[0] if field not in records[name].key] for name, items in self.rows.items()
        ]
        rounds = [[column for column in columns if column is not None] for columns in zip_longest(*each)]
        for at in range(0, len(rounds), COLUMNS_AT_ONCE):
            yield [column for columns in rounds[at : at + COLUMNS_AT_ONCE] for column in columns]


def _audit(rulebook: Rulebook, dataset: Dataset, engine: str, as_of: date = AS_OF) -> AuditResult:
    return audit(rulebook, dataset, as_of, engine=engine, mask=False)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The shipped rule pack."""
    return load_rulebook()


SEEDED, CLEAN = ("seeded", "durable"), ("clean", "durable")


@pytest.fixture(
    scope="module",
    params=[
        SEEDED,
        pytest.param(CLEAN, marks=pytest.mark.slow),
        pytest.param(("seeded", "duckdb"), marks=pytest.mark.slow),
    ],
    ids="-".join,
)
def station(request: pytest.FixtureRequest, rulebook: Rulebook) -> Station:
    """Each sample station on the live engine, the seeded one on the bulk engine as well."""
    name, engine = request.param
    rows = rows_of(SAMPLES / name, rulebook.dictionary)
    return Station(name, engine, rulebook, rows, _audit(rulebook, Dataset.from_rows(rulebook.dictionary, rows), engine))


def items(result: AuditResult) -> tuple[Item, ...]:
    """Everything told of records."""
    return (*result.findings, *result.reminders, *result.undecided)


def contents(result: AuditResult) -> dict[str, dict[str, Any]]:
    """Everything told of records, by id, without the places in files."""
    place = {"file", "sheet", "row", "column"}
    return {item.id: item.model_dump(exclude={"evidence": {"__all__": place}}) for item in items(result)}


def judgements(result: AuditResult) -> dict[str, Judgement]:
    """What is told of whom, by id."""
    return {item.id: (item.rule, item.subject.key, item.element, item.verdict.value) for item in items(result)}


def accused(result: AuditResult) -> set[tuple[str, str]]:
    """Which rule has a problem with which record."""
    return {(item.rule, item.subject.key) for item in result.findings}


def figures(result: AuditResult) -> dict[str, dict[str, Any]]:
    """Every rule's status and verdict counts."""
    return {one.rule: one.model_dump(exclude={"seconds"}) for one in result.coverage}


def test_the_order_of_rows_does_not_matter(station: Station) -> None:
    """Rows shuffled in every table: the same result, with each row's evidence at that row's new number."""
    rows, order = shuffled(station.rows, Random(1))
    result = station.audit(rows)
    assert contents(result) == contents(station.told)
    assert figures(result) == figures(station.told)
    was = {item.id: [(one.record, one.row) for one in item.evidence] for item in items(station.told)}
    now = {
        item.id: [(one.record, order[one.record][one.row - 1] + 1) for one in item.evidence] for item in items(result)
    }
    assert now == was


def test_an_unrelated_case_file_changes_nothing(station: Station, rulebook: Rulebook) -> None:
    """One more archive, in order, with all that belongs to it: all else is told as before.

    It is the largest case file of the clean station under numbers of its own; more cells pass. Rules on
    other records that count those of case files (the totals of the station) are right to notice it.
    """
    clean = rows_of(SAMPLES / "clean", rulebook.dictionary)
    files = [case_file(clean, rulebook.dictionary, "服务对象", str(row["档案号"])) for row in clean["服务对象"]]
    extra = renumbered(max(files, key=lambda file: (len(file), sum(map(len, file.values())))), rulebook.dictionary)
    result = station.audit({name: [*rows, *extra.get(name, ())] for name, rows in station.rows.items()})
    assert len(extra) > 8
    assert result.data_problems == station.told.data_problems, "the numbers are new"
    totals = {
        plan.rule
        for plan in rulebook.plans.values()
        if plan.subject.name not in extra and any(record in extra for record, _ in plan.needs)
    }
    before, after = figures(station.told), figures(result)
    assert len(totals) < len(before) / 10
    now, was = contents(result), contents(station.told)
    assert {k: v for k, v in now.items() if v["rule"] not in totals} == {
        k: v for k, v in was.items() if v["rule"] not in totals
    }
    growing = ("applicable", "通过")
    for rule in before.keys() - totals:
        assert all(after[rule][key] >= before[rule][key] for key in growing)
        assert {**after[rule], **dict.fromkeys(growing)} == {**before[rule], **dict.fromkeys(growing)}


@pytest.mark.parametrize("written", ["one workbook", "many small files"])
def test_files_and_sheets_do_not_matter(station: Station, written: str, tmp_path: Path) -> None:
    """All tables in one workbook, or cut up into files elsewhere with columns turned round: the same result."""
    if written == "one workbook":
        write_workbook(station.rows, tmp_path / "全部.xlsx")
    else:
        write_pieces(station.rows, tmp_path, 150)
    result = _audit(station.rulebook, load_records([tmp_path], station.rulebook.dictionary), station.engine)
    assert result.unrecognised.sheets == ()
    assert contents(result) == contents(station.told)
    assert figures(result) == figures(station.told)


def test_the_same_input_twice_counts_once(station: Station) -> None:
    """Every row given twice: the same result, and as many rows unread as were given again."""
    result = station.audit({name: [*rows, *rows] for name, rows in station.rows.items()})
    again = sum(map(len, station.rows.values()))
    assert items(result) == items(station.told)
    assert figures(result) == figures(station.told)
    assert sum(one.rows_duplicate for one in result.inputs) == again
    assert [one.code for one in result.data_problems].count("D607") == again


def rulebook_moved(years: int, folder: Path, *, calendar: bool) -> Rulebook:
    """The shipped rules with every date in parameters and tables, and perhaps the calendar, moved."""
    copytree(shipped_rules(), folder, dirs_exist_ok=True, ignore=ignore_patterns("*.test.yaml"))
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.csv")]:
        if calendar or path.parent.name != "calendars":
            path.write_text(later(path.read_text(encoding="utf-8"), years), encoding="utf-8")
    return load_rulebook([folder])


def said_later(result: AuditResult, years: int) -> set[tuple[str | None, ...]]:
    """What is told, each date in it moved, also where only the month is named."""

    def text(said: str | None) -> str | None:
        month = re.compile(r"(20\d\d)(?=年\d+月(?!\d))")
        moved = numbered_later(later(said or "", years), years)
        return said and month.sub(lambda match: str(int(match[1]) + years), moved)

    return {
        (item.rule, text(item.subject.key), text(item.element), text(item.message), item.verdict.value)
        for item in items(result)
    }


@pytest.mark.usefixtures("own_cache")
def test_a_whole_cycle_of_years_later(station: Station, tmp_path: Path) -> None:
    """Data, audit date and every date of the rulebook moved by 28 years: the same, 28 years later.

    Weekdays and leap days then fall as before, and the calendar of holidays is moved along.
    """
    later_rules = rulebook_moved(CYCLE, tmp_path, calendar=True)
    data = Dataset.from_rows(later_rules.dictionary, moved(station.rows, later_rules.dictionary, CYCLE))
    result = _audit(later_rules, data, station.engine, AS_OF.replace(year=AS_OF.year + CYCLE))
    assert said_later(result, 0) == said_later(station.told, CYCLE)
    assert figures(result) == figures(station.told)


@pytest.mark.parametrize("station", [SEEDED], indirect=True, ids="-".join)
def test_one_year_later(station: Station, tmp_path: Path) -> None:
    """Data, audit date, parameters and tables moved by one year: the same, one year later.

    Left out are the rules that ask for working days or weekdays, since holidays and weekends
    fall otherwise. 29 February becomes the 28th, as it does where a rule adds a year.
    """
    later_rules = rulebook_moved(1, tmp_path, calendar=False)
    data = Dataset.from_rows(later_rules.dictionary, moved(station.rows, later_rules.dictionary, 1))
    result = _audit(later_rules, data, station.engine, AS_OF.replace(year=AS_OF.year + 1))
    texts = {name: rule.span.source.text for name, rule in later_rules.rules.items()}
    weekly = {name for name, text in texts.items() if re.search("工作日|workday|星期|weekday|period: (周|week)", text)}
    assert 0 < len(weekly) < len(texts) / 4
    now, was = said_later(result, 0), said_later(station.told, 1)
    assert {told for told in now if told[0] not in weekly} == {told for told in was if told[0] not in weekly}


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Queries of rules that exist for one test are not kept in the user's cache."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path_factory.mktemp("cache")))


def lacks(station: Station, rows: Rows, names: Iterable[str]) -> None:
    """Asserts what a lack in the export may do: rules that need it say so, no other verdict changes.

    ``names`` are the words of which each reason has one. A rule that counts the findings of rules
    that did not run may leave records undecided, or out where it asks for such findings in
    ``where``; it accuses nobody new and lets nobody new pass.
    """
    result = station.audit(rows)
    before, after = figures(station.told), figures(result)
    never = {one.rule for one in station.told.not_run}  # of records that the sample does not have
    idle = {one.rule: one.reason for one in result.not_run if one.rule not in never}
    assert all(any(name in reason for name in names) for reason in idle.values()), idle
    counting = {rule for rule in after if station.rulebook.with_earlier([rule]) & idle.keys()} - idle.keys()
    assert never <= {one.rule for one in result.not_run}
    for rule in idle:
        verdicts = ("applicable", "问题", "通过", "无法判断", "未到期")
        assert [after[rule][key] for key in verdicts] == [0] * len(verdicts), rule
    for rule in after.keys() - idle.keys() - counting - never:
        assert after[rule] == before[rule]
    for rule in counting:
        assert after[rule]["通过"] <= before[rule]["通过"], rule
    touched = idle.keys() | counting
    was, now = judgements(station.told), judgements(result)
    assert {k: v for k, v in now.items() if v[0] not in touched} == {
        k: v for k, v in was.items() if v[0] not in touched
    }
    assert accused(result) <= accused(station.told)


def dropped_tables(station: Station, names: Iterable[str]) -> None:
    """Asserts what may happen for each table that is left out."""
    for gone in names:
        lacks(station, {name: rows for name, rows in station.rows.items() if name != gone}, [f"没有读到“{gone}”"])


def dropped_columns(station: Station, rounds: Iterable[list[Column]]) -> None:
    """Asserts what may happen for some columns left out together."""
    for columns in rounds:
        names = [f"“{record}”没有“{field}”这一列" for record, field in columns]
        lacks(station, without_columns(station.rows, columns), names)


def test_a_missing_table_keeps_rules_from_running(station: Station) -> None:
    """A table left out: each rule that needs it is 未执行 and names it; nothing else changes."""
    dropped_tables(station, Random(2).sample(sorted(station.rows), 2))


def test_a_missing_column_keeps_rules_from_running(station: Station) -> None:
    """Columns left out: each rule that needs one is 未执行 and names it; nothing else changes."""
    dropped_columns(station, Random(3).sample(list(station.columns()), 1))


def test_missing_keys_accuse_nobody(station: Station) -> None:
    """The key columns left out of every table: no rule finds more than before, though it cannot say of whom."""
    records = station.rulebook.dictionary.records
    keys = [(name, field) for name in station.rows for field in records[name].key]
    result = station.audit(without_columns(station.rows, keys))
    before, after = figures(station.told), figures(result)
    assert all(after[rule]["问题"] <= before[rule]["问题"] for rule in after)
    assert all(one.reason for one in result.not_run)


def asks_for_blanks(plan: p.RulePlan, station: Station) -> set[Column]:
    """The columns in which a blank can make this rule accuse.

    It asks whether they are blank, takes another value instead, counts their kinds, or knows by
    them which rows belong together, so that a row without them is missing where it is looked for.
    """
    lets = {step.name: step.expr for step in plan.steps if isinstance(step, p.Let)}

    def fields(expr: t.Expr) -> Iterator[Column]:
        for node in t.walk(expr):
            match node:
                case t.FieldValue(row=row, field=field):
                    yield row.record, field.name
                case t.LetValue(name=name):
                    yield from fields(lets[name])
                case _:
                    pass

    found: set[Column] = set()
    exprs = [expr for step in plan.steps for expr in p.exprs_of(step)]
    for expr in [*exprs, plan.when, *([plan.due] if plan.due else [])]:
        for node in t.walk(expr):
            if isinstance(node, t.IsBlank | t.Fallback) or (isinstance(node, t.Aggregate) and node.func is Func.KINDS):
                found |= set(fields(node))
    for step in plan.steps:
        if isinstance(step, p.JOINED):
            at = step.record
            for hop in step.join.hops:
                found |= {(at.name, name) for name in hop.by}
                at = station.rulebook.dictionary.records[hop.to]
            for there, here in step.join.pairs:
                found |= {(at.name, there.name), (plan.subject.name, here.name)}
        if isinstance(step, p.EachGroup | p.EachSpan):
            own = step.by if isinstance(step, p.EachGroup) else (step.last,)
            found |= {(step.record.name, field.name) for field in own}
    return found


def blanks(station: Station, rounds: Iterable[list[Column]], seed: int) -> None:
    """Asserts what blanks in some columns, in half of the rows and in all of them, may do."""
    asked: Mapping[str, set[Column]] = {
        rule: set().union(
            *(asks_for_blanks(station.rulebook.plans[one], station) for one in station.rulebook.with_earlier([rule]))
        )
        for rule in station.rulebook.plans
    }
    for at, columns in enumerate(rounds):
        share = (0.5, 1.0)[at % 2]
        result = station.audit(blanked(station.rows, columns, Random(seed + at), share))
        assert result.not_run == station.told.not_run
        new = accused(result) - accused(station.told)
        assert {(rule, key) for rule, key in new if not asked[rule] & set(columns)} == set()


@pytest.mark.parametrize("station", [SEEDED], indirect=True, ids="-".join)
def test_a_blank_accuses_only_where_a_rule_asks_for_it(station: Station) -> None:
    """Cells made blank: only rules that ask for those columns' blanks accuse anybody new."""
    blanks(station, Random(4).sample(list(station.columns()), 2), 4)


@pytest.mark.slow
@pytest.mark.parametrize("station", [SEEDED], indirect=True, ids="-".join)
def test_every_missing_table_and_column(station: Station) -> None:
    """Each table, and each column, left out in its turn: as above."""
    dropped_tables(station, station.rows)
    dropped_columns(station, station.columns())


@pytest.mark.slow
@pytest.mark.parametrize("station", [CLEAN], indirect=True, ids="-".join)
def test_blanks_in_every_column(station: Station) -> None:
    """Blanks in each column in its turn: as above."""
    blanks(station, station.columns(), 5)
