"""One way of writing an expression line."""

from __future__ import annotations

import pytest
from pack import line

from auditor.authoring.format_expressions import Edit, expression_edits, template_edits
from auditor.authoring.format_lines import apply
from auditor.authoring.spelling import Spelling, prevailing
from auditor.errors import RulebookError


def chinese(text: str) -> str:
    return apply(text, expression_edits(line(text), Spelling.CHINESE))


def english(text: str) -> str:
    return apply(text, expression_edits(line(text), Spelling.ENGLISH))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("甲=1  且 乙 ＞ 2", "甲 = 1 且 乙 > 2"),
        ("（甲 且 乙）或 丙", "(甲 且 乙) 或 丙"),
        ('方式 属于 ［ “探访” ，"面谈"］', '方式 属于 ["探访", "面谈"]'),
        ("数量 (联系)>=3", "数量(联系) >= 3"),
        ("服务对象 . 出生日期 为空", "服务对象.出生日期 为空"),
        ("分数 = - 1 或 分数-1 = 0", "分数 = -1 或 分数 - 1 = 0"),
        ("天数( 起 ,止 )", "天数(起, 止)"),
        ("日期 <= 2025-1-3 + 7 天", "日期 <= 2025-01-03 + 7天"),
        ("日期 介于 起 且 止 且 有 联系", "日期 介于 起 和 止 且 有 联系"),
        ("a = ＄期限 + 2工作日", "a = $期限 + 2工作日"),
        ("姓名 = 「“张”」", '姓名 = "“张”"'),
        ('姓名 = 「"张"」', '姓名 = 「"张"」'),
        ("count(联系) > 0 and not has 回访 or 甲 is   not blank", "数量(联系) > 0 且 非 有 回访 或 甲 不为空"),
        ("甲 else audit_date", "甲 否则 审计日"),
        ("记录.无 = 真", "记录.无 = 真"),
    ],
)
def test_one_way_of_writing(written: str, wanted: str) -> None:
    """Blanks, punctuation, quotes, signs, dates and keywords come out in one way, and stay so."""
    assert chinese(written) == wanted
    assert chinese(wanted) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("甲 介于 1 和 2 或 无 回访", "甲 between 1 and 2 or no 回访"),
        ("甲 不属于 [1] 且 乙 包含任一 $名", "甲 not in [1] and 乙 contains any $名"),
        ("due + 1天 < 审计日 - 2个月", "due + 1 day < audit_date - 2 months"),
        ("周岁(甲, 审计日) 不为空", "age(甲, audit_date) is not blank"),
        ("甲.和 = 1", "甲.和 = 1"),
    ],
)
def test_english_spelling(written: str, wanted: str) -> None:
    """Keywords, functions and units in English; names stay; Chinese can be had back."""
    assert english(written) == wanted
    assert english(wanted) == wanted
    assert chinese(wanted) == written


def test_edits_are_small() -> None:
    """What is right already is not touched, so that comments and places around it stay."""
    assert expression_edits(line("甲 = 1 且 乙=2"), Spelling.CHINESE) == [Edit(9, 9, " "), Edit(10, 10, " ")]


def test_templates() -> None:
    """Only what stands in braces is put in order; the text of a message is its author's."""
    text = "截至（审计日）{ 次数+1 |整数 } 次， {甲}"
    assert apply(text, template_edits(line(text), Spelling.CHINESE)) == "截至（审计日）{次数 + 1 | 整数} 次， {甲}"


def test_what_cannot_be_read_is_refused() -> None:
    """A line with a mistake is not rewritten."""
    with pytest.raises(RulebookError):
        expression_edits(line("甲 = = 1"), Spelling.CHINESE)


@pytest.mark.parametrize(
    ("expressions", "wanted"),
    [
        (["甲 且 乙", "甲 and 乙", "有 丙"], Spelling.CHINESE),
        (["甲 and 乙", "count(丙) > 1", "有 丙"], Spelling.ENGLISH),
        (["甲 and 乙", "有 丙"], Spelling.CHINESE),
        (["甲 ~ 乙", "甲 = 乙"], Spelling.CHINESE),
    ],
)
def test_the_spelling_that_prevails(expressions: list[str], wanted: Spelling) -> None:
    """The majority of keywords and functions decides; a draw, or none, is Chinese."""
    assert prevailing(map(line, expressions)) is wanted
