"""How values are written in messages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.say import FORMATS, Sayable, say, say_as

VALUES = st.none() | st.text() | st.booleans() | st.integers() | st.floats() | st.dates() | st.datetimes()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2025, 3, 1), "2025-03-01"),
        (datetime.fromisoformat("2025-03-01T09:00"), "2025-03-01 09:00"),
        (datetime.fromisoformat("2025-03-01T09:00:07"), "2025-03-01 09:00:07"),
        (datetime.fromisoformat("2025-03-01"), "2025-03-01"),
        (12, "12"),
        (12.0, "12"),
        (12.50, "12.5"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e14, "100000000000000"),
        (float("nan"), "（空）"),
        (True, "是"),
        (False, "否"),
        (None, "（空）"),
        ("", "（空）"),
        ("二级", "二级"),
    ],
)
def test_plain(value: Sayable, text: str) -> None:
    """Each type has one spelling, without artefacts of how machines hold it."""
    assert say(value) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (date(2024, 7, 3), "年月", "2024年7月"),
        (datetime.fromisoformat("2024-12-03T09:00"), "年月", "2024年12月"),
        (date(2024, 7, 3), "月日", "7月3日"),
        (0.926, "百分比", "92.6%"),
        (1, "百分比", "100%"),
        (1.931, "百分比", "193.1%"),
        (0.94555, "百分比", "94.6%"),
        (2.5, "整数", "3"),
        (-0.2, "整数", "0"),
        (2.675, "两位小数", "2.68"),
        (3, "两位小数", "3.00"),
        (date(2024, 7, 3), "year_month", "2024-07"),
        (datetime.fromisoformat("2024-12-03T09:00"), "month_day", "12-03"),
        (0.926, "percent", "92.6%"),
        (2.5, "integer", "3"),
        (2.675, "two_decimals", "2.68"),
    ],
)
def test_formats(value: Sayable, form: str, text: str) -> None:
    """A named format rounds half up from the decimal spelling, as on paper."""
    assert say_as(value, form) == text


def test_formats_declare_their_types() -> None:
    """The rule checker can see from the table which format fits which type."""
    assert {name: sorted(form.kinds) for name, form in FORMATS.items()} == {
        "年月": ["date", "datetime"],
        "月日": ["date", "datetime"],
        "百分比": ["int", "num"],
        "整数": ["int", "num"],
        "两位小数": ["int", "num"],
        "year_month": ["date", "datetime"],
        "month_day": ["date", "datetime"],
        "percent": ["int", "num"],
        "integer": ["int", "num"],
        "two_decimals": ["int", "num"],
    }


@given(VALUES, st.sampled_from([None, "没有这种格式", *FORMATS]))
def test_every_value_can_be_said(value: Sayable, form: str | None) -> None:
    """No value and no format makes a message fail; what does not suit is written plainly."""
    text = say_as(value, form)
    assert text
    if isinstance(value, str | bool | None):
        assert text == say(value)
