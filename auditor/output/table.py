"""The audit as text for a terminal, aligned at any width from 60 columns up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from auditor.engines.base import REASONS, RunStatus
from auditor.findings.finding import Finding, Subject, Undecided
from auditor.findings.result import AuditResult, Problem
from auditor.output.grid import GAP, LEAST, NARROW, Row, grid, paragraphs, section
from auditor.output.wording import (
    NO_KEY,
    say_gaps,
    say_heading,
    say_input,
    say_places,
    say_problem_place,
    say_severities,
    say_sheet,
    say_subject,
    say_summary,
    say_unread,
    say_unrecognised,
)
from auditor.output.wrap import columns, fill

WIDE = 110  # columns: from here on remedies have a column of their own
_SUBJECTS_SHOWN = 5  # of those that lack the same input
_PROBLEMS_SHOWN = 20
_RULES_SHOWN = 3  # of those that the same reason keeps from running
_RULE_ID = 12  # columns at most
_AS_ABOVE = "同上"


def render(result: AuditResult, width: int) -> str:
    """The whole report, ``width`` terminal columns wide: heading, lists, summary last."""
    width = max(width, NARROW)
    parts = (
        paragraphs(say_heading(result), width),
        _findings(result, width),
        _reminders(result, width),
        _undecided(result, width),
        _on_trial(result, width),
        _unfinished(result, width),
        _data(result, width),
        render_summary(result, width),
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def render_summary(result: AuditResult, width: int) -> str:
    """What was found, the coverage line, rows read and unread; nothing else."""
    return paragraphs(say_summary(result), max(width, NARROW))


def _findings(result: AuditResult, width: int) -> str:
    if not result.findings:
        return ""
    groups = [
        (subject, tuple(found))
        for subject, found in groupby(sorted(result.findings, key=_by_subject), key=lambda one: one.subject)
    ]
    groups.sort(key=lambda group: group[1][0].severity.rank)
    wide = width >= WIDE
    rule_width = _widest(one.rule for one in result.findings)
    rest = width - LEAST - rule_width - GAP * (4 if wide else 3)
    place_width = rest * 28 // 100 if wide else rest * 36 // 100
    fix_width = rest * 30 // 100 if wide else 0
    headers = ["级别", "规则", "问题", *(["整改"] if wide else []), "位置"]
    widths = [LEAST, rule_width, rest - place_width - fix_width, *([fix_width] if wide else []), place_width]
    rows = [row for _, found in groups for row in _finding_rows(found, wide)]
    head, blocks = grid(headers, rows, widths)
    title = f"【问题】{len(result.findings)} 条：{say_severities(result.findings)}"
    gaps = say_gaps(result)
    lines = [title, *(fill(gaps, width).split("\n") if gaps else []), "", *head]
    block = iter(blocks)
    for subject, found in groups:
        lines += ["", *fill(f"{say_subject(subject)}（{len(found)} 条）", width).split("\n")]
        for _ in found:
            lines += next(block)
    return "\n".join(lines)


def _by_subject(finding: Finding) -> tuple[str, str, str, int]:
    subject = finding.subject
    return subject.record, subject.key, subject.name or "", finding.severity.rank


def _finding_rows(found: Iterable[Finding], wide: bool) -> Iterable[Row]:
    above = ""
    for one in found:
        again = one.fix == above
        above = one.fix
        if wide:
            yield one.severity, one.rule, one.message, _AS_ABOVE if again else one.fix, _places(one)
        else:
            yield one.severity, one.rule, one.message + ("" if again else f"\n整改：{one.fix}"), _places(one)


def _places(finding: Finding) -> str:
    return "\n".join(say_places(finding.evidence))


def _reminders(result: AuditResult, width: int) -> str:
    if not result.reminders:
        return ""
    reminders = sorted(result.reminders, key=lambda one: one.due)
    rule_width = _widest(one.rule for one in reminders)
    rest = width - 10 - rule_width - 3 * GAP
    rows = [(str(one.due), one.rule, say_subject(one.subject), one.message) for one in reminders]
    widths = [10, rule_width, rest * 40 // 100, rest - rest * 40 // 100]
    title = f"【提醒】{len(reminders)} 条尚未到期，到期仍未办妥即为问题"
    return section(title, ["最迟", "规则", "对象", "情况"], rows, widths)


def _undecided(result: AuditResult, width: int) -> str:
    if not result.undecided:
        return ""
    rule_width = _widest(one.rule for one in result.undecided)
    rest = width - rule_width - 3 * GAP
    rows = []
    for _, group in groupby(sorted(result.undecided, key=_by_lack), key=_by_lack):
        same = tuple(group)
        rows.append((same[0].rule, same[0].title, same[0].message, _some(one.subject for one in same)))
    widths = [rule_width, rest * 30 // 100, rest * 30 // 100, rest - 2 * (rest * 30 // 100)]
    title = f"【无法判断】{len(result.undecided)} 条，补齐所缺内容后才能下结论"
    return section(title, ["规则", "事项", "缺什么", "对象"], rows, widths)


def _by_lack(one: Undecided) -> tuple[int, str, str]:
    return one.severity.rank, one.rule, one.message


def _some(subjects: Iterable[Subject]) -> str:
    keys = list(dict.fromkeys(one.key or NO_KEY for one in subjects))
    shown = "、".join(keys[:_SUBJECTS_SHOWN])
    return shown if len(keys) <= _SUBJECTS_SHOWN else f"{shown}\n等 {len(keys)} 份"


def _on_trial(result: AuditResult, width: int) -> str:
    if not result.trial:
        return ""
    found = [one for one in result.trial if isinstance(one, Finding)]
    counts = Counter(one.verdict for one in result.trial if not isinstance(one, Finding))
    others = "，".join(f"{verdict} {count} 条" for verdict, count in counts.items())
    rule_width = _widest(one.rule for one in result.trial)
    rest = width - LEAST - rule_width - 3 * GAP
    rows = [(one.severity, one.rule, f"{say_subject(one.subject)}\n{one.message}", _places(one)) for one in found]
    widths = [LEAST, rule_width, rest - rest * 36 // 100, rest * 36 // 100]
    title = f"【试行规则的发现（不计入结论）】{len(found)} 条" + (f"；另有{others}" if others else "")
    return section(title, ["级别", "规则", "发现", "位置"], rows, widths) if rows else title


def _unfinished(result: AuditResult, width: int) -> str:
    return "\n\n".join(filter(None, (_failed(result, width), _not_run(result, width))))


def _failed(result: AuditResult, width: int) -> str:
    rules = [one for one in result.coverage if one.status is RunStatus.FAILED]
    if not rules:
        return ""
    rule_width = _widest(one.rule for one in rules)
    rest = width - rule_width - 2 * GAP
    rows = [(one.rule, one.title, one.reason) for one in rules]
    widths = [rule_width, rest * 40 // 100, rest - rest * 40 // 100]
    return section(f"【出错的规则】{len(rules)} 条", ["规则", "事项", "原因"], rows, widths)


def _not_run(result: AuditResult, width: int) -> str:
    """What keeps rules from running, that which keeps most of them first: one column may stop forty."""
    if not result.not_run:
        return ""
    rules: dict[str, list[str]] = {}
    for one in result.not_run:
        for why in one.reason.split(REASONS):
            rules.setdefault(why, []).append(one.rule)
    rest = width - LEAST - 2 * GAP
    rows = [(why, str(len(found)), _few(found)) for why, found in sorted(rules.items(), key=lambda item: -len(item[1]))]
    widths = [rest * 55 // 100, LEAST, rest - rest * 55 // 100]
    title = f"【没有执行的规则】{len(result.not_run)} 条；逐条的原因见 --format xlsx"
    return section(title, ["原因", "规则数", "规则"], rows, widths)


def _few(rules: Sequence[str]) -> str:
    return "、".join(rules[:_RULES_SHOWN]) + (" 等" if len(rules) > _RULES_SHOWN else "")


def _data(result: AuditResult, width: int) -> str:
    told = (
        ("【数据问题】{} 处，不算任何人的问题，但会影响判断", result.problems),
        ("【读取说明】{} 处，只说明是怎样读的", result.notices),
    )
    lines = [_problems(title.format(len(problems)), problems, width) for title, problems in told if problems]
    partly = [f"{say_sheet(one.file, one.sheet)}：{say_input(one)}" for one in result.inputs if say_unread(one)]
    if partly:
        lines.append(paragraphs(["【行数核对】有的行没有单独检查", *partly], width))
    if unread := say_unrecognised(result.unrecognised):
        lines.append(paragraphs(["【没有读入的内容】用 auditor map 看怎样读入", *unread], width))
    return "\n\n".join(lines)


def _problems(title: str, problems: Sequence[Problem], width: int) -> str:
    rest = width - LEAST - 2 * GAP
    rows = [(one.code, say_problem_place(one), one.text) for one in problems[:_PROBLEMS_SHOWN]]
    told = section(title, ["代码", "位置", "说明"], rows, [LEAST, rest * 40 // 100, rest - rest * 40 // 100])
    more = len(problems) - len(rows)
    return f"{told}\n\n另有 {more} 处，用 --format xlsx 查看全部" if more else told


def _widest(rules: Iterable[str]) -> int:
    return min(_RULE_ID, max(LEAST, *(columns(rule) for rule in rules)))
