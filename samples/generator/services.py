"""Station plans, groups with their sessions, activities, and the feedback on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from . import ENDS, STARTS, Row, data, numbered, stream
from .cast import DIRECTOR, WORKERS, area_of, supervisor_of
from .days import later, working

_SERVICES: Mapping[str, Any] = data("services")
_STAGES = ("形成期", "形成期", "转折期", "成熟期", "成熟期", "结束期")


def plans() -> list[Row]:
    """站点计划."""
    return [
        {
            "计划编号": plan["code"],
            "计划名称": plan["title"],
            "计划层级": plan["level"],
            "上级计划": plan.get("parent"),
            "片区": plan.get("area") or (area_of(plan["spot"]) if "spot" in plan else None),
            "社工点": plan.get("spot"),
            "服务对象类别": tuple(plan["of"]),
            "对象名单": plan["list"],
            "对象人数": plan["heads"],
            "计划次数": plan["events"],
            "具体目标": plan["objectives"],
            "服务策略": plan["strategy"],
            "行动步骤": plan["steps"],
            "衡量指标": plan["measures"],
            "开始日期": STARTS,
            "结束日期": ENDS,
            "责任人": WORKERS[plan["area"]][0] if "area" in plan else DIRECTOR,
            "总结": plan["summary"],
        }
        for plan in _SERVICES["plans"]
    ]


def _held(group: Mapping[str, Any]) -> list[date]:
    count = len(_SERVICES["sessions"][group["code"]])
    return [working(group["start"] + timedelta(days=group["every"] * number)) for number in range(count)]


def _outcomes(group: Mapping[str, Any]) -> list[str]:
    return [outcome for _, _, outcome in _SERVICES["sessions"][group["code"]]]


def groups() -> list[Row]:
    """小组."""
    return [
        {
            "小组编号": group["code"],
            "小组名称": group["title"],
            "小组类型": group["kind"],
            "关联计划": group["plan"],
            "片区": group["area"],
            "社工点": group["spot"],
            "小组目标": group["goal"],
            "招募对象": group["target"],
            "计划节次": len(_SERVICES["sessions"][group["code"]]),
            "计划人数": group["heads"],
            "开始日期": _held(group)[0],
            "结束日期": _held(group)[-1],
            "兜底对象人数": group["priority"],
            "居民人数": group["heads"] - group["priority"],
            "前测工具": group["tool"],
            "后测工具": group["tool"],
            "前后测比较": f"{group['tool']}首末两节各填一次，逐人相减后取平均，{_outcomes(group)[-1]}",
            "状态": "已完成",
            "总结": f"《{group['title']}》共{len(_held(group))}节，目标“{group['goal']}”已达成",
            "负责社工": WORKERS[group["area"]][0],
            "社工签名": WORKERS[group["area"]][0],
            "督导签名": supervisor_of(group["spot"]),
        }
        for group in _SERVICES["groups"]
    ]


def group_sessions() -> list[Row]:
    """小组节次."""
    return [row for group in _SERVICES["groups"] for row in _sessions(group)]


def _sessions(group: Mapping[str, Any]) -> Iterator[Row]:
    rng = stream("heads", group["code"])
    told = _SERVICES["sessions"][group["code"]]
    for number, (day, stage, (theme, process, outcome)) in enumerate(zip(_held(group), _STAGES, told, strict=True), 1):
        yield {
            "小组编号": group["code"],
            "节次": number,
            "日期": day,
            "主题": theme,
            "阶段": stage,
            "签到人数": group["heads"] - rng.choice((0, 0, 0, 1)),
            "过程记录": f"{process}。",
            "成效": f"{outcome}。",
            "社工签名": WORKERS[group["area"]][0],
        }


def activities() -> list[Row]:
    """活动."""
    return [_activity(entry) for entry in sorted(_SERVICES["activities"], key=lambda entry: entry["day"])]


def _activity(entry: Mapping[str, Any]) -> Row:
    area = area_of(entry["spot"])
    held = entry.get("status", "已完成") == "已完成"
    return {
        "活动编号": entry["code"],
        "活动名称": entry["title"],
        "活动类型": entry.get("kind", "中小型"),
        "关联计划": entry["plan"],
        "片区": area,
        "社工点": entry["spot"],
        "活动日期": entry["day"],
        "地点": entry["place"],
        "活动目标": entry["goal"],
        "计划人数": -(-entry["heads"] // 10) * 10 if held else 30,
        "签到人数": entry["heads"],
        "兜底对象人数": entry["priority"],
        "居民人数": entry["heads"] - entry["priority"],
        "状态": "已完成" if held else "已取消",
        "照片": held,
        "总结": f"《{entry['title']}》按计划举办，{entry['goal']}的目标基本达到"
        if held
        else "因场地临时维修取消，另行择期",
        "负责社工": WORKERS[area][-1],
        "社工签名": WORKERS[area][-1],
        "站主任签名": DIRECTOR,
    }


def feedback(held_groups: Iterable[Row], held_activities: Iterable[Row]) -> list[Row]:
    """反馈表: for every group and every activity that took place."""
    rows = [_feedback(row, "小组", "结束日期", "计划人数") for row in held_groups]
    rows += [_feedback(row, "活动", "活动日期", "签到人数") for row in held_activities if row["状态"] == "已完成"]
    return numbered(rows, "反馈表编号", "FK{:03d}", "收集日期", "服务编号")


def _feedback(row: Row, kind: str, ends: str, heads: str) -> Row:
    rng = stream("feedback", row[f"{kind}编号"])
    day, count = row[ends], row[heads]
    assert isinstance(day, date)
    assert isinstance(count, int)
    issued = count if count < 100 else count // 2
    returned = issued - rng.choice((0, 0, 1))
    content = round(rng.uniform(0.9, 0.99), 3)
    best, worst = rng.sample(("内容安排", "带领态度", "场地布置", "时间长短", "通知清楚"), 2)
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
