"""A piece of text that knows its place: which file, which line, which column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a rulebook: the path shown to authors and its text."""

    path: str
    text: str = field(repr=False)
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)  # where each line begins

    def __post_init__(self) -> None:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "starts", tuple(starts))

    def line_of(self, offset: int) -> int:
        """The number (from 1) of the line that holds the character at ``offset``."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) without its line break; "" past the end."""
        if not 0 < number <= len(self.starts):
            return ""
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (offsets into the file's text, end excluded)."""

    source: SourceFile
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line number, from 1."""
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        """Column in characters, from 1."""
        return self.start - self.source.starts[self.line - 1] + 1

    @property
    def text(self) -> str:
        """The spanned text, cut at the end of its first line."""
        return self.source.text[self.start : self.end].split("\n", 1)[0]

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line}:{self.column}"


NOWHERE = Span(SourceFile("", ""), 0, 0)

_ESCAPES = {"x": 4, "u": 6, "U": 10}  # how many characters an escape of a double-quoted scalar takes


class Text(str):
    """A scalar of a file: its value, and where each of its characters was written.

    The value may differ from what is written (quotes removed, escapes read, folded lines joined),
    so an offset into the value is mapped back by walking both, once.
    """

    __slots__ = ("_places", "quote", "span")
    span: Span
    quote: str
    _places: Sequence[int] | None

    def __new__(cls, value: str, span: Span = NOWHERE, quote: str = "") -> Text:
        text = super().__new__(cls, value)
        text.span = span
        text.quote = quote
        text._places = None
        return text

    def part(self, start: int, end: int) -> Span:
        """The span of characters ``start`` to ``end`` of the value."""
        places = self._walked()
        first = places[min(start, len(self))]
        last = places[min(max(end - 1, start), len(self))]
        return Span(self.span.source, first, max(last + 1, first + 1) if end > start else first)

    def cut(self, start: int, end: int) -> Text:
        """Characters ``start`` to ``end`` of the value, each still knowing its place."""
        piece = Text(self[start:end], self.part(start, end))
        piece._places = self._walked()[start : end + 1]
        return piece

    def _walked(self) -> Sequence[int]:
        if self._places is None:
            self._places = self._walk()
        return self._places

    def _walk(self) -> Sequence[int]:
        written, at, end = self.span.source.text, self.span.start, self.span.end
        if written[at:end] == self:
            return range(at, end + 1)
        places: list[int] = []
        while (done := len(places)) < len(self):
            at = self._skip_folded(self[done], at, end)
            line = self._line_from(done)
            if line and written.startswith(line, at):
                places.extend(range(at, at + len(line)))
                at += len(line)
            else:
                places.append(min(at, end))
                at += self._width(at)
        places.append(min(at, end))
        return places

    def _line_from(self, start: int) -> str:
        """The line of the value that begins at ``start``, which in a block is written as it is; "" elsewhere."""
        if self.quote or (start and self[start - 1] != "\n"):
            return ""
        return self[start : self.find("\n", start) + 1 or len(self)]

    def _skip_folded(self, char: str, at: int, end: int) -> int:
        """Past indentation, folded line breaks and escaped line breaks, to where ``char`` is written."""
        written = self.span.source.text
        while at < end and written[at] != char:
            escaped = self.quote == '"' and written[at] == "\\"
            if escaped and written[at + 1 : at + 2] == "\n":
                at += 2
            elif escaped or not written[at].isspace() or (char == " " and written[at] == "\n"):
                break  # an escape, or a line break that stands for one blank
            else:
                at += 1
        return at

    def _width(self, at: int) -> int:
        written = self.span.source.text
        if self.quote == '"' and written[at : at + 1] == "\\":
            return _ESCAPES.get(written[at + 1 : at + 2], 2)
        return 2 if self.quote == "'" and written[at : at + 2] == "''" else 1
