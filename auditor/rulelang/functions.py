"""The closed list of functions: spelling in both languages, what each takes and gives, its card phrase.

Each engine has an implementation for every entry; a test holds the lists equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from auditor.rulelang.types import Base


class Func(StrEnum):
    """A function, by its English spelling."""

    COUNT = "count"
    TOTAL = "total"
    EARLIEST = "earliest"
    LATEST = "latest"
    LARGEST = "largest"
    SMALLEST = "smallest"
    AVERAGE = "average"
    KINDS = "kinds"
    AGE = "age"
    DAYS = "days"
    MONTH = "month"
    YEAR = "year"
    LENGTH = "length"
    ABSOLUTE = "absolute"
    WHOLE = "whole"


class Takes(Enum):
    """What an argument may be: its allowed bases, or a box."""

    TIME = frozenset({Base.DATE, Base.DATETIME})
    NUMBER = frozenset({Base.INT, Base.NUM})
    TEXT = frozenset({Base.TEXT, Base.CODE})
    ANY = frozenset(set(Base) - {Base.DURATION})
    BOX = frozenset[Base]()

    @property
    def said(self) -> str:
        """The words authors read."""
        return {
            "TIME": "日期",
            "NUMBER": "数字",
            "TEXT": "文字",
            "ANY": "一组记录的一项（名称.项）",
            "BOX": "一组记录",
        }[self.name]


@dataclass(frozen=True, slots=True)
class Function:
    """One function. ``result`` None means: the type of the argument. ``phrase`` is the card's wording."""

    func: Func
    chinese: str
    takes: tuple[Takes, ...]
    result: Base | None
    phrase: str
    aggregate: bool = False


_TABLE = (
    Function(Func.COUNT, "数量", (Takes.BOX,), Base.INT, "“{0}”的数量", aggregate=True),
    Function(Func.TOTAL, "合计", (Takes.NUMBER,), None, "{0}的合计", aggregate=True),
    Function(Func.EARLIEST, "最早", (Takes.TIME,), None, "最早的{0}", aggregate=True),
    Function(Func.LATEST, "最晚", (Takes.TIME,), None, "最晚的{0}", aggregate=True),
    Function(Func.LARGEST, "最大", (Takes.NUMBER,), None, "最大的{0}", aggregate=True),
    Function(Func.SMALLEST, "最小", (Takes.NUMBER,), None, "最小的{0}", aggregate=True),
    Function(Func.AVERAGE, "平均", (Takes.NUMBER,), Base.NUM, "{0}的平均", aggregate=True),
    Function(Func.KINDS, "种类", (Takes.ANY,), Base.INT, "{0}的种类数", aggregate=True),
    Function(Func.AGE, "周岁", (Takes.TIME, Takes.TIME), Base.INT, "按{0}出生算到{1}的周岁"),
    Function(Func.DAYS, "天数", (Takes.TIME, Takes.TIME), Base.INT, "从{0}到{1}的天数"),
    Function(Func.MONTH, "月份", (Takes.TIME,), Base.TEXT, "{0}所在的月份"),
    Function(Func.YEAR, "年份", (Takes.TIME,), Base.INT, "{0}所在的年份"),
    Function(Func.LENGTH, "字数", (Takes.TEXT,), Base.INT, "{0}的字数"),
    Function(Func.ABSOLUTE, "绝对值", (Takes.NUMBER,), None, "{0}的绝对值"),
    Function(Func.WHOLE, "取整", (Takes.NUMBER,), Base.INT, "{0}去掉小数后的整数"),
)

FUNCTIONS: Mapping[str, Function] = {
    **{function.chinese: function for function in _TABLE},
    **{function.func.value: function for function in _TABLE},
}
BY_FUNC: Mapping[Func, Function] = {function.func: function for function in _TABLE}
