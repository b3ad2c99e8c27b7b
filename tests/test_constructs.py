"""Constructs that the shipped pack does not use yet: groups, spans, free sets, patterns, items, partial dates …"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.authoring.testing import render_failure, run_cases
from auditor.plan.rulebook import load_rulebook

PACK = Path(__file__).parent / "constructs"


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_constructs_give_the_verdicts_of_their_cases(engine: str) -> None:
    """Each case beside the rules comes out as written, on either engine."""
    rulebook = load_rulebook([PACK])
    tally = run_cases(rulebook, engine=engine)
    assert [render_failure(failure) for failure in tally.failures] == []
    assert (tally.cases, len(rulebook.plans)) == (17, 16)
