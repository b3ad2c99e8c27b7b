"""How long one check of one case file takes on the live engine, with every rule of the rulebook.

    python benchmarks/live.py [--checks 2000] [--rules DIR] [--records PATH]

The largest case file of the records is checked again and again in a process that is already running.
Four times are given: the check itself; the same with the child left out, which is what Python needs to
derive the facts and so the least that any way of matching could need; the cleaning of the rows that
comes before; and a whole check from raw rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from auditor.engines.durable.cases import Cases
from auditor.engines.durable.engine import DurableEngine
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.matching import CaseFile, Matching
from auditor.plan.rulebook import load_rulebook
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


def largest_case_file(dataset: Dataset) -> Rows:
    """The rows of the case file with the most rows, and of other records none, by record and field name."""
    cases = Cases(dataset, Layout(), AS_OF, dataset.dictionary.records)
    sizes: dict[int, int] = {}
    numbers = cases.case_files()
    for files in numbers.values():
        for number in files:
            sizes[number] = sizes.get(number, 0) + 1
    largest = max(sizes, key=lambda number: sizes[number])
    found: dict[str, list[dict[str, object]]] = {}
    for name, table in dataset.tables.items():
        wanted = [number == largest for number in numbers[name]]
        fields = {field.id: field.name for field in table.record.fields.values()}
        frame = table.frame.filter(wanted).select(list(fields)).rename(fields)
        found[name] = frame.to_dicts()
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
    rows = largest_case_file(load_records([given.records], rulebook.dictionary))
    dataset = Dataset.from_rows(rulebook.dictionary, rows)
    print(f"{len(rulebook.plans)} rules, a case file of {sum(map(len, rows.values()))} rows, {given.checks} checks")
    print(f"{'milliseconds':34}{'p50':>8}{'p99':>8}")
    with DurableEngine(rulebook.layers, rulebook.calendar) as engine:
        alone = DurableEngine(rulebook.layers, rulebook.calendar)
        alone._matching.__class__ = Unmatched
        lines: dict[str, Callable[[], object]] = {
            "check": lambda: engine.run(dataset, AS_OF),
            "check without durable_rules": lambda: alone.run(dataset, AS_OF),
            "cleaning of the rows": lambda: Dataset.from_rows(rulebook.dictionary, rows),
            "cleaning and check": lambda: engine.run(Dataset.from_rows(rulebook.dictionary, rows), AS_OF),
        }
        engine.run(dataset, AS_OF)
        for what, check in lines.items():
            p50, p99 = measure(check, given.checks)
            print(f"{what:34}{p50:8.2f}{p99:8.2f}")


if __name__ == "__main__":
    main()
