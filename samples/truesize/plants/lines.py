"""Faults on the hotline and in what is handed out; the calls without a work order."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from samples.generator import Records, Row
from samples.generator.days import working
from samples.generator.plants.plant import Add, Drop, Expected, Of, Plant, Put, day
from samples.generator.seeded import Expectation

from .. import CUT_OFF, stream
from ..roster import Resident, roster
from .scene import Scene, on, plain, steady
from .whole import WHOLE

UNLOGGED = 2_026  # calls up to the cut-off without a work order, as the report says


def lines(scene: Scene) -> list[Plant]:
    """热线工单, 物资签收 and 资源链接."""
    return [*_tickets(scene), *_handouts(scene), *_unlinked(scene)]


def _tickets(scene: Scene) -> list[Plant]:
    inbound = [row for row in scene.records["热线工单"] if row["通话方向"] == "呼入"]
    urgent = next(row for row in inbound if row["紧急程度"] == "特急")
    open_one = next(row for row in inbound if row["诉求类型"] == "资源求助")
    late = next(row for row in inbound if row["诉求类型"] == "政策咨询")
    stranger = scene.person("RX-007", lambda each: steady(each, "四级") and _free(scene, each))
    at = datetime.combine(working(day("2025-01-10")), time(17, 20))
    like = next(row for row in scene.rows("热线工单", stranger) if row["通话方向"] == "呼出")
    received = late["受理时间"]
    assert isinstance(received, datetime)
    return [
        Plant(
            "特急工单没有写处理情况",
            (Put(scene.of("热线工单", urgent), {"处理情况": "待补"}),),
            (Expected("RX-002", scene.of("热线工单", urgent)),),
        ),
        Plant(
            "工单十天后才录入",
            (Put(scene.of("热线工单", late), {"录入时间": received + timedelta(days=10)}),),
            (Expected("RX-003", scene.of("热线工单", late)),),
        ),
        Plant(
            "工单一直没有办结",
            (Put(scene.of("热线工单", open_one), {"办结时间": None, "办理结果": "待回复"}),),
            (Expected("RX-006", scene.of("热线工单", open_one)),),
        ),
        Plant(
            "呼出的工单没有电访记录",
            (
                Add(
                    "热线工单",
                    {
                        **like,
                        "工单号": f"HM{at:%Y%m%d}902",
                        "受理时间": at,
                        "办结时间": at,
                        "录入时间": at + timedelta(hours=1),
                    },
                ),
            ),
            (Expected("RX-007", Of("热线工单", 工单号=f"HM{at:%Y%m%d}902")),),
        ),
    ]


def _free(scene: Scene, person: Resident) -> bool:
    called = any(row["通话方向"] == "呼出" for row in scene.rows("热线工单", person))
    return called and all(on(row) != working(day("2025-01-10")) for row in scene.contacts(person))


def _handouts(scene: Scene) -> list[Plant]:
    rows = [row for row in scene.records["物资签收"] if row["活动编号"] is None]
    unsigned, unknown, twice = rows[7], next(row for row in rows[20:] if row["代领关系"] is None), rows[90]
    again: Row = {**twice, "签收编号": "WZ9001"}
    return [
        Plant(
            "物资没有签收",
            (Put(scene.of("物资签收", unsigned), {"领取人签名": None}),),
            (Expected("ZX-009", scene.of("物资签收", unsigned)),),
        ),
        Plant(
            "领取的人不在名册",
            (Put(scene.of("物资签收", unknown), {"档案号": "JNZ-D-9999", "领取人": "柴小米", "领取人签名": "柴小米"}),),
            (Expected("ZX-010", scene.of("物资签收", unknown)),),
        ),
        Plant(
            "同一批福袋领了两次",
            (Add("物资签收", again),),
            (Expected("ZX-011", WHOLE, scene.of("物资签收", twice)),),
        ),
    ]


def _unlinked(scene: Scene) -> list[Plant]:
    linked = {row["档案号"]: row for row in scene.records["资源链接"] if row["资源类型"] == "康复"}
    found = []
    for number in range(3):
        person = scene.person(f"DY-006 {number}", lambda each: each.archive in linked)
        edit = Drop(scene.of("资源链接", linked[person.archive]))
        found.append(
            Plant("精神残障者没有康复资源", (edit,), (Expected("DY-006", Of("服务对象", 档案号=person.archive)),))
        )
    return found


def unlogged(records: Records) -> list[Expectation]:
    """Takes the work orders of 2,026 calls away, in place, and returns what follows."""
    several = {(row["档案号"], row["日期"]) for row in records["探访电访记录"] if row["结果"] == "未接通"}
    gone = {person.archive for person in roster() if person.left}
    known = {str(row["工单号"]) for row in records["热线工单"]}
    calls = [
        row
        for row in records["探访电访记录"]
        if plain([row])
        and on(row) <= CUT_OFF
        and row["工单号"] in known
        and row["档案号"] not in gone
        and (row["档案号"], row["日期"]) not in several
    ]
    chosen = sorted(stream("unlogged").sample(range(len(calls)), UNLOGGED))
    taken = {calls[number]["工单号"] for number in chosen}
    records["热线工单"] = [row for row in records["热线工单"] if row["工单号"] not in taken]
    expected: list[Expectation] = []
    for number in chosen:
        row = calls[number]
        row["工单号"] = None
        expected.append(
            {
                "rule": "RX-001",
                "record": "探访电访记录",
                "key": str(row["记录编号"]),
                "element": None,
                "verdict": "问题",
            }
        )
    return expected
