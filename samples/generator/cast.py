"""The persons of any station: what follows from a name, a day of birth and a place. All invented."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .team import area_of

TIERS = ("一级", "二级", "三级", "四级")
_DOUBLE = ("司徒", "慕容", "欧阳")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(born: date, woman: bool, serial: int) -> str:
    """An identity number with a valid check digit and a region code (440199) that nobody has."""
    body = f"440199{born:%Y%m%d}{serial:02d}{serial % 5 * 2 + (not woman)}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    return body + check


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of tier, and the day of the reassessment that it rests on."""

    assessed: date
    day: date
    to: str


@dataclass(frozen=True, kw_only=True)
class Client(ABC):
    """Somebody with an archive, as far as every station tells it."""

    number: int
    serial: int  # tells apart the identity numbers of those born on one day
    name: str
    sex: str
    born: date
    spot: str
    tier: str  # at the intake
    care: str
    lives: str
    filed: date
    guardian: tuple[str, str] | None = None  # name, relation
    left: date | None = None
    status: str = "在册"
    change: Change | None = None

    @property
    @abstractmethod
    def worker(self) -> str:
        """负责社工."""

    @property
    @abstractmethod
    def worker_number(self) -> str:
        """社工工号."""

    @property
    @abstractmethod
    def supervisor(self) -> str:
        """The supervisor of the area."""

    @property
    def archive(self) -> str:
        """档案号."""
        return f"JNZ-D-{self.number:04d}"

    @property
    def area(self) -> str:
        """片区."""
        return area_of(self.spot)

    @property
    def id_number(self) -> str:
        """身份证号, of a region code that nobody has."""
        return id_number(self.born, self.sex == "女", self.serial)

    @property
    def phone(self) -> str:
        """联系电话; no such number is in use."""
        return f"1990000{1000 + self.number}"

    @property
    def tiers(self) -> tuple[tuple[date, str], ...]:
        """Since when the person has held which tier."""
        changed = ((self.change.day, self.change.to),) if self.change else ()
        return ((self.filed, self.tier), *changed)

    @property
    def tier_now(self) -> str:
        """等级 at the end."""
        return self.tiers[-1][1]

    @property
    def closest_tier(self) -> str:
        """The strictest tier held: its frequency of contacts is kept throughout."""
        return min((tier for _, tier in self.tiers), key=TIERS.index)

    @property
    def signer(self) -> str:
        """Who signs: the guardian, or the person."""
        return self.guardian[0] if self.guardian else self.name

    def age(self, on: date) -> int:
        """Full years on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    @property
    def minor(self) -> bool:
        """Whether under 18 at the intake."""
        return self.age(self.filed) < 18

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

    @cached_property
    def address(self) -> str:
        """How the worker writes of the person."""
        age, woman = self.age(self.filed), self.sex == "女"
        if age < 18:
            return f"小{self.name[-1]}" if age < 14 else f"{self.surname}同学"
        if age < 55:
            return self.surname + ("女士" if woman else "先生")
        return self.surname + (("婆婆" if age >= 75 else "姨") if woman else ("伯" if age >= 70 else "叔"))
