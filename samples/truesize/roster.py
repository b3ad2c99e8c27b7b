"""The 2,312 persons with an archive, in 2,173 households and 16 communities.

The counts of the report follow from this one list: the areas' persons are counted over all archives
(539 + 1,076 + 697 = 2,312), the station's over those still open (2,286: 26 archives of 小港片区 were closed
by the cut-off), households over all archives (521 + 1,054 + 598 = 2,173).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from samples.generator.cast import TIERS, Change

from .population import COUNTS, drawn
from .resident import Resident

__all__ = ["COUNTS", "TIERS", "Change", "Resident", "by_archive", "roster"]


@cache
def roster() -> tuple[Resident, ...]:
    """Everyone, by number."""
    return drawn()


@cache
def by_archive() -> Mapping[str, Resident]:
    """Everyone, by 档案号."""
    return {person.archive: person for person in roster()}
