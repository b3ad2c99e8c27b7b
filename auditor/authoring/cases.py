"""Cases beside the rules: small tables of records, and the verdicts that a rule has to give on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.engines.base import RunStatus, Verdict
from auditor.errors import RuleError, error, suggest
from auditor.plan.joins import record_named
from auditor.plan.rulebook import Rulebook
from auditor.records.dictionary import WHOLE
from auditor.records.period import Period
from auditor.rulebook.scalars import read_date
from auditor.rulebook.shape import CaseShape, TestShape, shaped
from auditor.spans import Span, Text

NOT_APPLICABLE = "不适用"
_SUBJECT, _VERDICT, _ELEMENT = "主体", "结论", "要素"
HEADINGS = {"subject": _SUBJECT, "verdict": _VERDICT, "element": _ELEMENT}
VERDICTS = {
    "finding": Verdict.PROBLEM.value,
    "passed": Verdict.PASSED.value,
    "undecided": Verdict.UNDECIDED.value,
    "not due": Verdict.NOT_DUE.value,
    "not applicable": NOT_APPLICABLE,
    "not run": RunStatus.NOT_RUN.value,
}

SUBJECTS = {WHOLE.id: WHOLE.name}
ELEMENTS = {"start": "开头"}  # the gap before the first row

Given = Mapping[str, Sequence[Mapping[str, str]]]  # record → rows of field → cell
Outcome = tuple[str, str, str]  # subject key, verdict, element key ("" where the case does not say)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a rule. ``todo`` is a verdict that the rule is known to miss so far, or "";
    ``profile`` the one that it runs with, or "".
    """

    rule: str
    name: str
    as_of: date
    given: Given
    expected: tuple[Outcome, ...]
    with_elements: bool
    span: Span
    todo: str = ""
    profile: str = ""
    period: Period | None = None
    never: tuple[str, ...] = ()  # verdicts that the rule is said never to give

    @property
    def required(self) -> tuple[Outcome, ...]:
        """What is expected, without what is known to be missed."""
        return tuple(outcome for outcome in self.expected if outcome[1] != self.todo)


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
        shared = _given(shape.given, rulebook, errors)
        never = tuple(_verdict(written, errors) for written in shape.never)
        for part in shape.cases:
            case = shaped(CaseShape, part, "用例", errors)
            if case is not None and (read := _case(str(shape.test), case, shared, rulebook, errors)) is not None:
                cases.append(replace(read, never=never))
    return cases


def _case(rule: str, shape: CaseShape, shared: Given, rulebook: Rulebook, errors: list[RuleError]) -> Case | None:
    """A case; a record that it gives itself takes the place of the ``shared`` one."""
    faults = len(errors)
    given = {**shared, **_given(shape.given, rulebook, errors)}
    expected, with_elements = _expected(shape.expect, errors)
    as_of = read_date(shape.as_of, errors)
    todo = _verdict(shape.todo, errors) if shape.todo is not None else ""
    profile, profiles = shape.profile, rulebook.files.profiles
    if profile is not None and profile not in profiles:
        errors.append(error("E481", profile.span, suggest(profile, profiles), name=profile))
    period = _period(shape.period, errors) if shape.period is not None else None
    if len(errors) > faults:
        return None
    return Case(
        rule=rule,
        name=str(shape.name),
        as_of=as_of,
        given=given,
        expected=expected,
        with_elements=with_elements,
        span=shape.name.span,
        todo=todo,
        profile=str(profile or ""),
        period=period,
    )


def _period(text: Text, errors: list[RuleError]) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError as why:
        errors.append(error("E603", text.span, why=why))
        return None


def _given(tables: Mapping[Text, Text], rulebook: Rulebook, errors: list[RuleError]) -> Given:
    given = {}
    for name, table in tables.items():
        record = record_named(name, rulebook.dictionary, errors)
        if record is None:
            continue
        header, rows = bar_table(table, errors)
        for cell in header:
            if cell not in record.fields:
                errors.append(error("E306", cell.span, suggest(cell, record.fields), name=name, field=cell))
        known = [dict(zip(header, row, strict=True)) for row in rows]
        given[record.name] = [{str(key): str(cell) for key, cell in row.items()} for row in known]
    return given


def _verdict(written: Text, errors: list[RuleError]) -> str:
    verdict = VERDICTS.get(written, str(written))
    if verdict not in VERDICTS.values():
        errors.append(error("E109", written.span, value=written, allowed="、".join(VERDICTS.values())))
    return verdict


def _expected(text: Text, errors: list[RuleError]) -> tuple[tuple[Outcome, ...], bool]:
    """The outcomes that a case expects, and whether it names their elements."""
    header, rows = bar_table(text, errors)
    columns = [HEADINGS.get(cell, str(cell)) for cell in header]
    for cell, column in zip(header, columns, strict=True):
        if column not in (_SUBJECT, _VERDICT, _ELEMENT):
            errors.append(error("E109", cell.span, value=cell, allowed=f"{_SUBJECT}、{_VERDICT}、{_ELEMENT}"))
    for column in (_SUBJECT, _VERDICT):
        if column not in columns:
            errors.append(error("E104", text.span, where="expect", name=column))
    expected = []
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        written = cells.get(_VERDICT, Text(""))
        verdict = _verdict(written, errors) if _VERDICT in columns else ""
        element = str(cells.get(_ELEMENT, ""))
        subject = str(cells.get(_SUBJECT, ""))
        expected.append((SUBJECTS.get(subject, subject), verdict, ELEMENTS.get(element, element)))
    return tuple(expected), _ELEMENT in columns


def bar_table(text: Text, errors: list[RuleError]) -> tuple[list[Text], list[list[Text]]]:
    """A table drawn with bars: its header and its rows of cells; ragged rows and headings twice are reported."""
    header: list[Text] = []
    rows: list[list[Text]] = []
    at = 0
    for line in text.split("\n"):
        cells = _cells(text, at, line) if line.strip() else []
        at += len(line) + 1
        if not header:
            header = cells
            for index, cell in enumerate(cells):
                if cell in cells[:index]:
                    errors.append(error("E106", cell.span, name=cell))
        elif cells and len(cells) != len(header):
            span = text.part(at - len(line) - 1, at - 1)
            errors.append(error("E602", span, actual=len(cells), expected=len(header)))
        elif cells:
            rows.append(cells)
    return header, rows


def _cells(text: Text, start: int, line: str) -> list[Text]:
    cells = []
    for written in line.split("|"):
        first = start + len(written) - len(written.lstrip())
        cells.append(text.cut(first, max(first, start + len(written.rstrip()))))
        start += len(written) + 1
    return cells
