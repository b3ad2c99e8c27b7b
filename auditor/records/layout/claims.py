"""Which columns a record type finds under a header, and why it takes none of the others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from auditor.records.dictionary import Origin, RecordType
from auditor.records.layout.header_rows import HeaderRows, Heading
from auditor.records.layout.mapping import UNREAD, SheetMapping
from auditor.records.spelling import normal_header


def header_names(record: RecordType) -> dict[str, str]:
    """Every accepted header of a record type in compared form → field name."""
    names: dict[str, str] = {}
    for field in record.fields.values():
        for written in (field.name, *field.headers, field.id):
            names.setdefault(normal_header(written), field.name)
    return names


class Names:
    """The headers of record types in compared form, worked out as they are asked for."""

    def __init__(self, types: Mapping[str, RecordType]) -> None:
        self._types = types
        self._fields: dict[str, dict[str, str]] = {}

    def fields(self, record: str) -> Mapping[str, str]:
        """The fields of a record type by their headers."""
        if record not in self._fields:
            self._fields[record] = header_names(self._types[record])
        return self._fields[record]

    @cached_property
    def records(self) -> Mapping[str, list[str]]:
        """For each header the record types that have it, of those whose sheets are told by their headers."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, record in self._types.items():
            for header in self.fields(name) if record.origin is Origin.EXPORT else ():
                found[header].append(name)
        return found

    @cached_property
    def written(self) -> pl.Series:
        """All of these headers in the one list of a series, for comparing columns of cells."""
        return pl.Series([sorted(self.records)], dtype=pl.List(pl.String))

    def of(self, record: str, header: str) -> str | None:
        """The field that a header in compared form names, also with a note in brackets behind it."""
        fields = self.fields(record)
        return fields.get(header) or fields.get(_unbracketed(header))

    def possible(self, header: HeaderRows, entry: SheetMapping | None) -> list[str]:
        """The record types of which a header may have a column."""
        found: dict[str, None] = {}
        for heading in header.headings:
            for written in _spellings(heading):
                found |= dict.fromkeys(self.records.get(written, ()))
                found |= dict.fromkeys(self.records.get(_unbracketed(written), ()))
        if entry is not None:
            stated = set(entry.columns.values())
            told = {name for several in self.records.values() for name in several}
            found |= {name: None for name in told if stated & set(self.fields(name).values())}
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Claims:
    """The fields of one record type under a header.

    ``by_column`` has the field of every column that names one, of which ``joined`` need the groups above them;
    ``columns`` has for each field the column that it is read from; ``left_out`` are columns that a person does
    not want read; ``doubtful`` columns that may mean a field of someone else.
    """

    record: str
    header: HeaderRows
    by_column: Mapping[int, str]
    columns: Mapping[str, int]
    left_out: frozenset[int]
    doubtful: Mapping[int, str]
    joined: int

    @classmethod
    def of(cls, record: str, header: HeaderRows, names: Names, entry: SheetMapping | None) -> Claims:
        """What ``record`` finds: as a person has written down, then by whole headings, then by their last part."""
        stated = {heading.index: _stated(heading, entry) for heading in header.headings}
        fields = frozenset(names.fields(record).values())
        certain = {index: name for index, name in stated.items() if name in fields}
        open_ = [heading for heading in header.headings if stated[heading.index] is None]
        lone: dict[int, str] = {}
        joined = 0
        for heading in open_:
            field, whole = _named(heading, record, names)
            if field is not None and whole:
                certain[heading.index] = field
                joined += len(heading.parts) > 1
            elif field is not None:
                lone[heading.index] = field
        taken = Counter(lone.values())
        doubtful = {index: field for index, field in lone.items() if taken[field] > 1 and field not in certain.values()}
        by_column = certain | {index: field for index, field in lone.items() if index not in doubtful}
        columns: dict[str, int] = {}
        for index in (*(i for i, name in stated.items() if name in fields), *sorted(by_column)):
            columns.setdefault(by_column[index], index)
        left_out = frozenset(index for index, name in stated.items() if name == UNREAD)
        return cls(record, header, by_column, columns, left_out, doubtful, joined)

    def spare(self, constants: Collection[str]) -> Iterator[tuple[int, str]]:
        """The columns that are not read, each with the reason; not those that nobody wants read."""
        for heading in self.header.headings:
            index = heading.index
            field = self.by_column.get(index)
            if index in self.left_out:
                continue
            if index in self.doubtful:
                yield index, f"分不清哪一列是“{self.doubtful[index]}”，请写映射文件"
            elif field is None:
                yield index, f"“{self.record}”没有这一列"
            elif field in constants:
                yield index, f"“{field}”已经由映射文件给定"
            elif self.columns[field] != index:
                yield index, f"“{field}”已经从前面的一列读取"


def _stated(heading: Heading, entry: SheetMapping | None) -> str | None:
    """The field (or UNREAD) that a person has given to a heading, whole or by its last part."""
    if entry is None or not entry.columns:
        return None
    whole = entry.field_of(heading.shown) or entry.field_of("".join(heading.parts))
    return whole or entry.field_of(heading.parts[-1])


def _named(heading: Heading, record: str, names: Names) -> tuple[str | None, bool]:
    """The field that a heading names, and whether the whole heading names it rather than its last part."""
    *joined, last = _spellings(heading)
    for written in joined:
        if field := names.of(record, written):
            return field, True
    field = names.of(record, last)
    groups = [normal_header(part) for part in heading.parts[:-1]]
    if not groups:
        return field, True
    # Where there is a 监护人电话 beside a 电话, a 姓名 below 监护人 is no 姓名.
    fields = names.fields(record)
    someone_else = any(group + name in fields for group in groups if group for name in fields)
    return (None if someone_else else field), False


def _spellings(heading: Heading) -> list[str]:
    """A heading in compared form: with all groups above it, with fewer, alone."""
    parts = heading.parts
    return [normal_header("".join(parts[start:])) for start in range(len(parts))]


def _unbracketed(normal: str) -> str:
    """A header without the note in brackets behind it."""
    return re.sub(r"[(\[【].*$", "", normal)
