"""The identity of a finding: what stays the same when a rule is reworded or the export repeated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

Key = tuple[str, ...]
LENGTH = 16  # hexadecimal characters: 64 bits, a clash among a million findings is 1 in 37 million


def identity(rule: str, subject: Key, element: Key = (), ordinal: int = 0) -> str:
    """16 hexadecimal characters for (rule id, subject key, element key, ordinal among equal keys).

    Neither the message, the row number nor the rule's version takes part: rewording a rule or
    exporting again must not make a problem look resolved.
    """
    text = json.dumps([rule, subject, element, ordinal], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:LENGTH]


def identities(rule: str, keys: Iterable[tuple[Key, Key]]) -> Iterator[str]:
    """The identity of each (subject key, element key) of one rule, in order; equal keys are counted off."""
    seen: Counter[tuple[Key, Key]] = Counter()
    for key in keys:
        yield identity(rule, *key, ordinal=seen[key])
        seen[key] += 1
