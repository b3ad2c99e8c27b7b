"""What a plan reads: columns it cannot do without, inputs to name when it cannot decide, evidence to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.plan import nodes as p
from auditor.records.dictionary import Dictionary, Field, Link, RecordType
from auditor.rulelang import typed as t
from auditor.rulelang.types import type_of_field
from auditor.rulelang.words import Word


def _fields(exprs: Iterable[t.Expr]) -> Iterator[t.FieldValue]:
    for expr in exprs:
        for node in t.walk(expr):
            if isinstance(node, t.FieldValue):
                yield node


def _deciding(steps: Sequence[p.Step], when: t.Condition, due: t.Value | None) -> list[t.Expr]:
    exprs = [expr for step in steps for expr in p.exprs_of(step)]
    return [*exprs, when] + ([due] if due is not None else [])


_BOXES = (*p.JOINED, p.EachTwin)


def needs_of(
    subject: RecordType,
    steps: Sequence[p.Step],
    when: t.Condition,
    due: t.Value | None,
    dictionary: Dictionary,
) -> frozenset[tuple[str, str]]:
    """(record, field) columns that the verdict depends on; (record, "") if only its rows matter."""
    found: set[tuple[str, str]] = set()
    for value in _fields(_deciding(steps, when, due)):
        found.add((value.row.record, value.field.name))
        found |= _hop_columns(value.row.hops, value.row, steps, subject, dictionary)
    for step in steps:
        if isinstance(step, p.JOINED):
            last = step.join.hops[-1].to if step.join.hops else step.record.name
            found |= {(last, there.name) for there, _ in step.join.pairs}
            found |= {(subject.name, here.name) for _, here in step.join.pairs}
            found |= _links(step.record, step.join.hops, dictionary)
        if isinstance(step, (p.Pick, p.EachRun, p.EachGap)):
            found.add((step.record.name, step.record.order[0]))
        if isinstance(step, p.EachTwin):
            found.add((step.record.name, step.text.name))
        if isinstance(step, (p.EachGroup, p.EachSpan)):
            found |= {(step.record.name, one.name) for one in _own_fields(step)}
    named = {record for record, _ in found}
    if subject.name not in named:
        found |= {(subject.name, name) for name in subject.key}
    found |= {(step.record.name, "") for step in steps if isinstance(step, _BOXES) and step.record.name not in named}
    return frozenset(found)


def asks_period(steps: Sequence[p.Step], when: t.Condition, due: t.Value | None, slots: Sequence[t.Value]) -> bool:
    """Whether an expression reads the period under review."""
    nodes = (node for expr in [*_deciding(steps, when, due), *slots] for node in t.walk(expr))
    return any(isinstance(node, t.RunValue) and node.word is not Word.AS_OF for node in nodes)


def _own_fields(step: p.Step) -> tuple[Field, ...]:
    """The fields by which a step groups or merges rows."""
    match step:
        case p.EachGroup(by=by):
            return by
        case p.EachSpan(first=first, last=last):
            return (first, last)
        case _:
            return ()


def _hop_columns(
    hops: tuple[Link, ...], row: t.RowRef, steps: Sequence[p.Step], subject: RecordType, dictionary: Dictionary
) -> set[tuple[str, str]]:
    if not hops:
        return set()
    start = subject
    if row.owner != t.SUBJECT:
        for record in dictionary.records.values():
            if hops[0] in record.links.values() and _owns(row.owner, record, steps):
                start = record
    return _links(start, hops, dictionary)


def _owns(owner: str, record: RecordType, steps: Sequence[p.Step]) -> bool:
    return any(
        isinstance(step, _BOXES) and step.record == record and owner.rstrip("<>") in (t.MEMBER, step.name)
        for step in steps
    )


def _links(start: RecordType, hops: tuple[Link, ...], dictionary: Dictionary) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    at = start
    for hop in hops:
        found |= {(at.name, name) for name in hop.by}
        at = dictionary.records[hop.to]
        found |= {(at.name, name) for name in at.key}
    return found


def inputs_of(
    subject: RecordType, steps: Sequence[p.Step], when: t.Condition, due: t.Value | None
) -> tuple[p.Input, ...]:
    """What to name when the rule cannot decide, in the order of the rule."""
    found: list[p.Input] = []
    for step in steps:
        if not isinstance(step, p.Applies):
            found.extend(_step_inputs(step))
    for expr in [when] + ([due] if due is not None else []):
        found.extend(_leaves(expr))
        found.extend(_counted(expr))
    found.extend(_joins(subject, steps))
    return tuple(dict.fromkeys(found))


def _joins(subject: RecordType, steps: Sequence[p.Step]) -> Iterator[p.JoinInput]:
    for field in (here for step in steps if isinstance(step, p.JOINED) for _, here in step.join.pairs):
        value = t.FieldValue(t.RowRef(t.SUBJECT, subject.name), field, type_of_field(field))
        yield p.JoinInput(_label(value), value, field.name in subject.key)


def _step_inputs(step: p.Step) -> Iterator[p.Input]:
    exprs = list(p.exprs_of(step))
    for expr in exprs:
        yield from _leaves(expr)
        yield from _counted(expr)
    if isinstance(step, _BOXES):
        members = [value for expr in exprs for value in _undecided_by(expr) if value.row.owner == t.MEMBER]
        if isinstance(step, (p.Pick, p.EachRun, p.EachGap)):
            members.append(_member(step.record, step.record.fields[step.record.order[0]]))
        if isinstance(step, p.EachSpan):
            members += [_member(step.record, step.first), _member(step.record, step.last)]
        for value in members:
            yield p.MemberInput(_label(value), step.name, value)
    if isinstance(step, p.Lookup):
        yield p.LookupInput(f"“{step.table.name}”中对应的行", step.name)
    if isinstance(step, p.Findings):
        yield p.FindingsInput("前面规则的结论", step.name)


def _leaves(expr: t.Expr) -> Iterator[p.Input]:
    for value in _undecided_by(expr):
        if value.row.owner != t.MEMBER:
            yield p.LeafInput(_label(value), value)


def _counted(expr: t.Expr) -> Iterator[p.Input]:
    for node in t.walk(expr):
        if isinstance(node, t.Aggregate) and isinstance(node.of, t.FieldValue):
            yield p.MemberInput(_label(node.of), node.box, node.of, counted=True)


def _undecided_by(expr: t.Expr) -> Iterator[t.FieldValue | t.Possible]:
    """The fields whose blank leaves ``expr`` open: not those only asked whether they are blank."""
    match expr:
        case t.FieldValue() | t.Possible():
            yield expr
        case t.Aggregate() | t.IsBlank(value=t.FieldValue(row=t.RowRef(hops=()))) | t.IsInvalid():
            return
        case _:
            for child in t.children(expr):
                yield from _undecided_by(child)


def _label(value: t.FieldValue | t.Possible) -> str:
    field = value.value.field if isinstance(value, t.Possible) else value.field
    return f"{value.row.record}.{field.name}"


def _member(record: RecordType, field: Field) -> t.FieldValue:
    return t.FieldValue(t.RowRef(t.MEMBER, record.name), field, type_of_field(field))


def parents_of(
    steps: Sequence[p.Step], when: t.Condition, due: t.Value | None, slots: Sequence[t.Value]
) -> Mapping[str, t.RowRef]:
    """Rows above the subject that the rule looks at, by the name under which evidence shows them."""
    found: dict[str, t.RowRef] = {}
    for value in _fields([*_deciding(steps, when, due), *slots]):
        if value.row.owner == t.SUBJECT and value.row.hops:
            found.setdefault(".".join(hop.name for hop in value.row.hops), value.row)
    return found


def evidence_of(
    subject: RecordType,
    steps: Sequence[p.Step],
    when: t.Condition,
    due: t.Value | None,
    slots: Sequence[t.Value],
    at: Sequence[str],
    parents: Mapping[str, t.RowRef],
) -> Mapping[str, tuple[str, ...]]:
    """The fields to show of each role, in the order in which the rule mentions them."""
    shown: dict[str, list[str]] = {subject.name: list(map(str, at))}
    roles = {row: role for role, row in parents.items()}
    for value in _fields([*_deciding(steps, when, due), *slots]):
        owner, hops = value.row.owner, value.row.hops
        if owner == t.SUBJECT:
            role = roles[value.row] if hops else subject.name
        elif owner == t.MEMBER or hops:
            continue
        else:
            role = owner.rstrip("<>")
        shown.setdefault(role, []).append(value.field.name)
    for step in steps:
        if not isinstance(step, _BOXES):
            continue
        fields = shown.setdefault(step.name, [])
        if step.record.order:
            fields.append(step.record.order[0])
        fields.extend(one.name for one in _own_fields(step))
        if isinstance(step, p.EachTwin):
            fields.append(step.text.name)
            shown[subject.name].append(step.text.name)
        members = [value for value in _fields(p.exprs_of(step)) if value.row.owner == t.MEMBER]
        fields.extend(value.field.name for value in members if not value.row.hops)
        fields.extend(step.record.key)
    if not shown[subject.name]:
        shown[subject.name] = list(subject.key)
    return {role: tuple(dict.fromkeys(fields)) for role, fields in shown.items()}
