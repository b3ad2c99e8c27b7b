"""The station as the evaluators found it, and the list of what must be found in it."""

from __future__ import annotations

from samples.generator import Records
from samples.generator.plants.plant import sow
from samples.generator.seeded import Expectation, keys

from . import station
from .plants import reports, served
from .plants.casework import casework
from .plants.lines import unlogged
from .plants.meetings import meetings
from .plants.organisation import organisation
from .plants.people import people
from .plants.whole import WHOLE_KEY


def seeded() -> tuple[Records, list[Expectation]]:
    """The records, and the expected verdicts sorted by rule, key and element."""
    named = {**keys(), **WHOLE_KEY}
    records = station.kept(as_reported=True)
    plants = [
        *served.plants(records),
        *casework(),
        *meetings(records),
        *people(records),
        *organisation(records),
    ]
    expected = sow(plants, records, named)
    expected += unlogged(records)
    records = station.reported(records, as_reported=True)
    expected += sow(reports.ALL, records, named)
    return records, sorted(expected, key=lambda each: [each[field] or "" for field in ("rule", "key", "element")])
