"""飞书多维表格 (Bitable): records as its interface and its exports write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from auditor.records.clean import JOINER
from auditor.records.reading.sheet import text_of

_OWN = re.compile(
    "record_id|id|fields|created_by|created_time|last_modified_by|last_modified_time|shared_url|record_url|parent_record_id"
)
_BEIJING = timezone(timedelta(hours=8))
_OF_TIME = re.compile(r"日|时间|生辰|date|time|birth", re.IGNORECASE)
_MILLISECONDS = re.compile(r"-?\d{9,13}")
_DATE = "5"  # the number that the interface has for a field of dates
_TEXTS = ("text", "full_address", "name", "en_name", "link")  # what an item shows, the best first


class Number(str):
    """A number of JSON as the text that stands in the file, so that it keeps its digits."""

    __slots__ = ()


def is_record(item: Mapping[str, Any]) -> bool:
    """Whether it is a record with its fields inside."""
    return isinstance(item.get("fields"), dict) and all(map(_OWN.fullmatch, item))


def unwrapped(item: Mapping[str, Any]) -> dict[str, Any]:
    """A record's fields beside its identity, each as a scalar or a text."""
    own = {name: value for name, value in item.items() if name != "fields"}
    values = own | item["fields"]
    return {name: _plain(name, value) for name, value in values.items()}


def _plain(name: str, value: Any) -> Any:
    """A cell as a person sees it."""
    if isinstance(value, Number) and _OF_TIME.search(name) and _MILLISECONDS.fullmatch(value):
        return _moment(int(value))
    match value:
        case {"id": _, "name": str(person)}:
            return person
        case [{"id": _, "name": str()}, *_] if all(isinstance(one, dict) and "name" in one for one in value):
            return JOINER.join(str(one["name"]) for one in value)
    shown = shown_text(value)
    return value if shown is None else shown


def _moment(milliseconds: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.astimezone(_BEIJING).replace(tzinfo=None).isoformat(" ", "seconds")


def shown_text(value: Any) -> str | None:
    """The text of a cell of a shape that only this interface has; None for any other value.

    Texts in pieces, links to records, persons, attachments, places, addresses of the web, formulas.
    """
    match value:
        case {"type": kind, "value": inner, **rest} if not rest.keys() - {"ui_type"}:
            return _of_formula(inner, kind == _DATE)
        case {"link_record_ids": [*ids], **rest} if not rest:
            return JOINER.join(map(str, ids))
        case {"link": str(link), **rest} if rest.keys() <= {"text", "type"}:
            return str(rest.get("text") or link)
        case {"location": _, **rest} if rest.keys() & {"full_address", "address", "name"}:
            return str(rest.get("full_address") or rest.get("address") or rest.get("name"))
        case [dict(), *_] as items if all(map(_is_item, items)):
            return _of_items(items)
    return None


def _is_item(item: Any) -> bool:
    match item:
        case {"text": str(), "type": str()} | {"file_token": _} | {"record_ids": list()} | {"avatar_url": _}:
            return True
        case {"id": str(), "name": str(), **rest}:  # persons; with more to say it would be a record of its own
            return rest.keys() <= {"en_name", "email", "avatar_url"} and bool(rest)
    return False


def _of_items(items: list[Mapping[str, Any]]) -> str:
    """Pieces of one text joined, several things separated."""
    shown = []
    for item in items:
        several = item.get("text_arr")
        texts = [str(item[name]) for name in _TEXTS if isinstance(item.get(name), str) and item[name]]
        shown.append(
            JOINER.join(map(str, several))
            if isinstance(several, list) and several
            else texts[0]
            if texts
            else JOINER.join(map(str, item.get("record_ids") or ()))
        )
    pieces = all("type" in item and "record_ids" not in item and "file_token" not in item for item in items)
    return ("" if pieces else JOINER).join(shown)


def _of_formula(inner: Any, dated: bool) -> str | None:
    """A formula's or a reference's result: one value or a list of them."""
    if isinstance(inner, dict):
        return None
    shown = [_of_value(each, dated) for each in (inner if isinstance(inner, list) else [inner]) if each is not None]
    return None if None in shown else JOINER.join(text for text in shown if text is not None)


def _of_value(value: Any, dated: bool) -> str | None:
    if isinstance(value, dict | list):
        return shown_text([value] if isinstance(value, dict) else value)
    if dated and _MILLISECONDS.fullmatch(str(value)):
        return _moment(int(value))
    return text_of(value)
