"""The contract, opinions of earlier inspections and what was done about them, the hours worked and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samples.generator import Records, Row, numbered
from samples.generator.days import later

from . import AS_OF, CUT_OFF, ENDS, STARTS, data, stream
from .staff import Employee, staying
from .team import DIRECTOR, SUPERVISORS, WORKERS, duty_days

_TOLD = data("opinions")


def records() -> Records:
    """服务协议, 评估意见, 整改台账, 服务工时."""
    opinions = numbered(_inspected(), "意见条目号", "PGY{:02d}", "提出日期")
    return {
        "服务协议": [
            {
                "协议编号": "XY-2024-JNZ",
                "社工站": "江南中街社工服务站（样例）",
                "协议开始日期": STARTS,
                "协议结束日期": ENDS,
                "岗位数": 20,
                "经费": 2_400_000,
                "每人每年培训时数": 36.0,
                "每周驻点天数": 3,
                "中期统计截止日": CUT_OFF,
            }
        ],
        "评估意见": opinions,
        "整改台账": [_rectified(number, row) for number, row in enumerate(opinions, 1)],
        "服务工时": numbered(_hours(), "工时编号", "GS{:05d}", "工作日期", "工号", "地点类别"),
    }


def _inspected() -> Iterator[Row]:
    for source, day, remarks in _TOLD["inspections"]:
        for kind, remark in remarks:
            yield {
                "来源": source,
                "提出日期": day,
                "意见原文": remark,
                "意见类型": kind,
                "涉及编号": None,
            }


def _rectified(number: int, row: Row) -> Row:
    raised = row["提出日期"]
    assert isinstance(raised, date)
    rng = stream("rectified", number)
    due = later(raised, 20)
    return {
        "整改编号": f"ZG{number:02d}",
        "来源条目": row["意见条目号"],
        "问题": row["意见原文"],
        "整改措施": _TOLD["measures"][str(row["意见类型"])],
        "责任人": rng.choice(tuple(SUPERVISORS.values())),
        "整改期限": due,
        "整改状态": "已完成",
        "完成日期": later(due, -rng.randint(2, 8)),
        "整改佐证": "整改前后对照表与抽查记录",
        "复核人": DIRECTOR,
        "复核结论": "抽查无同类问题，同意销项",
    }


def _hours() -> Iterator[Row]:
    for one in staying():
        spots = _spots(one)
        if not spots:
            continue
        first = max(one.joined, date(2024, 7, 1))
        for day in duty_days(one.name, first, AS_OF):
            rng = stream("hours", one.number, day)
            spot = spots[day.toordinal() // 7 % len(spots)]
            common: Row = {"工号": one.number, "工作日期": day}
            if day.weekday() == 4:
                yield {**common, "地点类别": "站内", "社工点": None, "时数": 7.0, "服务内容": "例会、整理档案与录入"}
                continue
            visiting = rng.choice((1.5, 2.0, 2.5))
            yield {
                **common,
                "地点类别": "社区",
                "社工点": spot,
                "时数": 7.0 - visiting,
                "服务内容": rng.choice(_TOLD["at the point"]),
            }
            yield {**common, "地点类别": "入户", "社工点": spot, "时数": visiting, "服务内容": "入户探访与恒常跟进"}


def _spots(one: Employee) -> tuple[str, ...]:
    """Where somebody works: at the own point, or by turns at all of the area or the station."""
    own = tuple(spot for spot, name in WORKERS.items() if name == one.name)
    if own or one.name == DIRECTOR:
        return own
    return tuple(WORKERS)
