"""探访电访记录 of the small station: what was said and done at every visit and call of the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import Row, data, numbered
from .contact import record, season
from .days import later
from .diary import Contact
from .hotline import orders
from .prose import Distinct, Voice

_PHRASES = data("phrases")


def contacts(timed: Sequence[Contact], tickets: Iterable[Row]) -> list[Row]:
    """One for each contact, in the order in which they took place."""
    notes, by_call = Distinct(), orders(tickets)
    voices = {contact.person.number: contact.person.voice("contacts") for contact in timed}
    rows = [_record(contact, voices[contact.person.number], notes, by_call) for contact in timed]
    return numbered(rows, "记录编号", "LX{:05d}")


def _record(timed: Contact, voice: Voice, notes: Distinct, orders: Mapping[tuple[object, object], str]) -> Row:
    def note(companion: str | None) -> str:
        return notes.compose(lambda: _note(timed, voice, companion))

    return {
        **record(timed, voice, _PHRASES, note, {"frail": "照顾者"}, orders),
        "下次日期": timed.following,
        "录入日期": later(timed.day, voice.rng.randint(0, 2)),
    }


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
        case "intake_home":
            opening = voice.say(_PHRASES["intake"], **scene)
            return opening + voice.say(_PHRASES["intake_talk"]) + voice.say(state)
        case kind:
            bank = _PHRASES.get(f"{kind}_{person.group}", _PHRASES[kind])
            opening = voice.say(bank, **scene)
    parts = [voice.say(thread), voice.say(state), voice.say(season(contact, _PHRASES))]
    rng.shuffle(parts)
    return opening + "".join(parts[:2])
