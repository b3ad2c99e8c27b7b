"""Patterns of 匹配: RE2, which takes time in proportion to the text whatever the pattern.

The bulk engine's database has RE2 built in; its options are RE2's own: ``.`` is no line feed, ``^`` and ``$``
are the ends of the text, letters are told apart by case unless the pattern begins with ``(?i)``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

LONGEST = 500  # characters
_MEMORY = 1 << 20  # bytes; an eighth of what the database grants, so that what passes here runs there

_REASONS = {
    "missing ]": "缺少右方括号“]”",
    "missing )": "缺少右括号“)”",
    "unexpected )": "多了一个右括号“)”",
    "no argument for repetition operator": "重复符号前面没有要重复的内容",
    "bad repetition operator": "重复符号不能连写",
    "invalid repetition size": "重复的次数不对：最多 1000 次，先写少的",
    "invalid character class range": "没有这种字符范围",
    "invalid escape sequence": "没有这种反斜杠写法",
    "trailing \\": "末尾多了一个反斜杠",
    "invalid perl operator": "不支持这种“(?”写法",
    "invalid named capture group": "括号不能起名",
    "pattern too large": "重复的次数太多，整个模式太大",
}


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """The pattern, ready for ``search``. Raises ValueError with the reason in Chinese."""
    import re2

    if len(pattern) > LONGEST:
        raise ValueError(f"最多 {LONGEST} 个字")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        found = re2.compile(pattern, options)
    except re2.error as why:
        raise ValueError(_said(why.args[0].decode(errors="replace"))) from why
    except UnicodeError as why:
        raise ValueError("有不成字的符号") from why
    if found.groupindex:  # of its two spellings the database knows one
        raise ValueError(_REASONS["invalid named capture group"])
    return found


def _said(message: str) -> str:
    """``missing ]: [甲`` → 缺少右方括号“]”（[甲）."""
    kind, _, part = message.partition(": ")
    for start, reason in _REASONS.items():
        if kind.startswith(start):
            return f"{reason}（{part}）" if part and not kind.startswith("pattern") else reason
    return "写法不对"
