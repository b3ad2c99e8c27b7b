"""What the auditor says of one subject: a finding, a reminder or that it cannot tell."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from auditor.engines.base import Verdict
from auditor.rulebook.rule import Severity


class Frozen(BaseModel):
    """A model at the border: immutable, and nothing but its fields is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, defer_build=True)


class Subject(Frozen):
    """The record that a verdict is about."""

    record: str = Field(description="记录的种类，按字典里的名称")
    key: str = Field(description="该记录的编号；没有编号时为空")
    name: str | None = Field(description="姓名，默认已遮盖")


class Citation(Frozen):
    """The clause that a rule rests on."""

    doc: str
    clause: str
    quote: str = ""


class Written(StrEnum):
    """How a piece of evidence came to be: blank, unreadable and absent are three things."""

    VALUE = "有值"
    BLANK = "空"
    INVALID = "无法识别"
    PARTIAL = "日期不全"
    ABSENT = "没有此列"


class Evidence(Frozen):
    """One cell that the verdict rests on, and where to find it."""

    record: str
    file: str = Field(description="文件名；不是从文件读入的为空")
    sheet: str | None
    row: int = Field(description="Excel 显示的行号")
    column: str | None = Field(description="列号，如 F；导出中没有此列时为空")
    field: str
    value: str | int | float | bool | None = Field(description="日期写作 2025-03-01；默认已遮盖")
    written: Written


class Item(Frozen):
    """What every verdict other than 通过 carries. ``id`` is its identity across runs."""

    id: str = Field(pattern="^[0-9a-f]{16}$", description="问题的身份，跨次检查不变")
    rule: str
    version: int | None = Field(default=None, description="由规则的哪一版判断；只有一版的为空")
    title: str
    severity: Severity
    verdict: Verdict
    subject: Subject
    element: str | None = Field(description="主体之内的哪一个：首行编号或起始日期")
    message: str
    fix: str
    source: Citation | None = Field(description="主要依据")
    more_sources: tuple[Citation, ...] = Field(default=(), description="其他依据")
    evidence: tuple[Evidence, ...]
    owner: str | None = Field(description="整改责任人的角色")


class Finding(Item):
    """A problem found."""

    verdict: Literal[Verdict.PROBLEM] = Verdict.PROBLEM


class Reminder(Item):
    """Not due yet: it becomes a finding if nothing happens by ``due``."""

    verdict: Literal[Verdict.NOT_DUE] = Verdict.NOT_DUE
    due: date


class Undecided(Item):
    """The rule could not decide; ``missing`` names the inputs it lacked."""

    verdict: Literal[Verdict.UNDECIDED] = Verdict.UNDECIDED
    missing: tuple[str, ...]


OnTrial = Annotated[Finding | Reminder | Undecided, Field(discriminator="verdict")]
"""What a rule on trial says: it is shown, and counts for nothing."""
