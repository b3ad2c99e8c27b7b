"""Faults in tier assessments, reassessments and changes of tier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from samples.generator import Value
from samples.generator.days import later
from samples.generator.plants.plant import Add, Drop, Expected, Of, Plant, Put, day

from ..roster import Change, Resident
from .scene import Scene, client, on, steady

_ITEMS = ("经济状况", "健康自理", "精神心理", "家庭支持", "社会支持", "居住安全", "政策落实")


def tiers(scene: Scene) -> list[Plant]:
    """Everything about 分级评估, 动态评估 and 等级变更."""
    return [*_assessments(scene), *_named(scene), *_reassessments(scene), *_changes(scene)]


def _low(person: Resident) -> bool:
    return steady(person, "四级") and person.group == "elder"


def _points(*points: int) -> dict[str, Value]:
    return {f"{item}得分": point for item, point in zip(_ITEMS, points, strict=True)}


def _assessments(scene: Scene) -> list[Plant]:
    xiong, veto, sums, high = scene.named("熊X玲"), *(scene.person(f"PG-00{number}", _low) for number in (2, 4, 5))
    none, beyond = scene.person("PG-008", _low), scene.person("PG-027", _low)
    total = int(str(scene.rows("分级评估", sums)[0]["总分"]))
    own = {person.number: scene.only("分级评估", person) for person in (xiong, veto, sums, high, beyond)}
    plants = [
        Plant(
            "熊X玲：总分落在二级区间，等级写三级",
            (
                Put(
                    own[xiong.number],
                    {**_points(5, 4, 3, 3, 2, 2, 2), "总分": 21, "评级依据": "七项合计21分，评为三级"},
                ),
            ),
            (Expected("PG-001", own[xiong.number]),),
        ),
        Plant(
            "有失联的一票升级项，仍定四级",
            (Put(own[veto.number], {"一票升级项": ("失联",)}),),
            (Expected("PG-002", own[veto.number]),),
        ),
        Plant(
            "七项相加不等于总分",
            (Put(own[sums.number], {"总分": total + 1 if total < 8 else total - 1}),),
            (Expected("PG-004", own[sums.number]),),
        ),
        Plant(
            "高分维度没有说明",
            (Put(own[high.number], {**_points(1, 5, 0, 0, 1, 0, 0), "总分": 7, "评分说明": "/"}),),
            (Expected("PG-005", own[high.number]),),
        ),
        Plant(
            "定了等级，没有评估",
            (
                Drop(scene.only("分级评估", none)),
                *(Drop(scene.of("动态评估", row)) for row in scene.rows("动态评估", none)),
            ),
            (Expected("PG-008", client(none)),),
        ),
        Plant(
            "单项得分超出评估表",
            (
                Put(
                    own[beyond.number],
                    {**_points(0, 6, 0, 0, 1, 0, 0), "总分": 7, "评分说明": "健康：三种慢性病同时用药，行动要人陪"},
                ),
            ),
            (Expected("PG-027", own[beyond.number]),),
        ),
    ]
    simple: Mapping[str, tuple[str, dict[str, Value]]] = {
        "PG-003": ("没有评级依据", {"评级依据": "待补"}),
        "PG-006": ("评估表没有审核人签名", {"审核人签名": None, "审核日期": None}),
    }
    for rule, (says, values) in simple.items():
        assessed = scene.only("分级评估", scene.person(rule, _low))
        plants.append(Plant(says, (Put(assessed, values),), (Expected(rule, assessed),)))
    person = scene.person("PG-025", _low)
    own_review = scene.only("分级评估", person)
    plants.append(
        Plant("评估人自己审核", (Put(own_review, {"审核人签名": person.worker}),), (Expected("PG-025", own_review),))
    )
    return plants


def _named(scene: Scene) -> list[Plant]:
    pan, xie = scene.named("潘X瞻"), scene.named("谢X煒")
    before, after = scene.only("服务计划", pan, 0), scene.only("服务计划", pan, 1)
    vague = next(scene.of("动态评估", row) for row in scene.rows("动态评估", pan) if row["新等级"] != row["上次等级"])
    called: dict[str, Value] = {"服务形式": ("电访",), "服务频次": "每月一次电话问候"}
    return [
        Plant(
            "潘X瞻：三级与四级的服务形式、频次都写电访",
            (Put(before, called), Put(after, called)),
            (Expected("PG-017", before), Expected("PG-018", after)),
        ),
        Plant("潘X瞻：等级变了，需求只写四个字", (Put(vague, {"需求描述": "日常关怀"}),), (Expected("PG-016", vague),)),
        Plant(
            "谢X煒：等级变更没有充分说明",
            (Put(scene.only("等级变更", xie), {"变更原因": "情况好转"}),),
            (Expected("PG-010", scene.only("等级变更", xie)),),
        ),
    ]


def _reassessments(scene: Scene) -> list[Plant]:
    overdue = scene.person("PG-023", lambda each: _low(each) and _eventless(scene, each))
    event = next(row for row in scene.contacts(overdue) if _far_from_assessments(scene, overdue, row))
    hospital = scene.person("PG-028", lambda each: _low(each) and _far_call(scene, each))
    call = next(row for row in scene.contacts(hospital) if _far_call_row(scene, hospital, row))
    told, admitted = scene.of("探访电访记录", event), scene.of("探访电访记录", call)
    plants = [
        Plant("知道丧亲，没有重新评估", (Put(told, {"重大变化": ("丧亲",)}),), (Expected("PG-023", told),)),
        Plant("得知住院，没有重新评估", (Put(admitted, {"结果": "住院"}),), (Expected("PG-028", admitted),)),
    ]
    simple: Mapping[str, tuple[str, dict[str, Value]]] = {
        "PG-007": ("动态评估没有督导签名", {"督导签名": None}),
        "PG-013": ("没有写为什么做动态评估", {"触发原因": None}),
        "PG-014": ("动态评估没有成效", {"服务成效": "略"}),
        "PG-015": ("动态评估之后没有调整计划", {"计划调整": None}),
    }
    for rule, (says, values) in simple.items():
        assessed = scene.only("动态评估", scene.person(rule, lambda each: _low(each) and scene.rows("动态评估", each)))
        plants.append(Plant(says, (Put(assessed, values),), (Expected(rule, assessed),)))
    person = scene.person("PG-026", lambda each: _low(each) and scene.rows("动态评估", each))
    own = scene.only("动态评估", person)
    return [
        *plants,
        Plant("评估人自己作督导签名", (Put(own, {"督导签名": person.worker}),), (Expected("PG-026", own),)),
    ]


def _far_from_assessments(scene: Scene, person: Resident, contact: dict[str, Value], days: int = 35) -> bool:
    dates = [on(row, "评估日期") for record in ("分级评估", "动态评估") for row in scene.rows(record, person)]
    return all(abs(on(contact) - each) > timedelta(days=days) for each in dates)


def _eventless(scene: Scene, person: Resident) -> bool:
    return any(_far_from_assessments(scene, person, row) for row in scene.contacts(person))


def _far_call_row(scene: Scene, person: Resident, row: dict[str, Value]) -> bool:
    called = row["方式"] == "电访" and row["结果"] == "成功" and row["接触对象"] == "本人"
    return called and on(row) < day("2025-01-20") and _far_from_assessments(scene, person, row, 62)


def _far_call(scene: Scene, person: Resident) -> bool:
    return any(_far_call_row(scene, person, row) for row in scene.contacts(person))


def _changes(scene: Scene) -> list[Plant]:
    def changed(rule: str, before: str, after: str) -> Resident:
        def fits(person: Resident) -> bool:
            return person.tier == before and person.change is not None and person.change.to == after

        return scene.person(rule, fits)

    unapproved, stale, unassessed, unrecorded = (
        changed(rule, "三级", "四级") for rule in ("PG-012", "PG-009", "PG-011", "PG-022")
    )
    behind = {person.number: _behind(scene, person) for person in (unassessed, unrecorded)}
    return [
        Plant(
            "等级变更没有审批",
            (Put(scene.only("等级变更", unapproved), {"审批人签名": None, "审批日期": None}),),
            (Expected("PG-012", scene.only("等级变更", unapproved)),),
        ),
        Plant(
            "变更之后档案和平台的等级没有改",
            (Put(client(stale), {"等级": "三级"}), Put(Of("平台档案", 本站档案号=stale.archive), {"平台等级": "三级"})),
            (Expected("PG-009", client(stale)),),
        ),
        Plant(
            "变更之前没有评估",
            (Drop(behind[unassessed.number]),),
            (Expected("PG-011", scene.only("等级变更", unassessed)),),
        ),
        Plant(
            "动态评估降了等级，没有办变更",
            (Drop(scene.only("等级变更", unrecorded)),),
            (Expected("PG-022", behind[unrecorded.number]),),
        ),
        _back_again(scene, changed("PG-020", "三级", "四级")),
        _jump(scene),
    ]


def _behind(scene: Scene, person: Resident) -> Of:
    assert person.change
    return next(
        scene.of("动态评估", row) for row in scene.rows("动态评估", person) if row["评估日期"] == person.change.assessed
    )


def _back_again(scene: Scene, person: Resident) -> Plant:
    assert person.change
    assessed = later(person.change.day, 15)
    (first, *others), (second,) = scene.rows("动态评估", person), scene.rows("等级变更", person)
    again: Change = Change(assessed=assessed, day=later(assessed, 2), to=person.tier)
    reason = "停药后血压反复，复诊医生建议加密随访，总分回到三级区间"
    return Plant(
        "降为四级，一个月后又改回三级，需求照抄上一次",
        (
            Add(
                "动态评估",
                {
                    **first,
                    "动态评估编号": "DT90001",
                    "评估日期": again.assessed,
                    "触发说明": reason,
                    "上次等级": person.change.to,
                    "新等级": again.to,
                    "本次总分": 12,
                },
            ),
            Add(
                "等级变更",
                {
                    **second,
                    "变更编号": "BG90001",
                    "变更日期": again.day,
                    "原等级": person.change.to,
                    "新等级": again.to,
                    "变更原因": reason,
                    "佐证材料": "动态评估表DT90001",
                    "审批日期": later(again.day, 1),
                },
            ),
            *(Put(scene.of("动态评估", row), {"上次等级": again.to, "新等级": again.to}) for row in others),
            Put(client(person), {"等级": again.to}),
            Put(Of("平台档案", 本站档案号=person.archive), {"平台等级": again.to}),
        ),
        (
            Expected("PG-020", Of("等级变更", 变更编号="BG90001")),
            Expected("PG-021", Of("动态评估", 动态评估编号="DT90001"), scene.of("动态评估", first)),
        ),
    )


def _jump(scene: Scene) -> Plant:
    """二级 to 四级 in one step, and nobody has seen the person for weeks."""

    def fits(person: Resident) -> bool:
        change = person.change
        if change is None or (person.tier, change.to) != ("二级", "三级"):
            return False
        near = [row for row in scene.contacts(person) if abs(on(row) - change.day) <= timedelta(days=14)]
        return not any(row["方式"] in ("入户", "驻点") for row in near)

    person = scene.person("PG-019", fits)
    change, behind = scene.only("等级变更", person), _behind(scene, person)
    return Plant(
        "二级一次改为四级，前后没有见面",
        (
            Put(change, {"新等级": "四级"}),
            Put(behind, {"新等级": "四级", "本次总分": 6}),
            *(
                Put(scene.of("动态评估", row), {"上次等级": "四级", "新等级": "四级", "上次总分": 6, "本次总分": 6})
                for row in scene.rows("动态评估", person)
                if person.change and str(row["评估日期"]) > str(person.change.assessed)
            ),
            Put(client(person), {"等级": "四级"}),
            Put(Of("平台档案", 本站档案号=person.archive), {"平台等级": "四级"}),
        ),
        (Expected("PG-019", change),),
    )
