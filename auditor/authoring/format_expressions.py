"""One expression line in its one way of writing, token by token, so that nothing else of it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditor.authoring.spelling import Spelling, is_call, spell_duration, spell_function, spell_word
from auditor.rulelang.parser import parse, parse_duration
from auditor.rulelang.tokens import Sort, Token, tokenize
from auditor.rulelang.words import RUN_VALUES, Word
from auditor.spans import Text

_TIGHT_AFTER = ("(", "[", ".")
_TIGHT_BEFORE = (")", "]", ",", ".")
_DIGITS = {ord(wide): str(digit) for digit, wide in enumerate("０１２３４５６７８９")}


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``start`` to ``end`` of a text become ``new``."""

    start: int
    end: int
    new: str


def expression_edits(line: Text, spelling: Spelling) -> list[Edit]:
    """What to change in an expression line. Raises RulebookError for one that cannot be parsed."""
    parse(line)
    tokens = tokenize(line)
    edits = [Edit(0, tokens[0].start, "")]
    separators = _separators(tokens)
    for at, token in enumerate(tokens[:-1]):
        edits.append(Edit(token.start, token.end, _written(line, tokens, at, spelling, at in separators)))
        after = tokens[at + 1]
        gap = "" if after.sort is Sort.END or _tight(tokens, at) else " "
        edits.append(Edit(token.end, after.start, gap))
    return [edit for edit in edits if line[edit.start : edit.end] != edit.new]


def template_edits(text: Text, spelling: Spelling) -> list[Edit]:
    """What to change in the slots of a message template. Raises RulebookError like ``expression_edits``."""
    edits: list[Edit] = []
    for start, bar, end in slots(text):
        slot = text.cut(start, bar)
        edits += [Edit(start + e.start, start + e.end, e.new) for e in expression_edits(slot, spelling)]
        if bar < end:
            written = text[bar:end]
            new = f" | {written[1:].strip()}"
            if written != new:
                edits.append(Edit(bar, end, new))
    return edits


def slots(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each ``{expression | format}`` begins, where its bar is (or its end), and where it ends; no braces."""
    closing = -1
    while (opening := text.find("{", closing + 1)) >= 0:
        closing = text.find("}", opening)
        if closing < 0:
            return
        bar = text.find("|", opening, closing)
        yield opening + 1, bar if bar >= 0 else closing, closing


def _separators(tokens: list[Token]) -> set[int]:
    """The places of 和 in 介于…和…; a parser that is told 且 there takes it as well."""
    found: set[int] = set()
    waiting: list[bool] = [False]  # for each open bracket: whether 介于 waits for its 和
    for at, token in enumerate(tokens):
        if token.sort is Sort.OPERATOR and token.value in ("(", "["):
            waiting.append(False)
        elif token.sort is Sort.OPERATOR and token.value in (")", "]"):
            waiting.pop()
        elif token.sort is Sort.WORD and token.value == Word.BETWEEN:
            waiting[-1] = True
        elif token.sort is Sort.WORD and token.value in (Word.UP_TO, Word.AND) and waiting[-1]:
            waiting[-1] = False
            found.add(at)
    return found


def _written(line: Text, tokens: list[Token], at: int, spelling: Spelling, separator: bool) -> str:
    token = tokens[at]
    after_dot = at > 0 and tokens[at - 1].sort is Sort.OPERATOR and tokens[at - 1].value == "."
    match token.sort:
        case Sort.WORD if after_dot:  # a field may be called like a keyword
            return line[token.start : token.end]
        case Sort.WORD if separator:
            return spell_word(Word.UP_TO if spelling is Spelling.CHINESE else Word.AND, spelling)
        case Sort.WORD:
            return spell_word(Word(token.value), spelling)
        case Sort.NAME if is_call(tokens, at):
            return spell_function(token.value, spelling)
        case Sort.TEXT:
            # a text with a straight quote in it keeps the quotes that it has
            return line[token.start : token.end] if '"' in token.value else f'"{token.value}"'
        case Sort.DURATION:
            duration = parse_duration(token.value)
            assert duration is not None
            return spell_duration(duration, spelling)
        case Sort.DATE:
            return date(*map(int, token.value.split("-"))).isoformat()
        case Sort.PARAM:
            return f"${token.value}"
        case Sort.NUMBER:
            return token.value.translate(_DIGITS)
        case _:
            return token.value


def _tight(tokens: list[Token], at: int) -> bool:
    """Whether nothing stands between a token and the next."""
    token, after = tokens[at], tokens[at + 1]
    if token.sort is Sort.OPERATOR and token.value in _TIGHT_AFTER:
        return True
    if after.sort is Sort.OPERATOR and after.value in _TIGHT_BEFORE:
        return True
    return is_call(tokens, at) or _is_sign(tokens, at)


def _is_sign(tokens: list[Token], at: int) -> bool:
    """Whether the token is the minus of a negative number."""
    if tokens[at].sort is not Sort.OPERATOR or tokens[at].value != "-":
        return False
    if at == 0:
        return True
    before = tokens[at - 1]
    if before.sort is Sort.OPERATOR:
        return before.value not in (")", "]")
    return before.sort is Sort.WORD and before.value not in (*RUN_VALUES, Word.TRUE, Word.FALSE)
