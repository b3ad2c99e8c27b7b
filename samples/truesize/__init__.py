"""A station of true size, all persons invented: 2,312 archives, nine months of records, one mid-term report.

Everything follows from ``SEED``; each person, record and text draws from a stream of its own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

SEED = "江南中站-2024"
STARTS, ENDS = date(2024, 6, 30), date(2025, 6, 29)  # the contract
CUT_OFF = date(2024, 12, 31)  # what the report counts ends here
AS_OF = date(2025, 3, 24)  # the day of the evaluation

_DATA = Path(__file__).parent / "data"


def stream(*purpose: object) -> Random:
    """The random numbers for one purpose: the same at every run, whatever else is drawn."""
    return Random("/".join(map(str, (SEED, *purpose))))


def data(name: str) -> Any:
    """The contents of ``data/<name>.yaml``."""
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))
