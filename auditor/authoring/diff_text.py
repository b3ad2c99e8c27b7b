"""What two rulebooks differ in, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tabulate import tabulate

from auditor.authoring.diff import Diff, FindingChange, FindingsDiff, Kind, PartChange, RuleChange, Written
from auditor.output.wording import say_subject
from auditor.output.wrap import columns, wrap

_HANGING = 4  # columns by which a line goes on further in than it begins


def render_diff(diff: Diff, width: int) -> str:
    """The rules by what became of them, then the findings; lines of at most ``width`` columns."""
    lines = [f"{diff.old} → {diff.new}", _counts(diff)]
    for kind in Kind:
        changes = [one for one in diff.rules if one.kind is kind]
        if changes:
            lines += ["", f"【{kind.value}】", *(line for one in changes for line in _rule(one))]
    if diff.findings is not None:
        lines += ["", *_findings(diff.findings)]
    return "\n".join(part for line in lines for part in _wrapped(line, width)) + "\n"


def _counts(diff: Diff) -> str:
    counts = {kind: sum(one.kind is kind for one in diff.rules) for kind in Kind}
    told = [f"{kind.value} {count} 条" for kind, count in counts.items() if count]
    return "，".join(told) or "规则没有不同"


def _wrapped(line: str, width: int) -> list[str]:
    if columns(line) <= width:
        return [line]
    text = line.lstrip(" ")
    indent = len(line) - len(text)
    first, *rest = wrap(text, width - indent - _HANGING)
    return [" " * indent + first, *(" " * (indent + _HANGING) + part for part in rest)]


def _rule(change: RuleChange) -> Iterator[str]:
    versions = tuple(None if number is None else f"第 {number} 版" for number in change.versions)
    pairs = (versions, change.severities, change.statuses)
    told = [_pair(*pair) for pair in pairs if pair[0] != pair[1]]
    yield f"{change.rule} {change.title}" + (f"（{'，'.join(told)}）" if told else "")
    for part in change.parts:
        yield from _part(part)
    if change.kind is Kind.MEANING and not change.parts:
        yield "  规则的文字没有改，是它引用的名称、表或记录变了"
    if change.wording:
        yield f"  说法：{'、'.join(change.wording)}"


def _pair(old: str | None, new: str | None) -> str:
    return f"{old} → {new}" if old is not None and new is not None else str(new or old)


def _part(change: PartChange) -> Iterator[str]:
    yield f"  {change.part}"
    for side, written in (("旧", change.old), ("新", change.new)):
        yield f"    {side} {_place(written)}" if written is not None else f"    {side} （没有）"


def _place(written: Written) -> str:
    return f"{written.file}:{written.line}  {written.text}"


def _findings(diff: FindingsDiff) -> Iterator[str]:
    for title, found in (("不再发现", diff.gone), ("新发现", diff.appeared)):
        yield f"【{title}】{len(found)} 条（审计日 {diff.as_of}）"
        yield from _listed(found)
        yield ""
    if not diff.counts:
        yield "各规则发现的问题没有出入"
        return
    rows = [(one.rule, one.old, one.new, one.gone, one.appeared) for one in diff.counts]
    headers = ("规则", "旧", "新", "不再发现", "新发现")
    yield from tabulate(rows, headers, disable_numparse=True, colalign=("left", *["right"] * 4)).split("\n")


def _listed(found: Sequence[FindingChange]) -> Iterator[str]:
    for one in found:
        yield f"{one.severity.value} {one.rule} {say_subject(one.subject)}：{one.message}"
