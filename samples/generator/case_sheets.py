"""One professional case, and the sheets that every station fills for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from . import Row, Stream
from .cast import Client

Step = tuple[str, str, str]  # a session's aim, what happened, what came of it
_PLACES = {"面谈": "社工站面谈室", "入户": "案主家中", "陪同": "外出陪同", "电访": "电话"}


@dataclass(frozen=True)
class ProfessionalCase(ABC):
    """One case, as far as every station tells it."""

    number: str
    person: Client
    kind: str
    opened: date
    length: int  # how many sessions
    closed: date | None

    @property
    @abstractmethod
    def difficult(self) -> bool:
        """疑难个案."""

    @abstractmethod
    def held(self) -> list[date]:
        """The day of every session."""


def registration(case: ProfessionalCase, source: str, goal: str, topic: str) -> Row:
    """个案, without the plan's details; ``topic`` is what the visits after the closing look after."""
    person, closed = case.person, case.closed
    return {
        "个案编号": case.number,
        "档案号": person.archive,
        "案主姓名": person.name,
        "个案来源": source,
        "接案日期": case.opened,
        "问题类型": case.kind,
        "涉及未成年人": person.minor,
        "疑难个案": case.difficult,
        "总目标": goal,
        "计划节次": case.length if closed else case.length + 3,
        "状态": "已结案" if closed else "在案",
        "结案日期": closed,
        "结案原因": "目标达成，案主同意结案" if closed else None,
        "目标达成度": "达成" if closed else None,
        "跟进计划": f"结案后一个月、三个月各回访一次，关注{topic}" if closed else None,
        "负责社工": person.worker,
        "社工工号": person.worker_number,
        "社工签名": person.worker,
        "服务对象签名": person.name,
        "监护人签名": person.guardian[0] if person.guardian else None,
        "督导签名": person.supervisor,
    }


def _sessions(case: ProfessionalCase, stream: Stream) -> Iterator[tuple[int, date, str]]:
    """Number, day and method of each; who cannot go out is seen at home."""
    rng = stream("methods", case.number)
    for number, day in enumerate(case.held(), 1):
        yield number, day, "入户" if case.person.group == "frail" else rng.choice(("面谈", "面谈", "入户", "陪同"))


def sessions(case: ProfessionalCase, stream: Stream) -> Iterator[Row]:
    """个案节次; ``stream`` is the station's."""
    for number, day, method in _sessions(case, stream):
        yield {
            "个案编号": case.number,
            "节次": number,
            "日期": day,
            "跟进方式": method,
            "跟进对象": "本人",
            "时长": stream("minutes", case.number, number).choice((45, 50, 60, 75)),
            "计入指标": True,
            "社工": case.person.worker,
        }


def notes(case: ProfessionalCase, told: Sequence[Step], stream: Stream) -> Iterator[tuple[Row, date, Random]]:
    """个案过程记录 of every session, without what each supervisor adds; its day, and random numbers for the rest."""
    aims = [aim for aim, _, _ in told] + ["结案后按期回访" if case.closed else "按计划检视目标并商议下一阶段"]
    for (number, day, method), (aim, process, outcome) in zip(_sessions(case, stream), told, strict=True):
        row: Row = {
            "个案编号": case.number,
            "节次": number,
            "日期": day,
            "介入方式": method,
            "介入对象": "本人",
            "地点": _PLACES[method],
            "本节目标": aim,
            "过程": f"{process}。",
            "成效": f"{outcome}。",
            "下节计划": aims[number],
            "社工签名": case.person.worker,
        }
        yield row, day, stream("note", case.number, number)


def follow_ups(case: ProfessionalCase, days: tuple[date, date], topics: Sequence[str], beside: str) -> Iterator[Row]:
    """结案回访: at home, then at the station; ``beside`` is who helps."""
    told = (("入户", "结案时的安排仍在执行，没有新的困扰"), ("面谈", f"能自行处理，{beside}从旁支持"))
    for day, topic, (method, state) in zip(days, topics, told, strict=False):
        yield {
            "个案编号": case.number,
            "回访日期": day,
            "回访方式": method,
            "回访对象": "本人",
            "现状": f"{case.person.address}谈到{topic}，{state}。",
            "问题反复": False,
            "重开个案": False,
            "回访社工": case.person.worker,
            "社工签名": case.person.worker,
        }
