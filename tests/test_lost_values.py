"""A text that has lost something is unknown to the rules of either engine: no verdict rests on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from differential.world import DICTIONARY

from auditor.engines.choice import engines_named
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset

RULES = """
rule: T-001
title: 备注与姓名相同
severity: 一般
status: 试行
for: 事
when: 备注 = 人.姓名
message: 相同
---
rule: T-002
title: 没有备注
severity: 一般
status: 试行
for: 事
when: 备注 为空
message: 没有
"""


@pytest.mark.parametrize("lost", ["#N/A", "4.40105E+17", "#未计算"])
def test_no_verdict_rests_on_a_lost_text(lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared it is undecided, as a key or a link it joins nothing; lost digits are not blank, an error may be."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    for name, text in (("dictionary", DICTIONARY), ("rules", RULES)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    rulebook = load_rulebook([tmp_path])
    people = [{"人号": "P1", "姓名": "赵"}, {"人号": lost, "姓名": "钱"}]
    events = [
        {"事号": "E1", "人号": "P1", "备注": "赵"},
        {"事号": "E2", "人号": "P1", "备注": lost},
        {"事号": "E3", "人号": lost, "备注": "钱"},
    ]
    data = Dataset.from_rows(rulebook.dictionary, {"人": people, "事": events})
    assert {fault.code for fault in data.problems} == {"D606", "D644" if lost[0] == "4" else "D645"}
    for engine in engines_named("both", rulebook):
        with engine:
            found = {
                rule: {cell.subject: cell.verdict.name for cell in run.cells}
                for rule, run in engine.run(data, date(2024, 5, 31)).items()
            }
        assert found["T-001"] == {0: "PROBLEM", 1: "UNDECIDED", 2: "UNDECIDED"}
        assert found["T-002"] == ({} if lost[0] == "4" else {1: "UNDECIDED"})


NUMBERLESS = """
rule: T-003
title: 没有事
severity: 一般
status: 试行
for: 人
let:
  各事: {all: 事}
when: 数量(各事) = 0
message: 没有
---
rule: T-004
title: 没有最近的事
severity: 一般
status: 试行
for: 人
let:
  最近: {latest: 事}
when: 无 最近
message: 没有
"""


@pytest.mark.parametrize("number", ["", "#N/A", "4.40105E+17"])
def test_nobody_is_accused_of_lacking_what_cannot_be_found(
    number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose number is blank or lost, their records may be any: what follows from having none is undecided."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    for name, text in (("dictionary", DICTIONARY), ("rules", NUMBERLESS)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    rulebook = load_rulebook([tmp_path])
    people = [{"人号": "P1", "姓名": "赵"}, {"人号": number, "姓名": "钱"}, {"人号": "P2", "姓名": "孙"}]
    data = Dataset.from_rows(
        rulebook.dictionary, {"人": people, "事": [{"事号": "E1", "人号": "P2", "日期": "2024-01-01"}]}
    )
    for engine in engines_named("both", rulebook):
        with engine:
            for rule, run in engine.run(data, date(2024, 5, 31)).items():
                assert {cell.subject: cell.verdict.name for cell in run.cells} == {0: "PROBLEM", 2: "UNDECIDED"}, rule
                assert run.cells[-1].missing == ("人.人号",)
