"""热线工单: one for every call made, and those that came in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import cache

from samples.generator import Row, hotline
from samples.generator.days import works

from . import AS_OF, STARTS, data, stream
from .diary import diaries
from .rhythm import Contact
from .roster import Resident, roster
from .team import WORKERS, duty_days
from .words import voice

_INBOUND = 300
_REQUESTS = data("hotline")
_ALERTS = data("documents")["alerts"]  # what for, first and last day


@cache
def tickets() -> tuple[Row, ...]:
    """热线工单, numbered by day."""
    calls = (_outbound(contact) for contact in diaries() if contact.method == "电访")
    return tuple(hotline.in_order([*calls, *_inbound()]))


@cache
def orders() -> Mapping[tuple[object, object], str]:
    """工单号 of the calls made, by worker and moment."""
    return hotline.orders(tickets())


def _mode(moment: datetime) -> str:
    return "战时" if any(first <= moment.date() <= last for _, first, last in _ALERTS) else "平时"


def _outbound(contact: Contact) -> Row:
    person, says = contact.person, voice(contact.person, "ticket", contact.at)
    number, unanswered = f"1990001{1000 + person.number}", "转联系紧急联系人核实"
    return {
        **hotline.outbound(contact, says, person.kin[1], number, unanswered),
        "录入时间": contact.at + timedelta(minutes=says.rng.randint(30, 1500)),
        "状态类型": _mode(contact.at),
    }


def _inbound() -> Iterator[Row]:
    rng = stream("inbound")
    days = [day for number in range((AS_OF - STARTS).days) if works(day := STARTS + timedelta(days=number))]
    served = [person for person in roster() if person.left is None and person.group in ("elder", "adult")]
    for number in range(_INBOUND):
        day = rng.choice(days[15:])
        told = rng.choice(_REQUESTS)
        caller = rng.choice(served) if told.get("of") == "served" else None
        worker = caller.worker if caller else rng.choice(list(WORKERS.values()))
        if day not in duty_days(worker, day, day) or (caller and caller.filed > day):
            worker, caller = next(each for each in WORKERS.values() if duty_days(each, day, day)), None
        yield _request(told, caller, worker, datetime.combine(day, time(17 + number % 3, rng.randint(0, 59))), number)


def _request(told: Mapping[str, str], caller: Resident | None, worker: str, at: datetime, number: int) -> Row:
    rng = stream("request", number)
    urgent = told.get("urgency", "一般")
    finished = at + timedelta(minutes=rng.randint(12, 60))
    return {
        "档案号": caller.archive if caller else None,
        "来电人": caller.name if caller else f"{rng.choice('陆崔柴宫蔚俞樊')}{rng.choice(['女士', '先生'])}",
        "来电号码": caller.phone if caller else f"1990003{1000 + number}",
        "受理时间": at,
        "通话方向": "呼入",
        "诉求类型": told["kind"],
        "紧急程度": urgent,
        "诉求内容": told["ask"].format(e=rng.choice(_EDGES)),
        "处理情况": told["done"],
        "转办单位": told.get("to"),
        "办理结果": "已办结",
        "回访情况": rng.choice(("次日回访，来电人表示满意", "三日后回访，事情已落实", "当天回访，已得到答复")),
        "办结时间": finished,
        "录入时间": finished + timedelta(minutes=rng.randint(5, 600)),
        "状态类型": _mode(at),
        "接线社工": worker,
    }


_EDGES = ("想在周末前知道", "替邻居打听", "家中长者行动不便", "此前问过居委", "从海报上看到号码", "不太会用手机")
