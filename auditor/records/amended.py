"""A dictionary with other headings and other code lists: what a station calls its columns and its codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.records.dictionary import CodeList, Dictionary, Field


def with_headers(dictionary: Dictionary, record: str, field: str, headers: tuple[str, ...]) -> Dictionary:
    """The dictionary with more headings for a field."""
    owner = dictionary.records[record]
    changed = replace(owner.fields[field], headers=(*owner.fields[field].headers, *headers))
    records = {**dictionary.records, record: replace(owner, fields={**owner.fields, field: changed})}
    return replace(dictionary, records=records)


def code_lists(dictionary: Dictionary) -> Mapping[str, CodeList]:
    """All code lists by name; one that stands behind a field is called ``记录.项``."""
    lists = {codes.name: codes for codes in dictionary.codes.values()}
    for record in dictionary.records.values():
        lists |= {field.codes.name: field.codes for field in record.fields.values() if field.codes is not None}
    return lists


def with_codes(dictionary: Dictionary, codes: CodeList) -> Dictionary:
    """The dictionary with ``codes`` in place of the list of the same name, wherever it is used."""

    def changed(field: Field) -> Field:
        return replace(field, codes=codes) if field.codes is not None and field.codes.name == codes.name else field

    records = {
        name: replace(record, fields={label: changed(field) for label, field in record.fields.items()})
        for name, record in dictionary.records.items()
    }
    lists = {name: codes if name == codes.name else one for name, one in dictionary.codes.items()}
    return replace(dictionary, records=records, codes=lists)
