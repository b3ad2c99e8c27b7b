"""The expression line: what binds how, that both languages mean the same, that nothing breaks it."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack import line

from auditor.errors import RulebookError
from auditor.rulelang import nodes as n
from auditor.rulelang.functions import FUNCTIONS
from auditor.rulelang.parser import MAX_DEPTH, MAX_OPERATORS, parse, parse_duration
from auditor.rulelang.words import CHINESE, OPERATORS, UNITS
from auditor.spans import Span


def bare(tree: object) -> object:
    """A tree without its places, functions by their meaning: what two spellings have in common."""
    if isinstance(tree, n.Call) and tree.function in FUNCTIONS:
        return (FUNCTIONS[tree.function].func, bare(tree.args))
    if is_dataclass(tree) and not isinstance(tree, n.Duration):
        return (type(tree).__name__, *(bare(getattr(tree, f.name)) for f in fields(tree) if f.name != "span"))
    return tuple(bare(part) for part in tree) if isinstance(tree, tuple) else tree


def nodes(tree: object) -> list[n.Node]:
    """The tree's nodes."""
    if isinstance(tree, tuple):
        return [node for part in tree for node in nodes(part)]
    if not is_dataclass(tree) or isinstance(tree, (n.Duration, Span)):
        return []
    return [tree, *(node for f in fields(tree) for node in nodes(getattr(tree, f.name)))]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("甲 或 乙 且 丙", "甲 或 (乙 且 丙)"),
        ("非 甲 且 乙", "(非 甲) 且 乙"),
        ("非 甲 = 1", "非 (甲 = 1)"),
        ("甲 + 乙 * 丙 - 丁", "(甲 + (乙 * 丙)) - 丁"),
        ("甲 - 乙 - 丙", "(甲 - 乙) - 丙"),
        ("甲 否则 乙 + 1 > 3", "(甲 否则 (乙 + 1)) > 3"),
        ("甲 介于 1 和 2 且 乙", "(甲 介于 1 和 2) 且 乙"),
        ("甲 between 1 and 2 and 乙", "(甲 介于 1 和 2) 且 乙"),
        ("有 甲 且 无 乙", "(有 甲) 且 (无 乙)"),
        ("甲 包含 乙 + 丙", "甲 包含 (乙 + 丙)"),
    ],
)
def test_what_binds_how(text: str, same: str) -> None:
    """Brackets put where the grammar puts them change nothing."""
    assert bare(parse(line(text))) == bare(parse(line(same)))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("甲 = 1 或 乙 != 2 且 非 丙 < 3", "甲 = 1 or 乙 != 2 and not 丙 < 3"),
        ("有 甲 且 无 乙", "has 甲 and no 乙"),
        ("甲 介于 1 和 2", "甲 between 1 and 2"),
        ("甲 介于 1 和 2", "甲 between 1 to 2"),
        ('甲 属于 ["a", "b"] 或 甲 不属于 $名单', '甲 in ["a", "b"] or 甲 not in $名单'),
        ('甲 包含 "a" 且 乙 包含任一 ["b"]', '甲 contains "a" and 乙 contains any ["b"]'),
        ("甲 为空 或 乙 不为空", "甲 is blank or 乙 is not blank"),
        ("甲 否则 审计日", "甲 else audit_date"),
        ("甲 = 真 且 乙 = 假", "甲 = true and 乙 = false"),
        ("周岁(甲, 审计日) >= 18", "age(甲, audit_date) >= 18"),
        ("甲 + 3天 + 2周 + 1个月 + 1年 + 5工作日", "甲 + 3 days + 2 weeks + 1 month + 1 year + 5 workdays"),
        ("数量(甲) > 合计(乙.丙)", "count(甲) > total(乙.丙)"),
    ],
)
def test_both_languages_give_the_same_tree(chinese: str, english: str) -> None:
    """A rule in English words means what it means in Chinese ones."""
    assert bare(parse(line(chinese))) == bare(parse(line(english)))


def test_every_function_has_two_spellings() -> None:
    """Each function is in the table under a Chinese and an English name."""
    spelt = {
        function.func: {name for name, one in FUNCTIONS.items() if one is function} for function in FUNCTIONS.values()
    }
    for func, names in spelt.items():
        assert len(names) == 2
        assert {name.isascii() for name in names} == {True, False}, func


def test_literals() -> None:
    """Each literal gives the value it shows."""
    tree = parse(line('甲 属于 [1, 2.5, -3, "四", 2025-1-31, 7天, 真]'))
    assert isinstance(tree, n.Membership)
    values = [item.value for item in tree.items if isinstance(item, n.Literal)]
    assert [str(value) for value in values] == ["1", "2.5", "-3", "四", "2025-01-31", "7天", "True"]
    assert [type(value).__name__ for value in values] == ["int", "float", "int", "str", "date", "Duration", "bool"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("7天", "7天"), ("2 周", "2周"), ("3月", "3个月"), ("5 workdays", "5 workdays"), ("７日", "7天")],
)
def test_durations_of_parameters(text: str, found: str) -> None:
    """A duration outside an expression is spelt as within one, and shown in its author's language."""
    assert str(parse_duration(text)) == found


@pytest.mark.parametrize("text", ["7", "天", "七天", "1.5天", "-7天", "99999天", "7天整", ""])
def test_what_is_no_duration(text: str) -> None:
    """Anything else is none, without an error."""
    assert parse_duration(text) is None


def test_names_mentioned() -> None:
    """Every name before a dot is named, wherever it stands."""
    tree = parse(line("有 甲 且 数量(乙) > 丙.丁 + 1 或 非 (戊 否则 己 为空) 且 庚 介于 辛 和 壬 且 癸 包含 子"))
    assert n.names(tree) == set("甲乙丙戊己庚辛壬癸子")


ATOMS = st.one_of(
    st.sampled_from([*CHINESE, *CHINESE.values(), *FUNCTIONS, *OPERATORS, *map("3{}".format, UNITS)]),
    st.sampled_from(
        ["甲", "乙.丙", "$参", "“文”", '"x', "2025-01-31", "2025-13-01", "3.5", "99999天", "≥", "、", "１２"]
    ),
    st.text(max_size=3),
)


@settings(max_examples=400)
@given(st.lists(ATOMS, max_size=30).map(" ".join))
def test_token_soup_is_refused_politely(text: str) -> None:
    """No heap of tokens raises anything but a RulebookError with one fault, which can be shown."""
    start = time.perf_counter()
    try:
        parse(line(text))
    except RulebookError as why:
        (fault,) = why.errors
        assert fault.code.startswith("E2")
        assert fault.render()
    assert time.perf_counter() - start < 1


VALUES = st.recursive(
    st.sampled_from(["甲", "乙.丙", "$参", "3", "2.5", '"文"', "2025-01-31", "7天", "审计日"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(" ".join),
        st.tuples(part, part).map(lambda two: f"({two[0]} 否则 {two[1]})"),
        part.map("天数({}, 审计日)".format),
        part.map("({})".format),
    ),
    max_leaves=6,
)
CONDITIONS = st.recursive(
    st.one_of(
        st.tuples(VALUES, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), VALUES).map(" ".join),
        st.tuples(VALUES, VALUES, VALUES).map(lambda three: "{} 介于 {} 和 {}".format(*three)),
        st.tuples(VALUES, VALUES).map(lambda two: "{} 属于 [{}, 1]".format(*two)),
        VALUES.map("{} 为空".format),
        st.just("无 甲"),
    ),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["且", "或"]), part).map(" ".join), part.map("非 ({})".format)
    ),
    max_leaves=5,
)
TO_ENGLISH = {"否则": "else", "介于": "between", "和": "and", "属于": "in", "为空": "is blank", "且": "and", "或": "or"}


@settings(max_examples=200)
@given(CONDITIONS)
def test_sentences_parse_and_every_span_covers_its_text(text: str) -> None:
    """What the grammar allows is read, and the text that a node points at reads as that node again."""
    tree = parse(line(text))
    for node in nodes(tree):
        written = node.span.source.text[node.span.start : node.span.end]
        assert bare(parse(line(written))) == bare(node)


@settings(max_examples=200)
@given(CONDITIONS)
def test_sentences_mean_the_same_in_english(text: str) -> None:
    """Word by word in English, any sentence gives the same tree."""
    words = {**TO_ENGLISH, "非": "not", "无": "no", "审计日": "audit_date"}
    english = " ".join(words.get(word, word) for word in text.replace("(", "( ").replace(")", " )").split(" "))
    english = english.replace("天数(", "days(").replace("审计日", "audit_date").replace("天数", "days")
    assert bare(parse(line(english))) == bare(parse(line(text)))


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH - 1) + "甲" + ")" * (MAX_DEPTH - 1),
        "非 " * (MAX_DEPTH - 1) + "甲",
        "+".join(["1"] * (MAX_OPERATORS + 1)),
    ],
)
def test_as_deep_as_allowed(text: str) -> None:
    """The deepest lines that are allowed are read."""
    assert parse(line(text))
