"""Two engines' runs of one rule held against each other."""

from __future__ import annotations

from auditor.engines.base import Cell, RuleRun


def differences(one: RuleRun, other: RuleRun) -> list[str]:
    """Where two runs of a rule differ, in Chinese, without record content; [] if they agree."""
    if one.status is not other.status:
        return [f"一个{one.status.value}，一个{other.status.value}"]
    found = []
    if one.applicable != other.applicable:
        found.append(f"适用 {one.applicable} 与 {other.applicable}")
    if {k: v for k, v in one.counts.items() if v} != {k: v for k, v in other.counts.items() if v}:
        found.append("各结论的数目不同")
    first, second = ({_place(cell): cell for cell in run.cells} for run in (one, other))
    for place in sorted(first.keys() | second.keys(), key=str):
        a, b = first.get(place), second.get(place)
        if a != b:
            found.append(f"第 {place[0]} 条主体 {_said(a)} 与 {_said(b)}")
    return found


def _place(cell: Cell) -> tuple[int, object]:
    return cell.subject, cell.element


def _said(cell: Cell | None) -> str:
    return "无" if cell is None else cell.verdict.value
