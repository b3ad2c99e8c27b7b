"""The station's own people: staff and volunteers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from . import STARTS, Row, data, numbered, stream
from .cast import DIRECTOR, STAFF_NUMBERS, SUPERVISORS, WORKERS, id_number
from .days import later, working

_SERVICES: Mapping[str, Any] = data("services")
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


def volunteers() -> list[Row]:
    """志愿者: one of them is a minor."""
    return numbered(
        [_volunteer(name, number) for number, name in enumerate(_SERVICES["volunteers"])], "志愿者编号", "ZY{:03d}"
    )


def _volunteer(name: str, number: int) -> Row:
    rng = stream("volunteer", name)
    woman, core = rng.random() < 0.6, number % 6 == 0
    born = date(2009, 4, 18) if number == 7 else date(rng.randint(1950, 2004), rng.randint(1, 12), rng.randint(1, 28))
    team = _SERVICES["teams"][number % 3]
    registered = working(STARTS + timedelta(days=rng.randint(10, 300)))
    hours = rng.randint(6, 60) + rng.choice((0.0, 0.5))
    return {
        "姓名": name,
        "性别": "女" if woman else "男",
        "出生日期": born,
        "身份证号": id_number(born, woman, number),
        "联系电话": f"1990000{5000 + number}",
        "i志愿编号": f"440199{number:06d}",
        "登记日期": registered,
        "所属队伍": team,
        "骨干": core,
        "骨干依据": f"累计服务满{rng.randint(20, 40)}小时并完成队长培训" if core else None,
        "服务时数": hours,
        "服务情况": f"参加{team}服务{int(hours / 2)}次，{rng.choice(('守时可靠', '善于沟通', '耐心细致', '主动补位'))}",
        "培训情况": f"完成{rng.choice(('通用基础', '探访礼仪', '急救常识', '儿童保护'))}培训{rng.randint(2, 8)}学时",
        "培育记录": f"{registered.year}年起由社工一对一带教，参加{rng.randint(2, 5)}次骨干会议" if core else None,
        "表彰奖励": "年度优秀志愿者" if core and hours > 30 else None,
        "评价": rng.choice(("服务认真，服务对象评价好", "乐于助人，能独立带新人", "准时到岗，记录完整")),
        "监护人同意": True if born > date(2007, 6, 30) else None,
        "状态": "在册",
        "退出日期": None,
    }
