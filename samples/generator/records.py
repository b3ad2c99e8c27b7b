"""The whole station as records: everything but what it reports of itself, then that."""

from __future__ import annotations

from . import Records, assessment, casework, contacts, hotline, intake, ledgers, services, staff, stream, volunteers
from .archive_sheets import consents
from .diary import diaries
from .feedback import feedback
from .persons import persons


def kept() -> Records:
    """The records that the station keeps from day to day."""
    everyone = persons()
    found = casework.cases(everyone)
    registered = casework.registrations(found)
    timed = diaries(everyone)
    tickets = hotline.tickets(timed)
    reassessed = assessment.reassessments(everyone)
    groups, activities, employed = services.groups(), services.activities(), staff.staff()
    return {
        "服务对象": intake.clients(everyone),
        "分级评估": assessment.assessments(everyone),
        "动态评估": reassessed,
        "等级变更": assessment.changes(everyone, reassessed),
        "服务计划": assessment.plans(everyone),
        "知情同意书": consents(everyone, registered, "TY{:03d}"),
        "探访电访记录": contacts.contacts(timed, tickets),
        "热线工单": tickets,
        "个案": registered,
        "个案节次": casework.sessions(found),
        "个案过程记录": casework.notes(found),
        "结案回访": casework.follow_ups(found),
        "站点计划": services.plans(),
        "小组": groups,
        "小组节次": services.group_sessions(),
        "活动": activities,
        "反馈表": feedback(groups, activities, stream),
        "员工": employed,
        "员工变动": staff.staff_changes(employed),
        "志愿者": volunteers.volunteers(),
    }


def reported(records: Records) -> Records:
    """``records`` and what the station reports of them."""
    stations, areas = ledgers.summaries(records)
    return {**records, "指标台账": ledgers.indicators(records), "站点汇总": stations, "片区汇总": areas}
