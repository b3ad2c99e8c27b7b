"""The small station's volunteers, and how any station registers one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from . import STARTS, Row, data, numbered, stream
from .cast import id_number
from .days import working

_SERVICES: Mapping[str, Any] = data("services")


def registration(number: int, name: str, *, woman: bool, born: date, registered: date, core: bool) -> Row:
    """志愿者, without what each station tells of the service."""
    return {
        "姓名": name,
        "性别": "女" if woman else "男",
        "出生日期": born,
        "身份证号": id_number(born, woman, number),
        "联系电话": f"1990000{5000 + number}",
        "i志愿编号": f"440199{number:06d}",
        "登记日期": registered,
        "骨干": core,
        "监护人同意": True if born > date(2007, 6, 30) else None,
        "状态": "在册",
        "退出日期": None,
    }


def adult_birth(rng: Random) -> date:
    """The day of birth of some adult."""
    return date(rng.randint(1950, 2004), rng.randint(1, 12), rng.randint(1, 28))


def volunteers() -> list[Row]:
    """志愿者: one of them is a minor."""
    rows = [_volunteer(name, number) for number, name in enumerate(_SERVICES["volunteers"])]
    return numbered(rows, "志愿者编号", "ZY{:03d}")


def _volunteer(name: str, number: int) -> Row:
    rng = stream("volunteer", name)
    woman, core = rng.random() < 0.6, number % 6 == 0
    born = date(2009, 4, 18) if number == 7 else adult_birth(rng)
    team = _SERVICES["teams"][number % 3]
    registered = working(STARTS + timedelta(days=rng.randint(10, 300)))
    hours = rng.randint(6, 60) + rng.choice((0.0, 0.5))
    return {
        **registration(number, name, woman=woman, born=born, registered=registered, core=core),
        "所属队伍": team,
        "骨干依据": f"累计服务满{rng.randint(20, 40)}小时并完成队长培训" if core else None,
        "服务时数": hours,
        "服务情况": f"参加{team}服务{int(hours / 2)}次，{rng.choice(('守时可靠', '善于沟通', '耐心细致', '主动补位'))}",
        "培训情况": f"完成{rng.choice(('通用基础', '探访礼仪', '急救常识', '儿童保护'))}培训{rng.randint(2, 8)}学时",
        "培育记录": f"{registered.year}年起由社工一对一带教，参加{rng.randint(2, 5)}次骨干会议" if core else None,
        "表彰奖励": "年度优秀志愿者" if core and hours > 30 else None,
        "评价": rng.choice(("服务认真，服务对象评价好", "乐于助人，能独立带新人", "准时到岗，记录完整")),
    }
