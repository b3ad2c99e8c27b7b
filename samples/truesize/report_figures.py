"""The figures and the rates that the mid-term report prints: 报告数字, 报告比率."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from samples.generator import Records, Row

from . import CUT_OFF
from .figures import achieved, targets
from .report_counts import children, households, of_area, persons_open, without_ticket
from .resources import FUNDS

_HOURS, _BUDGET, _POSTS, _WORKERS = 779.5, 2_400_000, 20, 21
_CHAPTERS = {
    "基本情况": "二/基本情况",
    "进度": "二/项目进度",
    "管理": "三/项目管理",
    "监测": "五/服务监测",
    "成效": "六/服务成效",
}
_UNITS = {
    "电话访问": "个", "入户探访": "个", "个案接案": "个", "个案节次": "节", "个案结案": "个", "小组个数": "个",
    "小组节次": "节", "小组人次": "人次", "大型活动场次": "场", "大型活动人次": "人次", "中小型活动场次": "场",
    "中小型活动人次": "人次", "新登记志愿者": "名", "志愿者骨干": "名", "志愿者队伍": "支",
}  # fmt: skip


class _Figure(NamedTuple):
    label: str
    amount: float
    unit: str
    chapter: str
    item: str | None = None  # the label, unless told
    scope: str = "全站"
    kind: str = "总数"
    base: str | None = None
    day: date = CUT_OFF


class _Rate(NamedTuple):
    label: str
    numerator: float
    denominator: float
    rate: float
    unit: str
    decimals: int
    chapter: str
    of: tuple[str | None, str | None] = (None, None)  # what the numerator and the denominator are called
    per_unit: float | None = None


def figures(records: Records, *, as_reported: bool) -> list[Row]:
    """报告数字: what is printed once, and what the report prints a second time."""
    rows = [*_once(records, as_reported), *(_again() if as_reported else ())]
    raised = date(2024, 12, 30) if as_reported else CUT_OFF
    rows.append(_Figure("慈善基金募集金额", FUNDS, "元", "监测", day=raised))
    return [
        {
            "数字编号": f"SZ{number:03d}",
            "名称": row.label,
            "项目": row.item or row.label,
            "范围": row.scope,
            "数值": row.amount,
            "单位": row.unit,
            "口径": row.kind,
            "基数名称": row.base,
            "统计截止日": row.day,
            "出处": _CHAPTERS.get(row.chapter, row.chapter),
            "说明": None,
        }
        for number, row in enumerate(rows, 1)
    ]


def _once(records: Records, as_reported: bool) -> Iterator[_Figure]:
    yield _Figure("总户数", households(all_archives=as_reported), "户", "成效")
    yield _Figure("总人数", persons_open(), "人", "成效")
    yield _Figure("社区数", 16, "个", "基本情况")
    yield _Figure("社工人数", _WORKERS, "人", "基本情况")
    yield _Figure("持证社工", 15, "人", "基本情况", item="持证人数")
    yield _Figure("非持证社工", 6, "人", "基本情况", item="非持证人数")
    yield _Figure("党员社工", 4, "人", "成效", item="党员人数")
    yield _Figure("协议岗位数", _POSTS, "个", "服务协议")
    yield _Figure("培训时数", _HOURS, "小时", "管理")
    yield _Figure("报道篇数", 46, "篇", "管理")
    yield _Figure("合作单位", 26, "家", "四/小港片区", item="合作单位数")
    yield _Figure("困境儿童", children("江南片区"), "人", "四/江南片区", item="困境儿童人数", scope="江南片区")
    yield _Figure("满意度受访人数", 100, "人", "监测")
    yield _Figure("慈善基金社区数", 16, "个", "监测")
    yield _Figure("困境儿童访谈", 10, "名", "四/江南片区（肯定）", item="其他", scope="江南片区")
    for name, unit in _UNITS.items():
        yield _Figure(name, achieved(name, CUT_OFF, records, as_reported=as_reported), unit, "进度")
    base = None if as_reported else "电话访问"
    yield _Figure("未填工单人次", without_ticket(records), "人次", "成效", kind="部分数", base=base)


def _again() -> Iterator[_Figure]:
    yield _Figure("困境儿童访谈", 10, "户", "四/江南片区（关注）", item="其他", scope="江南片区")
    yield _Figure("新登记志愿者", 41, "名", "监测")
    yield _Figure("志愿者骨干", 13, "名", "监测")
    yield _Figure("志愿者队伍", 3, "支", "监测")


def rates(records: Records, *, as_reported: bool) -> list[Row]:
    """报告比率: completion of the indicators, shares of the staff, averages."""
    rows = [*_completion(records, as_reported), *_staff(as_reported), *_averages(as_reported)]
    return [
        {
            "比率编号": f"BL{number:02d}",
            "名称": row.label,
            "分子": row.numerator,
            "分子名称": row.of[0],
            "分母": row.denominator,
            "分母名称": row.of[1],
            "每单位量": row.per_unit,
            "比率": row.rate,
            "比率单位": row.unit,
            "小数位": row.decimals,
            "出处": _CHAPTERS.get(row.chapter, row.chapter),
            "说明": None,
        }
        for number, row in enumerate(rows, 1)
    ]


def _completion(records: Records, as_reported: bool) -> Iterator[_Rate]:
    for name, target in targets(as_reported=as_reported).items():
        done = achieved(name, CUT_OFF, records, as_reported=as_reported)
        rate, decimals = (258.7, 1) if as_reported and name == "个案节次" else (round(done / target * 100, 2), 2)
        yield _Rate(f"{name}完成率", done, target, rate, "百分比", decimals, "进度", (name, None))


def _staff(as_reported: bool) -> Iterator[_Rate]:
    """The report divides by the posts of the contract and calls them the workers."""
    base = _POSTS if as_reported else _WORKERS
    old_hands, stayed = (11, 16) if as_reported else (13, 20)
    shares = {"从业两年以上占比": old_hands, "从业两年以下占比": base - old_hands, "稳岗率": stayed, "本科以上占比": 17}
    for label, count in shares.items():
        yield _Rate(label, count, base, round(count / base * 100, 2), "百分比", 2, "管理", (None, "社工人数"))
    rate = round(_HOURS / (base * 36) * 100, 2)
    yield _Rate("培训完成率", _HOURS, base, rate, "百分比", 2, "管理", ("培训时数", "社工人数"), 36.0)


def _averages(as_reported: bool) -> Iterator[_Rate]:
    certified, uncertified = (91, 35) if as_reported else (90, 36)
    months = {
        "月均实到人数": (126, 21),
        "月均应到人数": (120, 20),
        "月均持证人数": (certified, 15),
        "月均非持证人数": (uncertified, 6),
    }
    for label, (count, mean) in months.items():
        yield _Rate(label, count, 6, mean, "平均", 0, "管理")
    yield _Rate("每岗经费", _BUDGET, _POSTS, 120_000, "平均", 0, "基本情况", (None, "协议岗位数"))
    yield _Rate("每组节数", 78, 13, 6, "平均", 1, "进度", ("小组节次", "小组个数"))
    for area in ("江南片区", "南村片区"):
        homes, persons = of_area(area, all_archives=as_reported)
        yield _Rate(f"{area}户均人数", persons, homes, round(persons / homes, 3), "平均", 3, "四/服务质量")
