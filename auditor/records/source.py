"""A sheet of an export that was read: which record type it holds, where its fields stand, what became of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default

from auditor.records.reading.sheet import CellPlace

GIVEN = "映射文件"  # in place of the column of a field that a person has given for the whole sheet


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet that was read as ``record``; ``columns`` maps field name → column letter or name.

    ``places`` tells of a form's fields where each stands.
    """

    file: str
    sheet: str | None
    record: str
    columns: Mapping[str, str]
    rows_read: int
    unread: Mapping[str, int]  # reason → rows
    places: Mapping[str, CellPlace] = default(default_factory=dict)
    duplicate: int = 0  # rows wholly equal to another that is read
    merged: int = 0  # rows that belong to a record of which another row is read
    # field → what its invalid cells say → how often, the commonest first; of fields that give nobody away
    invalid: Mapping[str, Mapping[str, int]] = default(default_factory=dict)

    def at(self, field: str, row: int) -> tuple[str | None, int, str | None]:
        """Sheet, row and column where the value of a field stands, of the record read from ``row``."""
        place = self.places.get(field)
        if place is not None:
            return place.sheet, place.row, place.column
        return self.sheet, row, self.columns.get(field)

    @property
    def rows_unread(self) -> int:
        """The rows that no record was made of."""
        return sum(self.unread.values())

    @property
    def rows_kept(self) -> int:
        """The rows that are checked."""
        return self.rows_read - self.rows_unread - self.duplicate - self.merged
