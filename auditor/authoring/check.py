"""Everything that can be said of a rulebook without data: faults of every file, then lints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.authoring.cases import read_cases
from auditor.authoring.lints import lint, lint_cases
from auditor.authoring.lock import check_locks, write_locks
from auditor.errors import RulebookError, RuleError, in_order
from auditor.plan.rulebook import Rulebook, plan_profile, read_and_plan
from auditor.rulebook.mapping_file import mapping_of
from auditor.rulebook.profile import Profile


@dataclass(frozen=True, slots=True)
class Report:
    """The faults in file order, and what was looked at."""

    rules: int
    tables: int
    cases: int
    faults: tuple[RuleError, ...]
    profiles: int = 0
    locked: Mapping[Path, int] = field(default_factory=dict)  # how many rules, by the lock written

    @property
    def errors(self) -> int:
        """Faults that keep the rulebook from running."""
        return len(self.faults) - self.lints

    @property
    def lints(self) -> int:
        """Faults that do not."""
        return sum(fault.is_lint for fault in self.faults)


def _of_mapping(profile: Profile, rulebook: Rulebook) -> tuple[RuleError, ...]:
    """The faults of the mapping that a profile names."""
    try:
        mapping_of([profile], rulebook.dictionary)
    except RulebookError as why:
        return why.errors
    return ()


def check_rulebook(folders: list[Path], profile: str = "", *, lock: bool = False) -> Report:
    """All faults of the rulebook in ``folders``, and of it as each of its profiles has it.

    Lints are of the rules as ``profile`` (a name or a file) has them; locks are of the rules without one.
    With ``lock``, the locks of the folders are written anew unless there is an error.
    """
    rulebook, errors = read_and_plan(folders, profile)
    for one in rulebook.files.profiles:
        plan_profile(rulebook.name, rulebook.files, one, errors, rulebook)
        errors += _of_mapping(rulebook.files.profiles[one], rulebook)
    known = len(errors)
    cases = read_cases(rulebook, errors)
    # A case that could not be read must not be called missing as well.
    lacking = lint_cases(rulebook, cases) if len(errors) == known else []
    changed = check_locks(folders, rulebook) if not profile else []
    locked: Mapping[Path, int] = {}
    if lock and not errors and all(fault.is_lint for fault in changed):
        locked, changed = write_locks(folders, rulebook), []
    faults = in_order([*errors, *changed, *lint(rulebook), *lacking])
    profiles = len(rulebook.files.profiles)
    return Report(len(rulebook.rules), len(rulebook.tables), len(cases), faults, profiles, locked)
