"""One spelling per pack: keywords, functions and units in Chinese or in English, as its files mostly do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from auditor.errors import RulebookError
from auditor.rulelang.functions import FUNCTIONS
from auditor.rulelang.nodes import Duration
from auditor.rulelang.tokens import Sort, Token, tokenize
from auditor.rulelang.words import CHINESE, Unit, Word
from auditor.spans import Text


class Spelling(StrEnum):
    """The language of keywords."""

    CHINESE = "zh"
    ENGLISH = "en"


_CHINESE = {word: written for written, word in CHINESE.items()}
_ENGLISH_UNITS = {
    Unit.DAY: "day",
    Unit.WEEK: "week",
    Unit.MONTH: "month",
    Unit.YEAR: "year",
    Unit.WORKDAY: "workday",
}


def spell_word(word: Word, spelling: Spelling) -> str:
    """A keyword."""
    return _CHINESE[word] if spelling is Spelling.CHINESE else word.value


def spell_function(name: str, spelling: Spelling) -> str:
    """A function; a name that is none stays."""
    function = FUNCTIONS.get(name)
    if function is None:
        return name
    return function.chinese if spelling is Spelling.CHINESE else function.func.value


def spell_duration(duration: Duration, spelling: Spelling) -> str:
    """7天 or 7 days."""
    if spelling is Spelling.CHINESE:
        return f"{duration.count}{duration.unit.value}"
    return f"{duration.count} {_ENGLISH_UNITS[duration.unit]}{'' if duration.count == 1 else 's'}"


def is_call(tokens: list[Token], at: int) -> bool:
    """Whether the token at ``at`` is the name of a function that is called."""
    following = tokens[at + 1]
    return tokens[at].sort is Sort.NAME and following.sort is Sort.OPERATOR and following.value == "("


def prevailing(expressions: Iterable[Text]) -> Spelling:
    """The spelling that most keywords and functions of these expressions have; Chinese if they are even."""
    english = 0
    for expression in expressions:
        try:
            tokens = tokenize(expression)
        except RulebookError:
            continue
        for at, token in enumerate(tokens[:-1]):
            if token.sort is Sort.WORD or (is_call(tokens, at) and token.value in FUNCTIONS):
                english += 1 if expression[token.start : token.end].isascii() else -1
    return Spelling.ENGLISH if english > 0 else Spelling.CHINESE
