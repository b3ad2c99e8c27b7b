"""Whom a plant happens to: persons and rows of the clean station, each taken once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from samples.generator import Records, Row
from samples.generator.plants.plant import Of

from .. import stream
from ..roster import Resident, roster

KEYS = {  # the key of every record type that is planted in
    "服务对象": "档案号",
    "分级评估": "评估编号",
    "动态评估": "动态评估编号",
    "等级变更": "变更编号",
    "服务计划": "服务计划编号",
    "知情同意书": "同意书编号",
    "探访电访记录": "记录编号",
    "热线工单": "工单号",
    "平台档案": "平台编号",
    "档案处置": "处置编号",
    "资源链接": "链接编号",
    "物资签收": "签收编号",
}
_ORDER = {
    "分级评估": "评估日期",
    "动态评估": "评估日期",
    "等级变更": "变更日期",
    "服务计划": "制定日期",
    "知情同意书": "签署日期",
    "探访电访记录": "日期",
    "热线工单": "受理时间",
}


class Scene:
    """The clean records by person, and who is still free to be planted on."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._by_archive: dict[str, defaultdict[str, list[Row]]] = {}
        self._named = {person.name: person for person in roster() if "X" in person.name}
        self._taken = {person.number for person in self._named.values()}
        self._orders = {str(row["工单号"]): row for row in records["热线工单"]}
        for record, order in _ORDER.items():
            rows: defaultdict[str, list[Row]] = defaultdict(list)
            for row in sorted(records[record], key=lambda row: (str(row[order]), str(row.get("开始时间")))):
                rows[str(row["档案号"])].append(row)
            self._by_archive[record] = rows

    def named(self, name: str) -> Resident:
        """A person whom the report names."""
        return self._named[name]

    def person(self, purpose: str, fits: Callable[[Resident], object] = lambda person: True) -> Resident:
        """Someone free with an open archive who fits; nobody is given out twice."""
        free = [person for person in roster() if person.number not in self._taken and person.left is None]
        stream("plant", purpose).shuffle(free)
        found = next((person for person in free if fits(person)), None)
        if found is None:
            raise LookupError(f"nobody fits: {purpose}")
        self._taken.add(found.number)
        return found

    def rows(self, record: str, person: Resident) -> list[Row]:
        """The person's rows in their order."""
        return self._by_archive[record][person.archive]

    def contacts(self, person: Resident, since: str = "2024-07-01", until: str = "2025-03-24") -> list[Row]:
        """The person's contacts between two days, both included."""
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        return [row for row in self.rows("探访电访记录", person) if first <= on(row) <= last]

    def ticket(self, contact: Row) -> Of:
        """The work order of a call."""
        return self.of("热线工单", self._orders[str(contact["工单号"])])

    def of(self, record: str, row: Row) -> Of:
        """A row, named by its key."""
        return Of(record, **{KEYS[record]: row[KEYS[record]]})

    def only(self, record: str, person: Resident, place: int = 0) -> Of:
        """One of the person's rows, by its place in their order."""
        return self.of(record, self.rows(record, person)[place])


def client(person: Resident) -> Of:
    """The person's archive."""
    return Of("服务对象", 档案号=person.archive)


def on(row: Row, field: str = "日期") -> date:
    """The day that a field of a row holds."""
    day = row[field]
    assert isinstance(day, date)
    return day


def plain(rows: Iterable[Row]) -> bool:
    """Whether all contacts are calls that reached the person, or whoever answers for them."""
    return all(
        row["方式"] == "电访" and row["结果"] == "成功" and row["接触对象"] != "紧急联系人" and not row["重大变化"]
        for row in rows
    )


def steady(person: Resident, tier: str) -> bool:
    """Whether the person has held this one tier throughout."""
    return person.change is None and person.tier == tier and person.presence == "户在人在"
