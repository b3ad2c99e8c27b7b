"""Records beyond the rows of one export: the station as a whole, the period before, lists of the rulebook."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from auditor import audit, load_records, load_rulebook
from auditor.authoring.testing import render_failure, run_cases
from auditor.output.render import render
from auditor.records.period import Period

PACK = Path(__file__).parent / "beyond"
AS_OF = date(2024, 6, 30)


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_beyond_gives_the_verdicts_of_its_cases(engine: str) -> None:
    """Each case beside the rules comes out as written, on either engine."""
    tally = run_cases(load_rulebook([PACK]), engine=engine)
    assert [render_failure(failure) for failure in tally.failures] == []
    assert tally.cases == 16


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_a_previous_export_is_read_as_such(engine: str, tmp_path: Path) -> None:
    """Sheets of the period before are never mixed with those of today, and those no rule uses are listed."""
    for folder, person, tier in (("本期", "A", "高"), ("上期", "A", "低"), ("上期", "B", "低")):
        (tmp_path / folder).mkdir(exist_ok=True)
        with (tmp_path / folder / "人.csv").open("a", encoding="utf-8") as out:
            out.write(("" if out.tell() else "人号,证件,等级\n") + f"{person},X9,{tier}\n")
    (tmp_path / "上期" / "事.csv").write_text("事号,人号,日期\n1,A,2023-05-01\n", encoding="utf-8")
    (tmp_path / "上期" / "工人.csv").write_text("编号,在岗\nW1,是\n", encoding="utf-8")
    rulebook = load_rulebook([PACK])
    data = load_records([tmp_path / "本期"], rulebook.dictionary, previous=[tmp_path / "上期"])
    assert {source.file: source.record for source in data.sources} == {
        "本期/人.csv": "人",
        "上期/事.csv": "上期.事",
        "上期/人.csv": "上期.人",
        "停用证件.csv": "停用证件",
    }
    assert [(sheet.file, sheet.reason) for sheet in data.unread_sheets] == [
        ("上期/工人.csv", "没有规则用到上期的“工人”")
    ]
    result = audit(rulebook, data, AS_OF, engine=engine)
    found = [finding for finding in result.findings if finding.rule == "B-02"]
    assert [(finding.subject.key, finding.message) for finding in found] == [
        ("A", "A 的等级与上期不同，上期末次是 2023-05-01")
    ]
    assert [(one.file, one.row) for one in found[0].evidence if one.field == "等级"] == [
        ("本期/人.csv", 2),
        ("上期/人.csv", 2),
    ]
    reasons = {one.rule: one.reason for one in result.not_run}
    assert reasons["B-03"] == "没有读到“上期.件”"
    assert reasons["B-05"] == "没有读到“没有的名单”"


def test_without_a_previous_export_nothing_is_accused() -> None:
    """Rules that compare with the period before are 未执行 without it, and say so."""
    rulebook = load_rulebook([PACK])
    data = load_records([], rulebook.dictionary)
    assert not data.any_read
    reasons = {one.rule: one.reason for one in audit(rulebook, data, AS_OF).not_run}
    assert reasons["B-02"] == "没有读到“上期.事”；没有读到“上期.人”；没有读到“人”"
    assert reasons["B-01"] == "没有读到“人”"


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_a_finding_about_the_whole_station(engine: str, tmp_path: Path) -> None:
    """It has a name instead of a number, and an identity of its own."""
    (tmp_path / "人.csv").write_text("人号,证件,等级\nA,X9,中\n", encoding="utf-8")
    rulebook = load_rulebook([PACK])
    result = audit(rulebook, load_records([tmp_path], rulebook.dictionary), AS_OF, engine=engine, only=["B-01"])
    (finding,) = result.findings
    assert (finding.subject.record, finding.subject.key, finding.message) == ("全站", "全站", "全站 0 名高等级的人")


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_the_period_under_review(engine: str, tmp_path: Path) -> None:
    """It is stated once for the audit, reaches messages and the report, and is never guessed."""
    (tmp_path / "人.csv").write_text("人号,证件,等级\nA,X9,中\n", encoding="utf-8")
    (tmp_path / "事.csv").write_text("事号,人号,日期\n1,A,2024-12-31\n", encoding="utf-8")
    rulebook = load_rulebook([PACK])
    period = Period.parse("2025年上半年=2025-01-01..2025-06-30")
    data = load_records([tmp_path], rulebook.dictionary, period=period)
    result = audit(rulebook, data, date(2025, 8, 1), engine=engine, only=["B-08"])
    assert [finding.message for finding in result.findings] == ["A 在 2025年上半年 没有一件事"]
    assert (
        render(result, "table", 80)
        .decode()
        .startswith("审计日 2025-08-01\n评估期 2025年上半年（2025-01-01至2025-06-30）\n")
    )
    without = load_records([tmp_path], rulebook.dictionary)
    (skipped,) = audit(rulebook, without, date(2025, 8, 1), engine=engine, only=["B-08"]).not_run
    assert skipped.reason == "没有写明评估期（--period）"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2025", "评估期要写成 2025-01-01..2025-06-30，前面可以加名称和等号"),
        ("2025-02-30..2025-06-30", "评估期里有一个日期不存在"),
        ("2025-06-30..2025-01-01", "评估期的止在起之前"),
    ],
)
def test_a_period_at_fault_is_explained(text: str, why: str) -> None:
    """What is wrong with a period is said in one line."""
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        Period.parse(text)
