"""The syntax tree of one expression line: what the author wrote, each node with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from auditor.rulelang.words import Unit, Word
from auditor.spans import Span


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit. ``str`` gives the way it is written: 7天, 3个月, 5 workdays."""

    count: int
    unit: Unit
    english: str = field(default="", compare=False)  # as its author wrote it, if in English

    def __str__(self) -> str:
        return self.english or f"{self.count}{self.unit.value}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, date, duration or truth value."""

    value: int | float | str | bool | date | Duration
    span: Span


@dataclass(frozen=True, slots=True)
class RunValue:
    """审计日, 期初, 期末 or 期次."""

    word: Word
    span: Span


@dataclass(frozen=True, slots=True)
class Param:
    """``$名``."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """``名`` or ``名.项``."""

    name: str
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """``函数(参数, …)``."""

    function: str
    args: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``左 op 右`` with op one of + - * /."""

    op: str
    left: Node
    right: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Fallback:
    """``值 否则 值 …``: the first value present."""

    options: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """``左 op 右`` with op one of = != < <= > >=."""

    op: str
    left: Node
    right: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Between:
    """``值 介于 低 和 高``, both ends included."""

    value: Node
    low: Node
    high: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    """``值 [不]属于 [甲, 乙]`` or ``值 [不]属于 $名单``."""

    value: Node
    items: tuple[Node, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Contains:
    """``值 包含 文字`` or ``值 包含任一 [甲, 乙]``."""

    value: Node
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Blank:
    """``值 为空`` or ``值 不为空``."""

    value: Node
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Invalid:
    """``项 无效``."""

    value: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Quantified:
    """``有 名`` or ``无 名``."""

    name: Name
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """``非 条件``."""

    condition: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Junction:
    """``条件 且 条件 …`` (conjunction) or ``条件 或 条件 …``."""

    conjunction: bool
    conditions: tuple[Node, ...]
    span: Span


Node = (
    Literal
    | RunValue
    | Param
    | Name
    | Call
    | Arithmetic
    | Fallback
    | Comparison
    | Between
    | Membership
    | Contains
    | Blank
    | Invalid
    | Quantified
    | Not
    | Junction
)


CONDITIONS = (
    Comparison,
    Between,
    Membership,
    Contains,
    Blank,
    Invalid,
    Quantified,
    Not,
    Junction,
)
"""The nodes that are conditions whatever they contain."""


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions."""
    match node:
        case Quantified(name=inner):
            return (inner,)
        case Call(args=parts) | Fallback(options=parts) | Junction(conditions=parts):
            return parts
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case Membership(value=value, items=items) | Contains(value=value, items=items):
            return (value, *items)
        case Blank(value=value) | Invalid(value=value):
            return (value,)
        case Not(condition=condition):
            return (condition,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The expression and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> set[str]:
    """Every name (before a dot) that the expression mentions."""
    return {one.name for one in walk(node) if isinstance(one, Name)}
