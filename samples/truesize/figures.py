"""What the station reports of itself month by month: indicators, their monitoring, households and persons."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date

from samples.generator import Records, Row
from samples.generator.counting import counted, of_area, of_station, until
from samples.generator.days import later

from . import CUT_OFF, ENDS, STARTS
from .resources import LINKED
from .staff import MONTHS
from .team import AREAS, DIRECTOR, SUPERVISORS

SUMMARY = "HZ20241231"
# Yearly targets: as the report's percentages tell them, and those of a contract that the station keeps up with.
_REPORTED: Mapping[str, int] = {
    "电话访问": 11400, "入户探访": 1000, "个案接案": 48, "个案节次": 96, "个案结案": 48,
    "小组个数": 24, "小组节次": 144, "小组人次": 1152, "大型活动场次": 4, "大型活动人次": 320,
    "中小型活动场次": 16, "中小型活动人次": 640, "新登记志愿者": 100, "志愿者骨干": 20, "志愿者队伍": 2,
}  # fmt: skip
_KEPT_UP = {
    **_REPORTED,
    "电话访问": 21000, "入户探访": 3750, "个案节次": 360, "个案结案": 30, "小组人次": 1080,
    "新登记志愿者": 80, "志愿者队伍": 6,
}  # fmt: skip
_CLAIMED = {"新登记志愿者": 51, "志愿者骨干": 21, "志愿者队伍": 13}  # in the report's chapter 2, not in the registers


def targets(*, as_reported: bool) -> Mapping[str, int]:
    """年度目标 by indicator."""
    return _REPORTED if as_reported else _KEPT_UP


def achieved(name: str, day: date, records: Records, *, as_reported: bool = False) -> int:
    """What the records show up to a day, or what the report claims instead."""
    return _CLAIMED[name] if as_reported and name in _CLAIMED else counted(name, day, records, STARTS)


def indicators(records: Records, *, as_reported: bool) -> list[Row]:
    """指标台账 at the cut-off."""
    return [
        {
            "指标": name,
            "统计截止日": CUT_OFF,
            "协议开始日期": STARTS,
            "协议结束日期": ENDS,
            "年度目标": target,
            "累计完成": done,
            "完成率": 2.587 if as_reported and name == "个案节次" else round(done / target, 4),
            "偏差原因": None,
            "改进措施": None,
            "填报人": DIRECTOR,
        }
        for name, target in targets(as_reported=as_reported).items()
        for done in (achieved(name, CUT_OFF, records, as_reported=as_reported),)
    ]


def monitoring(records: Records, *, as_reported: bool) -> Iterator[Row]:
    """进度监测: every indicator at the end of every month."""
    for month in MONTHS:
        year, number = map(int, month.split("-"))
        day = date(year, number, calendar.monthrange(year, number)[1])
        for place, (name, target) in enumerate(targets(as_reported=as_reported).items()):
            done = counted(name, day, records, STARTS)
            behind = done < target * (day - STARTS).days / 365
            yield {
                "月份": month,
                "指标": name,
                "当月累计": done,
                "偏差原因": "建档与招募阶段，服务尚未全面铺开" if behind else None,
                "改进措施": "下月增排场次，片区督导每周核对一次" if behind else None,
                "监测人": tuple(SUPERVISORS.values())[place % 3],
                "审核人": DIRECTOR,
                "审核日期": later(day, 3),
            }


def summaries(records: Records, *, as_reported: bool) -> tuple[list[Row], list[Row]]:
    """站点汇总 and 片区汇总 at the cut-off.

    The report counts the areas' persons over all archives, the station's over the open ones, and gives no
    households for 小港片区.
    """
    archives = until(records["服务对象"], "建档日期", CUT_OFF)
    opened = [row for row in archives if not isinstance(on := row["注销日期"], date) or on > CUT_OFF]
    shown = archives if as_reported else opened
    areas = [_area(area, shown, records, as_reported) for area in AREAS]
    return [of_station(SUMMARY, CUT_OFF, shown, len(opened))], areas


def _area(area: str, archives: list[Row], records: Records, as_reported: bool) -> Row:
    numbers = {row["档案号"] for row in records["服务对象"] if row["片区"] == area}
    found = {row["个案编号"]: row for row in cases_at_cut_off(records) if row["档案号"] in numbers}
    return {
        **of_area(SUMMARY, area, archives, SUPERVISORS[area]),
        **({"户数": None} if as_reported and area == "小港片区" else {}),
        "个案数": len(found),
        "个案节次": sum(row["个案编号"] in found for row in records["个案节次"]),
        "结案数": sum(isinstance(row["结案日期"], date) for row in found.values()),
        "资源金额": LINKED.get(area),
    }


def cases_at_cut_off(records: Records) -> list[Row]:
    """The 个案 that the report counts."""
    return until(records["个案"], "接案日期", CUT_OFF)
