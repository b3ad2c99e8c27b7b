"""Typed expressions → Chinese phrases. What an evaluator reads is what the engines run."""

from __future__ import annotations

from auditor.rulelang import typed as t
from auditor.rulelang.functions import BY_FUNC, Func
from auditor.rulelang.nodes import Duration
from auditor.rulelang.words import CHINESE, RUN_VALUES
from auditor.say import say

_COMPARISONS = {"=": "等于", "!=": "不等于", "<": "小于", "<=": "至多为", ">": "大于", ">=": "至少为"}
_TIMES = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_ARITHMETIC = {"+": "加", "-": "减", "*": "乘以", "/": "除以"}
_PARTS = {
    t.Part.COUNT: "次数",
    t.Part.START: "起",
    t.Part.END: "止",
    t.Part.DAYS: "天数",
    t.Part.SIMILARITY: "相似度",
}
_RUN_VALUES = {word: chinese for chinese, word in CHINESE.items() if word in RUN_VALUES}
_FINDING = {"rule": "规则", "severity": "级别", "title": "标题"}


class Phrases:
    """Phrases of one rule. ``alias`` names the subject inside boxes, ``params`` the constants' names."""

    def __init__(self, alias: str, base: t.RowRef | None = None) -> None:
        self.alias = alias
        self.inside = False
        self.base = base  # the row whose own fields need no prefix, where a term is explained

    def within(self) -> Phrases:
        """The phrases of a box's own condition, where the subject's fields bear its name."""
        phrases = Phrases(self.alias)
        phrases.inside = True
        return phrases

    def value(self, expr: t.Value) -> str:
        """A value as a noun phrase."""
        match expr:
            case t.Constant(param=str(param)) if param:
                return f"【{param}】"
            case t.Constant(value=value):
                if isinstance(value, Duration):
                    return str(value)
                return f"“{value}”" if isinstance(value, str) else say(value)
            case t.RunValue(word=word):
                return _RUN_VALUES[word]
            case t.FieldValue(row=row, field=field):
                return self._row(row) + field.name
            case t.TermValue(row=row, name=name):
                return f"{self._row(row)}“{name}”"
            case t.Possible(value=value, last=last):
                return BY_FUNC[Func.LAST_POSSIBLE if last else Func.FIRST_POSSIBLE].phrase.format(self.value(value))
            case t.ElementValue(name=name, part=part):
                return f"{name}的{_PARTS[part]}"
            case t.LetValue(name=name):
                return f"“{name}”"
            case t.TableValue(name=name, column=column):
                return f"“{name}”" if column == name else f"“{name}”的{column}"
            case t.FindingValue(name=name):
                return _FINDING[name]
            case t.Aggregate(func=func, box=box, of=of):
                if of is None:
                    return f"“{box}”的数量"
                what = of.field.name if isinstance(of, t.FieldValue) else _FINDING[of.name]
                return BY_FUNC[func].phrase.format(f"“{box}”的{what}")
            case t.Arithmetic(op=op, left=left, right=right):
                return f"{self._operand(left)}{_ARITHMETIC[op]}{self._operand(right)}"
            case t.Shift(day=day, by=by, back=back, param=param):
                return f"{self.value(day)}{'减' if back else '加'}{f'【{param}】' if param else by}"
            case t.Fallback(options=options):
                first, *rest = (self.value(option) for option in options)
                return first + "".join(f"（没有时用{one}）" for one in rest)
            case t.Apply(func=func, args=args):
                return BY_FUNC[func].phrase.format(*(self.value(arg) for arg in args))

    def condition(self, expr: t.Condition) -> str:
        """A condition as a clause."""
        match expr:
            case t.Junction(conjunction=conjunction, conditions=parts):
                if (between := self._between(expr)) is not None:
                    return between
                word = "，并且" if conjunction else "，或者"
                return word.join(self._part(part, conjunction) for part in parts)
            case t.Not(condition=t.Exists(box=box)):
                return f"没有“{box}”"
            case t.Not(condition=t.IsBlank(value=value)):
                return f"{self.value(value)}已填写"
            case t.Not(condition=t.OneOf(value=value, items=items)):
                return f"{self.value(value)}不属于{self._items(items)}"
            case t.Not(condition=t.Contains(value=value, items=items)):
                return f"{self.value(value)}不包含{self._items(items)}"
            case t.Not(condition=t.Holds(value=value)) if not isinstance(value, t.Apply):
                return f"{self.value(value)}{'不成立' if isinstance(value, t.LetValue) else '为否'}"
            case t.Not(condition=t.TermTruth(row=row, name=name)):
                return f"{self._row(row)}“{name}”不成立"
            case t.TermTruth(row=row, name=name):
                return f"{self._row(row)}“{name}”成立"
            case t.Not(condition=inner):
                return f"并非（{self.condition(inner)}）"
            case t.Open(condition=inner):
                return f"不能确定是否{self.condition(inner)}"
            case t.Comparison(op=op, left=left, right=right):
                words = _TIMES if left.type.is_time else {}
                return f"{self.value(left)}{words.get(op, _COMPARISONS[op])}{self.value(right)}"
            case t.OneOf(value=value, items=items):
                return f"{self.value(value)}属于{self._items(items)}"
            case t.Contains(value=value, items=items):
                return f"{self.value(value)}包含{self._items(items)}"
            case t.IsBlank(value=value):
                return f"{self.value(value)}为空"
            case t.IsInvalid(value=value):
                return f"{self.value(value)}写的内容无法识别"
            case t.Exists(box=box):
                return f"有“{box}”"
            case t.Holds(value=t.Apply() as value):  # of the functions of truth, whose phrases are clauses
                return self.value(value)
            case t.Holds(value=value):
                return f"{self.value(value)}成立" if isinstance(value, t.LetValue) else f"{self.value(value)}为是"

    def _between(self, expr: t.Junction) -> str | None:
        match expr.conditions:
            case (t.Comparison(op=">=", left=value, right=low), t.Comparison(op="<=", left=other, right=high)) if (
                expr.conjunction and value == other
            ):
                return f"{self.value(value)}在{self.value(low)}到{self.value(high)}之间"
        return None

    def _part(self, part: t.Condition, conjunction: bool) -> str:
        said = self.condition(part)
        nested = isinstance(part, t.Junction) and part.conjunction != conjunction and self._between(part) is None
        return f"（{said}）" if nested else said

    def _items(self, items: tuple[t.Value, ...]) -> str:
        return "、".join(dict.fromkeys(self.value(item) for item in items))

    def _operand(self, expr: t.Value) -> str:
        said = self.value(expr)
        return f"（{said}）" if isinstance(expr, t.Arithmetic) else said

    def _row(self, row: t.RowRef) -> str:
        base = self.base
        if base is not None and row.owner == base.owner and row.hops[: len(base.hops)] == base.hops:
            return "".join(f"{hop.to}的" for hop in row.hops[len(base.hops) :][-1:])
        above = "".join(f"{hop.to}的" for hop in row.hops[-1:])
        if row.owner == t.SUBJECT:
            return above or (f"{self.alias}的" if self.inside else "")
        if row.owner == t.MEMBER:
            return above
        if row.owner[-1:] in "<>":
            return "前一条的" if row.owner.endswith("<") else "后一条的"
        return f"{row.owner}的"
