"""Where each setting of a rule comes from under a profile: the value, its file and line, what it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from tabulate import tabulate

from auditor.plan.rulebook import Rulebook
from auditor.rulebook.params import RESERVED, say_value
from auditor.rulebook.profile import Profile
from auditor.rulebook.rule import Bounds, Box, BoxKind, Param, Rule, Step
from auditor.spans import Span, Text

_BEFORE = "原为 "
_SETTINGS = dict(zip(RESERVED, ("级别", "状态"), strict=True))
_STRICTER = {"smaller": "只能改小", "larger": "只能改大"}

_Row = tuple[str, str, str, str]  # name, value, how far a profile may move it, place


def render_origins(rulebook: Rulebook, rule_id: str) -> str:
    """Severity, status, tables and parameters of a rule under the rulebook's profile, one a line."""
    chain = " → ".join(f"{one.name}（{one.level.value}）" for one in rulebook.chain)
    table = tabulate(list(_rows(rulebook, rule_id)), tablefmt="plain", disable_numparse=True)
    return "\n".join([f"配置：{chain}", *("  " + line.rstrip() for line in table.split("\n"))])


def _rows(rulebook: Rulebook, rule_id: str) -> Iterator[_Row]:
    rule, written = rulebook.rules[rule_id], rulebook.files.rules[rule_id]
    if rule.off is not None:
        yield "停用", f"至 {rule.off.until}：{rule.off.reason}", "", _place(rule.off.span)
    for key, label in _SETTINGS.items():
        yield from _setting(key, label, written, rulebook.chain)
    boxes = (box for version in rule.versions for box in version.lets.values() if isinstance(box, Box))
    for table in dict.fromkeys(box.of for box in boxes if box.kind is BoxKind.TABLE):
        yield from _table(table, rulebook)
    for version, before in zip(rule.versions, written.versions, strict=True):
        which = f"（第 {version.version} 版）" if rule.older else ""
        for name, param in version.params.items():
            overrides = [one.rules[rule.id].params for one in rulebook.chain if rule.id in one.rules]
            layers = [before.params[name].steps, *(params[name] for params in overrides if name in params)]
            yield from _param(f"{name}{which}", param, layers)


def _setting(key: str, label: str, written: Rule, chain: tuple[Profile, ...]) -> Iterator[_Row]:
    """Severity or status, from the narrowest profile that sets it to the rule itself."""
    found: list[tuple[str, Span | None]] = [(getattr(written, key).value, written.settings.get(key))]
    for profile in chain:
        override = profile.rules.get(written.id)
        if override is not None and key in override.settings:
            found.append((getattr(override, key).value, override.settings[key]))
    for at, (value, span) in enumerate(reversed(found)):
        place = _place(span) if span is not None else "（没有写，这是默认的）"
        yield "" if at else label, f"{_BEFORE if at else ''}{value}", "", place


def _table(name: Text, rulebook: Rulebook) -> Iterator[_Row]:
    """A table, and below it the one that it stands in for."""
    own, used = rulebook.files.tables[name], rulebook.tables[name]
    places = [profile.tables[name].span for profile in rulebook.chain if name in profile.tables]
    yield f"表“{name}”", used.title, "", _place(places[-1] if places else used.span)
    if used.span != own.span:
        yield "", f"{_BEFORE}{own.title}", "", _place(own.span)


def _param(label: str, param: Param, layers: list[tuple[Step, ...]]) -> Iterator[_Row]:
    """Every value that the rule and the profiles state, those of the narrowest profile first."""
    in_force = {step.span: step for step in param.steps}
    steps = [step for layer in reversed(layers) for step in reversed(layer)]
    for at, step in enumerate(steps):
        used = in_force.get(step.span)
        value = _dated(used) if used is not None else _BEFORE + _dated(step)
        yield "" if at else label, value, "" if at else _limits(param.bounds), _place(step.span)


def _dated(step: Step) -> str:
    return say_value(step.value) + (f"（{step.since} 起）" if step.since is not None else "")


def _limits(bounds: Bounds) -> str:
    parts = (
        f"最小 {say_value(bounds.low)}" if bounds.low is not None else "",
        f"最大 {say_value(bounds.high)}" if bounds.high is not None else "",
        _STRICTER.get(bounds.stricter, ""),
        f"{bounds.set_by.value}一级及以上可以改" if bounds.set_by is not None else "",
    )
    return "，".join(part for part in parts if part)


def _place(span: Span) -> str:
    return f"{span.source.path}:{span.line}"
