"""Syntax tree → typed tree, first half: values. Functions and arithmetic are checked for their types."""

from __future__ import annotations

from auditor.errors import suggest
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.fixed import fault_of
from auditor.rulelang.functions import FUNCTIONS, Func, Function, Takes
from auditor.rulelang.names import Names
from auditor.rulelang.scope import FINDING_FIELDS, FaultySymbol, FindingsSymbol, GroupSymbol, SetSymbol
from auditor.rulelang.types import DATE, DURATION, INT, NUM, TEXT, Type, type_of_value
from auditor.rulelang.words import Word
from auditor.spans import Span


class Values(Names):
    """Types values within one scope. A value at fault becomes None, its fault is in ``errors``."""

    def value(self, node: n.Node) -> t.Value | None:
        """``node`` as a value."""
        match node:
            case n.Literal(value=value):
                return t.Constant(value, type_of_value(value))
            case n.RunValue(word=word):
                return t.RunValue(word, TEXT if word is Word.PERIOD_NAME else DATE)
            case n.Param(name=name, span=span):
                return self.param(name, span)
            case n.Name():
                return self.name(node)
            case n.Call():
                return self._call(node)
            case n.Arithmetic():
                return self._arithmetic(node)
            case n.Fallback(options=options):
                return self._fallback(options, node.span)
            case _:
                self.report("E402", node.span, expected="一个值", actual="条件")
                return None

    def _call(self, node: n.Call) -> t.Value | None:
        function = FUNCTIONS.get(node.function)
        if function is None:
            called = Span(node.span.source, node.span.start, node.span.start + len(node.function))
            self.report("E305", called, suggest(node.function, FUNCTIONS), name=node.function)
            return None
        if len(node.args) != len(function.takes):
            expected = len(function.takes)
            self.report("E405", node.span, name=node.function, expected=expected, actual=len(node.args))
            return None
        if function.aggregate:
            return self._aggregate(function, node)
        args = [self.value(arg) for arg in node.args]
        for index, (arg, takes) in enumerate(zip(args, function.takes, strict=True)):
            if arg is not None and not self._fits(arg, takes, node, index):
                args[index] = None
        known = tuple(arg for arg in args if arg is not None)
        if len(known) < len(args):
            return None
        if isinstance(known[0], t.FieldValue) and function.takes == (Takes.DAY_FIELD,):
            return t.Possible(known[0], last=function.func is Func.LAST_POSSIBLE)
        return t.Apply(function.func, known, Type(function.result) if function.result else known[0].type)

    def _fits(self, arg: t.Value, takes: Takes, node: n.Call, index: int) -> bool:
        """Reports and gives False unless ``arg`` may be the argument at ``index``."""
        span = node.args[index].span
        actual: object = None
        if arg.type.base not in takes.bases:
            actual = arg.type
        elif takes.fixed and not isinstance(arg, t.Constant):
            actual = "会变的值"
        elif takes is Takes.DAY_FIELD and not isinstance(arg, t.FieldValue):
            actual = "算出来的值"
        elif isinstance(arg, t.Constant) and (why := fault_of(takes, arg.value)):
            if takes is Takes.PATTERN:
                self.report("E409", span, value=arg.value, why=why)
                return False
            actual = f"“{arg.value}”"
        if actual is not None:
            self.report("E406", span, name=node.function, index=index + 1, expected=takes.said, actual=actual)
        return actual is None

    def _aggregate(self, function: Function, node: n.Call) -> t.Value | None:
        arg = node.args[0]
        name = arg.name if isinstance(arg, n.Name) else ""
        symbol = self.scope.symbols.get(name)
        if isinstance(symbol, FaultySymbol):
            return None
        if not isinstance(arg, n.Name) or not isinstance(symbol, (SetSymbol, GroupSymbol, FindingsSymbol)):
            if isinstance(arg, n.Name) and symbol is None and self.scope.row(name) is None and not self._is_known(name):
                self.unknown(name, arg.span)
            else:
                said = "一组记录" if function.func is Func.COUNT else "一组记录的一项（名称.项）"
                self.report("E406", arg.span, name=node.function, index=1, expected=said, actual="一个值")
            return None
        self.used.add(name)
        if function.func is Func.COUNT:
            if arg.field is not None:
                hint = f"数记录写 {node.function}({name})；数不同的取值写 种类({name}.{arg.field})"
                self.report("E406", arg.span, hint, name=node.function, index=1, expected="一组记录", actual="一项")
                return None
            return t.Aggregate(Func.COUNT, name, None, INT)
        if arg.field is None:
            hint = f"请写明哪一项：{node.function}({name}.某一项)"
            self.report("E406", arg.span, hint, name=node.function, index=1, expected="一项", actual="一组记录")
            return None
        of = self._member_value(symbol, arg, arg.field)
        if of is None:
            return None
        takes = function.takes[0]
        if of.type.base not in takes.bases:
            self.report("E406", arg.span, name=node.function, index=1, expected=takes.said, actual=of.type)
            return None
        return t.Aggregate(function.func, name, of, Type(function.result) if function.result else of.type)

    def _member_value(
        self, symbol: SetSymbol | GroupSymbol | FindingsSymbol, arg: n.Name, field: str
    ) -> t.FieldValue | t.FindingValue | None:
        if isinstance(symbol, (SetSymbol, GroupSymbol)):
            row = t.RowRef(t.MEMBER, symbol.record.name)
            return self.field_of(row, symbol.record, field, arg.name, arg.span)
        if field not in FINDING_FIELDS:
            self.report("E306", arg.span, suggest(field, FINDING_FIELDS), name=arg.name, field=field)
            return None
        return t.FindingValue(FINDING_FIELDS[field], symbol.fields[FINDING_FIELDS[field]])

    def _arithmetic(self, node: n.Arithmetic) -> t.Value | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if left.type.is_number and right.type.is_number:
            whole = left.type == right.type == INT and node.op in "+-"
            return t.Arithmetic(node.op, left, right, INT if whole else NUM)
        if node.op in "+-" and left.type.is_time and (by := _duration(right)) is not None:
            return t.Shift(left, by, node.op == "-", param=_param_of(right))
        if node.op == "+" and right.type.is_time and (by := _duration(left)) is not None:
            return t.Shift(right, by, False, param=_param_of(left))
        if node.op == "-" and left.type.is_time and right.type.is_time:
            return t.Apply(Func.DAYS, (right, left), INT)
        hint = ""
        if left.type.is_time and right.type.is_number and node.op in "+-":
            hint = "日期加减的是写定的时长，例如 7天 或 $期限"
        elif left.type.is_time and isinstance(right, t.Constant) and right.type == TEXT:
            hint = "日期和时长不要加引号"
        self.report("E403", node.span, hint, left=left.type, right=right.type)
        return None

    def _fallback(self, options: tuple[n.Node, ...], span: Span) -> t.Value | None:
        values = [self.value(option) for option in options]
        known = tuple(value for value in values if value is not None)
        if len(known) < len(values):
            return None
        type_ = known[0].type
        for value in known[1:]:
            merged = _merge(type_, value.type)
            if merged is None or merged == DURATION:
                self.report("E403", span, left=type_, right=value.type)
                return None
            type_ = merged
        return t.Fallback(known, type_)


def _duration(value: t.Value) -> n.Duration | None:
    return value.value if isinstance(value, t.Constant) and isinstance(value.value, n.Duration) else None


def _param_of(value: t.Value) -> str:
    return value.param if isinstance(value, t.Constant) else ""


def _merge(a: Type, b: Type) -> Type | None:
    if a == b:
        return a
    if a.is_number and b.is_number:
        return NUM
    if a.is_time and b.is_time:
        return DATE
    if a.is_text and b.is_text:
        return TEXT
    return None
