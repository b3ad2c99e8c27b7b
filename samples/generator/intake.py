"""The archive's first sheets: the intake form and the consent."""

from __future__ import annotations

from collections.abc import Iterable

from . import Row, numbered, stream
from .assessment import reassessment_days
from .cast import STAFF_NUMBERS, Person, id_number, supervisor_of
from .days import later

WELFARE = {
    "低保对象": "最低生活保障",
    "特困人员": "特困人员供养",
    "低保边缘家庭": "低保边缘家庭救助",
    "支出型困难家庭": "支出型困难家庭救助",
    "孤儿": "孤儿基本生活保障",
    "事实无人抚养儿童": "事实无人抚养儿童基本生活补贴",
    "特殊困难重度残疾人": "重度残疾人护理补贴",
    "其他残疾人": "困难残疾人生活补贴",
    "计生特殊家庭老年人": "计划生育特别扶助金",
    "失能老年人": "长期护理保险待遇",
}
_SCOPE = ("接受服务", "处理个人信息", "处理敏感个人信息")
_CALL_TIMES = ("上午9时至11时", "下午2时至4时", "周一至周五上午", "下午3时以后", "随时均可")


def clients(persons: Iterable[Person]) -> list[Row]:
    """服务对象."""
    return [_client(person) for person in persons]


def _client(person: Person) -> Row:
    rng = stream("intake", person.number)
    updated = max((*reassessment_days(person), later(person.filed, 5)))
    kind, _, grade = (person.disability or "").partition("/")
    guardian = person.guardian[0] if person.guardian else None
    lane, door = rng.randint(1, 9), rng.randint(101, 808)
    return {
        "档案号": person.archive,
        "家庭档案号": f"JNZ-H-{person.house or person.spot + format(person.number, '04d')}",
        "姓名": person.name,
        "性别": person.sex,
        "身份证号": id_number(person.born, person.sex == "女", person.number),
        "出生日期": person.born,
        "年龄": person.age(updated),
        "民族": "汉族",
        "联系电话": f"1990000{1000 + person.number}",
        "紧急联系人": person.emergency_contact,
        "紧急联系电话": f"1990000{2000 + person.number}",
        "居住地址": f"广州市海珠区江南中街道样例{person.spot}{lane}巷{rng.randint(1, 40)}号{door}房",
        "户籍地址": f"广州市海珠区江南中街道样例{person.spot}{lane}巷",
        "片区": person.area,
        "社工点": person.spot,
        "人户状况": "户在人在",
        "类别": person.of,
        "等级": person.tier_now,
        "健康状况": person.texts["health"],
        "自理能力": person.care,
        "残疾类别": kind or "无残疾",
        "残疾等级": grade or None,
        "居住状况": person.lives,
        "监护人": guardian,
        "监护人电话": f"1990000{3000 + person.number}" if guardian else None,
        "主要照顾者": guardian or (person.kin if person.care != "自理" else "自我照顾"),
        "家庭情况": person.texts["family"],
        "经济状况": person.texts["income"],
        "政策救助": "、".join(WELFARE[each] for each in person.of if each in WELFARE) or "城乡居民基本医疗保险",
        "服务需求": person.texts["needs"],
        "偏好电访时段": rng.choice(_CALL_TIMES),
        "负责社工": person.worker,
        "社工工号": STAFF_NUMBERS[person.worker],
        "建档日期": person.filed,
        "社工签名": person.worker,
        "社工签名日期": person.filed,
        "服务对象签名": guardian or person.name,
        "审核人签名": supervisor_of(person.spot),
        "审核日期": later(person.filed, 5),
        "最后更新日期": updated,
        "状态": person.status,
        "注销日期": person.left,
        "注销原因": {"转出": "迁往外区与家人同住，已转介当地社工站", "注销": "因病去世"}.get(person.status),
        "备注": None,
    }


def consents(persons: Iterable[Person], cases: Iterable[Row]) -> list[Row]:
    """知情同意书: one for each archive at the intake, another for each case at its opening."""
    by_archive = {person.archive: person for person in persons}
    rows = [_consent(person) for person in by_archive.values()]
    rows += [
        {**_consent(by_archive[str(case["档案号"])]), "个案编号": case["个案编号"], "签署日期": case["接案日期"]}
        for case in cases
    ]
    return numbered(rows, "同意书编号", "TY{:03d}", "签署日期", "档案号")


def _consent(person: Person) -> Row:
    name, relation = person.guardian or (person.name, "本人")
    return {
        "档案号": person.archive,
        "服务对象姓名": person.name,
        "同意事项": _SCOPE if person.minor else (*_SCOPE, "信息转介"),
        "签署人": name,
        "签署人身份": "监护人" if person.guardian else "本人",
        "与服务对象关系": relation,
        "签署日期": person.filed,
        "撤回日期": None,
        "文本版本": "2024年第一版",
    }
