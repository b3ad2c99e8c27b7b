"""Merged cells below a header: what is written once for several rows holds for each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import polars as pl

from auditor.records.reading.sheet import Merged, Sheet


def filled_down(sheet: Sheet, first: int) -> tuple[pl.DataFrame, int]:
    """The cells with each merged value in all its rows from ``first`` on; how many regions there are."""
    regions = [region for region in sheet.merged if region.bottom > region.top >= first]
    cells = sheet.cells
    by_column: dict[int, list[Merged]] = defaultdict(list)
    for region in regions:
        if region.left < cells.width:
            by_column[region.left].append(region)
    changed = [_filled(cells.to_series(column), spans) for column, spans in sorted(by_column.items())]
    return (cells.with_columns(changed) if changed else cells), sum(map(len, by_column.values()))


def _filled(column: pl.Series, regions: Sequence[Merged]) -> pl.Series:
    """A column with the first value of each region in all its rows."""
    spans = pl.DataFrame(
        {"top": [region.top for region in regions], "end": [min(r.bottom + 1, len(column)) for r in regions]}
    )
    rows = spans.with_columns(row=pl.int_ranges("top", "end")).explode("row")
    return column.scatter(rows["row"], column.gather(rows["top"]))
