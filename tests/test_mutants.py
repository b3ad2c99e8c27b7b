"""Mutants of rules: what changes, and whether the cases notice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack import HEAD, plan_of

from auditor.authoring.mutants import hunt, mutants, render_survivor
from auditor.plan.rulebook import load_rulebook

RULE = """rule: CF-001
title: 接案表缺少签名
severity: 严重
source: {doc: 例}
for: 个案
where: 状态 = "在案"
when: 社工签名 为空 且 接案日期 < 2025-01-01
message: 个案 {个案编号} 有问题
"""
CASES = """---
test: CF-001
cases:
  - name: 签了名的、没有签名的、新近的
    as of: 2025-03-31
    given:
      个案: |
        个案编号 | 状态 | 接案日期   | 社工签名
        A1       | 在案 | 2024-06-01 | 甲
        A2       | 在案 | 2024-06-01 |
        A3       | 在案 | 2025-02-01 |
    expect: |
      主体 | 结论
      A1   | 通过
      A2   | 问题
      A3   | 通过
"""
PACK = Path(__file__).parent / "errors" / "pack"


def said(body: str) -> list[str]:
    return [f"{mutant.how} {mutant.said}" for mutant in mutants(plan_of(body, HEAD.replace("试行", "启用")))]


def test_every_condition_has_its_mutants() -> None:
    """Each atom of where, of boxes and of when is inverted, and left out where something remains."""
    body = """where: 状态 = "在案"
each:
  失联: {run: 电话记录, where: 拨打时间 不为空, while: 结果 = "未接通" 或 结果 = "拒接"}
let:
  跟进: {all: 跟进记录, where: 日期 >= 接案日期起}
  接案日期起: 个案.接案日期
when: 失联.次数 >= 3 且 无 跟进
"""
    assert said(body) == [
        "去掉 失联的次数至少为3",
        "反过来 失联的次数至少为3",
        "去掉 没有“跟进”",
        "反过来 没有“跟进”",
        "去掉 状态等于“在案”",
        "反过来 状态等于“在案”",
        "去掉 结果等于“未接通”",
        "反过来 结果等于“未接通”",
        "去掉 结果等于“拒接”",
        "反过来 结果等于“拒接”",
        "去掉 拨打时间已填写",
        "反过来 拨打时间已填写",
        "去掉 日期不早于“接案日期起”",
        "反过来 日期不早于“接案日期起”",
    ]


def test_a_condition_that_no_case_guards_is_named(tmp_path: Path) -> None:
    """Cases in which every file is open do not notice when the rule looks at closed ones as well."""
    (tmp_path / "CF-001.yaml").write_text(RULE + CASES, encoding="utf-8")
    found = hunt(load_rulebook([PACK, tmp_path]), ["CF-001"])
    assert found.mutants == 6
    assert [render_survivor(one).split("/")[-1] for one in found.survivors] == [
        "CF-001.yaml:1:7: CF-001 把“状态等于“在案””去掉，没有一个用例不符"
    ]


@pytest.mark.slow
def test_the_cases_of_the_pack_guard_every_condition() -> None:
    """Whatever condition of a rule in use is inverted or left out, a case of that rule comes out otherwise."""
    assert [render_survivor(one) for one in hunt(load_rulebook()).survivors] == []
