"""A social-work station of invented persons: a year of records without a fault, and with planted ones.

Everything follows from ``SEED``: each person, case and text draws from a stream of its own, so
changing one does not reshuffle the others. What every station writes in the same way (``cast``, ``tiers``,
``contact``, ``counting``, ``feedback``, the ``…_sheets``) the larger one takes from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import yaml

Value = str | int | float | bool | date | datetime | tuple[str, ...] | None
Row = dict[str, Value]  # field label -> value; a tuple holds the values of a `codes` field
Records = dict[str, list[Row]]  # record type -> rows
Stream = Callable[..., Random]  # a purpose, of any parts -> its random numbers

SEED = "江南中样例站-2024"
STARTS, ENDS = date(2024, 7, 1), date(2025, 6, 29)  # the contract
AS_OF = date(2025, 6, 30)  # the recommended 审计日: the day after the contract ends


def streams(seed: str) -> Stream:
    """The random numbers of a station by their purpose: the same at every run, whatever else is drawn."""
    return lambda *purpose: Random("/".join(map(str, (seed, *purpose))))


def sources(station: Path) -> Callable[[str], Any]:
    """The contents of ``data/<name>.yaml`` beside a station's modules."""
    return lambda name: yaml.safe_load((station / "data" / f"{name}.yaml").read_text(encoding="utf-8"))


stream, data = streams(SEED), sources(Path(__file__).parent)


def numbered(rows: Iterable[Row], field: str, pattern: str, *by: str) -> list[Row]:
    """The rows sorted by some fields, with ``field`` first, numbered from 1 by ``pattern`` (``str.format``)."""
    ordered = sorted(rows, key=lambda row: [str(row[each]) for each in by])
    return [{field: pattern.format(number), **row} for number, row in enumerate(ordered, 1)]
