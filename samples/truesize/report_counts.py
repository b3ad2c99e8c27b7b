"""What the report counts: households, persons, cases, children, calls without a work order."""

from __future__ import annotations

from samples.generator import Records

from . import CUT_OFF
from .figures import cases_at_cut_off
from .roster import Resident, roster
from .team import AREAS

_CHILDREN = {"孤儿", "事实无人抚养儿童", "其他困境儿童", "留守儿童"}


def persons_open() -> int:
    """Persons whose archive is open."""
    return sum(person.left is None for person in roster())


def households(*, all_archives: bool) -> int:
    """Households of all archives, or of the open ones."""
    return _households([person for person in roster() if all_archives or person.left is None])


def of_area(area: str, *, all_archives: bool) -> tuple[int, int]:
    """Households and persons of an area."""
    here = [person for person in roster() if person.area == area and (all_archives or person.left is None)]
    return _households(here), len(here)


def of_spot(spot: str) -> tuple[int, int]:
    """Households and persons of a community, over all archives."""
    here = [person for person in roster() if person.spot == spot]
    return _households(here), len(here)


def children(area: str) -> int:
    """Children in hardship of an area."""
    here = (person for person in roster() if person.area == area and person.left is None)
    return sum(bool(_CHILDREN & set(person.categories)) for person in here)


def without_ticket(records: Records) -> int:
    """Calls up to the cut-off that somebody answered and that have no work order."""
    calls = (row for row in records["探访电访记录"] if row["方式"] == "电访" and row["结果"] != "未接通")
    return sum(row["工单号"] is None and str(row["日期"])[:10] <= CUT_OFF.isoformat() for row in calls)


def cases_by_area(records: Records) -> dict[str, int]:
    """Cases opened by the cut-off."""
    area_of = {row["档案号"]: str(row["片区"]) for row in records["服务对象"]}
    found = [area_of[row["档案号"]] for row in cases_at_cut_off(records)]
    return {area: found.count(area) for area in AREAS}


def _households(persons: list[Resident]) -> int:
    return len({person.household for person in persons})
