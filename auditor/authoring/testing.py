"""Runs the cases of a rulebook on the engines, and says where one came out otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tabulate import tabulate

from auditor.authoring.cases import NOT_APPLICABLE, Case, Outcome, read_cases
from auditor.authoring.trace import Traces, keys_of
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import engines_named
from auditor.engines.variants import of_rules, plans_for
from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook, with_profile
from auditor.records.dataset import Dataset
from auditor.records.dictionary import Origin
from auditor.spans import NOWHERE

Run = Callable[[Dataset, date, frozenset[str]], Mapping[str, RuleRun]]
_QUIET = (NOT_APPLICABLE, Verdict.PASSED.value)  # verdicts without a cell
_TRACES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise; ``traces`` tell what its conditions saw."""

    case: Case
    engine: str
    actual: tuple[Outcome, ...]
    reason: str = ""
    traces: tuple[str, ...] = ()

    @property
    def not_run(self) -> str:
        """The status of a rule that did not run through; "" if it did."""
        return self.actual[0][1] if self.actual and not self.actual[0][0] else ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a run of cases went. ``missed`` are cases marked ``todo`` that came out otherwise, as they may."""

    cases: int
    engines: tuple[str, ...]
    failures: tuple[Failure, ...]
    missed: tuple[Case, ...] = ()


def run_cases(rulebook: Rulebook, ids: Sequence[str] = (), engine: str = "both", named: str = "") -> Tally:
    """Runs the cases of the rules ``ids`` (all if none) that have ``named`` in their name.

    A case that names a profile runs with it. Of a rulebook with a profile, only the cases that name it run.
    Raises RulebookError for broken case files, EngineUnavailable for an engine that cannot run here.
    """
    errors: list[RuleError] = [
        error("E601", NOWHERE, suggest(rule, rulebook.rules), name=rule) for rule in ids if rule not in rulebook.rules
    ]
    cases = [case for case in read_cases(rulebook, errors) if (not ids or case.rule in ids) and named in case.name]
    if errors:
        raise RulebookError(errors)
    if rulebook.profile:
        cases = [case for case in cases if case.profile == rulebook.profile]
    failures: list[Failure] = []
    names: list[str] = []
    missed: set[int] = set()
    for profile in dict.fromkeys((rulebook.profile, *(case.profile for case in cases))):
        book = rulebook if profile == rulebook.profile else with_profile(rulebook, profile)
        for one in engines_named(engine, book):
            with one:
                names.append(one.name)
                for at, case in enumerate(cases):
                    failure = run_case(case, book, one.name, one.run) if case.profile == profile else None
                    if case.todo and case.profile == profile:
                        failure = _of_todo(case, one.name, failure)
                        if failure is None:
                            missed.add(at)
                    if failure is not None:
                        failures.append(failure)
    told = tuple(cases[at] for at in sorted(missed))
    return Tally(len(cases), tuple(dict.fromkeys(names)), _merged(failures), told)


def dataset_of(case: Case, rulebook: Rulebook) -> Dataset:
    """The records that a case gives; what its rule needs besides is empty, lists apart, which are as they are."""
    records = rulebook.dictionary.records
    involved = [one.plan for rule in rulebook.with_earlier([case.rule]) for one in rulebook.variants[rule]]
    named = {record for plan in involved for record, _ in plan.needs}
    given: dict[str, Sequence[Mapping[str, object]]] = {
        record: [] for record in named if records[record].origin is not Origin.LIST
    }
    given.update(case.given)
    return Dataset.from_rows(rulebook.dictionary, given, case.period)


def run_case(case: Case, rulebook: Rulebook, engine: str, run: Run) -> Failure | None:
    """The failure of a case on an engine, or None if it comes out as expected."""
    dataset = dataset_of(case, rulebook)
    runs = run(dataset, case.as_of, plans_for(rulebook, [case.rule], dataset, case.as_of))
    result = of_rules(rulebook, [case.rule], runs)[case.rule]
    if result.status is not RunStatus.DONE:
        as_expected = {verdict for _, verdict, _ in case.expected} == {result.status.value}
        return None if as_expected else Failure(case, engine, (("", result.status.value, ""),), result.reason)
    subject = rulebook.newest(case.rule).subject
    keys = keys_of(dataset, subject)
    judging = [one.plan for one in rulebook.variants[case.rule] if one.plan.id in runs]
    cells = [outcome for plan in judging for outcome in _outcomes(plan, runs[plan.id], dataset)]
    if not case.with_elements:
        cells = [(subject, verdict, "") for subject, verdict, _ in cells]
    said = [outcome for outcome in case.expected if outcome[1] not in _QUIET]
    named = {subject for subject, _, _ in case.expected}
    unknown = sorted(named.difference(keys))
    against = {verdict for _, verdict, _ in cells} & set(case.never)
    applies = {subject for subject, verdict, _ in case.expected if verdict != NOT_APPLICABLE}
    whole = len(named) == len(keys)
    reason = ""
    if against:
        reason = f"用例文件写明永远不给的结论：{'、'.join(sorted(against))}"
    elif unknown:
        reason = f"给出的{subject.name}里没有 {'、'.join(unknown)}"
    elif whole and len(applies) != result.applicable:
        reason = f"适用的主体应当是 {len(applies)} 个，实际是 {result.applicable} 个"
    if sorted(cells) == sorted(said) and not reason:
        return None
    traces = Traces(rulebook, case.rule, dataset, case.as_of, runs, mask=False)
    told = {subject for subject, _, _ in cells}
    for rid, key in enumerate(keys):
        if key not in told:
            cells.append((key, Verdict.PASSED.value if traces.applies(rid) else NOT_APPLICABLE, ""))
    failure = Failure(case, engine, tuple(cells), reason)
    shown = [traces.render(keys.index(key)) for key in failing(failure) if key in keys]
    return replace(failure, traces=tuple(shown[:_TRACES_SHOWN]))


def _of_todo(case: Case, engine: str, failure: Failure | None) -> Failure | None:
    """What fails of a case marked ``todo``: that nothing is missed any more, or that something else is."""
    if failure is None:
        return Failure(case, engine, case.expected, "已经查得出来，请删去 todo")
    known = {subject for subject, verdict, _ in case.expected if verdict == case.todo}
    others = set(failing(failure)) - known
    return failure if others or failure.not_run else None


def _merged(failures: list[Failure]) -> tuple[Failure, ...]:
    """Failures that are the same on several engines, as one."""
    alike: dict[tuple[object, ...], Failure] = {}
    for failure in failures:
        key = failure.case.rule, failure.case.name, failure.case.span, tuple(sorted(failure.actual)), failure.reason
        first = alike.get(key)
        alike[key] = replace(first, engine=f"{first.engine}、{failure.engine}") if first else failure
    return tuple(alike.values())


def _outcomes(plan: p.RulePlan, result: RuleRun, dataset: Dataset) -> list[Outcome]:
    subjects = keys_of(dataset, plan.subject)
    each = plan.each
    elements = keys_of(dataset, each.record) if each is not None and not isinstance(each, p.EachPeriod) else []
    found = []
    for cell in result.cells:
        element = "" if cell.element is None else str(cell.element)
        if isinstance(cell.element, int):
            element = elements[cell.element] if cell.element >= 0 else "开头"
        found.append((subjects[cell.subject], cell.verdict.value, element))
    return found


def failing(failure: Failure) -> list[str]:
    """The subjects whose verdicts differ from those expected, in the order of the case."""
    return list(dict.fromkeys(subject for (subject, _), expected, actual in _compared(failure) if expected != actual))


def _compared(failure: Failure) -> list[tuple[tuple[str, str], list[str], list[str]]]:
    """For each subject (and element, if the case names them) its verdicts, expected and actual."""
    rows: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, outcomes in enumerate((failure.case.expected, failure.actual)):
        for subject, verdict, element in outcomes:
            if subject or side == 0:
                rows[subject, element][side].append(verdict)
    named = {subject for subject, _, _ in failure.case.expected}
    found = []
    for (subject, element), (expected, given) in rows.items():
        actual = [failure.not_run] if failure.not_run else given
        if element and not actual and expected == [Verdict.PASSED.value]:
            actual = expected  # of elements that pass there are no cells
        quiet = set(actual) <= {*_QUIET}
        if expected or not quiet or (subject in named and not element):
            found.append(((subject, element), sorted(expected), sorted(actual)))
    return found


def render_failure(failure: Failure) -> str:
    """A failing case as a small table of expected and actual, and what its conditions saw."""
    case = failure.case
    profile = f"，配置 {case.profile}" if case.profile else ""
    lines = [f"{case.span}: {case.rule} “{case.name}”（{failure.engine}，审计日 {case.as_of}{profile}）"]
    headers = ["主体", *(["要素"] if case.with_elements else []), "期望", "实际", ""]
    rows = []
    for (subject, element), expected, actual in _compared(failure):
        names = [subject, element] if case.with_elements else [subject]
        rows.append([*names, "、".join(expected), "、".join(actual), "" if expected == actual else "← 不符"])
    table = tabulate(rows, headers, tablefmt="plain", disable_numparse=True)
    lines += ["  " + line.rstrip() for line in table.split("\n")]
    if failure.reason:
        lines.append(f"  说明：{failure.reason}")
    lines += ["  " + line for trace in failure.traces for line in trace.split("\n")]
    return "\n".join(lines)
