"""The parts of a rule as its author wrote them: what each means, what it says, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.authoring.format import expression_meaning
from auditor.rulebook.params import say_value
from auditor.rulebook.rule import Box, Effective, Param, Rule
from auditor.spans import Span, Text


@dataclass(frozen=True, slots=True)
class Part:
    """``meaning`` is the same for two parts that differ in spelling alone; ``text`` is one line."""

    meaning: object
    text: str
    span: Span


def meant(rule: Rule) -> dict[str, Part]:
    """What decides whether a rule applies and finds something, by key and name."""
    return dict(_meant(rule))


def worded(rule: Rule) -> dict[str, object]:
    """What a rule only says, by the name under which a reader knows it."""
    return {
        "标题": str(rule.title),
        "提示语": str(rule.message),
        "整改": str(rule.fix),
        "依据": rule.sources,
        "假定": rule.assumption,
        "责任人": rule.owner,
        "指出的项": tuple(map(str, rule.at)),
        "标签": tuple(sorted(rule.tags)),
        "参数的说明": {str(name): param.note for name, param in rule.params.items()},
    }


def _meant(rule: Rule) -> Iterator[tuple[str, Part]]:
    yield "for", Part(str(rule.record), _flat(rule.record), rule.record.span)
    if not rule.effective.is_always:
        yield "effective", _effective(rule.effective)
    for name, param in rule.params.items():
        yield f"params {name}", _param(param, name.span)
    for key, text in (("where", rule.where), ("due", rule.due), ("when", rule.when)):
        if text is not None:
            yield key, Part(expression_meaning(text), _flat(text), text.span)
    for key, boxes in (("each", [rule.each] if rule.each is not None else []), ("let", list(rule.lets.items()))):
        for name, value in boxes:
            yield f"{key} {name}", _named(name, value)


def _named(name: Text, value: Text | Box) -> Part:
    if isinstance(value, Text):
        return Part(expression_meaning(value), _flat(value), value.span)
    keys = {value.kind.value: ", ".join(value.ids) or _flat(value.of)}
    if value.match is not None:
        keys["match"] = ", ".join(there if there == here else f"{there}: {here}" for there, here in value.match)
    keys |= {"by": ", ".join(value.by)} if value.by else {}
    keys |= {"text": str(value.text)} if value.text is not None else {}
    exprs = {f"with {column}".strip(): text for column, text in value.inputs.items()} | dict(value.exprs)
    meaning = (keys, {key: expression_meaning(text) for key, text in exprs.items()})
    said = keys | {key: _flat(text) for key, text in exprs.items()}
    return Part(meaning, "，".join(f"{key}: {text}" for key, text in said.items()), name.span)


def _effective(effective: Effective) -> Part:
    keys = {"from": effective.since, "until": effective.until, "by": effective.by}
    text = "，".join(f"{key}: {value}" for key, value in keys.items() if value is not None)
    return Part(tuple(keys.items()), text, effective.span)


def _param(param: Param, span: Span) -> Part:
    steps = tuple((step.since, step.value) for step in param.steps)
    said = (f"{since}: {say_value(value)}" if since is not None else say_value(value) for since, value in steps)
    return Part(steps, "，".join(said), span)


def _flat(text: str) -> str:
    return " ".join(text.split())
