"""Everything that can be said of a rulebook without data: faults of every file, then lints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.authoring.cases import read_cases
from auditor.authoring.lints import lint, lint_cases
from auditor.errors import RuleError, in_order
from auditor.plan.rulebook import read_and_plan


@dataclass(frozen=True, slots=True)
class Report:
    """The faults in file order, and what was looked at."""

    rules: int
    tables: int
    cases: int
    faults: tuple[RuleError, ...]

    @property
    def errors(self) -> int:
        """Faults that keep the rulebook from running."""
        return len(self.faults) - self.lints

    @property
    def lints(self) -> int:
        """Faults that do not."""
        return sum(fault.is_lint for fault in self.faults)


def check_rulebook(folders: list[Path]) -> Report:
    """All faults of the rulebook in ``folders``."""
    rulebook, errors = read_and_plan(folders)
    known = len(errors)
    cases = read_cases(rulebook, errors)
    # A case that could not be read must not be called missing as well.
    lacking = lint_cases(rulebook, cases) if len(errors) == known else []
    faults = in_order([*errors, *lint(rulebook), *lacking])
    return Report(len(rulebook.rules), len(rulebook.tables), len(cases), faults)
