"""Message templates: ``text with {expr} and {expr | 格式}`` split into text and slots."""

from __future__ import annotations

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan.nodes import Slot
from auditor.records.dictionary import Privacy
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.nodes import Duration
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import Scope, ValueSymbol
from auditor.rulelang.types import TEXT
from auditor.say import FORMATS
from auditor.spans import Text

MAX_LENGTH = 2000  # characters; a message is a sentence or two


def read_template(
    text: Text, checker: Checker, errors: list[RuleError]
) -> tuple[tuple[str | Slot, ...], tuple[t.Value, ...]]:
    """The pieces of a message and the values of its slots, in order."""
    pieces: list[str | Slot] = []
    values: list[t.Value] = []
    if len(text) > MAX_LENGTH:
        errors.append(error("E205", text.part(0, 1)))
        return (), ()
    spans, odd = slot_spans(text)
    at = 0
    for start, end in spans:
        pieces.append(text[at : start - 1])
        slot = _slot(text, start, end, checker, errors)
        if slot is not None:
            value, format_ = slot
            pieces.append(Slot(len(values), format_, privacy_of(value, checker.scope)))
            values.append(value)
        at = end + 1
    if odd is not None:
        errors.append(error("E207", text.part(odd, odd + 1)))
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != ""), tuple(values)


def slot_spans(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where the contents of the slots begin and end; and the first brace that has no fellow, where they end."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for at, char in enumerate(text):
        if char == "{" and opened is None:
            opened = at
        elif char == "}":
            if opened is None:
                return spans, at
            spans.append((opened + 1, at))
            opened = None
    return spans, opened


def slot_texts(text: Text) -> list[Text]:
    """The expressions of the slots, without their formats."""
    return [text.cut(start, start + len(text[start:end].partition("|")[0])) for start, end in slot_spans(text)[0]]


def privacy_of(value: t.Value, scope: Scope) -> Privacy | None:
    """What a value gives away about a person: a private field's content does, what is computed from it does not."""
    match value:
        case t.FieldValue(field=field):
            return field.private
        case t.TermValue(value=inner):
            return privacy_of(inner, scope)
        case t.LetValue(name=name):
            symbol = scope.symbols.get(name)
            return symbol.private if isinstance(symbol, ValueSymbol) else None
        case t.Fallback(options=options):
            return next((found for option in options if (found := privacy_of(option, scope))), None)
    return None


def _slot(
    text: Text, start: int, end: int, checker: Checker, errors: list[RuleError]
) -> tuple[t.Value, str | None] | None:
    written, bar, format_ = text[start:end].partition("|")
    lead = len(format_) - len(format_.lstrip())
    format_ = format_.strip()
    try:
        value = checker.value(parse(text.cut(start, start + len(written))))
    except RulebookError as why:
        errors.extend(why.errors)
        return None
    if value is None:
        return None
    if isinstance(value, t.Constant) and isinstance(value.value, Duration):
        value = t.Constant(str(value.value), TEXT)
    if bar:
        first = start + len(written) + 1 + lead
        span = text.part(first, first + len(format_))
        chosen = FORMATS.get(format_)
        if chosen is None:
            errors.append(error("E408", span, suggest(format_, FORMATS), name=format_))
        elif value.type.base.name.lower() not in chosen.kinds:
            errors.append(error("E404", span, kind=value.type.base.value, op=f"| {format_}"))
    return value, format_ or None
