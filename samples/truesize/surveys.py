"""What the station asked before it planned: surveys, their findings, the issues of the communities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samples.generator import Records, Row, numbered
from samples.generator.days import working

from . import data, stream
from .staff import workers_of
from .team import WORKERS

_TOLD = data("surveys")


def records() -> Records:
    """调研方案, 调研对象, 调研记录, 调研结论, 社区问题."""
    return {
        "调研方案": list(_plans()),
        "调研对象": list(_targets()),
        "调研记录": numbered(_done(), "调研编号", "DYJ{:03d}", "调研日期", "方案编号", "对象"),
        "调研结论": list(_findings()),
        "社区问题": list(_issues()),
    }


def _plans() -> Iterator[Row]:
    for plan in _TOLD["plans"]:
        yield {
            "方案编号": plan["number"],
            "方案名称": plan["title"],
            "片区": plan["area"],
            "社工点": None,
            "开始日期": plan["from"],
            "结束日期": plan["until"],
            "负责社工": workers_of(plan["area"])[0],
        }


def _targets() -> Iterator[Row]:
    for plan in _TOLD["plans"]:
        for target, method, category, planned, _ in plan["targets"]:
            yield {
                "方案编号": plan["number"],
                "对象": target,
                "方法": method,
                "类别": category,
                "计划数": planned,
                "变更批准": None,
            }


def _done() -> Iterator[Row]:
    """Each target in two rounds that together reach what was planned; and one talk on each issue."""
    for plan in _TOLD["plans"]:
        for target, method, category, planned, needs in plan["targets"]:
            rng = stream("survey", plan["number"], target)
            span = (plan["until"] - plan["from"]).days
            first = -(-planned // 2)
            for number, responses in enumerate((first, planned - first), 1):
                if responses:
                    yield _interview(
                        plan, target, method, category, responses, None, needs,
                        plan["from"] + timedelta(days=span * number // 3 + rng.randint(-3, 3)),
                    )  # fmt: skip
    plan = _TOLD["plans"][1]
    for issue in _TOLD["issues"]:
        on = issue["raised"] + timedelta(days=20)
        yield _interview(plan, "楼长与商户", "座谈", None, 6, issue["number"], issue["heard"], on)


def _interview(
    plan: dict[str, str], target: str, method: str, category: str | None, responses: int, issue: str | None,
    needs: str, on: date,
) -> Row:  # fmt: skip
    return {
        "方案编号": plan["number"],
        "对象": target,
        "方法": method,
        "类别": category,
        "调研日期": working(on),
        "份数": responses,
        "社区问题编号": issue,
        "主要需求": needs,
        "调研社工": stream("asked by", plan["number"], target).choice(workers_of(plan["area"])),
    }


def _findings() -> Iterator[Row]:
    for plan in _TOLD["plans"]:
        for number, (category, question, conclusion, strategy) in enumerate(plan["findings"], 1):
            yield {
                "结论编号": f"{plan['number']}-{number}",
                "方案编号": plan["number"],
                "类别": category,
                "调研问题": question,
                "结论": conclusion,
                "建议策略": strategy,
            }


def _issues() -> Iterator[Row]:
    for issue in _TOLD["issues"]:
        assert issue["spot"] in WORKERS
        yield {
            "问题编号": issue["number"],
            "问题名称": issue["title"],
            "社工点": issue["spot"],
            "提出日期": issue["raised"],
            "成因": issue["causes"],
            "相关方态度": issue["stakeholders"],
            "过往处理": issue["history"],
            "附件": issue["file"],
        }
