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
    LARGER = "larger"
    SMALLER = "smaller"
    EARLIER = "earlier"
    LATER = "later"
    WEEKDAY = "weekday"
    MAKE_DATE = "make_date"
    MONTH_START = "month_start"
    MONTH_END = "month_end"
    BIRTHDAY = "birthday"
    SUBSTRING = "substring"
    SQUEEZED = "squeezed"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    ID_VALID = "id_valid"
    ID_BIRTH = "id_birth"
    ID_SEX = "id_sex"
    MATCHES = "matches"
    DIFFERENCE = "difference"
    OVERLAP_DAYS = "overlap_days"
    HAS_ITEM = "has_item"
    ITEM_COUNT = "item_count"
    WEIGHTED_REMAINDER = "weighted_remainder"
    FIRST_POSSIBLE = "first_possible"
    LAST_POSSIBLE = "last_possible"


class Takes(Enum):
    """What an argument may be: the words that authors read, and its bases (none for a box)."""

    TIME = "日期", frozenset({Base.DATE, Base.DATETIME})
    NUMBER = "数字", frozenset({Base.INT, Base.NUM})
    WHOLE = "整数", frozenset({Base.INT})
    TEXT = "文字", frozenset({Base.TEXT, Base.CODE})
    ITEMS = "列出几项的文字", frozenset({Base.TEXT, Base.CODE, Base.CODES})
    ANY = "一组记录的一项（名称.项）", frozenset(set(Base) - {Base.DURATION})
    BOX = "一组记录", frozenset[Base]()
    DAY_FIELD = "记录的一个日期项", frozenset({Base.DATE, Base.DATETIME})
    PATTERN = "写定的文字（模式）", frozenset({Base.TEXT})
    WEIGHTS = "写定的权数，例如 “7 9 10 5”", frozenset({Base.TEXT})
    MODULUS = "写定的整数（2 至 9999）", frozenset({Base.INT})

    @property
    def said(self) -> str:
        """The words authors read."""
        return self.value[0]

    @property
    def bases(self) -> frozenset[Base]:
        """The bases that are allowed."""
        return self.value[1]

    @property
    def fixed(self) -> bool:
        """Whether it has to be written out, so that it is known when the rule is checked."""
        return self in (Takes.PATTERN, Takes.WEIGHTS, Takes.MODULUS)


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
    Function(Func.LARGER, "较大", (Takes.NUMBER, Takes.NUMBER), Base.NUM, "{0}与{1}中较大的"),
    Function(Func.SMALLER, "较小", (Takes.NUMBER, Takes.NUMBER), Base.NUM, "{0}与{1}中较小的"),
    Function(Func.EARLIER, "较早", (Takes.TIME, Takes.TIME), Base.DATE, "{0}与{1}中较早的"),
    Function(Func.LATER, "较晚", (Takes.TIME, Takes.TIME), Base.DATE, "{0}与{1}中较晚的"),
    Function(Func.WEEKDAY, "星期", (Takes.TIME,), Base.INT, "{0}是星期几（1至7）"),
    Function(Func.MAKE_DATE, "年月日", (Takes.WHOLE,) * 3, Base.DATE, "{0}年{1}月{2}日"),
    Function(Func.MONTH_START, "月初", (Takes.TIME,), Base.DATE, "{0}所在月的第一天"),
    Function(Func.MONTH_END, "月末", (Takes.TIME,), Base.DATE, "{0}所在月的最后一天"),
    Function(Func.BIRTHDAY, "生日", (Takes.TIME, Takes.WHOLE), Base.DATE, "{0}出生的人满{1}周岁的那一天"),
    Function(Func.SUBSTRING, "截取", (Takes.TEXT, Takes.WHOLE, Takes.WHOLE), Base.TEXT, "{0}从第{1}个字起的{2}个字"),
    Function(Func.SQUEEZED, "去空格", (Takes.TEXT,), Base.TEXT, "去掉空格的{0}"),
    Function(Func.STARTS_WITH, "开头是", (Takes.TEXT, Takes.TEXT), Base.BOOL, "{0}以{1}开头"),
    Function(Func.ENDS_WITH, "结尾是", (Takes.TEXT, Takes.TEXT), Base.BOOL, "{0}以{1}结尾"),
    Function(Func.ID_VALID, "身份证有效", (Takes.TEXT,), Base.BOOL, "{0}通过身份证号码的校验"),
    Function(Func.ID_BIRTH, "身份证生日", (Takes.TEXT,), Base.DATE, "{0}中的出生日期"),
    Function(Func.ID_SEX, "身份证性别", (Takes.TEXT,), Base.TEXT, "{0}表示的性别"),
    Function(Func.MATCHES, "匹配", (Takes.TEXT, Takes.PATTERN), Base.BOOL, "{0}里有符合模式{1}的文字"),
    Function(Func.DIFFERENCE, "差值", (Takes.NUMBER, Takes.NUMBER), Base.NUM, "{0}与{1}相差的数"),
    Function(
        Func.OVERLAP_DAYS, "重叠天数", (Takes.TIME,) * 4, Base.INT, "{0}至{1}与{2}至{3}两段时间重叠的天数（首尾都算）"
    ),
    Function(Func.HAS_ITEM, "含项", (Takes.ITEMS, Takes.TEXT), Base.BOOL, "{0}列出的各项里有{1}"),
    Function(Func.ITEM_COUNT, "项数", (Takes.ITEMS,), Base.INT, "{0}列出的项数"),
    Function(
        Func.WEIGHTED_REMAINDER,
        "加权余数",
        (Takes.TEXT, Takes.WEIGHTS, Takes.MODULUS),
        Base.INT,
        "{0}的各位数字按权数{1}加权求和，除以{2}的余数",
    ),
    Function(Func.FIRST_POSSIBLE, "最早可能", (Takes.DAY_FIELD,), Base.DATE, "{0}最早可能的一天"),
    Function(Func.LAST_POSSIBLE, "最晚可能", (Takes.DAY_FIELD,), Base.DATE, "{0}最晚可能的一天"),
)

BLANKS = " \t\r\n\u00a0\u3000"  # what 去空格 removes
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_CHECKS = "10X98765432"
ITEM_MARKS = "、,，;；/／|｜" + BLANKS  # what separates the items of a cell

FUNCTIONS: Mapping[str, Function] = {
    **{function.chinese: function for function in _TABLE},
    **{function.func.value: function for function in _TABLE},
}
BY_FUNC: Mapping[Func, Function] = {function.func: function for function in _TABLE}
