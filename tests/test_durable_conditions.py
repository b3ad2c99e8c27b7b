"""Conditions of the live engine: true, false, unknown."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from live import Expression, rule, rulebook

from auditor.engines.durable.plain import INVALID, UNSURE
from auditor.records.dictionary import Dictionary


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """The world's dictionary."""
    folder: Path = tmp_path_factory.mktemp("world")
    return rulebook(folder, rule("R-001", "人", "when: 姓名 为空")).dictionary


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("分数 > 2", {"分数": 3}, True),
        ("分数 > 2", {"分数": None}, None),
        ("分数 > 2", {"分数": INVALID}, None),
        ("比率 = 0.3", {"比率": 0.1 + 0.2}, True),
        ("比率 != 0.3", {"比率": 0.1 + 0.2}, False),
        ("比率 < 分数", {"比率": 1.5, "分数": 2}, True),
        ('等级 = "甲"', {"等级": "甲"}, True),
        ('等级 != "甲"', {"等级": UNSURE}, None),
        ("姓名 = 姓名", {"姓名": "甲"}, True),
        ("时刻 = 建档", {"时刻": datetime.combine(date(2024, 1, 1), time(9)), "建档": date(2024, 1, 1)}, True),
        ("时刻 > 2024-01-01", {"时刻": datetime.combine(date(2024, 1, 1), time(9))}, False),
        ("时刻 > 2024-01-01", {"时刻": None}, None),
        ("在册", {"在册": True}, True),
        ("在册", {"在册": None}, None),
        ("非 在册", {"在册": False}, True),
        ('等级 属于 ["甲", "乙"]', {"等级": "丙"}, False),
        ('等级 不属于 ["甲", "乙"]', {"等级": None}, None),
        ("分数 属于 [1, 2.5]", {"分数": 1}, True),
        ("比率 属于 [0.3]", {"比率": 0.1 + 0.2}, True),
        ("时刻 属于 [2024-01-01]", {"时刻": datetime.combine(date(2024, 1, 1), time(9))}, True),
        ('姓名 包含 "小"', {"姓名": "麦小华"}, True),
        ('姓名 包含 "小"', {"姓名": None}, None),
        ('标签 包含 "红"', {"标签": "绿、红"}, True),
        ('标签 包含任一 ["红", "蓝"]', {"标签": "绿"}, False),
        ("分数 为空", {"分数": None}, True),
        ("分数 为空", {"分数": INVALID}, False),
        ("分数 为空", {"分数": UNSURE}, None),
        ("分数 + 1 为空", {"分数": INVALID}, None),
        ("分数 > 1 且 在册", {"分数": None, "在册": False}, False),
        ("分数 > 1 且 在册", {"分数": None, "在册": True}, None),
        ("分数 > 1 或 在册", {"分数": None, "在册": True}, True),
        ("分数 > 1 或 在册", {"分数": None, "在册": False}, None),
    ],
)
def test_truth(words: Dictionary, text: str, row: dict[str, Any], expected: bool | None) -> None:
    """What is blank or unreadable leaves a comparison unknown, and Kleene's tables decide the rest."""
    assert Expression(words, text, condition=True).of(row) is expected


@pytest.mark.parametrize(
    ("text", "certain", "doubtful", "expected"),
    [
        ("有 集", 1, 0, True),
        ("有 集", 0, 1, None),
        ("无 集", 0, 0, True),
        ("数量(集) >= 2", 2, 1, True),
        ("数量(集) >= 2", 1, 1, None),
        ("数量(集) >= 2", 0, 1, False),
        ("数量(集) < 2", 1, 1, None),
        ("数量(集) <= 2", 1, 1, True),
        ("数量(集) > 2", 1, 1, False),
        ("数量(集) = 2", 1, 1, None),
        ("数量(集) = 3", 1, 1, False),
        ("数量(集) != 3", 1, 1, True),
        ("数量(集) != 2", 1, 1, None),
        ("3 > 数量(集)", 1, 1, True),
        ("数量(集) * 0.5 > 0.4", 1, 1, True),
        ("数量(集) 属于 [3, 4]", 1, 1, False),
        ("数量(集) 属于 [2]", 1, 1, None),
        ("数量(集) 为空", 1, 1, False),
        ("数量(集) > 分数", 1, 1, None),
    ],
)
def test_sets(words: Dictionary, text: str, certain: int, doubtful: int, expected: bool | None) -> None:
    """A comparison is decided where it holds, or fails, with and without the doubtful members."""
    expression = Expression(words, text, condition=True)
    assert expression.of({"分数": None}, [{}] * certain, [{}] * doubtful) is expected
