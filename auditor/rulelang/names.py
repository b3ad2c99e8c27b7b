"""Names in expressions → what they stand for: parameters, fields, boxes, elements, tables."""

from __future__ import annotations

from auditor.errors import RuleError, error, suggest
from auditor.records.dictionary import RecordType
from auditor.rulelang import nodes as n
from auditor.rulelang import typed as t
from auditor.rulelang.functions import Func
from auditor.rulelang.scope import (
    FINDING_FIELDS,
    PARTS,
    ElementSymbol,
    FaultySymbol,
    FindingsSymbol,
    GroupSymbol,
    RowSymbol,
    Scope,
    SetSymbol,
    Symbol,
    TableSymbol,
    ValueSymbol,
)
from auditor.rulelang.types import INT, type_of_field, type_of_value
from auditor.rulelang.words import CHINESE, spaced
from auditor.spans import Span

_TODAY = ("今天", "今日", "当天", "today")


class Names:
    """Resolves names within one scope; faults go to ``errors``, used names to ``used``."""

    def __init__(self, scope: Scope, errors: list[RuleError], used: set[str] | None = None) -> None:
        self.scope = scope
        self.errors = errors
        self.used = used if used is not None else set()

    def report(self, code: str, span: Span, *hints: str, **values: object) -> None:
        """Adds a fault."""
        self.errors.append(error(code, span, *hints, **values))

    def param(self, name: str, span: Span) -> t.Value | None:
        """``$名`` as a value."""
        values = self.param_values(name, span)
        symbol = self.scope.params.get(name)
        if symbol is not None and isinstance(symbol.value, tuple):
            self.report("E307", span, "名单只能写在“属于”“包含任一”后面", name=f"${name}", what="一个名单")
            return None
        return values[0] if values else None

    def param_values(self, name: str, span: Span) -> tuple[t.Constant, ...]:
        """The values of ``$名``: one, or those of a list; none if it is unknown or at fault."""
        symbol = self.scope.params.get(name)
        if symbol is None:
            self.report("E304", span, suggest(name, self.scope.params), name=name)
            return ()
        self.used.add(f"${name}")
        if symbol.value is None:
            return ()
        values = symbol.value if isinstance(symbol.value, tuple) else (symbol.value,)
        return tuple(t.Constant(value, type_of_value(value), name) for value in values)

    def name(self, node: n.Name) -> t.Value | None:
        """``名`` or ``名.项`` as a value."""
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
        return self.field_of(found[0], found[1], field, name, node.span)

    def _bare(self, name: str, span: Span) -> t.Value | None:
        row, record = self.scope.here
        finding = self.scope.finding
        if finding is not None and name in FINDING_FIELDS:
            return t.FindingValue(FINDING_FIELDS[name], finding[FINDING_FIELDS[name]])
        if finding is None and name in record.fields:
            return t.FieldValue(row, record.fields[name], type_of_field(record.fields[name]))
        symbol = self.scope.symbols.get(name)
        match symbol:
            case None:
                self.unknown(name, span)
                return None
            case FaultySymbol():
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
                return self.field_of(row, record, field, name, span)
            case ElementSymbol(parts=parts):
                if PARTS.get(field) in parts:
                    return t.ElementValue(name, PARTS[field], parts[PARTS[field]])
                legal = [word for word, part in PARTS.items() if part in parts and not word.isascii()]
                self.report("E306", span, "可以写：" + "、".join(f"{name}.{w}" for w in legal), name=name, field=field)
            case TableSymbol(columns=columns):
                if field in columns:
                    return t.TableValue(name, field, columns[field])
                self.report("E306", span, suggest(field, columns), name=name, field=field)
            case GroupSymbol(row=row, record=record, by=by) if field in by:
                return self.field_of(row, record, field, name, span)
            case GroupSymbol() if PARTS.get(field) is t.Part.COUNT:
                return t.Aggregate(Func.COUNT, name, None, INT)
            case SetSymbol() | GroupSymbol() | FindingsSymbol():
                hint = f"组里的一项要放进函数：合计({name}.{field})、最晚({name}.{field}) 等"
                self.report("E307", span, hint, name=f"{name}.{field}", what="一组值")
            case ValueSymbol():
                self.report("E306", span, "它只是一个值，后面不能再写“.”", name=name, field=field)
            case FaultySymbol():
                pass
        return None

    def field_of(self, row: t.RowRef, record: RecordType, field: str, prefix: str, span: Span) -> t.FieldValue | None:
        """A field of a row that the author calls ``prefix``."""
        if field in record.fields:
            return t.FieldValue(row, record.fields[field], type_of_field(record.fields[field]))
        self.report("E306", span, suggest(field, record.fields), name=prefix, field=field)
        return None

    def unknown(self, name: str, span: Span) -> None:
        """Reports an unknown name, with the likeliest reason."""
        for word in sorted(CHINESE, key=len, reverse=True):
            for rest in (name.removeprefix(word), name.removesuffix(word)):
                if rest != name and self._is_known(rest):
                    self.report("E303", span, spaced(name), name=name)
                    return
        subject = self.scope.subject
        if self.scope.member is not None and name in subject.fields:
            self.report("E303", span, f"检查对象的项要写全：“{self.scope.alias}.{name}”", name=name)
            return
        hint = "审计的那一天写作 审计日" if name in _TODAY else suggest(name, self.scope.names())
        if not hint and self.scope.finding is None:
            record = self.scope.here[1].name
            hint = f"{record}有哪些项：auditor explain {record}"
        self.report("E303", span, hint, name=name)

    def _is_known(self, name: str) -> bool:
        fields = self.scope.here[1].fields if self.scope.finding is None else FINDING_FIELDS
        return name in fields or name in self.scope.symbols
