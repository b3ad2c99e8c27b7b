"""What a plant is: edits of the records, and the verdicts that must follow from them.

The verdicts are reasoned from the rules' text when the plant is written, never taken from the auditor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .. import Records, Row, Value

PROBLEM, NOT_DUE, UNDECIDED = "问题", "未到期", "无法判断"


class Of:
    """Exactly one row of a record type: the one whose fields have these values."""

    def __init__(self, record: str, **values: Value) -> None:
        self.record, self.values = record, values

    def rows(self, records: Records) -> list[Row]:
        """All rows that fit."""
        return [row for row in records[self.record] if all(row.get(f) == v for f, v in self.values.items())]

    def row(self, records: Records) -> Row:
        """The one row; a plant that no longer fits the station must not pass silently."""
        found = self.rows(records)
        if len(found) != 1:
            raise LookupError(f"{self.record} {self.values}: {len(found)} rows instead of one")
        return found[0]


@dataclass(frozen=True)
class Put:
    """Write ``values`` over fields of one row."""

    of: Of
    values: Mapping[str, Value]

    def apply(self, records: Records) -> None:
        """Edit in place."""
        self.of.row(records).update(self.values)


@dataclass(frozen=True)
class Drop:
    """Remove every row that fits; there must be one."""

    of: Of

    def apply(self, records: Records) -> None:
        """Edit in place."""
        gone = self.of.rows(records)
        if not gone:
            raise LookupError(f"{self.of.record} {self.of.values}: nothing to drop")
        records[self.of.record] = [row for row in records[self.of.record] if not any(row is each for each in gone)]


@dataclass(frozen=True)
class Copy:
    """Write one field of one row over the same field of another: what copying and pasting does."""

    source: Of
    target: Of
    field: str

    def apply(self, records: Records) -> None:
        """Edit in place."""
        self.target.row(records)[self.field] = self.source.row(records)[self.field]


@dataclass(frozen=True)
class Add:
    """One row more."""

    record: str
    row: Mapping[str, Value]

    def apply(self, records: Records) -> None:
        """Edit in place."""
        records[self.record].append(dict(self.row))


Edit = Put | Drop | Copy | Add


@dataclass(frozen=True)
class Expected:
    """One verdict: by rule ``rule`` on row ``of`` and, within it, ``element`` (a row, or a period's first day)."""

    rule: str
    of: Of
    element: Of | str | None = None
    verdict: str = PROBLEM


@dataclass(frozen=True)
class Plant:
    """One fault as it is found in real files."""

    says: str
    edits: tuple[Edit, ...]
    expects: tuple[Expected, ...]


def sow(plants: Iterable[Plant], records: Records, keys: Mapping[str, list[str]]) -> list[dict[str, str | None]]:
    """Apply all edits to ``records`` and return the expected verdicts, ``keys`` naming each record's key fields."""

    def key(of: Of) -> str:
        row = of.row(records)
        return "/".join(v.isoformat() if isinstance(v := row[field], date) else str(v) for field in keys[of.record])

    expected: list[dict[str, str | None]] = []
    for plant in plants:
        for edit in plant.edits:
            if isinstance(edit, Add):
                edit.apply(records)
        # Rows are named by what they were before the edits; no edit changes a key.
        for each in plant.expects:
            element = key(each.element) if isinstance(each.element, Of) else each.element
            expected.append(
                {
                    "rule": each.rule,
                    "record": each.of.record,
                    "key": key(each.of),
                    "element": element,
                    "verdict": each.verdict,
                }
            )
        for edit in plant.edits:
            if not isinstance(edit, Add):
                edit.apply(records)
    return expected


def day(text: str) -> date:
    """``2024-11-14``."""
    return date.fromisoformat(text)


def archive(number: int) -> Of:
    """An archive by its number."""
    return Of("服务对象", 档案号=f"JNZ-D-{number:04d}")


def contact(number: int, on: str, **more: Value) -> Of:
    """A person's contact on a day."""
    return Of("探访电访记录", 档案号=f"JNZ-D-{number:04d}", 日期=day(on), **more)


def of_archive(record: str, number: int, **more: Value) -> Of:
    """A row of a record type that belongs to an archive."""
    return Of(record, 档案号=f"JNZ-D-{number:04d}", **more)
