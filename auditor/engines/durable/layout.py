"""What the plans of an engine read: columns, links, joins, similar texts. Each gets a number.

Rows can then be tuples, and related rows are found by list index and dictionary key.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.plan.nodes import Findings, Join
from auditor.records.dictionary import Link, RecordType


@dataclass(frozen=True, slots=True)
class Up:
    """A link, from the record named ``record``."""

    record: str
    link: Link


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows of a record by the values of fields ``there``, read ``hops`` up from the row."""

    record: str
    hops: tuple[int, ...]  # numbers of links
    there: tuple[int, ...]  # places in the row that the hops lead to


@dataclass(frozen=True, slots=True)
class Route:
    """A ``findings`` step: for each rule, the numbers of the links from its subject to this one."""

    step: Findings
    ways: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(slots=True)
class Layout:
    """Grows while plans are compiled; ``Cases`` reads a data set by it."""

    columns: dict[str, dict[str, int]] = field(default_factory=dict)  # record → field name → place in the row
    links: dict[Up, int] = field(default_factory=dict)
    groups: dict[Joined, int] = field(default_factory=dict)
    orders: dict[str, tuple[int, ...]] = field(default_factory=dict)  # record → places of its order fields
    texts: dict[tuple[str, int], int] = field(default_factory=dict)  # (record, place of its text) → number
    routes: list[Route] = field(default_factory=list)

    def column(self, record: str, name: str) -> int:
        """The place of a field in its record's rows; place 0 is the rid."""
        places = self.columns.setdefault(record, {})
        return places.setdefault(name, len(places) + 1)

    def link(self, record: str, link: Link) -> int:
        """The number of a link."""
        for name in link.by:
            self.column(record, name)
        return self.links.setdefault(Up(record, link), len(self.links))

    def way(self, record: str, hops: tuple[Link, ...]) -> tuple[int, ...]:
        """The numbers of links followed one after the other."""
        numbers = []
        for hop in hops:
            numbers.append(self.link(record, hop))
            record = hop.to
        return tuple(numbers)

    def group(self, record: RecordType, join: Join) -> int:
        """The number of a join."""
        self.columns.setdefault(record.name, {})  # a set of all rows may read none of their fields
        last = join.hops[-1].to if join.hops else record.name
        there = tuple(self.column(last, field.name) for field, _ in join.pairs)
        joined = Joined(record.name, self.way(record.name, join.hops), there)
        return self.groups.setdefault(joined, len(self.groups))

    def order(self, record: RecordType) -> tuple[int, ...]:
        """The places of a record's order fields."""
        places = tuple(self.column(record.name, name) for name in record.order)
        self.orders[record.name] = places
        return places

    def twins(self, record: RecordType, text: str) -> int:
        """The number of a comparison of texts."""
        self.order(record)
        return self.texts.setdefault((record.name, self.column(record.name, text)), len(self.texts))

    def route(self, step: Findings, subjects: dict[str, str]) -> int:
        """The number of a ``findings`` step; ``subjects`` gives each rule's record."""
        known = sorted((rule, way) for rule, way in step.routes.items() if rule in subjects)
        ways = tuple((rule, self.way(subjects[rule], way)) for rule, way in known)
        self.routes.append(Route(step, ways))
        return len(self.routes) - 1
