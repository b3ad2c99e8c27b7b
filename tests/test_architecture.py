"""The house: imports run one way, modules stay small, and what belongs to one place stays there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from auditor.plan.rulebook import load_rulebook, shipped_rules
from auditor.records.dictionary import WHOLE

ROOT = Path(__file__).parents[1] / "auditor"
# Each layer may import itself and those before it.
LAYERS = (
    {"spans", "errors", "say", "yamltree"},
    {"records"},
    {"rulelang"},
    {"rulebook"},
    {"plan"},
    {"engines"},
    {"findings"},
    {"output"},
    {"audit"},
    {"authoring"},
    {"cli"},
    {"__init__", "__main__"},
)
CLOCKS = {"today", "now", "utcnow", "localtime", "gmtime", "time"}
MODULES = sorted(ROOT.rglob("*.py"))


def layer(module: str) -> int:
    """The number of the layer that ``records.clean`` (a dotted name below the package) belongs to."""
    top = module.split(".", maxsplit=1)[0]
    return next(number for number, names in enumerate(LAYERS) if top in names)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def shipped_names() -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the shipped rules and the names of their record types."""
    rulebook = load_rulebook([shipped_rules()])
    return frozenset(rulebook.rules), frozenset(rulebook.dictionary.records) - {WHOLE.name}


def imported(path: Path) -> Iterator[str]:
    """Dotted names, below the package, of the project's own modules that a module imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "auditor":
            below = node.module.removeprefix("auditor").lstrip(".")
            yield from [below] if below else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("auditor.") for a in node.names if a.name.startswith("auditor."))


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_one_way(path: Path) -> None:
    """No module imports from a layer above its own."""
    own = layer(dotted(path))
    assert [name for name in imported(path) if layer(name) > own] == []


def test_modules_import_in_no_circle() -> None:
    """Within a layer, too, every module can be read after what it imports."""
    graph = {dotted(path): set(imported(path)) & {dotted(other) for other in MODULES} for path in MODULES}
    while ready := {name for name, wanted in graph.items() if not wanted}:
        graph = {name: wanted - ready for name, wanted in graph.items() if name not in ready}
    assert graph == {}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_have_one_subject(path: Path) -> None:
    """No module is longer than 400 lines, none is called after nothing, each says what it is."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert not {"utils", "util", "helpers", "common", "manager", "misc"} & set(dotted(path).split("."))
    assert not text or ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_printing_and_clocks_have_their_place(path: Path) -> None:
    """Only the command line and the outputs write to the screen; only the command line asks for the day."""
    name = dotted(path)
    commands = name.startswith("cli.")
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    if not commands and not name.startswith("output."):
        assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    if not commands:
        asked = {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCKS
        assert not asked, asked


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_code_names_no_rule_and_no_record(path: Path) -> None:
    """What is checked, and of what records, is said by the rule pack alone."""
    rules, records = shipped_names()
    texts = {
        node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not texts & (rules | records)
    assert not [text for text in texts for rule in rules if rule in text]
