"""Faults in cases, groups, activities, station plans, and in the files on staff and volunteers."""

from __future__ import annotations

from .. import Value
from .plant import NOT_DUE, UNDECIDED, Add, Copy, Drop, Expected, Of, Plant, Put, archive, day, of_archive

_MINOR = Of("个案", 个案编号="GZQC-JNZ-NYD-C-2024-001")
_SIGNED_BY_CHILD: dict[str, Value] = {"签署人": "康子墨", "签署人身份": "本人", "与服务对象关系": "本人"}


def _case(number: str) -> Of:
    return Of("个案", 个案编号=f"GZQC-JNZ-{number}")


def _session(record: str, number: str, session: int) -> Of:
    return Of(record, 个案编号=f"GZQC-JNZ-{number}", 节次=session)


def _consent(archive: int, case: str | None) -> Of:
    return of_archive("知情同意书", archive, 个案编号=case and f"GZQC-JNZ-{case}")


CASES = (
    Plant(
        "GZQC-JNZ-NYD-C-2024-001：未成年人个案只有本人签的同意书",
        (
            Put(_consent(29, None), _SIGNED_BY_CHILD),
            Put(_consent(29, "NYD-C-2024-001"), _SIGNED_BY_CHILD),
            Put(_MINOR, {"监护人签名": None}),
        ),
        (Expected("GA-001", _MINOR), Expected("GA-025", _MINOR), Expected("YS-006", archive(29))),
    ),
    Plant(
        "个案的同意书在第一节之后十天才签，建档时也没有签",
        (Drop(_consent(32, None)), Put(_consent(32, "PQ2-C-2024-003"), {"签署日期": day("2024-10-25")})),
        (Expected("GA-002", _case("PQ2-C-2024-003")), Expected("JD-038", archive(32))),
    ),
    Plant(
        "九岁儿童的监护人同意书没有写处理个人信息",
        (
            Put(_consent(47, None), {"同意事项": ("接受服务",)}),
            Put(_consent(47, "PQ2-C-2025-001"), {"同意事项": ("接受服务", "拍照录像")}),
        ),
        (
            Expected("GA-003", _consent(47, None)),
            Expected("GA-003", _consent(47, "PQ2-C-2025-001")),
            Expected("YS-005", archive(47)),
            Expected("YS-006", archive(47)),
        ),
    ),
    Plant(
        "结案后没有回访",
        (Drop(Of("结案回访", 个案编号="GZQC-JNZ-PQ3-C-2024-002")),),
        (Expected("GA-004", _case("PQ3-C-2024-002")),),
    ),
    Plant(
        "刚结案，回访和归档都没有到期",
        (
            Put(
                _case("PQ3-C-2024-001"),
                {
                    "状态": "已结案",
                    "结案日期": day("2025-06-10"),
                    "结案原因": "目标达成，案主同意结案",
                    "目标达成度": "达成",
                },
            ),
        ),
        (
            Expected("GA-004", _case("PQ3-C-2024-001"), verdict=NOT_DUE),
            Expected("GA-005", _case("PQ3-C-2024-001"), verdict=NOT_DUE),
        ),
    ),
    Plant(
        "结案后没有归档",
        (Put(_case("PQ1-C-2024-001"), {"归档日期": None}),),
        (Expected("GA-005", _case("PQ1-C-2024-001")),),
    ),
    Plant(
        "计入指标的一节没有过程记录",
        (Drop(_session("个案过程记录", "PQ1-C-2024-003", 3)),),
        (Expected("GA-006", _session("个案节次", "PQ1-C-2024-003", 3)),),
    ),
    Plant(
        "电话跟进的一节没有写成效",
        (
            Put(_session("个案节次", "PQ2-C-2024-002", 4), {"跟进方式": "电访"}),
            Put(_session("个案过程记录", "PQ2-C-2024-002", 4), {"介入方式": "电访", "成效": "略"}),
        ),
        (Expected("GA-007", _session("个案过程记录", "PQ2-C-2024-002", 4)),),
    ),
    Plant(
        "第一节早于接案日期",
        (
            Put(_session("个案节次", "PQ1-C-2024-002", 1), {"日期": day("2024-10-21")}),
            Put(_session("个案过程记录", "PQ1-C-2024-002", 1), {"日期": day("2024-10-21")}),
        ),
        (
            Expected("GA-008", _session("个案节次", "PQ1-C-2024-002", 1)),
            Expected("GA-022", _session("个案过程记录", "PQ1-C-2024-002", 1)),
        ),
    ),
    Plant(
        "过程记录从别的个案照抄，连“小康和妈妈”都没有改",
        (Copy(_session("个案过程记录", "NYD-C-2024-001", 1), _session("个案过程记录", "PQ2-C-2025-001", 1), "过程"),),
        (
            Expected(
                "GA-009", _session("个案过程记录", "PQ2-C-2025-001", 1), _session("个案过程记录", "NYD-C-2024-001", 1)
            ),
        ),
    ),
    Plant(
        "撤回同意之后仍然开展服务",
        (Put(_consent(13, "PQ1-C-2024-001"), {"撤回日期": day("2024-12-02")}),),
        (Expected("GA-010", _consent(13, "PQ1-C-2024-001")),),
    ),
)

_GROUP, _ACTIVITY = "GZQC-JNZ-PQ2-G1-2024-002", "GZQC-JNZ-NYD-A2-2024-003"
_ZIJIN = Of("站点计划", 计划编号="JNZ-JH-2024-02")
_UNHELD = ("ZJ-A2-2024-001", "ZJ-A2-2024-002", "ZJ-A2-2025-001", "ZJ-A2-2025-002", "ZJ-A2-2025-003")
_NEW_PLAN: dict[str, Value] = {
    "计划编号": "JNZ-JH-2024-05",
    "计划名称": "复兴社工点香囊传艺计划",
    "计划层级": "社工点",
    "上级计划": "JNZ-JH-2024-01",
    "片区": "南村片区",
    "社工点": "复兴",
    "服务对象类别": ("低保边缘家庭",),
    "对象名单": "复兴社工点低保边缘家庭妇女五名，名单见附表",
    "对象人数": 5,
    "计划次数": 8,
    "具体目标": "五名学员各完成三件香囊并参加一次义卖",
    "服务策略": "以老带新，社区企业认购",
    "行动步骤": "十二月招募，次年一月起每月一次，十一月义卖",
    "衡量指标": "出席率、成品数、义卖收入",
    "开始日期": day("2024-12-01"),
    "结束日期": day("2025-11-30"),
    "责任人": "葛新月",
}

GROUPS = (
    Plant(
        f"{_GROUP}：小组没有反馈表",
        (Drop(Of("反馈表", 服务编号=_GROUP)),),
        (Expected("XZ-001", Of("小组", 小组编号=_GROUP)),),
    ),
    Plant(
        f"{_ACTIVITY}：活动没有反馈表",
        (Drop(Of("反馈表", 服务编号=_ACTIVITY)),),
        (Expected("XZ-002", Of("活动", 活动编号=_ACTIVITY)),),
    ),
    Plant(
        "四十五人的活动只收回九份反馈",
        (Put(Of("反馈表", 服务编号="GZQC-JNZ-PQ3-A2-2024-001"), {"回收份数": 9, "有效份数": 9}),),
        (Expected("XZ-003", Of("活动", 活动编号="GZQC-JNZ-PQ3-A2-2024-001")),),
    ),
    Plant(
        "七人的小组只收回两份反馈",
        (Put(Of("反馈表", 服务编号="GZQC-JNZ-PQ3-G1-2024-003"), {"回收份数": 2, "有效份数": 2}),),
        (Expected("XZ-004", Of("小组", 小组编号="GZQC-JNZ-PQ3-G1-2024-003")),),
    ),
    Plant(
        "收了问卷没有统计分析",
        (Put(Of("反馈表", 服务编号="GZQC-JNZ-PQ1-G1-2024-001"), {"统计分析": "待完善"}),),
        (Expected("XZ-005", Of("反馈表", 服务编号="GZQC-JNZ-PQ1-G1-2024-001")),),
    ),
    Plant(
        "紫金社工点：没有写明哪些、多少儿童，计划六场只开展冬至运动会一场",
        (
            Put(_ZIJIN, {"对象名单": "待定", "对象人数": None, "总结": "12月为社区困境儿童开展冬至暖心运动会"}),
            *(Drop(Of("活动", 活动编号=f"GZQC-JNZ-{number}")) for number in _UNHELD),
            *(Drop(Of("反馈表", 服务编号=f"GZQC-JNZ-{number}")) for number in _UNHELD),
        ),
        (Expected("XZ-007", _ZIJIN), Expected("XZ-009", _ZIJIN)),
    ),
    Plant(
        "计划没有行动步骤",
        (Put(Of("站点计划", 计划编号="JNZ-JH-2024-04"), {"行动步骤": None}),),
        (Expected("XZ-008", Of("站点计划", 计划编号="JNZ-JH-2024-04")),),
    ),
    Plant(
        "计划期过半，一次也没有开展；到期之前未完成只是提醒",
        (Add("站点计划", _NEW_PLAN),),
        (
            Expected("XZ-010", Of("站点计划", 计划编号="JNZ-JH-2024-05")),
            Expected("XZ-026", Of("站点计划", 计划编号="JNZ-JH-2024-05")),
            Expected("XZ-009", Of("站点计划", 计划编号="JNZ-JH-2024-05"), verdict=NOT_DUE),
        ),
    ),
)

PEOPLE = (
    Plant(
        "非持证社工没有岗前培训证明",
        (Put(Of("员工", 工号="QC005"), {"岗前培训证明": None}),),
        (Expected("RY-001", Of("员工", 工号="QC005")),),
    ),
    Plant(
        "调入没有证明",
        (Put(Of("员工变动", 工号="QC009"), {"证明名称": None, "证明日期": None}),),
        (Expected("RY-002", Of("员工变动", 工号="QC009")),),
    ),
    Plant(
        "离职没有登记",
        (Drop(Of("员工变动", 工号="QC011", 变动类型="离职")),),
        (Expected("RY-003", Of("员工", 工号="QC011")),),
    ),
    Plant(
        "合同没有写工作地点",
        (Put(Of("员工", 工号="QC006"), {"合同工作地点": "待填"}),),
        (Expected("RY-004", Of("员工", 工号="QC006")),),
    ),
    Plant(
        "志愿者没有培训情况",
        (Put(Of("志愿者", 志愿者编号="ZY003"), {"培训情况": None}),),
        (Expected("ZY-001", Of("志愿者", 志愿者编号="ZY003")),),
    ),
    Plant(
        "骨干没有培育记录",
        (Put(Of("志愿者", 志愿者编号="ZY013"), {"培育记录": "待补"}),),
        (Expected("ZY-002", Of("志愿者", 志愿者编号="ZY013")),),
    ),
    Plant(
        "未成年志愿者没有监护人同意",
        (Put(Of("志愿者", 志愿者编号="ZY008"), {"监护人同意": False}),),
        (Expected("ZY-003", Of("志愿者", 志愿者编号="ZY008")),),
    ),
    Plant(
        "出生日期写“不详”，无法判断是否成年",
        (Put(Of("志愿者", 志愿者编号="ZY020"), {"出生日期": "不详"}),),
        (Expected("ZY-003", Of("志愿者", 志愿者编号="ZY020"), verdict=UNDECIDED),),
    ),
)

ALL = (*CASES, *GROUPS, *PEOPLE)
