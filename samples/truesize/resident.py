"""One archive's person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samples.generator.cast import Client

from . import AS_OF
from .team import STAFF_NUMBERS, SUPERVISORS, WORKERS


@dataclass(frozen=True, kw_only=True)
class Resident(Client):
    """One archive's person, of 2,312 numbered by community."""

    household: str
    categories: tuple[str, ...]
    presence: str  # 人户状况
    disability: tuple[str, str] | None = None  # kind, grade
    hardship: str | None = None  # what a child's hardship is
    kin: tuple[str, str] = ("", "")  # who is asked when the person cannot be reached: relation, name

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
    def last(self) -> date:
        """The last day on which the person is served."""
        return self.left or AS_OF
