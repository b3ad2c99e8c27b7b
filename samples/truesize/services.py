"""Groups with their sessions, activities, who signed in, and the feedback on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from samples.generator import Records, Row, numbered, service_sheets
from samples.generator.days import later, working
from samples.generator.feedback import feedback

from . import data, stream
from .plans import spot_plan
from .roster import Resident, roster
from .team import SUPERVISORS, WORKERS, area_of

_TOLD = data("services")
_NAMES = data("names")
PLANNED_HEADS = 8
HEADS = 550  # over all 78 sessions
_STAGES = {
    5: ("形成期", "转折期", "成熟期", "成熟期", "结束期"),
    6: ("形成期", "形成期", "转折期", "成熟期", "成熟期", "结束期"),
    7: ("形成期", "形成期", "转折期", "成熟期", "成熟期", "成熟期", "结束期"),
}
_LENGTHS = (6, 6, 5, 7, 6, 6, 6, 6, 5, 7, 6, 6, 6)


def records(*, as_reported: bool) -> Records:
    """小组, 小组节次, 活动, 签到记录, 反馈表.

    ``as_reported``: every group has six sessions, and the two great activities 200 heads each.
    """
    lengths = (6,) * len(_LENGTHS) if as_reported else _LENGTHS
    groups = [_group(told, length) for told, length in zip(_TOLD["groups"], lengths, strict=True)]
    sessions = list(_sessions(lengths))
    activities = [_activity(told, as_reported) for told in sorted(_TOLD["activities"], key=lambda each: each["day"])]
    return {
        "小组": groups,
        "小组节次": sessions,
        "活动": activities,
        "签到记录": numbered(_signed(sessions, activities), "签到编号", "QD{:04d}", "签到日期", "服务编号"),
        "反馈表": feedback(groups, activities, stream),
    }


def held(found: Records) -> Counter[str]:
    """How many activities and group sessions each plan had."""
    plan_of = {row["小组编号"]: row["关联计划"] for row in found["小组"]}
    counts: Counter[str] = Counter(str(row["关联计划"]) for row in found["活动"])
    counts.update(str(plan_of[row["小组编号"]]) for row in found["小组节次"])
    return counts


def _code(told: Mapping[str, Any]) -> str:
    return f"GZQC-JNZ-{told['code']}"


def _plan(told: Mapping[str, Any]) -> str:
    return str(told.get("plan") or spot_plan(told["spot"]))


def _days(told: Mapping[str, Any], length: int) -> list[date]:
    return [working(told["start"] + timedelta(days=7 * number)) for number in range(length)]


def _group(told: Mapping[str, Any], length: int) -> Row:
    days, spot = _days(told, length), told["spot"]
    supervisor = SUPERVISORS[area_of(spot)]
    return {
        **service_sheets.group(told, _code(told), _plan(told), days, PLANNED_HEADS, WORKERS[spot], supervisor),
        "流水号": int(told["code"][-3:]),
        "计划批准日期": later(days[0], -6),
        "前后测比较": f"{told['tool']}首末两节各填一次，逐人相减后取平均，八人中七人有改善",
        "评估方法": ("前后测", "问卷", "访谈") if int(told["code"][-1]) % 2 else ("前后测", "问卷", "观察"),
        "互动共融": stream("inclusion", told["code"]).choice(_TOLD["inclusion"]),
        "影像资料": ("照片", "文字"),
    }


def _sessions(lengths: Iterable[int]) -> Iterator[Row]:
    """The heads are drawn at seven or eight, and thinned to the reported sum."""
    rows = [row for told, length in zip(_TOLD["groups"], lengths, strict=True) for row in _of_group(told, length)]
    rng = stream("absent")
    for place in rng.sample(range(len(rows)), len(rows)) + rng.sample(range(len(rows)), len(rows)):
        if sum(int(str(row["签到人数"])) for row in rows) == HEADS:
            break
        rows[place]["签到人数"] = int(str(rows[place]["签到人数"])) - 1
    yield from rows


def _of_group(told: Mapping[str, Any], length: int) -> Iterator[Row]:
    used: Counter[str] = Counter()
    for number, (day, stage) in enumerate(zip(_days(told, length), _STAGES[length], strict=True), 1):
        theme, process, outcome = _TOLD["stages"][stage][used[stage]]
        used[stage] += 1
        yield {
            "小组编号": _code(told),
            "节次": number,
            "日期": day,
            "主题": theme,
            "阶段": stage,
            "签到人数": PLANNED_HEADS,
            "过程记录": f"《{told['title']}》第{number}节：{process.format(**told)}。",
            "成效": f"{outcome}。",
            "社工签名": WORKERS[told["spot"]],
        }


def _activity(told: Mapping[str, Any], as_reported: bool) -> Row:
    large = told.get("kind") == "大型"
    heads = 200 if large and as_reported else told["heads"]
    rng = stream("activity", told["code"])
    return {
        **service_sheets.activity(told, _code(told), _plan(told), heads, WORKERS[told["spot"]]),
        "流水号": int(told["code"][-3:]),
        "主题类别": told["topic"],
        "政策名称": told.get("policy"),
        "宣讲内容": told.get("told"),
        "前测知晓率": told.get("before"),
        "后测知晓率": told.get("after"),
        "宣传形式": told["form"],
        "计划批准日期": later(told["day"], -rng.randint(5, 9)),
        "评估方法": ("问卷", "观察") if rng.random() < 0.5 else ("问卷", "访谈"),
        "互动共融": rng.choice(_TOLD["inclusion"]),
        "发放物资": False,
        "影像资料": ("照片", "视频", "文字") if large else ("照片", "文字"),
    }


def _signed(sessions: Iterable[Row], activities: Iterable[Row]) -> Iterator[Row]:
    priorities = {_code(told): (told["spot"], told["priority"]) for told in _TOLD["groups"]}
    for row in sessions:
        spot, priority = priorities[str(row["小组编号"])]
        heads = int(str(row["签到人数"]))
        known = _from(spot, min(priority, heads), "group", row["小组编号"])
        yield from _sheet(row["小组编号"], row["节次"], row["日期"], known, heads)
    for row in activities:
        if row["活动类型"] == "中小型":
            known = _from(str(row["社工点"]), int(str(row["兜底对象人数"])), "activity", row["活动编号"])
            yield from _sheet(row["活动编号"], None, row["活动日期"], known, int(str(row["签到人数"])))


def _from(spot: str, count: int, *purpose: object) -> list[Resident]:
    able = [person for person in roster() if person.spot == spot and not person.left and person.group != "frail"]
    return stream("signs", *purpose).sample(able, count)


def _sheet(service: Any, session: Any, day: Any, known: list[Resident], heads: int) -> Iterator[Row]:
    rng = stream("sheet", service, session)
    common: Row = {"服务编号": service, "节次": session, "签到日期": day}
    for person in known:
        yield {**common, "姓名": person.name, "档案号": person.archive, "参加者类型": "兜底对象"}
    for _ in range(heads - len(known)):
        name = rng.choice(_NAMES["surnames"]) + rng.choice(_NAMES["adult"][rng.choice("男女")])
        yield {**common, "姓名": name, "档案号": None, "参加者类型": "社区居民"}
