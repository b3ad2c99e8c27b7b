"""Write the sample stations: ``python -m samples.generate [clean|seeded|all]`` from the repository's root.

``clean`` has no fault by any rule as of 2025-06-30, ``seeded`` is the same station with the faults of
``generator/plants.py``; ``expected.json`` beside it says what must be found, and is made from those plants.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import samples.generator.seeded as stations
from samples.generator.export import write
from samples.generator.records import kept, reported

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Write what is asked for; exit status 2 for anything else."""
    match arguments:
        case [] | ["all"]:
            clean()
            seeded()
        case ["clean"]:
            clean()
        case ["seeded"]:
            seeded()
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
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (HERE / "seeded" / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
