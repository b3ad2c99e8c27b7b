"""A rule file from anyone: it cannot run code, hang or crash the reader."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pack import HEAD, read

from auditor.authoring.cases import read_cases
from auditor.authoring.lints import lint, lint_cases

KEYS = """rule title severity status version source params for where each let due when message fix at owner tags
all latest earliest table findings run gap period twin match while from until text with is note gives direction
versions rows calendar holidays workdays test cases name given expect records codes"""
VALUES = """个案 电话记录 跟进记录 联系频次 服务对象 小结 接案日期 CF-001 严重 启用 月 甲.次数>3 $期限 {个案编号} 甲 乙
2024-01-01 0..39 70.. int 7天 !!python/name:os.system &a *a <<"""
PHRASES = [
    "as of",
    "社工签名 为空",
    "接案日期 + 7天 > 审计日",
    "无 甲",
    "数量(甲) = 0",
    "code 高|低",
    "甲 | 乙\n1 | 2",
    "",
]
WORDS = st.sampled_from([*KEYS.split(), *VALUES.split(), *PHRASES])
TREES = st.recursive(
    st.one_of(WORDS, st.text(max_size=6)),
    lambda part: st.one_of(st.lists(part, max_size=4), st.dictionaries(WORDS, part, max_size=5)),
    max_leaves=25,
)
LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survive(text: str) -> None:
    """Reads, plans, lints and renders ``text`` as a rulebook; fails if that raises or takes long."""
    start = time.perf_counter()
    rulebook, errors = read(text)
    cases = read_cases(rulebook, errors)
    for fault in [*errors, *lint(rulebook), *lint_cases(rulebook, cases)]:
        assert fault.render()
    assert time.perf_counter() - start < 5
    assert errors or rulebook.rules.keys() == rulebook.plans.keys()


def written(tree: object, indent: str = "") -> str:
    """A tree as YAML, in block style, scalars as they are: not always YAML at all."""
    if isinstance(tree, dict):
        return "".join(f"\n{indent}{key}: {written(part, indent + '  ')}" for key, part in tree.items())
    if isinstance(tree, list):
        return "".join(f"\n{indent}- {written(part, indent + '  ')}" for part in tree)
    return str(tree)


@LIMITS
@given(TREES)
def test_any_tree(tree: object) -> None:
    """Any arrangement of the language's own words is planned or refused with errors that can be shown."""
    survive(written(tree).lstrip("\n"))


@LIMITS
@given(st.dictionaries(WORDS, TREES, max_size=6))
def test_any_keys_after_a_good_beginning(tree: dict[str, object]) -> None:
    """The same behind the beginning of a sound rule, so that more of it is looked at."""
    parts = {key: part for key, part in tree.items() if f"{key}:" not in HEAD}
    survive(HEAD + written({"when": "社工签名 为空", **parts}).lstrip("\n"))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Any text at all."""
    survive(text.encode("utf-8", "ignore").decode())


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['echo broken > /tmp/x']",
        "rule: !!python/name:os.system",
        "a: &a [1]\nb: [*a, *a]",
        "<<: {rule: CF-001}",
    ],
)
def test_nothing_is_constructed(text: str) -> None:
    """Tags, anchors and merges do nothing but be refused."""
    _, errors = read(text)
    assert {error.code for error in errors} <= {"E103", "E107"}
    assert errors


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "when: 甲\nlet:\n" + "".join(f"  名{n}: 名{n + 1}\n" for n in range(9000)),
        HEAD + "when: 甲\nlet:\n" + "".join(f"  名{n}: 名{n + 1}\n" for n in range(99)),
        HEAD + "when: " + " 或 ".join(f"名{n} = 1" for n in range(180)) + "\n",
        HEAD + "when: 社工签名 为空\n" + "".join(f"键{n}: 1\n" for n in range(9000)),
        HEAD + "when: 社工签名 为空\nat: [" + ", ".join(f"项{n}" for n in range(9000)) + "]\n",
        HEAD.replace("有问题", "{甲}" * 600) + "when: 社工签名 为空\n",
        HEAD + "when: 小结 属于 [" + ", ".join(f'"{n}"' for n in range(250)) + "]\n",
        "test: CF-001\ncases:\n  - name: 大\n    as of: 2025-01-01\n    given:\n      个案: |\n        个案编号\n"
        + "        A | B\n" * 20_000
        + "    expect: 主体 | 结论\n---\n"
        + HEAD
        + "when: 社工签名 为空\n",
        "table: 大\nwith: {数: int}\ngives: {值: int}\nversions:\n  - from: 2024-01-01\n    rows:\n"
        + "".join(f"      {n * 2}: 1\n" for n in range(1000)),
        "calendar: cn\nfrom: 1970-01-01\nuntil: 2029-12-31\nholidays: ["
        + ", ".join(["2024-01-01"] * 9000)
        + "]\nworkdays: []\n",
    ],
    ids=["lets", "chain", "names", "keys", "at", "message", "list", "case", "table", "calendar"],
)
def test_large_files_take_no_time(text: str) -> None:
    """Files at the limits of what is allowed, and beyond them, are done with in seconds."""
    survive(text)
