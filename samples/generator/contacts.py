"""A year of visits and calls, and the hotline's work order for every call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from . import STARTS, Row, data, numbered, stream
from .cast import STAFF_NUMBERS, WORKERS, Person
from .days import later, working
from .diary import Contact, diaries
from .prose import Distinct, Voice

_PHRASES = data("phrases")


def contacts_and_tickets(persons: Iterable[Person]) -> tuple[list[Row], list[Row]]:
    """探访电访记录 and 热线工单 of the year."""
    timed = diaries(persons)
    tickets = sorted(
        [*(_outbound(contact) for contact in timed if contact.method == "电访"), *_inbound()],
        key=lambda row: (row["受理时间"], row["接线社工"]),
    )
    serials: defaultdict[date, int] = defaultdict(int)
    orders: dict[tuple[object, object], str] = {}
    for row in tickets:
        moment = row["受理时间"]
        assert isinstance(moment, datetime)
        serials[moment.date()] += 1
        order = f"HM{moment:%Y%m%d}{serials[moment.date()]:03d}"
        row["工单号"] = orders[row["接线社工"], moment] = order
    notes = Distinct()
    voices = {contact.person.number: contact.person.voice("contacts") for contact in timed}
    rows = [_record(contact, voices[contact.person.number], notes, orders) for contact in timed]
    return numbered(rows, "记录编号", "LX{:05d}"), tickets


def _record(contact: Contact, voice: Voice, notes: Distinct, orders: dict[tuple[object, object], str]) -> Row:
    person, rng = contact.person, voice.rng
    companion = rng.choice(_PHRASES["with"]) if contact.method == "入户" else None
    ends = contact.at + timedelta(minutes=contact.minutes)
    succeeded = contact.kind != "failed"
    died = contact.kind == "farewell" and person.status == "注销"
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "日期": contact.day,
        "开始时间": f"{contact.at:%H:%M}",
        "结束时间": f"{ends:%H:%M}",
        "方式": contact.method,
        "接触对象": _spoken_to(contact),
        "结果": "死亡" if died else "成功" if succeeded else "未接通",
        "确认安全": succeeded and not died,
        "内容": notes.compose(lambda: _note(contact, voice, companion)),
        "措施": voice.say(_PHRASES.get(f"{contact.kind}_measures", _PHRASES["measures"])),
        "成效": voice.say(_outcomes(contact.kind)),
        "跟进事项": voice.say(_PHRASES["follow"]),
        "下次日期": contact.following,
        "工单号": orders.get((person.worker, contact.at)),
        "社工": person.worker,
        "社工工号": STAFF_NUMBERS[person.worker],
        "同行人": companion,
        "社工签名": person.worker,
        "录入日期": later(contact.day, rng.randint(0, 2)),
    }


def _spoken_to(contact: Contact) -> str:
    person = contact.person
    if contact.kind == "confirm":
        return "紧急联系人"
    if contact.kind == "farewell" and person.status == "注销":
        return "家属"
    return "照顾者" if person.group == "frail" and contact.method in ("电访", "微信") else "本人"


def _outcomes(kind: str) -> list[str]:
    match kind:
        case "failed":
            return [_PHRASES["failed_outcome"]]
        case "confirm":
            return list(_PHRASES["confirm_outcome"])
        case _:
            return list(_PHRASES["outcome"])


def _note(contact: Contact, voice: Voice, companion: str | None) -> str:
    person, rng = contact.person, voice.rng
    scene = {
        "d": voice.say(_PHRASES["doing"][person.group]),
        "m": rng.choice(_PHRASES["mood"]),
        "w": companion or "",
    }
    state, thread = _PHRASES["state"][person.group], _PHRASES["thread"]
    match contact.kind:
        case "failed":
            half = "上午" if contact.at.hour < 12 else "下午"
            clock = (
                f"{half}{(contact.at.hour - 1) % 12 + 1}时{contact.at.minute or '整'}{'分' * bool(contact.at.minute)}"
            )
            tried = voice.say(_PHRASES["failed_try"], p=clock)
            return tried + voice.say(_PHRASES["failed_next"]) + voice.say(_PHRASES["on_my_mind"])
        case "confirm":
            return voice.say(_PHRASES["confirm"]) + voice.say(_PHRASES["confirm_more"])
        case "farewell":
            return voice.say([_PHRASES["farewell"][person.status]])
        case "recover":
            opening = voice.say(_PHRASES["recover"], **scene)
            return opening + voice.say(_PHRASES["recover_why"]) + voice.say(thread)
        case "intake":
            opening = voice.say(_PHRASES["intake"], **scene)
            return opening + voice.say(_PHRASES["intake_talk"]) + voice.say(state)
        case kind:
            bank = _PHRASES.get(f"{kind}_{person.group}", _PHRASES[kind])
            opening = voice.say(bank, **scene)
    parts = [voice.say(thread), voice.say(state), voice.say(_season(contact))]
    rng.shuffle(parts)
    return opening + "".join(parts[:2])


def _season(contact: Contact) -> list[str]:
    """The month's sentences that fit the person; some are marked 童| for children, 长| for the others."""
    others = "长|" if contact.person.group == "child" else "童|"
    return [
        line.removeprefix("童|").removeprefix("长|")
        for line in _PHRASES["month"][contact.day.month]
        if not line.startswith(others)
    ]


def _outbound(contact: Contact) -> Row:
    person, voice = contact.person, contact.person.voice(f"ticket/{contact.at}")
    asked_other = contact.kind == "confirm"
    return {
        "档案号": person.archive,
        "来电人": person.emergency_contact if asked_other else person.name,
        "来电号码": f"1990000{2000 + person.number if asked_other else 1000 + person.number}",
        "受理时间": contact.at,
        "通话方向": "呼出",
        "诉求类型": "安全核实" if asked_other else "电访问候",
        "紧急程度": "一般",
        "诉求内容": voice.say(_PHRASES["tickets"]["ask"]),
        "处理情况": "两次未接通，转联系紧急联系人"
        if contact.kind == "failed"
        else voice.say(_PHRASES["tickets"]["done"]),
        "办理结果": "转上门核实" if contact.kind == "failed" else "已办结",
        "回访情况": "随恒常跟进回访",
        "办结时间": contact.at + timedelta(minutes=contact.minutes + 3),
        "状态类型": "平时",
        "接线社工": person.worker,
    }


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
