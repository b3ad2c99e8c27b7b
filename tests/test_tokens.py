"""Tokens: what one run of characters is, in both languages and with full-width punctuation."""

from __future__ import annotations

import pytest
from pack import line

from auditor.errors import RulebookError
from auditor.rulelang.tokens import MAX_LENGTH, Sort, tokenize
from auditor.rulelang.words import CHINESE, LONGEST, UNITS, Word, spaced


def sorts(text: str) -> list[tuple[str, str]]:
    return [(token.sort.name, str(token.value)) for token in tokenize(line(text))[:-1]]


def fault(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        tokenize(line(text))
    (error,) = caught.value.errors
    return "\n".join([f"{error.code} {error.message}", *error.hints])


def test_every_sort_of_token() -> None:
    """Numbers, durations, dates, texts, parameters, names, keywords, operators."""
    assert sorts('评分 >= 60.5 且 日 = 2025-3-1 + 7天 或 $期限 != "甲"') == [
        ("NAME", "评分"),
        ("OPERATOR", ">="),
        ("NUMBER", "60.5"),
        ("WORD", "and"),
        ("NAME", "日"),
        ("OPERATOR", "="),
        ("DATE", "2025-3-1"),
        ("OPERATOR", "+"),
        ("DURATION", "7天"),
        ("WORD", "or"),
        ("PARAM", "期限"),
        ("OPERATOR", "!="),
        ("TEXT", "甲"),
    ]


@pytest.mark.parametrize(
    "name", ["有效期", "无障碍需求", "介于两者", "或有事项", "为空白", "order_no", "android", "not_in"]
)
def test_a_name_is_the_longest_run_of_word_characters(name: str) -> None:
    """A keyword inside a name is part of the name."""
    assert sorts(name) == [("NAME", name)]


@pytest.mark.parametrize(("chinese", "word"), CHINESE.items())
def test_keywords_have_two_spellings(chinese: str, word: Word) -> None:
    """The Chinese and the English spelling of a keyword are one token."""
    assert sorts(chinese) == sorts(word.value) == sorts(word.value.replace(" ", "   ")) == [("WORD", word.value)]


def test_the_longest_english_keyword_is_taken() -> None:
    """``is not blank`` is one keyword, not ``not`` between two names."""
    assert sorts("a is not blank and not b") == [
        ("NAME", "a"),
        ("WORD", "is not blank"),
        ("WORD", "and"),
        ("WORD", "not"),
        ("NAME", "b"),
    ]


def test_full_width_punctuation_and_digits_are_read() -> None:
    """What a Chinese input method leaves behind means what it looks like; quoted text is left alone."""
    assert sorts("数量（联系）＞＝３，“（甲）”「乙」") == [
        ("NAME", "数量"),
        ("OPERATOR", "("),
        ("NAME", "联系"),
        ("OPERATOR", ")"),
        ("OPERATOR", ">="),
        ("NUMBER", "３"),
        ("OPERATOR", ","),
        ("TEXT", "（甲）"),
        ("TEXT", "乙"),
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_durations_in_every_unit(unit: str) -> None:
    """A number and a unit are a duration, with or without a blank, up to a hundred years."""
    longest = LONGEST[UNITS[unit]]
    assert sorts(f"{longest}{unit}") == [("DURATION", f"{longest}{unit}")]
    assert sorts(f"3 {unit}") == [("DURATION", f"3 {unit}")]
    assert fault(f"{longest + 1}{unit}").startswith(f"E201 看不懂“{longest + 1}{unit}”\n时长最多一百年")


def test_places_are_offsets_into_the_line() -> None:
    """Start and end of each token cut its text out of the line."""
    text = "  评分>= 60 且 is not blank"
    assert [text[token.start : token.end] for token in tokenize(line(text))] == [
        "评分",
        ">=",
        "60",
        "且",
        "is not blank",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 ≥ 3", "E201 看不懂“≥”\n请写 >="),
        ("甲、乙", "E201 看不懂“、”\n并列的取值用逗号隔开"),
        ("甲；乙", "E201 看不懂“；”"),
        ("3岁", "E201 看不懂“3岁”\n时长写成 7天、2周、3个月、1年、5工作日；名称不能以数字开头"),
        ("3且", "E201 看不懂“3且”\n关键词前面要加空格：“3 且”"),
        ("1.5天", "E201 看不懂“1.5天”\n时长用整数"),
        ("1234567890123456", "E201 看不懂“1234567890123456”\n数字最多十五位"),
        ("$ 甲", "E202 这里应当是“$参数名”，写的是“$”"),
        ('"甲', "E203 引号没有配对"),
        ("“甲", "E203 引号没有配对"),
        ("甲" * (MAX_LENGTH + 1), "E205 表达式太长或括号太深"),
    ],
)
def test_what_is_no_token(text: str, expected: str) -> None:
    """A bad character, number, duration, quote or length is said to be so."""
    assert fault(text) == expected


def test_every_token_of_an_empty_line_is_its_end() -> None:
    """An empty line is only its end."""
    assert [token.sort for token in tokenize(line(""))] == [Sort.END]


@pytest.mark.parametrize(
    ("run", "hint"),
    [
        ("无监护人", "关键词后面要加空格：“无 监护人”"),
        ("状态不为空", "关键词前面要加空格：“状态 不为空”"),
        ("AND", "关键词用小写：and"),
        ("状态", ""),
        ("且", ""),
    ],
)
def test_keywords_stuck_to_names(run: str, hint: str) -> None:
    """The longest keyword at an end of the run is the one that lacks its blank."""
    assert spaced(run) == hint
