"""A term: a condition, a value or a box with a name, defined once and used by many rules."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import RuleError
from auditor.rulebook.reader import EACH_BOXES, LET_BOXES, read_box
from auditor.rulebook.rule import Box
from auditor.rulebook.shape import TermShape, shaped
from auditor.spans import Span, Text
from auditor.yamltree import Node


@dataclass(frozen=True, slots=True)
class Term:
    """What ``name`` means of a ``record``: an expression over its row, or a box around it."""

    name: Text
    record: Text
    meaning: Text | Box
    note: str

    @property
    def span(self) -> Span:
        """Where it is defined."""
        return self.name.span


def read_term(node: Node, errors: list[RuleError]) -> Term | None:
    """A ``term:`` document; None if it is at fault."""
    shape = shaped(TermShape, node, "术语", errors)
    if shape is None:
        return None
    meaning = shape.is_ if isinstance(shape.is_, Text) else read_box(shape.is_, (*LET_BOXES, *EACH_BOXES), "is", errors)
    return Term(shape.term, shape.of, meaning, str(shape.note or "")) if meaning is not None else None
