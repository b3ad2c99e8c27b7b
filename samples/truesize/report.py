"""The mid-term report: as the evaluators printed it, or as the records bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from samples.generator import Records, Row

from . import AS_OF, CUT_OFF, ENDS, STARTS, data
from .report_counts import cases_by_area, households, of_area, of_spot, persons_open
from .report_figures import figures, rates
from .resources import FUNDS, LINKED
from .team import AREAS

_TOLD = data("report")
_LINKED_BY_REPORT = 393_600
_PRESENT = 126


Total = tuple[str, float, str, bool, str, list[tuple[str, float]]]


def records(others: Records, *, as_reported: bool) -> Records:
    """报告数字, 报告比率, 报告合计, 报告分项, 报告对照, 报告期间, 报告论断, 评估结果."""
    totals = list(_totals(others, as_reported))
    return {
        "报告数字": figures(others, as_reported=as_reported),
        "报告比率": rates(others, as_reported=as_reported),
        "报告合计": [
            {
                "合计编号": f"HJ{number:02d}",
                "名称": label,
                "合计数": total,
                "单位": unit,
                "分项列全": complete,
                "出处": place,
                "说明": None,
            }
            for number, (label, total, unit, complete, place, _) in enumerate(totals, 1)
        ],
        "报告分项": [
            {"合计编号": f"HJ{number:02d}", "分项": part, "分项数": amount, "出处": place}
            for number, (_, _, _, _, place, parts) in enumerate(totals, 1)
            for part, amount in parts
        ],
        "报告对照": list(_relations(others, as_reported)),
        "报告期间": list(_spans(as_reported)),
        "报告论断": list(_claims(as_reported)),
        "评估结果": [
            {
                "评估编号": "PGJ-2025-01",
                "评估类型": "中期",
                "评估日期": AS_OF,
                "统计截止日": CUT_OFF,
                "评估单位": "广州市社会组织联合会（样例）",
                "评估总分": 85.03,
                "评估等次": "良好",
            }
        ],
    }


def _totals(others: Records, as_reported: bool) -> Iterator[Total]:
    persons = [(area, float(of_area(area, all_archives=as_reported)[1])) for area in AREAS]
    yield "持证社工", 15, "名", True, "二/基本情况", [("社工师", 3), ("助理社工师", 13 if as_reported else 12)]
    yield "建档人数", persons_open(), "人", True, "四、六", persons
    spots = AREAS["南村片区"]
    for label, unit, place in (("南村片区户数", "户", 0), ("南村片区人数", "人", 1)):
        parts = [(spot, float(of_spot(spot)[place])) for spot in spots]
        yield label, sum(amount for _, amount in parts), unit, True, "四/南村片区", parts
    yield "社区数", 16, "个", True, "二/基本情况", [(area, float(len(spots))) for area, spots in AREAS.items()]
    certified = 91 if as_reported else 90
    yield "实到人次", _PRESENT, "人次", True, "三/项目管理", [("持证", certified), ("非持证", _PRESENT - certified)]
    yield (
        "评估权重",
        100,
        "分",
        True,
        "一/评估结果说明",
        [("第三方评估机构", 55), ("街道办事处", 20), ("督导中心", 15), ("区民政局", 10)],
    )
    maps = ("社区平面图", "社区问题地图", "服务对象分布图", "社区资源地图")
    yield "三图一表的图", 3 if as_reported else 4, "张", True, "四/江南片区", [(name, 1) for name in maps]
    yield (
        "三图一表的表",
        1,
        "张",
        True,
        "四/江南片区",
        [("未列出" if as_reported else "社区服务清单", 0 if as_reported else 1)],
    )
    cases = [
        (area, float(count))
        for area, count in cases_by_area(others).items()
        if not (as_reported and area == "小港片区")
    ]
    yield "个案数", 37, "个", not as_reported, "二、四", cases
    linked = [(f"{area}链接资源", amount) for area, amount in LINKED.items()]
    if as_reported:
        yield "链接资源金额", _LINKED_BY_REPORT, "元", False, "六/服务成效", [("社区基金募集", FUNDS), *linked]
        yield "链接资源金额（扣除基金后）", _LINKED_BY_REPORT - FUNDS, "元", False, "六/服务成效", linked
    else:
        whole = round(FUNDS + sum(LINKED.values()), 2)
        yield "链接资源金额", whole, "元", True, "六/服务成效", [("社区基金募集", FUNDS), *linked]


def _relations(others: Records, as_reported: bool) -> Iterator[Row]:
    rows: list[tuple[str, float, str, str, float, str]] = [
        ("满意度受访人数", 100, "不少于", "应访人数", 100, "五/服务监测"),
        ("全站人数", persons_open(), "不少于", "全站户数", households(all_archives=as_reported), "六/服务成效"),
    ]
    if as_reported:
        rows += [
            ("小港片区人数", 1050, "不少于", "小港片区户数", 1054, "由全站减两片区推得"),
            ("联系次数", 12711, "不少于", "每月一次、六个月应有的次数", 13716, "二、四"),
            ("探访电访年度目标", 12400, "不少于", "每月一次、一年应有的次数", 27432, "附件1"),
            ("圆梦微心愿数", 46, "不多于", "困境儿童人数", 25, "四/江南片区"),
            ("紫金儿童活动完成场数", 1, "不少于", "紫金儿童活动计划场数", 6, "四/江南片区"),
            ("小港片区个案占比", 10.8, "不少于", "小港片区人数占比的一半", 23.0, "四"),
            ("未达预期的指标数", 3, "不多于", "写明未达预期的指标数", 2, "二/项目进度"),
        ]
    for number, (left, amount, relation, right, other, place) in enumerate(rows, 1):
        yield {
            "对照编号": f"DZ{number:02d}",
            "左项": left,
            "左值": amount,
            "应有关系": relation,
            "右项": right,
            "右值": other,
            "出处": place,
            "说明": None,
        }


def _spans(as_reported: bool) -> Iterator[Row]:
    until = AS_OF if as_reported else CUT_OFF
    spans: Iterable[tuple[str, date, float, str]] = (
        ("运营期间", until, 6, "五/结语"),
        ("协议期", ENDS, 12, "二/基本情况"),
    )
    for number, (label, last, months, place) in enumerate(spans, 1):
        yield {
            "期间编号": f"QJN{number:02d}",
            "名称": label,
            "开始日期": STARTS,
            "结束日期": last,
            "写明月数": months,
            "出处": place,
        }


def _claims(as_reported: bool) -> Iterator[Row]:
    claims = [*_TOLD["claims"], *(_TOLD["claims only in the report"] if as_reported else ())]
    for number, (kind, statement, scope, excepted) in enumerate(claims, 1):
        yield {
            "论断编号": f"LD{number:02d}",
            "论断类型": kind,
            "内容": statement,
            "范围": scope,
            "例外指标": tuple(excepted) if as_reported else (),
            "统计截止日": CUT_OFF,
            "出处": "中期评估报告",
        }
