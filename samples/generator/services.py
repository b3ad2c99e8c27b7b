"""Station plans, groups with their sessions, and activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from . import ENDS, STARTS, Row, data, service_sheets, stream
from .days import working
from .team import DIRECTOR, WORKERS, area_of, supervisor_of

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
    return [_group(told) for told in _SERVICES["groups"]]


def _group(told: Mapping[str, Any]) -> Row:
    worker, supervisor = WORKERS[told["area"]][0], supervisor_of(told["spot"])
    row = service_sheets.group(told, told["code"], told["plan"], _held(told), told["heads"], worker, supervisor)
    return {**row, "前后测比较": f"{told['tool']}首末两节各填一次，逐人相减后取平均，{_outcomes(told)[-1]}"}


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


def _activity(told: Mapping[str, Any]) -> Row:
    worker = WORKERS[area_of(told["spot"])][-1]
    row = service_sheets.activity(told, told["code"], told["plan"], told["heads"], worker)
    if told.get("status", "已完成") == "已完成":
        return row
    return {**row, "计划人数": 30, "状态": "已取消", "照片": False, "总结": "因场地临时维修取消，另行择期"}
