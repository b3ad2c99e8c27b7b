"""Faults in plans, groups, activities, sign-in sheets and feedback."""

from __future__ import annotations

from samples.generator import Records, Value
from samples.generator.plants.plant import NOT_DUE, Add, Drop, Expected, Of, Plant, Put, day

from .. import data
from ..roster import roster
from .whole import WHOLE

_ADDED = data("added")


def meetings(records: Records) -> list[Plant]:
    """Everything about 站点计划, 小组, 活动, 签到记录 and 反馈表."""
    return [*_plans(), *_groups(), *_activities(), *_sheets(records), *_as_reported()]


def _group(number: str) -> Of:
    return Of("小组", 小组编号=f"GZQC-JNZ-{number}")


def _activity(number: str) -> Of:
    return Of("活动", 活动编号=f"GZQC-JNZ-{number}")


def _plan(number: str) -> Of:
    return Of("站点计划", 计划编号=f"JNZ-{number}")


def _form(number: str) -> Of:
    return Of("反馈表", 服务编号=f"GZQC-JNZ-{number}")


def _session(number: str, session: int) -> Of:
    return Of("小组节次", 小组编号=f"GZQC-JNZ-{number}", 节次=session)


def _put(rule: str, says: str, of: Of, **values: Value) -> Plant:
    return Plant(says, (Put(of, values),), (Expected(rule, of),))


def _plans() -> list[Plant]:
    zijin = _plan("DW-24-04")
    return [
        Plant(
            "紫金社工点计划六场，只办了一场；没有写涉及哪些、多少困境儿童",
            (Put(zijin, {"计划次数": 6, "对象名单": None, "对象人数": None}),),
            (Expected("XZ-007", zijin), Expected("XZ-009", zijin)),
        ),
        _put("XZ-008", "残疾人消除歧视的计划没有行动步骤", _plan("DW-24-03"), 行动步骤=None),
        _put(
            "XZ-023",
            "计划三项合起来只有几句话",
            _plan("DW-24-05"),
            具体目标="办一场手机课",
            服务策略="一人一机",
            行动步骤="十一月开课",
        ),
        Plant(
            "全站计划四十场，过了大半年只办了一场",
            (Put(_plan("JH-24-00"), {"计划次数": 40}),),
            (Expected("XZ-010", _plan("JH-24-00")), Expected("XZ-009", _plan("JH-24-00"), verdict=NOT_DUE)),
        ),
        _put("XZ-024", "计划没有衡量指标和责任人", _plan("DW-24-08"), 衡量指标=None, 责任人=None),
        _put("XZ-025", "益童行选了人数少的群体，没有写理由", _plan("XM-24-01"), 选择理由=None),
        _put("XZ-029", "点位计划没有上级计划", _plan("DW-24-09"), 上级计划=None),
        _put("XZ-030", "楼宇自治没有写成效和解决程度", _plan("XM-24-04"), 服务成效=None, 问题解决程度=None),
        Plant(
            "紫来的计划没有一次服务回应，活动没有写属于哪个计划",
            (Put(_activity("PQ3-A2-2024-003"), {"关联计划": None}), Put(_plan("DW-24-14"), {"计划次数": 0})),
            (Expected("XZ-026", _plan("DW-24-14")), Expected("XZ-028", _activity("PQ3-A2-2024-003"))),
        ),
    ]


def _groups() -> list[Plant]:
    listed = "PQ2-G1-2024-002"
    wrong = Of("小组", 小组编号="JNZ-XZ-14")
    return [
        Plant(
            "GZQC-JNZ-PQ2-G1-2024-002 没有反馈表",
            (Drop(_form(listed)),),
            (Expected("XZ-001", _group(listed)),),
        ),
        _put(
            "XZ-006",
            "前后测用了不同的工具，没有比较",
            _group("PQ1-G2-2024-003"),
            后测工具="自编满意度表",
            前后测比较=None,
        ),
        _put("XZ-012", "成效评估只有问卷", _group("PQ2-G1-2024-001"), 评估方法=("问卷",)),
        _put("XZ-013", "没有分别统计兜底对象和居民", _group("PQ2-G1-2024-003"), 兜底对象人数=None),
        Plant(
            "手工小组与兜底对象、特色项目关系不大",
            (Put(_group("PQ2-G1-2024-004"), {"兜底对象人数": 1, "居民人数": 7}),),
            (Expected("XZ-017", _group("PQ2-G1-2024-004")),),
        ),
        _put("XZ-020", "没有照片和文字资料", _group("PQ2-G1-2024-005"), 影像资料=()),
        Plant(
            "同路人小组没有对应的计划，它的点位计划少了六次",
            (Put(_group("PQ1-G1-2024-005"), {"关联计划": "JNZ-DW-24-99"}), Put(_plan("DW-24-03"), {"计划次数": 1})),
            (Expected("XZ-027", _group("PQ1-G1-2024-005")),),
        ),
        _put("XZ-031", "开组之后才批准", _group("PQ3-G1-2024-001"), 计划批准日期=day("2024-09-20")),
        Plant(
            "各节没有走到结束期",
            (Put(_session("PQ3-G1-2024-002", 6), {"阶段": "成熟期"}),),
            (Expected("XZ-034", _group("PQ3-G1-2024-002")),),
        ),
        Plant(
            "编号不合规则的小组（后来取消）",
            (Add("小组", _ADDED["cancelled group"]),),
            (Expected("XZ-041", wrong),),
        ),
        _put("XZ-043", "每节到的人不到计划的八成", _group("PQ3-G1-2024-003"), 计划人数=10),
    ]


def _activities() -> list[Plant]:
    listed, thin = "NYD-A2-2024-003", "PQ3-A2-2024-005"
    wrong = Of("活动", 活动编号="HD2024-23")
    return [
        Plant("GZQC-JNZ-NYD-A2-2024-003 没有反馈表", (Drop(_form(listed)),), (Expected("XZ-002", _activity(listed)),)),
        _put("XZ-014", "没有分别统计两类参加者", _activity("PQ1-A2-2024-003"), 居民人数=None),
        _put("XZ-016", "总结没有写互动共融", _activity("PQ1-A2-2024-004"), 互动共融=None),
        Plant(
            "节日游园会与兜底对象、特色项目关系不大",
            (Put(_activity(thin), {"兜底对象人数": 4, "居民人数": 54}),),
            (Expected("XZ-018", _activity(thin)), Expected("XZ-015", _activity(thin))),
        ),
        _put("XZ-021", "没有照片", _activity("PQ2-A2-2024-002"), 照片=False, 影像资料=()),
        _put(
            "XZ-022", "政策宣传没有写讲了什么、懂了多少", _activity("PQ2-A2-2024-006"), 宣讲内容=None, 后测知晓率=None
        ),
        _put("XZ-032", "活动当天之后才批准", _activity("PQ2-A2-2024-004"), 计划批准日期=day("2024-11-12")),
        Plant(
            "编号不合规则的活动（后来取消）",
            (Add("活动", _ADDED["cancelled activity"]),),
            (Expected("XZ-042", wrong),),
        ),
        _put("ZX-012", "发放了物资，没有签收", _activity("PQ2-A2-2024-003"), 发放物资=True),
        Plant(
            "居家安全的六场总是同一种宣传形式",
            tuple(
                Put(_activity(f"PQ{number}"), {"宣传形式": "摊位宣传"})
                for number in ("2-A2-2024-005", *(f"3-A2-2024-{each:03d}" for each in (1, 2, 3, 4, 6)))
            ),
            (Expected("XZ-019", WHOLE, _activity("PQ3-A2-2024-001")),),
        ),
    ]


def _sheets(records: Records) -> list[Plant]:
    dead = next(each for each in roster() if each.status == "注销")
    rows = (
        row for row in records["签到记录"] if row["参加者类型"] == "兜底对象" and str(row["签到日期"]) > str(dead.left)
    )
    signed = Of("签到记录", 签到编号=next(rows)["签到编号"])
    return [
        Plant(
            "中小型活动只收回六份反馈表，小组只收回两份",
            (
                Put(_form("PQ2-A2-2024-001"), {"回收份数": 6, "有效份数": 6}),
                Put(_form("PQ1-G2-2024-002"), {"回收份数": 2, "有效份数": 2}),
            ),
            (Expected("XZ-003", _activity("PQ2-A2-2024-001")), Expected("XZ-004", _group("PQ1-G2-2024-002"))),
        ),
        _put("XZ-005", "收集了问卷，没有统计分析", _form("PQ1-A2-2024-002"), 统计分析=None),
        _put("XZ-011", "没有写目标达成情况", _form("PQ1-A2-2024-005"), 目标达成情况=None),
        Plant("去世的人在签到表上", (Put(signed, {"档案号": dead.archive}),), (Expected("XZ-038", signed),)),
        *_miscounted(records),
    ]


def _miscounted(records: Records) -> list[Plant]:
    """Heads moved from one session to another, and between activities: the sums stay what the report says."""
    last, other = _session("PQ1-G1-2024-001", 6), _session("PQ3-G1-2024-001", 2)
    here, there = _activity("PQ3-A2-2024-001"), _activity("PQ3-A2-2024-002")

    def heads(of: Of) -> int:
        return int(str(of.row(records)["签到人数"]))

    moved = heads(last) - 3
    return [
        Plant(
            "末节只登记三人，另一组的一节多登记了",
            (Put(last, {"签到人数": 3}), Put(other, {"签到人数": heads(other) + moved})),
            (
                *(Expected("XZ-036", of) for of in (last, other)),
                *(Expected(rule, _group("PQ1-G1-2024-001")) for rule in ("XZ-035", "XZ-043")),
            ),
        ),
        Plant(
            "两场活动的人数与签到表不同",
            (Put(here, {"签到人数": heads(here) + 5}), Put(there, {"签到人数": heads(there) - 5})),
            (Expected("XZ-037", here), Expected("XZ-037", there)),
        ),
    ]


def _as_reported() -> list[Plant]:
    """What follows from the report's own numbers, without any edit."""
    large = (_activity("PQ1-A1-2024-001"), _activity("PQ2-A1-2024-001"))
    return [
        Plant("十三个小组全是六节", (), (Expected("XZ-040", WHOLE),)),
        Plant("两场大型活动恰好各二百人", (), tuple(Expected("XZ-039", of) for of in large)),
    ]
