"""The intake forms of the small station."""

from __future__ import annotations

from collections.abc import Iterable

from . import Row, archive_sheets, stream
from .assessment import reassessment_days
from .days import later
from .persons import Person

_CALL_TIMES = ("上午9时至11时", "下午2时至4时", "周一至周五上午", "下午3时以后", "随时均可")


def clients(persons: Iterable[Person]) -> list[Row]:
    """服务对象."""
    return [_client(person) for person in persons]


def _client(person: Person) -> Row:
    rng = stream("intake", person.number)
    updated = max((*reassessment_days(person), later(person.filed, 5)))
    kind, _, grade = (person.disability or "").partition("/")
    lane, door = rng.randint(1, 9), rng.randint(101, 808)
    return {
        **archive_sheets.intake(person, updated),
        "家庭档案号": f"JNZ-H-{person.house or person.spot + format(person.number, '04d')}",
        "民族": "汉族",
        "紧急联系人": person.emergency_contact,
        "紧急联系电话": f"1990000{2000 + person.number}",
        "居住地址": f"广州市海珠区江南中街道样例{person.spot}{lane}巷{rng.randint(1, 40)}号{door}房",
        "户籍地址": f"广州市海珠区江南中街道样例{person.spot}{lane}巷",
        "人户状况": "户在人在",
        "类别": person.of,
        "健康状况": person.texts["health"],
        "残疾类别": kind or "无残疾",
        "残疾等级": grade or None,
        "监护人电话": f"1990000{3000 + person.number}" if person.guardian else None,
        "主要照顾者": person.signer if person.guardian else person.kin if person.care != "自理" else "自我照顾",
        "家庭情况": person.texts["family"],
        "经济状况": person.texts["income"],
        "政策救助": archive_sheets.aid(person.of) or "城乡居民基本医疗保险",
        "服务需求": person.texts["needs"],
        "偏好电访时段": rng.choice(_CALL_TIMES),
        "审核日期": later(person.filed, 5),
    }
