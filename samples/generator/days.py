"""Working days, and the rhythm in which a person is contacted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml

DAY = timedelta(days=1)
_CALENDAR = Path(__file__).parents[2] / "rules" / "calendars" / "cn.yaml"


def _read(path: Path) -> tuple[frozenset[date], frozenset[date]]:
    calendar = yaml.safe_load(path.read_text(encoding="utf-8"))
    return frozenset(calendar["holidays"]), frozenset(calendar["workdays"])


HOLIDAYS, MAKE_UP_DAYS = _read(_CALENDAR)


def works(day: date) -> bool:
    """Whether the station is open."""
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def working(day: date, step: int = 1) -> date:
    """The first working day from ``day`` on, looking forwards or (``step`` −1) backwards."""
    while not works(day):
        day += step * DAY
    return day


def later(day: date, count: int) -> date:
    """``count`` working days after ``day`` (before it, if negative)."""
    step = 1 if count >= 0 else -1
    for _ in range(abs(count)):
        day = working(day + step * DAY, step)
    return day


def rhythm(tier: str, first: date, last: date, rng: Random) -> list[date]:
    """The days on which a person of ``tier`` is contacted, from ``first`` (the intake) to ``last``.

    一级 at least weekly, 二级 at least fortnightly, 三级 once in every month, 四级 once in every
    second month: somewhat more than the frequency tables ask for.
    """
    match tier:
        case "一级":
            return list(steps(first, last, (6, 7), rng))
        case "二级":
            return list(steps(first, last, (12, 14), rng))
        case "三级":
            return list(_months(first, last, 1, rng))
        case _:
            return list(_months(first, last, 2, rng))


def steps(
    first: date, last: date, apart: tuple[int, int], rng: Random, opened: Callable[[date, int], date] = working
) -> Iterator[date]:
    """Days ``apart`` days from each other, at least and at most; ``opened`` finds one on which somebody works."""
    day = first
    while day <= last:
        yield day
        following = opened(day + rng.randint(*apart) * DAY, -1)
        day = following if following > day + 2 * DAY else opened(day + apart[1] * DAY, 1)


def _months(first: date, last: date, every: int, rng: Random) -> Iterator[date]:
    yield first
    day = first
    year, month = first.year, first.month
    while True:
        month += every
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        days = [each for number in range(1, 29) if works(each := date(year, month, number))]
        # The middle of the month, and soon after an intake: neighbours are at most 42 days apart
        # (with `every` 1), and no month is left out.
        latest = first + timedelta(days=42) if day == first and every == 1 else days[-1]
        day = rng.choice([each for each in days if 10 <= each.day <= 20 and each <= latest])
        if day > last:
            return
        yield day
