"""Faults that rulebooks of other fields have been shipped with. Each is impossible here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import engines_named
from auditor.engines.compare import differences
from auditor.engines.relational.engine import RelationalEngine
from auditor.errors import RulebookError
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.records.dataset import Dataset

DICTIONARY = """records:
  人:
    id: person
    key: 编号
    fields: {编号: no text, 出生: born date, 满岁日: due date, 分: score int, 另分: other int, 档: tier code 甲|乙}
  事:
    id: event
    of: 人
    key: 事号
    order: 日期
    fields: {事号: event_no text, 编号: no text, 日期: day date}
"""
RULE = """rule: R-1
title: 例
severity: 严重
source: {doc: 例}
for: 人
message: "{编号}"
"""
Rows = Mapping[str, Sequence[Mapping[str, str]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rulebook with a dictionary only."""
    (tmp_path / "dictionary.yaml").write_text(DICTIONARY, encoding="utf-8")
    return tmp_path


def book(folder: Path, *rules: str) -> Rulebook:
    (folder / "rules.yaml").write_text("---\n".join(rules), encoding="utf-8")
    return load_rulebook([folder])


def faults(folder: Path, *rules: str) -> list[str]:
    with pytest.raises(RulebookError) as raised:
        book(folder, *rules)
    return [f"{fault.code} {fault.message}" for fault in raised.value.errors]


def runs(rulebook: Rulebook, rows: Rows, as_of: date = date(2025, 3, 1)) -> Iterator[dict[str, RuleRun]]:
    """The runs of each engine."""
    with ExitStack() as stack:
        for engine in engines_named("both", rulebook):
            yield stack.enter_context(engine).run(Dataset.from_rows(rulebook.dictionary, rows), as_of)


def verdicts(run: RuleRun) -> dict[Verdict, int]:
    return {verdict: count for verdict, count in run.counts.items() if count}


def test_a_rule_bound_to_a_column_that_does_not_exist(folder: Path) -> None:
    """It does not load, and neither does a case with such a column: it cannot silently never fire."""
    assert faults(folder, RULE + "when: 分数 > 3\n") == ["E303 不认识“分数”"]


def test_a_literal_that_no_record_can_hold(folder: Path) -> None:
    """A value that is not in the code list is an error where it is written, not a rule that never fires."""
    assert faults(folder, RULE + 'when: 档 = "丙"\n') == ["E401 “丙”不在允许的取值里"]


def test_a_result_that_depends_on_the_order_of_rows(folder: Path) -> None:
    """The latest of two records of one day is the same one in any order of rows."""
    rulebook = book(folder, RULE + 'let:\n  末次: {latest: 事}\nwhen: 末次.事号 = "2"\n')
    events = [{"事号": number, "编号": "A", "日期": "2025-01-01"} for number in "123"]
    seen = {
        tuple(cell.verdict for cell in run["R-1"].cells)
        for rows in (events, events[::-1], events[1:] + events[:1])
        for run in runs(rulebook, {"人": [{"编号": "A"}], "事": rows})
    }
    assert len(seen) == 1


def test_a_birthday_on_29_february(folder: Path) -> None:
    """It stops nothing: the person is a year older on 1 March of a common year, and the others are checked."""
    rulebook = book(folder, RULE + "when: 周岁(出生, 审计日) >= 1 且 生日(出生, 1) = 满岁日\n")
    people = [
        {"编号": "A", "出生": "2024-02-29", "满岁日": "2025-03-01"},
        {"编号": "B", "出生": "2024-03-01", "满岁日": "2025-03-01"},
    ]
    for as_of, found in ((date(2025, 2, 28), 0), (date(2025, 3, 1), 2)):
        for run in runs(rulebook, {"人": people}, as_of):
            assert run["R-1"].status is RunStatus.DONE
            assert run["R-1"].counts.get(Verdict.PROBLEM, 0) == found


def test_a_year_of_365_and_a_quarter_days(folder: Path) -> None:
    """Years are calendar years: on the eighteenth birthday, and only from then on, somebody is eighteen."""
    rulebook = book(folder, RULE + "when: 周岁(出生, 审计日) >= 18 且 出生 + 18年 <= 审计日\n")
    born = [date(year, month, 1) for year in range(1990, 2010) for month in (1, 3, 12)]
    people = [{"编号": str(day), "出生": str(day)} for day in born]
    for day in (date(2020, 3, 1), date(2021, 12, 1), date(2024, 1, 1), date(2024, 2, 29)):
        grown = sum((day.year - one.year) - ((day.month, day.day) < (one.month, one.day)) >= 18 for one in born)
        for run in runs(rulebook, {"人": people}, day):
            assert run["R-1"].counts[Verdict.PROBLEM] == grown


def test_a_rule_that_crashed_and_was_counted_as_passed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 出错 with its reason, has no verdicts at all, and the others run."""
    rulebook = book(folder, RULE + "when: 分 > 3\n", RULE.replace("R-1", "R-2") + "when: 分 > 5\n")
    sound = RelationalEngine.sql
    monkeypatch.setattr(
        RelationalEngine, "sql", lambda self, plan: "SELECT 1/'x'" if plan == "R-1" else sound(self, plan)
    )
    rows = Dataset.from_rows(rulebook.dictionary, {"人": [{"编号": "A", "分": "9"}]})
    result = audit(rulebook, rows, date(2025, 3, 1), engine="duckdb")
    broken, other = result.coverage
    assert (broken.status, broken.problems, broken.passed, bool(broken.reason)) == (RunStatus.FAILED, 0, 0, True)
    assert (other.status, other.problems) == (RunStatus.DONE, 1)
    assert result.totals().failed == 1


def test_null_differs_from_null(folder: Path) -> None:
    """Two blanks are neither equal nor different: such a record is 无法判断, never a finding."""
    rulebook = book(folder, RULE + "when: 分 != 另分\n", RULE.replace("R-1", "R-2") + "when: 分 = 另分\n")
    for run in runs(rulebook, {"人": [{"编号": "A", "分": "", "另分": ""}]}):
        assert verdicts(run["R-1"]) == verdicts(run["R-2"]) == {Verdict.UNDECIDED: 1}


def test_a_rule_that_changes_the_data_of_the_next(folder: Path) -> None:
    """The verdicts of a rule are the same alone, and before and after any other rule."""
    first, second = RULE + "when: 分 > 3\n", RULE.replace("R-1", "R-2") + "let:\n  事们: {all: 事}\nwhen: 无 事们\n"
    rows: Rows = {"人": [{"编号": "A", "分": "9"}, {"编号": "B", "分": ""}], "事": [{"事号": "1", "编号": "A"}]}
    alone = [next(runs(book(folder, rule), rows)) for rule in (first, second)]
    for both in ((first, second), (second, first)):
        for run in runs(book(folder, *both), rows):
            assert differences(run["R-1"], alone[0]["R-1"]) == []
            assert differences(run["R-2"], alone[1]["R-2"]) == []
