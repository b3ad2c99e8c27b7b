"""The rule as a Chinese card: what it looks at, what its names mean, when it finds a problem, why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from auditor.authoring.words import Phrases
from auditor.plan import nodes as p
from auditor.plan.rulebook import Rulebook
from auditor.plan.variants import Judged
from auditor.records.dictionary import WHOLE, RecordType
from auditor.records.previous import of_today
from auditor.rulebook.params import say_value
from auditor.rulebook.rule import Citation, Param, Rule
from auditor.rulelang import typed as t

_PERIODS = {
    p.PeriodUnit.WEEK: "周",
    p.PeriodUnit.MONTH: "自然月",
    p.PeriodUnit.QUARTER: "季度",
    p.PeriodUnit.HALF: "半年（1至6月、7至12月）",
    p.PeriodUnit.YEAR: "自然年",
}


def render_cards(rulebook: Rulebook, rule_id: str) -> str:
    """The card of a rule; of each of its versions, if it has several, newest first."""
    plans = {
        one.rule.version: one.plan for one in reversed(rulebook.variants[rule_id]) if one.judged is not Judged.UNDATED
    }
    return "\n\n".join(render_card(one, plans[one.version]) for one in rulebook.rules[rule_id].versions)


def render_card(rule: Rule, plan: p.RulePlan) -> str:
    """The card of a version of a rule by its newest plan, one statement a line."""
    lines = [f"{plan.rule} {plan.title}（{plan.severity.value}）"]
    lines.extend("  " + line for line in _lines(rule, plan))
    return "\n".join(lines)


def _lines(rule: Rule, plan: p.RulePlan) -> Iterator[str]:
    phrases = Phrases(plan.alias)
    days = _days(rule.effective.since, rule.effective.until)
    if days:
        yield f"第 {rule.version} 版：管{_deciding_day(plan, phrases)}{days}的"
    for at, source in enumerate(rule.sources):
        yield f"{'依据' if at == 0 else '又据'}：{_citation(source)}"
    if rule.assumption:
        yield f"假定：{rule.assumption}"
    yield "检查对象：整个站的记录" if plan.subject == WHOLE else f"检查对象：每一份{plan.subject.name}"
    yield from map(_meaning, _terms(plan))
    for step in plan.steps:
        if not (isinstance(step, p.Applies) and step.in_force):  # said above, and of parameters below
            yield _step(step, plan, phrases)
    if plan.due is not None:
        yield f"到期日：{phrases.value(plan.due)}；到期前只提醒，不算问题"
    yield f"出现下列情况即为问题：{phrases.condition(plan.when)}"
    if rule.fix:
        yield f"怎样改正：{rule.fix.strip()}"
    if rule.owner:
        yield f"由谁改正：{rule.owner}"
    if rule.params:
        day = _deciding_day(plan, phrases)
        yield "参数：" + "   ".join(_param(param, day) for param in rule.params.values())


def _deciding_day(plan: p.RulePlan, phrases: Phrases) -> str:
    """The date by which a version or a value is chosen, as the plan's first step names it; "" if none is."""
    first = plan.steps[0] if plan.steps else None
    if not isinstance(first, p.Applies) or not first.in_force:
        return ""
    bound = first.condition.conditions[0] if isinstance(first.condition, t.Junction) else first.condition
    assert isinstance(bound, t.Comparison)
    return phrases.value(bound.left)


def _days(since: date | None, until: date | None) -> str:
    if since is None:
        return f"到 {until} 为止" if until is not None else ""
    return f"从 {since} " + (f"到 {until} " if until is not None else "起")


def _step(step: p.Step, plan: p.RulePlan, phrases: Phrases) -> str:
    inside = phrases.within()
    match step:
        case p.Applies(condition=condition):
            return f"只看：{phrases.condition(condition)}"
        case p.Let(name=name, expr=expr):
            said = phrases.condition(expr) if isinstance(expr, t.CONDITIONS) else phrases.value(expr)
            return f"“{name}”指：{said}"
        case p.Lookup(name=name, table=table, inputs=inputs):
            by = "、".join(phrases.value(value) for value in inputs.values())
            note = f"（{table.assumption}）" if table.assumption else ""
            return f"“{name}”指：按{by}查表《{table.title}》得到的{'、'.join(table.outputs)}{note}"
        case p.Findings(name=name, routes=routes, where=where):
            which = f"中，{inside.condition(where)}的" if where is not None else ""
            rules = "、".join(sorted(routes))
            return f"“{name}”指：同一份{plan.subject.name}及其下属记录在规则 {rules} 中发现的问题{which}"
        case p.Members(name=name):
            return f"“{name}”指：{_rows(step, plan, inside)}"
        case p.Pick(name=name, latest=latest, skip=skip):
            which = "晚" if latest else "早"
            nth = f"排第{skip + 1}" if skip else ""
            return f"“{name}”指：{_rows(step, plan, inside)}中最{which}{nth}的一条"
        case p.EachMember(name=name):
            return f"逐条检查“{name}”：{_rows(step, plan, inside)}"
        case p.EachRun(name=name, holds=holds):
            return f"逐段检查“{name}”：{_rows(step, plan, inside)}中，连续满足“{inside.condition(holds)}”的每一段"
        case p.EachGap(name=name, start=start, end=end):
            spread = f"从{phrases.value(start)}到{phrases.value(end)}"
            return f"逐段检查“{name}”：{spread}，{_rows(step, plan, inside)}之间相邻两条的每一段间隔"
        case p.EachPeriod(name=name, unit=unit, start=start, end=end):
            return f"逐期检查“{name}”：从{phrases.value(start)}到{phrases.value(end)}的每一个完整的{_PERIODS[unit]}"
        case p.EachGroup(name=name, by=by):
            fields = "、".join(one.name for one in by)
            return f"逐组检查“{name}”：{_rows(step, plan, inside)}，{fields}相同的为一组"
        case p.EachSpan(name=name, first=first, last=last, tolerance=tolerance):
            joined = f"（间断不超过{tolerance}天的算连续）" if tolerance else ""
            return f"逐段检查“{name}”：{_rows(step, plan, inside)}，按{first.name}至{last.name}连成的每一段{joined}"
        case p.EachTwin(name=name, record=record, text=text, where=where):
            which = f"，{inside.condition(where)}，并且" if where is not None else ""
            return f"逐对检查“{name}”：较早的{record.name}中{which}“{text.name}”与本条相似的每一条"


def _terms(plan: p.RulePlan) -> list[t.TermValue | t.TermTruth]:
    """The terms that the rule uses, each once."""
    nodes = [node for expr in plan.exprs for node in t.walk(expr)]
    found = {(of_today(one.row.record), one.name): one for one in nodes if isinstance(one, (t.TermValue, t.TermTruth))}
    return list(found.values())


def _meaning(term: t.TermValue | t.TermTruth) -> str:
    phrases = Phrases(of_today(term.row.record), term.row)
    said = phrases.condition(term.condition) if isinstance(term, t.TermTruth) else phrases.value(term.value)
    return f"“{term.name}”（{of_today(term.row.record)}）指：{said}"


def _rows(step: p.Joined, plan: p.RulePlan, inside: Phrases) -> str:
    whose = _whose(step, plan.subject)
    return whose if step.where is None else f"{whose}中，{inside.condition(step.where)}的记录"


def _whose(step: p.Joined, subject: RecordType) -> str:
    pairs, record = step.join.pairs, step.record
    if not pairs:
        return f"全部{record.name}"
    if of_today(record.name) != of_today(subject.name) and all(here.name in subject.key for _, here in pairs):
        return f"该{subject.name}的{record.name}"
    other = "其他" if record == subject else ""
    if all(there.name == here.name for there, here in pairs):
        return f"{'、'.join(here.name for _, here in pairs)}相同的{other}{record.name}"
    same = "、".join(f"{there.name}等于该{subject.name}的{here.name}" for there, here in pairs)
    return f"{same}的{other}{record.name}"


def _citation(source: Citation) -> str:
    quote = f"：“{source.quote}”" if source.quote else ""
    basis = "（推定）" if source.basis == "推定" else ""
    return f"{source.doc} {source.clause}".strip() + quote + basis


def _param(param: Param, day: str) -> str:
    values = (
        say_value(step.value) + (f"（{day}{_days(step.since, None)}）" if step.since is not None else "")
        for step in reversed(param.steps)
    )
    note = f"（{param.note}）" if param.note else ""
    return f"【{param.name}】= {'、'.join(values)}{note}"
