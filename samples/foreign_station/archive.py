"""The archive's sheets: who is served, their consents and their plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from samples.generator import Row, numbered
from samples.generator.days import later

from . import ENDS, data
from .colours import FORMS
from .people import SUPERVISOR, Person

_PHRASES = data("phrases")


def clients(people: Iterable[Person]) -> list[Row]:
    """服务对象."""
    return [_client(person) for person in people]


def _client(person: Person) -> Row:
    voice = person.voice("needs")
    kind, grade = person.disability or (None, None)
    guardian, contact = person.guardian, person.contact
    return {
        "档案号": person.archive,
        "家庭档案号": person.house,
        "姓名": person.name,
        "性别": person.sex,
        "身份证号": person.id_number,
        "出生日期": person.born,
        "联系电话": None if person.minor else person.phone,
        "紧急联系人": contact[0],
        "紧急联系电话": contact[1],
        "居住地址": f"石坪镇{person.spot}{person.at}",
        "社工点": person.spot,
        "人户状况": "户在人在",
        "类别": person.of,
        "等级": person.tier,
        "健康状况": person.ill,
        "自理能力": person.care,
        "残疾类别": kind,
        "残疾等级": grade,
        "居住状况": person.lives,
        "监护人": guardian[0] if guardian else None,
        "监护人电话": f"1990003{person.number:04d}" if guardian else None,
        "就读学校": person.school,
        "委托照护人": person.carer if "留守儿童" in person.of else None,
        "主要照顾者": person.carer,
        "家庭情况": person.family,
        "经济状况": person.income,
        "政策救助": person.welfare,
        "服务需求": voice.say(_PHRASES["needs"]),
        "负责社工": person.worker,
        "建档日期": person.filed,
        "社工签名": person.worker,
        "社工签名日期": later(person.filed, 1),
        "审核人签名": SUPERVISOR,
        "审核日期": later(person.filed, 6),
        "最后更新日期": person.updated,
        "状态": "在册",
        "注销日期": None,
        "注销原因": None,
    }


def consents(people: Iterable[Person], cases: Iterable[Row]) -> list[Row]:
    """知情同意书: one with each archive, another with each case."""
    by_archive = {person.archive: person for person in people}
    rows = [_consent(person, person.filed) for person in by_archive.values()]
    for case in cases:
        opened = case["接案日期"]
        assert isinstance(opened, date)
        rows.append({**_consent(by_archive[str(case["档案号"])], opened), "个案编号": case["个案编号"]})
    return numbered(rows, "同意书编号", "同{:03d}号", "签署日期", "档案号")


def _consent(person: Person, on: date) -> Row:
    signer, role = person.name, "本人"
    if person.guardian:
        signer, role = person.guardian[0], "监护人"
    elif person.care == "不能自理" and person.carer:
        signer, role = person.carer, "其他近亲属"
    return {
        "档案号": person.archive,
        "个案编号": None,
        "服务对象姓名": person.name,
        "同意事项": ("接受服务", "处理个人信息", "处理敏感个人信息"),
        "签署人": signer,
        "签署人身份": role,
        "签署日期": on,
        "撤回日期": None,
    }


def plans(people: Iterable[Person]) -> list[Row]:
    """服务计划: one for this year."""
    return numbered([_plan(person) for person in people], "服务计划编号", "方案-{:03d}", "制定日期", "档案号")


def _plan(person: Person) -> Row:
    voice = person.voice("plan")
    forms, frequency = FORMS[person.tier]
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "制定日期": later(person.assessed, 3),
        "等级": person.tier,
        "服务形式": forms,
        "服务频次": frequency,
        "对应需求": voice.say(_PHRASES["needs"]),
        "服务目标": voice.say(_PHRASES["goal"]) + voice.say(_PHRASES["goal_more"]),
        "具体目标": voice.say(_PHRASES["objectives"]),
        "服务策略": voice.say(_PHRASES["strategy"]),
        "行动步骤": voice.say(_PHRASES["steps"]),
        "衡量指标": voice.say(_PHRASES["measures"]),
        "开始日期": later(person.assessed, 3),
        "结束日期": ENDS,
        "社工签名": person.worker,
        "督导签名": SUPERVISOR,
    }
