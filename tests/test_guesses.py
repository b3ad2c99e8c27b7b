"""Suggestions for unknown headers: what is alike comes first, what the cells speak against does not come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.plan.rulebook import load_rulebook
from auditor.records.layout.guesses import LEAST, SHOWN, Guess, Guesser

DICTIONARY = load_rulebook().dictionary
GUESSER = Guesser(DICTIONARY)


def guesses(
    columns: Mapping[str, Sequence[str | None]], record: str = "服务对象", taken: Sequence[str] = ()
) -> dict[str, list[str]]:
    """The fields suggested for each header, best first."""
    headers = dict(enumerate(columns))
    cells = {at: pl.Series(texts, dtype=pl.String) for at, texts in enumerate(columns.values())}
    found = GUESSER.columns(DICTIONARY.records[record], headers, cells, taken)
    return {headers[at]: [one.field for one in several] for at, several in found.items()}


def first(header: str, cells: Sequence[str | None] = (), record: str = "服务对象") -> str | None:
    (found,) = guesses({header: cells}, record).values()
    return found[0] if found else None


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("户主姓名", ["陈大文", "麦小华"], "姓名"),
        ("档案编码", ["JNZ-1", "JNZ-2"], "档案号"),
        ("立档时间", ["2024.3.1", "2024年5月6日"], "建档日期"),
        ("住户电话号码", ["13800138000", "020-84411234"], "联系电话"),
        ("服务星级", ["一级", "二级", "三级"], "等级"),
        ("公民身份证编号", ["440105194001011234"], "身份证号"),
        ("监护人（姓名）", [], "监护人"),
        ("备  注 说明", ["好"], "备注"),
    ],
)
def test_the_best_guess(header: str, cells: Sequence[str], field: str) -> None:
    """Other words for the same, words around it, other marks."""
    assert first(header, cells) == field


def test_what_the_cells_say_counts() -> None:
    """A column of dates is no telephone, one of telephones no date, whatever stands above it."""
    assert first("联系的电话", ["13800138000"]) == "联系电话"
    assert "联系电话" not in guesses({"联系的电话": ["2024-01-01", "2024-02-01"]})["联系的电话"]
    assert first("登记建档日", ["2024-01-01"]) == "建档日期"
    assert "建档日期" not in guesses({"登记建档日": ["13800138000", "13900139000"]})["登记建档日"]


def test_codes_speak_for_their_field() -> None:
    """Cells that all are codes of a list suggest the field even under a header that says nothing; one code does not."""
    assert first("X1", ["独居", "与子女同住", "机构居住"]) == "居住状况"
    assert first("X1", ["独居", "独居"]) is None
    assert first("X2", ["13800138000", "13900139000"]) in {"联系电话", "紧急联系电话", "监护人电话"}


def test_what_is_like_nothing_has_no_guess() -> None:
    """Better none than a silly one."""
    assert guesses({"鞋码": ["43"], "": ["x"], "！！": [None]}) == {"鞋码": [], "": [], "！！": []}


def test_a_field_is_suggested_first_once() -> None:
    """Of two columns like one field the nearer has it, and none of those that are taken."""
    found = guesses({"户主姓名": ["陈大文"], "姓 名 ": ["陈大文"]})
    assert found["姓 名 "][0] == "姓名"
    assert found["户主姓名"][:1] != ["姓名"]
    assert "姓名" not in guesses({"户主姓名": ["陈大文"]}, taken=["姓名"])["户主姓名"]


def test_the_last_of_several_header_rows_counts() -> None:
    """A group's name above does not hide what a column is called."""
    assert first("基本情况/家庭住址") == "居住地址"


def test_record_types_for_a_sheet() -> None:
    """That which most columns are like comes first, with what is certain and what is guessed."""
    headers = {0: "走访编号", 1: "档案号", 2: "走访时间", 3: "走访形式", 5: "鞋码"}
    cells = {
        0: pl.Series(["V1", "V2"]),
        1: pl.Series(["A1", "A1"]),
        2: pl.Series(["2024-01-02", "2024-01-03"]),
        3: pl.Series(["上门", "电话"]),
        5: pl.Series(["43", "44"]),
    }
    best, *others = GUESSER.of_sheet(headers, cells)
    assert best.record == "探访电访记录"
    assert best.certain == {1: "档案号"}
    assert {at: guess.field for at, guess in best.guessed.items()} == {0: "记录编号", 2: "日期", 3: "方式"}
    assert best.score > max(one.score for one in others)
    assert len(others) < SHOWN


def test_a_sheet_like_nothing() -> None:
    """Has no record type suggested."""
    assert GUESSER.of_sheet({0: "鞋码"}, {0: pl.Series(["43"])}) == []


@given(
    st.dictionaries(st.text(max_size=12), st.lists(st.none() | st.text(max_size=12), max_size=5), max_size=4),
    st.sampled_from(sorted(name for name in GUESSER.records)),
)
def test_any_header_over_any_cells(columns: Mapping[str, Sequence[str | None]], record: str) -> None:
    """Never an exception; scores within bounds, best first, no field twice for a column."""
    cells = {at: pl.Series(texts, dtype=pl.String) for at, texts in enumerate(columns.values())}
    found = GUESSER.columns(DICTIONARY.records[record], dict(enumerate(columns)), cells, ())
    for several in found.values():
        assert len({guess.field for guess in several}) == len(several) <= SHOWN
        assert all(LEAST <= guess.score <= 100 for guess in several)
    firsts = [several[0].field for several in found.values() if several]
    assert len(firsts) == len(set(firsts))


def test_a_guess_is_no_more_than_that() -> None:
    """What a guess says: the field and how alike, nothing of the cells."""
    found = GUESSER.columns(DICTIONARY.records["服务对象"], {0: "户主姓名"}, {0: pl.Series(["陈大文"])}, ())
    assert found[0][0] == Guess("姓名", 89)
