"""热线工单: one for every call made, and, of the small station, those that came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from . import STARTS, Row, data, stream
from .contact import Planned
from .days import working
from .diary import Contact
from .prose import Voice
from .team import WORKERS

_PHRASES = data("phrases")


def in_order(tickets: Iterable[Row]) -> Iterator[Row]:
    """The tickets by time, numbered by day."""
    serials: defaultdict[date, int] = defaultdict(int)
    for row in sorted(tickets, key=lambda row: (row["受理时间"], row["接线社工"])):
        moment = row["受理时间"]
        assert isinstance(moment, datetime)
        serials[moment.date()] += 1
        yield {"工单号": f"HM{moment:%Y%m%d}{serials[moment.date()]:03d}", **row}


def orders(tickets: Iterable[Row]) -> Mapping[tuple[object, object], str]:
    """工单号 of the calls made, by worker and moment."""
    return {(row["接线社工"], row["受理时间"]): str(row["工单号"]) for row in tickets if row["通话方向"] == "呼出"}


def outbound(contact: Planned, says: Voice, kin: str, number: str, unanswered: str) -> Row:
    """The ticket of a call; ``kin`` is called at ``number`` in the person's place, ``unanswered`` follows a failure."""
    person = contact.person
    asked_other, failed = contact.kind == "confirm", contact.kind == "failed"
    return {
        "档案号": person.archive,
        "来电人": kin if asked_other else person.name,
        "来电号码": number if asked_other else person.phone,
        "受理时间": contact.at,
        "通话方向": "呼出",
        "诉求类型": "安全核实" if asked_other else "电访问候",
        "紧急程度": "一般",
        "诉求内容": says.say(_PHRASES["tickets"]["ask"]),
        "处理情况": "两次未接通，转联系紧急联系人" if failed else says.say(_PHRASES["tickets"]["done"]),
        "转办单位": None,
        "办理结果": unanswered if failed else "已办结",
        "回访情况": "随恒常跟进回访",
        "办结时间": contact.at + timedelta(minutes=contact.minutes + 3),
        "状态类型": "平时",
        "接线社工": person.worker,
    }


def tickets(timed: Iterable[Contact]) -> list[Row]:
    """Those of the small station's year."""
    return list(in_order([*(_outbound(contact) for contact in timed if contact.method == "电访"), *_inbound()]))


def _outbound(contact: Contact) -> Row:
    person, says = contact.person, contact.person.voice(f"ticket/{contact.at}")
    return outbound(contact, says, person.emergency_contact, f"1990000{2000 + person.number}", "转上门核实")


def _inbound() -> Iterator[Row]:
    rng = stream("inbound")
    everyone = [worker for workers in WORKERS.values() for worker in workers]
    day = STARTS
    for number, (kind, request, handling) in enumerate(_PHRASES["inbound"], 1):
        day = working(day + timedelta(days=rng.randint(20, 40)))
        at = datetime.combine(day, time(18, rng.randint(1, 50)))
        yield {
            "来电人": f"{rng.choice('陆崔柴宫蔚')}{rng.choice(['女士', '先生'])}",
            "来电号码": f"1990000{9000 + number}",
            "受理时间": at,
            "通话方向": "呼入",
            "诉求类型": kind,
            "紧急程度": "一般",
            "诉求内容": request,
            "处理情况": handling,
            "转办单位": None,
            "办理结果": "已办结",
            "回访情况": "次日回访，来电人表示满意",
            "办结时间": at + timedelta(minutes=rng.randint(15, 50)),
            "状态类型": "平时",
            "接线社工": rng.choice(everyone),
        }
