"""The pages of ``auditor explain``: of an error code out of ``docs/errors.md``, of a word out of the manual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path

from auditor.authoring.manual import PARTS, Entry, entries

_FENCE = "```"
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


@cache
def error_codes() -> tuple[str, ...]:
    """The codes that have a page, in its order."""
    return tuple(re.findall(r"^## (\w+) ", _errors(), re.MULTILINE))


def page(name: str) -> str | None:
    """What there is to say of an error code, or of a word, function, box, unit or format; None of anything else."""
    if name in error_codes():
        return "\n".join(_plain(_section(name))).rstrip()
    found = [entry for part in PARTS for entry in entries(part).values() if name in entry.names]
    return "\n\n".join(_entry(entry) for entry in found) or None


def names() -> tuple[str, ...]:
    """Everything that has a page."""
    words = (name for part in PARTS for entry in entries(part).values() for name in entry.names)
    return (*error_codes(), *words)


@cache
def _errors() -> str:
    beside = Path(__file__).parents[2] / "docs" / "errors.md"
    place = beside if beside.is_file() else Path(str(package_files("auditor") / "docs" / "errors.md"))
    return place.read_text(encoding="utf-8")


def _section(code: str) -> str:
    start = _errors().index(f"## {code} ")
    end = _errors().find("\n## ", start)
    return _errors()[start : end if end >= 0 else None]


def _plain(section: str) -> Iterator[str]:
    """The lines of a section of Markdown as a terminal shows them: no marks, blocks indented, no two blank lines."""
    inside, blank = False, False
    for line in section.removeprefix("## ").rstrip().split("\n"):
        if line.startswith(("<!-- ", "| --- ")):
            continue
        if line.startswith(_FENCE):
            inside = not inside
            continue
        if line or not blank:
            yield f"    {line}".rstrip() if inside else _LINK.sub(r"\1", line).replace("`", "")
        blank = not line


def _entry(entry: Entry) -> str:
    from auditor.authoring.examples import trials

    head = entry.name + (f"（{entry.title}）" if entry.title else "")
    parts = [f"{head}\n\n{entry.said}"]
    for example in entry.examples:
        shown = trials().show(example)
        block = [*example.text.split("\n"), *(f"卡片：{line}" for line in shown.card)]
        parts.append("\n".join(f"    {line}" for line in [*block, *shown.lines(example)]))
    return "\n\n".join(parts)
