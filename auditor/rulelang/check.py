"""Syntax tree → typed tree: names resolved in a scope, types checked, literals held against code lists.

Faults are collected, not raised: a sub-expression at fault becomes None, and what contains it stays
silent, so that one mistake gives one message.
"""

from __future__ import annotations

from auditor.errors import RuleError, error, suggest
from auditor.records.dictionary import RecordType
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.functions import FUNCTIONS, Func, Function
from auditor.rulelang.scope import (
    FINDING_FIELDS,
    PARTS,
    ElementSymbol,
    FindingsSymbol,
    ParamSymbol,
    RowSymbol,
    Scope,
    SetSymbol,
    Symbol,
    TableSymbol,
    ValueSymbol,
)
from auditor.rulelang.types import DATE, INT, NUM, TEXT, Base, Type, type_of_field, type_of_value
from auditor.rulelang.words import CHINESE
from auditor.spans import Span


class Checker:
    """Types expressions within one scope; faults go to ``errors``, used names to ``used``."""

    def __init__(self, scope: Scope, errors: list[RuleError], used: set[str] | None = None) -> None:
        self.scope = scope
        self.errors = errors
        self.used = used if used is not None else set()

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
            case n.Membership(value=inner, items=items, negated=negated):
                return _negate(self._one_of(inner, items), negated)
            case n.Contains():
                return self._contains(node)
            case n.Comparison(op=op, left=left, right=right):
                return self._compare(op, left, right, node.span)
            case n.Between(value=inner, low=low, high=high):
                above = self._compare(">=", inner, low, node.span)
                below_ = self._compare("<=", inner, high, node.span)
                return t.Junction(True, (above, below_)) if above and below_ else None
            case _:
                value = self.value(node)
                if value is None:
                    return None
                if value.type.base is not Base.BOOL:
                    self.report("E402", node.span, expected="条件", actual=value.type)
                    return None
                return t.Holds(value)

    def value(self, node: n.Node) -> t.Value | None:
        """``node`` as a value."""
        match node:
            case n.Literal(value=value):
                return t.Constant(value, type_of_value(value))
            case n.AsOf():
                return t.AuditDate()
            case n.Param(name=name, span=span):
                return self._param(name, span)
            case n.Name():
                return self._name(node)
            case n.Call():
                return self._call(node)
            case n.Arithmetic():
                return self._arithmetic(node)
            case n.Fallback(options=options):
                return self._fallback(options, node.span)
            case _:
                self.report("E402", node.span, expected="一个值", actual="条件")
                return None

    # names

    def _param(self, name: str, span: Span) -> t.Value | None:
        symbol = self._param_symbol(name, span)
        if symbol is None:
            return None
        if isinstance(symbol.value, tuple):
            self.report("E307", span, "名单只能写在“属于”后面", name=f"${name}", what="一个名单")
            return None
        return t.Constant(symbol.value, type_of_value(symbol.value), name)  # type: ignore[arg-type]

    def _param_symbol(self, name: str, span: Span) -> ParamSymbol | None:
        symbol = self.scope.params.get(name)
        if symbol is None:
            self.report("E304", span, suggest(name, self.scope.params), name=name)
            return None
        self.used.add(f"${name}")
        return symbol

    def _name(self, node: n.Name) -> t.Value | None:
        name, field = node.name, node.field
        if field is None:
            return self._bare(name, node.span)
        symbol = self.scope.symbols.get(name)
        if symbol is not None:
            self.used.add(name)
            return self._part_of(name, symbol, field, node.span)
        found = self.scope.row(name)
        if found is None:
            self.unknown(name, node.span)
            return None
        return self._field(found[0], found[1], field, name, node.span)

    def _bare(self, name: str, span: Span) -> t.Value | None:
        row, record = self.scope.here
        if self.scope.in_findings and name in FINDING_FIELDS:
            return t.FindingValue(FINDING_FIELDS[name], TEXT)
        if not self.scope.in_findings and name in record.fields:
            return t.FieldValue(row, record.fields[name], type_of_field(record.fields[name]))
        symbol = self.scope.symbols.get(name)
        match symbol:
            case None:
                self.unknown(name, span)
                return None
            case ValueSymbol(type=type_):
                self.used.add(name)
                return t.LetValue(name, type_)
            case TableSymbol(columns=columns) if len(columns) == 1:
                self.used.add(name)
                ((column, type_),) = columns.items()
                return t.TableValue(name, column, type_)
            case _:
                self.used.add(name)
                hint = f"可以写：有 {name} / 无 {name} / 数量({name})"
                if isinstance(symbol, (RowSymbol, ElementSymbol, TableSymbol)):
                    hint = f"可以写 {name}.某一项"
                self.report("E307", span, hint, name=name, what=symbol.what)
                return None

    def _part_of(self, name: str, symbol: Symbol, field: str, span: Span) -> t.Value | None:
        match symbol:
            case RowSymbol(row=row, record=record, parts=parts):
                if field not in record.fields and PARTS.get(field) in parts:
                    return t.ElementValue(name, PARTS[field], parts[PARTS[field]])
                return self._field(row, record, field, name, span)
            case ElementSymbol(parts=parts):
                if PARTS.get(field) in parts:
                    return t.ElementValue(name, PARTS[field], parts[PARTS[field]])
                legal = [word for word, part in PARTS.items() if part in parts and not word.isascii()]
                self.report("E306", span, "可以写：" + "、".join(f"{name}.{w}" for w in legal), name=name, field=field)
            case TableSymbol(columns=columns):
                if field in columns:
                    return t.TableValue(name, field, columns[field])
                self.report("E306", span, suggest(field, columns), name=name, field=field)
            case SetSymbol() | FindingsSymbol():
                hint = f"组里的一项要放进函数：合计({name}.{field})、最晚({name}.{field}) 等"
                self.report("E307", span, hint, name=f"{name}.{field}", what="一组值")
            case _:
                self.report("E306", span, name=name, field=field)
        return None

    def _field(self, row: t.RowRef, record: RecordType, field: str, prefix: str, span: Span) -> t.Value | None:
        if field in record.fields:
            return t.FieldValue(row, record.fields[field], type_of_field(record.fields[field]))
        self.report("E306", span, suggest(field, record.fields), name=prefix, field=field)
        return None

    def unknown(self, name: str, span: Span) -> None:
        """Reports an unknown name, with the likeliest reason."""
        for word in CHINESE:
            if name.startswith(word) and self._is_known(name[len(word) :]):
                self.report("E303", span, f"关键词后面要加空格：“{word} {name[len(word) :]}”", name=name)
                return
            if name.endswith(word) and self._is_known(name[: -len(word)]):
                self.report("E303", span, f"关键词前面要加空格：“{name[: -len(word)]} {word}”", name=name)
                return
        subject = self.scope.subject
        if self.scope.member is not None and name in subject.fields:
            self.report("E303", span, f"检查对象的项要写全：“{self.scope.alias}.{name}”", name=name)
            return
        self.report("E303", span, suggest(name, self.scope.names()), name=name)

    def _is_known(self, name: str) -> bool:
        return name in self.scope.here[1].fields or name in self.scope.symbols

    # functions and arithmetic

    def _call(self, node: n.Call) -> t.Value | None:
        function = FUNCTIONS.get(node.function)
        if function is None:
            self.report("E305", node.span, suggest(node.function, FUNCTIONS), name=node.function)
            return None
        if len(node.args) != len(function.takes):
            expected = len(function.takes)
            self.report("E405", node.span, name=node.function, expected=expected, actual=len(node.args))
            return None
        if function.aggregate:
            return self._aggregate(function, node)
        args = [self.value(arg) for arg in node.args]
        for index, (arg, takes) in enumerate(zip(args, function.takes, strict=True)):
            if arg is not None and arg.type.base not in takes.value:
                span = node.args[index].span
                self.report("E406", span, name=node.function, index=index + 1, expected=takes.said, actual=arg.type)
                args[index] = None
        known = tuple(arg for arg in args if arg is not None)
        if len(known) < len(args):
            return None
        return t.Apply(function.func, known, Type(function.result) if function.result else known[0].type)

    def _aggregate(self, function: Function, node: n.Call) -> t.Value | None:
        arg = node.args[0]
        name = arg.name if isinstance(arg, n.Name) else ""
        symbol = self.scope.symbols.get(name)
        if not isinstance(arg, n.Name) or not isinstance(symbol, (SetSymbol, FindingsSymbol)):
            if isinstance(arg, n.Name) and symbol is None and self.scope.row(name) is None:
                self.unknown(name, arg.span)
            else:
                takes = function.takes[0]
                self.report("E406", arg.span, name=node.function, index=1, expected=takes.said, actual="一个值")
            return None
        self.used.add(name)
        if function.func is Func.COUNT:
            return t.Aggregate(Func.COUNT, name, None, INT)
        if arg.field is None:
            hint = f"请写明哪一项：{node.function}({name}.某一项)"
            self.report("E406", arg.span, hint, name=node.function, index=1, expected="一项", actual="一组记录")
            return None
        of: t.FieldValue | t.FindingValue
        if isinstance(symbol, FindingsSymbol):
            if arg.field not in FINDING_FIELDS:
                self.report("E306", arg.span, suggest(arg.field, FINDING_FIELDS), name=name, field=arg.field)
                return None
            of = t.FindingValue(FINDING_FIELDS[arg.field], TEXT)
        else:
            field = self._field(t.RowRef(t.MEMBER, symbol.record.name), symbol.record, arg.field, name, arg.span)
            if not isinstance(field, t.FieldValue):
                return None
            of = field
        takes = function.takes[0]
        if of.type.base not in takes.value:
            self.report("E406", arg.span, name=node.function, index=1, expected=takes.said, actual=of.type)
            return None
        return t.Aggregate(function.func, name, of, Type(function.result) if function.result else of.type)

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
        hint = "日期加减要写单位，例如 7天" if left.type.is_time and right.type.is_number else ""
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
            if merged is None:
                self.report("E403", span, left=type_, right=value.type)
                return None
            type_ = merged
        return t.Fallback(known, type_)

    # tests

    def _exists(self, name: n.Name, word: str) -> t.Condition | None:
        symbol = self.scope.symbols.get(name.name)
        if name.field is None and (
            isinstance(symbol, (SetSymbol, FindingsSymbol)) or (isinstance(symbol, RowSymbol) and symbol.optional)
        ):
            self.used.add(name.name)
            return t.Exists(name.name)
        if symbol is None and name.field is None and name.name not in self.scope.here[1].fields:
            sets = [key for key, value in self.scope.symbols.items() if isinstance(value, SetSymbol)]
            self.report("E303", name.span, suggest(name.name, sets), name=name.name)
        else:
            hint = f"一个值有没有写，用“{name.name} 为空”或“{name.name} 不为空”"
            self.report("E308", name.span, hint, name=name.name, word=word)
        return None

    def _blank(self, node: n.Node) -> t.Condition | None:
        if isinstance(node, n.Name) and node.field is None:
            symbol = self.scope.symbols.get(node.name)
            if isinstance(symbol, RowSymbol) and symbol.optional:
                self.used.add(node.name)
                return t.Not(t.Exists(node.name))
        value = self.value(node)
        return t.IsBlank(value) if value is not None else None

    def _one_of(self, node: n.Node, items: tuple[n.Node, ...]) -> t.Condition | None:
        value = self.value(node)
        constants: list[t.Constant] = []
        faults = len(self.errors)
        for item in items:
            constants.extend(self._item(item, value))
        if value is None or len(self.errors) > faults:
            return None
        if value.type.base is Base.CODES:
            self.report("E404", node.span, "多选的项用“包含”或“包含任一”", kind="多选取值", op="属于")
            return None
        return t.OneOf(value, tuple(constants))

    def _item(self, item: n.Node, value: t.Value | None) -> list[t.Constant]:
        if isinstance(item, n.Param):
            symbol = self._param_symbol(item.name, item.span)
            if symbol is None:
                return []
            values = symbol.value if isinstance(symbol.value, tuple) else (symbol.value,)
            found = [t.Constant(one, type_of_value(one), item.name) for one in values]
        else:
            typed = self.value(item)
            if typed is None:
                return []
            if not isinstance(typed, t.Constant):
                self.report("E402", item.span, expected="固定的取值", actual="会变的值")
                return []
            found = [typed]
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
        items = [self.value(item) for item in node.items if not isinstance(item, n.Param)]
        params = [c for item in node.items if isinstance(item, n.Param) for c in self._item(item, None)]
        known = tuple(item for item in [*items, *params] if item is not None)
        if len(known) < len(items) + len(params):
            return None
        if not (value.type.is_text and all(item.type.is_text for item in known)):
            self.report("E404", node.span, kind=value.type, op="包含")
            return None
        return t.Contains(value, known)

    def _compare(self, op: str, left_node: n.Node, right_node: n.Node, span: Span) -> t.Condition | None:
        left, right = self.value(left_node), self.value(right_node)
        if left is None or right is None:
            return None
        literal = right_node.span if isinstance(right, t.Constant) else left_node.span
        whole = literal if isinstance(right, t.Constant) != isinstance(left, t.Constant) else span
        return t.Comparison(op, left, right) if self._comparable(left, right, op, whole, span) else None

    def _comparable(self, left: t.Value, right: t.Value, op: str, literal: Span, whole: Span | None = None) -> bool:
        """Reports and gives False unless the two may be compared with ``op``."""
        if isinstance(left, t.Constant) and not isinstance(right, t.Constant):
            left, right = right, left
        a, b = left.type, right.type
        if a.codes is not None and isinstance(right, t.Constant) and isinstance(right.value, str):
            return self._in_list(a, right, literal) and self._ordered(a, op, whole or literal)
        if (a.is_number and b.is_number) or (a.is_time and b.is_time):
            return True
        if a.base is Base.CODE and b.base is Base.CODE and a.codes and b.codes:
            if set(a.codes.values) & set(b.codes.values):
                return self._ordered(a, op, whole or literal)
        elif (a.is_text and b.is_text) or a.base is b.base is Base.BOOL:
            return self._ordered(a, op, whole or literal)
        hint = "日期不要加引号" if a.is_time and b == TEXT else ""
        self.report("E403", whole or literal, hint, left=a, right=b)
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

    def report(self, code: str, span: Span, *hints: str, **values: object) -> None:
        """Adds a fault."""
        self.errors.append(error(code, span, *hints, **values))


def _negate(condition: t.Condition | None, negated: bool) -> t.Condition | None:
    return t.Not(condition) if condition is not None and negated else condition


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
