"""The columns that every element has, and how elements become the cells of a relation."""

from __future__ import annotations

from typing import Any

import ibis

from auditor.engines.relational.relation import CELL, Relation

ELEMENT, DAY, DOUBT, FIRST, LAST = "element", "element_day", "doubt", "first_rid", "last_rid"
"""Its id, the day that is its id, whether it is in doubt, the first and last row that evidence shows."""


def become(rel: Relation, name: str, elements: Any) -> None:
    """Joins elements (by ``CELL``) to the subjects and numbers the cells anew."""
    columns = [c for c in elements.columns if c != CELL]
    joined = rel.table.left_join(elements, CELL).select(rel.table, *(elements[c] for c in columns))
    flags = {c: joined[c].fill_null(False) for c in columns if joined[c].type().is_boolean()}
    order = [joined[CELL]] + [joined[c] for c in (ELEMENT, DAY, LAST) if c in columns]
    rel.become(
        name, joined.mutate(**flags, cell_=ibis.row_number().over(order_by=order)).drop(CELL).rename({CELL: "cell_"})
    )
