"""Wrapping of mixed Chinese and Latin text to a terminal's columns.

Chinese breaks anywhere except before a closing and after an opening mark; Latin words and record
numbers (GZQC-JNZ-2024-001) stay whole while they fit. Libraries break Chinese as one long word.
"""

from __future__ import annotations

import re

from wcwidth import iter_graphemes, wcswidth

_CLOSING = "，。、；：？！）》」』】〕”’…—％%,.;:?!)]}"
_OPENING = "（《「『【〔“‘([{"
# What must stay together: opening marks, then a Latin word or one other character, then closing marks.
_ATOM = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*"
    rf"(?:[0-9A-Za-z_*#$+=<>@&/\\-]+(?:[.:,'][0-9A-Za-z_*-]+)*|[^\s{re.escape(_OPENING)}])?"
    rf"[{re.escape(_CLOSING)}]*"
)
# Control characters (an escape sequence in a cell could repaint the terminal) and those that turn
# the direction of writing.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def columns(text: str) -> int:
    """The terminal columns that ``text`` takes up; a Han character takes two."""
    return max(wcswidth(text), 0)


def printable(text: str) -> str:
    """``text`` without what could disturb a terminal; line feeds are kept."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` (≥ 2) columns each; at least one line."""
    return [line for part in printable(text).split("\n") for line in _wrap_line(part, width)]


def fill(text: str, width: int) -> str:
    """``wrap`` as one string."""
    return "\n".join(wrap(text, width))


def shorten(text: str, width: int) -> str:
    """The first line of ``text`` that fits, with an ellipsis if anything is left out."""
    flat = " ".join(printable(text).split())
    return flat if columns(flat) <= width else _cut(flat, width - 1)[0] + "…"


def _wrap_line(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for atom in filter(None, _ATOM.findall(text)):
        if columns(line + atom.rstrip()) <= width:
            line += atom
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = atom.lstrip()
        while columns(line) > width:
            head, line = _cut(line, width)
            lines.append(head)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(text: str, width: int) -> tuple[str, str]:
    """``text`` in two, the first at most ``width`` columns wide but at least one character."""
    head = ""
    for grapheme in iter_graphemes(text):
        if head and columns(head + grapheme) > width:
            break
        head += grapheme
    return head, text[len(head) :]
