"""Message templates: ``text with {expr} and {expr | 格式}`` split into text and slots."""

from __future__ import annotations

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan.nodes import Slot
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.nodes import Duration
from auditor.rulelang.parser import parse
from auditor.rulelang.types import TEXT
from auditor.say import FORMATS
from auditor.spans import Text


def read_template(
    text: Text, checker: Checker, errors: list[RuleError]
) -> tuple[tuple[str | Slot, ...], tuple[t.Value, ...]]:
    """The pieces of a message and the values of its slots, in order."""
    pieces: list[str | Slot] = []
    values: list[t.Value] = []
    at = 0
    while (opening := text.find("{", at)) >= 0:
        closing = text.find("}", opening)
        if closing < 0:
            errors.append(error("E207", text.part(opening, opening + 1)))
            return tuple(pieces), tuple(values)
        pieces.append(text[at:opening])
        slot = _slot(text, opening + 1, closing, checker, errors)
        if slot is not None:
            value, format_ = slot
            private = value.field.private if isinstance(value, t.FieldValue) else None
            pieces.append(Slot(len(values), format_, private))
            values.append(value)
        at = closing + 1
    if "}" in text[at:]:
        place = text.index("}", at)
        errors.append(error("E207", text.part(place, place + 1)))
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != ""), tuple(values)


def _slot(
    text: Text, start: int, end: int, checker: Checker, errors: list[RuleError]
) -> tuple[t.Value, str | None] | None:
    written, bar, format_ = text[start:end].partition("|")
    format_ = format_.strip()
    if bar and format_ not in FORMATS:
        errors.append(error("E408", text.part(start + len(written) + 1, end), suggest(format_, FORMATS), name=format_))
    try:
        value = checker.value(parse(_cut(text, start, start + len(written))))
    except RulebookError as why:
        errors.extend(why.errors)
        return None
    if isinstance(value, t.Constant) and isinstance(value.value, Duration):
        value = t.Constant(str(value.value), TEXT)
    return (value, format_ or None) if value is not None else None


def _cut(text: Text, start: int, end: int) -> Text:
    return Text(text[start:end], text.part(start, end))
