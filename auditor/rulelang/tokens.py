"""Source text → tokens. A name is the longest run of word characters; connectives stand apart by blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from auditor.errors import RulebookError, error
from auditor.rulelang.words import CHINESE, ENGLISH, LONGEST, OPERATORS, QUOTES, UNITS, WIDE, spaced
from auditor.spans import Text

MAX_LENGTH = 2000


class Sort(Enum):
    """What a token is."""

    NUMBER = auto()
    DURATION = auto()
    DATE = auto()
    TEXT = auto()
    PARAM = auto()
    NAME = auto()
    WORD = auto()
    OPERATOR = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its sort, its value (Word for keywords), and its place in the line."""

    sort: Sort
    value: str
    start: int
    end: int


_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\w)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"\w+")
_UNIT = re.compile(r"(\s*)(\w+)")
_OPERATOR = re.compile("|".join(map(re.escape, OPERATORS)))
_FIRST_WORDS = {words[0] for words in ENGLISH}


def tokenize(line: Text) -> list[Token]:
    """All tokens of ``line``, ending with END. Raises RulebookError E2xx at the first bad character."""
    if len(line) > MAX_LENGTH:
        raise RulebookError([error("E205", line.part(0, 1))])
    plain = line.translate(WIDE)
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        token = _next(line, plain, at)
        tokens.append(token)
        at = token.end
    tokens.append(Token(Sort.END, "", len(line), len(line)))
    return _join_english(tokens)


def _next(line: Text, plain: str, at: int) -> Token:
    char = plain[at]
    if char in QUOTES:
        closing = plain.find(QUOTES[char], at + 1)
        if closing < 0:
            raise RulebookError([error("E203", line.part(at, at + 1))])
        return Token(Sort.TEXT, line[at + 1 : closing], at, closing + 1)
    if found := _DATE.match(plain, at):
        return Token(Sort.DATE, found[0], at, found.end())
    if char.isdecimal():
        return _number(line, plain, at)
    if char in "$＄":
        if found := _WORD.match(plain, at + 1):
            return Token(Sort.PARAM, found[0], at, found.end())
        raise RulebookError([error("E202", line.part(at, at + 1), expected="“$参数名”", text=char)])
    if found := _WORD.match(plain, at):
        word = CHINESE.get(found[0])
        return Token(Sort.WORD if word else Sort.NAME, word or found[0], at, found.end())
    if found := _OPERATOR.match(plain, at):
        return Token(Sort.OPERATOR, found[0], at, found.end())
    hint = {"≥": "请写 >=", "≤": "请写 <=", "≠": "请写 !=", "！": "请写 !=", "、": "并列的取值用逗号隔开"}.get(char, "")
    raise RulebookError([error("E201", line.part(at, at + 1), hint, text=char)])


def _number(line: Text, plain: str, at: int) -> Token:
    found = _NUMBER.match(plain, at)
    assert found is not None
    unit = _UNIT.match(plain, found.end())
    if unit is None or (unit[1] and unit[2] not in UNITS):  # after a blank, only a unit belongs to it
        if len(found[0]) > 15:
            raise RulebookError([error("E201", line.part(at, found.end()), "数字最多十五位", text=found[0])])
        return Token(Sort.NUMBER, found[0], at, found.end())
    written = plain[at : unit.end()]
    if reason := duration_fault(found[0], unit[2]):
        raise RulebookError([error("E201", line.part(at, unit.end()), reason, text=written)])
    return Token(Sort.DURATION, written, at, unit.end())


def duration_fault(number: str, unit: str) -> str:
    """What keeps ``number`` and ``unit`` from being a duration, in Chinese; "" if nothing does."""
    if unit not in UNITS:
        return spaced(number + unit) or "时长写成 7天、2周、3个月、1年、5工作日；名称不能以数字开头"
    if "." in number:
        return "时长用整数"
    longest = LONGEST[UNITS[unit]]
    return f"时长最多一百年（{longest}{UNITS[unit].value}）" if len(number) > 9 or int(number) > longest else ""


def _join_english(tokens: list[Token]) -> list[Token]:
    """Runs of names that spell an English keyword become one WORD token, longest first."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        length = _english_words(tokens, at) if token.value in _FIRST_WORDS else 0
        if length:
            spelt = tuple(one.value for one in tokens[at : at + length])
            token = Token(Sort.WORD, ENGLISH[spelt], token.start, tokens[at + length - 1].end)
        joined.append(token)
        at += length or 1
    return joined


def _english_words(tokens: list[Token], at: int) -> int:
    """How many names from ``at`` on spell an English keyword; 0 if none does."""
    for length in (3, 2, 1):
        run = tokens[at : at + length]
        if all(token.sort is Sort.NAME for token in run) and tuple(token.value for token in run) in ENGLISH:
            return length
    return 0
