"""Faults in visits and calls: too seldom, only by telephone, nobody answers and nobody looks."""

from __future__ import annotations

from .. import Value
from .plant import NOT_DUE, Add, Copy, Drop, Edit, Expected, Of, Plant, Put, archive, contact, day

UNREACHED: dict[str, Value] = {
    "接触对象": "本人",
    "结果": "未接通",
    "确认安全": False,
    "内容": "致电本人，电话无人接听，稍后再打仍未接通，留待下次联系。",
    "措施": "致电",
    "成效": None,
}
_CALLED_IN_VAIN: dict[str, Value] = {**UNREACHED, "方式": "电访", "同行人": None, "工单号": None}


def _missed(number: int, *days: str) -> tuple[Edit, ...]:
    """All contacts of these days become calls that nobody answers."""
    return tuple(Put(contact(number, each), _CALLED_IN_VAIN) for each in days)


def _called(number: int, name: str, worker: str, *days: str) -> tuple[Edit, ...]:
    """Meetings of these days become calls, each with its work order."""
    edits: list[Edit] = []
    for each in days:
        order = f"HM{each.replace('-', '')}9{number:02d}"
        edits += [
            Put(contact(number, each), {"方式": "电访", "同行人": None, "工单号": order}),
            Add(
                "热线工单",
                {
                    "工单号": order,
                    "档案号": f"JNZ-D-{number:04d}",
                    "来电人": name,
                    "来电号码": f"1990000{1000 + number}",
                    "受理时间": day(each),
                    "通话方向": "呼出",
                    "诉求类型": "电访问候",
                    "紧急程度": "一般",
                    "诉求内容": "电访了解近况",
                    "处理情况": "已了解并记录",
                    "办理结果": "已办结",
                    "办结时间": day(each),
                    "状态类型": "平时",
                    "接线社工": worker,
                },
            ),
        ]
    return tuple(edits)


def _moved(number: int, before: str, after: str) -> Put:
    return Put(contact(number, before), {"日期": day(after), "录入日期": day(after)})


FREQUENCY = (
    Plant(
        "三级，每月都有联系，中间却隔了 53 天",
        (_moved(10, "2024-11-14", "2024-11-04"), _moved(10, "2024-12-11", "2024-12-27")),
        (Expected("TF-001", archive(10), contact(10, "2024-11-14")),),
    ),
    Plant(
        "二级，11 月只联系一次，间隔都不超过 20 天",
        (
            _moved(35, "2024-11-07", "2024-10-31"),
            _moved(35, "2024-11-19", "2024-11-15"),
            _moved(35, "2024-11-29", "2024-12-03"),
        ),
        (Expected("TF-002", archive(35), "2024-11-01"),),
    ),
    Plant(
        "四级，第一季没有联系，间隔都不超过 120 天",
        (
            _moved(33, "2024-11-12", "2024-12-30"),
            Drop(contact(33, "2025-01-15")),
            _moved(33, "2025-03-10", "2025-04-01"),
        ),
        (Expected("TF-003", archive(33), "2025-01-01"),),
    ),
    Plant(
        "听力残疾的独居长者，三个季度只打电话，评为不合格",
        _called(51, "詹福田", "葛新月", "2024-11-18", "2025-01-16", "2025-03-19", "2025-04-17", "2025-05-16"),
        (
            *(Expected("TF-004", archive(51), quarter) for quarter in ("2024-10-01", "2025-01-01", "2025-04-01")),
            Expected("JD-020", archive(51)),
        ),
    ),
    Plant(
        "二级，第一季只入户两次",
        (Put(contact(58, "2025-02-08"), {"方式": "驻点", "同行人": None}),),
        (Expected("TF-005", archive(58), "2025-01-01"),),
    ),
)

LOST = (
    Plant(
        "八十八岁孤寡独居长者，五月起四次联系不上，没有人确认其安全",
        _missed(6, "2025-05-12", "2025-05-23", "2025-06-04", "2025-06-18"),
        (
            Expected("TF-007", archive(6), contact(6, "2025-05-12")),
            Expected("TF-012", archive(6)),
            Expected("TF-001", archive(6), contact(6, "2025-04-29")),
            Expected("TF-002", archive(6), "2025-05-01"),
            Expected("TF-002", archive(6), "2025-06-01"),
            Expected("TF-005", archive(6), "2025-04-01"),
            Expected("TF-020", contact(6, "2025-06-04")),
        ),
    ),
    Plant(
        "四级，三月和五月都没有接通，也没有问过旁人",
        _missed(12, "2025-03-12", "2025-05-14"),
        (
            Expected("TF-007", archive(12), contact(12, "2025-03-12")),
            Expected("TF-001", archive(12), contact(12, "2025-01-20")),
            Expected("TF-003", archive(12), "2025-04-01"),
        ),
    ),
    Plant(
        "三级，十月、十一月没有接通，十二月才上门",
        (
            *_missed(55, "2024-10-18", "2024-11-14"),
            Put(contact(55, "2024-12-10"), {"方式": "入户", "工单号": None}),
            Drop(Of("热线工单", 工单号="HM20241210004")),
        ),
        (
            Expected("TF-008", archive(55), contact(55, "2024-10-18")),
            Expected("TF-001", archive(55), contact(55, "2024-09-14")),
            Expected("TF-002", archive(55), "2024-10-01"),
            Expected("TF-002", archive(55), "2024-11-01"),
        ),
    ),
    Plant(
        "一次没有接通，十六天后才再联系",
        (
            Add(
                "探访电访记录",
                {
                    **_CALLED_IN_VAIN,
                    "记录编号": "LX90001",
                    "档案号": "JNZ-D-0023",
                    "姓名": "邱美仪",
                    "日期": day("2024-11-25"),
                    "开始时间": "16:05",
                    "结束时间": "16:07",
                    "社工": "曾悦然",
                    "社工工号": "QC005",
                    "社工签名": "曾悦然",
                    "录入日期": day("2024-11-25"),
                },
            ),
        ),
        (Expected("TF-009", archive(23), Of("探访电访记录", 记录编号="LX90001")),),
    ),
    Plant(
        "未接通的记录只写四个字",
        (Put(contact(27, "2025-01-15", 结果="未接通"), {"内容": "电话未接通", "措施": None, "跟进事项": None}),),
        (Expected("TF-010", contact(27, "2025-01-15", 结果="未接通")),),
    ),
    Plant(
        "问过紧急联系人，没有写是否安全，十天后才见到人",
        (
            Put(contact(45, "2025-01-16", 结果="成功"), {"确认安全": False}),
            _moved(45, "2025-01-17", "2025-01-27"),
        ),
        (Expected("TF-011", contact(45, "2025-01-16", 结果="成功")),),
    ),
    Plant(
        "联系得知已迁出，档案仍是在册",
        (
            Put(contact(50, "2025-04-14"), {"结果": "迁出"}),
            Drop(contact(50, "2025-06-18")),
            Drop(contact(50, "2025-06-19")),
        ),
        (
            Expected("JD-013", archive(50)),
            *(Expected("RX-007", Of("热线工单", 工单号=f"HM2025061800{number}")) for number in (7, 8)),
        ),
    ),
)

NOTES = (
    Plant(
        "两个人的记录照抄",
        (Copy(contact(7, "2024-10-14"), contact(17, "2024-11-18"), "内容"),),
        (Expected("TF-013", contact(17, "2024-11-18"), contact(7, "2024-10-14")),),
    ),
    Plant(
        "记录只写“情况正常”",
        (Put(contact(37, "2024-09-02"), {"内容": "情况正常"}),),
        (Expected("TF-014", contact(37, "2024-09-02")),),
    ),
    Plant(
        "联系记录没有签名",
        (Put(contact(41, "2024-07-05"), {"社工签名": None}),),
        (Expected("TF-015", contact(41, "2024-07-05")),),
    ),
    Plant(
        "本月的记录还没有签名：没有到期",
        (Put(contact(8, "2025-06-13"), {"社工签名": None}),),
        (Expected("TF-015", contact(8, "2025-06-13"), verdict=NOT_DUE),),
    ),
)


def _without_order(number: int, on: str, order: str, written: str | None, says: str) -> Plant:
    call = contact(number, on)
    return Plant(
        says,
        (Put(call, {"工单号": written}), Drop(Of("热线工单", 工单号=order))),
        (Expected("RX-001", call),),
    )


ORDERS = (
    _without_order(30, "2024-09-13", "HM20240913001", None, "电访没有工单"),
    _without_order(38, "2024-12-13", "HM20241213002", None, "电访没有工单"),
    _without_order(26, "2025-04-16", "HM20250416001", "HM20250416100", "电访写的工单号找不到工单"),
    Plant(
        "紧急工单没有写处理情况",
        (Put(Of("热线工单", 诉求内容="楼道灯坏三晚街坊怕长者摔倒"), {"紧急程度": "紧急", "处理情况": None}),),
        (Expected("RX-002", Of("热线工单", 诉求内容="楼道灯坏三晚街坊怕长者摔倒")),),
    ),
)

ALL = (*FREQUENCY, *LOST, *NOTES, *ORDERS)
