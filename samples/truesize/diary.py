"""Every worker's day, filled from the morning on: calls when they are wanted, visits in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache

from . import stream
from .balance import balanced
from .intake import CALL_TIMES, call_time
from .quota import met
from .rhythm import Contact, year
from .roster import roster

_LONGEST = timedelta(minutes=40)
_MINUTES = {"入户": (25, 40), "电访": (5, 10), "微信": (5, 9), "驻点": (12, 18)}
_STEPS = {"failed": 0, "confirm": 2}  # the others in between: whom to ask is called after them
_NOON, _AFTER_NOON, _LATE, _END = time(12), time(14, 5), time(15), time(19, 15)


@cache
def diaries() -> tuple[Contact, ...]:
    """All contacts up to the evaluation, in the order in which they took place."""
    planned = balanced(met([contact for person in roster() for contact in year(person)]))
    days: defaultdict[tuple[str, date], list[Contact]] = defaultdict(list)
    for contact in planned:
        days[contact.person.worker, contact.day].append(contact)
    timed = (each for (worker, day), diary in sorted(days.items()) for each in _day(worker, day, diary))
    return tuple(sorted(timed, key=lambda each: (each.at, each.person.number)))


class _Clock:
    """A worker's day, one contact after another."""

    def __init__(self, worker: str, day: date) -> None:
        self._rng = stream("diary", worker, day)
        self._day = day
        self.at = datetime.combine(day, time(9, self._rng.choice((0, 5, 10, 15))))

    def wait(self, until: time) -> None:
        """Nothing begins before then."""
        self.at = max(self.at, datetime.combine(self._day, until))

    def place(self, queue: list[Contact], end: time = time.max) -> Iterator[Contact]:
        """Times the contacts in turn, and takes them off the queue, as long as a visit would be over by ``end``."""
        while queue and (self.at + _LONGEST).time() <= end:
            contact = queue.pop(0)
            minutes = self._rng.randint(*_MINUTES[contact.method])
            yield replace(contact, at=self.at, minutes=minutes)
            self.at += timedelta(minutes=minutes + self._rng.randint(2, 6))


def _day(worker: str, day: date, diary: Iterable[Contact]) -> Iterator[Contact]:
    waiting = sorted(diary, key=lambda each: (_STEPS.get(each.kind, 1), each.person.number))
    morning, afternoon, late = (
        [each for each in waiting if each.method == "电访" and CALL_TIMES[call_time(each.person)] == hours]
        for hours in ((9, 12), (14, 18), (15, 18))
    )
    fixed = {id(each) for each in (*morning, *afternoon, *late)}
    free = [each for each in waiting if id(each) not in fixed]
    clock = _Clock(worker, day)
    yield from clock.place(morning)
    if clock.at.time() > _NOON:
        raise RuntimeError(f"{worker} {day}: too many calls for a morning")
    yield from clock.place(free, _NOON)
    clock.wait(_AFTER_NOON)
    yield from clock.place(afternoon)
    if late:
        yield from clock.place(free, _LATE)
        clock.wait(_LATE)
        yield from clock.place(late)
    yield from clock.place(free)
    if clock.at.time() > _END:
        raise RuntimeError(f"{worker} {day}: the day ends at {clock.at:%H:%M}")
