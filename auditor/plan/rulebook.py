"""A rulebook ready to run: files read, every rule planned, the order of rules known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from auditor.errors import RulebookError, RuleError
from auditor.plan.boxes import Context
from auditor.plan.build import build
from auditor.plan.nodes import RulePlan
from auditor.plan.strata import strata
from auditor.records.dictionary import Dictionary
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulebook.files import RulebookFiles, read_rulebook
from auditor.rulebook.rule import Rule
from auditor.rulebook.table import Table
from auditor.yamltree import Node


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules with their plans; ``layers`` is the order in which they run; ``digest`` of all files."""

    name: str
    dictionary: Dictionary
    tables: Mapping[str, Table]
    calendar: WorkCalendar | None
    rules: Mapping[str, Rule]
    plans: Mapping[str, RulePlan]
    layers: tuple[tuple[RulePlan, ...], ...]
    unused: Mapping[str, frozenset[str]]
    tests: tuple[Node, ...]
    digest: str
    shared_digest: str

    def with_earlier(self, rules: Iterable[str]) -> frozenset[str]:
        """The rules and all whose findings they read, however far back."""
        found: set[str] = set()
        todo = list(rules)
        while todo:
            rule = todo.pop()
            if rule in self.plans and rule not in found:
                found.add(rule)
                todo.extend(self.plans[rule].follows)
        return frozenset(found)


def shipped_rules() -> Path:
    """The folder of the rule pack that comes with the package."""
    beside = Path(__file__).parents[2] / "rules"
    return beside if (beside / "dictionary").is_dir() else Path(str(package_files("auditor") / "rules"))


def load_rulebook(folders: Iterable[Path | str] = ()) -> Rulebook:
    """The rulebook in ``folders`` (the shipped pack if none). Raises RulebookError with every fault."""
    rulebook, errors = read_and_plan([Path(folder) for folder in folders] or [shipped_rules()])
    if errors:
        raise RulebookError(errors)
    return rulebook


def read_and_plan(folders: list[Path]) -> tuple[Rulebook, list[RuleError]]:
    """The rulebook as far as it is sound, and every fault of its files."""
    files, errors = read_rulebook(folders)
    return plan_rulebook("、".join(folder.name for folder in folders), files, errors), errors


def plan_rulebook(name: str, files: RulebookFiles, errors: list[RuleError]) -> Rulebook:
    """Plans every rule; faults are added to ``errors`` and their rules left out."""
    context = Context(files.dictionary, files.tables, files.rules)
    built = {rule.id: build(rule, context, errors) for rule in files.rules.values()}
    plans = {str(rule): one.plan for rule, one in built.items() if one is not None}
    return Rulebook(
        name=name,
        dictionary=files.dictionary,
        tables=files.tables,
        calendar=files.calendar,
        rules=files.rules,
        plans=plans,
        layers=strata(plans, files.rules, errors),
        unused={str(rule): one.unused for rule, one in built.items() if one is not None},
        tests=tuple(files.tests),
        digest=files.digest,
        shared_digest=files.shared_digest,
    )
