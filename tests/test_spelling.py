"""One form in which codes, placeholders and headers are compared, and names where records are joined."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records.spelling import normal_header
from auditor.records.traditional import simplified, simplified_cells

SIMPLIFIED = st.text(st.characters(codec="gb2312"), max_size=6)


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("服務對象", "服务对象"),
        ("* 聯繫\n日期：", "联系日期"),
        ("檔\u3000案\u200b號", "档案号"),
        ("'最後 電訪'", "最后电访"),
        ("ＩＤ", "id"),
    ],
)
def test_headers_are_compared_in_one_form(written: str, header: str) -> None:
    """Traditional characters, full-width ones, blanks, invisible signs and decoration do not count."""
    assert normal_header(written) == header


@given(st.text(max_size=8))
@settings(deadline=None)
def test_comparing_is_stable(text: str) -> None:
    """The form of a form is itself, so that both sides of a comparison may be in it."""
    assert simplified(simplified(text)) == simplified(text)


@given(SIMPLIFIED)
@settings(deadline=None)
def test_no_two_simplified_texts_become_one(text: str) -> None:
    """Where records are joined, texts of characters that simplified Chinese has stay as they are."""
    assert simplified_cells(pl.Series([text])).to_list() == [text]


def test_columns_are_as_single_texts() -> None:
    """With every character folded, a column agrees with texts one by one; nulls stay."""
    texts = ["謝X煒", "後", "甯", "abc", None, "服務"]
    every = simplified_cells(pl.Series(texts), every=True).to_list()
    assert every == [None if text is None else simplified(text) for text in texts]
    assert simplified_cells(pl.Series(texts)).to_list() == ["谢X炜", "後", "甯", "abc", None, "服务"]
