"""The Chinese card of a rule, whole: what the evaluator reads is what the engines run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack import HEAD, read

from auditor.authoring.card import render_card

HERE = Path(__file__).parent / "cards"


@pytest.mark.parametrize("rule", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_card(rule: Path) -> None:
    """The card of each rule is exactly the text beside it."""
    rulebook, errors = read(rule.read_text(encoding="utf-8"))
    assert [error.render() for error in errors] == []
    card = render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"])
    assert card + "\n" == rule.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("社工签名 为空 或 小结 不为空 且 督导", "社工签名为空，或者（小结已填写，并且督导为是）"),
        ('非 (状态 = "在案" 或 督导)', "并非（状态等于“在案”，或者督导为是）"),
        ("风险评分 介于 1 和 5", "风险评分在1到5之间"),
        ("风险评分 >= 60 且 风险评分 != 99", "风险评分至少为60，并且风险评分不等于99"),
        ("接案日期 <= 结案日期 - 3个月", "接案日期不晚于结案日期减3个月"),
        ('类别 包含任一 ["低保", "独居"]', "类别包含“低保”、“独居”"),
        ("(风险评分 + 1) * 2 > 3.50", "（风险评分加1）乘以2大于3.5"),
        ("周岁(服务对象.出生日期, 接案日期) < 18", "按服务对象的出生日期出生算到接案日期的周岁小于18"),
        ("(结案日期 否则 审计日) - 接案日期 > 30", "从接案日期到结案日期（没有时用审计日）的天数大于30"),
        ("接案日期 > 2025-01-31", "接案日期晚于2025-01-31"),
    ],
)
def test_phrases(when: str, said: str) -> None:
    """Every kind of condition and value has a phrase."""
    rulebook, errors = read(HEAD + f"when: {when}\n")
    assert errors == []
    card = render_card(rulebook.rules["CF-001"], rulebook.plans["CF-001"])
    assert card.split("\n")[-1] == f"  出现下列情况即为问题：{said}"
