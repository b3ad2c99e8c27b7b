"""Which engine runs: named by the user, or chosen by the size of the export."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from auditor.engines.base import Engine
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset

AUTO, DURABLE, RELATIONAL = "auto", "durable", "duckdb"

CROSS_OVER = 25_000
"""Rows up to which the live engine is faster.

``benchmarks/crossover.py`` on two cores, 87 rules, queries compiled beforehand, in seconds (live against
bulk): 2,184 rows 0.16 against 1.65; 8,736 rows 0.64 against 1.75; 17,472 rows 1.28 against 2.01;
26,208 rows 1.89 against 2.04.
"""


class EngineUnavailable(Exception):
    """The engine asked for cannot run on this machine."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine, and why it was taken."""

    engine: Engine
    why: str


def choose(name: str, rulebook: Rulebook, dataset: Dataset) -> Choice:
    """The engine called ``name``, or for ``auto`` the faster one for this many rows.

    Raises EngineUnavailable if the engine asked for cannot run here.
    """
    if name != AUTO:
        return Choice(_engine(name, rulebook), "按参数指定")
    rows = dataset.rows_kept
    if rows > CROSS_OVER:
        return Choice(_engine(RELATIONAL, rulebook), f"{rows} 行，多于 {CROSS_OVER} 行时它更快")
    try:
        return Choice(_engine(DURABLE, rulebook), f"{rows} 行，不多于 {CROSS_OVER} 行时它更快")
    except EngineUnavailable:
        return Choice(_engine(RELATIONAL, rulebook), "本机不能使用 durable_rules")


def other_engine(engine: Engine, rulebook: Rulebook) -> Engine:
    """The engine that is not ``engine``. Raises EngineUnavailable if it cannot run here."""
    return _engine(RELATIONAL if engine.name == DURABLE else DURABLE, rulebook)


def engines_named(name: str, rulebook: Rulebook) -> list[Engine]:
    """The engine of that name; for ``both``, the reference and, where it can run, the live one."""
    if name != "both":
        return [_engine(name, rulebook)]
    engines = [_engine(RELATIONAL, rulebook)]
    with suppress(EngineUnavailable):
        engines.append(_engine(DURABLE, rulebook))
    return engines


def _engine(name: str, rulebook: Rulebook) -> Engine:
    if name == RELATIONAL:
        from auditor.engines.relational.engine import RelationalEngine

        return RelationalEngine(rulebook)
    from auditor.engines.durable.engine import DurableEngine, available

    if not available():
        raise EngineUnavailable(
            "本机不能使用 durable_rules（没有安装，或这个 Python 版本不支持），请用 --engine duckdb。"
        )
    return DurableEngine(rulebook.layers, rulebook.calendar)
