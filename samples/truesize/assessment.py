"""Tier assessments, reassessments, changes of tier, and the personal plans that follow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from samples.generator import Row, numbered
from samples.generator import data as phrases
from samples.generator.assessment import BANDS, FORMS, ITEMS, SCORING, band
from samples.generator.days import later
from samples.generator.prose import Voice

from . import AS_OF, ENDS, data, stream
from .roster import TIERS, Resident, roster
from .team import DIRECTOR, on_duty
from .words import voice, words

_PHRASES, _PLAN = phrases("phrases")["reassess"], phrases("phrases")["plan"]
_HARDSHIPS = data("hardships")
_DUE = 175  # days between two assessments, at most


def assessments() -> list[Row]:
    """分级评估: one at the intake."""
    rows = [_assessment(person) for person in roster()]
    return numbered(rows, "评估编号", "PG{:05d}", "评估日期", "档案号")


def _assessment(person: Resident) -> Row:
    on, tier = later(person.filed, 2), person.tier
    says, scores = voice(person, "assessment"), _scores(person, tier)
    high = [item for item in ITEMS if scores[item] >= 3] or [max(ITEMS, key=scores.__getitem__)]
    total, (low, top) = sum(scores.values()), band(tier)
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "评估日期": on,
        "表格版本": "2024版",
        **{f"{item}得分": score for item, score in scores.items()},
        "评分说明": "；".join(says.say([SCORING[item]]) for item in high),
        "总分": total,
        "一票升级项": (),
        "等级": tier,
        "评级依据": f"七项合计{total}分，落在2024版评分表{low}至{top}分区间，定为{tier}",
        "等级调整理由": None,
        "评估人": person.worker,
        "评估人签名": person.worker,
        "审核人签名": person.supervisor,
        "审核日期": later(on, 3),
    }


@cache
def _total(person: Resident, tier: str) -> int:
    return stream("total", person.number, tier).randint(*BANDS[tier])


def _scores(person: Resident, tier: str) -> dict[str, int]:
    rng = stream("scores", person.number, tier)
    scores = dict.fromkeys(ITEMS, 0)
    for _ in range(_total(person, tier)):
        scores[rng.choice([item for item in ITEMS if scores[item] < 5])] += 1
    return scores


@cache
def reassessment_days(person: Resident) -> tuple[date, ...]:
    """When a person is assessed anew: less than half a year after the last time, and behind every change."""
    rng = stream("reassessed", person.number)
    days = [person.change.assessed] if person.change else []
    last = days[-1] if days else person.filed
    while last + timedelta(days=_DUE) < AS_OF:
        last = on_duty(person.worker, last + timedelta(days=rng.randint(_DUE - 40, _DUE - 12)))
        if last < later(person.last, -5):
            days.append(last)
    return tuple(days)


@cache
def urgent_day(person: Resident) -> date | None:
    """The day of the event behind a change to a stricter tier: a contact of that time tells of it."""
    change = person.change
    return change.assessed if change and TIERS.index(change.to) < TIERS.index(person.tier) else None


def reassessments() -> list[Row]:
    """动态评估."""
    rows = [row for person in roster() for row in _reassessments(person)]
    return numbered(rows, "动态评估编号", "DT{:05d}", "评估日期", "档案号")


def _reassessments(person: Resident) -> Iterator[Row]:
    says = voice(person, "reassessment")
    tier, score = person.tier, _total(person, person.tier)
    for day in reassessment_days(person):
        changed = person.change is not None and day == person.change.assessed
        after = person.change.to if person.change and changed else tier
        low, top = BANDS[after]
        new = _total(person, after) if changed else min(max(score + says.rng.randint(-2, 1), low), top)
        yield {
            "档案号": person.archive,
            "姓名": person.name,
            "评估日期": day,
            "触发原因": ("重大变化" if urgent_day(person) else "等级复核") if changed else "定期",
            "触发说明": _why(person, score, new)
            if changed
            else f"距上次评估满{says.rng.choice('四五')}个多月，按指引定期复评",
            "上次等级": tier,
            "上次总分": score,
            "现状": _text("state", says),
            "需求描述": _text("need", says),
            "服务成效": _text("outcome", says),
            "下一步计划": _text("next", says),
            "本次总分": new,
            "新等级": after,
            "计划调整": _renewed(tier, after) if changed else _text("keep", says),
            "调整服务计划编号": None,
            "评估人签名": person.worker,
            "督导意见": says.say(_PHRASES["opinion"]),
            "督导签名": person.supervisor,
        }
        tier, score = after, new


def _text(bank: str, says: Voice) -> str:
    return says.say(_PHRASES[bank]) + says.say(_PHRASES["more"][bank])


def _why(person: Resident, before: int, after: int) -> str:
    first, second, *_ = words()[person.number].topics
    if urgent_day(person):
        return f"近期照顾安排有变，{first}受阻，总分由{before}分升到{after}分，需要加密跟进"
    return f"{first}已见成效，{second}能自己打理，总分由{before}分降到{after}分，落入新等级区间"


def _renewed(before: str, after: str) -> str:
    forms, frequency = FORMS[after]
    return f"由{before}调整为{after}，另订新计划：服务形式改为{'、'.join(forms)}，频次改为{frequency}"


def changes(reassessed: list[Row]) -> list[Row]:
    """等级变更, each with the reassessment it rests on."""
    behind = {(row["档案号"], row["评估日期"]): row for row in reassessed}
    rows: list[Row] = []
    for person in roster():
        if (change := person.change) is None:
            continue
        rests_on = behind[person.archive, change.assessed]
        rows.append(
            {
                "档案号": person.archive,
                "姓名": person.name,
                "变更日期": change.day,
                "原等级": person.tier,
                "新等级": change.to,
                "变更原因": rests_on["触发说明"],
                "佐证材料": f"动态评估表{rests_on['动态评估编号']}",
                "申请人": person.worker,
                "审批人签名": DIRECTOR,
                "审批日期": later(change.day, 1),
            }
        )
    return numbered(rows, "变更编号", "BG{:04d}", "变更日期", "档案号")


def plans() -> list[Row]:
    """服务计划: one at the intake and one for a new tier."""
    rows = [row for person in roster() for row in _plans(person)]
    return numbered(rows, "服务计划编号", "JH{:05d}", "制定日期", "档案号")


def _plans(person: Resident) -> Iterator[Row]:
    own = words()[person.number]
    until = person.change.day if person.change else person.left or ENDS
    yield _plan(person, later(person.filed, 5), until, person.tier, own.goal)
    if person.change:
        first, second, *_ = own.topics
        turn = "加密陪伴" if urgent_day(person) else "转为自己打理"
        goal = f"{own.goal}；在此之上，{first}{turn}，{second}每季与{person.kin[0]}一同回顾"
        yield _plan(person, later(person.change.day, 2), ENDS, person.change.to, goal)


def _plan(person: Resident, on: date, until: date, tier: str, goal: str) -> Row:
    says, (forms, frequency) = voice(person, "plan", tier), FORMS[tier]
    first = f"就“{person.hardship}”，先安排{_HARDSHIPS[person.hardship]}；" if person.hardship else ""
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "制定日期": on,
        "等级": tier,
        "服务形式": forms,
        "服务频次": frequency,
        "对应需求": words()[person.number].main_need,
        "服务目标": goal,
        "具体目标": says.say(_PLAN["objectives"]),
        "服务策略": says.say(_PLAN["strategy"]),
        "行动步骤": first + says.say(_PLAN["steps"]),
        "衡量指标": says.say(_PLAN["measures"]),
        "责任人": person.worker,
        "上级计划": None,
        "开始日期": on,
        "结束日期": until,
        "社工签名": person.worker,
        "服务对象签名": person.guardian[0] if person.guardian else person.name,
        "督导签名": person.supervisor,
    }
