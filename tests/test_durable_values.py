"""Values of the live engine: known, blank, unsure, invalid, and ranges."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from live import Expression, rule, rulebook

from auditor.engines.durable.aggregates import NO_LIMIT, aggregate_of
from auditor.engines.durable.plain import INVALID, UNSURE, Gathered, Null, Range
from auditor.records.dictionary import Dictionary
from auditor.rulelang.functions import Func
from auditor.rulelang.types import Base

MAY = Null(date(2024, 5, 1), date(2024, 5, 31))  # 2024年5月


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """The world's dictionary."""
    folder: Path = tmp_path_factory.mktemp("world")
    return rulebook(folder, rule("R-001", "人", "when: 姓名 为空")).dictionary


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("分数 + 1", {"分数": 2}, 3),
        ("分数 * 2", {"分数": 2}, 4.0),
        ("分数 / 4", {"分数": 2}, 0.5),
        ("分数 / 0", {"分数": 2}, UNSURE),
        ("比率 * 分数", {"比率": 1e200, "分数": 10**15}, 1e215),
        ("比率 * 比率", {"比率": 1e200}, UNSURE),
        ("分数 + 1", {"分数": None}, None),
        ("分数 + 1", {"分数": INVALID}, UNSURE),
        ("分数 + 比率", {"分数": None, "比率": UNSURE}, UNSURE),
        ("分数", {"分数": INVALID}, INVALID),
        ("建档 + 7天", {"建档": date(2024, 2, 25)}, date(2024, 3, 3)),
        ("建档 + 1个月", {"建档": date(2024, 1, 31)}, date(2024, 2, 29)),
        ("建档 - 1年", {"建档": date(2024, 2, 29)}, date(2023, 2, 28)),
        ("时刻 + 1天", {"时刻": datetime.combine(date(2024, 1, 31), time(23, 59))}, date(2024, 2, 1)),
        ("建档 + 1年", {"建档": date(9999, 1, 1)}, UNSURE),
        ("建档 + 2工作日", {"建档": date(2024, 4, 30)}, date(2024, 5, 3)),
        ("建档 - 1工作日", {"建档": date(2024, 5, 2)}, date(2024, 4, 30)),
        ("建档 + 3工作日", {"建档": date(2024, 5, 10)}, UNSURE),
        ("建档 + 1工作日", {"建档": date(2020, 1, 1)}, UNSURE),
        ("分数 否则 3", {"分数": None}, 3),
        ("分数 否则 3", {"分数": UNSURE}, UNSURE),
        ("分数 否则 3", {"分数": INVALID}, UNSURE),
        ("分数 否则 2.5", {"分数": 4}, 4.0),
        ("分数 否则 分数", {"分数": None}, None),
        ("时刻 否则 建档", {"时刻": datetime.combine(date(2024, 1, 2), time(3))}, date(2024, 1, 2)),
        ("周岁(出生, 建档)", {"出生": date(2008, 2, 29), "建档": date(2024, 2, 28)}, 15),
        ("周岁(出生, 建档)", {"出生": date(2009, 2, 28), "建档": date(2008, 3, 1)}, -1),
        ("天数(时刻, 审计日)", {"时刻": datetime.combine(date(2024, 5, 30), time(23))}, 1),
        ("审计日 - 建档", {"建档": date(2024, 5, 1)}, 30),
        ("月份(建档)", {"建档": date(2024, 5, 1)}, "2024-05"),
        ("年份(建档)", {"建档": UNSURE}, UNSURE),
        ("字数(姓名)", {"姓名": "麦小华"}, 3),
        ("绝对值(分数 - 5)", {"分数": 2}, 3),
        ("取整(0 - 比率)", {"比率": 2.9}, -2),
        ("差值(分数, 比率)", {"分数": 2, "比率": 2.5}, 0.5),
        ("差值(比率, 0 - 比率)", {"比率": 1.2e308}, UNSURE),
        ("重叠天数(建档, 2024-05-31, 2024-05-10, 2024-06-30)", {"建档": date(2024, 5, 1)}, 22),
        ("重叠天数(建档, 2024-05-10, 2024-05-10, 2024-05-20)", {"建档": date(2024, 5, 1)}, 1),
        ("重叠天数(建档, 2024-05-09, 2024-05-10, 2024-05-20)", {"建档": date(2024, 5, 1)}, 0),
        ("重叠天数(建档, 2024-04-01, 2024-01-01, 2024-12-31)", {"建档": date(2024, 5, 1)}, 0),
        ("重叠天数(建档, 2024-05-09, 2024-05-10, 2024-05-20)", {"建档": None}, None),
        ("项数(姓名)", {"姓名": "、甲，乙; 丙／丁｜戊\u3000己\n"}, 6),
        ("项数(姓名)", {"姓名": None}, None),
        ('加权余数(姓名, "7 9 10", 11)', {"姓名": "1234"}, (7 + 18 + 30) % 11),
        ('加权余数(姓名, "7 9 10", 11)', {"姓名": "12"}, UNSURE),
        ('加权余数(姓名, "7 9 10", 11)', {"姓名": "12X4"}, UNSURE),
        ('加权余数(姓名, "7 9 10", 11)', {"姓名": "１２３"}, UNSURE),
        ('加权余数(姓名, "7 9 10", 11)', {"姓名": None}, None),
        ("最早可能(建档)", {"建档": MAY}, date(2024, 5, 1)),
        ("最晚可能(建档)", {"建档": MAY}, date(2024, 5, 31)),
        ("最晚可能(时刻)", {"时刻": datetime.combine(date(2024, 5, 2), time(9))}, date(2024, 5, 2)),
        ("最早可能(建档)", {"建档": INVALID}, UNSURE),
        ("最早可能(建档)", {"建档": None}, None),
        ("建档 + 1天", {"建档": MAY}, UNSURE),
        ("建档 否则 2024-01-01", {"建档": MAY}, UNSURE),
    ],
)
def test_scalars(words: Dictionary, text: str, row: dict[str, Any], expected: object) -> None:
    """An operation on something unknown is unsure, on something blank is blank; else it is computed."""
    value = Expression(words, text).of(row)
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "certain", "doubtful", "expected"),
    [
        ("数量(集)", [{}, {}], [], 2),
        ("数量(集)", [{}, {}], [{}], Range(2, 3)),
        ("数量(集) + 1", [{}], [{}], Range(2, 3)),
        ("1 - 数量(集)", [{}], [{}], Range(-1, 0)),
        ("数量(集) * 0.5", [{}], [{}], Range(0.5, 1.0)),
        ("数量(集) * (0 - 1)", [{}], [{}], Range(-2.0, -1.0)),
        ("数量(集) / 2", [{}], [{}], UNSURE),
        ("数量(集) * 数量(集)", [{}], [{}], UNSURE),
        ("绝对值(数量(集))", [{}], [{}], UNSURE),
        ("数量(集) 否则 1", [], [{}], Range(0, 1)),
        ("合计(集.次序)", [], [], 0),
        ("合计(集.次序)", [{"次序": 1}, {"次序": 2}], [], 3),
        ("合计(集.次序)", [{"次序": 1}, {"次序": None}], [], UNSURE),
        ("合计(集.次序)", [{"次序": 1}], [{"次序": 2}], UNSURE),
        ("合计(集.数)", [{"数": 0.1}] * 10, [], 1.0),
        ("平均(集.数)", [{"数": 1.0}, {"数": 2.0}], [], 1.5),
        ("平均(集.数)", [], [], None),
        ("最晚(集.日期)", [{"日期": date(2024, 1, 1)}, {"日期": date(2024, 2, 1)}], [], date(2024, 2, 1)),
        ("最早(集.日期)", [], [], None),
        ("最大(集.数)", [{"数": INVALID}], [], UNSURE),
        ("种类(集.方式)", [{"方式": "访"}, {"方式": "访"}, {"方式": "电"}, {"方式": None}], [], 2),
        ("种类(集.方式)", [{"方式": "访"}, {"方式": INVALID}], [], Range(1, 2)),
        ("种类(集.方式)", [{"方式": UNSURE}], [{"方式": UNSURE}, {"方式": None}], Range(0, 2)),
        ("种类(集.方式)", [{"方式": "访"}], [{"方式": "访"}, {"方式": None}], 1),
        ("种类(集.方式)", [{"方式": "访"}], [{"方式": "电"}, {"方式": "电"}, {"方式": "信"}], Range(1, 3)),
        ("种类(集.方式) + 1", [{"方式": "访"}], [{"方式": "电"}], Range(2, 3)),
        ("种类(集.日期)", [{"日期": date(2024, 5, 1)}, {"日期": MAY}], [], Range(1, 2)),
        ("最早(集.日期)", [{"日期": date(2024, 5, 1)}, {"日期": MAY}], [], UNSURE),
    ],
)
def test_aggregates(
    words: Dictionary, text: str, certain: list[dict[str, Any]], doubtful: list[dict[str, Any]], expected: object
) -> None:
    """A doubtful member makes counts ranges and any other aggregate unsure; so does a value that is not there."""
    value = Expression(words, text).of({}, certain, doubtful)
    assert (value, type(value)) == (expected, type(expected))


def test_findings_of_a_rule_that_did_not_run() -> None:
    """There may be any number of them, and nothing else is known."""
    there = Gathered([("R-1", "一般", "标题")], [], open=True)
    assert aggregate_of(Func.COUNT, lambda env: there, None, Base.INT)([], None) == Range(1, NO_LIMIT)
    assert aggregate_of(Func.KINDS, lambda env: there, lambda env, row: row[0], Base.INT)([], None) == Range(
        1, NO_LIMIT
    )
