"""What the station reports of itself month by month: indicators, their monitoring, households and persons."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from samples.generator import Records, Row
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
    return _CLAIMED[name] if as_reported and name in _CLAIMED else _counted(name, day, records)


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
            done = _counted(name, day, records)
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


def _counted(name: str, day: date, records: Records) -> int:
    def rows(record: str, field: str, wanted: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        return [
            row for row in records[record] if isinstance(on := row[field], date) and STARTS <= on <= day and wanted(row)
        ]

    def heads(found: Iterable[Row]) -> int:
        return sum(int(str(row["签到人数"])) for row in found)

    def held(kind: str) -> list[Row]:
        return rows("活动", "活动日期", lambda row: row["活动类型"] == kind and row["状态"] == "已完成")

    counts: dict[str, Callable[[], int]] = {
        "电话访问": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "电访")),
        "入户探访": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "入户")),
        "个案接案": lambda: len(rows("个案", "接案日期")),
        "个案节次": lambda: len(rows("个案节次", "日期")),
        "个案结案": lambda: len(rows("个案", "结案日期")),
        "小组个数": lambda: len(rows("小组", "开始日期", lambda row: row["状态"] != "已取消")),
        "小组节次": lambda: len(rows("小组节次", "日期")),
        "小组人次": lambda: heads(rows("小组节次", "日期")),
        "大型活动场次": lambda: len(held("大型")),
        "大型活动人次": lambda: heads(held("大型")),
        "中小型活动场次": lambda: len(held("中小型")),
        "中小型活动人次": lambda: heads(held("中小型")),
        "新登记志愿者": lambda: len(rows("志愿者", "登记日期")),
        "志愿者骨干": lambda: len(rows("志愿者", "登记日期", lambda row: row["骨干"] is True)),
        "志愿者队伍": lambda: len(rows("志愿队伍", "成立日期")),
    }
    return counts[name]()


def summaries(records: Records, *, as_reported: bool) -> tuple[list[Row], list[Row]]:
    """站点汇总 and 片区汇总 at the cut-off.

    The report counts the areas' persons over all archives, the station's over the open ones, and gives no
    households for 小港片区.
    """
    archives = [row for row in records["服务对象"] if isinstance(on := row["建档日期"], date) and on <= CUT_OFF]
    opened = [row for row in archives if not isinstance(on := row["注销日期"], date) or on > CUT_OFF]
    counted = archives if as_reported else opened
    station: Row = {
        "汇总编号": SUMMARY,
        "社工站": "江南中街社工服务站（样例）",
        "统计日期": CUT_OFF,
        "总户数": _households(counted),
        "总人数": len(opened),
        "社区数": sum(map(len, AREAS.values())),
        "填报人": DIRECTOR,
    }
    areas = [_area(area, counted, records, as_reported) for area in AREAS]
    return [station], areas


def _area(area: str, archives: list[Row], records: Records, as_reported: bool) -> Row:
    here = [row for row in archives if row["片区"] == area]
    numbers = {row["档案号"] for row in records["服务对象"] if row["片区"] == area}
    found = {row["个案编号"]: row for row in cases_at_cut_off(records) if row["档案号"] in numbers}
    return {
        "汇总编号": SUMMARY,
        "片区": area,
        "户数": None if as_reported and area == "小港片区" else _households(here),
        "人数": len(here),
        "社区数": len(AREAS[area]),
        "个案数": len(found),
        "个案节次": sum(row["个案编号"] in found for row in records["个案节次"]),
        "结案数": sum(isinstance(row["结案日期"], date) for row in found.values()),
        "资源金额": LINKED.get(area),
        "填报人": SUPERVISORS[area],
    }


def cases_at_cut_off(records: Records) -> list[Row]:
    """The 个案 that the report counts."""
    return [row for row in records["个案"] if isinstance(on := row["接案日期"], date) and on <= CUT_OFF]


def _households(archives: list[Row]) -> int:
    return len({row["家庭档案号"] for row in archives})
