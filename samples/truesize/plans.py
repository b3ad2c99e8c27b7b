"""The plans of the station, its areas, its projects and its points, each for the first half of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from samples.generator import Row

from . import CUT_OFF, ENDS, STARTS, data
from .roster import roster
from .team import AREAS, DIRECTOR, SUPERVISORS, WORKERS

_TOLD = data("plans")
APPROVED = date(2024, 6, 28)


def spot_plan(spot: str) -> str:
    """The 计划编号 of a point's plan."""
    return f"JNZ-DW-24-{list(WORKERS).index(spot) + 1:02d}"


def records(held: Mapping[str, int]) -> list[Row]:
    """站点计划; ``held`` tells how many activities and group sessions each plan had: as many as it foresaw."""
    return [*(_named(plan, held) for plan in _TOLD["plans"]), *_spots(held)]


def _named(plan: Mapping[str, str], held: Mapping[str, int]) -> Row:
    area, level = plan.get("area"), plan["level"]
    yearly = level == "站点"
    return {
        "计划编号": plan["number"],
        "计划名称": plan["title"],
        "计划层级": level,
        "项目类型": plan["kind"],
        "上级计划": plan.get("parent") or (None if yearly else "JNZ-JH-24-00"),
        "片区": area,
        "社工点": None,
        "服务对象类别": tuple(plan["of"]),
        "选择理由": plan.get("rationale"),
        "调研结论编号": plan.get("finding"),
        "对象名单": "名单见档案总表" if level in ("站点", "片区") else f"{plan['title']}服务名单（附表）",
        "对象人数": plan["heads"],
        "计划次数": held[plan["number"]] if level == "项目" else None,
        "具体目标": plan["objectives"],
        "服务策略": plan["strategy"],
        "行动步骤": plan["steps"],
        "衡量指标": plan["measures"],
        "开始日期": STARTS,
        "结束日期": ENDS if yearly else CUT_OFF,
        "批准日期": APPROVED,
        "责任人": SUPERVISORS[area] if area else DIRECTOR,
        "总结": None if yearly else f"{plan['title']}上半年按步骤完成，{plan['measures']}均已统计",
        "服务过程": plan.get("process"),
        "服务成效": plan.get("outcome"),
        "问题解决程度": plan.get("resolution"),
    }


def _spots(held: Mapping[str, int]) -> Iterator[Row]:
    by_area = {"江南片区": ("低保对象", "其他残疾人"), "小港片区": ("独居老人",), "南村片区": ("失能老年人",)}
    for area, spots in AREAS.items():
        for spot, (title, objectives, strategy, steps, measures) in zip(spots, _TOLD["spots"][area], strict=True):
            served: tuple[str, ...] = ("其他困境儿童", "事实无人抚养儿童") if spot == "紫金" else by_area[area]
            heads = sum(
                1
                for person in roster()
                if person.spot == spot and not person.left and set(person.categories) & set(served)
            )
            yield {
                "计划编号": spot_plan(spot),
                "计划名称": title,
                "计划层级": "社工点",
                "项目类型": "困难群体服务",
                "上级计划": f"JNZ-JH-24-{list(AREAS).index(area) + 1:02d}",
                "片区": area,
                "社工点": spot,
                "服务对象类别": served,
                "选择理由": None,
                "调研结论编号": _TOLD["findings for spots"].get(spot),
                "对象名单": f"{spot}社工点名单（附表）",
                "对象人数": heads,
                "计划次数": held[spot_plan(spot)],
                "具体目标": objectives,
                "服务策略": strategy,
                "行动步骤": steps,
                "衡量指标": measures,
                "开始日期": STARTS,
                "结束日期": CUT_OFF,
                "批准日期": APPROVED,
                "责任人": WORKERS[spot],
                "总结": f"{title}按计划完成，{measures}见反馈统计",
                "服务过程": None,
                "服务成效": None,
                "问题解决程度": None,
            }
