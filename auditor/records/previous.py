"""The records of the period before: for ``记录`` there is ``上期.记录``, with the same fields, key and links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.records.dictionary import WHOLE, Dictionary, Link, Origin, RecordType

PREFIX, ENGLISH_PREFIX = "上期.", "previous."


def canonical(name: str) -> str:
    """The name by which the dictionary has a record type that may be written in English."""
    if name == WHOLE.id:
        return WHOLE.name
    return PREFIX + name.removeprefix(ENGLISH_PREFIX) if name.startswith(ENGLISH_PREFIX) else str(name)


def of_today(name: str) -> str:
    """The record type whose earlier rows a record type has; its own name if it is of this period."""
    return name.removeprefix(PREFIX)


def of_before(name: str) -> str:
    """The record type that has the earlier rows of ``name``."""
    return PREFIX + of_today(name)


def with_previous(dictionary: Dictionary, names: Iterable[str]) -> Dictionary:
    """The dictionary with those of ``names`` that are records of the period before, and all they link to."""
    found: dict[str, RecordType] = {}
    todo = [of_today(name) for name in map(canonical, names) if name.startswith(PREFIX)]
    while todo:
        record = dictionary.records.get(todo.pop())
        if record is None or record.origin is not Origin.EXPORT or of_before(record.name) in found:
            continue
        links = {name: Link(name, of_before(link.to), link.by) for name, link in record.links.items()}
        found[of_before(record.name)] = replace(
            record, name=of_before(record.name), id=f"previous_{record.id}", links=links, origin=Origin.PREVIOUS
        )
        todo += [link.to for link in record.links.values()]
    return replace(dictionary, records={**dictionary.records, **dict(sorted(found.items()))})
