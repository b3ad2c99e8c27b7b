"""The closed list of functions: every entry works on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from live import rule, rulebook

from auditor.engines.durable.functions import FUNCTIONS as IN_PYTHON
from auditor.engines.relational.engine import RelationalEngine
from auditor.engines.relational.functions import FALLIBLE, REPEATING
from auditor.engines.relational.functions import FUNCTIONS as AS_COLUMNS
from auditor.rulelang.fixed import weights_of
from auditor.rulelang.functions import FUNCTIONS, Func, Takes

# Their argument is a field with its state, so they are nodes of their own.
OF_STATES = {Func.FIRST_POSSIBLE, Func.LAST_POSSIBLE}


def test_both_engines_have_every_function() -> None:
    """The lists are equal; aggregates are apart, being of sets."""
    scalar = {function.func for function in FUNCTIONS.values() if not function.aggregate}
    assert IN_PYTHON.keys() == AS_COLUMNS.keys() == scalar - OF_STATES
    assert AS_COLUMNS.keys() >= FALLIBLE | REPEATING


def test_phrases_name_each_argument_once() -> None:
    """A card says every argument of a function."""
    for function in FUNCTIONS.values():
        assert all(function.phrase.count(f"{{{at}}}") == 1 for at in range(len(function.takes))), function.func


def test_kinds_of_arguments_are_apart() -> None:
    """No two kinds of argument are one, as they would be in an enumeration if their values were equal."""
    assert len(Takes) == len(Takes.__members__)


def test_weights() -> None:
    """Whole numbers separated by blanks; anything else is none."""
    assert weights_of(" 7 9  10 ") == (7, 9, 10)
    assert [weights_of(text) for text in ("", "7,9", "7 -1", "7 1.5", "10000", "１", "1 " * 41)] == [()] * 7


def test_functions_of_functions_make_no_endless_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query grows with the number of functions, not with the power of how deep they stand in each other."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    lengths = []
    for depth in (1, 8):
        day = "出生"
        for _ in range(depth):
            day = f"生日({day}, 取整(分数 / 2))"
        folder = tmp_path / str(depth)
        folder.mkdir()
        book = rulebook(folder, rule("R-001", "人", f"when: {day} > 审计日"))
        lengths.append(len(RelationalEngine(book).sql("R-001")))
    assert lengths[1] < 8 * 8 * lengths[0]
