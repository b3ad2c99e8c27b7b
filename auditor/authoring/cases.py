"""Cases beside the rules: small tables of records, and the verdicts that a rule has to give on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.errors import RuleError, error, suggest
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.records.dataset import Dataset
from auditor.rulebook.scalars import read_date
from auditor.rulebook.shape import CaseShape, TestShape, shaped
from auditor.spans import Span, Text

NOT_APPLICABLE = "不适用"
_SUBJECT, _VERDICT, _ELEMENT = "主体", "结论", "要素"
_ENGLISH = {"subject": _SUBJECT, "verdict": _VERDICT, "element": _ELEMENT}
_ENGLISH_VERDICTS = {
    "finding": Verdict.PROBLEM.value,
    "passed": Verdict.PASSED.value,
    "undecided": Verdict.UNDECIDED.value,
    "not due": Verdict.NOT_DUE.value,
    "not applicable": NOT_APPLICABLE,
    "not run": RunStatus.NOT_RUN.value,
}

Outcome = tuple[str, str, str]  # subject key, verdict, element key ("" where the case does not say)
Run = Callable[[Dataset, date, frozenset[str]], Mapping[str, RuleRun]]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a rule."""

    rule: str
    name: str
    as_of: date
    given: Mapping[str, Sequence[Mapping[str, str]]]
    expected: tuple[Outcome, ...]
    with_elements: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise on one engine."""

    case: Case
    engine: str
    actual: tuple[Outcome, ...]
    reason: str = ""


def read_cases(rulebook: Rulebook, errors: list[RuleError]) -> list[Case]:
    """All cases of the rulebook, in file order; faults are reported."""
    cases: list[Case] = []
    for node in rulebook.tests:
        shape = shaped(TestShape, node, "用例文件", errors)
        if shape is None:
            continue
        if shape.test not in rulebook.rules:
            errors.append(error("E601", shape.test.span, suggest(shape.test, rulebook.rules), name=shape.test))
            continue
        for part in shape.cases:
            case = shaped(CaseShape, part, "用例", errors)
            if case is not None and (read := _case(str(shape.test), case, rulebook, errors)) is not None:
                cases.append(read)
    return cases


def _case(rule: str, shape: CaseShape, rulebook: Rulebook, errors: list[RuleError]) -> Case | None:
    faults = len(errors)
    given: dict[str, list[dict[str, str]]] = {}
    for name, table in shape.given.items():
        record = rulebook.dictionary.records.get(name)
        if record is None:
            errors.append(error("E301", name.span, suggest(name, rulebook.dictionary.records), name=name))
            continue
        header, rows = bar_table(table, errors)
        for cell, span in header:
            if cell not in record.fields:
                errors.append(error("E603", span, suggest(cell, record.fields), name=name, field=cell))
        given[str(name)] = [dict(zip((cell for cell, _ in header), row, strict=True)) for row in rows]
    header, rows = bar_table(shape.expect, errors)
    columns = [_ENGLISH.get(cell, cell) for cell, _ in header]
    for (cell, span), column in zip(header, columns, strict=True):
        if column not in (_SUBJECT, _VERDICT, _ELEMENT):
            errors.append(error("E109", span, value=cell, allowed=f"{_SUBJECT}、{_VERDICT}、{_ELEMENT}"))
    as_of = read_date(shape.as_of, errors)
    if len(errors) > faults:
        return None
    expected = []
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        verdict = _ENGLISH_VERDICTS.get(cells.get(_VERDICT, ""), cells.get(_VERDICT, ""))
        expected.append((cells.get(_SUBJECT, ""), verdict, cells.get(_ELEMENT, "")))
    return Case(rule, str(shape.name), as_of, given, tuple(expected), _ELEMENT in columns, shape.name.span)


def bar_table(text: Text, errors: list[RuleError]) -> tuple[list[tuple[str, Span]], list[list[str]]]:
    """A table drawn with bars: its header with places, and its rows; ragged rows are reported."""
    header: list[tuple[str, Span]] = []
    rows: list[list[str]] = []
    at = 0
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        if line.strip() and not header:
            start = at
            for raw in line.split("|"):
                lead = len(raw) - len(raw.lstrip())
                header.append((raw.strip(), text.part(start + lead, start + lead + max(len(raw.strip()), 1))))
                start += len(raw) + 1
        elif line.strip():
            if len(cells) == len(header):
                rows.append(cells)
            else:
                span = text.part(at, at + len(line))
                errors.append(error("E602", span, actual=len(cells), expected=len(header)))
        at += len(line) + 1
    return header, rows


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
        actual: tuple[Outcome, ...] = (("", result.status.value, ""),)
        return (
            None
            if {v for _, v, _ in case.expected} == {result.status.value}
            else Failure(case, engine, actual, result.reason)
        )
    plan = rulebook.plans[case.rule]
    cells = _outcomes(plan, result, dataset)
    said = [o for o in case.expected if o[1] not in (NOT_APPLICABLE, Verdict.PASSED.value)]
    if not case.with_elements:
        cells = [(subject, verdict, "") for subject, verdict, _ in cells]
    if sorted(cells) != sorted(said):
        return Failure(case, engine, tuple(cells))
    named = {subject for subject, _, _ in case.expected}
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
    expected = sorted(o for o in case.expected)
    lines.append("  期望：" + "；".join(_said(one) for one in expected))
    lines.append("  实际：" + ("；".join(_said(one) for one in sorted(failure.actual)) or "没有问题"))
    if failure.reason:
        lines.append(f"  说明：{failure.reason}")
    return "\n".join(lines)


def _said(outcome: Outcome) -> str:
    return " ".join(part for part in outcome if part)
