"""The whole of one audit: what was asked, what was read, what was found, and how far it looked."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from auditor.findings.coverage import Coverage, NotRun, Totals, total
from auditor.findings.finding import Finding, Frozen, OnTrial, Reminder, Undecided


class RulebookInfo(Frozen):
    """Which rules were applied. ``version`` is a hash of their content."""

    name: str
    profile: str = Field(default="", description="所用的配置；没有用时为空")
    version: str
    rules: int


class PeriodInfo(Frozen):
    """The period under review, as the person who ran the audit stated it."""

    start: date
    end: date
    name: str


class EngineInfo(Frozen):
    """Which engine ran, and why that one."""

    name: str
    why: str


class Input(Frozen):
    """One sheet (or file without sheets) that was read as records of one type."""

    file: str
    sheet: str | None
    record: str
    rows_read: int
    rows_checked: int
    rows_unread: int
    rows_duplicate: int = Field(default=0, description="与另一行完全相同、只读一次的行")
    rows_merged: int = Field(default=0, description="与同一份记录的另一行合并的行")
    unread: dict[str, int] = Field(default_factory=dict, description="未读的原因和各自的行数")


class Problem(Frozen):
    """A defect of the data themselves. It is no finding: nobody is accused for it."""

    code: str = Field(pattern="^D6[0-9]{2}$")
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    field: str | None
    text: str
    notice: bool = Field(default=False, description="只说明是怎样读的，不是问题")


class UnreadSheet(Frozen):
    """A sheet whose headers fit no record type; ``rows`` counts its rows that are not blank."""

    file: str
    sheet: str | None
    rows: int
    reason: str


class UnreadColumn(Frozen):
    """A column that no field of the sheet's record type takes."""

    file: str
    sheet: str | None
    column: str
    header: str
    reason: str


class Unrecognised(Frozen):
    """What the dictionary does not know of the files given."""

    sheets: tuple[UnreadSheet, ...] = ()
    columns: tuple[UnreadColumn, ...] = ()


class AuditResult(Frozen):
    """One audit, complete: every output is written from this and nothing else."""

    rulebook: RulebookInfo
    as_of: date
    period: PeriodInfo | None = Field(default=None, description="评估期；没有写明时为空")
    mapping: str = Field(default="", description="所用的映射文件的名称；没有用时为空")
    engine: EngineInfo
    masked: bool = Field(description="姓名、证件号、电话、地址是否已遮盖")
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]
    reminders: tuple[Reminder, ...]
    undecided: tuple[Undecided, ...]
    trial: tuple[OnTrial, ...] = Field(default=(), description="试行规则的发现、提醒和无法判断，不计入结论")
    coverage: tuple[Coverage, ...]
    not_run: tuple[NotRun, ...]
    data_problems: tuple[Problem, ...]
    unrecognised: Unrecognised = Unrecognised()

    @property
    def rows_read(self) -> int:
        """Rows with something in them, those of unrecognised sheets included."""
        return sum(one.rows_read for one in self.inputs) + sum(one.rows for one in self.unrecognised.sheets)

    @property
    def rows_checked(self) -> int:
        """Rows that the rules could look at."""
        return sum(one.rows_checked for one in self.inputs)

    @property
    def rows_duplicate(self) -> int:
        """Rows equal to another."""
        return sum(one.rows_duplicate for one in self.inputs)

    @property
    def rows_merged(self) -> int:
        """Rows put together with another."""
        return sum(one.rows_merged for one in self.inputs)

    @property
    def rows_unread(self) -> int:
        """Rows of no record, those of unrecognised sheets included."""
        return self.rows_read - self.rows_checked - self.rows_duplicate - self.rows_merged

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The defects of the data."""
        return tuple(one for one in self.data_problems if not one.notice)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """How what is unusual was read, where nothing is lost or doubtful."""
        return tuple(one for one in self.data_problems if one.notice)

    def totals(self) -> Totals:
        """Coverage over all rules."""
        return total(self.coverage)
