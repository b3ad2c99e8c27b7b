"""What the manual says of each word, function and box of the language.

``language/`` holds the sentences, the examples, and the small case file that the examples look at.
What comes of an example is not written there: ``examples`` tries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "language"
PARTS = ("words", "functions", "boxes", "units", "formats")  # the files, and the parts of the manual
_KINDS = ("when", "value", "message", "rule")


@dataclass(frozen=True, slots=True)
class Example:
    """A part of a rule, as an author writes it; ``kind`` says which: when, value, message, or more of the rule.

    ``without`` is the field (``项`` of the subject, or ``记录.项``) that is left out to see what comes of it, or "".
    """

    kind: str
    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manual says of one name; ``title`` is a short gloss, ``english`` the other spelling, or ""."""

    name: str
    said: str
    title: str
    english: str
    examples: tuple[Example, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The words or signs that the entry is about, each apart."""
        return tuple(self.name.split())


@cache
def entries(part: str) -> Mapping[str, Entry]:
    """The entries of one of ``PARTS``, by name."""
    return {name: _entry(name, body) for name, body in _read(f"{part}.yaml").items()}


@cache
def setting() -> Mapping[str, Any]:
    """What the examples are tried on: rows by record, whose case it is, on which day."""
    return _read("setting.yaml")


def _read(name: str) -> dict[str, Any]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.BaseLoader))


def _entry(name: str, body: Mapping[str, Any]) -> Entry:
    examples = tuple(one for part in body.get("examples", [body]) for one in _examples(part))
    return Entry(name, body["said"].strip(), body.get("title", ""), body.get("english", ""), examples)


def _examples(body: Mapping[str, str]) -> Iterator[Example]:
    for kind in _KINDS:
        if kind in body:
            yield Example(kind, body[kind].rstrip("\n"), body.get("without", ""))
