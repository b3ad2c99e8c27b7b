"""Runs the cases of a rulebook on the engines, and says where one came out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.authoring.cases import NOT_APPLICABLE, Case, Outcome, read_cases
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import engines_named
from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.spans import NOWHERE

Run = Callable[[Dataset, date, frozenset[str]], Mapping[str, RuleRun]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise on one engine."""

    case: Case
    engine: str
    actual: tuple[Outcome, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a run of cases went."""

    cases: int
    engines: tuple[str, ...]
    failures: tuple[Failure, ...]


def run_cases(rulebook: Rulebook, ids: Sequence[str] = (), engine: str = "both") -> Tally:
    """Runs the cases of the rules ``ids`` (all if none). Raises RulebookError for broken case files."""
    errors: list[RuleError] = [
        error("E601", NOWHERE, suggest(rule, rulebook.rules), name=rule) for rule in ids if rule not in rulebook.rules
    ]
    cases: list[Case] = [case for case in read_cases(rulebook, errors) if not ids or case.rule in ids]
    if errors:
        raise RulebookError(errors)
    failures: list[Failure] = []
    names: list[str] = []
    for one in engines_named(engine, rulebook):
        with one:
            names.append(one.name)
            for case in cases:
                failure = run_case(case, rulebook, one.name, one.run)
                if failure is not None:
                    failures.append(failure)
    return Tally(len(cases), tuple(names), tuple(failures))


def run_case(case: Case, rulebook: Rulebook, engine: str, run: Run) -> Failure | None:
    """The failure of a case on an engine, or None if it comes out as expected."""
    wanted = frozenset(_with_dependencies(case.rule, rulebook))
    given: dict[str, Sequence[Mapping[str, object]]] = {
        record: [] for rule in wanted for record, _ in rulebook.plans[rule].needs
    }
    given.update(case.given)
    dataset = Dataset.from_rows(rulebook.dictionary, given)
    result = run(dataset, case.as_of, wanted)[case.rule]
    if result.status is not RunStatus.DONE:
        as_expected = {verdict for _, verdict, _ in case.expected} == {result.status.value}
        return None if as_expected else Failure(case, engine, (("", result.status.value, ""),), result.reason)
    plan = rulebook.plans[case.rule]
    cells = _outcomes(plan, result, dataset)
    said = [o for o in case.expected if o[1] not in (NOT_APPLICABLE, Verdict.PASSED.value)]
    if not case.with_elements:
        cells = [(subject, verdict, "") for subject, verdict, _ in cells]
    if sorted(cells) != sorted(said):
        return Failure(case, engine, tuple(cells))
    named = {subject for subject, _, _ in case.expected}
    if unknown := named.difference(_keys(dataset, plan.subject.name)):
        return Failure(case, engine, tuple(cells), f"给出的{plan.subject.name}里没有 {'、'.join(sorted(unknown))}")
    whole = len(named) == dataset.tables[plan.subject.name].frame.height
    applies = {subject for subject, verdict, _ in case.expected if verdict != NOT_APPLICABLE}
    if whole and len(applies) != result.applicable:
        reason = f"适用的主体应当是 {len(applies)} 个，实际是 {result.applicable} 个"
        return Failure(case, engine, tuple(cells), reason)
    return None


def _with_dependencies(rule: str, rulebook: Rulebook) -> Iterable[str]:
    todo, found = [rule], {rule}
    while todo:
        for earlier in rulebook.plans[todo.pop()].follows:
            if earlier in rulebook.plans and earlier not in found:
                found.add(earlier)
                todo.append(earlier)
    return found


def _outcomes(plan: p.RulePlan, result: RuleRun, dataset: Dataset) -> list[Outcome]:
    subjects = _keys(dataset, plan.subject.name)
    each = plan.each
    elements = _keys(dataset, each.record.name) if each is not None and not isinstance(each, p.EachPeriod) else []
    found = []
    for cell in result.cells:
        element = "" if cell.element is None else str(cell.element)
        if isinstance(cell.element, int):
            element = elements[cell.element] if cell.element >= 0 else "开头"
        found.append((subjects[cell.subject], cell.verdict.value, element))
    return found


def _keys(dataset: Dataset, record: str) -> list[str]:
    table = dataset.tables[record]
    ids = [table.record.fields[name].id for name in table.record.key]
    return ["/".join("" if v is None else str(v) for v in row) for row in table.frame.select(ids).iter_rows()]


def render_failure(failure: Failure) -> str:
    """A failing case as a small table of expected and actual."""
    case = failure.case
    lines = [f"{case.span}: {case.rule} “{case.name}”（{failure.engine}，审计日 {case.as_of}）"]
    lines.append("  期望：" + "；".join(_said(one) for one in sorted(case.expected)))
    lines.append("  实际：" + ("；".join(_said(one) for one in sorted(failure.actual)) or "没有问题"))
    if failure.reason:
        lines.append(f"  说明：{failure.reason}")
    return "\n".join(lines)


def _said(outcome: Outcome) -> str:
    return " ".join(part for part in outcome if part)
