"""The types of expressions, and the names of types that authors read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from auditor.records.dictionary import CodeList, Field, Kind
from auditor.rulelang.nodes import Duration


class Base(StrEnum):
    """What a value is; the member's value is the word that authors read."""

    TEXT = "文字"
    INT = "整数"
    NUM = "数字"
    DATE = "日期"
    DATETIME = "日期时间"
    DURATION = "时长"
    BOOL = "真假"
    CODE = "取值"
    CODES = "多选取值"


@dataclass(frozen=True, slots=True)
class Type:
    """A base and, for coded values, the list they come from."""

    base: Base
    codes: CodeList | None = None

    def __str__(self) -> str:
        return f"{self.base.value}（{'、'.join(self.codes.values[:6])}）" if self.codes else self.base.value

    @property
    def is_number(self) -> bool:
        return self.base in (Base.INT, Base.NUM)

    @property
    def is_time(self) -> bool:
        return self.base in (Base.DATE, Base.DATETIME)

    @property
    def is_text(self) -> bool:
        """Text, or a code, whose values are texts."""
        return self.base in (Base.TEXT, Base.CODE)


TEXT, INT, NUM, DATE, DATETIME, DURATION, BOOL = (
    Type(base) for base in (Base.TEXT, Base.INT, Base.NUM, Base.DATE, Base.DATETIME, Base.DURATION, Base.BOOL)
)

_KINDS = {
    Kind.TEXT: Base.TEXT,
    Kind.INT: Base.INT,
    Kind.NUM: Base.NUM,
    Kind.DATE: Base.DATE,
    Kind.DATETIME: Base.DATETIME,
    Kind.BOOL: Base.BOOL,
    Kind.CODE: Base.CODE,
    Kind.CODES: Base.CODES,
}


def type_of_field(field: Field) -> Type:
    """The type of a field's values."""
    return Type(_KINDS[field.kind], field.codes)


def type_of_value(value: int | float | str | bool | date | datetime | Duration) -> Type:
    """The type of a literal."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return NUM
        case str():
            return TEXT
        case Duration():
            return DURATION
        case datetime():
            return DATETIME
        case _:
            return DATE
