"""Half a year of visits and calls, as often as the colour asks for and somewhat more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from functools import partial

from samples.generator import Row
from samples.generator.days import later, working
from samples.generator.prose import Distinct, Voice

from . import ENDS, data, stream
from .colours import CHANGES
from .people import Person

_PHRASES = data("phrases")
_EVERY = {  # colour → days of each month, months, and the forms by turns
    "红": ((4, 13, 23), (1, 2, 3, 4, 5, 6), ("入户", "电访", "驻点", "入户", "电访", "电访")),
    "橙": ((12,), (1, 2, 3, 4, 5, 6), ("入户", "电访", "驻点")),
    "黄": ((15,), (2, 4, 6), ("入户", "电访", "微信")),
    "绿": ((17,), (3, 5), ("电访", "驻点")),
}
_STRICTER = ("红", "橙", "黄", "绿")


def contacts(people: Iterable[Person]) -> list[Row]:
    """探访电访记录, in the order in which they were made."""
    notes = Distinct(0.6)
    rows = [row for person in people for row in _contacts(person, notes)]
    rows.sort(key=lambda row: (str(row["日期"]), str(row["开始时间"]), str(row["档案号"])))
    return [{"记录编号": f"ZF{number:05d}", **row} for number, row in enumerate(rows, 70001)]


def _days(person: Person) -> Iterator[tuple[date, str]]:
    """When and how a person is contacted."""
    colours = {person.tier, *CHANGES.get(person.name, ())[1:3]}
    days, months, forms = _EVERY[min(map(str, colours & set(_STRICTER)), key=_STRICTER.index)]
    rng = stream("days", person.number)
    turn = 0
    for month in months:
        for day in days:
            on = working(date(2025, month, day) + timedelta(days=rng.randint(-1, 1)))
            if on <= ENDS:
                yield on, forms[turn % len(forms)]
                turn += 1


def _contacts(person: Person, notes: Distinct) -> Iterator[Row]:
    voice = person.voice("contacts")
    for on, form in _days(person):
        begins = time(voice.rng.choice((9, 10, 11, 14, 15, 16)), voice.rng.choice((0, 10, 25, 40)))
        helped = person.care == "不能自理" and form != "入户"
        yield {
            "档案号": person.archive,
            "姓名": person.name,
            "日期": on,
            "开始时间": f"{begins:%H:%M}",
            "方式": form,
            "接触对象": "照顾者" if helped else "本人",
            "结果": "成功",
            "确认安全": True,
            "内容": notes.compose(partial(_note, person, form, voice)),
            "措施": voice.say(_PHRASES["measures_taken"]),
            "成效": voice.say(_PHRASES["effect"]),
            "跟进事项": voice.say(_PHRASES["follow"]),
            "社工": person.worker,
            "社工签名": person.worker,
            "录入日期": later(on, voice.rng.randint(0, 3)),
        }


def _note(person: Person, form: str, voice: Voice) -> str:
    parts = [voice.say(_PHRASES["state"][person.group]), voice.say(_PHRASES["thread"]), voice.say(_PHRASES["close"])]
    voice.rng.shuffle(parts)
    return voice.say(_PHRASES["opening"][form]) + "".join(parts[:2])
