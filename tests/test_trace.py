"""The trace of a subject: what it shows, and that it never differs from what the engines say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
from differential.grammar import random_rulebook
from differential.world import DICTIONARY, PERIOD, TABLES, random_given
from pack import HEAD, read

from auditor.authoring.trace import Traces
from auditor.engines.base import RunStatus
from auditor.engines.durable.trace import Tracer
from auditor.engines.relational.engine import RelationalEngine
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset

DAY = date(2025, 1, 31)
Rows = Mapping[str, Sequence[Mapping[str, object]]]


def trace(body: str, rows: Rows, *others: str, rid: int = 0, mask: bool = True) -> str:
    """The trace of one subject of the rule CF-001 made of ``body``."""
    rulebook, errors = read(HEAD + body, *others)
    assert [error.render() for error in errors] == []
    dataset = Dataset.from_rows(rulebook.dictionary, rows)
    with RelationalEngine(rulebook) as engine:
        runs = engine.run(dataset, DAY)
    return Traces(rulebook, "CF-001", dataset, DAY, runs, mask=mask).render(rid)


CALLS = [
    {"电话编号": "D1", "个案编号": "A1", "拨打时间": "2025-01-01", "结果": "未接通"},
    {"电话编号": "D2", "个案编号": "A1", "拨打时间": "2025-01-02", "结果": "拒接"},
    {"电话编号": "D3", "个案编号": "A1", "拨打时间": "2025-01-09", "结果": "接通"},
    {"电话编号": "D4", "个案编号": "A1", "拨打时间": "2025-01-20", "结果": ""},
]
CASE = [{"个案编号": "A1", "状态": "在案", "接案日期": "2025-01-01", "社工签名": ""}]


def test_a_box_and_a_condition() -> None:
    """Every candidate with its place and the fields that decide, every part of the condition with its values."""
    body = (
        'where: 状态 = "在案"\nparams: {次数: 2}\nlet:\n  接通: {all: 电话记录, where: 结果 = "接通"}\n'
        "  几次: 数量(接通)\nwhen: 几次 < $次数 且 (社工签名 为空 或 非 (有 接通))\n"
    )
    assert trace(body, {"个案": CASE, "电话记录": CALLS}).split("\n") == [
        "个案 A1（第1行）",
        "  只看：",
        "    真    状态等于“在案”　状态 = 在案",
        "  “接通”：电话记录 4 条，符合 1 条，不明 1 条",
        "    真    D3（第3行）　结果 = 接通",
        "    不明  D4（第4行）　结果 = （空）",
        "    假    D1（第1行）　结果 = 未接通",
        "    假    D2（第2行）　结果 = 拒接",
        "  “几次” = 1 到 2",
        "  判断：",
        "    不明  全部成立：",
        "      不明  “几次”小于【次数】　“几次” = 1 到 2，【次数】 = 2",
        "      真    至少一项成立：",
        "        真    社工签名为空　社工签名 = （空）",
        "        假    没有“接通”　“接通”的数量 = 1 到 2",
        "  结论：无法判断。缺：电话记录.结果",
    ]


def test_elements() -> None:
    """Each element with its parts; what does not pass comes first and in full."""
    body = "each:\n  空档: {gap: 电话记录, from: 接案日期, until: 审计日}\nwhen: 空档.天数 > 10\n"
    assert trace(body, {"个案": CASE, "电话记录": CALLS}).split("\n") == [
        "个案 A1（第1行）",
        "  “空档”：起 2025-01-09，止 2025-01-20，天数 11",
        "  判断：",
        "    真    空档的天数大于10　空档的天数 = 11",
        "  结论：问题。个案 A1 有问题",
        "  “空档”：起 2025-01-20，止 2025-01-31，天数 11",
        "  判断：",
        "    真    空档的天数大于10　空档的天数 = 11",
        "  结论：问题。个案 A1 有问题",
        "  “空档”：起 2025-01-01，止 2025-01-01，天数 0，前面没有记录　结论：通过",
        "  “空档”：起 2025-01-01，止 2025-01-02，天数 1　结论：通过",
        "  “空档”：起 2025-01-02，止 2025-01-09，天数 7　结论：通过",
    ]


def test_a_rule_that_does_not_apply() -> None:
    """The trace ends where the rule does."""
    text = trace('where: 状态 = "已结案"\nlet:\n  天: 接案日期 + 1天\nwhen: 天 < 审计日\n', {"个案": CASE})
    assert text.split("\n")[1:] == ["  只看：", "    假    状态等于“已结案”　状态 = 在案", "  结论：不适用"]


def test_findings_of_other_rules() -> None:
    """A box of findings names the rules that found something."""
    other = HEAD.replace("CF-001", "CF-002").replace("有缺漏", "没有签名") + "when: 社工签名 为空\n"
    body = "let:\n  已有: {findings: [CF-002]}\nwhen: 有 已有\n"
    assert "  “已有”：CF-002（严重）接案表没有签名" in trace(body, {"个案": CASE}, other).split("\n")


@pytest.mark.parametrize("seed", range(8))
def test_the_trace_agrees_with_the_engine(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For random rules on random data, the cells of all traces are the cells of the bulk engine."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    rng = Random(seed)
    for name, content in (("dictionary", DICTIONARY), ("tables", TABLES), ("rules", random_rulebook(rng, 3))):
        (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
    rulebook = load_rulebook([tmp_path])
    with RelationalEngine(rulebook) as engine:
        for _ in range(3):
            dataset = Dataset.from_rows(rulebook.dictionary, random_given(rng, rulebook.dictionary), PERIOD)
            runs = engine.run(dataset, date(2024, 5, 31))
            for plan, run in runs.items():
                assert run.status is RunStatus.DONE
                tracer = Tracer(rulebook, plan, dataset, date(2024, 5, 31), runs)
                rule, subject = rulebook.plans[plan].rule, rulebook.plans[plan].subject
                subjects = range(dataset.tables[subject.name].frame.height)
                traced = [tracer.subject(rid) for rid in subjects]
                assert sum(one.applies for one in traced) == run.applicable
                cells = [cell.cell for one in traced for cell in one.cells if cell.cell is not None]
                assert sorted(map(repr, cells)) == sorted(map(repr, run.cells))
                Traces(rulebook, rule, dataset, date(2024, 5, 31), runs).render(0) if traced else ""
