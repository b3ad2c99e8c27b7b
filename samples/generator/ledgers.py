"""What the station reports of itself, counted from its records: indicators and the sums of areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from . import ENDS, STARTS, Records, Row
from .cast import AREAS, DIRECTOR

CUT_OFFS = (date(2024, 12, 31), ENDS)
_TARGETS = {  # yearly, set a little under what a station of this size does
    "电话访问": 400, "入户探访": 330, "个案接案": 12, "个案节次": 48, "个案结案": 6,
    "小组个数": 6, "小组节次": 36, "小组人次": 270, "大型活动场次": 2, "大型活动人次": 240,
    "中小型活动场次": 8, "中小型活动人次": 200, "新登记志愿者": 25, "志愿者骨干": 4, "志愿者队伍": 3,
}  # fmt: skip


def indicators(records: Records) -> list[Row]:
    """指标台账 at half-term and at the end."""
    return [_indicator(name, day, records) for day in CUT_OFFS for name in _TARGETS]


def _indicator(name: str, day: date, records: Records) -> Row:
    done, target = _done(name, day, records), _TARGETS[name]
    behind = day < ENDS and done < target // 2
    return {
        "指标": name,
        "统计截止日": day,
        "协议开始日期": STARTS,
        "协议结束日期": ENDS,
        "年度目标": target,
        "累计完成": done,
        "完成率": round(done / target, 4),
        "偏差原因": "按年度安排集中在下半年开展" if behind else None,
        "改进措施": "已排入下半年月度计划，逐月检视" if behind else None,
        "填报人": DIRECTOR,
    }


def _done(name: str, day: date, records: Records) -> int:
    def rows(record: str, field: str, wanted: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        return [row for row in records[record] if isinstance(on := row[field], date) and on <= day and wanted(row)]

    def heads(found: Iterable[Row]) -> int:
        return sum(int(str(row["签到人数"])) for row in found)

    def held(kind: str) -> list[Row]:
        return rows("活动", "活动日期", lambda row: row["活动类型"] == kind and row["状态"] == "已完成")

    counts: dict[str, Callable[[], int]] = {
        "电话访问": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "电访")),
        "入户探访": lambda: len(rows("探访电访记录", "日期", lambda row: row["方式"] == "入户")),
        "个案接案": lambda: len(rows("个案", "接案日期")),
        "个案节次": lambda: len(rows("个案节次", "日期", lambda row: row["计入指标"] is True)),
        "个案结案": lambda: len(rows("个案", "结案日期")),
        "小组个数": lambda: len(rows("小组", "开始日期")),
        "小组节次": lambda: len(rows("小组节次", "日期")),
        "小组人次": lambda: heads(rows("小组节次", "日期")),
        "大型活动场次": lambda: len(held("大型")),
        "大型活动人次": lambda: heads(held("大型")),
        "中小型活动场次": lambda: len(held("中小型")),
        "中小型活动人次": lambda: heads(held("中小型")),
        "新登记志愿者": lambda: len(rows("志愿者", "登记日期")),
        "志愿者骨干": lambda: len(rows("志愿者", "登记日期", lambda row: row["骨干"] is True)),
        "志愿者队伍": lambda: len({row["所属队伍"] for row in rows("志愿者", "登记日期")}),
    }
    return counts[name]()


def summaries(records: Records) -> tuple[list[Row], list[Row]]:
    """站点汇总 and 片区汇总 of the archives filed by each cut-off."""
    stations: list[Row] = []
    areas: list[Row] = []
    for day in CUT_OFFS:
        number = f"HZ{day:%Y%m%d}"
        clients = [row for row in records["服务对象"] if isinstance(on := row["建档日期"], date) and on <= day]
        stations.append(
            {
                "汇总编号": number,
                "社工站": "江南中街社工服务站（样例）",
                "统计日期": day,
                "总户数": _households(clients),
                "总人数": len(clients),
                "社区数": sum(map(len, AREAS.values())),
                "填报人": DIRECTOR,
            }
        )
        for area, spots in AREAS.items():
            here = [row for row in clients if row["片区"] == area]
            areas.append(
                {
                    "汇总编号": number,
                    "片区": area,
                    "户数": _households(here),
                    "人数": len(here),
                    "社区数": len(spots),
                    "填报人": DIRECTOR,
                }
            )
    return stations, areas


def _households(clients: list[Row]) -> int:
    return len({row["家庭档案号"] for row in clients})
