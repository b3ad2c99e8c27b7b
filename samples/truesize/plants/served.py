"""All faults planted in the records of those served."""

from __future__ import annotations

from samples.generator import Records
from samples.generator.plants.plant import Plant

from .archives import archives
from .frequency import frequency
from .lines import lines
from .notes import notes
from .scene import Scene
from .tiers import tiers
from .visits import visits


def plants(records: Records) -> list[Plant]:
    """The plants that fit the clean ``records``; ``lines.unlogged`` comes after they are sown."""
    scene = Scene(records)
    return [
        *archives(scene),
        *tiers(scene),
        *frequency(scene),
        *visits(scene),
        *notes(scene),
        *lines(scene),
    ]
