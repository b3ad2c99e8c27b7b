"""How the rows that a box looks at belong to the subject: by ``match:``, by links, or all of them."""

from __future__ import annotations

from auditor.errors import RuleError, error, suggest
from auditor.plan.nodes import Join
from auditor.records.dictionary import WHOLE, Dictionary, Origin, RecordType
from auditor.records.previous import canonical, of_before, of_today
from auditor.rulebook.rule import Box
from auditor.rulelang.scope import route
from auditor.rulelang.types import type_of_field
from auditor.spans import Text


def record_named(name: Text, dictionary: Dictionary, errors: list[RuleError]) -> RecordType | None:
    """The record type that ``name`` means; None after reporting that there is none."""
    record = dictionary.records.get(canonical(name))
    if record is None:
        hint = suggest(name, dictionary.records)
        if set(dictionary.records) == {WHOLE.name}:
            hint = "读入的文件夹里没有字典，是不是忘了写上自带的规则库：--rules rules"
        errors.append(error("E301", name.span, hint, name=name))
    return record


def join_of(
    box: Box, record: RecordType, subject: RecordType, dictionary: Dictionary, errors: list[RuleError]
) -> Join | None:
    """How rows of ``record`` belong to a ``subject``; None after reporting a fault."""
    if box.match is not None:
        return _matched(box.match, record, subject, errors)
    if subject == WHOLE:
        return Join((), ())
    if record != subject and of_today(record.name) == of_today(subject.name):
        return Join((), tuple((record.fields[key], subject.fields[key]) for key in subject.key))
    # records of the period before belong to one another as those of today do
    target = of_before(subject.name) if record.origin is Origin.PREVIOUS else of_today(subject.name)
    way = route(dictionary, record, target)
    if not way:
        hint = "请用 match: [字段] 写明按什么字段对应"
        errors.append(error("E309", box.of.span, hint, record=record.name, subject=subject.name))
        return None
    last = record if len(way) == 1 else dictionary.records[way[-2].to]
    pairs = zip(way[-1].by, subject.key, strict=True)
    return Join(way[:-1], tuple((last.fields[there], subject.fields[key]) for there, key in pairs))


def _matched(
    match: tuple[tuple[Text, Text], ...], record: RecordType, subject: RecordType, errors: list[RuleError]
) -> Join | None:
    pairs = []
    for theirs, ours in match:
        there, here = record.fields.get(theirs), subject.fields.get(ours)
        for name, field, owner in ((theirs, there, record), (ours, here, subject)):
            if field is None:
                errors.append(error("E306", name.span, suggest(name, owner.fields), name=owner.name, field=name))
                break
        if there is None or here is None:
            continue
        left, right = type_of_field(there), type_of_field(here)
        if left.base is right.base or (left.is_text and right.is_text):
            pairs.append((there, here))
        else:
            errors.append(error("E403", ours.span, left=left, right=right))
    return Join((), tuple(pairs)) if len(pairs) == len(match) else None
