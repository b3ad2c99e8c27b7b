"""What the names in an expression stand for at the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.records.dictionary import Dictionary, Link, Privacy, RecordType
from auditor.records.previous import of_today
from auditor.rulelang.nodes import Node
from auditor.rulelang.typed import MEMBER, SUBJECT, ConstantValue, Part, RowRef
from auditor.rulelang.types import Type
from auditor.spans import Span

PARTS: dict[str, Part] = {
    "次数": Part.COUNT,
    "起": Part.START,
    "止": Part.END,
    "天数": Part.DAYS,
    "相似度": Part.SIMILARITY,
    **{part.value: part for part in Part},
}
FINDING_FIELDS: dict[str, str] = {"规则": "rule", "级别": "severity", "标题": "title"} | {
    name: name for name in ("rule", "severity", "title")
}


@dataclass(frozen=True, slots=True)
class SetSymbol:
    """A set of rows; its fields are reached only inside aggregates."""

    record: RecordType
    what: str = "一组记录"


@dataclass(frozen=True, slots=True)
class RowSymbol:
    """One row, perhaps none (``optional``: a latest/earliest box)."""

    row: RowRef
    record: RecordType
    optional: bool = False
    parts: Mapping[Part, Type] = field(default_factory=dict)
    what: str = "一条记录"


@dataclass(frozen=True, slots=True)
class GroupSymbol:
    """One group of rows: ``by`` are the fields that all of them share, read from the first row."""

    row: RowRef
    record: RecordType
    by: frozenset[str]
    what: str = "一组记录"


@dataclass(frozen=True, slots=True)
class ElementSymbol:
    """An element with parts but no row of its own: a run, a gap, a period."""

    parts: Mapping[Part, Type]
    what: str = "一段"


@dataclass(frozen=True, slots=True)
class ValueSymbol:
    """A ``let`` expression. ``private`` is what its value gives away about a person."""

    type: Type
    private: Privacy | None = None


@dataclass(frozen=True, slots=True)
class TableSymbol:
    """A looked-up row: its columns; with one column the name itself is the value."""

    columns: Mapping[str, Type]
    what: str = "查表得到的一行"


@dataclass(frozen=True, slots=True)
class FindingsSymbol:
    """A set of findings, and the types of what a finding has (by ``FINDING_FIELDS``' values)."""

    fields: Mapping[str, Type]
    what: str = "一组问题"


@dataclass(frozen=True, slots=True)
class FaultySymbol:
    """A name whose definition is at fault: known, so that its uses are not reported as well."""


Symbol = SetSymbol | GroupSymbol | RowSymbol | ElementSymbol | ValueSymbol | TableSymbol | FindingsSymbol | FaultySymbol


@dataclass(frozen=True, slots=True)
class ParamSymbol:
    """A parameter: its value, a tuple for a list, or None if what is written is at fault."""

    value: ConstantValue | tuple[ConstantValue, ...] | None
    span: Span


@dataclass(frozen=True)
class Scope:
    """The names legal at one place. ``member`` is the record that a box is looking at, if any.

    ``finding`` has the types of a finding's fields where a box is looking at findings.
    """

    dictionary: Dictionary
    subject: RecordType
    alias: str
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    params: Mapping[str, ParamSymbol] = field(default_factory=dict)
    member: RecordType | None = None
    finding: Mapping[str, Type] | None = None
    terms: Mapping[tuple[str, str], Node] = field(default_factory=dict)  # by record and name
    at: RowRef | None = None  # where a term is read: the row that stands for its subject
    reading: tuple[tuple[str, str], ...] = ()  # the terms being read, the innermost last

    def inside(self, member: RecordType) -> Scope:
        """The scope of a box's own conditions."""
        return replace(self, member=member)

    def of_term(self, key: tuple[str, str], row: RowRef, record: RecordType) -> Scope:
        """The scope of a term's own expression, read of ``row``."""
        return Scope(self.dictionary, record, record.name, terms=self.terms, at=row, reading=(*self.reading, key))

    @property
    def own(self) -> tuple[RowRef, RecordType]:
        """The subject's row."""
        return self.at or RowRef(SUBJECT, self.subject.name), self.subject

    @property
    def here(self) -> tuple[RowRef, RecordType]:
        """The row whose fields are named without a prefix."""
        if self.member is not None:
            return RowRef(MEMBER, self.member.name), self.member
        return self.own

    def row(self, name: str) -> tuple[RowRef, RecordType] | None:
        """The row that ``name`` stands for as a prefix: a box, the subject, or a parent by its link."""
        symbol = self.symbols.get(name)
        if isinstance(symbol, RowSymbol):
            return symbol.row, symbol.record
        subject = self.own
        if name in (self.alias, self.subject.name) and not (self.member and name == self.member.name):
            return subject
        starts = [self.here] if self.member is None else [self.here, subject]
        for start, record in starts:
            if name == record.name:
                return start, record
            hops = route(self.dictionary, record, name)
            if hops:
                target = self.dictionary.records[hops[-1].to]
                return RowRef(start.owner, target.name, (*start.hops, *hops)), target
        return None

    def term(self, name: str, field: str | None) -> tuple[RowRef, RecordType, tuple[str, str]] | None:
        """The row of which ``name`` or ``name.field`` reads a term, its record and the term's key, if it is one."""
        if self.finding is not None or (field is None and name in self.symbols):
            return None
        found = self.here if field is None else self.row(name)
        if found is None:
            return None
        row, record = found
        key = of_today(record.name), field or name
        return (row, record, key) if key in self.terms and key[1] not in record.fields else None

    def names(self) -> Iterator[str]:
        """Every name that could stand here, for suggestions."""
        yield from self.symbols
        if self.finding is not None:
            yield from FINDING_FIELDS
            return
        record = self.here[1]
        yield from record.fields
        yield from (name for owner, name in self.terms if owner == of_today(record.name))
        yield from (f"{self.alias}.{name}" for name in self.subject.fields if self.member is not None)
        for link in record.links.values():
            yield link.name
            yield from (f"{link.name}.{name}" for name in self.dictionary.records[link.to].fields)


def route(dictionary: Dictionary, record: RecordType, name: str) -> tuple[Link, ...]:
    """The shortest way upwards from ``record`` to the link or record called ``name``; () if none."""
    ways: list[tuple[RecordType, tuple[Link, ...]]] = [(record, ())]
    seen = {record.name}
    while ways:
        longer: list[tuple[RecordType, tuple[Link, ...]]] = []
        for at, way in ways:
            for link in at.links.values():
                if name in (link.name, link.to):
                    return (*way, link)
                if link.to not in seen:
                    seen.add(link.to)
                    longer.append((dictionary.records[link.to], (*way, link)))
        ways = longer
    return ()
