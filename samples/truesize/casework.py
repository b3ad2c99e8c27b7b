"""Which persons have a professional case, of what kind, from when to when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from samples.generator.case_sheets import ProfessionalCase
from samples.generator.days import later, working

from . import data, stream
from .roster import Resident, roster
from .team import AREAS, on_duty

_TOLD = data("cases")
_LAST_SESSION = date(2024, 12, 27)
# How many sessions the cases of each area have, the closed ones first; 248 in all.
_EVEN: Mapping[str, tuple[int, ...]] = {
    "江南片区": (5,) * 17,
    "小港片区": (12, 12, 12, 12, 8, 8, 8),
    "南村片区": (7,) * 13,
}
_REPORTED: Mapping[str, tuple[int, ...]] = {
    "江南片区": (5,) * 16 + (4,) * 3,
    "小港片区": (16,) * 4,
    "南村片区": (7,) * 8 + (6,) * 6,
}
_CLOSED = {"江南片区": 9, "小港片区": 2, "南村片区": 5}
_SPOTS: Mapping[str, tuple[str, ...]] = {
    **AREAS,
    "小港片区": ("万松园", "万寿", "南园东", "聚龙", "南园西", "得胜", "万松园"),
}
_KINDS: Mapping[str, list[str]] = _TOLD["kinds by area"]
CRISIS, HOARDING = "自杀风险与家庭关系", "囤积与居住安全"
_AT_A_POINT = "南园东"  # the one case numbered by its community


@dataclass(frozen=True)
class Case(ProfessionalCase):
    """One case of a resident."""

    person: Resident

    @property
    def told(self) -> Mapping[str, Any]:
        """What is written of its kind."""
        told: Mapping[str, Any] = _TOLD["kinds"][self.kind]
        return told

    @property
    def difficult(self) -> bool:
        """疑难个案."""
        return self.kind in (CRISIS, HOARDING)

    def held(self) -> list[date]:
        """The day of every session."""
        first = on_duty(self.person.worker, self.opened + timedelta(days=1 if self.kind == CRISIS else 4))
        until = later(self.closed, -4) if self.closed else _LAST_SESSION
        apart = (until - first) / (self.length - 1)
        return [
            on_duty(self.person.worker, first + number * apart, -1 if number else 1) for number in range(self.length)
        ]


@cache
def cases(*, as_reported: bool) -> tuple[Case, ...]:
    """All 37, by number; ``as_reported`` leaves 小港片区 the four that the report tells of."""
    drafts = sorted(_drafts(_REPORTED if as_reported else _EVEN), key=lambda draft: (draft.opened, draft.person.number))
    serials: Counter[str] = Counter()
    found = []
    for draft in drafts:
        place = "NYD" if draft.person.spot == _AT_A_POINT else f"PQ{list(AREAS).index(draft.person.area) + 1}"
        serials[place] += 1
        number = f"GZQC-JNZ-{place}-C-2024-{serials[place]:03d}"
        found.append(Case(number, draft.person, draft.kind, draft.opened, draft.length, draft.closed))
    return tuple(found)


def _drafts(lengths_of: Mapping[str, tuple[int, ...]]) -> Iterator[Case]:
    taken: set[int] = set()
    for area, lengths in lengths_of.items():
        spots, kinds = _SPOTS[area], _KINDS[area]
        for place, length in enumerate(lengths):
            kind = kinds[place % len(kinds)]
            rng = stream("case", area, place)
            early = place < _CLOSED[area]
            first = date(2024, 7, 22) if early and length > 8 else date(2024, 8, 12) if early else date(2024, 9, 2)
            person = _person(spots[place % len(spots)], _TOLD["kinds"][kind]["who"], taken, ("case", area, place))
            taken.add(person.number)
            start = first + timedelta(days=rng.randint(0, 6 if early else 14 if length > 8 else 70))
            opened = on_duty(person.worker, max(start, person.filed))
            closed = on_duty(person.worker, date(2024, 10, 28) + timedelta(days=rng.randint(0, 21))) if early else None
            yield Case("", person, kind, opened, length, closed)


def _person(spot: str, who: str, taken: set[int], purpose: tuple[object, ...]) -> Resident:
    """Somebody of the community whom the kind of case fits."""
    able = [
        person
        for person in roster()
        if person.spot == spot
        and not person.left
        and person.group == who
        and person.number not in taken
        and person.filed <= date(2024, 8, 9)
        and "X" not in person.name
        and not (who == "child" and person.guardian is None)
    ]
    return stream("person", *purpose).choice(able)


def next_working(day: date, days: int) -> date:
    """The first working day ``days`` after ``day``."""
    return working(day + timedelta(days=days))
