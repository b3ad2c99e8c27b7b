"""What the residents say: the survey of satisfaction, the wishes in it, and the letters in the boxes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samples.generator import Records, Row
from samples.generator.days import later, working

from . import data, stream
from .roster import Resident, roster

_TOLD = data("opinions")
_ASKED = 100
_SURVEYED = date(2025, 2, 10)


def records() -> Records:
    """满意度调查, 居民意见."""
    asked = _sample()
    return {"满意度调查": list(_responses(asked)), "居民意见": [*_wishes(asked), *_letters()]}


def _sample() -> list[Resident]:
    grown = [person for person in roster() if person.left is None and not person.minor and person.group != "frail"]
    return stream("survey").sample(grown, _ASKED)


def _number(place: int) -> str:
    return f"MY{place + 1:03d}"


def _day(place: int) -> date:
    return later(working(_SURVEYED), place // 20)


def _responses(asked: list[Resident]) -> Iterator[Row]:
    comments = {place: comment for place, (comment, _) in zip((12, 37, 61, 84), _TOLD["wishes"], strict=True)}
    for place, person in enumerate(asked):
        rng = stream("response", place)
        unhappy = place % 14 == 6  # 7 of 100
        yield {
            "问卷编号": _number(place),
            "档案号": person.archive,
            "受访人": person.name,
            "调查日期": _day(place),
            "调查方式": "电访",
            "总体评价": "一般" if unhappy else rng.choice(("非常满意", "非常满意", "满意")),
            "意见建议": comments.get(place),
        }


def _wishes(asked: list[Resident]) -> Iterator[Row]:
    for number, (place, (comment, result)) in enumerate(zip((12, 37, 61, 84), _TOLD["wishes"], strict=True), 1):
        person = asked[place]
        yield {
            "意见编号": f"YJX{number:03d}",
            "渠道编号": None,
            "问卷编号": _number(place),
            "档案号": person.archive,
            "收到日期": _day(place),
            "意见内容": comment,
            "需要跟进": True,
            "回复日期": later(_day(place), 3 + number),
            "处理结果": result,
            "处理人": person.worker,
        }


def _letters() -> Iterator[Row]:
    for number, (channel, received, opinion, result, handler) in enumerate(_TOLD["letters"], len(_TOLD["wishes"]) + 1):
        yield {
            "意见编号": f"YJX{number:03d}",
            "渠道编号": channel,
            "问卷编号": None,
            "档案号": None,
            "收到日期": received,
            "意见内容": opinion,
            "需要跟进": True,
            "回复日期": later(received, 4),
            "处理结果": result,
            "处理人": handler,
        }
