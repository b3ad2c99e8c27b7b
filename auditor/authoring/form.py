"""What may stand in one place of a file: the pieces of which ``documents`` describes whole files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Line(Enum):
    """What a line of text is."""

    TEXT = auto()
    EXPRESSION = auto()
    TEMPLATE = auto()
    BARS = auto()  # a table drawn with bars


@dataclass(frozen=True, slots=True)
class Form:
    """What may stand in one place: a line, a mapping (``keys`` and free names → ``values``), a list of ``items``.

    ``choices`` are the only lines allowed, English → Chinese; ``pattern`` is what a line has to match,
    ``names`` what free names have to match. ``required`` are the keys that must be there, ``one_of``
    those of which exactly one must be. A mapping that has required keys has these or free names, not both.
    """

    said: str = ""
    line: Line | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    keys: Mapping[str, Form] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    values: Form | None = None
    names: str = ""
    items: Form | None = None


def line(said: str, choices: Mapping[str, str] | None = None, pattern: str = "") -> Form:
    """A line of text."""
    return Form(said, Line.TEXT, choices or {}, pattern)


def expression(said: str) -> Form:
    """An expression line."""
    return Form(said, Line.EXPRESSION)


def lines(said: str, pattern: str = "") -> Form:
    """A line, or a list of lines."""
    return Form(said, Line.TEXT, pattern=pattern, items=Form("", Line.TEXT, pattern=pattern))


def listed(said: str, item: Form) -> Form:
    """A list of mappings; one alone needs no dash."""
    return Form(said, keys=item.keys, required=item.required, items=item)


def named(said: str, values: Form, names: str = "") -> Form:
    """A mapping from free names."""
    return Form(said, values=values, names=names)
