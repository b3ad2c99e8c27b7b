"""Who works at the station, where, and on which days somebody is on leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from samples.generator.days import DAY, later, works
from samples.generator.team import AREAS, DIRECTOR, area_of

from . import AS_OF, STARTS, stream

__all__ = [
    "AREAS",
    "ASSISTANT",
    "DIRECTOR",
    "STAFF_NUMBERS",
    "SUPERVISORS",
    "WORKERS",
    "Leave",
    "area_of",
    "days_off",
    "duty_days",
    "leaves",
    "on_duty",
    "spot_of",
]

SUPERVISORS: Mapping[str, str] = {"江南片区": "温如玉", "小港片区": "简明朗", "南村片区": "阳向明"}
WORKERS: Mapping[str, str] = {  # the worker of each station point
    "青凤": "楚青禾",
    "青葵": "曾悦然",
    "杏园": "费扬帆",
    "紫金": "鲁小葵",
    "紫龙": "唐一诺",
    "万松园": "邬思远",
    "南园东": "葛新月",
    "南园西": "祝晴川",
    "聚龙": "米嘉树",
    "万寿": "段若溪",
    "得胜": "纪明舒",
    "聚源": "舒望秋",
    "江宝": "柏子安",
    "紫来": "水映雪",
    "贵德东": "窦远航",
    "复兴": "章知夏",
}
ASSISTANT = "云朵朵"
STAFF_NUMBERS: Mapping[str, str] = {  # 姓名 -> 工号 of the 21 who are employed at the evaluation
    name: f"QC{number:03d}"
    for number, name in enumerate((DIRECTOR, *SUPERVISORS.values(), *WORKERS.values(), ASSISTANT), 1)
}
_SPOT_OF = {name: spot for spot, name in WORKERS.items()}


@dataclass(frozen=True)
class Leave:
    """One leave of a worker, both days included."""

    worker: str
    first: date
    last: date


@cache
def leaves() -> tuple[Leave, ...]:
    """One or two leaves of one to three working days for each worker of a station point."""
    found = []
    for name in WORKERS.values():
        rng = stream("leave", name)
        for number in range(rng.choice((1, 1, 1, 2))):
            while True:
                first = later(STARTS, rng.randint(40, 75) + 60 * number)
                last = later(first, rng.randint(0, 2))
                # Nobody is away next to a long holiday: those of the first tier are seen every week.
                if later(last, 1) - later(first, -1) <= timedelta(days=6):
                    break
            found.append(Leave(name, first, last))
    return tuple(sorted(found, key=lambda leave: (leave.first, leave.worker)))


@cache
def days_off() -> frozenset[tuple[str, date]]:
    """Worker and day, for every day of leave."""
    return frozenset(
        (leave.worker, leave.first + timedelta(days=number))
        for leave in leaves()
        for number in range((leave.last - leave.first).days + 1)
    )


def on_duty(worker: str, day: date, step: int = 1) -> date:
    """The first day from ``day`` on (backwards with ``step`` −1) on which the worker works."""
    while not works(day) or (worker, day) in days_off():
        day += step * DAY
    return day


def duty_days(worker: str, first: date, last: date = AS_OF) -> list[date]:
    """All days between two days, both included, on which the worker works."""
    days = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return [day for day in days if works(day) and (worker, day) not in days_off()]


def spot_of(worker: str) -> str | None:
    """The community whose station point a worker keeps; none for the others of the staff."""
    return _SPOT_OF.get(worker)
