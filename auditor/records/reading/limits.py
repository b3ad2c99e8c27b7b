"""How much of a file is read at all: what no honest export exceeds, and a hostile one must not use up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

_UNITS = {"": 0, "k": 1, "m": 2, "g": 3}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted, each for one file unless it says otherwise."""

    file_bytes: int = 512 * 2**20  # as it lies on the disk
    unpacked_bytes: int = 2 * 2**30  # of a workbook, a Word form or a zip, all its parts together
    cells: int = 30_000_000  # of one sheet, blank ones included
    columns: int = 16_384  # of one sheet; a spreadsheet has no more
    cell_chars: int = 1_000_000  # of one cell of a text file; a spreadsheet's holds 32,767
    files: int = 100_000  # in all folders and zips together
    depth: int = 3  # of zips in zips
    seconds: float = 120.0  # to read it
    memory_bytes: int = 6 * 2**30  # while it is read, where the system can hold a process to it

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Limits:
        """The limits with those changed that are written as NAME=VALUE: cells=50M, memory_bytes=8G, seconds=600.

        k, M and G count thousands, of bytes 1,024. Raises ValueError, in Chinese.
        """
        found = asdict(cls())
        for text in texts:
            name, _, value = (part.strip() for part in text.partition("="))
            if name not in found:
                names = "、".join(one.name for one in fields(cls))
                raise ValueError(f"没有“{name}”这个上限；有 {names}")
            number = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([kmg]?)", value.lower())
            if number is None or not float(number[1]):
                raise ValueError(f"{name} 要写成大于零的数字，后面可以加 k、M、G，例如 {name}=2G")
            unit = 1024 if name.endswith("_bytes") else 1000
            found[name] = type(found[name])(float(number[1]) * unit ** _UNITS[number[2]])
        return cls(**found)


LIMITS = Limits()
