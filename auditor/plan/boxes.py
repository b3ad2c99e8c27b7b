"""Boxes → steps: each box of a rule becomes one relation of its plan and one symbol in scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.joins import join_of, record_named
from auditor.records.dictionary import CodeList, Dictionary, Field, Kind, Link, RecordType
from auditor.records.previous import canonical
from auditor.rulebook.reader import SEVERITIES
from auditor.rulebook.rule import Box, BoxKind, Rule, Severity, Status
from auditor.rulebook.scalars import read_value
from auditor.rulebook.table import Table
from auditor.rulebook.term import Term
from auditor.rulelang import typed as t
from auditor.rulelang.check import Checker
from auditor.rulelang.nodes import Duration, Node
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import (
    ElementSymbol,
    FaultySymbol,
    FindingsSymbol,
    GroupSymbol,
    RowSymbol,
    Scope,
    SetSymbol,
    Symbol,
    TableSymbol,
    route,
)
from auditor.rulelang.typed import Part
from auditor.rulelang.types import DATE, INT, NUM, TEXT, Base, Type, type_of_field
from auditor.rulelang.words import Unit
from auditor.spans import Span, Text

BEFORE, AFTER = ("前", "previous"), ("后", "next")
PERIODS = {
    "周": p.PeriodUnit.WEEK,
    "月": p.PeriodUnit.MONTH,
    "季": p.PeriodUnit.QUARTER,
    "半年": p.PeriodUnit.HALF,
    "年": p.PeriodUnit.YEAR,
    "week": p.PeriodUnit.WEEK,
    "month": p.PeriodUnit.MONTH,
    "quarter": p.PeriodUnit.QUARTER,
    "half-year": p.PeriodUnit.HALF,
    "year": p.PeriodUnit.YEAR,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may refer to outside itself."""

    dictionary: Dictionary
    tables: Mapping[str, Table]
    rules: Mapping[str, Rule]
    terms: tuple[Term, ...] = ()
    definitions: Mapping[tuple[str, str], Node] = field(default_factory=dict)  # of the terms that are expressions


@dataclass
class BoxBuilder:
    """Builds the boxes of one rule, in an order in which each name is known before it is used."""

    context: Context
    subject: RecordType
    scope: Scope
    errors: list[RuleError]
    used: set[str] = field(default_factory=set)
    on_trial: bool = False  # whether the rule is

    def add(self, name: str, symbol: Symbol) -> None:
        """Makes ``name`` known to what follows."""
        self.scope = replace(self.scope, symbols={**self.scope.symbols, name: symbol})

    def let(self, name: Text, box: Box) -> p.Step | None:
        """A ``let`` box as a step; its symbol is added."""
        self.add(name, FaultySymbol())  # until the box is known to be sound
        match box.kind:
            case BoxKind.TABLE:
                return self._lookup(name, box)
            case BoxKind.FINDINGS:
                return self._findings(name, box)
        record, join = self._related(box)
        if record is None:
            return None
        where = self._condition(box.exprs.get("where"), self.scope.inside(record))
        if box.kind is BoxKind.ALL:
            self.add(name, SetSymbol(record))
            return p.Members(name, record, join, where) if join else None
        self.add(name, RowSymbol(t.RowRef(name, record.name), record, optional=True))
        if not record.order:
            self.errors.append(error("E315", box.of.span, record=record.name))
        skip = self._whole(box.exprs.get("skip"), "skip")
        return p.Pick(name, record, join, where, box.kind is BoxKind.LATEST, skip) if join else None

    def each(self, name: Text, box: Box) -> p.Step | None:
        """The ``each`` box as a step; its symbols are added."""
        for word in (name, *(BEFORE + AFTER if box.kind is BoxKind.GAP else ())):
            self.add(word, FaultySymbol())  # until the box is known to be sound
        if box.kind is BoxKind.PERIOD:
            return self._period(name, box)
        if box.kind is BoxKind.TWIN:
            return self._twin(name, box)
        record, join = self._related(box)
        if record is None:
            return None
        inside = self.scope.inside(record)
        where = self._condition(box.exprs.get("where"), inside)
        if box.kind is BoxKind.ALL:
            self.add(name, RowSymbol(t.RowRef(name, record.name), record))
            return p.EachMember(name, record, join, where) if join else None
        if box.kind is BoxKind.GROUP:
            by = self._fields(box.by, record)
            self.add(name, GroupSymbol(t.RowRef(name, record.name), record, frozenset(map(str, box.by))))
            return p.EachGroup(name, record, join, where, by) if join and len(by) == len(box.by) else None
        if box.kind is BoxKind.SPAN:
            return self._span(name, box, record, join, where)
        if not record.order:
            self.errors.append(error("E315", box.of.span, record=record.name))
            return None
        order = record.fields[record.order[0]]
        if box.kind is BoxKind.RUN:
            holds = self._condition(box.exprs["while"], inside)
            type_ = type_of_field(order)
            self.add(name, ElementSymbol({Part.COUNT: INT, Part.START: type_, Part.END: type_}))
            return p.EachRun(name, record, join, where, holds) if join and holds else None
        if order.kind not in (Kind.DATE, Kind.DATETIME):
            self.errors.append(error("E315", box.of.span, "间隔要按日期排列", record=record.name))
            return None
        start, end = (self._day(box.exprs[key]) for key in ("from", "until"))
        self.add(name, ElementSymbol({Part.DAYS: INT, Part.START: DATE, Part.END: DATE}))
        for owner, words in ((f"{name}<", BEFORE), (f"{name}>", AFTER)):
            for word in words:
                self.add(word, RowSymbol(t.RowRef(owner, record.name), record))
        return p.EachGap(name, record, join, where, start, end) if join and start and end else None

    def _span(
        self, name: Text, box: Box, record: RecordType, join: p.Join | None, where: t.Condition | None
    ) -> p.Step | None:
        ends = self._fields((box.exprs["from"], box.exprs["to"]), record)
        self.add(name, ElementSymbol({Part.COUNT: INT, Part.START: DATE, Part.END: DATE, Part.DAYS: INT}))
        for text, end in zip((box.exprs["from"], box.exprs["to"]), ends, strict=False):
            if end.kind not in (Kind.DATE, Kind.DATETIME):
                self.errors.append(error("E402", text.span, expected="日期", actual=type_of_field(end)))
                return None
        tolerance = self._days(box.exprs.get("tolerance"))
        return p.EachSpan(name, record, join, where, *ends, tolerance) if join and len(ends) == 2 else None

    def _fields(self, names: Sequence[Text], record: RecordType) -> tuple[Field, ...]:
        for name in names:
            if name not in record.fields:
                hint = suggest(name, record.fields)
                self.errors.append(error("E306", name.span, hint, name=record.name, field=name))
        return tuple(record.fields[name] for name in names if name in record.fields)

    def _whole(self, text: Text | None, key: str) -> int:
        if text is None or (text.isascii() and text.isdigit() and len(text) < 5):
            return int(text or 0)
        self.errors.append(error("E105", text.span, name=key, expected="一个整数"))
        return 0

    def _days(self, text: Text | None) -> int:
        """A duration of days or weeks, in days."""
        value = read_value(text, self.errors) if text is not None else 0
        if isinstance(value, Duration) and value.unit in (Unit.DAY, Unit.WEEK):
            return value.count * (7 if value.unit is Unit.WEEK else 1)
        if text is not None:
            self.errors.append(error("E105", text.span, name="tolerance", expected="以天或周计的时长，例如 3天"))
        return 0

    def _period(self, name: Text, box: Box) -> p.Step | None:
        unit = PERIODS.get(box.of)
        if unit is None:
            self.errors.append(error("E109", box.of.span, value=box.of, allowed="周、月、季、半年、年"))
        start, end = (self._day(box.exprs[key]) for key in ("from", "until"))
        self.add(name, ElementSymbol({Part.START: DATE, Part.END: DATE}))
        return p.EachPeriod(name, unit, start, end) if unit and start and end else None

    def _twin(self, name: Text, box: Box) -> p.Step | None:
        record = self._record(box.of)
        if record is None:
            return None
        if record != self.subject:
            hint = f"“{record.name}”的规则要写 for: {record.name}"
            self.errors.append(error("E309", box.of.span, hint, record=record.name, subject=self.subject.name))
            return None
        assert box.text is not None
        text = record.fields.get(box.text)
        if text is None or text.kind is not Kind.TEXT:
            hint = suggest(box.text, [f.name for f in record.fields.values() if f.kind is Kind.TEXT])
            self.errors.append(error("E306", box.text.span, hint, name=record.name, field=box.text))
            return None
        where = self._condition(box.exprs.get("where"), self.scope.inside(record))
        self.add(name, RowSymbol(t.RowRef(name, record.name), record, parts={Part.SIMILARITY: NUM}))
        return p.EachTwin(name, record, text, where)

    def _lookup(self, name: Text, box: Box) -> p.Step | None:
        table = self.context.tables.get(box.of)
        if table is None:
            self.errors.append(error("E302", box.of.span, suggest(box.of, self.context.tables), name=box.of))
            return None
        self.add(name, TableSymbol(table.outputs))
        inputs: dict[str, t.Value] = {}
        faults = len(self.errors)
        for key, text in box.inputs.items():
            column = key or next(iter(table.inputs), "")
            if not key and len(table.inputs) != 1:
                expected = "{" + ", ".join(f"{column}: …" for column in table.inputs) + "}"
                self.errors.append(error("E105", text.span, name="with", expected=expected))
                continue
            if column not in table.inputs:
                hint = suggest(column, table.inputs)
                self.errors.append(error("E316", text.span, hint, table=table.name, name=column))
                continue
            value = self._value(text, self.scope)
            if value is not None and self._fits(value, table.inputs[column], text.span):
                inputs[column] = value
        for column in table.inputs.keys() - inputs.keys() if len(self.errors) == faults else ():
            self.errors.append(error("E104", name.span, where="with", name=column))
        return p.Lookup(name, table, inputs) if len(inputs) == len(table.inputs) else None

    def _findings(self, name: Text, box: Box) -> p.Step | None:
        routes: dict[str, tuple[Link, ...]] = {}
        for wanted in box.ids:
            routes.update(self._routes(wanted))
        if not routes:
            return None
        fields = {
            "rule": Type(Base.CODE, CodeList("规则", tuple(routes))),
            "severity": Type(Base.CODE, CodeList("级别", tuple(Severity), SEVERITIES)),
            "title": TEXT,
        }
        self.add(name, FindingsSymbol(fields))
        where = self._condition(box.exprs.get("where"), replace(self.scope, finding=fields))
        return p.Findings(name, routes, where)

    def _routes(self, wanted: Text) -> dict[str, tuple[Link, ...]]:
        """The rules that an id or a tag means, each with the links from its record up to the subject."""
        named = wanted in self.context.rules
        chosen = [r for r in self.context.rules.values() if wanted in (r.id, r.theme) or wanted in r.tags]
        if not chosen:
            legal = {word for r in self.context.rules.values() for word in (str(r.id), r.theme, *r.tags)}
            self.errors.append(error("E311", wanted.span, suggest(wanted, legal), name=wanted))
        # A tag gathers first-hand findings only, or the rule would follow itself; and nothing on trial,
        # which would count after all.
        usual = [r for r in chosen if not _gathers(r) and (self.on_trial or r.status is not Status.TRIAL)]
        first_hand = chosen if named else usual
        if chosen and not first_hand:
            hint = "带这个标签的规则在试行，或者本身也引用别的规则的结果，要写明编号"
            self.errors.append(error("E311", wanted.span, hint, name=wanted))
        records = {str(r.id): self.context.dictionary.records.get(canonical(r.record)) for r in first_hand}
        routes: dict[str, tuple[Link, ...]] = {}
        for rule, record in records.items():
            if record is None:
                continue  # that rule's own fault is reported there
            way = route(self.context.dictionary, record, self.subject.name)
            if record == self.subject or way:
                routes[rule] = () if record == self.subject else way
        seen = "、".join(sorted({record.name for record in records.values() if record is not None}))
        if seen and not routes:
            self.errors.append(error("E314", wanted.span, subject=self.subject.name, rule=wanted, record=seen))
        return routes

    def _related(self, box: Box) -> tuple[RecordType | None, p.Join | None]:
        record = self._record(box.of)
        if record is None:
            return None, None
        return record, join_of(box, record, self.subject, self.context.dictionary, self.errors)

    def _record(self, name: Text) -> RecordType | None:
        return record_named(name, self.context.dictionary, self.errors)

    def _day(self, text: Text) -> t.Value | None:
        value = self._value(text, self.scope)
        if value is not None and not value.type.is_time:
            self.errors.append(error("E402", text.span, expected="日期", actual=value.type))
            return None
        return value

    def _value(self, text: Text, scope: Scope) -> t.Value | None:
        try:
            return Checker(scope, self.errors, self.used).value(parse(text))
        except RulebookError as why:
            self.errors.extend(why.errors)
            return None

    def _condition(self, text: Text | None, scope: Scope) -> t.Condition | None:
        if text is None:
            return None
        try:
            return Checker(scope, self.errors, self.used).condition(parse(text))
        except RulebookError as why:
            self.errors.extend(why.errors)
            return None

    def _fits(self, value: t.Value, wanted: Type, span: Span) -> bool:
        """Reports and gives False unless ``value`` may be looked up in a column of type ``wanted``."""
        if wanted.codes is not None and isinstance(value, t.Constant) and isinstance(value.value, str):
            if value.value not in wanted.codes.values:
                self.errors.append(error("E401", span, suggest(value.value, wanted.codes.values), value=value.value))
                return False
            return True
        given = value.type
        alike = given.base is wanted.base
        alike = alike or (given.is_number and wanted.is_number) or (given.is_text and wanted.is_text)
        if wanted.codes and given.codes and not set(wanted.codes.values) & set(given.codes.values):
            alike = False
        if not alike:
            self.errors.append(error("E402", span, expected=wanted, actual=given))
        return alike


def _gathers(rule: Rule) -> bool:
    boxes = [box for version in rule.versions for box in version.lets.values()]
    return any(isinstance(box, Box) and box.kind is BoxKind.FINDINGS for box in boxes)
