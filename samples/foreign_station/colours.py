"""Colours for tiers: the yearly assessment, assessments in between, and changes of colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from samples.generator import Row, numbered
from samples.generator.days import later, working

from . import data, stream
from .people import SUPERVISOR, Person

_PHRASES = data("phrases")
BANDS = {"红": (82, 96), "橙": (62, 77), "黄": (42, 57), "绿": (18, 36)}  # within the profile's bands
FORMS = {
    "红": (("入户", "电访", "驻点"), "每月三次，其中入户一次"),
    "橙": (("入户", "电访"), "每月一次，每季入户一次"),
    "黄": (("入户", "电访", "微信"), "每两月一次，半年入户一次"),
    "绿": (("电访", "驻点"), "每季一次"),
}
CHANGES = {  # name → day, colour before and after, and why
    "宓秋雁": (date(2025, 4, 15), "红", "橙", "债务已与信用社签订分期协议，连续两月睡眠恢复到六小时，家庭收支首次持平"),
    "巴凤仙": (date(2025, 3, 20), "绿", "黄", "房颤加重改服华法林，须每月验血并有人陪同，复评健康一项上升十二分"),
    "井老七": (date(2025, 5, 14), "黄", "橙", "听力进一步下降又独居山路旁，复评安全一项上升十分，须每月上门"),
}


def assessments(people: Iterable[Person]) -> list[Row]:
    """分级评估: once a year, in January, out of a hundred points."""
    return numbered([_assessment(person) for person in people], "评估编号", "测评25{:03d}", "评估日期", "档案号")


def _assessment(person: Person) -> Row:
    before = CHANGES[person.name][1] if person.name in CHANGES else person.tier
    total = stream("score", person.number).randint(*BANDS[before])
    voice = person.voice("assessment")
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "评估日期": person.assessed,
        "表格版本": "四色测评表2025",
        "总分": total,
        "一票升级项": (),
        "等级": before,
        "评级依据": f"{total}分，{voice.say(_PHRASES['basis'])}",
        "评估人": person.worker,
        "评估人签名": person.worker,
        "审核人签名": SUPERVISOR,
        "审核日期": later(person.assessed, 4),
    }


def reassessments(people: Iterable[Person], scores: Iterable[Row]) -> list[Row]:
    """动态评估: of those whose colour changed, and of one in five of the others."""
    totals = {str(row["档案号"]): int(str(row["总分"])) for row in scores}
    rows = [
        _reassessment(person, totals[person.archive])
        for person in people
        if person.name in CHANGES or person.number % 5 == 2
    ]
    return numbered(rows, "动态评估编号", "复{:02d}", "评估日期", "档案号")


def _reassessment(person: Person, before: int) -> Row:
    day, old, new, reason = CHANGES.get(person.name, (date(2025, 6, 11), person.tier, person.tier, ""))
    voice = person.voice("reassessment")
    total = before if old == new else sum(BANDS[new]) // 2
    return {
        "档案号": person.archive,
        "姓名": person.name,
        "评估日期": working(day - timedelta(days=5), -1) if reason else later(day, person.number % 4),
        "触发原因": "重大变化" if reason else "定期",
        "上次等级": old,
        "需求描述": reason or voice.say(_PHRASES["needs"]),
        "服务成效": voice.say(_PHRASES["outcome"]),
        "下一步计划": voice.say(_PHRASES["next"]),
        "本次总分": total,
        "新等级": new,
        "计划调整": f"改按{new}色安排：{FORMS[new][1]}" if reason else "维持原方案，重点不变",
        "评估人签名": person.worker,
        "督导签名": SUPERVISOR,
    }


def changes(people: Iterable[Person]) -> list[Row]:
    """等级变更."""
    rows: list[Row] = [
        {
            "档案号": person.archive,
            "姓名": person.name,
            "变更日期": CHANGES[person.name][0],
            "原等级": CHANGES[person.name][1],
            "新等级": CHANGES[person.name][2],
            "变更原因": CHANGES[person.name][3],
            "审批人签名": SUPERVISOR,
            "审批日期": later(CHANGES[person.name][0], 2),
        }
        for person in people
        if person.name in CHANGES
    ]
    return numbered(rows, "变更编号", "调{:02d}", "变更日期")
