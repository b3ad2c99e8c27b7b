"""What every engine takes and gives: plans and a data set in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, Self

from auditor.plan.nodes import RulePlan
from auditor.records.dataset import Dataset
from auditor.rulelang.words import RUN_VALUES, Word

Value = str | int | float | bool | date | datetime | None

FROM_START = -1  # the element that begins before any row: the gap from the start to the first row


class Verdict(StrEnum):
    """What a rule says of one subject (and one element of it)."""

    PROBLEM = "问题"
    PASSED = "通过"
    UNDECIDED = "无法判断"
    NOT_DUE = "未到期"


class RunStatus(StrEnum):
    """Whether a rule ran at all."""

    DONE = "已执行"
    NOT_RUN = "未执行"
    FAILED = "出错"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row that a verdict rests on.

    ``role`` is the name by which the rule knows the row: the record name for the subject, a link
    name for a parent, the box name for a member or an element. ``rid`` is the row's id in its table.
    """

    role: str
    record: str
    rid: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The verdict on one subject and, where the rule has ``each``, one element of it.

    ``element`` identifies the element across exports: the rid of its first row, or the start
    day of a calendar period, or None. ``values`` are the message's expressions in order.
    ``missing`` names the inputs whose absence kept the rule from deciding.
    """

    subject: int
    element: int | date | None
    verdict: Verdict
    due: date | None
    values: tuple[Value, ...]
    missing: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(slots=True)
class RuleRun:
    """One rule's run over a data set. ``cells`` holds every cell that is not 通过.

    Engines run plans: ``rule`` is then the id of the plan, which only differs if the rule has several.
    """

    rule: str
    status: RunStatus
    reason: str = ""
    applicable: int = 0  # subjects for which `where` holds
    counts: Mapping[Verdict, int] = field(default_factory=dict)  # cells by verdict
    cells: list[Cell] = field(default_factory=list)
    seconds: float = 0.0


REASONS = "；"  # between the reasons why a rule does not run


class Engine(Protocol):
    """Runs a rulebook's plans over data sets. Used as a context manager; ``close`` frees what it holds.

    Everything goes by plan id.
    """

    name: str

    @property
    def died_subjects(self) -> Mapping[str, set[int]]:
        """For each plan, subjects that the last run could not judge because a process died; {} if none."""

    def run(self, dataset: Dataset, as_of: date, only: frozenset[str] | None = None) -> dict[str, RuleRun]:
        """The run of every plan, or of those in ``only``; a plan left out has no findings."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


def run_values(dataset: Dataset, as_of: date) -> dict[Word, date | str | None]:
    """What the audit states for all rules: its date, and the period under review if one is given."""
    period = dataset.period
    values = (as_of, period.start, period.end, period.name) if period else (as_of, None, None, None)
    return dict(zip(RUN_VALUES, values, strict=True))


def unmet(plan: RulePlan, dataset: Dataset, as_of: date) -> str:
    """Why the profile or the export does not let the rule run, in Chinese; "" if they do."""
    if plan.off is not None and plan.off.in_force(as_of):
        return str(plan.off)
    unread: list[str] = []
    absent: list[str] = []
    for record, field_name in sorted(plan.needs):
        if record not in dataset.read:
            unread.append(record)
        elif field_name and field_name not in dataset.tables[record].present:
            absent.append(f"“{record}”没有“{field_name}”这一列")
    named = [f"没有读到“{record}”" for record in dict.fromkeys(unread)]
    period = ["没有写明评估期（--period）"] if plan.asks_period and dataset.period is None else []
    return REASONS.join([*named, *absent, *period])
