"""A rule as its author wrote it: read, and checked for shape. Expressions are still source text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.rulelang.nodes import Duration
from auditor.spans import Span, Text

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


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its value (a tuple for a list, None if it is at fault), a note, where it is written."""

    name: str
    value: ParamValue | tuple[ParamValue, ...] | None
    note: str
    span: Span


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


@dataclass(frozen=True, slots=True)
class Box:
    """A box of ``let`` or ``each``: its kind, what it is of, and its other keys.

    ``of`` is a record, a table or a period; for ``findings`` it is empty and ``match`` holds the
    ids and tags; elsewhere ``match`` is None if it is not written, () if every row is meant.
    ``exprs`` holds where, while, from, until, to, tolerance and skip by key; ``by`` a group's fields;
    ``inputs`` a table's ``with`` ("" for the only input).
    """

    kind: BoxKind
    of: Text
    exprs: Mapping[str, Text] = field(default_factory=dict)
    match: tuple[Text, ...] | None = None
    by: tuple[Text, ...] = ()
    text: Text | None = None
    inputs: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file's content. ``faulty`` are the names of boxes that could not be read."""

    id: Text
    title: Text
    severity: Severity
    status: Status
    version: int
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
