"""Volunteers, their teams, how teams are reviewed and core members are trained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samples.generator import Records, Row, numbered
from samples.generator.days import later, working
from samples.generator.volunteers import adult_birth, registration

from . import STARTS, data, stream
from .team import SUPERVISORS, on_duty

_TOLD = data("volunteers")
_CORE = 13  # of all volunteers: every third from the first on
_MINOR = 20
_TEAM_NUMBERS = {team["title"]: f"DW-{number:02d}" for number, team in enumerate(_TOLD["teams"], 1)}


def records() -> Records:
    """志愿者, 志愿队伍, 队伍检视, 骨干培育."""
    volunteers = numbered((_volunteer(place) for place in range(len(_TOLD["names"]))), "志愿者编号", "ZY{:03d}")
    return {
        "志愿者": volunteers,
        "志愿队伍": [_team(team) for team in _TOLD["teams"]],
        "队伍检视": numbered(_reviews(), "检视编号", "JS{:03d}", "检视日期", "队伍编号"),
        "骨干培育": numbered(_cultivation(volunteers), "培育编号", "PY{:03d}", "志愿者编号", "培育日期"),
    }


def _volunteer(place: int) -> Row:
    name = _TOLD["names"][place]
    rng = stream("volunteer", name)
    woman, core = rng.random() < 0.6, place % 3 == 0 and place < 3 * _CORE
    born = date(2008, 9, 14) if place == _MINOR else adult_birth(rng)
    team = _TOLD["teams"][place % len(_TOLD["teams"])]["title"]
    registered = later(STARTS, 10 + 2 * place + rng.randint(0, 3))
    hours = rng.randint(10, 60) + rng.choice((0.0, 0.5))
    return {
        **registration(place, name, woman=woman, born=born, registered=registered, core=core),
        "所属队伍": team,
        "队伍编号": _TEAM_NUMBERS[team],
        "骨干依据": f"累计服务{int(hours)}小时，完成骨干培训并带过{rng.randint(2, 5)}名新人" if core else None,
        "服务时数": hours,
        "服务情况": f"参加{team}服务{max(int(hours / 2), 2)}次，{rng.choice(_TOLD['manner'])}",
        "培训情况": f"完成{rng.choice(_TOLD['courses'])}培训{rng.randint(2, 8)}学时",
        "培育记录": f"{registered.year}年起由社工带教，参加{rng.randint(2, 5)}次骨干会议" if core else None,
        "表彰奖励": "季度优秀志愿者" if core and hours > 40 else None,
        "评价": rng.choice(_TOLD["appraisals"]),
    }


def _team(team: dict[str, str]) -> Row:
    return {
        "队伍编号": _TEAM_NUMBERS[team["title"]],
        "队伍名称": team["title"],
        "成立日期": team["founded"],
        "队伍性质": team["kind"],
        "活跃": True,
        "队长": team["leader"],
        "现状": team["now"],
        "培育目标": team["goal"],
        "培育策略": team["strategy"],
        "阶段目标": team["stages"],
        "预期产出": team["output"],
        "检视间隔月数": 3,
    }


def _reviews() -> Iterator[Row]:
    for place, team in enumerate(_TOLD["teams"]):
        first = date(2024, 10, 10) if team["kind"] == "本期新建" else date(2024, 9, 12)
        for held, (achieved, adjusted) in zip(
            (first, date(2024, 12, 5), date(2025, 2, 13)), _TOLD["reviews"], strict=True
        ):
            yield {
                "队伍编号": _TEAM_NUMBERS[team["title"]],
                "检视日期": working(held + timedelta(days=place)),
                "达成情况": f"{team['title']}：{achieved}",
                "调整": adjusted,
            }


def _cultivation(volunteers: list[Row]) -> Iterator[Row]:
    """A plan a fortnight after the registration, and what came of it six weeks later."""
    supervisors = tuple(SUPERVISORS.values())
    for place, row in enumerate(row for row in volunteers if row["骨干"] is True):
        registered = row["登记日期"]
        assert isinstance(registered, date)
        told = _TOLD["cultivation"][place % len(_TOLD["cultivation"])]
        worker = supervisors[place % len(supervisors)]
        for kind, stage, days, content in (("计划", "入门", 10, told["plan"]), ("过程", "带教", 45, told["process"])):
            yield {
                "志愿者编号": row["志愿者编号"],
                "培育类型": kind,
                "培育阶段": stage,
                "培育日期": on_duty(worker, registered + timedelta(days=days)),
                "培育内容": content,
                "培育社工": worker,
            }
