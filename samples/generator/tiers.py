"""A person's tier: the table it is scored by, and the sheets on which it is assessed, changed and planned for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from random import Random

from . import Row, data, numbered
from .cast import Client
from .days import later
from .prose import Voice
from .team import DIRECTOR

ITEMS = ("经济状况", "健康自理", "精神心理", "家庭支持", "社会支持", "居住安全", "政策落实")
BANDS = {"一级": (26, 31), "二级": (18, 23), "三级": (10, 15), "四级": (4, 8)}  # within the shipped table's bands
_SHIPPED = {"一级": (25, 35), "二级": (17, 24), "三级": (9, 16), "四级": (0, 8)}
_FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "一级": (("入户", "电访", "面谈", "陪同"), "每周至少一次，每月至少一次入户"),
    "二级": (("入户", "电访", "陪同"), "每两周一次，每月至少一次入户"),
    "三级": (("入户", "电访", "微信"), "每月一次，隔月入户"),
    "四级": (("电访", "微信"), "每季至少一次，半年入户一次"),
}
_SCORING = {  # what a high score of each item rests on: words of the person
    "经济状况": "经济：{income}",
    "健康自理": "健康：{health}",
    "精神心理": "心理：主要困扰与{h}、{t}有关，已作情绪量表",
    "家庭支持": "家庭：{family}",
    "社会支持": "社会支持：往来以{k}为主，{t}尚需旁人协助",
    "居住安全": "居住：已查看住处，与{t}相关的隐患列入计划",
    "政策落实": "政策：{income}，待跟进{t}",
}
_REASSESS, _PLAN = data("phrases")["reassess"], data("phrases")["plan"]


def spread(total: int, rng: Random) -> dict[str, int]:
    """A total spread over the seven items, at most 5 to each."""
    scores = dict.fromkeys(ITEMS, 0)
    for _ in range(total):
        scores[rng.choice([item for item in ITEMS if scores[item] < 5])] += 1
    return scores


def assessment(
    person: Client, on: date, tier: str, scores: Mapping[str, int], says: Voice, veto: str | None = None
) -> Row:
    """分级评估."""
    high = [item for item in ITEMS if scores[item] >= 3] or [max(ITEMS, key=scores.__getitem__)]
    total, (low, top) = sum(scores.values()), _SHIPPED[tier]
    basis = f"七项合计{total}分，落在2024版评分表{low}至{top}分区间，定为{tier}"
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "评估日期": on,
        "表格版本": "2024版",
        **{f"{item}得分": score for item, score in scores.items()},
        "评分说明": "；".join(says.say([_SCORING[item]]) for item in high),
        "总分": total,
        "一票升级项": (veto,) if veto else (),
        "等级": tier,
        "评级依据": f"{basis}；并有{veto}，按一票升级处理" if veto else basis,
        "评估人": person.worker,
        "评估人签名": person.worker,
        "审核人签名": person.supervisor,
        "审核日期": later(on, 3),
    }


def reassessments(
    person: Client,
    days: Iterable[date],
    total: Callable[[str], int],
    says: Voice,
    why: Callable[[int, int], tuple[str, str]],
    since: tuple[str, ...],
    write: Callable[[str], str],
) -> Iterator[Row]:
    """动态评估 on each day.

    ``total``: the score that goes with a tier; ``why``: the trigger and the reason of a change, by the scores before
    and after it; ``since``: ways to say how long ago the last one was; ``write``: the text of a bank of sentences.
    """
    tier, score = person.tier, total(person.tier)
    for day in days:
        change = person.change if person.change and day == person.change.assessed else None
        after = change.to if change else tier
        low, top = BANDS[after]
        new = total(after) if change else min(max(score + says.rng.randint(-2, 1), low), top)
        regular = None if change else f"距上次评估满{says.rng.choice(since)}，按指引定期复评"
        trigger, reason = ("定期", regular) if regular else why(score, new)
        yield {
            "档案号": person.archive,
            "姓名": person.name,
            "评估日期": day,
            "触发原因": trigger,
            "触发说明": reason,
            "上次等级": tier,
            "上次总分": score,
            "现状": write("state"),
            "需求描述": write("need"),
            "服务成效": write("outcome"),
            "下一步计划": write("next"),
            "本次总分": new,
            "新等级": after,
            "计划调整": _renewed(tier, after) if change else write("keep"),
            "评估人签名": person.worker,
            "督导意见": says.say(_REASSESS["opinion"]),
            "督导签名": person.supervisor,
        }
        tier, score = after, new


def written(bank: str, says: Voice) -> str:
    """Two sentences of a reassessment."""
    return says.say(_REASSESS[bank]) + says.say(_REASSESS["more"][bank])


def _renewed(before: str, after: str) -> str:
    forms, frequency = _FORMS[after]
    return f"由{before}调整为{after}，另订新计划：服务形式改为{'、'.join(forms)}，频次改为{frequency}"


def changes(persons: Iterable[Client], reassessed: Iterable[Row], number: str, proof: str) -> list[Row]:
    """等级变更, each with the reassessment it rests on; ``number`` and ``proof`` are patterns (``str.format``)."""
    behind = {(row["档案号"], row["评估日期"]): row for row in reassessed}
    rows: list[Row] = [
        {
            "档案号": person.archive,
            "姓名": person.name,
            "变更日期": change.day,
            "原等级": person.tier,
            "新等级": change.to,
            "变更原因": rests_on["触发说明"],
            "佐证材料": proof.format(rests_on["动态评估编号"]),
            "申请人": person.worker,
            "审批人签名": DIRECTOR,
            "审批日期": later(change.day, 1),
        }
        for person in persons
        if (change := person.change)
        for rests_on in (behind[person.archive, change.assessed],)
    ]
    return numbered(rows, "变更编号", number, "变更日期", "档案号")


def plan(person: Client, on: date, until: date, tier: str, goal: str, says: Voice) -> Row:
    """服务计划."""
    forms, frequency = _FORMS[tier]
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "制定日期": on,
        "等级": tier,
        "服务形式": forms,
        "服务频次": frequency,
        "服务目标": goal,
        "具体目标": says.say(_PLAN["objectives"]),
        "服务策略": says.say(_PLAN["strategy"]),
        "行动步骤": says.say(_PLAN["steps"]),
        "衡量指标": says.say(_PLAN["measures"]),
        "责任人": person.worker,
        "开始日期": on,
        "结束日期": until,
        "社工签名": person.worker,
        "服务对象签名": person.signer,
        "督导签名": person.supervisor,
    }
