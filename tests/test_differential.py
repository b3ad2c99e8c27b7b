"""Random rules on random data: both engines must give the same verdicts, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from random import Random

import pytest
from differential.grammar import random_rulebook
from differential.world import DICTIONARY, PERIOD, TABLES, random_given

from auditor.engines.base import RunStatus
from auditor.engines.choice import engines_named
from auditor.engines.compare import differences
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset

AS_OF = date(2024, 5, 31)
RULES, DATA_SETS = 4, 12  # per seed


@contextmanager
def compiled_in(folder: Path) -> Iterator[None]:
    """Compiled queries are kept in ``folder``, not in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_CACHE", str(folder / "cache"))
        yield


def agree(seed: int, folder: Path) -> None:
    """Asserts that the engines agree on one random rulebook and its random data sets."""
    rng = Random(seed)
    text = random_rulebook(rng, RULES)
    for name, content in (("dictionary", DICTIONARY), ("tables", TABLES), ("rules", text)):
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    with compiled_in(folder), ExitStack() as stack:
        rulebook = load_rulebook([folder])
        engines = [stack.enter_context(engine) for engine in engines_named("both", rulebook)]
        for _ in range(DATA_SETS):
            rows = random_given(rng, rulebook.dictionary)
            shuffled = {record: rng.sample(items, len(items)) for record, items in rows.items()}
            first = engines[0].run(Dataset.from_rows(rulebook.dictionary, rows, PERIOD), AS_OF)
            for run in first.values():
                assert run.status is RunStatus.DONE, f"seed {seed}: {run.rule} {run.reason}\n{text}"
            for engine, given in [(engine, rows) for engine in engines[1:]] + [(engines[0], shuffled)]:
                second = engine.run(Dataset.from_rows(rulebook.dictionary, given, PERIOD), AS_OF)
                for rule, run in first.items():
                    found = differences(run, second[rule])
                    assert not found, f"seed {seed}, {rule}, {engine.name}: {found}\n{text}\n{rows}"


@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_on_random_rules(seed: int, tmp_path: Path) -> None:
    """Both engines give the same cells for random rules on random data, in any order of rows."""
    agree(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1016))
def test_engines_agree_on_many_random_rules(seed: int, tmp_path: Path) -> None:
    """The same over thousands of pairs of a rule and a data set."""
    agree(seed, tmp_path)
