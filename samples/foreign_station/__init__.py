"""A second invented station, a mountain township's, whose system shares nothing with the first one's but the work.

Its records are made in the dictionary's fields and then written as that system would hand them over: other
headers, other codes, four colours for tiers, other numbers, other files. ``samples/foreign/mapping.yaml`` and
``profile.yaml``, written by hand, are all that auditor is told of it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

SEED = "石坪镇样例站-2025"
STARTS, ENDS = date(2025, 1, 1), date(2025, 6, 29)  # the half year that the export covers
AS_OF = date(2025, 6, 30)

_DATA = Path(__file__).parent / "data"


def stream(*purpose: object) -> Random:
    """The random numbers for one purpose: the same at every run, whatever else is drawn."""
    return Random("/".join(map(str, (SEED, *purpose))))


def data(name: str) -> Any:
    """The contents of ``data/<name>.yaml``."""
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))
