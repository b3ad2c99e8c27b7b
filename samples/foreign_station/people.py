"""The households and their members, and the three workers who visit them. All invented."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from samples.generator.cast import id_number
from samples.generator.days import later, working
from samples.generator.prose import Voice

from . import data, stream

SUPERVISOR = "贺兰亭"
WORKERS = {"石坪社区": "蒋小满", "上塘村": "蒋小满", "桥头村": "俞知秋", "梅子坳村": "甄有为"}
_LETTERS = {"石坪社区": "A", "上塘村": "B", "桥头村": "C", "梅子坳村": "D"}


@dataclass(frozen=True)
class Person:
    """One person with an archive, and what the household shares."""

    number: int
    house: str
    place: int  # within the household
    spot: str
    at: str
    family: str
    income: str
    welfare: str
    name: str
    sex: str
    born: date
    of: tuple[str, ...]
    tier: str  # at the yearly assessment of January
    ill: str
    topics: tuple[str, ...]
    lives: str = "与其他亲属同住"
    care: str = "自理"
    disability: tuple[str, str] | None = None  # kind, grade
    guardian: tuple[str, str] | None = None  # name, relation
    carer: str | None = None
    school: str | None = None

    @property
    def archive(self) -> str:
        """档案号, in this system the household's number and the member's."""
        return f"{self.house}-{self.place}"

    @property
    def worker(self) -> str:
        """负责社工."""
        return WORKERS[self.spot]

    @property
    def minor(self) -> bool:
        """Whether of less than eighteen years."""
        return self.born > date(2007, 6, 30)

    @property
    def id_number(self) -> str:
        """A valid number with a region code that nobody has."""
        return id_number(self.born, self.sex == "女", self.number)

    @property
    def filed(self) -> date:
        """建档日期: in the two years before; a household is filed together."""
        return working(date(2023, 3, 6) + timedelta(days=stream("filed", self.house).randint(0, 600)))

    @property
    def updated(self) -> date:
        """最后更新日期: soon after the yearly assessment."""
        return later(self.assessed, stream("updated", self.number).randint(3, 9))

    @property
    def assessed(self) -> date:
        """The day of the yearly assessment."""
        return working(date(2025, 1, 2) + timedelta(days=stream("assessed", self.number).randint(0, 20)))

    @property
    def phone(self) -> str:
        """A number of a range that is given to nobody; a child has none."""
        return f"1990001{self.number:04d}"

    @property
    def contact(self) -> tuple[str, str]:
        """The emergency contact's name and number."""
        given = stream("contact", self.number).choice(("长青", "桂花", "建国", "巧珍", "水根", "秋生", "月兰", "石生"))
        return self.name[0] + given, f"1990002{self.number:04d}"

    @property
    def address(self) -> str:
        """How the worker writes of the person."""
        age = 2025 - self.born.year
        if age < 18:
            return f"小{self.name[-1]}"
        woman = self.sex == "女"
        if age < 60:
            return self.name[0] + ("姐" if woman else "师傅")
        return self.name[0] + ("奶奶" if woman else "大爷")

    @property
    def group(self) -> str:
        """The bank of sentences that fits: child, adult or elder."""
        age = 2025 - self.born.year
        return "child" if age < 18 else "adult" if age < 60 else "elder"

    def voice(self, purpose: str) -> Voice:
        """Sentences with this person's words."""
        return Voice({"c": self.address, "h": self.ill}, self.topics, stream(purpose, self.number))


def people() -> list[Person]:
    """Everyone of ``data/households.yaml``, numbered in order."""
    found: list[Person] = []
    serials: Counter[str] = Counter()
    for told in data("households"):
        serials[told["spot"]] += 1
        shared = {name: told[name] for name in ("spot", "at", "family", "income", "welfare")}
        house = f"SP-{_LETTERS[told['spot']]}{serials[told['spot']]:02d}"
        for place, member in enumerate(told["members"], 1):
            own = {**member, "of": tuple(member["of"]), "topics": tuple(member["topics"])}
            for name in ("disability", "guardian"):
                if name in own:
                    first, second = own[name].split("/")
                    own[name] = (first, second)
            found.append(Person(number=len(found) + 1, house=house, place=place, **shared, **own))
    return found
