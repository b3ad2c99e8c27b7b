"""Objects in objects as tables: an object's own parts become columns, its lists of objects further tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.records.reading.texts.feishu import is_record, shown_text, unwrapped

Path = tuple[str, ...]

_DEEPEST = 50  # objects in objects; what is deeper is kept as text
_PARENT = "上级"
# Names that lead from an inner record back to the one around it, and not to a thing, a person or a place.
_LEADING = re.compile(r"(?:号|编码|代码|id|_no|No)$", re.IGNORECASE)
_NOT_LEADING = re.compile(r"电话|手机|证|门牌|房|账|卡|车|楼|栋|邮|型|微信|QQ|phone|mobile", re.IGNORECASE)
_GENERAL = frozenset(("id", "_id", "record_id", "recordid", "uuid", "no", "编号", "序号", "代码", "编码"))


@dataclass(slots=True)
class Table:
    """Rows of one kind: cells by path. ``None`` in the place of a row is an item that is no object.

    ``carried`` are the columns of outer records whose own names alone would say nothing.
    """

    name: str | None
    rows: list[dict[Path, Any] | None] = field(default_factory=list)
    carried: set[Path] = field(default_factory=set)

    def headers(self) -> dict[Path, str]:
        """Each column's header: its own name, with those around it where it alone would be ambiguous."""
        paths = dict.fromkeys(path for row in self.rows for path in row or ())
        names = Counter(path[-1] for path in paths)
        top = {path[-1] for path in paths if len(path) == 1}
        headers = {}
        for path in paths:
            own = path[-1]
            if len(path) == 1 or (names[own] == 1 and own not in top and path not in self.carried):
                headers[path] = own
            else:
                headers[path] = ".".join(path)
        return headers


def tables_of(name: str | None, items: Sequence[Any]) -> list[Table]:
    """The table of a list's objects, then those of the lists within them, outer ones first."""
    first = Table(name)
    tables: dict[Path, Table] = {(): first}
    for item in items:
        if isinstance(item, dict):
            _add(tables, (), item, {})
        else:
            first.rows.append(None)
    for at, table in tables.items():
        _drop_empty_lists(table, {path[len(at) :] for path in tables if path != at and path[: len(at)] == at})
    return list(tables.values())


def _drop_empty_lists(table: Table, lists: Collection[Path]) -> None:
    """Takes the columns out that only say that a record has no rows in one of its ``lists``."""
    for row in table.rows if lists else ():
        for path in lists:
            if row is not None and path in row and row[path] is None:
                del row[path]


def _add(tables: dict[Path, Table], at: Path, item: Mapping[str, Any], around: Mapping[Path, Any]) -> None:
    """Adds an object to the table for the place ``at``; ``around`` are cells that lead to the records around it."""
    table = tables[at]
    own: dict[Path, Any] = {}
    lists: list[tuple[Path, list[Any]]] = []
    _flatten(item, (), _DEEPEST - len(at), own, lists)
    table.rows.append({**around, **own})
    table.carried |= {path for path in around if len(path) > 1}
    if not lists:
        return
    parent = table.name or _PARENT
    leading = dict(around)
    for (name, *further), value in own.items():
        if value is not None and not further and _leads(name):
            leading[(parent, name) if name.lower() in _GENERAL else (name,)] = value
    for path, items in lists:
        below = (*at, *path)
        if below not in tables:
            taken = {table.name for table in tables.values()}
            tables[below] = Table(path[-1] if path[-1] not in taken else ".".join(below))
        for each in items:
            _add(tables, below, each if isinstance(each, dict) else {path[-1]: each}, leading)


def _flatten(
    item: Mapping[str, Any],
    above: Path,
    room: int,
    cells: dict[Path, Any],
    lists: list[tuple[Path, list[Any]]],
) -> None:
    """Fills ``cells`` with an object's scalars and ``lists`` with its lists of objects, by their paths.

    ``room`` is how many objects deeper it goes.
    """
    for name, value in (unwrapped(item) if is_record(item) else item).items():
        path = (*above, name)
        match value:
            case dict() | list() if (text := shown_text(value)) is not None:
                cells[path] = text
            case dict() if room and value:
                _flatten(value, path, room - 1, cells, lists)
            case list():
                items = list(_flat(value))
                if room and any(isinstance(each, dict) for each in items):
                    lists.append((path, items))
                else:
                    cells[path] = items or None
            case dict() if not value:
                cells[path] = None
            case _:
                cells[path] = value


def _flat(items: list[Any]) -> Iterator[Any]:
    """The items of a list and of the lists in it."""
    for item in items:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _leads(name: str) -> bool:
    return bool(_LEADING.search(name)) and not _NOT_LEADING.search(name)
