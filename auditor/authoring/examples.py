"""The examples of the manual, tried: what the card says, and what comes of it when a cell is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from auditor.authoring.card import render_card
from auditor.authoring.manual import FOLDER, PARTS, Example, entries, setting
from auditor.authoring.trace import keys_of
from auditor.authoring.words import Phrases
from auditor.engines.base import RuleRun, Verdict
from auditor.engines.durable.plain import INVALID, UNSURE, Range
from auditor.engines.durable.trace import CellSeen, StepSeen, SubjectSeen, Tracer
from auditor.engines.relational.engine import RelationalEngine
from auditor.errors import RulebookError
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook, plan_rulebook
from auditor.records.dataset import Dataset
from auditor.records.dictionary import Kind
from auditor.records.period import Period
from auditor.rulebook.files import read_rulebook
from auditor.rulebook.reader import read_rule
from auditor.rulelang import typed as t
from auditor.say import say, say_as
from auditor.spans import SourceFile
from auditor.yamltree import parse_documents

STATES = ("都写了", "空白", "读不懂", "没有这一列")
_UNREADABLE = "看不清"
_RESULT = "结果"  # the name of an example's value in its rule
_TRUTHS = {True: "真", False: "假", None: "不明"}

Rows = Mapping[str, Sequence[Mapping[str, object]]]  # record → rows of field → cell


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the program takes it: the lines of its card, and what comes of it in each state."""

    card: tuple[str, ...]
    outcomes: Mapping[str, str]

    def lines(self, example: Example) -> list[str]:
        """What comes of the example, states of one outcome together: 风险评分空白、读不懂：不明."""
        first, *others = self.outcomes
        if not others:
            return [self.outcomes[first]]
        together: dict[str, list[str]] = {}
        for state in others:
            together.setdefault(self.outcomes[state], []).append(state)
        field = example.without.rpartition(".")[2]
        told = (f"{field}{'、'.join(states)}：{outcome}" for outcome, states in together.items())
        return [f"{first}：{self.outcomes[first]}", *told]


class Trials:
    """Every example of the manual as a rule of one small rulebook. Raises RulebookError for one that is wrong."""

    def __init__(self) -> None:
        self.examples = [one for part in PARTS for entry in entries(part).values() for one in entry.examples]
        self.rulebook = _rulebook([_rule(one, self.id_of(one)) for one in self.examples])
        self.as_of = date.fromisoformat(setting()["as of"])
        self.period = Period.parse(setting()["period"])

    def id_of(self, example: Example) -> str:
        """The id of an example's rule."""
        return f"EX-{self.examples.index(example) + 1:03}"

    def show(self, example: Example) -> Shown:
        """What the card says and what comes of an example."""
        rule = self.id_of(example)
        outcomes = {
            state: self._outcome(example, rows) for state, rows in states(self.rulebook, example) if rows is not None
        }
        return Shown(tuple(self._card(example, rule)), outcomes)

    def _card(self, example: Example, rule: str) -> Iterator[str]:
        plan = self.rulebook.plans[rule]
        phrases = Phrases(plan.alias)
        match example.kind:
            case "when":
                yield phrases.condition(plan.when)
            case "value":
                yield phrases.value(_value(plan))
            case "rule":
                lines = render_card(self.rulebook.rules[rule], plan).split("\n")
                yield from (line.strip() for line in lines[2:])  # less the title and what every example looks at

    def _outcome(self, example: Example, rows: Rows) -> str:
        rule = self.id_of(example)
        plan = self.rulebook.plans[rule]
        dataset = Dataset.from_rows(self.rulebook.dictionary, rows, self.period)
        rid = keys_of(dataset, plan.subject).index(setting()["subject"])
        earlier = _earlier(self.rulebook, rule, dataset, self.as_of)
        seen = Tracer(self.rulebook, rule, dataset, self.as_of, earlier).subject(rid)
        match example.kind:
            case "when":
                return _TRUTHS[seen.cells[0].when.truth]
            case "value":
                return _written(next(step.value for step in _steps(seen) if _named(step, _RESULT)))
            case "message":
                return _message(plan, seen.cells[0])
        return _verdicts(seen)


@cache
def trials() -> Trials:
    """The one instance."""
    return Trials()


def states(rulebook: Rulebook, example: Example) -> Iterator[tuple[str, Rows | None]]:
    """The rows of the setting in each of ``STATES``; None for one that cannot be (any text can be read)."""
    rows: Rows = setting()["rows"]
    yield STATES[0], rows
    if not example.without:
        return
    above, _, field = example.without.rpartition(".")
    record = above or str(rulebook.rules[next(iter(rulebook.rules))].record)
    whose = setting()["subject"] if not above else None
    yield STATES[1], _changed(rows, record, field, whose, "")
    readable = rulebook.dictionary.records[record].fields[field].kind is Kind.TEXT
    yield STATES[2], None if readable else _changed(rows, record, field, whose, _UNREADABLE)
    without = [{name: cell for name, cell in row.items() if name != field} for row in rows[record]]
    yield STATES[3], {**rows, record: without}


def _changed(rows: Rows, record: str, field: str, whose: str | None, cell: str) -> Rows:
    """``rows`` with another cell in the row of the case ``whose``; in the first row of ``record`` without one."""
    at = next(at for at, row in enumerate(rows[record]) if whose is None or whose in row.values())
    changed = [{**row, field: cell} if number == at else row for number, row in enumerate(rows[record])]
    return {**rows, record: changed}


def _rule(example: Example, ident: str) -> str:
    """The whole rule that an example stands for."""
    head = setting()["head"].replace("rule: 例", f"rule: {ident}")
    lets = setting()["lets"]
    match example.kind:
        case "when":
            return f"{head}{lets}when: {_quoted(example.text)}\n"
        case "value":
            return f"{head}{lets}  {_RESULT}: {_quoted(example.text)}\nwhen: {_RESULT} 为空\n"
        case "message":
            kept = [line for line in head.split("\n") if not line.startswith("message:")]
            return "\n".join(kept) + f"{lets}when: 真\nmessage: {_quoted(example.text)}\n"
    return f"{head}{example.text}\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rulebook(texts: Sequence[str]) -> Rulebook:
    files, errors = read_rulebook([FOLDER / "pack"])
    for text in [*texts, setting()["earlier"]]:
        (document,) = parse_documents(SourceFile(text.split("\n", 1)[0], text))
        rule = read_rule(document, "", errors)
        if rule is not None:
            files.rules[str(rule.id)] = rule
    rulebook = plan_rulebook(FOLDER.name, files, errors)
    if errors:
        raise RulebookError(errors)
    return rulebook


def _earlier(rulebook: Rulebook, rule: str, dataset: Dataset, as_of: date) -> Mapping[str, RuleRun]:
    """The runs of the rules whose findings ``rule`` reads."""
    wanted = rulebook.with_earlier([rule]) - {rule}
    return RelationalEngine(rulebook).run(dataset, as_of, wanted) if wanted else {}


def _steps(seen: SubjectSeen) -> Iterator[StepSeen]:
    yield from seen.steps
    for cell in seen.cells[:1]:
        yield from cell.steps


def _named(step: StepSeen, name: str) -> bool:
    return isinstance(step.step, p.Let) and step.step.name == name


def _value(plan: p.RulePlan) -> t.Value:
    expr = next(step.expr for step in plan.steps if isinstance(step, p.Let) and step.name == _RESULT)
    assert not isinstance(expr, t.CONDITIONS)
    return expr


def _message(plan: p.RulePlan, seen: CellSeen) -> str:
    assert seen.cell is not None
    values = seen.cell.values
    return "".join(
        piece if isinstance(piece, str) else say_as(values[piece.index], piece.format) for piece in plan.message
    )


def _verdicts(seen: SubjectSeen) -> str:
    """问题 1，通过 2: how many elements came out how; of a rule without ``each`` the one verdict."""
    verdicts = [Verdict.PASSED if cell.cell is None else cell.cell.verdict for cell in seen.cells]
    if len(verdicts) == 1 and seen.cells[0].element is None:
        return verdicts[0].value
    counted = Counter(verdicts)
    return (
        "，".join(f"{verdict.value} {counted[verdict]} 个" for verdict in Verdict if counted[verdict]) or "一个也没有"
    )


def _written(value: Any) -> str:
    if value is None:
        return STATES[1]
    if value is INVALID:
        return STATES[2]
    if value is UNSURE:
        return _TRUTHS[None]
    return f"{say(value.lo)} 到 {say(value.hi)}" if isinstance(value, Range) else say(value)
