"""The words of the expression line: each keyword, unit and constant in its two spellings.

A pack is written in one of them; both mean the same. Functions have their own table (``functions``).
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A keyword, by its English name; compound keywords are several words in English."""

    OR = "or"
    AND = "and"
    NOT = "not"
    HAS = "has"
    NO = "no"
    BETWEEN = "between"
    UP_TO = "to"
    IN = "in"
    NOT_IN = "not in"
    CONTAINS = "contains"
    CONTAINS_ANY = "contains any"
    IS_BLANK = "is blank"
    IS_NOT_BLANK = "is not blank"
    IS_INVALID = "is invalid"
    ELSE = "else"
    TRUE = "true"
    FALSE = "false"
    AS_OF = "audit_date"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    PERIOD_NAME = "period_name"


CHINESE: dict[str, Word] = {
    "或": Word.OR,
    "且": Word.AND,
    "非": Word.NOT,
    "有": Word.HAS,
    "无": Word.NO,
    "介于": Word.BETWEEN,
    "和": Word.UP_TO,
    "属于": Word.IN,
    "不属于": Word.NOT_IN,
    "包含": Word.CONTAINS,
    "包含任一": Word.CONTAINS_ANY,
    "为空": Word.IS_BLANK,
    "不为空": Word.IS_NOT_BLANK,
    "无效": Word.IS_INVALID,
    "否则": Word.ELSE,
    "真": Word.TRUE,
    "假": Word.FALSE,
    "审计日": Word.AS_OF,
    "期初": Word.PERIOD_START,
    "期末": Word.PERIOD_END,
    "期次": Word.PERIOD_NAME,
}

RUN_VALUES = (Word.AS_OF, Word.PERIOD_START, Word.PERIOD_END, Word.PERIOD_NAME)  # what each audit states anew

ENGLISH: dict[tuple[str, ...], Word] = {tuple(word.value.split()): word for word in Word}


def is_keyword(name: str) -> bool:
    """Whether an expression would read ``name`` as a keyword, in either language."""
    return name in CHINESE or (name,) in ENGLISH


class Unit(StrEnum):
    """The unit of a duration."""

    DAY = "天"
    WEEK = "周"
    MONTH = "个月"
    YEAR = "年"
    WORKDAY = "工作日"


UNITS: dict[str, Unit] = {
    **{unit.value: unit for unit in Unit},
    "日": Unit.DAY,
    "个工作日": Unit.WORKDAY,
    "月": Unit.MONTH,
    "day": Unit.DAY,
    "days": Unit.DAY,
    "week": Unit.WEEK,
    "weeks": Unit.WEEK,
    "month": Unit.MONTH,
    "months": Unit.MONTH,
    "year": Unit.YEAR,
    "years": Unit.YEAR,
    "workday": Unit.WORKDAY,
    "workdays": Unit.WORKDAY,
}

LONGEST: dict[Unit, int] = {  # a hundred years in each unit: what is longer is a slip of the pen
    Unit.DAY: 36525,
    Unit.WEEK: 5218,
    Unit.MONTH: 1200,
    Unit.YEAR: 100,
    Unit.WORKDAY: 26100,
}

OPERATORS = ("!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",", ".", "{", "}", "|")

# Full-width punctuation that input methods leave behind, read as its ASCII twin.
WIDE = str.maketrans("（）［］，＝＜＞＋－＊／｜", "()[],=<>+-*/|")

QUOTES = {'"': '"', "“": "”", "「": "」"}


def spaced(run: str) -> str:
    """What to write for a run of word characters that begins or ends with a keyword; "" if none does."""
    for word in sorted(CHINESE, key=len, reverse=True):
        if run.startswith(word) and run != word:
            return f"关键词后面要加空格：“{word} {run.removeprefix(word)}”"
        if run.endswith(word) and run != word:
            return f"关键词前面要加空格：“{run.removesuffix(word)} {word}”"
    return f"关键词用小写：{run.lower()}" if (run.lower(),) in ENGLISH else ""
