"""探访电访记录: what was said and done at every contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from samples.generator import Row, numbered
from samples.generator import data as phrases
from samples.generator.days import later
from samples.generator.prose import Voice

from . import data
from .diary import diaries
from .hotline import orders
from .prose import Composer
from .rhythm import Contact
from .roster import Resident
from .words import voice

_OURS, _SMALL = data("contacts"), phrases("phrases")
_OPENINGS: dict[str, list[str]] = {
    "home": _SMALL["home"],
    "home_frail": _SMALL["home_frail"],
    "call": [*_SMALL["call"], *_OURS["call"]],
    "call_frail": _SMALL["call_frail"],
    "message": _SMALL["message"],
    "message_frail": _SMALL["message_frail"],
    "intake": _OURS["intake_point"],
    "intake_home": _SMALL["intake"],
    "recover": _SMALL["recover"],
    "recover_call": _OURS["recover_call"],
}


def contacts(plans: list[Row]) -> list[Row]:
    """All contacts, each with the plan it follows."""
    in_force: dict[str, list[tuple[date, str]]] = {}
    for plan in plans:
        made = plan["制定日期"]
        assert isinstance(made, date)
        in_force.setdefault(str(plan["档案号"]), []).append((made, str(plan["服务计划编号"])))
    notes = Composer()
    rows = []
    for contact in diaries():
        row = _record(contact, notes)
        made_before = [number for made, number in in_force[contact.person.archive] if made <= contact.day]
        row["服务计划编号"] = made_before[-1] if made_before else None
        rows.append(row)
    return numbered(rows, "记录编号", "LX{:05d}", "日期", "开始时间", "档案号")


def _record(contact: Contact, notes: Composer) -> Row:
    person, says = contact.person, _voice(contact.person)
    companion = says.rng.choice(_SMALL["with"]) if contact.method == "入户" else None
    died = contact.kind == "farewell" and person.status == "注销"
    reached = contact.kind != "failed"
    ends: datetime = contact.at + timedelta(minutes=contact.minutes)
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "日期": contact.day,
        "开始时间": f"{contact.at:%H:%M}",
        "结束时间": f"{ends:%H:%M}",
        "方式": contact.method,
        "接触对象": _spoken_to(contact),
        "结果": "死亡" if died else "成功" if reached else "未接通",
        "确认安全": reached and not died,
        "内容": notes.compose(person, lambda: _note(contact, says, companion)),
        "措施": says.say(_OURS.get(f"{contact.kind}_measures", _SMALL["measures"])),
        "成效": says.say(_outcomes(contact.kind)),
        "重大变化": (contact.event,) if contact.event else (),
        "跟进事项": says.say(_SMALL["follow"]),
        "服务计划编号": None,
        "下次日期": contact.following or (None if person.left else later(contact.day, 10)),
        "工单号": orders().get((person.worker, contact.at)),
        "社工": person.worker,
        "社工工号": person.worker_number,
        "同行人": companion,
        "社工签名": person.worker,
        "录入日期": later(contact.day, says.rng.randint(0, 3)),
    }


@cache
def _voice(person: Resident) -> Voice:
    return voice(person, "contacts")


def _spoken_to(contact: Contact) -> str:
    person = contact.person
    if contact.kind == "confirm":
        return "紧急联系人"
    if contact.kind == "farewell" and person.status == "注销":
        return "家属"
    if contact.method in ("电访", "微信"):
        return {"frail": "照顾者", "child": "监护人"}.get(person.group, "本人")
    return "本人"


def _outcomes(kind: str) -> list[str]:
    match kind:
        case "failed":
            return [_SMALL["failed_outcome"]]
        case "confirm":
            return list(_OURS["confirm_outcome"])
        case _:
            return list(_SMALL["outcome"])


def _note(contact: Contact, says: Voice, companion: str | None) -> Iterator[str]:
    group, rng = contact.person.group, says.rng
    match contact.kind:
        case "failed":
            clock = f"{contact.at.hour}时{contact.at.minute or '整'}{'分' * bool(contact.at.minute)}"
            yield says.say(_SMALL["failed_try"], p=clock) + says.say(_OURS["failed_next"])
            yield says.say(_SMALL["on_my_mind"])
            return
        case "confirm":
            yield says.say(_SMALL["confirm"])
            yield says.say(_OURS["confirm_more"])
            yield says.say(_OURS["confirm_ask"])
            return
        case "farewell":
            yield says.say(_OURS["farewell_moved" if contact.person.status == "转出" else "farewell_died"])
            yield says.say(_OURS["parting"])
            return
        case kind:
            scene = {"d": says.say(_SMALL["doing"][group]), "m": rng.choice(_SMALL["mood"]), "w": companion or ""}
            yield says.say(_OPENINGS.get(f"{kind}_{group}", _OPENINGS[kind]), **scene)
    if contact.event:
        yield says.say([_OURS["changed"][contact.event]])
    state = _SMALL["state"][group]
    match contact.kind:
        case "intake" | "intake_home":
            yield says.say(_SMALL["intake_talk"])
            yield says.say(state)
        case "recover":
            yield says.say(_SMALL["recover_why"])
            yield says.say(_SMALL["thread"])
        case _:
            ending = says.say(rng.choice((state, state, _season(contact))))
            yield from rng.sample([says.say(_SMALL["thread"]), ending], 2)


def _season(contact: Contact) -> list[str]:
    """The month's sentences that fit the person; some are marked 童| for children, 长| for the others."""
    others = "长|" if contact.person.group == "child" else "童|"
    return [
        line.removeprefix("童|").removeprefix("长|")
        for line in _SMALL["month"][contact.day.month]
        if not line.startswith(others)
    ]
