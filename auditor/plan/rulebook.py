"""A rulebook ready to run: files read, every rule planned, the order of rules known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path

from auditor.errors import RulebookError, RuleError
from auditor.plan.boxes import Context
from auditor.plan.nodes import RulePlan
from auditor.plan.strata import strata
from auditor.plan.terms import check_terms, definitions
from auditor.plan.variants import Variant, variants_of
from auditor.records.dictionary import Dictionary
from auditor.records.previous import with_previous
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulebook.files import RulebookFiles, read_rulebook
from auditor.rulebook.override import applied, blamed, chain_of, profile_named
from auditor.rulebook.profile import Profile
from auditor.rulebook.rule import Off, Rule
from auditor.rulebook.table import Table
from auditor.yamltree import Node


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules with their plans; ``layers`` is the order in which they run; ``digest`` of all files.

    ``rules`` and ``variants`` go by the id of the rule, ``plans`` by that of the plan, which is the
    rule's own unless the rule has several. ``files`` is what was read, without any profile; ``chain`` the
    profile that is applied to it after those that it extends, the widest first.
    """

    name: str
    dictionary: Dictionary
    tables: Mapping[str, Table]
    calendar: WorkCalendar | None
    rules: Mapping[str, Rule]
    variants: Mapping[str, tuple[Variant, ...]]
    plans: Mapping[str, RulePlan]
    layers: tuple[tuple[RulePlan, ...], ...]
    tests: tuple[Node, ...]
    digest: str
    shared_digest: str
    files: RulebookFiles
    chain: tuple[Profile, ...] = ()

    @property
    def profile(self) -> str:
        """The name of the profile that is applied; "" if none is."""
        return str(self.chain[-1].name) if self.chain else ""

    @property
    def off(self) -> Mapping[str, Off]:
        """The rules that the profile switches off, by id."""
        return {str(rule.id): rule.off for rule in self.rules.values() if rule.off is not None}

    def newest(self, rule: str) -> RulePlan:
        """The plan of the rule as it reads today."""
        return self.variants[rule][0].plan

    def with_earlier(self, rules: Iterable[str]) -> frozenset[str]:
        """The rules and all whose findings they read, however far back."""
        found: set[str] = set()
        todo = list(rules)
        while todo:
            rule = todo.pop()
            if rule in self.variants and rule not in found:
                found.add(rule)
                todo.extend(earlier for variant in self.variants[rule] for earlier in variant.plan.follows)
        return frozenset(found)

    def kept_in(self, files: RulebookFiles) -> Mapping[str, tuple[Variant, ...]]:
        """The variants of the rules that read the same in ``files``, which a profile has changed.

        A plan knows the codes of the dictionary, but not the headers. Which findings a rule gathers
        depends on the other rules, so that those who do are not among them.
        """
        codes = self.files.dictionary.codes
        if self.chain or files.dictionary.codes is not codes or files.tables != self.files.tables:
            return {}
        return {
            rule: several
            for rule, several in self.variants.items()
            if files.rules[rule] is self.files.rules[rule] and not any(one.plan.follows for one in several)
        }


def shipped_rules() -> Path:
    """The folder of the rule pack that comes with the package."""
    beside = Path(__file__).parents[2] / "rules"
    return beside if (beside / "dictionary").is_dir() else Path(str(package_files("auditor") / "rules"))


def load_rulebook(folders: Iterable[Path | str] = (), profile: Path | str = "") -> Rulebook:
    """The rulebook in ``folders`` (the shipped pack if none), as ``profile`` (a name or a file) has it.

    Raises RulebookError with every fault.
    """
    rulebook, errors = read_and_plan([Path(folder) for folder in folders] or [shipped_rules()], str(profile))
    if errors:
        raise RulebookError(errors)
    return rulebook


def read_and_plan(folders: list[Path], profile: str = "") -> tuple[Rulebook, list[RuleError]]:
    """The rulebook as far as it is sound, and every fault of its files."""
    files, errors = read_rulebook(folders)
    name = "、".join(folder.name for folder in folders)
    rulebook = plan_profile(name, files, profile, errors) if profile else plan_rulebook(name, files, errors)
    for one in files.profiles.values():
        applied(files, chain_of(one, files.profiles, errors), errors)
    return rulebook, errors


def with_profile(rulebook: Rulebook, profile: str) -> Rulebook:
    """The rulebook as ``profile`` (a name or a file) has it. Raises RulebookError with every fault."""
    errors: list[RuleError] = []
    changed = plan_profile(rulebook.name, rulebook.files, profile, errors, rulebook)
    if errors:
        raise RulebookError(errors)
    return changed


def plan_profile(
    name: str, files: RulebookFiles, profile: str, errors: list[RuleError], like: Rulebook | None = None
) -> Rulebook:
    """Plans every rule as ``profile`` (a name or a file) has it; without it where it is at fault.

    ``like`` is the rulebook of the same files without it, if there is one already.
    """
    faults = len(errors)
    chosen = profile_named(profile, files.profiles, errors)
    chain = chain_of(chosen, files.profiles, errors) if chosen is not None else ()
    changed = applied(files, chain, errors)
    if len(errors) > faults:
        return plan_rulebook(name, files, errors)
    own: list[RuleError] = []
    rulebook = plan_rulebook(name, changed, own, like)
    if own:
        plan_rulebook(name, files, errors)
        errors += [blamed(fault, changed.rules, chain) for fault in own if fault not in errors]
    texts = [one.name.span.source.text for one in chain]
    return replace(
        rulebook,
        digest=sha256("\0".join([files.digest, *texts]).encode()).hexdigest(),
        shared_digest=sha256("\0".join([files.shared_digest, *texts]).encode()).hexdigest(),
        files=files,
        chain=chain,
    )


def plan_rulebook(name: str, files: RulebookFiles, errors: list[RuleError], like: Rulebook | None = None) -> Rulebook:
    """Plans every rule; faults are added to ``errors`` and their rules left out.

    Rules that read the same in ``like`` keep their plans from there.
    """
    named = (name for rule in files.rules.values() for version in rule.versions for name in version.records)
    dictionary = with_previous(files.dictionary, named)
    terms = tuple(files.terms.values())
    check_terms(terms, dictionary, errors)
    context = Context(dictionary, files.tables, files.rules, terms, definitions(terms))
    kept = like.kept_in(files) if like is not None else {}
    built = {rule: kept.get(rule) or variants_of(one, context, errors) for rule, one in files.rules.items()}
    variants = {rule: several for rule, several in built.items() if several}
    plans = {variant.plan.id: variant.plan for several in variants.values() for variant in several}
    return Rulebook(
        name=name,
        dictionary=dictionary,
        tables=files.tables,
        calendar=files.calendar,
        rules=files.rules,
        variants=variants,
        plans=plans,
        layers=strata(plans, files.rules, errors),
        tests=tuple(files.tests),
        digest=files.digest,
        shared_digest=files.shared_digest,
        files=files,
    )
