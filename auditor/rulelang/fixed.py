"""Arguments that are written out in a rule, and what is wrong with one: patterns, weights, a modulus."""

from __future__ import annotations

import re

from auditor.rulelang.functions import Takes
from auditor.rulelang.patterns import compiled

MOST_WEIGHTS, LARGEST_MODULUS = 40, 9999  # of numbers that people keep, none comes near
_WEIGHT = re.compile(r"[0-9]{1,4}")


def weights_of(text: str) -> tuple[int, ...]:
    """``7 9 10`` as numbers; () if it is not a list of whole numbers up to 9999."""
    parts = text.split()
    fit = len(parts) <= MOST_WEIGHTS and all(_WEIGHT.fullmatch(part) for part in parts)
    return tuple(map(int, parts)) if fit else ()


def fault_of(takes: Takes, value: object) -> str:
    """Why ``value`` cannot stand where ``takes`` is taken, in Chinese; "" if it can."""
    if takes is Takes.PATTERN and isinstance(value, str):
        try:
            compiled(value)
        except ValueError as why:
            return str(why)
    elif takes is Takes.WEIGHTS and isinstance(value, str):
        return "" if weights_of(value) else takes.said
    elif takes is Takes.MODULUS and isinstance(value, int):
        return "" if 2 <= value <= LARGEST_MODULUS else takes.said
    return ""
