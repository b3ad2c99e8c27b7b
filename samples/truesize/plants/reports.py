"""What must be found in the report's own figures: nothing is edited, the report contradicts itself."""

from __future__ import annotations

from samples.generator.plants.plant import UNDECIDED, Drop, Expected, Of, Plant, Put, day

from .. import CUT_OFF
from ..figures import SUMMARY
from .whole import WHOLE

_SMALL_HARBOUR = Of("片区汇总", 汇总编号=SUMMARY, 片区="小港片区")
_STATION = Of("站点汇总", 汇总编号=SUMMARY)


def _indicator(name: str) -> Of:
    return Of("指标台账", 指标=name, 统计截止日=CUT_OFF)


def _figure(name: str, amount: float) -> Of:
    return Of("报告数字", 名称=name, 数值=amount)


def _named(record: str, name: str) -> Of:
    return Of(record, 名称=name)


def _relation(left: str) -> Of:
    return Of("报告对照", 左项=left)


def _says(text: str, *expected: Expected) -> Plant:
    return Plant(text, (), expected)


_BASES = ("从业两年以上占比", "从业两年以下占比", "稳岗率", "本科以上占比", "培训完成率")
_TWICE = (("新登记志愿者", 51, 41), ("志愿者骨干", 21, 13), ("志愿者队伍", 13, 3))
_MONTHS = ("2024-08-01", "2024-09-01", "2024-10-01", "2024-11-01", "2024-12-01")

ALL = (
    _says("N01：中级三名、助理十三名，合计写十五名", Expected("HD-001", _named("报告合计", "持证社工"))),
    _says(
        "N04 N05 N06：占比和培训率的基数是 20，社工写 21 名",
        *(Expected("HD-004", _named("报告比率", name)) for name in _BASES),
    ),
    _says(
        "N07：个案节次 258.7%，248 ÷ 96 是 258.33%",
        Expected("HD-003", _named("报告比率", "个案节次完成率")),
        Expected("ZB-002", _indicator("个案节次")),
    ),
    _says(
        "N09：志愿者、骨干、队伍在两处各写一个数，名单只有 41 名、13 名、9 支",
        *(Expected("HD-006", WHOLE, _figure(name, first)) for name, first, _ in _TWICE),
        *(Expected("HD-024", _figure(name, second)) for name, _, second in _TWICE),
        *(Expected("HD-023", _figure(name, first)) for name, first, _ in _TWICE[:2]),
        *(Expected("ZB-012", _indicator(name)) for name, _, _ in _TWICE[:2]),
        Expected("HD-028", _figure("志愿者队伍", 13)),
        Expected("ZB-020", _indicator("志愿者队伍")),
    ),
    _says(
        "N10：539 + 1076 + 697 不是 2286",
        Expected("HD-001", _named("报告合计", "建档人数")),
        Expected("ZB-003", _STATION),
        Expected("ZB-013", _STATION),
    ),
    _says(
        "N11：小港片区 1,050 人住在 1,054 户",
        Expected("ZB-007", _STATION),
        Expected("HD-008", _relation("小港片区人数")),
        Expected("ZB-004", _STATION, verdict=UNDECIDED),
        Expected("ZB-005", _SMALL_HARBOUR, verdict=UNDECIDED),
        Expected("ZB-014", _SMALL_HARBOUR, verdict=UNDECIDED),
    ),
    _says(
        "N14：小港片区人最多，个案最少",
        Expected("ZB-015", _SMALL_HARBOUR),
        Expected("HD-008", _relation("小港片区个案占比")),
    ),
    _says("N15：46 个微心愿，25 名困境儿童", Expected("HD-008", _relation("圆梦微心愿数"))),
    _says(
        "N16：说每月跟进，每个月都有人没有联系",
        Expected("HD-008", _relation("联系次数")),
        *(Expected("HD-014", Of("报告论断", 论断类型="每月跟进"), month) for month in _MONTHS),
    ),
    _says(
        "N17：年度目标不够每人每月一次", Expected("HD-008", _relation("探访电访年度目标")), Expected("ZB-017", _STATION)
    ),
    _says(
        "N19：运营六个月，统计截止日有两个",
        Expected("HD-010", _named("报告期间", "运营期间")),
        Expected("HD-009", WHOLE, _named("报告数字", "慈善基金募集金额")),
    ),
    _says(
        "N20：扣除基金之后，列出的来源只占两成", Expected("HD-002", _named("报告合计", "链接资源金额（扣除基金后）"))
    ),
    _says("N21：2,026 人次没有写从哪个总数中来", Expected("HD-012", _named("报告数字", "未填工单人次"))),
    _says("N24：个案节次与接案的完成率相差悬殊", Expected("ZB-018", _indicator("个案节次"))),
    _says(
        "N29：困境儿童访谈一处写名、一处写户", Expected("HD-007", WHOLE, Of("报告数字", 名称="困境儿童访谈", 单位="名"))
    ),
    _says("N30：紫金计划六场，完成一场", Expected("HD-008", _relation("紫金儿童活动完成场数"))),
    _says(
        "N32：三图一表列出四张图，没有表",
        Expected("HD-001", _named("报告合计", "三图一表的图")),
        Expected("HD-001", _named("报告合计", "三图一表的表")),
    ),
    _says(
        "N34 N35：个案结案、小组人次落后，没有写偏差原因，仍说指标质量好",
        *(Expected(rule, _indicator(name)) for rule in ("ZB-001", "ZB-019") for name in ("个案结案", "小组人次")),
        Expected("HD-016", Of("报告论断", 论断类型="指标质量好")),
        Expected("HD-008", _relation("未达预期的指标数")),
    ),
    _says(
        "V4：说每次跟进都动态评估，建档满半年的那一份一次也没有评过",
        Expected("HD-017", Of("报告论断", 论断类型="动态评估及时")),
    ),
    _says("V1：说全面建档，档案有没填完的", Expected("HD-015", Of("报告论断", 论断类型="全面建档"))),
    Plant(
        "十月、十一月没有做进度监测",
        (Drop(Of("进度监测", 月份="2024-10")), Drop(Of("进度监测", 月份="2024-11"))),
        (Expected("XM-001", WHOLE, "2024-10-01"), Expected("XM-001", WHOLE, "2024-11-01")),
    ),
    Plant(
        "报道篇数的统计日在评估的统计截止日之后",
        (Put(_named("报告数字", "报道篇数"), {"统计截止日": day("2025-03-24")}),),
        (Expected("XM-012", _named("报告数字", "报道篇数")), Expected("HD-009", WHOLE, _named("报告数字", "报道篇数"))),
    ),
)
