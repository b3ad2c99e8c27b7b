"""The archive's first sheets: the intake form, the consent, and the city's platform that repeats them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from samples.generator import Row, Value, archive_sheets, numbered
from samples.generator.days import later

from . import stream
from .assessment import reassessment_days
from .roster import Resident, roster
from .team import DIRECTOR
from .words import words

_SCHOOLS = ("江南新村第一小学", "样例实验小学", "万松园小学", "样例路中学", "江南外国语学校")
CALL_TIMES = {  # 偏好电访时段 -> from which hour to before which hour calls are made
    "上午9时至11时": (9, 12),
    "周一至周五上午": (9, 12),
    "下午2时至4时": (14, 18),
    "下午3时以后": (15, 18),
    "随时均可": (9, 18),
}


def call_time(person: Resident) -> str:
    """偏好电访时段."""
    return stream("call time", person.number).choice(list(CALL_TIMES))


def clients() -> list[Row]:
    """服务对象."""
    return [_client(person) for person in roster()]


def _client(person: Resident) -> Row:
    rng, own = stream("intake", person.number), words()[person.number]
    updated = max((*reassessment_days(person), *(day for day, _ in person.tiers[1:]), later(person.filed, 5)))
    guardian, relation = person.guardian or (None, None)
    kind, grade = person.disability or ("无残疾", None)
    aided = archive_sheets.aid(person.categories)
    lane, house = rng.randint(1, 9), rng.randint(1, 60)
    school = person.guardian and person.age(person.last) >= 6
    return {
        **archive_sheets.intake(person, updated),
        "家庭档案号": person.household,
        "民族": rng.choices(("汉族", "壮族", "回族"), (97, 2, 1))[0],
        "紧急联系人": person.kin[1],
        "紧急联系电话": f"1990001{1000 + person.number}",
        "居住地址": f"广州市海珠区江南中街道样例{person.spot}{lane}巷{house}号{rng.randint(101, 908)}房",
        "户籍地址": _registered(person, lane),
        "人户状况": person.presence,
        "类别": person.categories,
        "健康状况": own.health,
        "残疾类别": kind,
        "残疾等级": grade,
        "困境情形": person.hardship,
        "监护人电话": f"1990002{1000 + person.number}" if guardian else None,
        "就读学校": rng.choice(_SCHOOLS) if school else None,
        "委托照护人": None,
        "主要照顾者": guardian or ("自我照顾" if person.care == "自理" else person.kin[1]),
        "家庭情况": own.family if relation is None else f"{own.family}，监护人是{relation}",
        "经济状况": own.income,
        "政策救助": aided or "城乡居民基本医疗保险",
        "救助证号": f"44019924{person.number:06d}" if aided else None,
        "救助到期日期": date(2025, rng.randint(6, 12), 28) if aided else None,
        "服务需求": own.needs,
        "偏好电访时段": call_time(person),
        "审核日期": later(person.filed, rng.randint(3, 8)),
        "保存期限": 10,
    }


def _registered(person: Resident, lane: int) -> str:
    if person.presence == "户不在人在":
        return "广州市荔湾区样例街样例里"
    return f"广州市海珠区江南中街道样例{person.spot}{lane}巷"


def consents(cases: Iterable[Row] = ()) -> list[Row]:
    """知情同意书: one for each archive at the intake, another for each case (its 档案号, 个案编号, 接案日期)."""
    return archive_sheets.consents(roster(), cases, "TY{:04d}")


def platform() -> list[Row]:
    """平台档案: what the city's platform holds of each archive."""
    return [
        {
            "平台编号": f"PT440105{person.number:06d}",
            "本站档案号": person.archive,
            "平台姓名": person.name,
            "平台身份证号": person.id_number,
            "平台等级": person.tier_now,
            "平台联系电话": person.phone,
            "平台负责社工": person.worker,
        }
        for person in roster()
    ]


def disposals() -> list[Row]:
    """档案处置: the first closed archives, appraised and kept on or handed over."""
    closed = [person for person in roster() if person.left][:4]
    rows: list[Row] = []
    for person in closed:
        assert person.left
        appraised: Value = later(person.left + timedelta(days=20), 0)
        rows.append(
            {
                "档案号": person.archive,
                "处置方式": "移交" if person.status == "转出" else "续存",
                "鉴定日期": appraised,
                "处置日期": later(person.left + timedelta(days=25), 1),
                "鉴定人": person.supervisor,
                "监销人": DIRECTOR,
            }
        )
    return numbered(rows, "处置编号", "CZ{:03d}", "处置日期")
