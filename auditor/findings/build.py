"""From an engine's cells to findings: messages rendered, places shown, private values masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from auditor.engines import base
from auditor.engines.base import FROM_START, Cell, Place, RuleRun, Verdict
from auditor.findings.finding import (
    Citation,
    Evidence,
    Finding,
    Item,
    Reminder,
    Subject,
    Undecided,
    Written,
)
from auditor.findings.identity import Key, identities
from auditor.findings.mask import mask_as, mask_text
from auditor.findings.rows import Calling, Rows, Wanted, callings
from auditor.records.dataset import Dataset, State
from auditor.records.dictionary import Kind, Privacy, RecordType
from auditor.rulebook.rule import Severity
from auditor.say import BLANK, Sayable, say, say_as


class Slot(Protocol):
    """A place in a message where a value is put in."""

    @property
    def index(self) -> int: ...  # into ``Cell.values``
    @property
    def format(self) -> str | None: ...  # a name in ``say.FORMATS``
    @property
    def private(self) -> Privacy | None: ...


class Quoted(Protocol):
    """The clause a rule cites."""

    @property
    def doc(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def quote(self) -> str: ...


class RuleFacts(Protocol):
    """What a finding repeats of its rule, or of the version of it that judged.

    ``record`` is the subject's type; ``element_record`` that of the elements of ``each``, None if the
    rule has no ``each`` or its elements are calendar periods. ``evidence`` says for each role which
    fields to show of a row in that role; a role without an entry shows its key.
    """

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int | None: ...
    @property
    def title(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def trial(self) -> bool: ...
    @property
    def fix(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def sources(self) -> Sequence[Quoted]: ...
    @property
    def record(self) -> RecordType: ...
    @property
    def element_record(self) -> RecordType | None: ...
    @property
    def message(self) -> Sequence[str | Slot]: ...
    @property
    def evidence(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True, slots=True)
class Items:
    """Everything worth telling, each sorted by severity, rule, subject and element.

    What rules on trial say is in ``trial`` alone, findings first.
    """

    findings: tuple[Finding, ...]
    reminders: tuple[Reminder, ...]
    undecided: tuple[Undecided, ...]
    trial: tuple[Finding | Reminder | Undecided, ...]

    def all(self) -> tuple[Finding | Reminder | Undecided, ...]:
        """All that counts, in one list."""
        return (*self.findings, *self.reminders, *self.undecided)


def build(judged: Iterable[tuple[RuleFacts, RuleRun]], dataset: Dataset, *, mask: bool = True) -> Items:
    """The findings, reminders and undecided verdicts of these runs, of which a rule may have several.

    Cells that passed are ignored. With ``mask`` no name, id number, telephone number or address
    leaves this function unmasked.
    """
    pairs = tuple(judged)
    writer = _Writer(dataset, _gather(pairs).fetch(dataset), _callings(pairs, dataset), mask)
    on_trial = {rule.id for rule, _ in pairs if rule.trial}
    judged_by: dict[str, list[tuple[RuleFacts, Cell]]] = defaultdict(list)
    for rule, run in pairs:
        judged_by[rule.id] += [(rule, cell) for cell in run.cells if cell.verdict is not Verdict.PASSED]
    items = [item for rule_id, cells in judged_by.items() for item in writer.items(rule_id, cells)]
    items.sort(key=lambda item: (item.severity.rank, item.rule, item.subject.key, item.element or ""))
    told = _sorted_out(item for item in items if item.rule not in on_trial)
    return replace(told, trial=_sorted_out(item for item in items if item.rule in on_trial).all())


def _sorted_out(items: Iterable[Item]) -> Items:
    several = tuple(items)
    return Items(
        findings=tuple(item for item in several if isinstance(item, Finding)),
        reminders=tuple(item for item in several if isinstance(item, Reminder)),
        undecided=tuple(item for item in several if isinstance(item, Undecided)),
        trial=(),
    )


def _element_order(element: int | date | None) -> int:
    match element:
        case None:
            return -1
        case date():
            return element.toordinal()
        case int():
            return element


def _gather(pairs: Iterable[tuple[RuleFacts, RuleRun]]) -> Wanted:
    wanted = Wanted.nothing()
    for rule, run in pairs:
        for cell in run.cells:
            wanted.rids[rule.record.name].add(cell.subject)
            if rule.element_record and isinstance(cell.element, int) and cell.element != FROM_START:
                wanted.rids[rule.element_record.name].add(cell.element)
            for place in cell.places:
                wanted.rids[place.record].add(place.rid)
                wanted.fields[place.record].update(rule.evidence.get(place.role, ()))
    return wanted


def _callings(pairs: Iterable[tuple[RuleFacts, RuleRun]], dataset: Dataset) -> Mapping[str, Mapping[int, Calling]]:
    subjects: dict[str, set[int]] = {}
    for rule, run in pairs:
        subjects.setdefault(rule.record.name, set()).update(cell.subject for cell in run.cells)
    records = dataset.dictionary.records
    return {name: callings(dataset, records[name], rids) for name, rids in subjects.items()}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes items from rows fetched beforehand."""

    dataset: Dataset
    rows: Mapping[str, Rows]
    called: Mapping[str, Mapping[int, Calling]]  # record name -> rid of a subject
    mask: bool

    def items(self, rule_id: str, cells: Iterable[tuple[RuleFacts, Cell]]) -> Iterator[Item]:
        """What a rule has to tell, in an order that does not depend on the engine."""
        told = sorted(cells, key=lambda pair: (pair[1].subject, _element_order(pair[1].element)))
        keys = [(self._key(rule.record, cell.subject), self._element(rule, cell)) for rule, cell in told]
        for (rule, cell), (subject, element), identity in zip(told, keys, identities(rule_id, keys), strict=True):
            citations = tuple(Citation(doc=one.doc, clause=one.clause, quote=one.quote) for one in rule.sources)
            names = self._names(rule.record, cell)
            common: dict[str, Any] = {
                "id": identity,
                "rule": rule.id,
                "version": rule.version,
                "title": rule.title,
                "severity": rule.severity,
                "subject": Subject(
                    record=rule.record.name,
                    key=self._shown_key(rule.record, subject, names),
                    name=self._shown_name(rule.record, cell.subject),
                ),
                "element": self._shown_element(rule, cell, element, names),
                "fix": rule.fix,
                "source": citations[0] if citations else None,
                "more_sources": citations[1:],
                "evidence": tuple(self._evidence(rule, cell.places, names)),
                "owner": rule.owner,
            }
            match cell.verdict:
                case Verdict.PROBLEM:
                    yield Finding(message=self._message(rule, cell, names), **common)
                case Verdict.NOT_DUE:
                    assert cell.due is not None, f"{rule.id}: not due, but no day named"
                    yield Reminder(message=self._message(rule, cell, names), due=cell.due, **common)
                case Verdict.UNDECIDED:
                    # The template would accuse: it is written for the case that the problem exists.
                    lack = f"缺：{'、'.join(cell.missing)}" if cell.missing else "资料不足，无法判断"
                    yield Undecided(message=lack, missing=cell.missing, **common)

    def _key(self, record: RecordType, rid: int) -> Key:
        return self.rows[record.name].key(rid)

    def _element(self, rule: RuleFacts, cell: Cell) -> Key:
        match cell.element:
            case None:
                return ()
            case date():
                return (cell.element.isoformat(),)
            case base.FROM_START:
                return ()
            case int():
                assert rule.element_record is not None, f"{rule.id}: an element row without a record type"
                return self._key(rule.element_record, cell.element)

    def _shown_key(self, record: RecordType, key: Key, names: frozenset[str]) -> str:
        parts = (self._shown(text, record, field, names) for text, field in zip(key, record.key, strict=True))
        return "/".join(str(part) for part in parts) if record.key else record.name

    def _shown_element(self, rule: RuleFacts, cell: Cell, key: Key, names: frozenset[str]) -> str | None:
        if isinstance(cell.element, date):
            return key[0]
        if rule.element_record is None or cell.element is None or cell.element == FROM_START:
            return None
        return self._shown_key(rule.element_record, key, names)

    def _shown_name(self, record: RecordType, rid: int) -> str | None:
        called = self.called[record.name][rid]
        if called.name is None or not self.mask:
            return called.name
        if called.private is None:
            return mask_text(called.name, called.persons)
        return mask_as(called.name, called.private)

    def _names(self, record: RecordType, cell: Cell) -> frozenset[str]:
        """Every name of a person known from the rows of ``cell``."""
        if not self.mask:
            return frozenset()
        found = self.called[record.name][cell.subject].persons
        return found.union(*(self.rows[place.record].names(place.rid) for place in cell.places))

    def _message(self, rule: RuleFacts, cell: Cell, names: frozenset[str]) -> str:
        return "".join(
            segment if isinstance(segment, str) else self._fill(segment, cell.values[segment.index], names)
            for segment in rule.message
        )

    def _fill(self, slot: Slot, value: Sayable, names: frozenset[str]) -> str:
        text = say_as(value, slot.format)
        if not self.mask or text == BLANK:
            return text
        if slot.private is not None:
            return mask_as(text, slot.private)
        return mask_text(text, names) if isinstance(value, str) else text

    def _evidence(self, rule: RuleFacts, places: Iterable[Place], names: frozenset[str]) -> Iterator[Evidence]:
        seen: set[tuple[str, int, str]] = set()
        for place in places:
            rows = self.rows[place.record]
            if not rows.record.fields:
                continue
            index, number = rows.place(place.rid)
            for field in rule.evidence.get(place.role, rows.record.key):
                if (place.record, place.rid, field) in seen:
                    continue
                seen.add((place.record, place.rid, field))
                value = rows.value(place.rid, field)
                at = self.dataset.place(place.record, place.rid, index, number, field)
                yield Evidence(
                    record=place.record,
                    file=at.file,
                    sheet=at.sheet,
                    row=at.row,
                    column=at.column,
                    field=field,
                    value=self._shown(value, rows.record, field, names),
                    written=_written(value, rows.state(place.rid, field)),
                )

    def _shown(
        self, value: Sayable, record: RecordType, name: str, names: frozenset[str]
    ) -> str | int | float | bool | None:
        if isinstance(value, date):
            value = say(value)
        field = record.fields[name]
        if not self.mask or value is None:
            return value
        if field.private is not None:
            return mask_as(say(value), field.private)
        return mask_text(value, names) if isinstance(value, str) and field.kind is Kind.TEXT else value


def _written(value: Sayable, state: State) -> Written:
    match state:
        case State.INVALID | State.UNKNOWN:
            return Written.INVALID
        case State.ABSENT:
            return Written.ABSENT
        case State.PARTIAL_MONTH | State.PARTIAL_YEAR:
            return Written.PARTIAL
        case State.KNOWN:
            return Written.BLANK if value is None else Written.VALUE
