"""What the station reports of itself, counted from its records: indicators and the sums of areas."""

from __future__ import annotations

from datetime import date

from . import ENDS, STARTS, Records, Row
from .counting import counted, of_area, of_station, until
from .team import AREAS, DIRECTOR

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
    done, target = counted(name, day, records, STARTS), _TARGETS[name]
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


def summaries(records: Records) -> tuple[list[Row], list[Row]]:
    """站点汇总 and 片区汇总 of the archives filed by each cut-off."""
    filed = {f"HZ{day:%Y%m%d}": (day, until(records["服务对象"], "建档日期", day)) for day in CUT_OFFS}
    return (
        [of_station(number, day, clients, len(clients)) for number, (day, clients) in filed.items()],
        [of_area(number, area, clients, DIRECTOR) for number, (_, clients) in filed.items() for area in AREAS],
    )
