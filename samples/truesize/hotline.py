"""热线工单: one for every call made, and those that came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from samples.generator import Row
from samples.generator import data as phrases
from samples.generator.days import works

from . import AS_OF, STARTS, data, stream
from .diary import diaries
from .rhythm import Contact
from .roster import Resident, roster
from .team import WORKERS, duty_days
from .words import voice

_INBOUND = 300
_PHRASES = phrases("phrases")["tickets"]
_REQUESTS = data("hotline")
_ALERTS = data("documents")["alerts"]  # what for, first and last day


@cache
def tickets() -> tuple[Row, ...]:
    """热线工单, numbered by day."""
    rows = sorted(
        [*(_outbound(contact) for contact in diaries() if contact.method == "电访"), *_inbound()],
        key=lambda row: (row["受理时间"], row["接线社工"]),
    )
    serials: defaultdict[date, int] = defaultdict(int)
    found = []
    for row in rows:
        moment = row["受理时间"]
        assert isinstance(moment, datetime)
        serials[moment.date()] += 1
        found.append({"工单号": f"HM{moment:%Y%m%d}{serials[moment.date()]:03d}", **row})
    return tuple(found)


@cache
def orders() -> Mapping[tuple[object, object], str]:
    """工单号 of the calls made, by worker and moment."""
    return {(row["接线社工"], row["受理时间"]): str(row["工单号"]) for row in tickets() if row["通话方向"] == "呼出"}


def _mode(moment: datetime) -> str:
    return "战时" if any(first <= moment.date() <= last for _, first, last in _ALERTS) else "平时"


def _outbound(contact: Contact) -> Row:
    person, says = contact.person, voice(contact.person, "ticket", contact.at)
    asked_other, failed = contact.kind == "confirm", contact.kind == "failed"
    return {
        "档案号": person.archive,
        "来电人": person.kin[1] if asked_other else person.name,
        "来电号码": f"1990001{1000 + person.number}" if asked_other else person.phone,
        "受理时间": contact.at,
        "通话方向": "呼出",
        "诉求类型": "安全核实" if asked_other else "电访问候",
        "紧急程度": "一般",
        "诉求内容": says.say(_PHRASES["ask"]),
        "处理情况": "两次未接通，转联系紧急联系人" if failed else says.say(_PHRASES["done"]),
        "转办单位": None,
        "办理结果": "转联系紧急联系人核实" if failed else "已办结",
        "回访情况": "随恒常跟进回访",
        "办结时间": contact.at + timedelta(minutes=contact.minutes + 3),
        "录入时间": contact.at + timedelta(minutes=says.rng.randint(30, 1500)),
        "状态类型": _mode(contact.at),
        "接线社工": person.worker,
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
