"""One archive's person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from samples.generator.cast import id_number

from . import AS_OF
from .team import STAFF_NUMBERS, SUPERVISORS, WORKERS, area_of

TIERS = ("一级", "二级", "三级", "四级")
_DOUBLE = ("司徒", "慕容", "欧阳")


@dataclass(frozen=True)
class Change:
    """A change of tier, by one step."""

    assessed: date  # the reassessment it rests on
    day: date
    to: str


@dataclass(frozen=True)
class Resident:
    """One archive's person."""

    number: int  # 1 to 2,312, by community
    household: str
    name: str
    sex: str
    born: date
    serial: int  # tells apart the identity numbers of those born on one day
    spot: str
    categories: tuple[str, ...]
    tier: str  # at the intake
    care: str
    lives: str
    presence: str  # 人户状况
    filed: date
    disability: tuple[str, str] | None = None  # kind, grade
    guardian: tuple[str, str] | None = None  # name, relation
    hardship: str | None = None  # what a child's hardship is
    kin: tuple[str, str] = ("", "")  # who is asked when the person cannot be reached: relation, name
    left: date | None = None
    status: str = "在册"
    change: Change | None = None

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
        """负责社工."""
        return WORKERS[self.spot]

    @property
    def worker_number(self) -> str:
        """社工工号."""
        return STAFF_NUMBERS[self.worker]

    @property
    def supervisor(self) -> str:
        """The supervisor of the area."""
        return SUPERVISORS[self.area]

    @property
    def tiers(self) -> tuple[tuple[date, str], ...]:
        """Since when the person has held which tier."""
        changed = ((self.change.day, self.change.to),) if self.change else ()
        return ((self.filed, self.tier), *changed)

    @property
    def tier_now(self) -> str:
        """等级 at the evaluation."""
        return self.tiers[-1][1]

    @property
    def closest_tier(self) -> str:
        """The strictest tier held: its frequency of contacts is kept throughout."""
        return min((tier for _, tier in self.tiers), key=TIERS.index)

    @property
    def last(self) -> date:
        """The last day on which the person is served."""
        return self.left or AS_OF

    @property
    def minor(self) -> bool:
        """Whether under 18 at the evaluation."""
        return self.age(AS_OF) < 18

    def age(self, on: date) -> int:
        """Full years on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    @property
    def id_number(self) -> str:
        """身份证号, of a region code that nobody has."""
        return id_number(self.born, self.sex == "女", self.serial)

    @property
    def phone(self) -> str:
        """联系电话; no such number is in use."""
        return f"1990000{1000 + self.number}"

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
