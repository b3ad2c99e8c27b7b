"""What is counted in the records of any station: indicators, households and persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from . import Records, Row
from .team import AREAS, DIRECTOR


def until(rows: Iterable[Row], field: str, day: date, since: date = date.min) -> list[Row]:
    """The rows whose date is from ``since`` to ``day``, both included."""
    return [row for row in rows if isinstance(on := row[field], date) and since <= on <= day]


def counted(name: str, day: date, records: Records, since: date) -> int:
    """What the records show of an indicator from the day the contract began."""

    def rows(record: str, field: str, wanted: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        return [row for row in until(records[record], field, day, since) if wanted(row)]

    def heads(found: Iterable[Row]) -> int:
        return sum(int(str(row["签到人数"])) for row in found)

    def held(kind: str) -> list[Row]:
        return rows("活动", "活动日期", lambda row: row["活动类型"] == kind and row["状态"] == "已完成")

    def teams() -> int:
        """Those founded; where no register of teams is kept, those that the volunteers belong to."""
        if "志愿队伍" in records:
            return len(rows("志愿队伍", "成立日期"))
        return len({row["所属队伍"] for row in rows("志愿者", "登记日期")})

    counts: dict[str, Callable[[], int]] = {
        "电话访问": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "电访")),
        "入户探访": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "入户")),
        "个案接案": lambda: len(rows("个案", "接案日期")),
        "个案节次": lambda: len(rows("个案节次", "日期", lambda row: row["计入指标"] is True)),
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
        "志愿者队伍": teams,
    }
    return counts[name]()


def of_station(number: str, day: date, archives: Iterable[Row], persons: int) -> Row:
    """站点汇总: the households of the archives, and the persons."""
    return {
        "汇总编号": number,
        "社工站": "江南中街社工服务站（样例）",
        "统计日期": day,
        "总户数": _households(archives),
        "总人数": persons,
        "社区数": sum(map(len, AREAS.values())),
        "填报人": DIRECTOR,
    }


def of_area(number: str, area: str, archives: Iterable[Row], teller: str) -> Row:
    """片区汇总: the households and persons of an area among the archives."""
    here = [row for row in archives if row["片区"] == area]
    return {
        "汇总编号": number,
        "片区": area,
        "户数": _households(here),
        "人数": len(here),
        "社区数": len(AREAS[area]),
        "填报人": teller,
    }


def _households(archives: Iterable[Row]) -> int:
    return len({row["家庭档案号"] for row in archives})
