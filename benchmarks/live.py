"""How long one check of one case file takes on the live engine, with every rule of the rulebook.

    python benchmarks/live.py [--checks 2000] [--rules DIR] [--records PATH]

A case file of median size and the largest are checked again and again in a process that is already
running. Beside the check stands the same with the child left out, which is what Python needs to derive
the facts and so the least that any way of matching could need; and the cleaning that comes before it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from auditor.engines.durable.cases import Cases
from auditor.engines.durable.engine import DurableEngine
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.matching import CaseFile, Matching
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.records.dataset import Dataset, load_records

ROOT = Path(__file__).parents[1]
AS_OF = date(2025, 3, 24)
Rows = Mapping[str, Sequence[Mapping[str, object]]]


class Unmatched(Matching):
    """Nothing is matched: what remains is the time of derivation."""

    def run(self, cases: Iterable[CaseFile]) -> Iterator[tuple[CaseFile, dict[int, int] | None]]:
        """Every case file as if nothing had fired, its facts made but not sent."""
        for case in cases:
            case.facts(self._homes)
            yield case, {}


def case_files(dataset: Dataset) -> list[Rows]:
    """The case files of more than ten rows, smallest first: rows by record and field name."""
    numbers = Cases(dataset, Layout(), AS_OF, dataset.dictionary.records).case_files()
    sizes = Counter(number for files in numbers.values() for number in files)
    chosen = sorted((number for number, size in sizes.items() if size > 10), key=lambda number: sizes[number])
    return [_rows_of(dataset, numbers, number) for number in chosen]


def _rows_of(dataset: Dataset, numbers: Mapping[str, Sequence[int]], wanted: int) -> Rows:
    found: dict[str, list[dict[str, object]]] = {}
    for name, table in dataset.tables.items():
        fields = {field.id: field.name for field in table.record.fields.values()}
        frame = table.frame.filter([number == wanted for number in numbers[name]])
        found[name] = frame.select(list(fields)).rename(fields).to_dicts()
    return found


def measure(check: Callable[[], object], checks: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    times = []
    for _ in range(checks):
        started = perf_counter()
        check()
        times.append((perf_counter() - started) * 1e3)
    times.sort()
    return times[checks // 2], times[checks * 99 // 100]


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=2000)
    parser.add_argument("--rules", type=Path, default=ROOT / "rules")
    parser.add_argument("--records", type=Path, default=ROOT / "samples" / "clean")
    given = parser.parse_args()
    rulebook = load_rulebook([given.rules])
    files = case_files(load_records([given.records], rulebook.dictionary))
    print(f"{len(rulebook.plans)} rules, {given.checks} checks of each")
    with DurableEngine(rulebook.layers, rulebook.calendar) as engine:
        for what, rows in (("median", files[len(files) // 2]), ("largest", files[-1])):
            print(f"\n{what} case file, {sum(map(len, rows.values()))} rows; milliseconds {'p50':>12}{'p99':>8}")
            _compare(engine, rulebook, rows, given.checks)


def _compare(engine: DurableEngine, rulebook: Rulebook, rows: Rows, checks: int) -> None:
    dataset = Dataset.from_rows(rulebook.dictionary, rows)
    alone = DurableEngine(rulebook.layers, rulebook.calendar)
    alone._matching.__class__ = Unmatched
    ways: dict[str, Callable[[], object]] = {
        "check": lambda: engine.run(dataset, AS_OF),
        "check without durable_rules": lambda: alone.run(dataset, AS_OF),
        "cleaning of the rows": lambda: Dataset.from_rows(rulebook.dictionary, rows),
    }
    engine.run(dataset, AS_OF)
    for what, check in ways.items():
        p50, p99 = measure(check, checks if what.startswith("check") else checks // 10)
        print(f"{what:48}{p50:8.2f}{p99:8.2f}")


if __name__ == "__main__":
    main()
