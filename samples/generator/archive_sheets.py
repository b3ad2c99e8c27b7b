"""The first sheets of an archive as every station fills them: the intake form and the consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import Row, numbered
from .cast import Client

_WELFARE = {
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
_CLOSED_FOR = {"转出": "迁往外区与家人同住，已转介当地社工站", "注销": "因病去世"}


def intake(person: Client, updated: date) -> Row:
    """服务对象, without what each station tells in its own words; ``updated`` is the form's last day."""
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "性别": person.sex,
        "身份证号": person.id_number,
        "出生日期": person.born,
        "年龄": person.age(updated),
        "联系电话": person.phone,
        "片区": person.area,
        "社工点": person.spot,
        "等级": person.tier_now,
        "自理能力": person.care,
        "居住状况": person.lives,
        "监护人": person.guardian[0] if person.guardian else None,
        "负责社工": person.worker,
        "社工工号": person.worker_number,
        "建档日期": person.filed,
        "社工签名": person.worker,
        "社工签名日期": person.filed,
        "服务对象签名": person.signer,
        "审核人签名": person.supervisor,
        "最后更新日期": updated,
        "状态": person.status,
        "注销日期": person.left,
        "注销原因": _CLOSED_FOR.get(person.status),
        "备注": None,
    }


def aid(categories: Iterable[str]) -> str | None:
    """What the categories entitle to, if to anything."""
    return "、".join(_WELFARE[each] for each in categories if each in _WELFARE) or None


def consents(persons: Iterable[Client], cases: Iterable[Row], number: str) -> list[Row]:
    """知情同意书: one for each archive at the intake, another for each case (its 档案号, 个案编号, 接案日期).

    ``number`` is the pattern of their numbers (``str.format``).
    """
    by_archive = {person.archive: person for person in persons}
    rows = [_consent(person) for person in by_archive.values()]
    rows += [
        {**_consent(by_archive[str(case["档案号"])]), "个案编号": case["个案编号"], "签署日期": case["接案日期"]}
        for case in cases
    ]
    return numbered(rows, "同意书编号", number, "签署日期", "档案号")


def _consent(person: Client) -> Row:
    name, relation = person.guardian or (person.name, "本人")
    return {
        "档案号": person.archive,
        "个案编号": None,
        "服务对象姓名": person.name,
        "同意事项": _SCOPE if person.minor else (*_SCOPE, "信息转介"),
        "签署人": name,
        "签署人身份": "监护人" if person.guardian else "本人",
        "与服务对象关系": relation,
        "签署日期": person.filed,
        "撤回日期": None,
        "文本版本": "2024年第一版",
    }
