"""Where the station works, and who works there. All invented."""

from __future__ import annotations

from collections.abc import Mapping

AREAS: Mapping[str, tuple[str, ...]] = {
    "江南片区": ("青凤", "青葵", "杏园", "紫金", "紫龙"),
    "小港片区": ("万松园", "南园东", "南园西", "聚龙", "万寿", "得胜"),
    "南村片区": ("聚源", "江宝", "紫来", "贵德东", "复兴"),
}
DIRECTOR, SUPERVISORS = "郝思嘉", ("温如玉", "简明朗")
WORKERS: Mapping[str, tuple[str, ...]] = {
    "江南片区": ("楚青禾", "曾悦然"),
    "小港片区": ("费扬帆", "鲁小葵", "唐一诺"),
    "南村片区": ("邬思远", "葛新月"),
}
STAFF_NUMBERS: Mapping[str, str] = {
    name: f"QC{number:03d}"
    for number, name in enumerate(
        (DIRECTOR, *SUPERVISORS, *(worker for workers in WORKERS.values() for worker in workers)), 1
    )
}


def area_of(spot: str) -> str:
    """The area that a community's station point belongs to."""
    return next(area for area, spots in AREAS.items() if spot in spots)


def supervisor_of(spot: str) -> str:
    """The supervisor of the area."""
    return SUPERVISORS[0] if area_of(spot) == "江南片区" else SUPERVISORS[1]
