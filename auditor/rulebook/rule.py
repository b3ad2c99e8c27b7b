"""A rule as its author wrote it: read, and checked for shape. Expressions are still source text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.rulelang.nodes import Duration
from auditor.spans import NOWHERE, Span, Text

ParamValue = int | float | str | date | Duration


class Severity(StrEnum):
    """How grave a finding is, gravest first."""

    URGENT = "紧急"
    MAJOR = "严重"
    MINOR = "一般"
    INFO = "提示"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Status(StrEnum):
    """Whether a rule is in use."""

    TRIAL = "试行"
    ACTIVE = "启用"
    RETIRED = "停用"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule comes from; ``basis`` is 条文 (a clause says so) or 推定 (our inference)."""

    doc: str
    clause: str = ""
    quote: str = ""
    link: str = ""
    basis: str = "条文"


class Level(StrEnum):
    """Who sets a value, the widest first."""

    CITY = "市"
    DISTRICT = "区"
    STATION = "站"

    @property
    def rank(self) -> int:
        """0 for the widest."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a profile may move a parameter: between ``low`` and ``high``, only towards ``stricter``.

    ``set_by`` is the narrowest level that may change it at all; None means any.
    """

    low: ParamValue | None = None
    high: ParamValue | None = None
    stricter: str = ""  # smaller, larger or ""
    set_by: Level | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A parameter's value from a day on (None: from the beginning), and where it is written.

    The value is a tuple for a list, None if it is at fault.
    """

    since: date | None
    value: ParamValue | tuple[ParamValue, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its values, oldest first, how far they may be moved, a note, where it is defined."""

    name: str
    steps: tuple[Step, ...]
    note: str
    span: Span
    bounds: Bounds = Bounds()

    @property
    def value(self) -> ParamValue | tuple[ParamValue, ...] | None:
        """The newest value."""
        return self.steps[-1].value


@dataclass(frozen=True, slots=True)
class Effective:
    """When a version of a rule is in force, both days included, and by which date of the record.

    ``by`` is an expression; without it the audit date decides.
    """

    since: date | None = None
    until: date | None = None
    by: Text | None = None
    span: Span = NOWHERE

    @property
    def is_always(self) -> bool:
        """Whether nothing is written."""
        return self.since is None and self.until is None and self.by is None


@dataclass(frozen=True, slots=True)
class Off:
    """A rule that a profile of that level switches off, up to and including ``until``."""

    reason: str
    until: date
    level: Level
    span: Span

    def in_force(self, as_of: date) -> bool:
        """Whether the rule is off in an audit as of that day."""
        return as_of <= self.until

    def __str__(self) -> str:
        return f"本{self.level.value}停用（至{self.until}）：{self.reason}"


class BoxKind(StrEnum):
    """The boxes, by their first key."""

    ALL = "all"
    LATEST = "latest"
    EARLIEST = "earliest"
    TABLE = "table"
    FINDINGS = "findings"
    RUN = "run"
    GAP = "gap"
    PERIOD = "period"
    GROUP = "group"
    SPAN = "span"
    TWIN = "twin"
    TERM = "term"  # each: {名: 术语}, until the term's own box takes its place


@dataclass(frozen=True, slots=True)
class Box:
    """A box of ``let`` or ``each``: its kind, what it is of, and its other keys.

    ``of`` is a record, a table or a period; for ``findings`` it is empty and ``ids`` holds the ids and
    tags. ``match`` has pairs of a field there and the subject's; it is None if it is not written, () if
    every row is meant.
    ``exprs`` holds where, while, from, until, to, tolerance and skip by key; ``by`` a group's fields;
    ``inputs`` a table's ``with`` ("" for the only input).
    """

    kind: BoxKind
    of: Text
    exprs: Mapping[str, Text] = field(default_factory=dict)
    match: tuple[tuple[Text, Text], ...] | None = None
    ids: tuple[Text, ...] = ()
    by: tuple[Text, ...] = ()
    text: Text | None = None
    inputs: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. ``faulty`` are the names of boxes that could not be read.

    The newest version stands for the rule; ``older`` are those before it, the newest of them first.
    ``settings`` says where ``severity`` and ``status`` are written; ``off`` is a profile's.
    """

    id: Text
    title: Text
    severity: Severity
    status: Status
    version: int
    effective: Effective
    sources: tuple[Citation, ...]
    params: Mapping[Text, Param]
    record: Text
    alias: Text
    where: Text | None
    each: tuple[Text, Box] | None
    lets: Mapping[Text, Text | Box]
    faulty: frozenset[str]
    due: Text | None
    when: Text
    message: Text
    fix: Text
    at: tuple[Text, ...]
    owner: str
    tags: frozenset[str]
    theme: str
    assumption: str
    span: Span
    older: tuple[Rule, ...] = ()
    settings: Mapping[str, Span] = field(default_factory=dict)
    off: Off | None = None

    @property
    def versions(self) -> tuple[Rule, ...]:
        """This version and those before it."""
        return (self, *self.older)

    @property
    def records(self) -> frozenset[str]:
        """The names of records that the rule is about, as it writes them."""
        boxes = [box for box in self.lets.values() if isinstance(box, Box)] + ([self.each[1]] if self.each else [])
        return frozenset({str(self.record), *(str(box.of) for box in boxes)})
