"""The functions of the language in Python. Each takes known values; UNSURE where there is no result."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from auditor.engines.durable.plain import UNSURE, Null, as_date
from auditor.rulelang.fixed import weights_of
from auditor.rulelang.functions import BLANKS, ID_CHECKS, ID_WEIGHTS, ITEM_MARKS, Func
from auditor.rulelang.patterns import compiled

_SQUEEZE = str.maketrans("", "", BLANKS)
_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_ITEM_MARK = re.compile(f"[{re.escape(ITEM_MARKS)}]")
_weights = lru_cache(maxsize=64)(weights_of)


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _make_date(year: int, month: int, day: int) -> date | Null:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return UNSURE


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def _birthday(birth: date, years: int) -> date | Null:
    """Whoever is born on 29 February has the birthday of a common year on 1 March."""
    year = birth.year + years
    found = _make_date(year, birth.month, birth.day)
    return _make_date(year, 3, 1) if isinstance(found, Null) and (birth.month, birth.day) == (2, 29) else found


def _substring(text: str, start: int, count: int) -> str | Null:
    return text[start - 1 : start - 1 + count] if start >= 1 and count >= 0 else UNSURE


def _id_birth(number: str) -> date | Null:
    return _make_date(int(number[6:10]), int(number[10:12]), int(number[12:14])) if _ID.fullmatch(number) else UNSURE


def _id_valid(number: str) -> bool:
    if isinstance(_id_birth(number), Null):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == number[17].upper()


def _id_sex(number: str) -> str | Null:
    return ("女", "男")[int(number[16]) % 2] if _ID.fullmatch(number) else UNSURE


def _difference(a: float, b: float) -> float | Null:
    apart = abs(float(a) - float(b))
    return apart if math.isfinite(apart) else UNSURE


def _overlap_days(start: date, end: date, other_start: date, other_end: date) -> int:
    last, first = min(as_date(end), as_date(other_end)), max(as_date(start), as_date(other_start))
    return max(0, (last - first).days + 1)


def _has_item(text: str, item: str) -> bool:
    return item.strip(BLANKS) in _items(text)


def _items(text: str) -> list[str]:
    return [item for item in _ITEM_MARK.split(text) if item]


def _weighted_remainder(number: str, weights: str, modulus: int) -> int | Null:
    factors = _weights(weights)
    digits = number[: len(factors)]
    if len(digits) < len(factors) or not (digits.isascii() and digits.isdigit()):
        return UNSURE
    return sum(int(digit) * factor for digit, factor in zip(digits, factors, strict=True)) % modulus


FUNCTIONS: Mapping[Func, Callable[..., Any]] = {
    Func.AGE: _age,
    Func.DAYS: lambda start, end: (as_date(end) - as_date(start)).days,
    Func.MONTH: lambda day: f"{day.year:04d}-{day.month:02d}",
    Func.YEAR: lambda day: day.year,
    Func.LENGTH: len,
    Func.ABSOLUTE: abs,
    Func.WHOLE: int,
    Func.LARGER: lambda a, b: float(max(a, b)),
    Func.SMALLER: lambda a, b: float(min(a, b)),
    Func.EARLIER: lambda a, b: min(as_date(a), as_date(b)),
    Func.LATER: lambda a, b: max(as_date(a), as_date(b)),
    Func.WEEKDAY: lambda day: day.isoweekday(),
    Func.MAKE_DATE: _make_date,
    Func.MONTH_START: lambda day: as_date(day).replace(day=1),
    Func.MONTH_END: lambda day: _month_end(as_date(day)),
    Func.BIRTHDAY: lambda birth, years: _birthday(as_date(birth), years),
    Func.SUBSTRING: _substring,
    Func.SQUEEZED: lambda text: text.translate(_SQUEEZE),
    Func.STARTS_WITH: str.startswith,
    Func.ENDS_WITH: str.endswith,
    Func.ID_VALID: _id_valid,
    Func.ID_BIRTH: _id_birth,
    Func.ID_SEX: _id_sex,
    Func.MATCHES: lambda text, pattern: compiled(pattern).search(text) is not None,
    Func.DIFFERENCE: _difference,
    Func.OVERLAP_DAYS: _overlap_days,
    Func.HAS_ITEM: _has_item,
    Func.ITEM_COUNT: lambda text: len(_items(text)),
    Func.WEIGHTED_REMAINDER: _weighted_remainder,
}
