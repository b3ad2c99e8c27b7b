"""Faults in what the station reports of itself; sown after the ledgers are counted from the records."""

from __future__ import annotations

from ..ledgers import CUT_OFFS
from .plant import UNDECIDED, Add, Expected, Of, Plant, Put, day

_HALF, _END = CUT_OFFS
_MID, _LAST = f"HZ{_HALF:%Y%m%d}", f"HZ{_END:%Y%m%d}"


def _station(number: str) -> Of:
    return Of("站点汇总", 汇总编号=number)


def _area(number: str, area: str) -> Of:
    return Of("片区汇总", 汇总编号=number, 片区=area)


def _indicator(name: str) -> Of:
    return Of("指标台账", 指标=name, 统计截止日=_END)


ALL = (
    Plant(
        "紫金少办五场，中小型活动的场次和人次到期末都没有达到",
        (),
        tuple(
            Expected(rule, _indicator(name))
            for rule in ("ZB-001", "ZB-019")
            for name in ("中小型活动场次", "中小型活动人次")
        ),
    ),
    Plant(
        "完成率算错：像报告里的 258.7%",
        (Put(_indicator("个案节次"), {"完成率": 2.587}),),
        (Expected("ZB-002", _indicator("个案节次")),),
    ),
    Plant(
        "三个片区的人数相加不等于全站",
        (Put(_station(_MID), {"总人数": 63}),),
        (Expected("ZB-003", _station(_MID)), Expected("ZB-013", _station(_MID))),
    ),
    Plant(
        "片区的户数多过人数，户数相加也不等于全站",
        (Put(_area(_MID, "南村片区"), {"户数": 15}),),
        (
            Expected("ZB-005", _area(_MID, "南村片区")),
            Expected("ZB-004", _station(_MID)),
            Expected("ZB-014", _area(_MID, "南村片区")),
        ),
    ),
    Plant(
        "小港没有报户数，用总数减去另两个片区，余下的人比户还少",
        (Put(_area(_LAST, "小港片区"), {"户数": None}), Put(_area(_LAST, "江南片区"), {"户数": 20})),
        (
            Expected("ZB-007", _station(_LAST)),
            Expected("ZB-004", _station(_LAST), verdict=UNDECIDED),
            Expected("ZB-005", _area(_LAST, "小港片区"), verdict=UNDECIDED),
            Expected("ZB-014", _area(_LAST, "江南片区")),
            Expected("ZB-014", _area(_LAST, "小港片区"), verdict=UNDECIDED),
        ),
    ),
    Plant(
        "全站的户数多过人数",
        (
            Add(
                "站点汇总",
                {"汇总编号": "HZ20240930", "社工站": "江南中街社工服务站（样例）", "统计日期": day("2024-09-30"),
                 "总户数": 58, "总人数": 57, "社区数": 16, "填报人": "郝思嘉"},
            ),
        ),
        (Expected("ZB-006", _station("HZ20240930")), Expected("ZB-013", _station("HZ20240930"))),
    ),
)  # fmt: skip
