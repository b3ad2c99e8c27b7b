"""Reading the scalars of a rulebook's files: dates, numbers, durations, names of choices."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from auditor.errors import RuleError, error, suggest
from auditor.records.dictionary import CodeList, Dictionary
from auditor.rulebook.rule import ParamValue
from auditor.rulelang.parser import parse_duration
from auditor.rulelang.types import BOOL, DATE, INT, NUM, TEXT, Base, Type
from auditor.spans import Text

E = TypeVar("E", bound=StrEnum)

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_TYPES = {"int": INT, "num": NUM, "text": TEXT, "date": DATE, "bool": BOOL}


def read_date(text: Text, errors: list[RuleError]) -> date:
    """``2025-01-31`` as a date; 1900-01-01 after reporting a fault."""
    try:
        if _DATE.fullmatch(text):
            return date(*map(int, text.split("-")))
    except ValueError:
        pass
    errors.append(error("E112", text.span, value=text))
    return date(1900, 1, 1)


def read_choice(text: Text | None, choices: type[E], default: E, english: dict[str, E], errors: list[RuleError]) -> E:
    """One of ``choices`` in either spelling."""
    if text is None:
        return default
    for choice in choices:
        if choice.value == text:
            return choice
    if text in english:
        return english[text]
    allowed = "、".join(choice.value for choice in choices)
    errors.append(error("E109", text.span, suggest(text, [*choices, *english]), value=text, allowed=allowed))
    return default


def read_value(text: Text) -> ParamValue:
    """A parameter's value: a number, a duration, a date, or else the text itself."""
    if number := _NUMBER.fullmatch(text):
        return float(text) if number[1] else int(text)
    if _DATE.fullmatch(text):
        try:
            return date(*map(int, text.split("-")))
        except ValueError:
            return str(text)
    return parse_duration(text) or str(text)


def read_number(text: str) -> int | float | None:
    """A plain number, or None."""
    if not (number := _NUMBER.fullmatch(text.strip())):
        return None
    return float(text) if number[1] else int(text)


def read_type(text: Text, dictionary: Dictionary, errors: list[RuleError]) -> Type:
    """``int``, ``num``, ``text``, ``date``, ``bool``, ``code 名单`` or ``code 甲|乙`` as a type."""
    word, _, rest = text.partition(" ")
    if word in _TYPES and not rest:
        return _TYPES[word]
    if word == "code" and rest:
        if "|" in rest:
            return Type(Base.CODE, CodeList(rest, tuple(part.strip() for part in rest.split("|"))))
        if rest.strip() in dictionary.codes:
            return Type(Base.CODE, dictionary.codes[rest.strip()])
        errors.append(error("E303", text.span, suggest(rest.strip(), dictionary.codes), name=rest.strip()))
        return TEXT
    errors.append(error("E109", text.span, value=text, allowed="int、num、text、date、bool、code 名单"))
    return TEXT
