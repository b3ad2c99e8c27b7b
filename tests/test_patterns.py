"""Patterns of 匹配: what is refused, that both engines read them alike, that none takes long."""

from __future__ import annotations

from time import perf_counter

import duckdb
import pytest

from auditor.rulelang.patterns import LONGEST, compiled

TEXTS = [
    "",
    "a",
    "A",
    "ab",
    "a\nb",
    "a\r\nb",
    "b\n",
    "粤A·12345",
    "１２",
    "12",
    "甲 乙",
    "甲\u3000乙",
    "K",
    "\u212a",
    "😀x",
    "a%b",
    "a_b",
]
PATTERNS = [
    "a",
    "^a$",
    "a.b",
    "^a.*b$",
    "(?s)a.*b",
    "(?m)^b$",
    "b$",
    "(?i)k",
    "(?i)^a",
    r"\d",
    r"\w+",
    r"\s",
    r"\bA\b",
    r"\p{Han}",
    r"^\pL{2}$",
    "[一-鿿]",
    "[^a]",
    "^.$",
    "^..$",
    "a%b",
    "a_b",
    "^$",
    r"\x{1F600}",
    "甲|乙",
    "'",
    r"\.",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_database_reads_a_pattern_like_python(pattern: str) -> None:
    """Case, line feeds, ends of the text, Han and signs outside the first plane: no text tells the two apart."""
    with duckdb.connect() as connection:
        quoted = pattern.replace("'", "''")
        rows = connection.execute(f"SELECT regexp_matches(t, '{quoted}') FROM unnest(?) AS _(t)", [TEXTS]).fetchall()
    assert [row[0] for row in rows] == [compiled(pattern).search(text) is not None for text in TEXTS]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[甲", "缺少右方括号“]”（[甲）"),
        ("(甲", "缺少右括号“)”（(甲）"),
        ("甲)", "多了一个右括号“)”（甲)）"),
        ("*", "重复符号前面没有要重复的内容（*）"),
        ("a**", "重复符号不能连写（**）"),
        ("a{5,2}", "重复的次数不对：最多 1000 次，先写少的（{5,2}）"),
        ("[z-a]", "没有这种字符范围（z-a）"),
        (r"(a)\1", "没有这种反斜杠写法（\\1）"),
        ("a\\", "末尾多了一个反斜杠"),
        ("a(?=b)", "不支持这种“(?”写法（(?=）"),
        ("(?P<名>a)", "括号不能起名"),
        ("(?<n>a)", "括号不能起名"),
        (r"(\pL{100}|\pN{100}){3}", "重复的次数太多，整个模式太大"),
        ("a" * (LONGEST + 1), f"最多 {LONGEST} 个字"),
        ("\ud800", "有不成字的符号"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_reason(pattern: str, reason: str) -> None:
    """What RE2 or the database does not take, and what would be too large, is told in Chinese."""
    with pytest.raises(ValueError) as why:  # noqa: PT011 (the whole text is compared)
        compiled(pattern)
    assert str(why.value) == reason


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*a){20}$", "(?:a?){100}a{100}$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    """Patterns that hang other engines take time in proportion to the text."""
    text = "a" * 50_000 + "!"
    started = perf_counter()
    assert compiled(pattern).search(text) is None
    assert perf_counter() - started < 5
