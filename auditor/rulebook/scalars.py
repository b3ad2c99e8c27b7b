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
from auditor.rulelang.tokens import duration_fault
from auditor.rulelang.types import BOOL, INT, NUM, TEXT, Base, Type
from auditor.rulelang.words import UNITS
from auditor.spans import Text

E = TypeVar("E", bound=StrEnum)

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(\w+)")
_TYPES = {"int": INT, "num": NUM, "text": TEXT, "bool": BOOL}
_TRUTH = {"是": True, "真": True, "true": True, "yes": True, "否": False, "假": False, "false": False, "no": False}


def is_date(text: str) -> bool:
    """Whether ``text`` is written as a date, be there such a day or not."""
    return _DATE.fullmatch(text) is not None


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


def read_value(text: Text, errors: list[RuleError]) -> ParamValue | None:
    """A parameter's value: a number, a duration, a date, or else the text itself; None after a fault."""
    if number := _NUMBER.fullmatch(text):
        return float(text) if number[1] else int(text)
    if _DATE.fullmatch(text):
        faults = len(errors)
        day = read_date(text, errors)
        return day if len(errors) == faults else None
    if (duration := _DURATION.fullmatch(text)) and duration[2] in UNITS:
        if reason := duration_fault(duration[1], duration[2]):
            errors.append(error("E201", text.span, reason, text=text))
            return None
        return parse_duration(text)
    return str(text)


def read_number(text: str) -> int | float | None:
    """A plain number, or None."""
    if not (number := _NUMBER.fullmatch(text.strip())):
        return None
    return float(text) if number[1] else int(text)


def read_truth(text: str) -> bool | None:
    """是 or 否, in either language, or None."""
    return _TRUTH.get(text)


def read_type(text: Text, dictionary: Dictionary, errors: list[RuleError]) -> Type:
    """``int``, ``num``, ``text``, ``bool``, ``code 名单`` or ``code 甲|乙`` as a type."""
    word, _, rest = text.partition(" ")
    if word in _TYPES and not rest:
        return _TYPES[word]
    if word == "code" and rest:
        if "|" in rest:
            values = tuple(part.strip() for part in rest.split("|"))
            if len(set(values) - {""}) < len(values):
                errors.append(error("E109", text.span, value=text, allowed="code 甲|乙，各不相同"))
            return Type(Base.CODE, CodeList(rest, values))
        if rest.strip() in dictionary.codes:
            return Type(Base.CODE, dictionary.codes[rest.strip()])
        errors.append(error("E303", text.span, suggest(rest.strip(), dictionary.codes), name=rest.strip()))
        return TEXT
    errors.append(error("E109", text.span, value=text, allowed="int、num、text、bool、code 名单、code 甲|乙"))
    return TEXT
