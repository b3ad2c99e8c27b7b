"""The whole station: what it keeps from day to day, what it reports of itself."""

from __future__ import annotations

from samples.generator import Records

from . import (
    case_files,
    development,
    documents,
    figures,
    management,
    opinions,
    plans,
    report,
    resources,
    served,
    services,
    staff,
    surveys,
    volunteers,
)


def kept(*, as_reported: bool = False) -> Records:
    """The records of every day; ``as_reported`` gives groups, activities and cases the report's distribution."""
    held = services.records(as_reported=as_reported)
    found = case_files.records(as_reported=as_reported)
    employed = staff.records()
    others: Records = {
        **employed,
        **development.records(),
        **documents.records(),
        **opinions.records(),
        **management.records(),
        **volunteers.records(),
        **resources.records(),
        **surveys.records(),
        **held,
        **found,
        "站点计划": plans.records(services.held(held)),
        "交接记录": [*employed["交接记录"], *found["交接记录"]],
    }
    return {**served.records(others), **others}


def reported(records: Records, *, as_reported: bool = False) -> Records:
    """``records`` and what the station reports of them."""
    stations, areas = figures.summaries(records, as_reported=as_reported)
    return {
        **records,
        "指标台账": figures.indicators(records, as_reported=as_reported),
        "进度监测": list(figures.monitoring(records, as_reported=as_reported)),
        "站点汇总": stations,
        "片区汇总": areas,
        **report.records(records, as_reported=as_reported),
    }
