"""How much of a file is read at all: what no honest export exceeds, and a hostile one must not use up."""

from __future__ import annotations

from dataclasses import dataclass


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


LIMITS = Limits()
