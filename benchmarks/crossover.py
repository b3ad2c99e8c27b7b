"""From how many rows on is the bulk engine faster than the live one? The answer is ``choice.CROSS_OVER``.

Usage: python benchmarks/crossover.py [--runs 3]

The clean sample station is taken 1, 2, 4 … times, each copy with keys of its own. Both engines run the
whole shipped rulebook over the same data set, in turn, in one process, queries compiled beforehand.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter

import polars as pl

from auditor.engines.base import Engine
from auditor.engines.choice import engines_named
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset, RecordTable, load_records

AS_OF = date(2025, 6, 30)


def copies(dataset: Dataset, number: int) -> Dataset:
    """The data set ``number`` times over; keys and links of each copy end in its number."""
    tables = {name: _copied(table, number) for name, table in dataset.tables.items()}
    return replace(dataset, tables=tables)


def _copied(table: RecordTable, number: int) -> RecordTable:
    record = table.record
    names = {*record.key, *(name for link in record.links.values() for name in link.by)}
    ids = [record.fields[name].id for name in names]
    own = [pl.col(one) for one in ids if table.frame.schema[one] == pl.String]
    frames = [table.frame.with_columns(column + f"-{at}" for column in own) for at in range(number)]
    frame = pl.concat(frames).with_columns(rid=pl.int_range(pl.len(), dtype=pl.Int64))
    return replace(table, frame=frame)


def seconds(engine: Engine, dataset: Dataset) -> float:
    """How long one run takes."""
    started = perf_counter()
    engine.run(dataset, AS_OF)
    return perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    options = parser.parse_args()
    rulebook = load_rulebook()
    sample = load_records(["samples/clean"], rulebook.dictionary)
    engines = engines_named("both", rulebook)
    for engine in engines:
        engine.run(sample, AS_OF)
    print(f"{len(rulebook.plans)} rules, median of {options.runs} runs")
    print(f"{'rows':>8} " + " ".join(f"{engine.name:>10}" for engine in engines) + f" {'ratio':>8}")
    for number in options.copies:
        dataset = copies(sample, number)
        rows = sum(table.frame.height for table in dataset.tables.values())
        times: list[list[float]] = [[] for _ in engines]
        for _ in range(options.runs):
            for at, engine in enumerate(engines):
                times[at].append(seconds(engine, dataset))
        medians = [median(one) for one in times]
        ratio = median(a / b for a, b in zip(*times, strict=True))
        print(f"{rows:>8} " + " ".join(f"{one:>9.2f}s" for one in medians) + f" {ratio:>8.2f}")
    for engine in engines:
        engine.__exit__(None, None, None)


if __name__ == "__main__":
    main()
