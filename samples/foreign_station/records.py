"""The whole station as records of the dictionary, and the same with the planted faults."""

from __future__ import annotations

from samples.generator import Records
from samples.generator.plants.plant import sow
from samples.generator.seeded import Expectation, keys

from . import archive, casework, colours, contacts
from .people import people
from .plants import PLANTS


def kept() -> Records:
    """Half a year without a fault."""
    everyone = people()
    found = casework.cases(everyone)
    registered = casework.registrations(found)
    scores = colours.assessments(everyone)
    return {
        "服务对象": archive.clients(everyone),
        "分级评估": scores,
        "动态评估": colours.reassessments(everyone, scores),
        "等级变更": colours.changes(everyone),
        "服务计划": archive.plans(everyone),
        "知情同意书": archive.consents(everyone, registered),
        "探访电访记录": contacts.contacts(everyone),
        "个案": registered,
        "个案节次": casework.sessions(found),
        "个案过程记录": casework.notes(found),
        "结案回访": casework.follow_ups(found),
    }


def seeded() -> tuple[Records, list[Expectation]]:
    """The records with the planted faults, and the verdicts that must be found."""
    records = kept()
    expected = sow(PLANTS, records, keys())
    return records, sorted(expected, key=lambda each: [each[name] or "" for name in ("rule", "key", "element")])
