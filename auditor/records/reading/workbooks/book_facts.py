"""What a workbook says besides the cells of its sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.records.reading.workbooks.sheet_facts import SheetFacts


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The facts of all sheets in their order, or by their names."""

    sheets: Sequence[SheetFacts] | Mapping[str, SheetFacts]
    since_1904: bool = False

    def sheet(self, name: str, index: int) -> SheetFacts | None:
        """The facts of one sheet; None if there are none."""
        if isinstance(self.sheets, Mapping):
            return self.sheets.get(name)
        return self.sheets[index] if index < len(self.sheets) else None
