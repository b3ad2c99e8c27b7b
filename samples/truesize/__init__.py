"""A station of true size, all persons invented: 2,312 archives, nine months of records, one mid-term report.

Everything follows from ``SEED``; each person, record and text draws from a stream of its own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samples.generator import sources, streams

SEED = "江南中站-2024"
STARTS, ENDS = date(2024, 6, 30), date(2025, 6, 29)  # the contract
CUT_OFF = date(2024, 12, 31)  # what the report counts ends here
AS_OF = date(2025, 3, 24)  # the day of the evaluation

stream, data = streams(SEED), sources(Path(__file__).parent)
