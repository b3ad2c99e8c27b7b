"""The station with the planted faults, and the list of what must be found in it."""

from __future__ import annotations

from pathlib import Path

import yaml

from . import Records
from .plants import IN_LEDGERS, IN_RECORDS
from .plants.plant import sow
from .records import kept, reported

_DICTIONARY = Path(__file__).parents[2] / "rules" / "dictionary"

Expectation = dict[str, str | None]  # rule, record, key, element, verdict


def seeded() -> tuple[Records, list[Expectation]]:
    """The records, and the expected verdicts sorted by rule, key and element."""
    named = keys()
    records = kept()
    expected = sow(IN_RECORDS, records, named)
    records = reported(records)
    expected += sow(IN_LEDGERS, records, named)
    return records, sorted(expected, key=lambda each: [each[field] or "" for field in ("rule", "key", "element")])


def keys() -> dict[str, list[str]]:
    """The key fields of every record type."""
    shapes = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_DICTIONARY.glob("*.yaml"))]
    records = {name: record for shape in shapes for name, record in shape.get("records", {}).items()}
    return {name: [key] if isinstance(key := record["key"], str) else key for name, record in records.items()}
