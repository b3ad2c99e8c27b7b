"""The persons: those served, and those who serve them. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from . import ENDS, STARTS, data, stream
from .days import later, working
from .prose import Voice

AREAS: Mapping[str, tuple[str, ...]] = {
    "江南片区": ("青凤", "青葵", "杏园", "紫金", "紫龙"),
    "小港片区": ("万松园", "南园东", "南园西", "聚龙", "万寿", "得胜"),
    "南村片区": ("聚源", "江宝", "紫来", "贵德东", "复兴"),
}
DIRECTOR, SUPERVISORS = "郝思嘉", ("温如玉", "简明朗")
WORKERS: Mapping[str, tuple[str, ...]] = {
    "江南片区": ("楚青禾", "曾悦然"),
    "小港片区": ("费扬帆", "鲁小葵", "唐一诺"),
    "南村片区": ("邬思远", "葛新月"),
}
STAFF_NUMBERS: Mapping[str, str] = {
    name: f"QC{number:03d}"
    for number, name in enumerate(
        (DIRECTOR, *SUPERVISORS, *(worker for workers in WORKERS.values() for worker in workers)), 1
    )
}
_GIVEN = [
    "嘉文",
    "晓岚",
    "国华",
    "美珍",
    "志明",
    "雅琴",
    "俊杰",
    "佩玲",
    "伟强",
    "惠贞",
    "小军",
    "丽霞",
    "建业",
    "淑芬",
    "浩然",
    "玉梅",
    "启航",
    "月娥",
    "家豪",
    "秀英",
]
_DOUBLE = ("司徒", "慕容")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def area_of(spot: str) -> str:
    """The area that a community's station point belongs to."""
    return next(area for area, spots in AREAS.items() if spot in spots)


def supervisor_of(spot: str) -> str:
    """The supervisor of the area."""
    return SUPERVISORS[0] if area_of(spot) == "江南片区" else SUPERVISORS[1]


def id_number(born: date, woman: bool, serial: int) -> str:
    """An identity number with a valid check digit and a region code (440199) that nobody has."""
    body = f"440199{born:%Y%m%d}{serial:02d}{serial % 5 * 2 + (not woman)}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    return body + check


@dataclass(frozen=True)
class Change:
    """A change of tier, and the seven scores before and after it."""

    day: date
    to: str
    before: list[int]
    after: list[int]
    trigger: str
    reason: str


@dataclass(frozen=True)
class Person:
    """One archive's person: who, and the words that are this person's own."""

    number: int
    name: str
    sex: str
    born: date
    spot: str
    tier: str  # at the intake
    of: tuple[str, ...]
    lives: str
    care: str
    ill: str
    kin: str
    texts: Mapping[str, str]
    threads: tuple[str, ...]
    filed: date
    left: date | None = None
    status: str = "在册"
    disability: str | None = None
    guardian: tuple[str, str] | None = None  # name, relation
    veto: str | None = None
    change: Change | None = None
    house: str = ""

    @property
    def archive(self) -> str:
        """档案号."""
        return f"JNZ-D-{self.number:04d}"

    @property
    def area(self) -> str:
        """片区."""
        return area_of(self.spot)

    @property
    def worker(self) -> str:
        """负责社工: the workers of an area share its persons by turns."""
        workers = WORKERS[self.area]
        return workers[self.number % len(workers)]

    @property
    def minor(self) -> bool:
        """Whether under 18 at the intake."""
        return self.age(self.filed) < 18

    @property
    def last(self) -> date:
        """The last day on which the person is served."""
        return self.left or working(ENDS, -1)

    @property
    def tier_now(self) -> str:
        """等级 at the end."""
        return self.change.to if self.change else self.tier

    @property
    def closest_tier(self) -> str:
        """The strictest tier held in the year: its frequency is kept throughout."""
        return min(self.tier, self.tier_now, key=lambda tier: "一二三四".index(tier[0]))

    def age(self, on: date) -> int:
        """Full years on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    @property
    def surname(self) -> str:
        """The surname, of one or two characters."""
        return self.name[:2] if self.name.startswith(_DOUBLE) else self.name[0]

    @property
    def group(self) -> str:
        """The bank of sentences that fits: frail, child, adult or elder."""
        if self.care == "不能自理":
            return "frail"
        age = self.age(self.filed)
        return "child" if age < 18 else "elder" if age >= 60 else "adult"

    @property
    def address(self) -> str:
        """How the worker writes of the person."""
        age, woman = self.age(self.filed), self.sex == "女"
        if age < 18:
            return f"小{self.name[-1]}" if age < 14 else f"{self.surname}同学"
        if age < 55:
            return self.surname + ("女士" if woman else "先生")
        return self.surname + (("婆婆" if age >= 75 else "姨") if woman else ("伯" if age >= 70 else "叔"))

    @cached_property
    def emergency_contact(self) -> str:
        """An invented name beside the guardian's."""
        return self.surname + stream("emergency", self.number).choice(_GIVEN)

    def voice(self, purpose: str) -> Voice:
        """Sentences with this person's words."""
        words = {"c": self.address, "h": self.ill, "k": self.kin, **self.texts}
        return Voice(words, self.threads, stream(purpose, self.number))


def persons() -> tuple[Person, ...]:
    """Everyone in ``data/persons.yaml``, in order."""
    return tuple(_person(number, entry) for number, entry in enumerate(data("persons"), 1))


def _person(number: int, entry: Mapping[str, Any]) -> Person:
    who = dict(entry["who"])
    left, status = who.pop("left", "/").split("/")
    guardian = who.pop("guardian", None)
    who["of"] = tuple(who["of"])
    return Person(
        number=number,
        filed=who.pop("filed", None) or _filed(stream("filed", number)),
        left=date.fromisoformat(left) if left else None,
        status=status or "在册",
        guardian=tuple(guardian.split("/")) if guardian else None,
        change=Change(**entry["change"]) if "change" in entry else None,
        threads=tuple(entry["threads"]),
        texts={name: entry[name] for name in ("health", "family", "income", "needs", "goal")},
        **who,
    )


def _filed(rng: Random) -> date:
    # Early in a month, so that the month of the intake is no shorter than the others.
    first = STARTS if rng.random() < 0.8 else date(2024, 8, 1)
    return later(working(first), rng.randint(0, 4))
