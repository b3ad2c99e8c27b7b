"""Masking of what gives a person away: names, id numbers, telephone numbers, addresses.

The station's own habit is followed (麦小华 is written 麦X华), so a masked report still tells its
reader whose file to take from the shelf, and nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from auditor.records.dictionary import Privacy
from auditor.records.layout.form_values import is_picture

_MARKS = "*＊×○〇●?？"  # besides letters, what people write over a name
_DRAWN = frozenset(_MARKS + "XxＸｘ某")
# A name: letters (of any script) and marks; blanks and middle dots inside belong to it (李  明, 买买提·艾力).
_NAME = re.compile(rf"(?:[^\W\d_]|[{_MARKS}])+(?:[\s·•・.]+(?:[^\W\d_]|[{_MARKS}])+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")

_PHONE = re.compile(r"(?:(?:\+|00)86[\s-]?)?(\d[\d\s*＊()（）-]{3,}\d)")
_ID_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])")

_STREET = re.compile(r"^.+?(?:街道|大道|路|街|道|镇|乡|村|巷)")
_DISTRICT = re.compile(r"^.+[区县市]")


def mask_name(text: str) -> str:
    """麦小华 → 麦X华, 李明 → 李X; every name of a cell; names already masked stay as they are."""
    if is_picture(text):
        return text
    return _NAME.sub(lambda found: _mask_one_name(found.group()), text)


def mask_id(text: str) -> str:
    """An identity number down to its last four characters; a short one entirely."""
    bare = text.strip()
    return "*" * 12 + (bare[-4:] if len(bare) >= 12 else "")


def mask_phone(text: str) -> str:
    """13800131234 → 138****1234. Whatever else stands in the cell (whose number it is) is dropped."""
    numbers = [_mask_one_phone(found.group(1)) for found in _PHONE.finditer(text)]
    return "、".join(numbers) if numbers else text


def mask_address(text: str) -> str:
    """An address down to its street (or, if none is named, its district)."""
    found = _STREET.match(text) or _DISTRICT.match(text)
    return (found.group() if found else "") + "***"


_MASKS: Mapping[Privacy, Callable[[str], str]] = {
    Privacy.NAME: mask_name,
    Privacy.ID_NUMBER: mask_id,
    Privacy.PHONE: mask_phone,
    Privacy.ADDRESS: mask_address,
}


def mask_as(text: str, privacy: Privacy) -> str:
    """``text`` of a field that is private in the way of ``privacy``."""
    return _MASKS[privacy](text)


def names_in(text: str) -> frozenset[str]:
    """The names in a cell that masking would change: what to look for in free text."""
    whole = (found.group() for found in _NAME.finditer(text if not is_picture(text) else ""))
    return frozenset(name for name in whole if len(name) > 1 and _mask_one_name(name) != name)


def mask_text(text: str, names: Iterable[str]) -> str:
    """Free text without the ``names`` known, and without the numbers of persons standing in it.

    Numbers are masked only amid Chinese text: alone they are more likely a record's own number.
    """
    for name in sorted(names, key=lambda name: (-len(name), name)):
        text = text.replace(name, _mask_one_name(name))
    if _HAN.search(text):
        text = _ID_IN_TEXT.sub(lambda found: mask_id(found.group()), text)
        text = _MOBILE_IN_TEXT.sub(lambda found: _mask_one_phone(found.group()), text)
    return text


def _mask_one_name(name: str) -> str:
    bare = re.sub(r"[\s·•・.]+", "", name)
    if _is_masked(bare):
        return name
    match len(bare):
        case 1:
            return bare
        case 2:
            return f"{bare[0]}X"
        case _:
            return f"{bare[0]}X{bare[-1]}"


def _is_masked(name: str) -> bool:
    # Only a Chinese name is trusted to be masked: the x of Alex Xu hides nothing. And at most its
    # first and last character may show: the star of 麦小华* is a footnote.
    shown = [letter for letter in name if letter not in _DRAWN]
    return len(shown) < len(name) and len(shown) <= 2 and all(_HAN.match(letter) for letter in shown)


def _mask_one_phone(number: str) -> str:
    digits = re.sub(r"[^\d*＊]", "", number)
    head = digits[:3] if len(digits) >= 11 else ""
    return f"{head}****{digits[-4:] if len(digits) >= 7 else ''}"
