"""Where the labels of a form stand in a document, and where the value of each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from auditor.records.layout.templates import Entry, Side
from auditor.records.reading.documents.word import TEXT, table_mark
from auditor.records.reading.sheet import PICTURE, CellPlace, Merged, Sheet
from auditor.records.spelling import normal_header

_BLANKS = re.compile(r"[\s_＿]{9,}")  # longer ones say no more, and would make searching slow
_NOTE = re.compile(r"[(\[【].*$")
_OTHER_LABEL = re.compile(r"(?:[ \t\u00a0\u3000_＿]{2,}|\t)\s*[^\s:：_＿，。；]{1,12}[ \t\u3000]*[:：]")
_ANY_LABEL = re.compile(r"(?:^|[\s_＿]+)[^\s:：_＿，。；]{1,12}\s*[:：]")
_LABELLED = re.compile(r"\s*[^\s:：]{1,12}\s*[:：]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph or a cell; rows and columns count from 0.

    ``number`` is that of a cell in its row, from 1; 0 for a paragraph.
    """

    sheet: str
    text: str
    top: int
    left: int = 0
    bottom: int = 0
    right: int = 0
    number: int = 0

    @property
    def place(self) -> CellPlace:
        """As a person finds it."""
        return CellPlace(self.sheet, self.top + 1, str(self.number or ""))

    @property
    def label(self) -> str:
        """Its text as labels are compared."""
        return normal_header(self.text)


class Table:
    """A table of a document: its cells in reading order, each knowing its neighbours."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.name = sheet.name or ""
        regions = {(one.top, one.left): one for one in sheet.merged}
        rows = sheet.cells.rows()
        self._at: dict[tuple[int, int], Spot] = {}
        self.spots: list[Spot] = []
        for top, row in enumerate(rows):
            number, before = 0, None
            for left, text in enumerate(row):
                if text is not None:
                    region = regions.get((top, left), Merged(top, left, top, left))
                    spot = Spot(
                        self.name, _BLANKS.sub(_shortened, text), top, left, region.bottom, region.right, number + 1
                    )
                    self.spots.append(spot)
                    for at in range(top, region.bottom + 1):
                        self._at |= {(at, column): spot for column in range(left, region.right + 1)}
                here = self._at.get((top, left))
                if here is not None and here is not before:
                    number, before = number + 1, here
        self.height = len(rows)

    def row(self, top: int) -> list[Spot]:
        """The cells of a row, those that reach into it from above too."""
        found = (self._at.get((top, left)) for left in range(self.sheet.cells.width))
        return list(dict.fromkeys(spot for spot in found if spot is not None))

    def beside(self, spot: Spot, step: int = 1) -> Spot | None:
        """The cell to the right; with a ``step`` of -1 to the left."""
        return self._at.get((spot.top, spot.right + 1 if step > 0 else spot.left - 1))

    def below(self, spot: Spot) -> Spot | None:
        """The cell below."""
        return self._at.get((spot.bottom + 1, spot.left))

    def at(self, row: int, column: int) -> Spot | None:
        """The cell at a place of the grid."""
        return self._at.get((row, column))


@dataclass(slots=True)
class Section:
    """A part of a document that may be one form: its titles, and all paragraphs and tables until the next title."""

    titles: list[Spot] = field(default_factory=list)
    parts: list[Spot | Table] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        """The tables in it."""
        return [part for part in self.parts if isinstance(part, Table)]

    def spots(self) -> Iterator[tuple[Table | None, Spot]]:
        """Every paragraph and cell in reading order, with the table of a cell."""
        for part in self.parts:
            if isinstance(part, Table):
                yield from ((part, spot) for spot in part.spots)
            else:
                yield None, part


def parts_of(sheets: Iterable[Sheet]) -> list[Spot | Table]:
    """The paragraphs and tables of a document in their order, nested tables after what they stand in."""
    tables = {table_mark(sheet.name or ""): Table(sheet) for sheet in sheets if sheet.name and sheet.headers is None}
    lines = tables.pop(table_mark(TEXT), None)
    written = lines.spots if lines is not None else []
    marks = {spot.text for spot in written}
    parts: list[Spot | Table] = []
    for spot in written:
        if spot.text not in tables:
            parts.append(replace(spot, top=sum(isinstance(part, Spot) for part in parts), number=0))
            continue
        parts.append(tables.pop(spot.text))
        for mark in list(tables):  # those without a mark stand in the one before them
            if mark in marks:
                break
            parts.append(tables.pop(mark))
    return [*parts, *tables.values()]


@dataclass(frozen=True, slots=True)
class Found:
    """A label where it stands; ``inside`` is what follows it in its own cell or paragraph, "" if nothing does."""

    order: tuple[int, int]
    label: str
    table: Table | None
    spot: Spot
    inside: str
    alone: bool  # nothing else stands in the cell

    def near(self, other: Found) -> bool:
        """Whether it stands in the same row as a label before it, or in the same or the next paragraph."""
        if self.table is not other.table:
            return False
        return self.spot.top == other.spot.top if self.table else self.order[0] - other.order[0] <= 1

    def below(self, other: Found) -> bool:
        """Whether it stands in the column of a label above it, with at most one row between them."""
        if self.table is None or self.table is not other.table or self.spot.left != other.spot.left:
            return False
        return 0 < self.spot.top - other.spot.bottom <= 2

    def value(self, labels: Labels, side: Side | None, entry: Entry) -> tuple[str, Spot] | None:
        """What is entered, and where; None if the layout does not tell."""
        if side is Side.INSIDE or (side is None and not self.alone):
            return _cut(self.inside, entry), self.spot
        table = self.table
        if table is None:
            return "", self.spot
        beside, below = table.beside(self.spot), table.below(self.spot)
        if side is Side.RIGHT:
            return (beside.text, beside) if beside is not None else ("", self.spot)
        if side is Side.BELOW:
            return (below.text, below) if below is not None else ("", self.spot)
        colon = self.spot.text.rstrip().endswith((":", "："))
        value_below = below is not None and not labels.likely(below)
        if beside is not None and not labels.names(beside) and not self._in_a_row_of_labels(labels, colon):
            if colon and entry in (Entry.SIGNATURE, Entry.DATE) and _LABELLED.match(beside.text):
                return "", self.spot
            return (beside.text, beside) if not (value_below and labels.likely(beside)) else None
        if below is not None and value_below and not colon:
            return below.text, below
        return ("", self.spot) if colon or beside is None else None

    def _in_a_row_of_labels(self, labels: Labels, colon: bool) -> bool:
        before = self.table.beside(self.spot, -1) if self.table is not None else None
        if colon or before is None or (before.top, before.bottom) != (self.spot.top, self.spot.bottom):
            return False
        return labels.names(before)


@dataclass(frozen=True)
class Labels:
    """The labels of a form as they are written; ``known`` are all names of fields in compared form."""

    written: frozenset[str]
    known: frozenset[str] = frozenset()

    @cached_property
    def normal(self) -> frozenset[str]:
        """In compared form."""
        return frozenset(map(normal_header, self.written))

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        longest_first = sorted(self.written, key=len, reverse=True)
        spelled = "|".join(r"\s*".join(map(re.escape, re.sub(r"\s", "", label))) for label in longest_first)
        note = r"\s*(?:[（(\[【][^（()）\[\]【】]{0,20}[）)\]】])?\s*"
        return re.compile(rf"(?<![^\s_＿，,；;。、)）】：:])({spelled}){note}(?:[:：]|(?=[_＿]{{2}}|{PICTURE}))")

    def names(self, spot: Spot) -> bool:
        """Whether a cell has nothing in it but a label."""
        return self._alone(spot) is not None

    def likely(self, spot: Spot) -> bool:
        """Whether a cell has a label in it, or what is one elsewhere."""
        return self.names(spot) or spot.label in self.known or bool(_LABELLED.match(spot.text))

    def find(self, section: Section) -> list[Found]:
        """Every label of a section, in reading order."""
        found = []
        for at, (table, spot) in enumerate(section.spots()):
            alone = self._alone(spot)
            if alone is not None and table is not None:
                found.append(Found((at, 0), alone, table, spot, "", True))
                continue
            matches = list(self._inside.finditer(spot.text))
            ends = [*(match.start() for match in matches[1:]), len(spot.text)]
            for match, end in zip(matches, ends, strict=bool(matches)):
                rest = spot.text[match.end() : end]
                found.append(Found((at, match.start()), normal_header(match[1]), table, spot, rest, False))
        return found

    def _alone(self, spot: Spot) -> str | None:
        written = spot.label
        return next((one for one in (written, _NOTE.sub("", written)) if one in self.normal), None)


def _shortened(blanks: re.Match[str]) -> str:
    return next((sign * 4 for sign in "\n_＿" if sign in blanks[0]), "    ")


def _cut(text: str, entry: Entry) -> str:
    """What follows a label, without what belongs to another one that the form does not know."""
    pattern = _OTHER_LABEL if entry in (Entry.TEXT, Entry.TICKS) else _ANY_LABEL
    other = pattern.search(text)
    return text[: other.start()] if other else text
