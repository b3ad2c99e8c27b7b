"""Conditions that are always or never true: found where the rulebook alone decides, and nowhere else."""

from __future__ import annotations

import operator
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack import HEAD, plan_of

from auditor.authoring.foregone import foregone
from auditor.authoring.words import Phrases

LETS = """params: {下限: 3, 名单: [高, 中, 低]}
each:
  失联: {run: 电话记录, while: 结果 = "未接通"}
let:
  联系: {all: 跟进记录}
  频次: {table: 联系频次, with: 个案等级}
  半数: 数量(联系) 否则 0
"""


def found(when: str) -> list[tuple[str, bool]]:
    plan = plan_of(f"{LETS}when: {when}\n")
    return [(Phrases(plan.alias).condition(part), outcome) for part, outcome in foregone(plan.when, plan.steps)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("数量(联系) >= 0", [("“联系”的数量至少为0", True)]),
        ("数量(联系) < 0 或 社工签名 为空", [("“联系”的数量小于0", False)]),
        ("半数 < 0", []),  # 否则 is not looked into
        ("字数(小结) > -1", [("小结的字数大于-1", True)]),
        ("失联.次数 >= 1", [("失联的次数至少为1", True)]),
        ("失联.次数 < $下限 且 失联.次数 > $下限", [("失联的次数小于【下限】，并且失联的次数大于【下限】", False)]),
        ("$下限 > 5", [("【下限】大于5", False)]),
        ("频次.次数 > 4", [("“频次”的次数大于4", False)]),
        ("频次.次数 = 3", [("“频次”的次数等于3", False)]),
        ("个案等级 属于 $名单", [("个案等级属于【名单】", True)]),
        ('个案等级 != "高" 且 个案等级 != "中" 且 个案等级 != "低"', [(None, False)]),
        ('状态 = "在案" 或 状态 = "已结案"', [(None, True)]),
        ("风险评分 = 风险评分", [("风险评分等于风险评分", True)]),
        ("风险评分 > 59 且 风险评分 < 60", [(None, False)]),  # whole numbers
        ("风险评分 / 1 > 59 且 风险评分 / 1 < 60", []),
        ("风险评分 介于 1 和 5 且 风险评分 > 7", [(None, False)]),
        ("接案日期 > 2025-01-01 且 接案日期 < 2025-01-02", [(None, False)]),
        ("接案日期 > 2025-01-01 且 接案日期 < 2025-01-03", []),
        ("社工签名 为空 或 社工签名 不为空", [(None, True)]),
        ("风险评分 为空 且 风险评分 > 3", [(None, False)]),
        ('小结 = "甲" 且 小结 = "乙"', [(None, False)]),
        ("非 (风险评分 > 5 或 风险评分 <= 5)", [(None, False)]),
        ("(风险评分 < 3 且 风险评分 > 5) 或 社工签名 为空", [(None, False)]),
        ('风险评分 > 5 且 社工签名 为空 且 小结 != "甲"', []),
        ('类别 包含 "独居" 且 类别 包含 "残疾"', []),
        ("督导 = 真 且 督导 = 假", []),  # not looked into
        ("结案日期 < 接案日期", []),
    ],
)
def test_what_is_foregone(when: str, expected: list[tuple[str | None, bool]]) -> None:
    """Counts, parameters, code lists, tables and bounds of one value decide; records' own values do not."""
    assert [
        (said if text else None, outcome) for (said, outcome), (text, _) in zip(found(when), expected, strict=True)
    ] == [*expected]


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
BOUNDS = st.lists(st.tuples(st.sampled_from(list(OPERATORS)), st.integers(-3, 3)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(BOUNDS, st.sampled_from(["且", "或"]))
def test_bounds_are_judged_as_trying_every_number_does(bounds: list[tuple[str, int]], word: str) -> None:
    """For bounds of one whole number, the lint says always or never exactly if no number is an exception."""
    joined = all if word == "且" else any
    outcomes = {joined(OPERATORS[op](number, bound) for op, bound in bounds) for number in range(-6, 7)}
    plan = plan_of("when: " + f" {word} ".join(f"风险评分 {op} {bound}" for op, bound in bounds) + "\n", HEAD)
    whole = [outcome for part, outcome in foregone(plan.when, plan.steps) if part == plan.when]
    assert whole == ([] if len(outcomes) == 2 else [*outcomes])
