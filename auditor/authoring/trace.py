"""The trace of one subject as text: what each name stood for, what each condition saw, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from auditor.audit import facts_of
from auditor.authoring.words import Phrases
from auditor.engines.base import FROM_START, Cell, RuleRun, RunStatus, Verdict
from auditor.engines.durable.plain import INVALID, UNSURE, Element, Gathered, Null, Range, is_null
from auditor.engines.durable.trace import CellSeen, Seen, StepSeen, SubjectSeen, Tracer
from auditor.findings.build import build
from auditor.findings.finding import Item
from auditor.findings.mask import mask_as, mask_text
from auditor.findings.rows import callings, fetch
from auditor.output.wording import NO_KEY, say_sheet
from auditor.output.wrap import shorten
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.plan.variants import Variant
from auditor.records.dataset import Dataset
from auditor.records.dictionary import Privacy, RecordType
from auditor.records.partial import say_partial
from auditor.rulelang import typed as t
from auditor.say import BLANK, say

PASSED = Verdict.PASSED.value
_MARKS = {True: "真  ", False: "假  ", None: "不明"}
_ROWS_SHOWN, _OTHERS_SHOWN, _CELLS_SHOWN = 8, 3, 5  # members and doubtful rows each, other rows, cells
_WIDEST = 40  # columns of a text


class Traces:
    """Traces of one rule over one data set. ``runs`` has its plans and those whose findings it reads."""

    def __init__(
        self,
        rulebook: Rulebook,
        rule: str,
        dataset: Dataset,
        as_of: date,
        runs: Mapping[str, RuleRun],
        *,
        mask: bool = True,
    ) -> None:
        newest, *rest = rulebook.variants[rule]
        ran = [newest, *(one for one in rest if one.plan.id in runs)]
        self._plans = [_PlanTraces(rulebook, one, dataset, as_of, runs, mask) for one in ran]

    def render(self, rid: int) -> str:
        """The trace of the subject in row ``rid`` of its table, by the plan that judges it, else by the newest."""
        return next((one for one in self._plans if one.applies(rid)), self._plans[0]).render(rid)

    def applies(self, rid: int) -> bool:
        """Whether the rule applies to the subject in row ``rid``."""
        return any(one.applies(rid) for one in self._plans)


class _PlanTraces:
    """Traces of one plan of a rule."""

    def __init__(
        self,
        rulebook: Rulebook,
        variant: Variant,
        dataset: Dataset,
        as_of: date,
        runs: Mapping[str, RuleRun],
        mask: bool,
    ) -> None:
        self.plan = variant.plan
        self.dataset = dataset
        self.mask = mask
        self._facts = facts_of(rulebook, variant)
        self._tracer = Tracer(rulebook, self.plan.id, dataset, as_of, runs)
        self._phrases = Phrases(self.plan.alias)
        self._lets = {step.name: step.expr for step in self.plan.steps if isinstance(step, p.Let)}
        self._persons: frozenset[str] = frozenset()

    def render(self, rid: int) -> str:
        """The trace of the subject in row ``rid`` of its table."""
        if self.mask:
            self._persons = callings(self.dataset, self.plan.subject, [rid])[rid].persons
        seen = self._tracer.subject(rid)
        return "\n".join(
            [
                f"{self.plan.subject.name} {self._key(self.plan.subject, rid)}",
                *("  " + line for line in self._lines(seen)),
            ]
        )

    def applies(self, rid: int) -> bool:
        """Whether the rule applies to the subject in row ``rid``."""
        return self._tracer.subject(rid).applies

    def _lines(self, seen: SubjectSeen) -> Iterator[str]:
        for step in seen.steps:
            yield from self._step(step)
        if not seen.applies:
            yield "结论：不适用"
            return
        if self.plan.each is not None and not seen.cells:
            yield f"“{self.plan.each.name}”一段也没有"
            yield f"结论：{PASSED}"
        told = sorted(seen.cells, key=lambda cell: cell.cell is None)  # what passed comes last
        for at, cell in enumerate(told[:_CELLS_SHOWN]):
            if at == 0 or cell.cell is not None:
                yield from self._cell(cell)
            elif cell.element is not None:
                yield f"{self._element(cell.element)}　结论：{PASSED}"
        if rest := told[_CELLS_SHOWN:]:
            yield f"另有 {len(rest)} 段没有列出，其中{PASSED} {sum(cell.cell is None for cell in rest)} 段"

    def _cell(self, seen: CellSeen) -> Iterator[str]:
        if seen.element is not None:
            yield self._element(seen.element)
        for step in seen.steps:
            yield from self._step(step)
        yield "判断："
        yield from ("  " + line for line in self._seen(seen.when, self._phrases))
        if self.plan.due is not None:
            yield f"到期日 = {self._value(self.plan.due, seen.due)}"
        yield from self._outcome(seen.cell)

    def _outcome(self, cell: Cell | None) -> Iterator[str]:
        if cell is None:
            yield f"结论：{PASSED}"
            return
        run = RuleRun(self.plan.id, RunStatus.DONE, cells=[cell])
        items = build([(self._facts, run)], self.dataset, mask=self.mask)
        told: list[Item] = [*items.all(), *items.trial]
        yield f"结论：{cell.verdict.value}。{told[0].message}"

    def _step(self, seen: StepSeen) -> Iterator[str]:
        match seen.step:
            case p.Applies(in_force=in_force):
                assert seen.seen is not None
                yield "按日期选版：" if in_force else "只看："
                yield from ("  " + line for line in self._seen(seen.seen, self._phrases))
            case p.Let(name=name) if seen.seen is not None:
                yield f"“{name}”："
                yield from ("  " + line for line in self._seen(seen.seen, self._phrases))
            case p.Let(name=name, expr=expr):
                yield f"“{name}” = {self._value(expr, seen.value)}"
            case p.Lookup(name=name):
                yield f"“{name}” = {self._looked_up(seen.value)}"
            case p.Findings(name=name):
                yield f"“{name}”：{self._findings(seen.value)}"
            case p.Members() | p.Pick():
                yield from self._candidates(seen)

    def _candidates(self, seen: StepSeen) -> Iterator[str]:
        step = seen.step
        assert isinstance(step, (p.Members, p.Pick))
        inside = [one for one in seen.candidates if one.inside]
        doubtful = [one for one in seen.candidates if one.inside is None]
        outside = [one for one in seen.candidates if one.inside is False]
        told = f"“{step.name}”：{step.record.name} {len(seen.candidates)} 条，符合 {len(inside)} 条"
        told += f"，不明 {len(doubtful)} 条" if doubtful else ""
        if isinstance(step, p.Pick):
            nth = f"排第{step.skip + 1}" if step.skip else ""
            told += f"，取最{'晚' if step.latest else '早'}{nth}的：{self._picked(step, seen.value)}"
        yield told
        shown = [*inside[:_ROWS_SHOWN], *doubtful[:_ROWS_SHOWN], *outside[:_OTHERS_SHOWN]]
        for one in shown:
            values = [f"{field.field.name} = {self._value(field, value)}" for field, value in one.values]
            tail = "　" + "，".join(values) if values else ""
            yield f"  {_MARKS[one.inside]}  {self._key(step.record, one.rid)}{tail}"
        if len(shown) < len(seen.candidates):
            yield f"  另有 {len(seen.candidates) - len(shown)} 条没有列出"

    def _picked(self, step: p.Pick, value: Any) -> str:
        if value is None:
            return "没有"
        return "不明" if is_null(value) else self._key(step.record, value[0])

    def _looked_up(self, value: Any) -> str:
        if value is None:
            return "表里没有对应的行"
        if is_null(value):
            return "不明"
        return "，".join(f"{column} {say(cell)}" for column, cell in value.items())

    def _findings(self, value: Gathered) -> str:
        told = [f"{rule}（{severity}）{title}" for rule, severity, title in value.certain]
        told += [f"{rule} 不明" for rule, _, _ in value.doubtful]
        told += ["有的规则没有执行"] if value.open else []
        return "；".join(told) or "没有"

    def _element(self, element: Element) -> str:
        each = self.plan.each
        assert each is not None
        doubt = "（存疑）" if element.doubt else ""
        parts = {"次数": element.count, "起": element.start, "止": element.end, "天数": element.days}
        told = [f"{name} {_say(value)}" for name, value in parts.items() if value is not None]
        if not isinstance(each, p.EachPeriod) and element.row is not None:
            told.insert(0, self._key(each.record, element.row[0]))
        if element.similarity is not None:
            told.append(f"相似度 {_say(element.similarity)}")
        if isinstance(each, p.EachGap) and element.id == FROM_START:
            told.append("前面没有记录")
        return f"“{each.name}”{doubt}：" + "，".join(told)

    def _seen(self, seen: Seen, phrases: Phrases) -> Iterator[str]:
        mark = _MARKS[seen.truth]
        match seen.condition:
            case t.Junction(conjunction=conjunction):
                yield f"{mark}  {'全部成立' if conjunction else '至少一项成立'}："
            case t.Not() if seen.parts:
                yield f"{mark}  并非："
            case _:
                named: dict[str, list[str]] = {}  # a list of values goes by one name
                for value, got in seen.values:
                    named.setdefault(phrases.value(value), []).append(self._value(value, got))
                values = "，".join(f"{name} = {'、'.join(said)}" for name, said in named.items())
                yield f"{mark}  {phrases.condition(seen.condition)}" + (f"　{values}" if values else "")
        for part in seen.parts:
            yield from ("  " + line for line in self._seen(part, phrases))

    def _value(self, expr: t.Expr, value: Any) -> str:
        if is_null(value) or not isinstance(value, str):
            return _say(value)
        private = self._privacy(expr)
        if not self.mask:
            return shorten(value, _WIDEST)
        return mask_as(value, private) if private is not None else shorten(mask_text(value, self._persons), _WIDEST)

    def _privacy(self, expr: t.Expr) -> Privacy | None:
        match expr:
            case t.FieldValue(field=field):
                return field.private
            case t.TermValue(value=inner):
                return self._privacy(inner)
            case t.LetValue(name=name):
                return self._privacy(self._lets[name])
            case t.Fallback(options=options):
                return next((found for one in options if (found := self._privacy(one)) is not None), None)
        return None

    def _key(self, record: RecordType, rid: int) -> str:
        """C1（个案.xlsx!接案表 第3行）."""
        if not record.key:
            return record.name
        rows = fetch(self.dataset, record, [rid], ())
        parts = []
        for name, text in zip(record.key, rows.key(rid), strict=True):
            private = record.fields[name].private
            parts.append(mask_as(text, private) if self.mask and private is not None else text)
        source, number = rows.place(rid)
        place = self.dataset.place(record.name, rid, source, number, record.key[0])
        where = f"{say_sheet(place.file, place.sheet)} 第{place.row}行".strip()
        return f"{'/'.join(parts).strip('/') or NO_KEY}（{where}）"


def find_subject(dataset: Dataset, record: RecordType, key: str) -> int | None:
    """The rid of the record whose key, its parts joined with ``/``, is ``key``; None if there is none."""
    return next((rid for rid, written in enumerate(keys_of(dataset, record)) if written == key), None)


def keys_of(dataset: Dataset, record: RecordType) -> list[str]:
    """The key of each row of a record, by rid, its parts joined with ``/``."""
    if not record.key:
        return [record.name]
    ids = [record.fields[name].id for name in record.key]
    rows: Iterable[tuple[Any, ...]] = dataset.tables[record.name].frame.select(ids).iter_rows()
    return ["/".join("" if part is None else str(part) for part in row) for row in rows]


def _say(value: Any) -> str:
    if value is None:
        return BLANK
    if value is UNSURE:
        return "（不明）"
    if value is INVALID:
        return "（无法识别）"
    if isinstance(value, Null) and value.first and value.last:
        return say_partial(value.first, value.last)
    if isinstance(value, Range):
        return f"{say(value.lo)} 到 {say(value.hi)}"
    return say(value)
