"""The shape of the files of a rulebook, as pydantic models; faults are mapped back to their places."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError

from auditor.errors import RuleError, error, suggest
from auditor.spans import Text
from auditor.yamltree import Mapping, Node, Sequence, span_at, span_of, wide_colon


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, Sequence) else [value]


def _as_dict(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _as_dict_or_none(value: Any) -> Any:
    return {} if value == "" else _as_dict(value)


Line = InstanceOf[Text]
Lines = Annotated[list[Line], BeforeValidator(_as_list)]
Free = Any  # read further by the module that knows what it means


class Shape(BaseModel):
    """A mapping with exactly the keys named."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True, defer_build=True)


class CitationShape(Shape):
    """``source:``"""

    doc: Line
    clause: Line | None = None
    quote: Line | None = None
    link: Line | None = None
    basis: Line | None = None


class ParamShape(Shape):
    """A parameter written out."""

    is_: Free = Field(alias="is")
    from_: Line | None = Field(None, alias="from")
    to: Line | None = None
    stricter: Line | None = None
    set_by: Line | None = Field(None, alias="set by")
    note: Line | None = None


class BoxShape(Shape):
    """Any box; which keys go together is checked by the reader."""

    all: Line | None = None
    latest: Line | None = None
    earliest: Line | None = None
    table: Line | None = None
    findings: Lines | None = None
    run: Line | None = None
    gap: Line | None = None
    period: Line | None = None
    group: Line | None = None
    span: Line | None = None
    twin: Line | None = None
    where: Line | None = None
    match: Lines | Annotated[dict[Line, Line], BeforeValidator(_as_dict)] | None = None
    by: Lines | None = None
    skip: Line | None = None
    to: Line | None = None
    tolerance: Line | None = None
    with_: Line | Annotated[dict[Line, Line], BeforeValidator(_as_dict)] | None = Field(None, alias="with")
    while_: Line | None = Field(None, alias="while")
    from_: Line | None = Field(None, alias="from")
    until: Line | None = None
    text: Line | None = None


class EffectiveShape(Shape):
    """``effective:`` of a rule."""

    from_: Line | None = Field(None, alias="from")
    until: Line | None = None
    by: Line | None = None


class RuleShape(Shape):
    """``rule:`` files."""

    rule: Line
    title: Line
    severity: Line
    when: Line
    message: Line
    for_: Line = Field(alias="for")
    status: Line | None = None
    version: Line | None = None
    effective: Free = None
    source: Annotated[list[Free], BeforeValidator(_as_list)] = []
    assumption: Line | None = None
    tags: Lines = []
    params: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    where: Line | None = None
    each: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    let: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    due: Line | None = None
    fix: Line | None = None
    at: Lines = []
    owner: Line | None = None


class TableVersionShape(Shape):
    """One version of a lookup table."""

    from_: Line = Field(alias="from")
    source: Annotated[list[Free], BeforeValidator(_as_list)] = []
    rows: Free


class TableShape(Shape):
    """``table:`` files."""

    table: Line
    title: Line | None = None
    assumption: Line | None = None
    with_: Annotated[dict[Line, Line], BeforeValidator(_as_dict)] = Field(alias="with")
    gives: Annotated[dict[Line, Line], BeforeValidator(_as_dict)]
    direction: Line | None = None
    versions: list[Free]


class CalendarShape(Shape):
    """``calendar:`` files."""

    calendar: Line
    title: Line | None = None
    from_: Line = Field(alias="from")
    until: Line
    source: Annotated[list[Free], BeforeValidator(_as_list)] = []
    holidays: Lines
    workdays: Lines


class ProfileShape(Shape):
    """``profile:`` files."""

    profile: Line
    title: Line | None = None
    level: Line
    extends: Line | None = None
    mapping: Line | None = None
    rules: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    off: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    headers: Annotated[dict[Line, Lines], BeforeValidator(_as_dict)] = {}
    codes: Annotated[dict[Line, Free], BeforeValidator(_as_dict)] = {}
    tables: Annotated[dict[Line, Line], BeforeValidator(_as_dict)] = {}


class MappingShape(Shape):
    """``mapping:`` files."""

    mapping: Line
    sheets: Annotated[list[Free], BeforeValidator(lambda value: value or [])]


class SheetMappingShape(Shape):
    """What a mapping says of some sheets."""

    file: Line | None = None
    sheet: Line | None = None
    record: Line | None = None
    header: Line | None = None
    columns: Annotated[dict[Line, Line], BeforeValidator(_as_dict_or_none)] = {}
    set_: Annotated[dict[Line, Line], BeforeValidator(_as_dict_or_none)] = Field({}, alias="set")


class OffShape(Shape):
    """A rule that a profile switches off."""

    reason: Line
    until: Line


class ProfileCodesShape(Shape):
    """What a profile changes of a code list."""

    values: Lines | None = None
    aliases: Annotated[dict[Line, Lines], BeforeValidator(_as_dict)] = {}


class FormShape(Shape):
    """``form:`` files."""

    form: Line
    title: Lines
    record: Line
    fields: Annotated[dict[Line, Free], BeforeValidator(_as_dict)]
    rows: Annotated[list[Free], BeforeValidator(_as_list)] = []
    set_: Annotated[dict[Line, Line], BeforeValidator(_as_dict)] = Field({}, alias="set")


class FormFieldShape(Shape):
    """A field of a form."""

    label: Lines
    as_: Line | None = Field(None, alias="as")
    value: Line | None = None
    after: Line | None = None


class FormColumnShape(Shape):
    """A field of a list inside a form."""

    label: Lines
    as_: Line | None = Field(None, alias="as")


class FormRowsShape(Shape):
    """A list inside a form."""

    record: Line
    fields: Annotated[dict[Line, Free], BeforeValidator(_as_dict)]


class TermShape(Shape):
    """``term:`` files."""

    term: Line
    of: Line
    is_: Free = Field(alias="is")
    note: Line | None = None


class CaseShape(Shape):
    """One case of a test file."""

    name: Line
    as_of: Line = Field(alias="as of")
    period: Line | None = None
    expect: Line
    profile: Line | None = None
    todo: Line | None = None
    given: Annotated[dict[Line, Line], BeforeValidator(_as_dict)] = {}


class TestShape(Shape):
    """``test:`` files."""

    test: Line
    never: Lines = []
    cases: list[Free]
    given: Annotated[dict[Line, Line], BeforeValidator(_as_dict)] = {}


S = TypeVar("S", bound=Shape)


def shaped(shape: type[S], node: Node, where: str, errors: list[RuleError]) -> S | None:
    """``node`` as ``shape``; None after reporting every fault at its place."""
    if not isinstance(node, Mapping):
        errors.append(_not_a_mapping(node, where))
        return None
    try:
        return shape.model_validate(dict(node))
    except ValidationError as why:
        found = why.errors(include_url=False, include_context=False, include_input=False)
        # A union reports each of its members; the first is what the author needs.
        first = {fault["loc"][:1]: fault for fault in reversed(found)}
        errors.extend(_fault(shape, node, where, fault["loc"], fault["type"]) for fault in first.values())
        return None


def _fault(shape: type[Shape], node: Mapping, where: str, loc: tuple[int | str, ...], kind: str) -> RuleError:
    name = str(loc[0]) if loc else ""
    legal = [info.alias or key for key, info in shape.model_fields.items()]
    if kind == "extra_forbidden":
        return error("E103", node.key(name), suggest(name, legal), where=where, name=name)
    if kind == "missing":
        return error("E104", node.span, where=where, name=name)
    value = node[Text(name)]
    if kind == "dict_type":
        return _not_a_mapping(value, name)
    expected = "一个列表" if kind == "list_type" else "一行文字"
    hint = ""
    if isinstance(value, Mapping) and expected == "一行文字":
        hint = "以“{”开头的文字要加引号，否则 YAML 会当作一组键值"
    return error("E105", span_at(value, loc[1:]), hint, name=name, expected=expected)


def _not_a_mapping(node: Node, name: str) -> RuleError:
    if isinstance(node, Text) and (fault := wide_colon(node)):
        return fault
    return error("E105", span_of(node), "这里要写成“键: 值”", name=name, expected="一组“键: 值”")
