"""What a form looks like: its titles, the labels of its fields, the lists inside it. Read from the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Where a value stands, seen from its label."""

    RIGHT = "右"
    BELOW = "下"
    INSIDE = "同格"


class Entry(StrEnum):
    """What stands in the place of a value."""

    TEXT = "文字"
    SIGNATURE = "签名"
    DATE = "日期"  # the day that is written beside a signature
    TICKS = "勾选"


@dataclass(frozen=True, slots=True)
class FormField:
    """Where a form has the value of a field.

    ``after`` is a label: what is meant is the first of ``labels`` behind it. Without ``side`` the layout tells.
    """

    labels: tuple[str, ...]
    entry: Entry = Entry.TEXT
    side: Side | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class FormRows:
    """A list inside a form: records of type ``record``, a row each, under headers."""

    record: str
    fields: Mapping[str, FormField]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is one record of type ``record``; ``constants`` are what its existence tells, by field."""

    name: str
    titles: tuple[str, ...]
    record: str
    fields: Mapping[str, FormField]
    rows: tuple[FormRows, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
