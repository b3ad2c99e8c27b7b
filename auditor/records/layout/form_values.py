"""What is entered in a form: blanks to fill in, boxes to tick, signatures; as the text of a cell of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.records.dictionary import Field, Kind
from auditor.records.layout.templates import Entry
from auditor.records.reading.sheet import PICTURE

_PICTURE_OF = "（图片："  # how the value of a signature begins that is a picture
_TICKED, _UNTICKED = "☑☒✓✔√■", "☐□"
_BOX = re.compile(rf"[{_TICKED}{_UNTICKED}]")
_BRACKETS = re.compile(r"[\[(（【]\s*([√✓✔xX×]?)\s*[\])）】]")
_BLANK = re.compile(r"[\s_＿…·\-—/.年月日时分]*")
_PADDING = " \t\n\u00a0\u3000_＿"
_DAY = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*[日号]?|\s*月)|\d{8}(?!\d)")
_NO_DAY = re.compile(r"(\d{4}\s*年(?:\s*\d{1,2}\s*月)?)[\s月日]*")
_COUNTED = re.compile(r"第?[\s_＿]*(\d+(?:\.\d+)?)[\s_＿]*(?:节|次|分钟|分|岁|人|小时)")
_UNFILLED_DAY = re.compile(r"(?:20)?\d{0,4}[\s_＿]*年[\s_＿]*\d{0,2}[\s_＿]*月[\s_＿]*\d{0,2}[\s_＿]*日?")
_ASKED = re.compile(
    r"[（(\[【][^（()）\[\]【】]{0,8}(?:签名|签字|签章|盖章|公章|手写|日期)[^（()）\[\]【】]{0,8}[）)\]】]|"
    r"(?:\w{0,8}(?:签名|签字|签章|盖章|日期|时间))\s*[:：]"
)


def entered(text: str, entry: Entry, field: Field) -> str:
    """The text that a cell of a table would have; "" if nothing was entered."""
    kind = field.kind
    match entry:
        case Entry.SIGNATURE:
            return _signature(text, field.name)
        case Entry.DATE:
            return _day(text)
        case Entry.TICKS:
            return _ticked(text, kind)
        case Entry.TEXT:
            return _ticked(text, kind) if _has_boxes(text, kind) else _filled_in(text, kind)


def is_picture(text: str) -> bool:
    """Whether a value says that there is a picture, of what nobody knows."""
    return text.startswith(_PICTURE_OF)


def has_day(text: str) -> bool:
    """Whether a day is written, or there are blanks for one."""
    return bool(_DAY.search(text) or _UNFILLED_DAY.search(text))


def _filled_in(text: str, kind: Kind) -> str:
    text = text.strip(_PADDING)
    if _BLANK.fullmatch(text):
        return ""
    if kind in (Kind.INT, Kind.NUM) and (counted := _COUNTED.fullmatch(text)):
        return counted[1]
    if kind in (Kind.DATE, Kind.DATETIME) and (known := _NO_DAY.fullmatch(text)):
        return known[1]
    return text


def _has_boxes(text: str, kind: Kind) -> bool:
    """Whether boxes stand for a choice; in a longer text ✓ or ■ may be anything."""
    if kind in (Kind.CODE, Kind.CODES, Kind.BOOL):
        return bool(_BOX.search(text)) or len(_BRACKETS.findall(text)) > 1
    return any(box in text for box in "☑☐□") and kind is not Kind.DATE


def _ticked(text: str, kind: Kind) -> str:
    """The choices that are ticked; the whole text where nobody can tell which these are."""
    brackets = not _BOX.search(_BRACKETS.sub("", text))
    marks: Sequence[re.Match[str]] = list((_BRACKETS if brackets else _BOX).finditer(text))
    if not marks:
        return _filled_in(text, kind)
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
    between = [text[start:end].strip(_PADDING + ";；,，、") for start, end in zip(starts, ends, strict=True)]
    if not between[0] or between[0].endswith((":", "：")):
        choices = between[1:]
    elif not between[-1]:
        choices = between[:-1]
    else:
        return text.strip(_PADDING)
    ticked = [choice for mark, choice in zip(marks, choices, strict=True) if _is_ticked(mark)]
    if kind in (Kind.CODE, Kind.CODES):
        ticked = [re.split("[:：]", choice)[0].strip(_PADDING) for choice in ticked]
    if ticked == [""]:
        return "☑"
    return "、".join(choice for choice in ticked if choice)


def _is_ticked(mark: re.Match[str]) -> bool:
    return bool(mark[1].strip()) if mark.re is _BRACKETS else mark[0] in _TICKED


def _signature(text: str, name: str) -> str:
    """Who signed. Neither what asks for it nor a date is a signature.

    A picture tells the field's name, so that those of two fields are not taken for the same person's.
    """
    written = _UNFILLED_DAY.sub("", _DAY.sub("", _ASKED.sub("", text.replace(PICTURE, ""))))
    written = " ".join(written.split()).strip(_PADDING + ":：,，;；、/.-—")
    if written and not _BLANK.fullmatch(written):
        return written
    return f"{_PICTURE_OF}{name}）" if PICTURE in text else ""


def _day(text: str) -> str:
    """The day that is written beside something else; all of it where that is none, so that it is not called blank."""
    if found := _DAY.search(text):
        return found[0].strip()
    left = _UNFILLED_DAY.sub("", text)
    return text.strip(_PADDING) if re.search(r"\d", left) else ""
