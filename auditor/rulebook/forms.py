"""A ``form:`` document → Form: how a Word form is laid out, and which records and fields it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from auditor.errors import RuleError, error, suggest
from auditor.records.clean import Column, clean, placeholder_forms
from auditor.records.dictionary import Dictionary, Field, Kind, Origin, RecordType
from auditor.records.layout.templates import Entry, Form, FormField, FormRows, Side
from auditor.records.spelling import normal_header
from auditor.rulebook.scalars import read_choice
from auditor.rulebook.shape import FormColumnShape, FormFieldShape, FormRowsShape, FormShape, shaped
from auditor.spans import Text
from auditor.yamltree import Node, Sequence, span_of

ENTRIES = {"text": Entry.TEXT, "signature": Entry.SIGNATURE, "date": Entry.DATE, "ticks": Entry.TICKS}
SIDES = {"right": Side.RIGHT, "below": Side.BELOW, "inside": Side.INSIDE}
_KINDS: Mapping[Entry, tuple[Kind, ...]] = {Entry.SIGNATURE: (Kind.TEXT,), Entry.DATE: (Kind.DATE, Kind.DATETIME)}


def read_form(node: Node, dictionary: Dictionary, errors: list[RuleError]) -> tuple[Text, Form] | None:
    """A ``form:`` document and where its name is written; None if its shape is broken."""
    shape = shaped(FormShape, node, "表单模板", errors)
    if shape is None:
        return None
    record = _record(shape.record, dictionary, errors)
    if record is None:
        return None
    fields = _fields(shape.fields, record, FormFieldShape, errors)
    rows = [found for part in shape.rows if (found := _rows(part, record, dictionary, errors)) is not None]
    constants = {name: text for name, text in shape.set_.items() if _allows(record, name, text, dictionary, errors)}
    for name in constants:
        if name in fields:
            errors.append(error("E113", name.span, name=f"fields: {name}", other=f"set: {name}"))
    for title in shape.title:
        if not normal_header(title):
            errors.append(error("E105", title.span, name="title", expected="表单的标题"))
    form = Form(
        name=str(shape.form),
        titles=tuple(map(str, shape.title)),
        record=record.name,
        fields=fields,
        rows=tuple(rows),
        constants={str(name): str(text) for name, text in constants.items()},
    )
    return shape.form, form


def _record(name: Text, dictionary: Dictionary, errors: list[RuleError]) -> RecordType | None:
    names = [one.name for one in dictionary.records.values() if one.origin is Origin.EXPORT]
    if name not in names:
        errors.append(error("E301", name.span, suggest(name, names), name=name))
        return None
    return dictionary.records[name]


def _rows(node: Node, parent: RecordType, dictionary: Dictionary, errors: list[RuleError]) -> FormRows | None:
    shape = shaped(FormRowsShape, node, "rows", errors)
    record = _record(shape.record, dictionary, errors) if shape is not None else None
    if shape is None or record is None:
        return None
    if parent.name not in record.links:
        errors.append(error("E492", shape.record.span, record=record.name, parent=parent.name))
    return FormRows(record.name, _fields(shape.fields, record, FormColumnShape, errors))


def _fields(
    parts: Mapping[Text, Node],
    record: RecordType,
    shape: type[FormFieldShape | FormColumnShape],
    errors: list[RuleError],
) -> dict[str, FormField]:
    found: dict[str, FormField] = {}
    taken: dict[tuple[str, str, bool], str] = {}  # label, what it stands behind, whether it dates a signature
    for name, part in parts.items():
        if name not in record.fields:
            errors.append(error("E306", name.span, suggest(name, record.fields), name=record.name, field=name))
            continue
        field = _field(part, record.fields[name], shape, errors)
        if field is None:
            continue
        labels, read = field
        for label in labels:
            key = normal_header(label), normal_header(read.after), read.entry is Entry.DATE
            if (other := taken.setdefault(key, str(name))) != name:
                errors.append(error("E491", label.span, label=label, field=other, other=name))
        found[str(name)] = read
    return found


def _field(
    part: Node, field: Field, expected: type[FormFieldShape | FormColumnShape], errors: list[RuleError]
) -> tuple[list[Text], FormField] | None:
    """The labels of a field, each with its place, and all that is written of it."""
    if isinstance(part, Text | Sequence):
        labels = [part] if isinstance(part, Text) else [label for label in part if isinstance(label, Text)]
        if not labels or (isinstance(part, Sequence) and len(labels) < len(part)):
            errors.append(error("E105", span_of(part), name=field.name, expected="一行文字"))
            return None
        return _labelled(labels, FormField(tuple(map(str, labels))), errors)
    shape = shaped(expected, part, f"“{field.name}”", errors)
    if shape is None:
        return None
    entry = read_choice(shape.as_, Entry, Entry.TEXT, ENTRIES, errors)
    if shape.as_ is not None and field.kind not in _KINDS.get(entry, tuple(Kind)):
        errors.append(error("E493", shape.as_.span, field=field.name, kind=field.kind, entry=entry.value))
    read = FormField(tuple(map(str, shape.label)), entry)
    if isinstance(shape, FormFieldShape):
        side = read_choice(shape.value, Side, Side.RIGHT, SIDES, errors) if shape.value is not None else None
        read = replace(read, side=side, after=str(shape.after or ""))
    return _labelled(shape.label, read, errors)


def _labelled(labels: list[Text], field: FormField, errors: list[RuleError]) -> tuple[list[Text], FormField]:
    for label in labels:
        if not normal_header(label):
            errors.append(error("E105", label.span, name="label", expected="表单里的栏目"))
    return labels, field


def _allows(record: RecordType, name: Text, text: Text, dictionary: Dictionary, errors: list[RuleError]) -> bool:
    """Whether a form may set a field to ``text``."""
    field = record.fields.get(name)
    if field is None:
        errors.append(error("E306", name.span, suggest(name, record.fields), name=record.name, field=name))
        return False
    cleaned = clean([Column(field, pl.Series([str(text)]))], placeholder_forms(dictionary.placeholders))[0]
    if cleaned.values[0] is None:
        values = field.codes.values if field.codes is not None else ()
        errors.append(error("E494", text.span, suggest(text, values), value=text, field=field.name))
        return False
    return True
