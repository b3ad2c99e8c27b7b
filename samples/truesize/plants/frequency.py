"""Persons who were contacted or visited too seldom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from samples.generator import Row
from samples.generator.plants.plant import Add, Expected, Plant, Put, day

from ..roster import Resident
from .edits import monthly, moved, without_ticket
from .scene import Scene, client, on, plain, steady


def frequency(scene: Scene) -> list[Plant]:
    """Too long between two contacts, none in a quarter, only by telephone, no home visit."""
    months = scene.person("TF-001", lambda each: monthly(scene, each) and each.group == "elder")
    december, january, february, *_ = scene.contacts(months, "2024-12-01")
    early, late = (scene.of("探访电访记录", row) for row in (january, february))
    quiet = scene.person("TF-003", lambda each: _one_in_quarter(scene, each))
    (autumn,) = _quarter(scene, quiet)
    called = scene.person("TF-004", lambda each: _visited_once(scene, each))
    (home,) = _homes(_quarter(scene, called))
    swapped = scene.person("TF-004 instead", _spare_call(scene))
    spare = next(row for row in _quarter(scene, swapped) if plain([row]))
    met = scene.person("TF-005", lambda each: _visited_once(scene, each))
    (visit,) = _homes(_quarter(scene, met))
    at_home = scene.person(
        "TF-005 instead", lambda each: steady(each, "四级") and scene.contacts(each)[0]["方式"] == "驻点"
    )
    order = f"HM{on(home):%Y%m%d}901"
    assert on(december) < day("2024-12-31")
    return [
        Plant(
            "三级，每月都有联系，中间却隔了 55 天",
            (moved(early, day("2025-01-03")), moved(late, day("2025-02-27"))),
            (Expected("TF-001", client(months), early),),
        ),
        Plant(
            "四级，第四季没有联系，间隔都不超过 120 天",
            (moved(scene.of("探访电访记录", autumn), day("2024-09-26")),),
            (Expected("TF-003", client(quiet), "2024-10-01"),),
        ),
        Plant(
            "三级，第四季只打电话（同一社工另一户改为入户，总数不变）",
            (
                Put(
                    scene.of("探访电访记录", home),
                    {"方式": "电访", "同行人": None, "工单号": order, "开始时间": "17:40", "结束时间": "17:48"},
                ),
                Add("热线工单", {**_ticket_of(scene, spare), "工单号": order, **_outbound(called, on(home))}),
                *without_ticket(scene, spare),
            ),
            (Expected("TF-004", client(called), "2024-10-01"),),
        ),
        Plant(
            "三级，第四季只在社工点见过一面",
            (
                Put(scene.of("探访电访记录", visit), {"方式": "驻点", "同行人": None}),
                Put(scene.of("探访电访记录", scene.contacts(at_home)[0]), {"方式": "入户", "同行人": "片区同事"}),
            ),
            (Expected("TF-005", client(met), "2024-10-01"),),
        ),
    ]


def _quarter(scene: Scene, person: Resident) -> list[Row]:
    return scene.contacts(person, "2024-10-01", "2024-12-31")


def _homes(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["方式"] == "入户"]


def _visited_once(scene: Scene, person: Resident) -> bool:
    rows = _quarter(scene, person)
    homes = _homes(rows)
    others = [row for row in rows if row["方式"] != "入户"]
    return steady(person, "三级") and person.group == "elder" and len(homes) == 1 and plain(others)


def _spare_call(scene: Scene) -> Callable[[Resident], bool]:
    """Someone of 四级 with a plain call before the cut-off that might as well have been a visit."""
    return lambda person: steady(person, "四级") and any(plain([row]) for row in _quarter(scene, person))


def _ticket_of(scene: Scene, contact: Row) -> Row:
    return scene.ticket(contact).row(scene.records)


def _outbound(person: Resident, at: date) -> Row:
    moment = datetime.combine(at, time(17, 40))
    return {
        "档案号": person.archive,
        "来电人": person.name,
        "来电号码": person.phone,
        "受理时间": moment,
        "办结时间": moment + timedelta(minutes=12),
        "录入时间": moment + timedelta(minutes=40),
    }


def _one_in_quarter(scene: Scene, person: Resident) -> bool:
    rows, autumn = scene.contacts(person), _quarter(scene, person)
    if not steady(person, "四级") or len(autumn) != 1 or not plain(autumn):
        return False
    place = rows.index(autumn[0])
    if place == 0 or place + 1 == len(rows):
        return False
    return on(rows[place - 1]) < day("2024-09-24") and on(rows[place + 1]) < day("2025-01-23")
