"""One small audit, by hand, for the tests of every output. All persons are invented."""

from __future__ import annotations

from datetime import date

from auditor.engines.base import RunStatus
from auditor.findings.coverage import Coverage, skipped
from auditor.findings.finding import Citation, Evidence, Finding, Reminder, Subject, Undecided, Written
from auditor.findings.identity import identity
from auditor.findings.result import (
    AuditResult,
    EngineInfo,
    Input,
    Problem,
    RulebookInfo,
    UnreadColumn,
    UnreadSheet,
    Unrecognised,
)
from auditor.rulebook.rule import Severity

CASE_BOOK, CALLS = "江南中街站/个案.xlsx", "探访电访记录.csv"


def _cell(record: str, at: tuple[str, str | None, int, str], field: str, value: str | int | None) -> Evidence:
    file, sheet, row, column = at
    written = Written.BLANK if value is None else Written.VALUE
    return Evidence(
        record=record, file=file, sheet=sheet, row=row, column=column, field=field, value=value, written=written
    )


MINOR = Subject(record="个案", key="GZQC-JNZ-NYD-C-2024-001", name="陈X怡")
UNSIGNED = Subject(record="服务对象", key="JNZ-D-0017", name="麦X华")
GROUP = Subject(record="小组", key="GZQC-JNZ-PQ2-G1-2024-002", name="乐龄同行互助小组")

NO_CONSENT = Finding(
    id=identity("CF-004", ("GZQC-JNZ-NYD-C-2024-001",)),
    rule="CF-004",
    title="未成年人个案没有监护人知情同意",
    severity=Severity.URGENT,
    subject=MINOR,
    element=None,
    message="服务对象陈X怡接案时 14 周岁，首次面谈 2024-07-15 之前没有监护人签署的知情同意书",
    fix="立即补办监护人知情同意；说明补办原因并由督导签字。",
    source=Citation(doc="《中期评估报告》", clause="二（三）2（4）", quote="开展服务需监护人知情同意"),
    evidence=(
        _cell("个案", (CASE_BOOK, "个案登记表", 12, "F"), "接案日期", "2024-07-12"),
        _cell("服务对象", (CASE_BOOK, "建档登记表", 88, "E"), "出生日期", "2010-03-01"),
    ),
    owner="督导",
)
NO_SIGNATURE = Finding(
    id=identity("AR-001", ("JNZ-D-0017",)),
    rule="AR-001",
    title="建档登记表缺少签名",
    severity=Severity.MAJOR,
    subject=UNSIGNED,
    element=None,
    message="档案 JNZ-D-0017 的建档登记表缺少签名：社工“（空）”，服务对象“（空）”",
    fix="请当事人补签并写明补签日期；不得倒签。",
    source=Citation(doc="《中期评估报告》", clause="二（四）", quote="档案未签名"),
    evidence=(
        _cell("服务对象", (CASE_BOOK, "建档登记表", 19, "K"), "社工签名", None),
        _cell("服务对象", (CASE_BOOK, "建档登记表", 19, "L"), "服务对象签名", None),
    ),
    owner="社工",
)


def _gap(start: str, end: str, days: int, rows: tuple[int, int], numbers: tuple[str, str]) -> Finding:
    return Finding(
        id=identity("CT-006", ("JNZ-D-0017",), (numbers[0],)),
        rule="CT-006",
        title="联系间隔超过等级要求",
        severity=Severity.MINOR,
        subject=UNSIGNED,
        element=numbers[0],
        message=f"“二级”应每 30天 至少联系一次，{start} 至 {end} 之间相隔 {days} 天",
        fix="补充联系；若已联系未登记，补录并附凭证。",
        source=Citation(doc="《分级管理办法》", clause="附表2"),
        evidence=tuple(
            _cell("探访电访记录", (CALLS, None, row, "C"), "日期", day)
            for row, day in zip(rows, (start, end), strict=True)
        ),
        owner=None,
    )


NO_FEEDBACK = Finding(
    id=identity("GR-002", ("GZQC-JNZ-PQ2-G1-2024-002",)),
    rule="GR-002",
    title="小组没有反馈表",
    severity=Severity.INFO,
    subject=GROUP,
    element=None,
    message="小组 GZQC-JNZ-PQ2-G1-2024-002 于 2024-11-30 结束，没有任何反馈表",
    fix="补做组员反馈并存档。",
    source=Citation(doc="《中期评估报告》", clause="二（三）2（4）", quote="应增设反馈表"),
    evidence=(_cell("小组", ("小组与活动.xlsx", "小组", 3, "A"), "小组编号", "GZQC-JNZ-PQ2-G1-2024-002"),),
    owner=None,
)
CLOSED = Reminder(
    id=identity("CF-005", ("GZQC-JNZ-NYD-C-2024-009",)),
    rule="CF-005",
    title="结案后没有回访",
    severity=Severity.MINOR,
    subject=Subject(record="个案", key="GZQC-JNZ-NYD-C-2024-009", name="李X"),
    element=None,
    message="个案于 2025-01-20 结案，90天 内没有回访记录",
    fix="安排一次回访并记录服务对象现状。",
    source=None,
    evidence=(_cell("个案", (CASE_BOOK, "个案登记表", 20, "H"), "结案日期", "2025-01-20"),),
    owner="社工",
    due=date(2025, 4, 20),
)


def _unknown_age(number: int) -> Undecided:
    key = f"GZQC-JNZ-NYD-C-2024-{number:03}"
    return Undecided(
        id=identity("CF-004", (key,)),
        rule="CF-004",
        title="未成年人个案没有监护人知情同意",
        severity=Severity.URGENT,
        subject=Subject(record="个案", key=key, name="张X"),
        element=None,
        message="缺：服务对象.出生日期",
        fix="立即补办监护人知情同意；说明补办原因并由督导签字。",
        source=None,
        evidence=(_cell("个案", (CASE_BOOK, "个案登记表", number, "A"), "个案编号", key),),
        owner="督导",
        missing=("服务对象.出生日期",),
    )


def _covered(rule: Finding | Reminder, applicable: int, counts: tuple[int, int, int, int]) -> Coverage:
    problems, passed, undecided, not_due = counts
    return Coverage(
        rule=rule.rule,
        title=rule.title,
        severity=rule.severity,
        status=RunStatus.DONE,
        applicable=applicable,
        problems=problems,
        passed=passed,
        undecided=undecided,
        not_due=not_due,
        seconds=0.012,
    )


def _idle(rule: str, title: str, status: RunStatus, reason: str) -> Coverage:
    return Coverage(
        rule=rule,
        title=title,
        severity=Severity.MAJOR,
        status=status,
        reason=reason,
        applicable=0,
        problems=0,
        passed=0,
        undecided=0,
        not_due=0,
        seconds=0,
    )


_GAPS = (
    _gap("2024-08-02", "2024-09-20", 49, (231, 244), ("L-0231", "L-0244")),
    _gap("2024-11-01", "2024-12-15", 44, (260, 283), ("L-0260", "L-0283")),
)
_COVERAGE = (
    _covered(NO_CONSENT, 37, (1, 29, 7, 0)),
    _covered(NO_SIGNATURE, 62, (1, 61, 0, 0)),
    _idle("ST-083", "电访没有工单", RunStatus.NOT_RUN, "没有读到记录：热线工单"),
    _idle("TX-028", "服务目标雷同", RunStatus.FAILED, "内部错误：ZeroDivisionError"),
    _covered(_GAPS[0], 62, (2, 700, 0, 0)),
    _covered(CLOSED, 16, (0, 15, 0, 1)),
    _covered(NO_FEEDBACK, 13, (1, 12, 0, 0)),
)

EXAMPLE = AuditResult(
    rulebook=RulebookInfo(name="社工站规则", version="3f9a1c27", rules=7),
    as_of=date(2025, 3, 24),
    engine=EngineInfo(name="duckdb", why="1,318 行记录，超过 400 行时用它更快"),
    masked=True,
    inputs=(
        Input(
            file=CASE_BOOK,
            sheet="建档登记表",
            record="服务对象",
            rows_read=62,
            rows_checked=62,
            rows_unread=0,
        ),
        Input(file=CASE_BOOK, sheet="个案登记表", record="个案", rows_read=37, rows_checked=37, rows_unread=0),
        Input(
            file=CALLS,
            sheet=None,
            record="探访电访记录",
            rows_read=1222,
            rows_checked=1217,
            rows_unread=0,
            rows_duplicate=2,
            rows_merged=3,
        ),
    ),
    findings=(NO_CONSENT, NO_SIGNATURE, *_GAPS, NO_FEEDBACK),
    reminders=(CLOSED,),
    undecided=tuple(_unknown_age(number) for number in range(2, 9)),
    coverage=_COVERAGE,
    not_run=skipped(_COVERAGE),
    data_problems=(
        Problem(
            code="D605",
            file=CALLS,
            sheet=None,
            row=77,
            column="C",
            field="日期",
            text="“日期”应当是日期，读不懂“2025.13.1”，按无效处理",
        ),
        Problem(
            code="D607",
            file=CALLS,
            sheet=None,
            row=301,
            column=None,
            field=None,
            text="与第 300 行完全相同，只读一次",
        ),
        Problem(
            code="D630",
            file=CASE_BOOK,
            sheet="建档登记表",
            row=2,
            column=None,
            field=None,
            text="表头有两行",
            notice=True,
        ),
    ),
    unrecognised=Unrecognised(
        sheets=(UnreadSheet(file=CASE_BOOK, sheet="填表说明", rows=6, reason="表头对不上任何一种记录"),),
        columns=(UnreadColumn(file=CASE_BOOK, sheet="建档登记表", column="R", header="备注2", reason="没有这个字段"),),
    ),
)

ON_TRIAL = EXAMPLE.model_copy(
    update={
        "rulebook": EXAMPLE.rulebook.model_copy(update={"profile": "东站&西站"}),
        "trial": (NO_SIGNATURE, CLOSED),
        "coverage": (*_COVERAGE, _covered(NO_SIGNATURE, 62, (1, 61, 0, 0)).model_copy(update={"trial": True})),
    }
)
"""The same with a rule on trial, under a profile."""

NOTHING = AuditResult(
    rulebook=EXAMPLE.rulebook,
    as_of=EXAMPLE.as_of,
    engine=EXAMPLE.engine,
    masked=False,
    inputs=EXAMPLE.inputs[:1],
    findings=(),
    reminders=(),
    undecided=(),
    coverage=(_covered(NO_SIGNATURE, 62, (0, 62, 0, 0)),),
    not_run=(),
    data_problems=(),
)
