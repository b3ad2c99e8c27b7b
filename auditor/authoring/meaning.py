"""What a rule means, apart from its wording: the content of its plans in one written form, and its hash.

Titles, messages, remedies, sources, severities and places do not take part; nor do the names of boxes,
values and parameters: what is named is written out where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.plan.variants import Judged, Variant
from auditor.records.dictionary import Field, Link, RecordType
from auditor.rulebook.rule import Box
from auditor.rulebook.table import Table
from auditor.rulelang import typed as t

LENGTH = 16  # hexadecimal characters

_NAMES = ("name", "box", "owner")  # in plans and expressions, the fields that refer to steps
_Written = Any  # what JSON can hold

Digests = Mapping[str, str]  # by name of a step


def meaning(rulebook: Rulebook, rule_id: str) -> str:
    """The hash of what a rule means, all its versions and dated values taken together.

    The same for every Python and every run. A table or a dictionary entry takes part by its name.
    """
    variants = [one for one in rulebook.variants[rule_id] if one.judged is not Judged.UNDATED]
    return _digest([_variant(one) for one in variants])


def _variant(variant: Variant) -> _Written:
    plan = variant.plan
    digests: dict[str, str] = {}
    conditions, each = [], ""
    for step in plan.steps:
        if isinstance(step, p.Applies):
            conditions.append(_written(step.condition, digests))
            continue
        digests[step.name] = _digest(_step(step, variant, digests))
        if isinstance(step, p.EACH):
            each = digests[step.name]
    due = None if plan.due is None else _written(plan.due, digests)
    return [plan.subject.name, conditions, each, due, _written(plan.when, digests)]


def _step(step: p.Step, variant: Variant, digests: Digests) -> _Written:
    """A step without its own name. Findings of a tag: the tag, whichever rules bear it today."""
    parts = {part.name: getattr(step, part.name) for part in fields(step) if part.name != "name"}
    if isinstance(step, p.Findings):
        box = next((box for name, box in variant.rule.lets.items() if name == step.name), None)
        parts["routes"] = sorted(map(str, box.ids if isinstance(box, Box) else step.routes))
    return [type(step).__name__, {name: _written(part, digests) for name, part in parts.items()}]


def _written(node: object, digests: Digests) -> _Written:
    match node:
        case t.TermValue(value=term) | t.TermTruth(condition=term):
            return _written((node.row, term), digests)
        case Field() | RecordType() | Link() | Table():
            return str(node.name)
        case Enum():
            return node.name
        case date():
            return node.isoformat()
        case tuple() | list():
            return [_written(part, digests) for part in node]
        case Mapping():
            return {str(key): _written(part, digests) for key, part in node.items()}
        case None | bool() | int() | float() | str():
            return node
    assert is_dataclass(node)
    written: dict[str, _Written] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if part.name in _NAMES and isinstance(value, str) and not isinstance(node, t.FindingValue):
            name = value.rstrip("<>")
            value = digests.get(name, name) + value[len(name) :]
        if part.compare and part.name != "type":
            written[part.name] = _written(value, digests)
    return [type(node).__name__, written]


def _digest(written: _Written) -> str:
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:LENGTH]
