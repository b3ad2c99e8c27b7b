"""Write the sample stations: ``python -m samples.generate [clean|seeded|foreign|all|station]`` from the root.

``clean`` has no fault by any rule as of 2025-06-30, ``seeded`` is the same station with the faults of
``generator/plants.py``; ``expected.json`` beside it says what must be found, and is made from those plants.
``foreign`` is another station, with planted faults, as another system hands it over; ``export`` is what is audited,
``mapping.yaml`` and ``profile.yaml`` beside it are written by hand.
``station`` writes the first two again at a real station's size into ``station/``, as of 2025-03-24; they are not kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import samples.foreign_station.export as foreign_export
import samples.foreign_station.records as foreign_records
import samples.generator.seeded as stations
import samples.truesize.seeded as large_stations
from samples.generator.export import write
from samples.generator.records import kept, reported
from samples.generator.seeded import Expectation
from samples.truesize import data, station

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Write what is asked for; exit status 2 for anything else."""
    match arguments:
        case [] | ["all"]:
            clean()
            seeded()
            foreign()
        case ["clean"]:
            clean()
        case ["seeded"]:
            seeded()
        case ["foreign"]:
            foreign()
        case ["station"]:
            at_true_size()
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


def clean() -> None:
    """The station without a fault."""
    write(reported(kept()), HERE / "clean")


def seeded() -> None:
    """The station with the planted faults, and what must be found in it."""
    records, expected = stations.seeded()
    write(records, HERE / "seeded")
    _write_expected(expected, HERE / "seeded")


def foreign() -> None:
    """The station of another system, with the planted faults, and what must be found in it."""
    records, expected = foreign_records.seeded()
    foreign_export.write(records, HERE / "foreign" / "export")
    _write_expected(expected, HERE / "foreign")


def at_true_size() -> None:
    """The station of true size, without a fault and as the report found it."""
    folder, further = HERE / "station", data("export")
    write(station.reported(station.kept()), folder / "clean", further)
    records, expected = large_stations.seeded()
    write(records, folder / "seeded", further)
    _write_expected(expected, folder / "seeded")


def _write_expected(expected: list[Expectation], folder: Path) -> None:
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
