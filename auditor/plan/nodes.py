"""The plan of a rule: the relations it needs, step by step, and the verdict at the end.

One plan, two engines. A plan starts with the rows of the subject's record. Each step adds something
to those rows (a looked-up value, a set of related rows, a computed value), drops the rows that the rule
does not apply to, or multiplies them into elements. Values and conditions are typed expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.records.dictionary import Field, Link, Privacy, RecordType
from auditor.rulebook.rule import Off, Severity
from auditor.rulebook.table import Table
from auditor.rulelang.typed import Condition, Expr, FieldValue, Possible, RowRef, Value


@dataclass(frozen=True, slots=True)
class Join:
    """How members relate to a subject: follow ``hops`` up from the member, then the fields are equal.

    ``pairs`` are (field there, field of the subject).
    """

    hops: tuple[Link, ...]
    pairs: tuple[tuple[Field, Field], ...]


@dataclass(frozen=True, slots=True)
class Applies:
    """Only subjects for which ``condition`` is certainly true go on (``where``).

    ``in_force`` if it is not the rule's ``where`` but the days on which this plan of the rule holds.
    """

    condition: Condition
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Let:
    """A value or condition with a name."""

    name: str
    expr: Expr


@dataclass(frozen=True, slots=True)
class Members:
    """A set of related rows (``all``)."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None


@dataclass(frozen=True, slots=True)
class Pick:
    """The latest or earliest related row by the record's order, after ``skip`` others, or nothing."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None
    latest: bool
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Lookup:
    """The row of a table that fits the inputs, or nothing."""

    name: str
    table: Table
    inputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of earlier rules on this subject or on records that belong to it.

    ``routes`` gives, for each rule, the links from its subject up to this rule's subject.
    """

    name: str
    routes: Mapping[str, tuple[Link, ...]]
    where: Condition | None


@dataclass(frozen=True, slots=True)
class EachMember:
    """One element per related row."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None


@dataclass(frozen=True, slots=True)
class EachRun:
    """One element per maximal consecutive run of rows for which ``holds``."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None
    holds: Condition


@dataclass(frozen=True, slots=True)
class EachGap:
    """One element per gap between neighbours, from ``start`` to the first and from the last to ``end``."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None
    start: Value
    end: Value


@dataclass(frozen=True, slots=True)
class EachGroup:
    """One element per distinct value of the fields ``by``; rows without one of them are in no group."""

    name: str
    record: RecordType
    join: Join
    where: Condition | None
    by: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class EachSpan:
    """One element per unbroken period: rows from ``first`` to ``last`` merged over ``tolerance`` days.

    A row whose ``last`` is blank has no end.
    """

    name: str
    record: RecordType
    join: Join
    where: Condition | None
    first: Field
    last: Field
    tolerance: int


class PeriodUnit(StrEnum):
    """A calendar period."""

    WEEK = "周"
    MONTH = "月"
    QUARTER = "季"
    HALF = "半年"
    YEAR = "年"


@dataclass(frozen=True, slots=True)
class EachPeriod:
    """One element per whole calendar period between ``start`` and ``end``."""

    name: str
    unit: PeriodUnit
    start: Value
    end: Value


@dataclass(frozen=True, slots=True)
class EachTwin:
    """One element per earlier row of the same record type whose text is similar."""

    name: str
    record: RecordType
    text: Field
    where: Condition | None


Each = EachMember | EachRun | EachGap | EachGroup | EachSpan | EachPeriod | EachTwin
EACH = (EachMember, EachRun, EachGap, EachGroup, EachSpan, EachPeriod, EachTwin)
Joined = Members | Pick | EachMember | EachRun | EachGap | EachGroup | EachSpan
JOINED = (Members, Pick, EachMember, EachRun, EachGap, EachGroup, EachSpan)
Step = Applies | Let | Members | Pick | Lookup | Findings | Each


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a message: which value (``RulePlan.slots``), how to write it, what it gives away."""

    index: int
    format: str | None
    private: Privacy | None


@dataclass(frozen=True, slots=True)
class LeafInput:
    """A field of a row that every cell has (subject, parent, element, picked row): is it empty?"""

    label: str
    value: FieldValue | Possible


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A field of the rows that a box looks at: is it empty in a row whose membership is doubtful?

    ``counted``: an aggregate reads it, so that a row without it leaves the result open in any case.
    """

    label: str
    box: str
    value: FieldValue | Possible
    counted: bool = False


@dataclass(frozen=True, slots=True)
class LookupInput:
    """A table: are the inputs known, but no row fits?"""

    label: str
    box: str


@dataclass(frozen=True, slots=True)
class FindingsInput:
    """Findings of earlier rules: is one of those rules itself undecided here?"""

    label: str
    box: str


@dataclass(frozen=True, slots=True)
class JoinInput:
    """A field by which the subject finds the rows of boxes: is it lost, so that which are its own is open?

    It is if it cannot be read, or is blank and part of the subject's own number (``of_key``).
    """

    label: str
    value: FieldValue
    of_key: bool


Input = LeafInput | MemberInput | LookupInput | FindingsInput | JoinInput


@dataclass(frozen=True, slots=True)
class RulePlan:
    """Everything an engine needs to run one rule, or one of several plans of a rule that has changed.

    ``id`` tells the plans of a rulebook apart; ``rule`` and ``version`` are the author's.
    ``needs`` are the (record, field) columns without which it cannot run, ``asks_period`` whether the period
    under review must be stated; ``inputs`` what to name
    when it cannot decide; ``parents`` the rows above the subject that evidence shows, by role;
    ``evidence`` the fields to show of each role; ``off`` why and until when it does not run at all.
    """

    id: str
    rule: str
    version: int
    title: str
    severity: Severity
    subject: RecordType
    alias: str
    steps: tuple[Step, ...]
    when: Condition
    due: Value | None
    slots: tuple[Value, ...]
    message: tuple[str | Slot, ...]
    needs: frozenset[tuple[str, str]]
    asks_period: bool
    inputs: tuple[Input, ...]
    parents: Mapping[str, RowRef]
    evidence: Mapping[str, tuple[str, ...]]
    off: Off | None = None

    @property
    def each(self) -> Each | None:
        """The step that makes elements, if the rule has one."""
        return next((step for step in self.steps if isinstance(step, EACH)), None)

    @property
    def joins(self) -> tuple[JoinInput, ...]:
        """The subject's fields by which it finds the rows of boxes."""
        return tuple(one for one in self.inputs if isinstance(one, JoinInput))

    @property
    def exprs(self) -> list[Expr]:
        """Every expression of the rule."""
        ends: list[Expr] = [self.when, *self.slots, *([self.due] if self.due is not None else [])]
        return [*ends, *(expr for step in self.steps for expr in exprs_of(step))]

    @property
    def follows(self) -> frozenset[str]:
        """Rules whose findings this one reads."""
        return frozenset(rule for step in self.steps if isinstance(step, Findings) for rule in step.routes)


def exprs_of(step: Step) -> Iterator[Expr]:
    """The expressions of a step."""
    match step:
        case Applies(condition=condition):
            yield condition
        case Let(expr=expr):
            yield expr
        case Lookup(inputs=inputs):
            yield from inputs.values()
        case EachPeriod(start=start, end=end):
            yield from (start, end)
        case _:
            if isinstance(step, EachGap):
                yield from (step.start, step.end)
            if isinstance(step, EachRun):
                yield step.holds
            if step.where is not None:
                yield step.where


def slug(at: int) -> str:
    """The ASCII name of the step at position ``at``, for columns and facts."""
    return f"b{at + 1}"
