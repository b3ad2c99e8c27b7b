"""Lints that need more than one snippet to pin down: what they find and, above all, what they let pass."""

from __future__ import annotations

import pytest
from pack import HEAD, read

from auditor.authoring.cases import read_cases
from auditor.authoring.lints import lint, lint_cases


def lints(*documents: str) -> list[str]:
    rulebook, errors = read(*documents)
    assert [error.render() for error in errors] == []
    cases = read_cases(rulebook, errors)
    assert errors == []
    return [f"{found.code} {found.message}" for found in [*lint(rulebook), *lint_cases(rulebook, cases)]]


def test_a_good_rule_has_none() -> None:
    """A rule on trial that names its record and uses its names passes."""
    assert lints(HEAD + "params: {分: 60}\nlet: {联系: {all: 跟进记录}}\nwhen: 风险评分 > $分 且 无 联系\n") == []


@pytest.mark.parametrize("title", ["应急联系人没有写", "服务对象反应强烈却没有跟进", "个案供应不足"])
def test_titles_with_harmless_words(title: str) -> None:
    """应 within another word names no duty."""
    assert lints(HEAD.replace("接案表有缺漏", title) + "when: 社工签名 为空\n") == []


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("接案表应当签名", "应当"),
        ("必须有签名", "必须"),
        ("不得倒签", "不得"),
        ("应签名", "应"),
        ("must be signed", "must"),
    ],
)
def test_titles_that_name_the_remedy(title: str, word: str) -> None:
    """A title that says what ought to be is pointed out with the word that says so."""
    assert lints(HEAD.replace("接案表有缺漏", title) + "when: 社工签名 为空\n") == [
        f"W504 标题写的是要求（“{word}”），应当写出所发现的问题"
    ]


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("个案 {个案编号}", True),
        ("{服务对象.姓名}", True),
        ("档案 {服务对象.档案号}", True),
        ("{社工签名}", False),
        ("有问题", False),
        ("档案 {档案号}", False),  # several cases may share it
    ],
)
def test_messages_name_their_record(message: str, named: bool) -> None:
    """The key or display name of the subject or of a parent will do; nothing else does."""
    found = lints(HEAD.replace("个案 {个案编号} 有问题", f"'{message}'") + "when: 社工签名 为空\n")
    assert found == ([] if named else ["W507 提示语没有写明是哪一份个案"])


def test_unused_names() -> None:
    """A name is used where any expression, box or message mentions it; an each box is used by being there."""
    body = (
        "params: {甲: 1, 乙: 7天, 丙: [在案], 丁: 2}\nwhere: 状态 属于 $丙\n"
        'each:\n  段: {run: 电话记录, while: 结果 = "拒接"}\n'
        "let:\n  戊: 风险评分 + $甲\n  己: 1\n  庚: {all: 跟进记录, where: 日期 > 个案.接案日期 + $乙}\nwhen: 有 庚\n"
    )
    found = lints(HEAD.replace("有问题", "有问题 {戊}") + body)
    assert found == ["W501 “$丁”写了但没有用到", "W501 “己”写了但没有用到"]


def case(expect: str) -> str:
    return (
        "test: CF-001\ncases:\n  - name: 例\n"
        "    as of: 2025-01-01\n    given:\n      个案: |\n        个案编号 | 社工签名\n"
        f"        A1 | 张\n        A2 |\n    expect: |\n      主体 | 结论\n{expect}"
    )


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("when: 社工签名 为空\n", ["问题", "通过"]),
        ("when: 社工签名 为空 或 风险评分 > 3\n", ["问题", "通过", "无法判断"]),
        ("when: 服务对象.姓名 为空\n", ["问题", "通过", "无法判断"]),
        ("when: 社工签名 为空\ndue: 接案日期\n", ["问题", "通过", "未到期", "无法判断"]),
    ],
)
def test_kinds_of_cases(body: str, kinds: list[str]) -> None:
    """An active rule has a case for every verdict that it can give, as far as the checker can tell."""
    rule = HEAD.replace("试行", "启用") + "source: {doc: 规程}\n" + body
    assert sorted(lints(rule)) == sorted(f"W505 缺少结论为“{kind}”的用例" for kind in kinds)
    shown = "".join(f"      A1 | {kind}\n" for kind in kinds)
    assert lints(rule, case(shown)) == []


def test_the_same_condition_twice() -> None:
    """Two rules that ask the same are one too many; the later one is told."""
    first, second = (
        HEAD + "when: 风险评分 > 3\n",
        HEAD.replace("CF-001", "CF-002") + "params: {分: 3}\nwhen: 风险评分 > $分\n",
    )
    assert lints(first, second) == ["W508 与 CF-001 的条件完全相同"]
    assert lints(first, second.replace("分: 3", "分: 4")) == []
