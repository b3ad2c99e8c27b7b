"""A ``profile:`` document → Profile: what a city, a district or a station sets otherwise than the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.errors import RuleError, error
from auditor.rulebook.params import LEVELS, RESERVED, read_steps
from auditor.rulebook.reader import SEVERITIES, STATUSES
from auditor.rulebook.rule import Level, Off, Severity, Status, Step
from auditor.rulebook.scalars import read_choice, read_date
from auditor.rulebook.shape import OffShape, ProfileCodesShape, ProfileShape, shaped
from auditor.spans import Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, span_of


@dataclass(frozen=True, slots=True)
class Override:
    """What a profile changes of one rule: values of parameters by name, severity, status."""

    params: Mapping[Text, tuple[Step, ...]]
    severity: Severity | None
    status: Status | None
    settings: Mapping[str, Span]  # where severity and status are written


@dataclass(frozen=True, slots=True)
class CodesChange:
    """What a profile changes of a code list: all its values (None keeps them), and more spellings of each."""

    values: tuple[Text, ...] | None
    aliases: Mapping[Text, tuple[Text, ...]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as it is written. Keys of its mappings know their places.

    ``headers`` are by ``记录.项``; ``tables`` name for a table the one to be used in its place. ``own`` are the
    ``table:`` documents behind the profile in its file, to be read with the codes as the profile has them.
    """

    name: Text
    title: str
    level: Level
    extends: Text | None
    rules: Mapping[Text, Override]
    off: Mapping[Text, Off]
    headers: Mapping[Text, tuple[Text, ...]]
    codes: Mapping[Text, CodesChange]
    tables: Mapping[Text, Text]
    mapping: Text | None = None
    own: tuple[Node, ...] = ()

    @property
    def own_tables(self) -> frozenset[str]:
        """The names of the tables that are the profile's own."""
        named = (node.get(Text("table")) for node in self.own if isinstance(node, Tree))
        return frozenset(str(name) for name in named if isinstance(name, Text))


def read_profile(node: Node, own: Sequence[Node], errors: list[RuleError]) -> Profile | None:
    """A ``profile:`` document and the tables behind it; None if its shape is broken.

    Names in it are not looked up yet.
    """
    shape = shaped(ProfileShape, node, "配置", errors)
    if shape is None:
        return None
    level = read_choice(shape.level, Level, Level.STATION, LEVELS, errors)
    rules = {rule: _override(rule, part, errors) for rule, part in shape.rules.items()}
    off = {rule: _off(rule, part, level, errors) for rule, part in shape.off.items()}
    codes = {name: _codes(part, errors) for name, part in shape.codes.items()}
    return Profile(
        name=shape.profile,
        title=str(shape.title or ""),
        level=level,
        extends=shape.extends,
        rules={rule: found for rule, found in rules.items() if found is not None},
        off={rule: found for rule, found in off.items() if found is not None},
        headers={field: tuple(headings) for field, headings in shape.headers.items()},
        codes={name: found for name, found in codes.items() if found is not None},
        tables=shape.tables,
        mapping=shape.mapping,
        own=tuple(own),
    )


def _override(rule: Text, node: Node, errors: list[RuleError]) -> Override | None:
    if not isinstance(node, Tree):
        errors.append(error("E105", span_of(node), name=rule, expected="一组“参数: 值”"))
        return None
    lines = {key: _line(key, node, errors) for key in RESERVED if Text(key) in node}
    known = {key: text for key, text in lines.items() if text is not None}
    status = read_choice(known.get("status"), Status, Status.ACTIVE, STATUSES, errors)
    if status is Status.RETIRED:
        hint = "要停用一条规则，写在 off 里，注明理由（reason）和截止日期（until）"
        errors.append(error("E109", known["status"].span, hint, value=known["status"], allowed="试行、启用"))
    return Override(
        params={name: read_steps(name, value, errors) for name, value in node.items() if name not in RESERVED},
        severity=read_choice(known["severity"], Severity, Severity.MINOR, SEVERITIES, errors)
        if "severity" in known
        else None,
        status=status if "status" in known else None,
        settings={key: text.span for key, text in known.items()},
    )


def _line(key: str, node: Tree, errors: list[RuleError]) -> Text | None:
    value = node[Text(key)]
    if isinstance(value, Text):
        return value
    errors.append(error("E105", span_of(value), name=key, expected="一行文字"))
    return None


def _off(rule: Text, node: Node, level: Level, errors: list[RuleError]) -> Off | None:
    shape = shaped(OffShape, node, f"“{rule}”", errors)
    if shape is None:
        return None
    if not shape.reason.strip():
        errors.append(error("E105", shape.reason.span, name="reason", expected="停用的理由"))
    return Off(shape.reason.strip(), read_date(shape.until, errors), level, shape.reason.span)


def _codes(node: Node, errors: list[RuleError]) -> CodesChange | None:
    shape = shaped(ProfileCodesShape, node, "取值表", errors)
    if shape is None:
        return None
    values = tuple(shape.values) if shape.values is not None else None
    return CodesChange(values, {value: tuple(others) for value, others in shape.aliases.items()})
