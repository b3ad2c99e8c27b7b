"""The live engine as a whole: elements, strata, what cannot run, and a child that dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from live import AS_OF, rule, rulebook

from auditor.engines.base import Cell, Place, RuleRun, RunStatus, Verdict
from auditor.engines.durable import matching
from auditor.engines.durable.compiled import CompiledRule
from auditor.engines.durable.engine import DurableEngine, available
from auditor.engines.durable.plain import Row
from auditor.engines.durable.session import Child, ChildDied, Facts
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset

pytestmark = pytest.mark.skipif(not available(), reason="durable_rules cannot be used here")

Rows = Mapping[str, Sequence[Mapping[str, object]]]
NO_CONTACT = rule("R-001", "人", "let:\n  访: {all: 事}\nwhen: 无 访", message="{姓名} 没有联系")


def engine_of(book: Rulebook) -> DurableEngine:
    """The engine of a rulebook."""
    return DurableEngine(book.layers, book.calendar)


def run(folder: Path, rows: Rows, *rules: str) -> dict[str, RuleRun]:
    """The runs of ``rules`` on ``rows``; records that are not given are read but empty."""
    book = rulebook(folder, *rules)
    with engine_of(book) as engine:
        return engine.run(dataset(book, rows), AS_OF)


def dataset(book: Rulebook, rows: Rows) -> Dataset:
    """``rows`` with all record types read."""
    return Dataset.from_rows(book.dictionary, {name: rows.get(name, []) for name in book.dictionary.records})


def person(number: int, **fields: object) -> dict[str, object]:
    """A row of 人 with every column."""
    blank = dict.fromkeys(("姓名", "建档", "出生", "分数", "比率", "等级", "标签", "在册", "时刻"), "")
    return {**blank, "人号": f"P{number:02}", **fields}


def event(number: int, of: int, **fields: object) -> dict[str, object]:
    """A row of 事 with every column."""
    blank = dict.fromkeys(("日期", "次序", "方式", "数", "成功", "时间", "备注"), "")
    return {**blank, "事号": f"E{number:02}", "人号": f"P{of:02}", **fields}


def elements(found: RuleRun) -> list[tuple[object, Verdict, tuple[object, ...]]]:
    """The cells as (element, verdict, values)."""
    return [(cell.element, cell.verdict, cell.values) for cell in found.cells]


def test_a_finding_with_all_it_holds(tmp_path: Path) -> None:
    """Subject, values, places; subjects that pass are only counted."""
    rows = {"人": [person(1, 姓名="甲"), person(2, 姓名="乙")], "事": [event(1, of=1)]}
    found = run(tmp_path, rows, NO_CONTACT)["R-001"]
    assert found.cells == [Cell(1, None, Verdict.PROBLEM, None, ("乙",), (), (Place("人", "人", 1),))]
    assert (found.status, found.applicable) == (RunStatus.DONE, 2)
    assert found.counts == {Verdict.PROBLEM: 1, Verdict.PASSED: 1}


def test_runs_with_a_row_in_doubt(tmp_path: Path) -> None:
    """A row that may or may not belong breaks the certain stretches and joins the possible one."""
    each = 'each:\n  段: {run: 事, while: 方式 = "电"}\nwhen: 段.次数 >= 2'
    days = [("2024-01-01", "电"), ("2024-01-02", "电"), ("2024-01-03", ""), ("2024-01-04", "电"), ("2024-01-05", "访")]
    rows = {"人": [person(1)], "事": [event(at, of=1, 日期=day, 方式=way) for at, (day, way) in enumerate(days)]}
    found = run(tmp_path, rows, rule("R-001", "人", each, message="{段.次数} {段.起}"))["R-001"]
    assert elements(found) == [
        (0, Verdict.PROBLEM, (2, date(2024, 1, 1))),
        (2, Verdict.UNDECIDED, (None, None)),
    ]
    assert found.counts == {Verdict.PROBLEM: 1, Verdict.UNDECIDED: 1, Verdict.PASSED: 1}
    assert found.cells[1].missing == ("事.方式",)
    assert found.cells[1].places == (Place("人", "人", 0), Place("段", "事", 0), Place("段", "事", 3))


def test_gaps_with_a_row_without_a_date(tmp_path: Path) -> None:
    """It could lie in any gap, so none is certain."""
    each = "each:\n  空: {gap: 事, from: 建档, until: 审计日}\nwhen: 空.天数 > 30"
    certain = [event(1, of=1, 日期="2024-05-01"), event(2, of=2, 日期="2024-05-01")]
    rows = {"人": [person(1, 建档="2024-04-20"), person(2, 建档="2024-01-01")], "事": [*certain, event(3, of=2)]}
    found = run(tmp_path, rows, rule("R-001", "人", each, message="{空.天数}"))["R-001"]
    assert elements(found) == [(-1, Verdict.UNDECIDED, (121,))]
    assert found.cells[0].missing == ("事.日期",)
    assert found.counts == {Verdict.PASSED: 3, Verdict.UNDECIDED: 1}


def test_whole_periods_only(tmp_path: Path) -> None:
    """Months and weeks that lie wholly between the ends; unknown ends make one undecided element."""
    rows = {"人": [person(1, 建档="2024-03-02"), person(2)]}
    month = "each:\n  期: {period: 月, from: 建档, until: 审计日}\nwhen: 期.起 > 2024-01-01"
    week = "each:\n  期: {period: 周, from: 建档, until: 2024-03-17}\nwhen: 期.起 > 2024-01-01"
    runs = run(tmp_path, rows, rule("R-001", "人", month, "{期.止}"), rule("R-002", "人", week, "{期.止}"))
    assert elements(runs["R-001"]) == [
        (date(2024, 4, 1), Verdict.PROBLEM, (date(2024, 4, 30),)),
        (date(2024, 5, 1), Verdict.PROBLEM, (date(2024, 5, 31),)),
        (None, Verdict.UNDECIDED, (None,)),
    ]
    assert [element for element, _, _ in elements(runs["R-002"])] == [date(2024, 3, 4), date(2024, 3, 11), None]


def test_findings_of_earlier_strata(tmp_path: Path) -> None:
    """Findings reach the record that their subject belongs to; undecided ones are doubtful."""
    first = rule("R-001", "事", "when: 次序 > 5")
    second = rule("R-002", "人", "let:\n  先: {findings: [R-001]}\nwhen: 数量(先) >= 2", message="{数量(先)}")
    third = rule("R-003", "人", "let:\n  先: {findings: [R-002]}\nwhen: 有 先")
    rows = {
        "人": [person(1), person(2), person(3)],
        "事": [
            *(event(at, of=1, 次序=9) for at in range(2)),
            event(3, of=2, 次序=9),
            event(4, of=2),
            event(5, of=3),
        ],
    }
    runs = run(tmp_path, rows, first, second, third)
    expected = [(0, Verdict.PROBLEM), (1, Verdict.UNDECIDED)]
    assert [(cell.subject, cell.verdict) for cell in runs["R-002"].cells] == expected
    assert [(cell.subject, cell.verdict) for cell in runs["R-003"].cells] == expected
    assert [cell.values for cell in runs["R-002"].cells] == [(2,), (None,)]
    assert runs["R-002"].cells[1].missing == ("前面规则的结论",)


def test_a_rule_without_its_column_does_not_run(tmp_path: Path) -> None:
    """It says what is missing; what follows it is open, not passed."""
    first = rule("R-001", "人", "when: 分数 > 5 且 在册")
    second = rule("R-002", "人", "let:\n  先: {findings: [R-001]}\nwhen: 有 先")
    book = rulebook(tmp_path, first, second, NO_CONTACT.replace("R-001", "R-003"))
    with engine_of(book) as engine:
        runs = engine.run(Dataset.from_rows(book.dictionary, {"人": [{"人号": "P1", "分数": "9"}]}), AS_OF)
    assert (runs["R-001"].status, runs["R-001"].reason) == (RunStatus.NOT_RUN, "“人”没有“在册”这一列")
    assert (runs["R-003"].status, runs["R-003"].reason) == (RunStatus.NOT_RUN, "没有读到“事”")
    assert [cell.verdict for cell in runs["R-002"].cells] == [Verdict.UNDECIDED]


def test_a_rule_that_fails_leaves_the_others_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 出错 with the kind of error only, and counts nothing."""
    derive = CompiledRule.cells

    def fails(self: CompiledRule, cases: object, subject: Row) -> object:
        if self.plan.rule == "R-002" and subject[0] == 1:
            raise ZeroDivisionError("麦小华")
        return derive(self, cases, subject)

    monkeypatch.setattr(CompiledRule, "cells", fails)
    rows = {"人": [person(1), person(2)]}
    runs = run(tmp_path, rows, NO_CONTACT, NO_CONTACT.replace("R-001", "R-002"))
    assert (runs["R-002"].status, runs["R-002"].reason) == (RunStatus.FAILED, "运行时出错（ZeroDivisionError）")
    assert (runs["R-002"].cells, runs["R-002"].counts, runs["R-002"].applicable) == ([], {}, 0)
    assert len(runs["R-001"].cells) == 2


def test_a_rule_that_cannot_be_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It too is 出错, by itself."""
    monkeypatch.setattr("auditor.engines.durable.compiled.formula_of", _no_formula)
    runs = run(tmp_path, {"人": [person(1)]}, NO_CONTACT)
    assert (runs["R-001"].status, runs["R-001"].reason) == (RunStatus.FAILED, "运行时出错（RecursionError）")


def _no_formula(plan: object) -> object:
    raise RecursionError


def test_only_the_rules_asked_for(tmp_path: Path) -> None:
    """Others do not appear."""
    book = rulebook(tmp_path, NO_CONTACT, NO_CONTACT.replace("R-001", "R-002"))
    with engine_of(book) as engine:
        assert set(engine.run(dataset(book, {}), AS_OF, frozenset({"R-002"}))) == {"R-002"}


def test_a_child_killed_in_the_middle_of_a_run_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its case files are matched by the next child."""
    killed = _killing(monkeypatch, lambda asked, facts: asked == 2)
    monkeypatch.setattr(matching, "_BATCH", 10)
    book = rulebook(tmp_path, NO_CONTACT)
    with engine_of(book) as engine:
        found = engine.run(dataset(book, {"人": [person(at) for at in range(50)]}), AS_OF)["R-001"]
    assert len(killed) == 1
    assert [cell.subject for cell in found.cells] == list(range(50))
    assert (engine.died, engine.died_subjects) == (0, {})


def test_a_child_killed_between_runs_is_replaced(tmp_path: Path) -> None:
    """The next run does not notice."""
    book = rulebook(tmp_path, NO_CONTACT)
    rows = dataset(book, {"人": [person(1)]})
    with engine_of(book) as engine:
        first = engine.run(rows, AS_OF)["R-001"].cells
        child = engine._matching._child
        assert child is not None
        os.kill(child.pid, signal.SIGTERM)
        assert engine.run(rows, AS_OF)["R-001"].cells == first
        assert engine.died == 0


def test_a_case_file_that_kills_the_child_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its own subjects have no verdict, also under rules that build on it; the others have theirs."""
    second = rule("R-002", "人", "let:\n  先: {findings: [R-001]}\nwhen: 无 先", message="{姓名}")
    first = rule("R-001", "事", "when: 次序 > 5")
    _killing(monkeypatch, lambda asked, facts: any(len(one) == 3 for one in facts))
    book = rulebook(tmp_path, first, second)
    events = [event(at, of=1 + at % 2, 次序=9) for at in range(4)] + [event(9, of=2, 次序=9)]
    with engine_of(book) as engine:
        runs = engine.run(dataset(book, {"人": [person(1), person(2), person(3)], "事": events}), AS_OF)
    assert engine.died == 1
    assert engine.died_subjects == {"R-001": {1, 3, 4}, "R-002": {1}}
    assert [cell.subject for cell in runs["R-001"].cells] == [0, 2]
    assert [cell.subject for cell in runs["R-002"].cells] == [2]
    assert runs["R-001"].applicable == 2


def test_a_child_that_cannot_start_gives_every_subject_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends all the same, and says whom it did not judge."""

    def dies(*given: object) -> Child:
        raise ChildDied("不能启动")

    monkeypatch.setattr(matching, "Child", dies)
    book = rulebook(tmp_path, NO_CONTACT)
    with engine_of(book) as engine:
        found = engine.run(dataset(book, {"人": [person(at) for at in range(30)]}), AS_OF)["R-001"]
    assert (found.cells, engine.died_subjects) == ([], {"R-001": set(range(30))})


def _killing(monkeypatch: pytest.MonkeyPatch, fatal: object) -> list[int]:
    """Lets the child die of what ``fatal`` (number of the message, case files) is true for; gives the pids."""
    killed: list[int] = []
    asked = 0

    class Fragile(Child):
        def ask(self, case_files: Sequence[Facts]) -> None:
            nonlocal asked
            asked += 1
            if fatal(asked, case_files):  # type: ignore[operator]
                killed.append(self.pid)
                os.kill(self.pid, signal.SIGTERM)
            super().ask(case_files)

    monkeypatch.setattr(matching, "Child", Fragile)
    return killed
