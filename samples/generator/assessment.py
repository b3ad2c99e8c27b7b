"""Tier assessments, reassessments, changes of tier, and the personal service plans that follow them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from . import ENDS, Row, data, numbered, stream
from .cast import DIRECTOR, Person, supervisor_of
from .days import later, working
from .prose import Distinct, Voice

_PHRASES = data("phrases")["reassess"]
_PLAN = data("phrases")["plan"]
ITEMS = ("经济状况", "健康自理", "精神心理", "家庭支持", "社会支持", "居住安全", "政策落实")
BANDS = {"一级": (26, 31), "二级": (18, 23), "三级": (10, 15), "四级": (4, 8)}  # within the shipped table's bands
FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "一级": (("入户", "电访", "面谈", "陪同"), "每周至少一次，每月至少一次入户"),
    "二级": (("入户", "电访", "陪同"), "每两周一次，每月至少一次入户"),
    "三级": (("入户", "电访", "微信"), "每月一次，隔月入户"),
    "四级": (("电访", "微信"), "每季至少一次，半年入户一次"),
}
SCORING = {  # what a high score of each item rests on: words of the person
    "经济状况": "经济：{income}",
    "健康自理": "健康：{health}",
    "精神心理": "心理：主要困扰与{h}、{t}有关，已作情绪量表",
    "家庭支持": "家庭：{family}",
    "社会支持": "社会支持：往来以{k}为主，{t}尚需旁人协助",
    "居住安全": "居住：已查看住处，与{t}相关的隐患列入计划",
    "政策落实": "政策：{income}，待跟进{t}",
}


def assessments(persons: Iterable[Person]) -> list[Row]:
    """分级评估: one at the intake, another where a reassessment changed the tier."""
    rows = [row for person in persons for row in _assessments(person)]
    return numbered(rows, "评估编号", "PG{:04d}", "评估日期", "档案号")


def _assessments(person: Person) -> Iterator[Row]:
    yield _assessment(person, later(person.filed, 2), person.tier)
    if person.change:
        yield _assessment(person, _assessed(person), person.change.to)


def _assessment(person: Person, on: date, tier: str) -> Row:
    voice = person.voice(f"assessment/{on}")
    scores = _scores(person, tier)
    high = [item for item in ITEMS if scores[item] >= 3] or [max(ITEMS, key=scores.__getitem__)]
    total = sum(scores.values())
    low, top = band(tier)
    basis = f"七项合计{total}分，落在2024版评分表{low}至{top}分区间，定为{tier}"
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "评估日期": on,
        "表格版本": "2024版",
        **{f"{item}得分": score for item, score in scores.items()},
        "评分说明": "；".join(voice.say([SCORING[item]]) for item in high),
        "总分": total,
        "一票升级项": (person.veto,) if person.veto else (),
        "等级": tier,
        "评级依据": f"{basis}；并有{person.veto}，按一票升级处理" if person.veto else basis,
        "评估人": person.worker,
        "评估人签名": person.worker,
        "审核人签名": supervisor_of(person.spot),
        "审核日期": later(on, 3),
    }


def band(tier: str) -> tuple[int, int]:
    """The least and the greatest total of a tier, by the shipped table."""
    return {"一级": (25, 35), "二级": (17, 24), "三级": (9, 16), "四级": (0, 8)}[tier]


def _scores(person: Person, tier: str) -> dict[str, int]:
    if person.change:
        return dict(zip(ITEMS, person.change.before if tier == person.tier else person.change.after, strict=True))
    rng = stream("scores", person.number, tier)
    total = rng.randint(*BANDS[tier])
    scores = dict.fromkeys(ITEMS, 0)
    for _ in range(total):
        scores[rng.choice([item for item in ITEMS if scores[item] < 5])] += 1
    return scores


def _assessed(person: Person) -> date:
    """The day of the reassessment behind a change of tier."""
    assert person.change
    return later(person.change.day, -2)


def reassessments(persons: Iterable[Person]) -> list[Row]:
    """动态评估: at least twice in a full year; one of them is behind a change of tier."""
    texts = {field: Distinct(0.5) for field in ("现状", "需求描述", "服务成效", "下一步计划", "计划调整")}
    rows = [row for person in persons for row in _reassessments(person, texts)]
    return numbered(rows, "动态评估编号", "DT{:04d}", "评估日期", "档案号")


def reassessment_days(person: Person) -> list[date]:
    """When a person is assessed anew: never more than six months apart."""
    rng = stream("reassessed", person.number)
    fixed = _assessed(person) if person.change else None
    days: list[date] = []
    day = person.filed
    while (day := working(day + timedelta(days=rng.randint(140, 168)))) <= later(person.last, -5):
        since = days[-1] if days else person.filed
        if fixed and fixed not in days and day > fixed - timedelta(days=35) and (fixed - since).days <= 183:
            day = fixed
        days.append(day)
    return days


def _reassessments(person: Person, texts: dict[str, Distinct]) -> Iterator[Row]:
    voice = person.voice("reassessment")
    tier, score = person.tier, sum(_scores(person, person.tier).values())
    for day in reassessment_days(person):
        change = person.change if person.change and day == _assessed(person) else None
        after = change.to if change else tier
        low, top = BANDS[after]
        new = sum(_scores(person, after).values()) if change else min(max(score + voice.rng.randint(-2, 1), low), top)
        yield {
            "档案号": person.archive,
            "姓名": person.name,
            "评估日期": day,
            "触发原因": change.trigger if change else "定期",
            "触发说明": change.reason
            if change
            else f"距上次评估满{voice.rng.choice(('五个月', '半年'))}，按指引定期复评",
            "上次等级": tier,
            "上次总分": score,
            "现状": _text("现状", "state", voice, texts),
            "需求描述": _text("需求描述", "need", voice, texts),
            "服务成效": _text("服务成效", "outcome", voice, texts),
            "下一步计划": _text("下一步计划", "next", voice, texts),
            "本次总分": new,
            "新等级": after,
            "计划调整": _renewed(tier, after) if change else _text("计划调整", "keep", voice, texts),
            "评估人签名": person.worker,
            "督导意见": voice.say(_PHRASES["opinion"]),
            "督导签名": supervisor_of(person.spot),
        }
        tier, score = after, new


def _text(field: str, bank: str, voice: Voice, texts: dict[str, Distinct]) -> str:
    return texts[field].compose(lambda: voice.say(_PHRASES[bank]) + voice.say(_PHRASES["more"][bank]))


def _renewed(before: str, after: str) -> str:
    forms, frequency = FORMS[after]
    return f"由{before}调整为{after}，另订新计划：服务形式改为{'、'.join(forms)}，频次改为{frequency}"


def changes(persons: Iterable[Person], reassessed: Iterable[Row]) -> list[Row]:
    """等级变更, each with the reassessment it rests on."""
    behind = {(row["档案号"], row["评估日期"]): row["动态评估编号"] for row in reassessed}
    rows: list[Row] = [
        {
            "档案号": person.archive,
            "姓名": person.name,
            "变更日期": person.change.day,
            "原等级": person.tier,
            "新等级": person.change.to,
            "变更原因": person.change.reason,
            "佐证材料": f"动态评估表{behind[person.archive, _assessed(person)]}及同日分级评估表",
            "申请人": person.worker,
            "审批人签名": DIRECTOR,
            "审批日期": later(person.change.day, 1),
        }
        for person in sorted(persons, key=lambda each: each.change.day if each.change else ENDS)
        if person.change
    ]
    return numbered(rows, "变更编号", "BG{:03d}")


def plans(persons: Iterable[Person]) -> list[Row]:
    """服务计划: one at the intake and one for every new tier."""
    rows = [row for person in persons for row in _plans(person)]
    return numbered(rows, "服务计划编号", "JH{:04d}", "制定日期", "档案号")


def _plans(person: Person) -> Iterator[Row]:
    change = person.change
    first_ends = change.day if change else person.last if person.left else ENDS
    yield _plan(person, later(person.filed, 5), first_ends, person.tier, person.texts["goal"])
    if change:
        first, second, *_ = person.threads
        goal = (
            f"在原有进展之上，让{person.address}把{first}保持下去，{second}由社工协助转为"
            f"{'加密陪伴下稳步完成' if change.to < person.tier else '自己打理'}，并与{person.kin}每季一同回顾"
        )
        yield _plan(person, later(change.day, 2), ENDS, change.to, goal)


def _plan(person: Person, on: date, until: date, tier: str, goal: str) -> Row:
    voice = person.voice(f"plan/{tier}")
    forms, frequency = FORMS[tier]
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "制定日期": on,
        "等级": tier,
        "服务形式": forms,
        "服务频次": frequency,
        "服务目标": goal,
        "具体目标": voice.say(_PLAN["objectives"]),
        "服务策略": voice.say(_PLAN["strategy"]),
        "行动步骤": voice.say(_PLAN["steps"]),
        "衡量指标": voice.say(_PLAN["measures"]),
        "责任人": person.worker,
        "开始日期": on,
        "结束日期": until,
        "社工签名": person.worker,
        "服务对象签名": person.guardian[0] if person.guardian else person.name,
        "督导签名": supervisor_of(person.spot),
    }
