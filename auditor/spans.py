"""A piece of text that knows its place: which file, which line, which column."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a rulebook: the path shown to authors and its text."""

    path: str
    text: str = field(repr=False)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) without its line break; "" past the end."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (offsets into the file's text, end excluded)."""

    source: SourceFile
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line number, from 1."""
        return self.source.text.count("\n", 0, self.start) + 1

    @property
    def column(self) -> int:
        """Column in characters, from 1."""
        return self.start - (self.source.text.rfind("\n", 0, self.start) + 1) + 1

    @property
    def text(self) -> str:
        """The spanned text, cut at the end of its first line."""
        return self.source.text[self.start : self.end].split("\n", 1)[0]

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line}:{self.column}"


NOWHERE = Span(SourceFile("", ""), 0, 0)


class Text(str):
    """A scalar of a file: its value, and where each of its characters was written.

    The value may differ from what is written (quotes removed, folded lines joined), so an offset
    into the value is mapped back by walking both, once.
    """

    __slots__ = ("_places", "span")
    span: Span
    _places: list[int] | None

    def __new__(cls, value: str, span: Span = NOWHERE) -> Text:
        text = super().__new__(cls, value)
        text.span = span
        text._places = None
        return text

    def part(self, start: int, end: int) -> Span:
        """The span of characters ``start`` to ``end`` of the value."""
        if self._places is None:
            self._places = self._walk()
        first = self._places[min(start, len(self))]
        last = self._places[min(max(end - 1, start), len(self))]
        return Span(self.span.source, first, max(last + 1, first + 1) if end > start else first)

    def _walk(self) -> list[int]:
        written, end = self.span.source.text, self.span.end
        if written[self.span.start : end] == self:
            return list(range(self.span.start, end + 1))
        at, places = self.span.start, []
        for char in self:
            while at < end and written[at] != char:
                if char == " " and written[at] == "\n":  # a folded line break stands for one blank
                    break
                at += 1
            places.append(min(at, end))
            at += 1
        places.append(min(at, end))
        return places
