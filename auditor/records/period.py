"""The period that an export covers, as the person who runs the audit states it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_PERIOD = re.compile(r"(?:(?P<name>[^=]+)=)?(?P<start>\d{4}-\d\d?-\d\d?)\.\.(?P<end>\d{4}-\d\d?-\d\d?)")


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``, both included; ``name`` is what the station calls it: 2025年上半年."""

    start: date
    end: date
    name: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2025-01-01..2025-06-30`` or ``2025年上半年=2025-01-01..2025-06-30``. Raises ValueError."""
        found = _PERIOD.fullmatch(text.strip())
        if found is None:
            raise ValueError("评估期要写成 2025-01-01..2025-06-30，前面可以加名称和等号")
        try:
            start, end = (date(*map(int, found[part].split("-"))) for part in ("start", "end"))
        except ValueError:
            raise ValueError("评估期里有一个日期不存在") from None
        if start > end:
            raise ValueError("评估期的止在起之前")
        return cls(start, end, (found["name"] or f"{start}至{end}").strip())
