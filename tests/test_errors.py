"""Every error as its author sees it: one broken snippet per fault, beside the whole rendered text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from auditor.authoring.check import check_rulebook
from auditor.errors import CODES

HERE = Path(__file__).parent / "errors"
SNIPPETS = sorted(HERE.glob("*.yaml"))


def rendered(snippet: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What ``auditor check`` says of ``snippet`` (and its lock, if any) beside the small rule pack of these tests."""
    shutil.copytree(HERE / "pack", folder / "rules")
    shutil.copy(snippet, folder / "rules")
    if (lock := snippet.with_suffix(".lock")).exists():
        shutil.copy(lock, folder / "rules" / "versions.lock")
    monkeypatch.chdir(folder)
    faults = check_rulebook([Path("rules")]).faults
    return "\n\n".join(fault.render() for fault in faults) + "\n"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda path: path.stem)
def test_rendered_error(snippet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken snippet gives exactly the text beside it: code, place, caret, explanation, advice."""
    assert rendered(snippet, tmp_path, monkeypatch) == snippet.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda path: path.stem)
def test_snippet_shows_its_code_alone(snippet: Path) -> None:
    """One mistake gives one message: a snippet's text names no code but the one in its file name."""
    text = snippet.with_suffix(".txt").read_text(encoding="utf-8")
    assert set(re.findall(r"^\S+ ([EW]\d{3}) ", text, re.MULTILINE)) == {snippet.name[:4]}


def test_every_code_is_shown() -> None:
    """Every code of the table has a snippet that raises it."""
    assert {snippet.name[:4] for snippet in SNIPPETS} == CODES.keys()


def test_every_code_used_is_known() -> None:
    """Every code that the source mentions is in the table."""
    source = Path(__file__).parents[1] / "auditor"
    used = {code for path in source.rglob("*.py") for code in re.findall(r'"([EW]\d{3})"', path.read_text())}
    assert used == CODES.keys()


def test_no_leftovers() -> None:
    """Every rendered text belongs to a snippet."""
    stems = {path.stem for path in SNIPPETS}
    assert {path.stem for path in HERE.glob("*.txt")} == stems
    assert {path.stem for path in HERE.glob("*.lock")} <= stems
