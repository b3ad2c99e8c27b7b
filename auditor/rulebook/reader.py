"""A ``rule:`` document → Rule: choices, parameters, boxes and citations read, every fault reported."""

from __future__ import annotations

from auditor.errors import RuleError, error, suggest
from auditor.rulebook.params import RESERVED, read_param
from auditor.rulebook.rule import Box, BoxKind, Citation, Effective, Rule, Severity, Status
from auditor.rulebook.scalars import read_choice, read_date, read_number
from auditor.rulebook.shape import BoxShape, CitationShape, EffectiveShape, RuleShape, shaped
from auditor.spans import Text
from auditor.yamltree import Mapping, Node, span_of

SEVERITIES = {
    "critical": Severity.URGENT,
    "major": Severity.MAJOR,
    "minor": Severity.MINOR,
    "info": Severity.INFO,
}
STATUSES = {"trial": Status.TRIAL, "active": Status.ACTIVE, "retired": Status.RETIRED}
BASES = ("条文", "推定", "clause", "inferred")

# The keys that each kind of box may have besides its first one.
_KEYS: dict[BoxKind, frozenset[str]] = {
    BoxKind.ALL: frozenset({"where", "match"}),
    BoxKind.LATEST: frozenset({"where", "match", "skip"}),
    BoxKind.EARLIEST: frozenset({"where", "match", "skip"}),
    BoxKind.TABLE: frozenset({"with"}),
    BoxKind.FINDINGS: frozenset({"where"}),
    BoxKind.RUN: frozenset({"where", "match", "while"}),
    BoxKind.GAP: frozenset({"where", "match", "from", "until"}),
    BoxKind.GROUP: frozenset({"where", "match", "by"}),
    BoxKind.SPAN: frozenset({"where", "match", "from", "to", "tolerance"}),
    BoxKind.PERIOD: frozenset({"from", "until"}),
    BoxKind.TWIN: frozenset({"where", "text"}),
}
_REQUIRED: dict[BoxKind, tuple[str, ...]] = {
    BoxKind.TABLE: ("with",),
    BoxKind.RUN: ("while",),
    BoxKind.GAP: ("from", "until"),
    BoxKind.GROUP: ("by",),
    BoxKind.SPAN: ("from", "to"),
    BoxKind.PERIOD: ("from", "until"),
    BoxKind.TWIN: ("text",),
}
MAX_NAMES = 100  # of boxes, values and parameters in one rule; a rule fits on a screen

LET_BOXES = (BoxKind.ALL, BoxKind.LATEST, BoxKind.EARLIEST, BoxKind.TABLE, BoxKind.FINDINGS)
EACH_BOXES = (BoxKind.ALL, BoxKind.RUN, BoxKind.GAP, BoxKind.PERIOD, BoxKind.GROUP, BoxKind.SPAN, BoxKind.TWIN)


def read_rule(node: Node, theme: str, errors: list[RuleError]) -> Rule | None:
    """A ``rule:`` document; None if its shape is broken."""
    shape = shaped(RuleShape, node, "规则", errors)
    if shape is None:
        return None
    if len(shape.let) + len(shape.params) > MAX_NAMES:
        errors.append(error("E108", shape.rule.span, why=f"一条规则最多写 {MAX_NAMES} 个名称"))
        return None
    record, alias = _subject(shape.for_)
    each = None
    faulty: set[str] = set()
    for name, box in shape.each.items():
        if each is not None:
            errors.append(error("E113", name.span, "一条规则最多一个 each", name=each[0], other=name))
            faulty.add(name)
        elif isinstance(box, Text):
            each = (name, Box(BoxKind.TERM, box))
        elif (read := read_box(box, EACH_BOXES, "each", errors)) is not None:
            each = (name, read)
        else:
            faulty.add(name)
    lets: dict[Text, Text | Box] = {}
    for name, value in shape.let.items():
        if isinstance(value, Text):
            lets[name] = value
        elif (read := read_box(value, LET_BOXES, "let", errors)) is not None:
            lets[name] = read
        else:
            faulty.add(name)
    return Rule(
        id=shape.rule,
        title=shape.title,
        severity=read_choice(shape.severity, Severity, Severity.MINOR, SEVERITIES, errors),
        status=read_choice(shape.status, Status, Status.ACTIVE, STATUSES, errors),
        version=_version(shape, errors),
        effective=_effective(shape, errors),
        sources=read_sources(shape.source, errors),
        params={name: read_param(name, value, errors) for name, value in shape.params.items()},
        record=record,
        alias=alias,
        where=shape.where,
        each=each,
        lets=lets,
        faulty=frozenset(faulty),
        due=shape.due,
        when=shape.when,
        message=shape.message,
        fix=shape.fix or Text(""),
        at=tuple(shape.at),
        owner=str(shape.owner or ""),
        tags=frozenset(str(tag) for tag in shape.tags),
        theme=theme,
        assumption=str(shape.assumption or ""),
        span=shape.rule.span,
        settings={key: text.span for key in RESERVED if (text := getattr(shape, key)) is not None},
    )


def read_sources(nodes: list[Node], errors: list[RuleError]) -> tuple[Citation, ...]:
    """Citations of a rule or a table."""
    found = []
    for node in nodes:
        shape = shaped(CitationShape, node, "source", errors)
        if shape is None:
            continue
        basis = str(shape.basis or BASES[0])
        if basis not in BASES:
            errors.append(error("E109", span_of(shape.basis or shape.doc), value=basis, allowed="条文、推定"))
        found.append(
            Citation(
                doc=str(shape.doc),
                clause=str(shape.clause or ""),
                quote=str(shape.quote or ""),
                link=str(shape.link or ""),
                basis=BASES[BASES.index(basis) % 2] if basis in BASES else BASES[0],
            )
        )
    return tuple(found)


def _subject(text: Text) -> tuple[Text, Text]:
    """``记录 as 名`` taken apart; without a name of its own the subject is called after its record."""
    record, keyword, alias = text.partition(" as ")
    subject = text.cut(0, len(record.rstrip()))
    return subject, text.cut(len(text) - len(alias.lstrip()), len(text)) if keyword else subject


def _version(shape: RuleShape, errors: list[RuleError]) -> int:
    version = read_number(shape.version) if shape.version is not None else 1
    if isinstance(version, int) and version > 0:
        return version
    errors.append(error("E105", span_of(shape.version or shape.rule), name="version", expected="一个正整数"))
    return 1


def _effective(rule: RuleShape, errors: list[RuleError]) -> Effective:
    shape = shaped(EffectiveShape, rule.effective, "effective", errors) if rule.effective is not None else None
    if shape is None:
        return Effective()
    since = read_date(shape.from_, errors) if shape.from_ is not None else None
    until = read_date(shape.until, errors) if shape.until is not None else None
    return Effective(since, until, shape.by, span_of(rule.effective))


def read_box(node: Node, allowed: tuple[BoxKind, ...], where: str, errors: list[RuleError]) -> Box | None:
    """A box of one of the kinds ``allowed``; None after reporting its faults."""
    shape = shaped(BoxShape, node, where, errors)
    if shape is None or not isinstance(node, Mapping):
        return None
    kinds = [kind for kind in BoxKind if kind.value in node]
    legal = "、".join(kind.value for kind in allowed)
    if len(kinds) != 1 or kinds[0] not in allowed:
        at = node.key(kinds[-1].value) if kinds else node.span
        errors.append(error("E105", at, name=where, expected=f"下列之一：{legal}"))
        return None
    kind = kinds[0]
    faults = len(errors)
    for key in node:
        if key != kind.value and key not in _KEYS[kind]:
            errors.append(error("E103", key.span, suggest(key, _KEYS[kind]), where=kind.value, name=key))
    for required in _REQUIRED.get(kind, ()):
        if Text(required) not in node:
            errors.append(error("E104", node.span, where=kind.value, name=required))
    if len(errors) > faults:
        return None
    first = getattr(shape, kind.value)
    exprs = {
        key: text
        for key, text in (
            ("where", shape.where),
            ("while", shape.while_),
            ("from", shape.from_),
            ("until", shape.until),
            ("to", shape.to),
            ("tolerance", shape.tolerance),
            ("skip", shape.skip),
        )
        if text is not None
    }
    inputs: dict[str, Text] = {}
    if isinstance(shape.with_, Text):
        inputs = {"": shape.with_}
    elif shape.with_ is not None:
        inputs = {str(column): text for column, text in shape.with_.items()}
    return Box(
        kind=kind,
        of=first if isinstance(first, Text) else Text("", node.span),
        exprs=exprs,
        match=_pairs(shape.match),
        ids=tuple(first) if kind is BoxKind.FINDINGS else (),
        by=tuple(shape.by or ()),
        text=shape.text,
        inputs=inputs,
    )


def _pairs(match: list[Text] | dict[Text, Text] | None) -> tuple[tuple[Text, Text], ...] | None:
    if match is None:
        return None
    return tuple(match.items()) if isinstance(match, dict) else tuple((name, name) for name in match)
