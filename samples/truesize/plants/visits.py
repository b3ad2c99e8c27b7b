"""Nobody answers and nobody looks; contacts that cannot have been, or should have been otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from samples.generator import Row
from samples.generator.days import DAY
from samples.generator.plants.contacts import UNREACHED
from samples.generator.plants.plant import Add, Edit, Expected, Of, Plant, Put

from .. import AS_OF, CUT_OFF
from ..roster import Resident
from ..team import leaves
from .edits import monthly, moved, without_ticket
from .scene import Scene, client, on, plain, steady

_HOURS = ("09:10", "14:20")


def visits(scene: Scene) -> list[Plant]:
    """Who was not reached, and what was made of it."""
    return [*_lost(scene), *_missed(scene), *_impossible(scene)]


def _missed_on(scene: Scene, rows: Sequence[Row]) -> tuple[Edit, ...]:
    return tuple(
        Put(
            scene.of("探访电访记录", row),
            {**UNREACHED, "开始时间": hour, "结束时间": f"{hour[:3]}{int(hour[3:]) + 3:02d}"},
        )
        for row, hour in zip(rows, _HOURS, strict=False)
    )


def _lost(scene: Scene) -> list[Plant]:
    """Months without an answer; the last success is in December or September."""

    def unheard(person: Resident, *, risk: bool) -> bool:
        alone = person.lives == "独居" and person.age(AS_OF) >= 80
        plainly = (
            person.lives != "独居" and person.age(AS_OF) < 79 and not (person.disability or person.group == "frail")
        )
        lives = alone if risk else plainly and not {"独居老人", "孤寡老人"} & set(person.categories)
        return lives and monthly(scene, person)

    plants = []
    for risk, says in (
        (True, "八十多岁独居长者，一月起月月联系不上，没有人确认其安全"),
        (False, "连续两个月电话失联，没有跟进"),
    ):
        person = scene.person(f"TF-007 {risk}", partial(unheard, risk=risk))
        december, *unreached = scene.contacts(person, "2024-12-01")
        expected = [
            Expected("TF-007", client(person), scene.of("探访电访记录", unreached[0])),
            Expected("TF-001", client(person), scene.of("探访电访记录", december)),
            Expected("TF-002", client(person), "2025-01-01"),
            Expected("TF-002", client(person), "2025-02-01"),
        ]
        if risk:
            expected.append(Expected("TF-012", client(person)))
        plants.append(Plant(says, _missed_on(scene, unreached), tuple(expected)))
    found = scene.person("TF-008", lambda each: _seen_in_december(scene, each))
    september, october, november, _ = scene.contacts(found, "2024-09-01", "2024-12-31")
    plants.append(
        Plant(
            "三级，十月、十一月没有接通，十二月才上门",
            _missed_on(scene, (october, november)),
            (
                Expected("TF-008", client(found), scene.of("探访电访记录", october)),
                Expected("TF-001", client(found), scene.of("探访电访记录", september)),
                Expected("TF-002", client(found), "2024-10-01"),
                Expected("TF-002", client(found), "2024-11-01"),
            ),
        )
    )
    return plants


def _seen_in_december(scene: Scene, person: Resident) -> bool:
    rows = scene.contacts(person, "2024-09-01", "2024-12-31")
    if not steady(person, "三级") or [on(row).month for row in rows] != [9, 10, 11, 12]:
        return False
    return plain(rows[:3]) and rows[3]["方式"] == "入户"


def _missed(scene: Scene) -> list[Plant]:
    """One call that nobody answered, or three, and what was made of it."""
    alone = scene.person("TF-009", lambda each: _between(scene, each, 42))
    hours = scene.person("TF-020", lambda each: _between(scene, each, 42))
    before, *_ = scene.contacts(alone, "2025-01-01")
    first, *_ = scene.contacts(hours, "2025-01-01")
    terse = scene.person("TF-010", lambda each: any(row["结果"] == "未接通" for row in scene.contacts(each)))
    note = scene.of("探访电访记录", next(row for row in scene.contacts(terse) if row["结果"] == "未接通"))
    unsure = scene.person("TF-011", lambda each: _asked(scene, each) is not None)
    asked = _asked(scene, unsure)
    assert asked
    confirmed, reached = asked
    tries = [
        _try(scene, hours, f"LX9001{number}", on(first) + days * DAY, "15:20")
        for number, days in enumerate((20, 22, 24))
    ]
    return [
        Plant(
            "一次没有接通，半个月内没有再跟进",
            (_try(scene, alone, "LX90001", on(before) + 20 * DAY, "10:15"),),
            (Expected("TF-009", client(alone), Of("探访电访记录", 记录编号="LX90001")),),
        ),
        Plant(
            "未接通的记录只写四个字",
            (Put(note, {"内容": "电话未接通", "措施": None, "跟进事项": None}),),
            (Expected("TF-010", note),),
        ),
        Plant(
            "问过紧急联系人，没有写是否安全，九天后才再联系",
            (
                Put(scene.of("探访电访记录", confirmed), {"确认安全": False}),
                moved(scene.of("探访电访记录", reached), on(confirmed) + 9 * DAY),
            ),
            (Expected("TF-011", scene.of("探访电访记录", confirmed)),),
        ),
        Plant("三次打不通都在下午三点", tuple(tries), (Expected("TF-020", Of("探访电访记录", 记录编号="LX90012")),)),
    ]


def _between(scene: Scene, person: Resident, days: int) -> bool:
    """Whether the 四级 person is contacted once in January and next no sooner than so many days later."""
    rows = scene.contacts(person, "2025-01-01")
    far = len(rows) == 2 and on(rows[0]).month == 1 and days <= (on(rows[1]) - on(rows[0])).days < 55
    return steady(person, "四级") and far and plain(rows)


def _asked(scene: Scene, person: Resident) -> tuple[Row, Row] | None:
    """The call to whoever knows, and the next contact, if the one after that is far enough away."""
    rows = scene.contacts(person)
    for place, row in enumerate(rows[:-2]):
        if row["接触对象"] != "紧急联系人" or person.closest_tier != "四级":
            continue
        target = on(row) + 9 * DAY
        if (on(rows[place + 2]) - target).days > 10 and (target <= CUT_OFF) == (on(rows[place + 1]) <= CUT_OFF):
            return row, rows[place + 1]
    return None


def _try(scene: Scene, person: Resident, number: str, at: date, hour: str) -> Add:
    like = scene.contacts(person)[-1]
    unreached: Row = {**like, **UNREACHED, "记录编号": number, "方式": "电访", "工单号": None}
    return Add(
        "探访电访记录",
        {
            **unreached,
            "日期": at,
            "录入日期": at,
            "开始时间": hour,
            "结束时间": f"{hour[:3]}{int(hour[3:]) + 4}",
            "下次日期": None,
        },
    )


def _impossible(scene: Scene) -> list[Plant]:
    """Contacts that cannot have been, or should have been otherwise."""
    absent = scene.person(
        "TF-021", lambda each: each.presence == "户在人不在" and plain(scene.contacts(each, "2025-01-01")[-1:])
    )
    there = scene.contacts(absent, "2025-01-01")[-1]
    contact, free_day = _on_leave(scene)
    strict = scene.person("TF-026", lambda each: _near_reassessment(scene, each) is not None)
    ill = _near_reassessment(scene, strict)
    assert ill
    told = scene.of("探访电访记录", ill)
    return [
        Plant(
            "人不在本地，却在家中见到本人",
            without_ticket(scene, there),
            (Expected("TF-021", scene.of("探访电访记录", there)),),
        ),
        Plant("请假当天有电访", (moved(contact, free_day),), (Expected("TF-025", contact),)),
        Plant("一级对象家中受灾，没有及时上门", (Put(told, {"重大变化": ("受灾",)}),), (Expected("TF-026", told),)),
    ]


def _on_leave(scene: Scene) -> tuple[Of, date]:
    found: list[tuple[Row, date]] = []

    def fits(person: Resident) -> bool:
        for leave in leaves():
            if leave.worker != person.worker or not steady(person, "四级"):
                continue
            for before, row, after in zip(rows := scene.contacts(person), rows[1:], rows[2:], strict=False):
                near = abs((on(row) - leave.first).days) < 12 and (on(row) <= CUT_OFF) == (leave.first <= CUT_OFF)
                same_quarter = (on(row).month - 1) // 3 == (leave.first.month - 1) // 3
                if (
                    near
                    and same_quarter
                    and plain([row])
                    and on(before) < leave.first - 5 * DAY
                    and on(after) > leave.last + 5 * DAY
                ):
                    found.append((row, leave.first))
                    return True
        return False

    scene.person("TF-025", fits)
    row, free_day = found[-1]
    return scene.of("探访电访记录", row), free_day


def _near_reassessment(scene: Scene, person: Resident) -> Row | None:
    if not steady(person, "一级"):
        return None
    rows = scene.contacts(person)
    for reassessed in scene.rows("动态评估", person):
        for row, after in pairwise(rows):
            near = timedelta(0) <= on(reassessed, "评估日期") - on(row) <= timedelta(days=28)
            if near and plain([row]) and on(after) > on(row) + 2 * DAY:
                return row
    return None
