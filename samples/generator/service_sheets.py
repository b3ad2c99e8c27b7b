"""A group and an activity as every station registers them, from what is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from . import Row
from .team import DIRECTOR, area_of


def group(
    told: Mapping[str, Any], code: str, plan: str, days: Sequence[date], heads: int, worker: str, supervisor: str
) -> Row:
    """小组, finished, but for the comparison of its tests."""
    return {
        "小组编号": code,
        "小组名称": told["title"],
        "小组类型": told["kind"],
        "关联计划": plan,
        "片区": area_of(told["spot"]),
        "社工点": told["spot"],
        "小组目标": told["goal"],
        "招募对象": told["target"],
        "计划节次": len(days),
        "计划人数": heads,
        "开始日期": days[0],
        "结束日期": days[-1],
        "兜底对象人数": told["priority"],
        "居民人数": heads - told["priority"],
        "前测工具": told["tool"],
        "后测工具": told["tool"],
        "状态": "已完成",
        "总结": f"《{told['title']}》共{len(days)}节，目标“{told['goal']}”已达成",
        "负责社工": worker,
        "社工签名": worker,
        "督导签名": supervisor,
    }


def activity(told: Mapping[str, Any], code: str, plan: str, heads: int, worker: str) -> Row:
    """活动 that took place."""
    return {
        "活动编号": code,
        "活动名称": told["title"],
        "活动类型": told.get("kind", "中小型"),
        "关联计划": plan,
        "片区": area_of(told["spot"]),
        "社工点": told["spot"],
        "活动日期": told["day"],
        "地点": told["place"],
        "活动目标": told["goal"],
        "计划人数": -(-heads // 10) * 10,
        "签到人数": heads,
        "兜底对象人数": told["priority"],
        "居民人数": heads - told["priority"],
        "状态": "已完成",
        "照片": True,
        "总结": f"《{told['title']}》按计划举办，{told['goal']}的目标基本达到",
        "负责社工": worker,
        "社工签名": worker,
        "站主任签名": DIRECTOR,
    }
