"""How the employees learn: training, supervision, growth plans, peer study, the examination in ethics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samples.generator import Records, Row, numbered
from samples.generator.days import later, working

from . import AS_OF, data, stream
from .staff import MONTHS, Employee, staying
from .team import DIRECTOR, SUPERVISORS, on_duty, spot_of

_TOLD = data("staff")
_HOURS = 779.5  # what the report states
_OUTSIDE = "高屿（机构督导）"
_EXAM_STANDARD = "ZD-05"


def records() -> Records:
    """培训记录, 督导记录, 成长计划, 共学活动, 伦理考核."""
    return {
        "培训记录": numbered(_training(), "培训编号", "PX{:03d}", "培训日期", "工号"),
        "督导记录": numbered(_supervision(), "督导编号", "DD{:03d}", "督导日期", "工号"),
        "成长计划": numbered(_growth(), "成长项编号", "CZ{:03d}", "工号", "完成期限"),
        "共学活动": numbered(_peer_study(), "共学编号", "GX{:03d}", "共学日期"),
        "伦理考核": numbered(_exams(), "考核编号", "LL{:03d}", "考核日期", "工号"),
    }


def _training() -> Iterator[Row]:
    """About eleven courses each until the cut-off; the last one is as long as the reported sum leaves."""
    left = _HOURS
    everyone = staying()
    for place, one in enumerate(everyone):
        rng = stream("training", one.number)
        share = round(left / (len(everyone) - place) * 2) / 2  # half hours, so that the sum is exact
        left -= share
        first = max(one.joined, date(2024, 7, 1))
        courses = 11
        spent = 0.0
        for number in range(courses):
            hours = share - spent if number == courses - 1 else rng.choice((2.0, 2.5, 3.0, 3.0, 3.5, 4.0))
            spent += hours
            kind = rng.choice(("外部培训", "机构培训", "机构培训", "线上学习"))
            day = working(first + (date(2024, 12, 20) - first) * number / courses)
            yield {
                "工号": one.number,
                "培训日期": on_duty(one.name, day),
                "培训主题": rng.choice(_TOLD["training"][kind]),
                "培训类型": kind,
                "培训时数": hours,
                "证明材料": "签到表与结业证书" if kind == "外部培训" else "签到表",
            }


def _supervisor(one: Employee) -> str:
    spot = spot_of(one.name)
    if spot is None:
        return DIRECTOR if one.name not in (DIRECTOR, *SUPERVISORS.values()) else _OUTSIDE
    return next(name for area, name in SUPERVISORS.items() if one.post.startswith(area))


def _supervision() -> Iterator[Row]:
    for one in staying():
        rng = stream("supervision", one.number)
        day = one.joined + timedelta(days=rng.randint(18, 30))
        topics = rng.sample(_TOLD["supervision"], len(_TOLD["supervision"]))
        while day <= AS_OF:
            held = on_duty(one.name, day, -1)
            topic, content, after = topics.pop()
            yield {
                "工号": one.number,
                "个案编号": None,
                "督导类型": rng.choice(("个别督导", "个别督导", "现场督导")),
                "督导日期": held,
                "督导主题": topic,
                "督导者": _supervisor(one),
                "督导内容": content,
                "跟进事项": after,
            }
            day = held + timedelta(days=rng.randint(42, 66))


def _growth() -> Iterator[Row]:
    for one in staying():
        rng = stream("growth", one.number)
        for due, (item, done) in zip(
            (date(2024, 12, 31), date(2025, 2, 28)), rng.sample(_TOLD["growth"], 2), strict=True
        ):
            yield {
                "工号": one.number,
                "成长项目": item,
                "完成期限": due,
                "执行日期": on_duty(one.name, later(due, -rng.randint(5, 25)), -1),
                "执行情况": done,
            }


def _peer_study() -> Iterator[Row]:
    for month, theme in zip((*MONTHS, "2025-01", "2025-02", "2025-03"), _TOLD["peer_study"], strict=True):
        held = working(date.fromisoformat(f"{month}-12"))
        names = [one.name for one in staying() if one.joined <= held]
        away = stream("peer study", month).randint(1, 3)
        present = names[: len(names) - away]
        yield {"共学日期": held, "共学主题": theme, "共学参加人": "、".join(present), "共学人数": len(present)}


def _exams() -> Iterator[Row]:
    for one in staying():
        rng = stream("exam", one.number)
        yield {
            "工号": one.number,
            "考核方式": "个体",
            "考核日期": on_duty(one.name, date(2024, 11, 18) + timedelta(days=rng.randint(0, 9))),
            "标准文件编号": _EXAM_STANDARD,
            "情境题数": rng.choice((4, 5, 6)),
            "得分": float(rng.randint(76, 97)),
            "合格": True,
            "补考": False,
            "学习记录": None,
            "考核佐证": "试卷与评分表扫描件",
        }
