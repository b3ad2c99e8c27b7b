"""Conditions of the live engine: true, false, unknown."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from live import Expression, rule, rulebook

from auditor.engines.durable.conditions import existence
from auditor.engines.durable.plain import INVALID, UNSURE, Null
from auditor.records.dictionary import Dictionary

MAY = Null(date(2024, 5, 1), date(2024, 5, 31))  # 2024年5月


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
        ('匹配(姓名, "^[一-鿿]{2,3}$")', {"姓名": "麦小华"}, True),
        ('匹配(姓名, "^小")', {"姓名": "麦小华"}, False),
        ('匹配(姓名, "a.b")', {"姓名": "a\nb"}, False),
        ('匹配(姓名, "(?s)a.b")', {"姓名": "a\nb"}, True),
        ('匹配(姓名, "b$")', {"姓名": "b\n"}, False),
        ('匹配(姓名, "(?i)ABC")', {"姓名": "xabcx"}, True),
        ('匹配(姓名, "小")', {"姓名": None}, None),
        ('含项(姓名, " 低保 ")', {"姓名": "独居，低保"}, True),
        ('含项(姓名, "低保")', {"姓名": "低保边缘、独居"}, False),
        ('含项(姓名, "独居、低保")', {"姓名": "独居、低保"}, False),
        ('含项(姓名, "低保")', {"姓名": None}, None),
        ("建档 为空", {"建档": MAY}, False),
        ("建档 无效", {"建档": MAY}, False),
        ("建档 无效", {"建档": INVALID}, True),
        ("建档 < 2030-01-01", {"建档": MAY}, None),
        ("最晚可能(建档) < 2024-06-01", {"建档": MAY}, True),
        ("最早可能(建档) 为空", {"建档": INVALID}, None),
        ("分数 为空", {"分数": None}, True),
        ("分数 为空", {"分数": INVALID}, False),
        ("分数 为空", {"分数": UNSURE}, None),
        ("分数 + 1 为空", {"分数": INVALID}, None),
        ("分数 > 1 且 在册", {"分数": None, "在册": False}, False),
        ("分数 > 1 且 在册", {"分数": None, "在册": True}, None),
        ("分数 > 1 或 在册", {"分数": None, "在册": True}, True),
        ("分数 > 1 或 在册", {"分数": None, "在册": False}, None),
        ("姓名 = 等级", {"姓名": "甲", "等级": "甲"}, True),
        ("姓名 = 等级", {"姓名": "甲", "等级": None}, None),
        ("姓名 = 等级", {"姓名": None, "等级": "甲"}, None),
        ("姓名 != 等级", {"姓名": None, "等级": None}, None),
        ("建档 >= 时刻", {"时刻": datetime.combine(date(2024, 1, 1), time(9)), "建档": date(2024, 1, 1)}, True),
        ("建档 > 时刻", {"时刻": datetime.combine(date(2024, 1, 1), time(9)), "建档": date(2024, 1, 1)}, False),
        ("建档 > 时刻", {"时刻": None, "建档": date(2024, 1, 1)}, None),
        ("分数 无效", {"分数": UNSURE}, None),
        ("分数 无效", {"分数": None}, False),
        ('标签 包含 "红"', {"标签": "粉红、绿"}, False),
        ("姓名 包含 等级", {"姓名": "甲乙", "等级": "甲"}, True),
        ("姓名 包含 等级", {"姓名": "乙", "等级": "甲"}, False),
        ("姓名 包含 等级", {"姓名": "甲乙", "等级": None}, None),
        ('姓名 包含任一 [等级, "乙"]', {"姓名": "甲乙", "等级": None}, True),
        ('姓名 包含任一 [等级, "丙"]', {"姓名": "甲乙", "等级": None}, None),
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
        ("数量(集) = 1", 1, 1, None),
        ("数量(集) != 1", 1, 1, None),
        ("数量(集) 属于 [1]", 1, 1, None),
        ("有 集", 0, 0, False),
        ("无 集", 1, 0, False),
        ("无 集", 0, 1, None),
    ],
)
def test_sets(words: Dictionary, text: str, certain: int, doubtful: int, expected: bool | None) -> None:
    """A comparison is decided where it holds, or fails, with and without the doubtful members."""
    expression = Expression(words, text, condition=True)
    assert expression.of({"分数": None}, [{}] * certain, [{}] * doubtful) is expected


PARTS = {"分数 > 1": ("分数", 2, 1, None), "比率 > 1": ("比率", 2.0, 1.0, None), "在册": ("在册", True, False, None)}
TRUTHS = (True, False, None)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(("word", "decides"), [("且", False), ("或", True)])
def test_junctions(words: Dictionary, word: str, decides: bool, count: int) -> None:
    """Of two parts or more: one that decides is enough; else an unknown one leaves it unknown."""
    texts = list(PARTS)[:count]
    expression = Expression(words, f" {word} ".join(texts), condition=True)
    for truths in product(TRUTHS, repeat=count):
        row = {PARTS[text][0]: PARTS[text][1 + TRUTHS.index(truth)] for text, truth in zip(texts, truths, strict=True)}
        expected = decides if decides in truths else None if None in truths else not decides
        assert expression.of(row) is expected, truths


def test_existence_of_a_looked_up_row() -> None:
    """A picked row is there, is not there, or may be."""
    assert [existence(one) for one in ((0, "甲"), None, UNSURE)] == [True, False, None]


@pytest.mark.parametrize(
    ("text", "value"),
    [("分数 + 1", 3), ("分数 > 1", True), ("分数 > 2", False), ("比率 > 1", UNSURE)],
)
def test_values_and_conditions_with_a_name(words: Dictionary, text: str, value: object) -> None:
    """A ``let`` is its value; a condition is its truth, unsure where that is unknown."""
    assert Expression(words, text, named=True).of({"分数": 2}) is value
