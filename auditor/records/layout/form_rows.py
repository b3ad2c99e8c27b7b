"""Lists inside a form: rows under a header, which belong to the record that the form is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.layout.form_labels import Labels, Section, Spot, Table
from auditor.records.layout.form_values import entered
from auditor.records.layout.templates import Form, FormRows
from auditor.records.reading.sheet import CellPlace, Sheet
from auditor.records.spelling import normal_header


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list found in a table: rows ``first`` (its header) to ``end`` (not included); ``columns`` by field."""

    rows: FormRows
    table: Table
    first: int
    end: int
    columns: Mapping[str, Spot]

    @property
    def record(self) -> str:
        """The record type of its rows."""
        return self.rows.record

    def sheet(
        self,
        file: str,
        form: Form,
        parent: RecordType,
        values: Mapping[str, tuple[str, CellPlace]],
        dictionary: Dictionary,
    ) -> Sheet:
        """The rows, each with the key of the form's own record, whose ``values`` are given."""
        record = dictionary.records[self.record]
        texts = {
            name: [self._text(row, header, name, record) for row in range(self.first + 1, self.end)]
            for name, header in self.columns.items()
        }
        filled = [any(column) for column in zip(*texts.values(), strict=True)]
        names: dict[str, str] = {name: str(header.number) for name, header in self.columns.items()}
        places: dict[str, CellPlace] = {}
        for name, key in _inherited(record, parent, form):
            if name not in texts and key in values:
                text, place = values[key]
                texts[name] = [text if one else None for one in filled]
                names[name], places[name] = place.column, place
        cells = pl.DataFrame([pl.Series(f"c{at}", column, pl.String) for at, column in enumerate(texts.values())])
        return Sheet(
            file,
            self.table.name,
            cells,
            tuple(names.values()),
            tuple(names),
            first_row=self.first + 2,
            places=tuple(places.get(name) for name in names),
        )

    def _text(self, row: int, header: Spot, name: str, record: RecordType) -> str | None:
        spot = self.table.at(row, header.left)
        if spot is None:
            return None
        return entered(spot.text, self.rows.fields[name].entry, record.fields[name]) or None


def read_list_rows(rows: FormRows, section: Section, labels: Labels) -> ListRead | None:
    """The list in the first table of a section that has its header; None if none has."""
    wanted = {normal_header(label): name for name, field in rows.fields.items() for label in field.labels}
    needed = max(2, (len(rows.fields) + 1) // 2)
    for table in section.tables:
        for row in range(table.height):
            columns: dict[str, Spot] = {}
            for spot in table.row(row):
                name = wanted.get(spot.label)
                if name is not None and spot.bottom == row:
                    columns.setdefault(name, spot)
            if len(columns) >= min(needed, len(rows.fields)):
                own = labels.normal - set(wanted)
                return ListRead(rows, table, row, _end(table, row, own), columns)
    return None


def _end(table: Table, header: int, own: frozenset[str]) -> int:
    """The row before which a list ends: one that goes over the whole width, or one with a label of the form."""
    width = len(table.row(header))
    for row in range(header + 1, table.height):
        cells = table.row(row)
        if len(cells) * 2 <= width or any(spot.label in own for spot in cells):
            return row
    return table.height


def _inherited(record: RecordType, parent: RecordType, form: Form) -> list[tuple[str, str]]:
    """The fields of a row that hold the key of the form's record, each with the part of the key that it holds."""
    link = next((link for name, link in record.links.items() if link.to == form.record and name == link.to), None)
    return list(zip(link.by, parent.key, strict=True)) if link is not None else []
