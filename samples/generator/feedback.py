"""The feedback form of a group or an activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import Row, Stream, numbered
from .days import later

_ASPECTS = ("内容安排", "带领态度", "场地布置", "时间长短", "通知清楚")
_MANY = 100  # participants from which on only every other is asked


def feedback(groups: Iterable[Row], activities: Iterable[Row], stream: Stream) -> list[Row]:
    """反馈表: for every group and every activity that took place; ``stream`` is the station's."""
    rows = [_form(row, "小组", "结束日期", "计划人数", stream) for row in groups]
    rows += [_form(row, "活动", "活动日期", "签到人数", stream) for row in activities if row["状态"] == "已完成"]
    return numbered(rows, "反馈表编号", "FK{:03d}", "收集日期", "服务编号")


def _form(row: Row, kind: str, ends: str, heads: str, stream: Stream) -> Row:
    rng = stream("feedback", row[f"{kind}编号"])
    day, count = row[ends], row[heads]
    assert isinstance(day, date)
    assert isinstance(count, int)
    issued = count if count < _MANY else count // 2
    returned = issued - rng.choice((0, 0, 1))
    content = round(rng.uniform(0.9, 0.99), 3)
    best, worst = rng.sample(_ASPECTS, 2)
    return {
        "服务编号": row[f"{kind}编号"],
        "服务类型": kind,
        "收集日期": later(day, rng.randint(0, 3)),
        "发放份数": issued,
        "回收份数": returned,
        "有效份数": returned,
        "满意率": content,
        "统计分析": f"回收{returned}份，总体满意率{content:.1%}；评价最高的是{best}，建议改进{worst}",
        "目标达成情况": f"{rng.randint(86, 98)}%的受访者认为达到“{row[f'{kind}目标']}”",
        "统计人": row["负责社工"],
    }
