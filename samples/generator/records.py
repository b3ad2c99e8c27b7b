"""The whole station as records: everything but what it reports of itself, then that."""

from __future__ import annotations

from . import Records, assessment, casework, contacts, intake, ledgers, services, station
from .cast import persons


def kept() -> Records:
    """The records that the station keeps from day to day."""
    everyone = persons()
    found = casework.cases(everyone)
    registered = casework.registrations(found)
    visited, tickets = contacts.contacts_and_tickets(everyone)
    reassessed = assessment.reassessments(everyone)
    groups, activities, staff = services.groups(), services.activities(), station.staff()
    return {
        "服务对象": intake.clients(everyone),
        "分级评估": assessment.assessments(everyone),
        "动态评估": reassessed,
        "等级变更": assessment.changes(everyone, reassessed),
        "服务计划": assessment.plans(everyone),
        "知情同意书": intake.consents(everyone, registered),
        "探访电访记录": visited,
        "热线工单": tickets,
        "个案": registered,
        "个案节次": casework.sessions(found),
        "个案过程记录": casework.notes(found),
        "结案回访": casework.follow_ups(found),
        "站点计划": services.plans(),
        "小组": groups,
        "小组节次": services.group_sessions(),
        "活动": activities,
        "反馈表": services.feedback(groups, activities),
        "员工": staff,
        "员工变动": station.staff_changes(staff),
        "志愿者": station.volunteers(),
    }


def reported(records: Records) -> Records:
    """``records`` and what the station reports of them."""
    stations, areas = ledgers.summaries(records)
    return {**records, "指标台账": ledgers.indicators(records), "站点汇总": stations, "片区汇总": areas}
