"""Syntax tree → typed tree, second half: conditions. Literals are held against code lists.

Faults are collected, not raised: a sub-expression at fault becomes None, and what contains it stays
silent, so that one mistake gives one message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from auditor.errors import suggest
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.scope import FaultySymbol, FindingsSymbol, RowSymbol, SetSymbol
from auditor.rulelang.types import DURATION, TEXT, Base, Type
from auditor.rulelang.values import Values
from auditor.spans import Span

V = TypeVar("V", bound=t.Value)


class Checker(Values):
    """Types expressions within one scope; faults go to ``errors``, used names to ``used``."""

    def expr(self, node: n.Node) -> t.Expr | None:
        """``node`` as a condition if it can be nothing else, or as a value."""
        if isinstance(node, n.CONDITIONS):
            return self.condition(node)
        if isinstance(node, n.Name) and isinstance(term := self._term(node), t.TermTruth):
            return term
        return self.value(node)

    def value(self, node: n.Node) -> t.Value | None:
        """``node`` as a value; a term that is a condition is none."""
        if not isinstance(node, n.Name) or self.scope.term(node.name, node.field) is None:
            return super().value(node)
        term = self._term(node)
        if isinstance(term, t.TermTruth):
            self.report("E402", node.span, "它本身就是条件", expected="一个值", actual="条件")
            return None
        return term

    def _term(self, node: n.Name) -> t.TermValue | t.TermTruth | None:
        """A term of the rulebook; None if ``node`` is none, or the term is at fault, which is reported there."""
        found = self.scope.term(node.name, node.field)
        if found is None:
            return None
        row, record, key = found
        if key in self.scope.reading:
            return None
        self.used.add(node.name)
        meaning = Checker(self.scope.of_term(key, row, record), []).expr(self.scope.terms[key])
        if meaning is None or isinstance(meaning, t.CONDITIONS):
            return t.TermTruth(key[1], row, meaning) if meaning is not None else None
        return t.TermValue(key[1], row, meaning, meaning.type)

    def condition(self, node: n.Node) -> t.Condition | None:
        """``node`` as a condition."""
        match node:
            case n.Junction(conjunction=conjunction, conditions=conditions):
                parts = [self.condition(part) for part in conditions]
                known = tuple(part for part in parts if part is not None)
                return t.Junction(conjunction, known) if len(known) == len(parts) else None
            case n.Not(condition=inner):
                below = self.condition(inner)
                return t.Not(below) if below is not None else None
            case n.Quantified(name=name, negated=negated):
                return _negate(self._exists(name, "无" if negated else "有"), negated)
            case n.Blank(value=inner, negated=negated):
                return _negate(self._blank(inner), negated)
            case n.Invalid(value=inner):
                return self._invalid(inner)
            case n.Membership(value=inner, items=items, negated=negated):
                return _negate(self._one_of(inner, items), negated)
            case n.Contains():
                return self._contains(node)
            case n.Comparison(op=op, left=left, right=right):
                return self._compare(op, self.value(left), self.value(right), node, (left, right))
            case n.Between(value=inner, low=low, high=high):
                value = self.value(inner)
                lower = self._compare(">=", value, self.value(low), node, (inner, low))
                upper = self._compare("<=", value, self.value(high), node, (inner, high))
                return t.Junction(True, (lower, upper)) if lower and upper else None
            case n.Name() if isinstance(term := self._term(node), t.TermTruth):
                return term
            case _:
                value = self.value(node)
                if value is None or value.type.base is Base.BOOL:
                    return t.Holds(value) if value is not None else None
                self.report("E402", node.span, expected="条件", actual=value.type)
                return None

    def _exists(self, name: n.Name, word: str) -> t.Condition | None:
        symbol = self.scope.symbols.get(name.name)
        if name.field is None and (
            isinstance(symbol, (SetSymbol, FindingsSymbol)) or (isinstance(symbol, RowSymbol) and symbol.optional)
        ):
            self.used.add(name.name)
            return t.Exists(name.name)
        if isinstance(symbol, FaultySymbol):
            return None
        written = name.name if name.field is None else f"{name.name}.{name.field}"
        if symbol is None and name.field is None and name.name not in self.scope.here[1].fields:
            sets = [key for key, value in self.scope.symbols.items() if isinstance(value, (SetSymbol, FindingsSymbol))]
            self.report("E303", name.span, suggest(written, sets), name=written)
        else:
            hint = f"一个值有没有写，用“{written} 为空”或“{written} 不为空”"
            self.report("E308", name.span, hint, name=written, word=word)
        return None

    def _blank(self, node: n.Node) -> t.Condition | None:
        if isinstance(node, n.Name) and node.field is None:
            symbol = self.scope.symbols.get(node.name)
            if isinstance(symbol, RowSymbol) and symbol.optional:
                self.used.add(node.name)
                return t.Not(t.Exists(node.name))
        value = self.value(node)
        if value is not None and value.type == DURATION:
            self.report("E404", node.span, kind=DURATION, op="为空")
            return None
        return t.IsBlank(value) if value is not None else None

    def _invalid(self, node: n.Node) -> t.Condition | None:
        value = self.value(node)
        if value is None or isinstance(value, t.FieldValue):
            return t.IsInvalid(value) if value is not None else None
        self.report("E402", node.span, expected="记录的一项", actual="算出来的值")
        return None

    def _one_of(self, node: n.Node, items: tuple[n.Node, ...]) -> t.Condition | None:
        value = self.value(node)
        if value is not None and value.type.base is Base.CODES:
            self.report("E404", node.span, "多选的项用“包含”或“包含任一”", kind=value.type.base.value, op="属于")
            return None
        faults = len(self.errors)
        constants = tuple(constant for item in items for constant in self._item(item, value))
        return t.OneOf(value, constants) if value is not None and constants and len(self.errors) == faults else None

    def _item(self, item: n.Node, value: t.Value | None) -> list[t.Constant]:
        if isinstance(item, n.Param):
            found = list(self.param_values(item.name, item.span))
        else:
            typed = self.value(item)
            if typed is None:
                return []
            if not isinstance(typed, t.Constant):
                self.report("E402", item.span, expected="固定的取值", actual="会变的值")
                return []
            found = [typed]
        found = [_standard(constant, value) for constant in found]
        if value is not None:
            for constant in found:
                self._comparable(value, constant, "=", item.span)
        return found

    def _contains(self, node: n.Contains) -> t.Condition | None:
        value = self.value(node.value)
        if value is None:
            for item in node.items:
                self.value(item)
            return None
        if value.type.base is Base.CODES:
            faults = len(self.errors)
            constants = []
            for item in node.items:
                for constant in self._item(item, None):
                    self._in_list(value.type, constant, item.span)
                    constants.append(constant)
            return t.Contains(value, tuple(constants)) if len(self.errors) == faults else None
        known: list[t.Value] = []
        for item in node.items:
            if isinstance(item, n.Param):
                known.extend(self._item(item, None))
            elif (one := self.value(item)) is not None:
                known.append(one)
        if len(known) < len(node.items):
            return None
        if not value.type.is_text:
            self.report("E404", node.value.span, kind=value.type, op="包含")
            return None
        for one in known:
            if not one.type.is_text:
                self.report("E403", node.span, left=value.type, right=one.type)
                return None
        return t.Contains(value, tuple(known))

    def _compare(
        self, op: str, left: t.Value | None, right: t.Value | None, node: n.Node, sides: tuple[n.Node, n.Node]
    ) -> t.Condition | None:
        if left is None or right is None:
            return None
        left, right = _standard(left, right), _standard(right, left)
        fixed = [side.span for side, value in zip(sides, (left, right), strict=True) if isinstance(value, t.Constant)]
        span = fixed[0] if len(fixed) == 1 else node.span  # the literal, if there is one, is what is wrong
        return t.Comparison(op, left, right) if self._comparable(left, right, op, span) else None

    def _comparable(self, left: t.Value, right: t.Value, op: str, span: Span) -> bool:
        """Reports and gives False unless the two may be compared with ``op``."""
        a, b = left.type, right.type
        for type_, other in ((a, right), (b, left)):
            if type_.codes is not None and isinstance(other, t.Constant) and isinstance(other.value, str):
                return self._in_list(type_, other, span) and self._ordered(type_, op, span)
        if (a.is_number and b.is_number) or (a.is_time and b.is_time):
            return True
        disjoint = a.codes is not None and b.codes is not None and not set(a.codes.values) & set(b.codes.values)
        if not disjoint and ((a.is_text and b.is_text) or (a.base is b.base and a.base in (Base.BOOL, Base.CODES))):
            return self._ordered(a, op, span)
        self.report("E403", span, _hint(a, right) or _hint(b, left), left=a, right=b)
        return False

    def _in_list(self, type_: Type, constant: t.Constant, span: Span) -> bool:
        codes = type_.codes
        assert codes is not None
        if constant.value in codes.values:
            return True
        written = str(constant.value)
        hint = suggest(written, codes.values)
        if written in codes.aliases:
            hint = f"规则里要写标准的取值“{codes.aliases[written]}”"
        self.report("E401", span, hint or "可以写：" + "、".join(codes.values), value=written)
        return False

    def _ordered(self, type_: Type, op: str, span: Span) -> bool:
        if type_.base is Base.CODES:
            self.report("E404", span, "多选的项用“包含”", kind=type_.base.value, op=op)
        elif op not in ("=", "!="):
            self.report("E404", span, kind=type_.base.value, op=op)
        else:
            return True
        return False


def _standard(written: V, other: t.Value | None) -> V:
    """A severity compared with that of findings in the spelling that findings have, if it is in English."""
    codes = other.type.codes if isinstance(other, t.FindingValue) else None
    if codes is None or not isinstance(written, t.Constant) or not isinstance(written.value, str):
        return written
    return replace(written, value=codes.aliases.get(written.value, written.value))


def _hint(type_: Type, other: t.Value) -> str:
    """What the author probably meant who compares a value of ``type_`` with ``other``, or ""."""
    quoted = isinstance(other, t.Constant) and other.type == TEXT
    if type_.is_time and quoted:
        return "日期不要加引号"
    if type_.is_time and other.type.is_number:
        return "日期写成 2025-01-31；两个日期相减才是天数"
    if type_.is_number and quoted:
        return "数字不要加引号"
    if type_.is_number and other.type == DURATION:
        return "天数是数字，直接写 7"
    if type_.is_text and isinstance(other, t.Constant) and other.type.is_number:
        return "文字要加引号"
    return "写成 = 真 或 = 假" if type_.base is Base.BOOL and quoted else ""


def _negate(condition: t.Condition | None, negated: bool) -> t.Condition | None:
    if condition is None or not negated:
        return condition
    return condition.condition if isinstance(condition, t.Not) else t.Not(condition)
