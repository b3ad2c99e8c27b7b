"""Every case beside a shipped rule comes out as it says, on both engines."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.authoring.testing import Tally, render_failure, run_cases
from auditor.engines.choice import DURABLE, RELATIONAL, EngineUnavailable
from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules


@cache
def rulebook() -> Rulebook:
    return load_rulebook([shipped_rules()])


@cache
def tally(engine: str) -> Tally:
    """All cases on one engine, run once."""
    return run_cases(rulebook(), engine=engine)


def check(rule: str, engine: str) -> None:
    failures = [render_failure(failure) for failure in tally(engine).failures if failure.case.rule == rule]
    assert failures == [], "\n\n".join(failures)


@pytest.mark.parametrize("rule", sorted(rulebook().rules))
def test_cases_in_bulk(rule: str) -> None:
    """The rule's own cases, as relational queries."""
    check(rule, RELATIONAL)


@pytest.mark.slow
@pytest.mark.parametrize("rule", sorted(rulebook().rules))
def test_cases_live(rule: str) -> None:
    """The rule's own cases, as facts and rules of the live engine."""
    try:
        check(rule, DURABLE)
    except EngineUnavailable as why:
        pytest.skip(str(why))
