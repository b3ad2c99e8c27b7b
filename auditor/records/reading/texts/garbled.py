"""Text that was opened in a wrong encoding and saved again, or of which characters are lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from auditor.records.problems import problem
from auditor.records.reading.content import Content

_LOST = "\ufffd"
_WIPED = "锟斤拷"  # two characters that were lost in UTF-8, read as GBK
# The commonest pieces of Chinese UTF-8 read as GBK; hardly a page of it has none, hardly a page else has one.
_HINTS = "锛銆鐨涓浜鍚鏄鍦绛瀛鏃鏈鍙浠"
_SAMPLE = 2**18  # characters
_MOST, _ALL_BUT = 0.75, 0.85  # shares of such pieces in a garbled file, in a garbled line
_FEW = 6  # characters that a line must have before it is judged
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[\u00a1-\u00ff]{4,}")  # Chinese read as a Western encoding: ÕÅÈý
_NAMED = 5


def rows_said(rows: Sequence[int]) -> str:
    """The first few of row numbers: 第 3、8 行."""
    return f"第 {'、'.join(map(str, rows[:_NAMED]))} 行{'等' if len(rows) > _NAMED else ''}"


def say_garbled(content: Content, text: str, lines: Callable[[], Iterable[str]]) -> None:
    """Adds a problem for characters lost, and one for text that looks garbled.

    ``text`` is the whole file's; ``lines`` gives its rows, from the first on, if they are needed.
    """
    if _LOST in text:
        rows = [number for number, line in enumerate(lines(), 1) if _LOST in line]
        count, where = text.count(_LOST), rows_said(rows)
        content.problems.append(
            problem("D641", content.shown, None, rows[0] if rows else None, count=count, where=where)
        )
    if _is_garbled(text[:_SAMPLE], _MOST):
        content.problems.append(problem("D646", content.shown, where="全文"))
    elif _WIPED in text or any(hint in text for hint in _HINTS) or _LATIN.search(text[:_SAMPLE]):
        rows = [number for number, line in enumerate(lines(), 1) if _WIPED in line or _is_garbled(line, _ALL_BUT)]
        if rows:
            content.problems.append(problem("D646", content.shown, None, rows[0], where=rows_said(rows)))


def _is_garbled(text: str, share: float) -> bool:
    han = _HAN.findall(text)
    if len(han) >= _FEW:
        return sum(char in _pieces() for char in han) >= share * len(han)
    latin = sum(map(len, _LATIN.findall(text)))
    return latin >= _FEW and latin >= share * sum(not char.isascii() for char in text)


@cache
def _pieces() -> frozenset[str]:
    """The characters that GBK has for two neighbouring bytes of Chinese in UTF-8."""
    first, later = [*range(0xE3, 0xEA), 0xEF], range(0x80, 0xC0)
    pairs = [(a, b) for a in first for b in later] + [(b, a) for a in first for b in later]
    pairs += [(a, b) for a in later for b in later]
    return frozenset(bytes(pair).decode("gbk", "ignore") for pair in pairs) - {""}
