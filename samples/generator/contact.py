"""One contact with a person, of whatever kind, and how it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from . import STARTS, Row
from .cast import Client
from .prose import Voice

_METHODS = {
    "intake": "驻点",
    "intake_home": "入户",
    "home": "入户",
    "recover": "入户",
    "farewell": "入户",
    "call": "电访",
    "failed": "电访",
    "confirm": "电访",
    "recover_call": "电访",
    "message": "微信",
    "drop_in": "驻点",
    "escort": "陪同",
}
_UNTIMED = datetime.combine(STARTS, time())


@dataclass(frozen=True)
class Planned:
    """One contact that is to be recorded. ``at`` and ``minutes`` are set once the worker's day is known."""

    person: Client
    day: date
    kind: str
    following: date | None = None  # the person's next planned contact
    event: str | None = None  # 重大变化
    at: datetime = _UNTIMED
    minutes: int = 0

    @property
    def method(self) -> str:
        """方式."""
        return _METHODS[self.kind]

    @property
    def of_a_death(self) -> bool:
        """Whether the family is visited after the person's death."""
        return self.kind == "farewell" and self.person.status == "注销"


def record(
    contact: Planned,
    says: Voice,
    banks: Mapping[str, Any],
    note: Callable[[str | None], str],
    by_phone: Mapping[str, str],
    orders: Mapping[tuple[object, object], str],
) -> Row:
    """探访电访记录, but for the dates that follow it.

    ``banks``: sentences by purpose; ``note``: the content, told who came along; ``by_phone``: who is spoken to for a
    group of persons (otherwise oneself); ``orders``: 工单号 by worker and moment.
    """
    person = contact.person
    companion = says.rng.choice(banks["with"]) if contact.method == "入户" else None
    reached = contact.kind != "failed"
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "日期": contact.day,
        "开始时间": f"{contact.at:%H:%M}",
        "结束时间": f"{contact.at + timedelta(minutes=contact.minutes):%H:%M}",
        "方式": contact.method,
        "接触对象": _spoken_to(contact, by_phone),
        "结果": "死亡" if contact.of_a_death else "成功" if reached else "未接通",
        "确认安全": reached and not contact.of_a_death,
        "内容": note(companion),
        "措施": says.say(banks.get(f"{contact.kind}_measures", banks["measures"])),
        "成效": says.say(_outcomes(contact.kind, banks)),
        "跟进事项": says.say(banks["follow"]),
        "工单号": orders.get((person.worker, contact.at)),
        "社工": person.worker,
        "社工工号": person.worker_number,
        "同行人": companion,
        "社工签名": person.worker,
    }


def _spoken_to(contact: Planned, by_phone: Mapping[str, str]) -> str:
    if contact.kind == "confirm":
        return "紧急联系人"
    if contact.of_a_death:
        return "家属"
    return by_phone.get(contact.person.group, "本人") if contact.method in ("电访", "微信") else "本人"


def _outcomes(kind: str, banks: Mapping[str, Any]) -> list[str]:
    match kind:
        case "failed":
            return [banks["failed_outcome"]]
        case "confirm":
            return list(banks["confirm_outcome"])
        case _:
            return list(banks["outcome"])


def season(contact: Planned, banks: Mapping[str, Any]) -> list[str]:
    """The month's sentences that fit the person; some are marked 童| for children, 长| for the others."""
    others = "长|" if contact.person.group == "child" else "童|"
    return [
        line.removeprefix("童|").removeprefix("长|")
        for line in banks["month"][contact.day.month]
        if not line.startswith(others)
    ]
