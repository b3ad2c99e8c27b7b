"""Runs the cases of a rulebook on the engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.authoring.cases import Case, Failure, read_cases, run_case
from auditor.engines.choice import engines_named
from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan.rulebook import Rulebook
from auditor.spans import NOWHERE


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of cases went."""

    cases: int
    engines: tuple[str, ...]
    failures: tuple[Failure, ...]


def run_cases(rulebook: Rulebook, ids: Sequence[str] = (), engine: str = "both") -> Outcome:
    """Runs the cases of the rules ``ids`` (all if none). Raises RulebookError for broken case files."""
    errors: list[RuleError] = [
        error("E601", NOWHERE, suggest(rule, rulebook.rules), name=rule) for rule in ids if rule not in rulebook.rules
    ]
    cases: list[Case] = [case for case in read_cases(rulebook, errors) if not ids or case.rule in ids]
    if errors:
        raise RulebookError(errors)
    failures: list[Failure] = []
    names: list[str] = []
    for one in engines_named(engine, rulebook):
        with one:
            names.append(one.name)
            for case in cases:
                failure = run_case(case, rulebook, one.name, one.run)
                if failure is not None:
                    failures.append(failure)
    return Outcome(len(cases), tuple(names), tuple(failures))
