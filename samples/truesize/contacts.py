"""探访电访记录: what was said and done at every contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from samples.generator import Row, numbered
from samples.generator import data as phrases
from samples.generator.contact import record, season
from samples.generator.days import later
from samples.generator.prose import Voice

from . import data
from .diary import diaries
from .hotline import orders
from .prose import Composer
from .rhythm import Contact
from .roster import Resident
from .words import voice

_SMALL, _OURS = phrases("phrases"), data("contacts")
_BANKS = {**_SMALL, **_OURS}
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

    def note(companion: str | None) -> str:
        return notes.compose(person, lambda: _note(contact, says, companion))

    return {
        **record(contact, says, _BANKS, note, {"frail": "照顾者", "child": "监护人"}, orders()),
        "重大变化": (contact.event,) if contact.event else (),
        "下次日期": contact.following or (None if person.left else later(contact.day, 10)),
        "录入日期": later(contact.day, says.rng.randint(0, 3)),
    }


@cache
def _voice(person: Resident) -> Voice:
    return voice(person, "contacts")


def _note(contact: Contact, says: Voice, companion: str | None) -> Iterator[str]:
    group, rng = contact.person.group, says.rng
    match contact.kind:
        case "failed":
            clock = f"{contact.at.hour}时{contact.at.minute or '整'}{'分' * bool(contact.at.minute)}"
            yield says.say(_BANKS["failed_try"], p=clock) + says.say(_BANKS["failed_next"])
            yield says.say(_BANKS["on_my_mind"])
            return
        case "confirm":
            yield says.say(_BANKS["confirm"])
            yield says.say(_BANKS["confirm_more"])
            yield says.say(_BANKS["confirm_ask"])
            return
        case "farewell":
            yield says.say(_BANKS["farewell_moved" if contact.person.status == "转出" else "farewell_died"])
            yield says.say(_BANKS["parting"])
            return
        case kind:
            scene = {"d": says.say(_BANKS["doing"][group]), "m": rng.choice(_BANKS["mood"]), "w": companion or ""}
            yield says.say(_OPENINGS.get(f"{kind}_{group}", _OPENINGS[kind]), **scene)
    if contact.event:
        yield says.say([_BANKS["changed"][contact.event]])
    state = _BANKS["state"][group]
    match contact.kind:
        case "intake" | "intake_home":
            yield says.say(_BANKS["intake_talk"])
            yield says.say(state)
        case "recover":
            yield says.say(_BANKS["recover_why"])
            yield says.say(_BANKS["thread"])
        case _:
            ending = says.say(rng.choice((state, state, season(contact, _BANKS))))
            yield from rng.sample([says.say(_BANKS["thread"]), ending], 2)
