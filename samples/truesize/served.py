"""The records of those served: archives, assessments, plans, contacts, hotline, goods."""

from __future__ import annotations

from samples.generator import Records

from . import assessment, contacts, goods, hotline, intake


def records(others: Records) -> Records:
    """Half of the station; ``others`` holds the rows of 个案, 活动 and 合作单位 that some of it refers to."""
    reassessed, plans = assessment.reassessments(), assessment.plans()
    return {
        "服务对象": intake.clients(),
        "分级评估": assessment.assessments(),
        "动态评估": reassessed,
        "等级变更": assessment.changes(reassessed),
        "服务计划": plans,
        "知情同意书": intake.consents(others.get("个案", ())),
        "探访电访记录": contacts.contacts(plans),
        "热线工单": [dict(row) for row in hotline.tickets()],
        "平台档案": intake.platform(),
        "档案处置": intake.disposals(),
        "资源链接": goods.links(others.get("合作单位", ())),
        "物资签收": goods.handouts(others.get("活动", ())),
        "安全检查": goods.safety_checks(),
    }
