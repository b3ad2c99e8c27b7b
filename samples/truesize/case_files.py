"""What is written of the cases: registration, sessions, notes, visits after closing, and all around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from samples.generator import Records, Row, Value, case_sheets, numbered
from samples.generator.case_sheets import Step
from samples.generator.days import later
from samples.generator.prose import Distinct

from . import data, stream
from .casework import CRISIS, HOARDING, Case, cases, next_working
from .staff import workers_of
from .team import STAFF_NUMBERS, on_duty

_TOLD = data("cases")
_STEPS = _TOLD["steps"]
_TAKEN_OVER_AFTER = 2  # sessions


def records(*, as_reported: bool) -> Records:
    """个案, 个案节次, 个案过程记录, 结案回访, 案例研讨, 案例报告, 危机报告, 转介记录."""
    found = cases(as_reported=as_reported)
    texts = Distinct(0.6)
    return {
        "个案": [_registration(case) for case in found],
        "个案节次": [row for case in found for row in _sessions(case)],
        "个案过程记录": [row for case in found for row in _notes(case, texts)],
        "结案回访": numbered(_follow_ups(found), "回访编号", "HF{:03d}", "回访日期", "个案编号"),
        "案例研讨": numbered(_conferences(found), "研讨编号", "YT{:02d}", "研讨日期"),
        "案例报告": numbered(_reports(found), "案例编号", "AL{:02d}", "完成日期"),
        "危机报告": list(_crises(found)),
        "转介记录": numbered(_referrals(found), "转介编号", "ZJ{:02d}", "转介日期"),
        "交接记录": numbered(_handovers(found), "交接编号", "GJ{:02d}", "交接日期"),
    }


def _registration(case: Case) -> Row:
    closed, told = case.closed, case.told
    first, second, third, *_ = told["topics"]
    early = case.kind == CRISIS
    planned = later(case.opened, 2 if early else 7)
    return {
        **case_sheets.registration(case, told["source"], told["goal"], first),
        "流水号": int(case.number[-3:]),
        "预估日期": later(case.opened, 1 if early else 4),
        "计划日期": planned,
        "计划批准日期": later(planned, 1),
        "危机个案": early,
        "分目标": f"一、理清{first}；二、改善{second}；三、稳住{third}",
        "介入策略": f"以{told['strategy']}为主，从{first}入手，逐步带动{second}",
        "归档日期": later(closed, 9) if closed else None,
        "卷内目录": True if closed else None,
        "督导签名日期": later(planned, 1),
    }


def _spoken_to(case: Case, session: Value) -> str:
    return "监护人" if case.person.minor and session == 2 else "本人"


def _sessions(case: Case) -> Iterator[Row]:
    for number, row in enumerate(case_sheets.sessions(case, stream), 1):
        before = _taken_over(case) and number <= _TAKEN_OVER_AFTER
        yield {
            **row,
            "跟进对象": _spoken_to(case, number),
            "社工": _former(case) if before else case.person.worker,
        }


def _taken_over(case: Case) -> bool:
    return case.number.endswith("PQ3-C-2024-003")


def _former(case: Case) -> str:
    """Who kept a case that was taken over."""
    return next(name for name in workers_of(case.person.area) if name != case.person.worker)


def _handovers(found: tuple[Case, ...]) -> Iterator[Row]:
    for case in found:
        if _taken_over(case):
            yield {
                "移交人工号": STAFF_NUMBERS[_former(case)],
                "接收人工号": case.person.worker_number,
                "交接日期": later(case.held()[_TAKEN_OVER_AFTER - 1], 1),
                "个案编号": case.number,
                "交接内容": "个案卷宗、前两节记录、安全事项与下一节安排",
                "交接原因": "按片区分工调整，由住址所属社工点跟进",
                "服务对象知情": True,
                "监交人": case.person.supervisor,
            }


def _steps(case: Case) -> list[Step]:
    """Aim, what happened and what came of it, session by session."""
    before = [_STEPS["first"], _STEPS["guardian"] if case.person.minor else _STEPS["second"], _STEPS["third"]]
    after = [_STEPS["last"]] if case.closed else []
    wanted = case.length - len(before) - len(after)
    middle = stream("steps", case.number).sample(_STEPS["middle"], len(_STEPS["middle"]))
    chosen = [*before, *(middle[number % len(middle)] for number in range(wanted)), *after]
    topics = case.told["topics"]
    words = [{"c": case.person.address, "t": topics[number % len(topics)]} for number in range(len(chosen))]
    return [
        (aim.format(**said), process.format(**said), outcome.format(**said))
        for (aim, process, outcome), said in zip(chosen, words, strict=True)
    ]


def _notes(case: Case, texts: Distinct) -> Iterator[Row]:
    told = _steps(case)
    for (aim, process, _), (row, day, rng) in zip(told, case_sheets.notes(case, told, stream), strict=True):
        yield {
            **row,
            "介入对象": _spoken_to(case, row["节次"]),
            "过程": texts.compose(partial(_process, case, process, rng)),
            "分析反思": rng.choice(_TOLD["reflections"]).format(x=aim),
            "督导批注": rng.choice(_TOLD["notes"]),
            "督导批注日期": later(day, rng.randint(3, 6)),
            "录入日期": later(day, rng.randint(1, 3)),
        }


def _process(case: Case, process: str, rng: Random) -> str:
    parts = (rng.choice(_TOLD["openings"]), f"{process}。", rng.choice(_TOLD["replies"]), rng.choice(_TOLD["closings"]))
    return "".join(part.replace("{c}", case.person.address) for part in parts)


def _follow_ups(found: tuple[Case, ...]) -> Iterator[Row]:
    for case in found:
        if case.closed:
            first, second = (on_duty(case.person.worker, case.closed + timedelta(days=days), -1) for days in (27, 86))
            yield from case_sheets.follow_ups(case, (first, second), case.told["topics"], "身边的人")


def _conferences(found: tuple[Case, ...]) -> Iterator[Row]:
    difficult = [case for case in found if case.difficult]
    for place, case in enumerate(difficult):
        yield {
            "个案编号": case.number,
            "研讨日期": next_working(case.opened, 24 + place),
            "参加人": f"{case.person.supervisor}、{case.person.worker}、高屿（机构督导）、居委民政专干",
            "研讨结论": _TOLD["conference"][place % len(_TOLD["conference"])][0],
        }


def _reports(found: tuple[Case, ...]) -> Iterator[Row]:
    for told in _TOLD["reports"]:
        case = next((each for each in found if each.kind == told["kind"]), None)
        yield {
            "案例名称": told["title"],
            "个案编号": case.number if case else None,
            "单位编号": None if case else "HZ-07",
            "案例背景": told["background"],
            "问题分析": told["analysis"],
            "服务策略": told["strategy"],
            "成效": told["outcome"],
            "完成日期": next_working(case.closed, 40) if case and case.closed else date(2024, 12, 27),
            "撰写人": case.person.worker if case else "简明朗",
        }


def _crises(found: tuple[Case, ...]) -> Iterator[Row]:
    """The one person at risk: assessed and the supervisor told the same day, the alert lifted on the third."""
    for number, case in enumerate((case for case in found if case.kind == CRISIS), 1):
        yield {
            "危机编号": f"WJ-{number:02d}",
            "档案号": case.person.archive,
            "危机类型": "自杀自伤",
            "发现日期": case.opened,
            "风险评估": "医院与社工共同评估为高风险，有念头、无具体计划，家中存药已收走",
            "通知督导日期": case.opened,
            "报告单位": ("医院", "居委"),
            "报告日期": case.opened,
            "处置": "当日订立安全计划，三人轮值致电，次日上门复评，第三日转入个案持续跟进",
            "解除日期": case.opened + timedelta(days=3),
            "报告社工": case.person.worker,
        }


def _referrals(found: tuple[Case, ...]) -> Iterator[Row]:
    grown = [case for case in found if not case.person.minor and case.kind not in (CRISIS, HOARDING)]
    for case, (unit, reason, result, receipt) in zip(grown[::5], _TOLD["referrals"], strict=False):
        day = on_duty(case.person.worker, case.opened + timedelta(days=30))
        yield {
            "档案号": case.person.archive,
            "个案编号": case.number,
            "转介日期": day,
            "转介单位": unit,
            "转介原因": reason,
            "服务对象同意": True,
            "接收日期": later(day, 3),
            "接收回执": receipt,
            "转介结果": result,
            "转介社工": case.person.worker,
        }
