"""The rule as a Chinese card: what it looks at, what its names mean, when it finds a problem, why."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.authoring.words import Phrases
from auditor.plan import nodes as p
from auditor.rulebook.rule import Citation, Param, Rule
from auditor.rulelang.typed import CONDITIONS

_PERIODS = {p.PeriodUnit.WEEK: "周", p.PeriodUnit.MONTH: "自然月", p.PeriodUnit.QUARTER: "季度"}


def render_card(rule: Rule, plan: p.RulePlan) -> str:
    """The card, one statement a line."""
    lines = [f"{plan.rule} {plan.title}（{plan.severity.value}）"]
    lines.extend("  " + line for line in _lines(rule, plan))
    return "\n".join(lines)


def _lines(rule: Rule, plan: p.RulePlan) -> Iterator[str]:
    phrases = Phrases(plan.alias)
    for at, source in enumerate(rule.sources):
        yield f"{'依据' if at == 0 else '又据'}：{_citation(source)}"
    if rule.assumption:
        yield f"假定：{rule.assumption}"
    yield f"检查对象：每一份{plan.subject.name}"
    for step in plan.steps:
        yield _step(step, plan, phrases)
    if plan.due is not None:
        yield f"到期日：{phrases.value(plan.due)}；到期前只提醒，不算问题"
    yield f"出现下列情况即为问题：{phrases.condition(plan.when)}"
    if rule.fix:
        yield f"怎样改正：{rule.fix.strip()}"
    if rule.owner:
        yield f"由谁改正：{rule.owner}"
    if rule.params:
        yield "参数：" + "   ".join(_param(param) for param in rule.params.values())


def _step(step: p.Step, plan: p.RulePlan, phrases: Phrases) -> str:
    inside = phrases.within()
    match step:
        case p.Applies(condition=condition):
            return f"只看：{phrases.condition(condition)}"
        case p.Let(name=name, expr=expr):
            said = phrases.condition(expr) if isinstance(expr, CONDITIONS) else phrases.value(expr)
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


def _rows(step: p.Joined, plan: p.RulePlan, inside: Phrases) -> str:
    if not step.join.pairs:
        whose = f"全部{step.record.name}"
    elif step.join.hops or all(here.name in plan.subject.key for _, here in step.join.pairs):
        whose = f"该{plan.subject.name}的{step.record.name}"
    else:
        fields = "、".join(here.name for _, here in step.join.pairs)
        other = "其他" if step.record == plan.subject else ""
        whose = f"{fields}相同的{other}{step.record.name}"
    return whose if step.where is None else f"{whose}中，{inside.condition(step.where)}的记录"


def _citation(source: Citation) -> str:
    quote = f"：“{source.quote}”" if source.quote else ""
    basis = "（推定）" if source.basis == "推定" else ""
    return f"{source.doc} {source.clause}".strip() + quote + basis


def _param(param: Param) -> str:
    value = "、".join(map(str, param.value)) if isinstance(param.value, tuple) else str(param.value)
    note = f"（{param.note}）" if param.note else ""
    return f"【{param.name}】= {value}{note}"
