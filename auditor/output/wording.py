"""Phrases that every output for people shares: places, subjects, totals, what was not looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from auditor.findings.finding import Evidence, Item, Subject, Written
from auditor.findings.result import AuditResult, Input, PeriodInfo, Problem, UnreadSheet, Unrecognised
from auditor.output.wrap import shorten
from auditor.records.layout.mapping import LEFT_OUT
from auditor.records.problems import UNREAD
from auditor.rulebook.rule import Severity
from auditor.say import say

NO_KEY = "（无编号）"
NOTHING_FOUND = "没有发现问题。"
PLACES_SHOWN = 3  # rows; the JSON names them all
_HEADER_SHOWN = 20  # terminal columns of a column's header


def say_subject(subject: Subject) -> str:
    """个案 A-001 麦X华."""
    return " ".join(filter(None, (subject.record, subject.key or NO_KEY, subject.name)))


def say_sheet(file: str, sheet: str | None) -> str:
    """个案.xlsx!接案表; a file without sheets is its name alone."""
    return f"{file}!{sheet}" if sheet else file


def say_places(evidence: Iterable[Evidence], limit: int = PLACES_SHOWN) -> list[str]:
    """Where the evidence stands, sheet by sheet, at most ``limit`` rows; then how many there are."""
    rows: dict[tuple[str, int], list[str]] = {}
    for one in evidence:
        letters = rows.setdefault((say_sheet(one.file, one.sheet) or one.record, one.row), [])
        if one.column and one.column not in letters:
            letters.append(one.column)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}  # rows of one sheet that show the same columns
    for (sheet, row), letters in list(rows.items())[:limit]:
        alike.setdefault((sheet, tuple(letters)), []).append(str(row))
    phrases = [f"{sheet} {_say_cells('、'.join(numbers), letters)}" for (sheet, letters), numbers in alike.items()]
    return phrases if len(rows) <= limit else [*phrases, f"等 {len(rows)} 行"]


def _say_cells(rows: str, columns: Iterable[str]) -> str:
    """第3行 F列; in a document, whose columns are numbers, 第3行第2格."""
    named = "、".join(columns)
    if named.replace("、", "").isdecimal():
        return f"第{rows}行第{named}格"
    return f"第{rows}行" + (f" {named}列" if named else "")


def say_column(column: str) -> str:
    """F列; in a document 第2格."""
    return f"第{column}格" if column.isdecimal() else f"{column}列"


def say_value(evidence: Evidence) -> str:
    """社工签名：（空）."""
    match evidence.written:
        case Written.ABSENT:
            value = "（没有此列）"
        case Written.INVALID:
            value = "（无法识别）"
        case Written.VALUE | Written.BLANK | Written.PARTIAL:
            value = say(evidence.value)
    return f"{evidence.field}：{value}"


def say_citation(item: Item) -> str:
    """《办法》第三条：“原文”; several are separated by a line feed."""
    citations = (item.source, *item.more_sources)
    return "\n".join(
        f"{one.doc} {one.clause}".rstrip() + (f"：“{one.quote}”" if one.quote else "")
        for one in citations
        if one is not None
    )


def say_problem_place(problem: Problem) -> str:
    """个案.xlsx!接案表 F12, as far as it is known."""
    sheet = say_sheet(problem.file, problem.sheet)
    cell = f"{problem.column or ''}{problem.row or ''}"
    if problem.row and (not problem.column or problem.column.isdecimal()):
        cell = _say_cells(str(problem.row), filter(None, [problem.column]))
    elif problem.column and not problem.row:
        cell = say_column(problem.column)
    return f"{sheet} {cell}".strip()


def say_unread(one: Input) -> str:
    """合计行 1 行，与另一行完全相同 2 行."""
    return "，".join(_not_checked(one))


def say_input(one: Input) -> str:
    """读入 62 行 = 检查 60 行 + 合计行 1 行 + 与另一行完全相同 1 行."""
    parts = (f"检查 {one.rows_checked:,} 行", *_not_checked(one))
    return f"读入 {one.rows_read:,} 行 = {' + '.join(parts)}"


def _not_checked(one: Input) -> list[str]:
    others = {"与另一行完全相同": one.rows_duplicate, "并入同一份记录的另一行": one.rows_merged}
    return [f"{reason} {rows:,} 行" for reason, rows in (*one.unread.items(), *others.items()) if rows]


def say_unrecognised(unknown: Unrecognised) -> list[str]:
    """Each sheet and each column that was not read, and why."""
    sheets = [f"{say_sheet(one.file, one.sheet)}：整张表 {one.rows:,} 行，{one.reason}" for one in unknown.sheets]
    named = ((one, f"{say_column(one.column)}“{shorten(one.header, _HEADER_SHOWN)}”") for one in unknown.columns)
    return sheets + [f"{say_sheet(one.file, one.sheet)}：{column}，{one.reason}" for one, column in named]


def say_severities(items: Iterable[Item]) -> str:
    """紧急 1，严重 5: the severities that occur, gravest first."""
    counts = Counter(item.severity for item in items)
    return "，".join(f"{severity} {counts[severity]}" for severity in Severity if counts[severity])


def say_period(period: PeriodInfo) -> str:
    """2025年上半年（2025-01-01至2025-06-30); the days alone if it has no other name."""
    days = f"{period.start}至{period.end}"
    return days if period.name == days else f"{period.name}（{days}）"


def say_heading(result: AuditResult) -> list[str]:
    """What was applied to what: the lines above everything else."""
    book, engine = result.rulebook, result.engine
    return [
        f"审计日 {result.as_of}",
        *([f"评估期 {say_period(result.period)}"] if result.period else []),
        f"规则 {book.name}，{book.rules} 条（版本 {book.version}）",
        *([f"配置 {book.profile}"] if book.profile else []),
        *([f"映射 {result.mapping}"] if result.mapping else []),
        f"引擎 {engine.name}：{engine.why}",
        *(["姓名、证件号、电话、住址已遮盖"] if result.masked else []),
    ]


def say_summary(result: AuditResult) -> list[str]:
    """The lines below everything else: what was found, how far the rules looked, what was not read."""
    return [line for line in (_say_found(result), say_coverage(result), say_rows(result), _say_data(result)) if line]


def _say_found(result: AuditResult) -> str:
    if not result.findings:
        return f"结果：{NOTHING_FOUND}"
    subjects = {(one.subject.record, one.subject.key) for one in result.findings}
    severities = say_severities(result.findings)
    return f"结果：{len(subjects)} 个对象有问题，共 {len(result.findings)} 条（{severities}）"


def say_coverage(result: AuditResult) -> str:
    """How many rules looked at how many subjects, and with what outcome."""
    totals = result.totals()
    rules = f"{totals.rules} 条规则，执行 {totals.done}，未执行 {totals.not_run}，出错 {totals.failed}"
    looked = f"检查 {totals.applicable:,} 份次"
    verdicts = (
        f"问题 {totals.problems:,}，未到期 {totals.not_due:,}，无法判断 {totals.undecided:,}，通过 {totals.passed:,}"
    )
    trial = f"；另有试行规则 {totals.trial} 条，不计在内" if totals.trial else ""
    return f"覆盖：{rules}；{looked}：{verdicts}{trial}"


def say_rows(result: AuditResult) -> str:
    """Rows read = rows checked + rows unread (+ duplicate + merged, where there are any)."""
    parts = [f"检查 {result.rows_checked:,} 行", f"未读 {result.rows_unread:,} 行"]
    parts += [f"重复 {result.rows_duplicate:,} 行"] if result.rows_duplicate else []
    parts += [f"合并 {result.rows_merged:,} 行"] if result.rows_merged else []
    return f"记录：读入 {result.rows_read:,} 行 = {' + '.join(parts)}"


def say_gaps(result: AuditResult) -> str:
    """What to bear in mind where files or sheets were not read: what a finding misses may stand there. "" if none."""
    files = {one.file for one in result.problems if one.code in UNREAD}
    parts = (("{} 个文件没有读全", len(files)), ("{} 张表认不出", len(_unknown_sheets(result))))
    told = "，".join(phrase.format(count) for phrase, count in parts if count)
    if not told:
        return ""
    return f"注意：{told}。说“没有”“缺少”的问题，先确认所缺的不在其中（见【数据问题】和【没有读入的内容】）。"


def _unknown_sheets(result: AuditResult) -> list[UnreadSheet]:
    return [one for one in result.unrecognised.sheets if one.reason != LEFT_OUT]


def _say_data(result: AuditResult) -> str:
    unknown = result.unrecognised
    parts = (
        ("数据问题 {} 处", len(result.problems)),
        ("认不出的表 {} 张", len(_unknown_sheets(result))),
        ("认不出的列 {} 列", len(unknown.columns)),
    )
    told = "，".join(phrase.format(count) for phrase, count in parts if count)
    return f"数据：{told}" if told else ""
