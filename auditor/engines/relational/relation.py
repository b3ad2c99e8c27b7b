"""The relation that a rule's query works on: its stages so far, and where each value's columns are.

Every stage is one named subquery over earlier ones, so that a query reads from top to bottom and its
size grows with the rule, not with the number of ways in which its stages are combined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import ibis

from auditor.engines.relational.functions import as_date
from auditor.engines.relational.schema import SOLE, first_id, record_table
from auditor.engines.relational.truth import Column, Flag, Truth, Val, both, column, either, negate, point
from auditor.plan import nodes as p
from auditor.records.clean import State
from auditor.records.dictionary import Dictionary, Field, Link, RecordType
from auditor.records.partial import may_be_partial
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang import typed as t
from auditor.rulelang.functions import Func
from auditor.rulelang.types import Base
from auditor.rulelang.words import Word

CELL = "cell"  # identifies one row of the current stage
NO_LIMIT = 10**9  # stands for "any number" where findings of a rule that did not run are counted


@dataclass
class Relation:
    """The current stage and the names of its columns; implements ``values.Rows``."""

    dictionary: Dictionary
    calendar: WorkCalendar | None
    fields: Mapping[t.RowRef, tuple[Field, ...]]  # what the rule reads of each row
    partials: frozenset[Field] = frozenset()  # of which it also reads what a partly known date may be
    stages: list[tuple[str, Any]] = field(default_factory=list)
    prefixes: dict[t.RowRef, str] = field(default_factory=dict)
    lets: dict[str, t.Expr] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    table: Any = None

    def slug(self, name: str) -> str:
        """The ASCII prefix of a box's columns; both rows of a gap share its box's."""
        return self.slugs[name.rstrip("<>")]

    def prefix(self, row: t.RowRef) -> str:
        """The ASCII prefix of a row's columns."""
        if row not in self.prefixes:
            self.prefixes[row] = f"r{len(self.prefixes) + 1}_{self.dictionary.records[row.record].id}"
        return self.prefixes[row]

    def stage(self, name: str, expr: Any) -> Any:
        """Adds a subquery and gives it as a table."""
        title = f"{len(self.stages) + 1:02d}_{name}"
        self.stages.append((title, expr))
        return ibis.table(expr.schema(), name=title)

    def become(self, name: str, expr: Any) -> None:
        """Makes ``expr`` the current stage."""
        self.table = self.stage(name, expr)

    def over(self, table: Any) -> Relation:
        """The same names over another relation that has at least these columns."""
        return replace(self, table=table)

    # rows of records

    def record_rows(self, row: t.RowRef, record: RecordType, extra: tuple[Field, ...] = ()) -> Any:
        """The rows of ``record`` under the prefix of ``row``, with the parents that the rule reads."""
        source = record_table(record)
        prefix = self.prefix(row)
        chains = sorted((r for r in self.fields if r.owner == row.owner and r.hops), key=lambda r: len(r.hops))
        wanted = {*self.fields.get(row, ()), *extra}
        wanted |= {record.fields[name] for r in chains for name in r.hops[0].by if r.hops[0] in record.links.values()}
        found = source.select(**_named(source, prefix, wanted, self.partials))
        done: dict[tuple[Link, ...], tuple[str, RecordType]] = {(): (prefix, record)}
        for chain in chains:
            if chain.hops[0] not in record.links.values():
                continue
            for length in range(1, len(chain.hops) + 1):
                hops = chain.hops[:length]
                if hops not in done:
                    found = self._join_parent(found, row, hops, chains, done)
        return found

    def _join_parent(
        self,
        found: Any,
        row: t.RowRef,
        hops: tuple[Link, ...],
        chains: list[t.RowRef],
        done: dict[tuple[Link, ...], tuple[str, RecordType]],
    ) -> Any:
        below, child = done[hops[:-1]]
        parent = self.dictionary.records[hops[-1].to]
        at = t.RowRef(row.owner, parent.name, hops)
        prefix = self.prefix(at)
        wanted = set(self.fields.get(at, ()))
        wanted |= {
            parent.fields[name]
            for chain in chains
            if chain.hops[: len(hops)] == hops and len(chain.hops) > len(hops)
            for name in chain.hops[len(hops)].by
        }
        wanted |= {parent.fields[name] for name in parent.key}
        source = record_table(parent)
        rows = source.filter(source[SOLE]).select(**_named(source, prefix, wanted, self.partials))
        keys = [
            found[f"{below}__{child.fields[by].id}"] == rows[f"{prefix}__{parent.fields[key].id}"]
            for by, key in zip(hops[-1].by, parent.key, strict=True)
        ]
        done[hops] = (prefix, parent)
        return found.left_join(rows, keys).select(found, rows)

    # where values are

    def run_value(self, word: Word) -> Column:
        """What the audit as a whole states."""
        return self.table[word.value]

    def field(self, value: t.FieldValue) -> Val:
        """A field of a row. A row that a link does not reach is unknown; one not picked is blank."""
        prefix = self.prefix(value.row)
        name = f"{prefix}__{value.field.id}"
        state = self.table[f"{name}__state"]
        unsure: Flag = state.isin([State.ABSENT.value, State.UNKNOWN.value]).fill_null(False)
        written: Flag = (state == State.INVALID.value).fill_null(False)
        if may_be_partial(value.field):
            written = written | (state >= State.PARTIAL_MONTH.value).fill_null(False)
        if value.row.hops:
            unsure = either(unsure, self.table[f"{prefix}__rid"].isnull())
        elif f"{prefix}__unsure" in self.table.columns:
            unsure = either(unsure, self.table[f"{prefix}__unsure"])
        return point(self.table[name], unsure, written)

    def invalid(self, value: t.FieldValue) -> Truth:
        """Whether what is written in a field is no value, not even part of one."""
        val = self.field(value)
        invalid = (self.table[f"{self.prefix(value.row)}__{value.field.state_id}"] == State.INVALID.value).fill_null(
            False
        )
        return Truth(both(invalid, negate(val.unsure)), either(invalid, val.unsure))

    def possible(self, value: t.Possible) -> Val:
        """A date, or the first or last day that a partly known one may be."""
        val = self.field(value.value)
        prefix, field = self.prefix(value.row), value.value.field
        day = self.table[f"{prefix}__{first_id(field)}"]
        if value.last:
            yearly = self.table[f"{prefix}__{field.state_id}"] == State.PARTIAL_YEAR.value
            after = day.cast("timestamp") + ibis.ifelse(yearly, ibis.interval(months=12), ibis.interval(months=1))
            day = (after - ibis.interval(days=1)).date()
        found = as_date(val.lo).fill_null(day)
        return point(found, both(found.isnull(), val.unknown))

    def element(self, value: t.ElementValue) -> Val:
        """A part of the element."""
        slug = self.slug(value.name)
        lo = self.table[f"{slug}__{value.part.value}"]
        if f"{slug}__{value.part.value}_hi" in self.table.columns:
            return Val(lo, self.table[f"{slug}__{value.part.value}_hi"])
        unsure = f"{slug}__{value.part.value}_unsure"
        return point(lo, self.table[unsure] if unsure in self.table.columns else False)

    def let(self, name: str) -> Val | Truth:
        """A let's value, or its truth."""
        slug = self.slug(name)
        if isinstance(self.lets[name], t.CONDITIONS):
            return Truth(self.table[f"{slug}__certain"], self.table[f"{slug}__possible"])
        lo = self.table[slug]
        hi = self.table[f"{slug}__hi"] if f"{slug}__hi" in self.table.columns else lo
        return Val(lo, hi, self.table[f"{slug}__unsure"], self.table[f"{slug}__written"])

    def looked_up(self, value: t.TableValue) -> Val:
        """A column of a looked-up row."""
        slug = self.slug(value.name)
        return point(self.table[f"{slug}__{value.column}"], self.table[f"{slug}__unsure"])

    def finding(self, value: t.FindingValue) -> Val:
        """A property of a finding."""
        return point(self.table[f"finding__{value.name}"])

    def exists(self, box: str) -> Truth:
        """Whether a set has members, or a pick found a row."""
        slug = self.slug(box)
        if f"{slug}__found" in self.table.columns:
            found, unsure = self.table[f"{slug}__found"], self.table[f"{slug}__unsure"]
            return Truth(both(found, negate(unsure)), either(found, unsure))
        certain, doubtful = self.table[f"{slug}__n"], self.table[f"{slug}__doubtful"]
        return Truth(certain > 0, either((certain + doubtful) > 0, self._open(slug)))

    def aggregate(self, value: t.Aggregate) -> Val:
        """A count or another aggregate of a set."""
        slug = self.slug(value.box)
        certain, doubtful = self.table[f"{slug}__n"], self.table[f"{slug}__doubtful"]
        opened = self._open(slug)
        if value.func is Func.COUNT:
            most = certain + doubtful
            return Val(certain, most if opened is False else ibis.ifelse(opened, NO_LIMIT, most))
        name = aggregate_name(slug, value)
        if value.func is Func.KINDS:
            most = self.table[f"{name}_hi"]
            return Val(self.table[name], most if opened is False else ibis.ifelse(opened, NO_LIMIT, most))
        unknown = either(doubtful > 0, opened)
        if f"{name}__unknown" in self.table.columns:
            unknown = either(unknown, self.table[f"{name}__unknown"])
        number = self.table[name]
        return point(ibis.ifelse(column(unknown), ibis.null(number.type()), number), unknown)

    def _open(self, slug: str) -> Flag:
        return self.table[f"{slug}__open"] if f"{slug}__open" in self.table.columns else False


def aggregate_name(slug: str, value: t.Aggregate) -> str:
    """The column that holds an aggregate."""
    of = value.of
    what = of.name if isinstance(of, t.FindingValue) else of.field.id if of is not None else ""
    return f"{slug}__{value.func.value}_{what}"


def aggregates(slug: str, wanted: list[t.Aggregate], rows: Relation, certain: Column) -> dict[str, Column]:
    """The aggregate columns of a set, over the rows for which ``certain`` holds; the others are doubtful."""
    found: dict[str, Column] = {}
    for value in wanted:
        if value.of is None:
            continue
        val = rows.finding(value.of) if isinstance(value.of, t.FindingValue) else rows.field(value.of)
        name = aggregate_name(slug, value)
        if value.func is Func.KINDS:
            unread = 0 if val.unknown is False else val.unknown.sum()  # each may be of a kind of its own
            found[name] = val.lo.nunique(where=certain)
            found[f"{name}_hi"] = val.lo.nunique() + unread
            continue
        found[name] = _aggregate(value.func, val.lo, certain, value.type.base)
        found[f"{name}__unknown"] = both(certain, val.lo.isnull()).any()
    return found


def _aggregate(func: Func, values: Column, certain: Column, base: Base) -> Column:
    match func:
        case Func.TOTAL:
            return values.sum(where=certain).cast("int64" if base is Base.INT else "float64")
        case Func.AVERAGE:
            return values.cast("float64").mean(where=certain)
        case Func.EARLIEST | Func.SMALLEST:
            return values.min(where=certain)
        case _:
            return values.max(where=certain)


def empty_value(value: t.Aggregate) -> object:
    """The aggregate of a set without members: 0 for totals and kinds, else nothing (None)."""
    return 0 if value.func in (Func.TOTAL, Func.KINDS) else None


def fields_read(plan: p.RulePlan, exprs: list[t.Expr]) -> dict[t.RowRef, tuple[Field, ...]]:
    """The fields that the expressions read, by row."""
    found: dict[t.RowRef, dict[Field, None]] = {}
    for expr in exprs:
        for node in t.walk(expr):
            if isinstance(node, t.FieldValue):
                found.setdefault(node.row, {})[node.field] = None
    return {row: tuple(fields) for row, fields in found.items()}


def _named(source: Any, prefix: str, wanted: set[Field], partials: frozenset[Field]) -> dict[str, Any]:
    columns = {f"{prefix}__rid": source["rid"]}
    for one in sorted(wanted, key=lambda f: f.id):
        columns[f"{prefix}__{one.id}"] = source[one.id]
        columns[f"{prefix}__{one.state_id}"] = source[one.state_id]
        if one in partials:
            columns[f"{prefix}__{first_id(one)}"] = source[first_id(one)]
    return columns
