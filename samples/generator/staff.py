"""The small station's staff, and who came and went."""

from __future__ import annotations

from datetime import date, timedelta

from . import STARTS, Row, numbered, stream
from .days import later, working
from .team import DIRECTOR, STAFF_NUMBERS, SUPERVISORS, WORKERS

_CERTIFICATES = (
    "社工师",
    "助理社工师",
    "助理社工师",
    "社工师",
    None,
    "助理社工师",
    "助理社工师",
    None,
    "助理社工师",
    "助理社工师",
)
_PLACE = "广州市海珠区江南中街社工服务站"
_LEFT = "钱多多"  # left before the year was out
_LEFT_ON = date(2024, 12, 31)


def staff() -> list[Row]:
    """员工."""
    rows = [
        _employee(name, number, _post(name), certificate)
        for (name, number), certificate in zip(STAFF_NUMBERS.items(), _CERTIFICATES, strict=True)
    ]
    return [*rows, {**_employee(_LEFT, "QC011", "行政助理", None), "离职日期": _LEFT_ON}]


def _post(name: str) -> str:
    if name == DIRECTOR:
        return "站主任"
    if name in SUPERVISORS:
        return "督导"
    return next(f"{area}社工" for area, workers in WORKERS.items() if name in workers)


def _employee(name: str, number: str, post: str, certificate: str | None) -> Row:
    rng = stream("staff", number)
    joined = later(STARTS, rng.randint(-25, 3))
    return {
        "工号": number,
        "姓名": name,
        "性别": rng.choice("女女男"),
        "岗位": post,
        "学历": rng.choice(("本科", "本科", "大专", "硕士")),
        "专业": rng.choice(("社会工作", "社会学", "心理学", "公共管理")),
        "持证": certificate is not None,
        "证书类别": certificate,
        "从业起始日": working(joined - timedelta(days=rng.randint(60, 2600))),
        "入职日期": joined,
        "离职日期": None,
        "合同工作地点": _PLACE,
        "岗前培训证明": None if certificate else "广州市社会工作协会岗前培训合格证明（已盖章）",
        "备案日期": later(joined, 6),
        "党员": rng.random() < 0.3,
    }


def staff_changes(employed: list[Row]) -> list[Row]:
    """员工变动: everyone came over when the station was taken on; one left."""
    rows: list[Row] = [
        {
            "工号": row["工号"],
            "姓名": row["姓名"],
            "变动类型": kind,
            "变动日期": day,
            "证明名称": f"{kind}证明",
            "证明日期": day,
            "已盖章": True,
        }
        for row in employed
        for kind, day in (("调入", row["入职日期"]), ("离职", row["离职日期"]))
        if day
    ]
    return numbered(rows, "变动编号", "BD{:03d}")
