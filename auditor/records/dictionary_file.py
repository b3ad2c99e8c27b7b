"""The YAML of a dictionary → ``Dictionary``: every fault of every file in one go, each with its path.

A file arrives as a tree of mappings, sequences and text (``rulebook.source``, or PyYAML's
BaseLoader). pydantic checks the shape; names, keys, links and codes are checked against each other
here. A fault's ``loc`` leads from the top of its file to the key or value at fault, so the caller
can point at a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from auditor.records.dictionary import WHOLE, CodeList, Dictionary, Field, Kind, Link, Origin, RecordType
from auditor.records.dictionary_shape import ID, MESSAGES, CodesShape, FileShape, ListShape, RecordShape
from auditor.records.spelling import compact, normal_header

Loc = tuple[str | int, ...]

_OWN_COLUMNS = ("rid",)  # of every frame; its others end with an underscore, which no id does
_S = TypeVar("_S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class DictionaryFault:
    """One fault: ``loc`` is the path of keys and indexes in file ``file``; ``message`` is Chinese."""

    file: str
    loc: Loc
    message: str


def dictionary_of(files: Mapping[str, object]) -> tuple[Dictionary, tuple[DictionaryFault, ...]]:
    """The dictionary that the files (name → tree) make together, and every fault found.

    With faults, the dictionary holds whatever is right, so that rules can still be checked.
    """
    reading = _Reading()
    for file, tree in files.items():
        reading.file(file, tree)
    return reading.dictionary(), tuple(reading.faults)


class _Reading:
    """Takes files one by one, then checks names across them."""

    def __init__(self) -> None:
        self.faults: list[DictionaryFault] = []
        self.placeholders: set[str] = set()
        self.synonyms: list[tuple[str, ...]] = []
        self.codes: dict[str, CodeList] = {}
        self.shapes: dict[str, tuple[str, RecordShape]] = {}
        # ("records", name) → the file that has it, faulty or not; lists are records here
        self.homes: dict[tuple[str, str], str] = {("records", taken): "内置的记录" for taken in (WHOLE.name, WHOLE.id)}

    def fault(self, file: str, loc: Loc, message: str) -> None:
        self.faults.append(DictionaryFault(file, loc, message))

    def shaped(self, shape: type[_S], file: str, loc: Loc, tree: object) -> _S | None:
        """``tree`` as ``shape``, or None with its faults noted."""
        try:
            return shape.model_validate(tree)
        except ValidationError as why:
            for each in why.errors(include_url=False, include_input=False):
                at = (*loc, *each["loc"])
                key = next((part for part in reversed(at) if isinstance(part, str)), file)
                message = MESSAGES[each["type"]].format(key=key)
                self.fault(file, at[:-1] if each["type"] == "missing" else at, message)
            return None

    def file(self, file: str, tree: object) -> None:
        known: object = tree
        if isinstance(tree, Mapping):  # an unknown part must not hide the faults of the others
            for name in tree.keys() - FileShape.model_fields.keys():
                self.fault(file, (name,), f"没有“{name}”这一项")
            known = {name: part for name, part in tree.items() if name in FileShape.model_fields}
        top = self.shaped(FileShape, file, (), known)
        if top is None:
            return
        self.placeholders.update(top.placeholders)
        self.synonyms.extend(top.synonyms)
        for name, part in top.codes.items():
            if self.claimed("codes", name, file) and (codes := self.shaped(CodesShape, file, ("codes", name), part)):
                self.codes[name] = self.code_list(file, name, codes)
        for section, shape in (("records", RecordShape), ("lists", ListShape)):
            for name, part in getattr(top, section).items():
                loc = (section, name)
                if self.claimed(section, name, file) and (record := self.shaped(shape, file, loc, part)):
                    self.shapes[name] = file, record

    def claimed(self, part: str, name: str, file: str) -> bool:
        """Whether ``file`` is the first to define ``name``."""
        kind = "codes" if part == "codes" else "records"
        if (home := self.homes.setdefault((kind, name), file)) is not file:
            self.fault(file, (part, name), f"“{name}”在 {home} 里已经写过")
            return False
        if not re.fullmatch(r"\w+", name):
            self.fault(file, (part, name), f"名称“{name}”只能用汉字、字母、数字和下划线")
        return True

    def loc(self, name: str) -> Loc:
        """Where a record type is written in its file."""
        return ("lists" if isinstance(self.shapes[name][1], ListShape) else "records", name)

    def code_list(self, file: str, name: str, shape: CodesShape) -> CodeList:
        aliases: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for index, value in enumerate(shape.values):
            if compact(value) in spellings:
                self.fault(file, ("codes", name, "values", index), f"“{value}”写了两次")
            spellings[compact(value)] = value
        for value, others in shape.aliases.items():
            if value not in shape.values:
                self.fault(file, ("codes", name, "aliases", value), f"“{value}”不在“{name}”的取值里")
                continue
            for index, other in enumerate(others):
                if spellings.setdefault(compact(other), value) != value:
                    taken = spellings[compact(other)]
                    self.fault(file, ("codes", name, "aliases", value, index), f"“{other}”已经是“{taken}”的写法")
                aliases[other] = value
        return CodeList(name, shape.values, aliases)

    def dictionary(self) -> Dictionary:
        """What has been taken, with the names in it checked against each other."""
        ids: dict[str, str] = {}
        records: dict[str, RecordType] = {}
        for name, (file, shape) in self.shapes.items():
            if (other := ids.setdefault(shape.id, name)) != name:
                self.fault(file, (*self.loc(name), "id"), f"“{shape.id}”已经是“{other}”的 id")
            self.known(file, name, shape)
            self.headers(file, name, shape)
            records[name] = RecordType(
                name=name,
                id=shape.id,
                key=tuple(label for label in shape.key if label in shape.fields),
                fields=self.fields(file, name, shape),
                display=shape.display if shape.display in shape.fields else None,
                order=tuple(label for label in shape.order if label in shape.fields),
                **_of_list(file, shape),
            )
        linked = {name: replace(record, links=self.links(record, records)) for name, record in records.items()}
        self.circles()
        return Dictionary({**linked, WHOLE.name: WHOLE}, self.codes, frozenset(self.placeholders), tuple(self.synonyms))

    def known(self, file: str, name: str, shape: RecordShape) -> None:
        """Every field named outside ``fields`` must be there."""
        named: list[tuple[Loc, str]] = [(("private", label), label) for label in shape.private]
        named += [(("headers", label), label) for label in shape.headers]
        named += [(("key", index), label) for index, label in enumerate(shape.key)]
        named += [(("order", index), label) for index, label in enumerate(shape.order)]
        named += [(("of", parent), label) for parent, by in shape.of.items() for label in by]
        named += [(("links", link, "by"), label) for link, to in shape.links.items() for label in to.by]
        if shape.display is not None:
            named.append((("display",), shape.display))
        for loc, label in named:
            if label not in shape.fields:
                self.fault(file, (*self.loc(name), *loc), f"“{name}”没有“{label}”这一项")

    def headers(self, file: str, name: str, shape: RecordShape) -> None:
        """No heading may stand for two fields."""
        taken = {normal_header(label): label for label in shape.fields}
        for label, headings in shape.headers.items():
            for heading in headings:
                if (other := taken.setdefault(normal_header(heading), label)) != label:
                    loc = (*self.loc(name), "headers", label)
                    self.fault(file, loc, f"表头“{heading}”已经指“{other}”")

    def fields(self, file: str, name: str, shape: RecordShape) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        ids: dict[str, str] = {}
        for label, spec in shape.fields.items():
            try:
                ident, kind, codes = self.spec(name, label, spec)
                if (other := ids.setdefault(ident, label)) != label:
                    raise _Fault(f"“{ident}”已经是“{other}”的英文名")
            except _Fault as why:
                self.fault(file, (*self.loc(name), "fields", label), str(why))
                ident, kind, codes = f"unread{len(fields)}", Kind.TEXT, None  # the name stays known
            headings = shape.headers.get(label, ())
            fields[label] = Field(label, ident, kind, codes, shape.private.get(label), headings)
        return fields

    def spec(self, record: str, label: str, spec: str) -> tuple[str, Kind, CodeList | None]:
        """``contact_no text`` or ``method code 入户|电访`` taken apart. Raises _Fault."""
        if not re.fullmatch(r"\w+", label):
            raise _Fault(f"名称“{label}”只能用汉字、字母、数字和下划线")
        parts = spec.split(maxsplit=2)
        if len(parts) < 2 or not re.fullmatch(ID, parts[0]) or parts[0] in _OWN_COLUMNS:
            raise _Fault("应当写成“英文名 类型”，例如 contact_no text")
        if parts[1] not in list(Kind):
            raise _Fault(f"没有“{parts[1]}”这种类型，可以写：{' '.join(Kind)}")
        kind = Kind(parts[1])
        rest = parts[2] if len(parts) == 3 else None
        if (rest is not None) != (kind in (Kind.CODE, Kind.CODES)):
            raise _Fault(f"{kind} 后面{'不写' if rest else '要写'}取值")
        if rest is None or rest in self.codes:
            return parts[0], kind, self.codes[rest] if rest else None
        if "|" not in rest:
            if ("codes", rest) in self.homes:  # it is there, and its own fault is noted
                return parts[0], Kind.TEXT, None
            raise _Fault(f"没有“{rest}”这个取值表")
        values = tuple(value.strip() for value in rest.split("|"))
        if "" in values or len({compact(value) for value in values}) < len(values):
            raise _Fault("取值里有空的或重复的")
        return parts[0], kind, CodeList(f"{record}.{label}", values)

    def links(self, record: RecordType, records: Mapping[str, RecordType]) -> dict[str, Link]:
        file, shape = self.shapes[record.name]
        links: dict[str, Link] = {}
        for parent, by in shape.of.items():
            own = by or (records[parent].key if parent in records else ())
            self.link(file, ("of",), Link(parent, parent, own), record=record, records=records, links=links)
        for name, link in shape.links.items():
            if name in links:
                self.fault(file, (*self.loc(record.name), "links", name), f"“{name}”已经是上级记录")
                continue
            self.link(
                file,
                ("links", name),
                Link(name, link.to, link.by),
                record=record,
                records=records,
                links=links,
            )
        return links

    def link(
        self,
        file: str,
        at: Loc,
        link: Link,
        *,
        record: RecordType,
        records: Mapping[str, RecordType],
        links: dict[str, Link],
    ) -> None:
        """Adds a link if its two ends fit."""
        loc = (*self.loc(record.name), *at)
        target = records.get(link.to)
        if target is None:
            if ("records", link.to) not in self.homes:
                self.fault(file, loc, f"没有“{link.to}”这种记录")
        elif len(link.by) != len(target.key):
            self.fault(file, loc, f"“{link.to}”的 key 有 {len(target.key)} 项，这里写了 {len(link.by)} 项")
        elif lacking := [label for label in link.by if label not in record.fields]:
            if at == ("of",) and link.by == target.key:
                self.fault(file, loc, f"“{record.name}”没有“{lacking[0]}”这一项，要写明哪一项记着“{link.to}”的 key")
        else:
            for label, key in zip(link.by, target.key, strict=True):
                own, its = record.fields[label].kind, target.fields[key].kind
                if own is not its:
                    self.fault(file, loc, f"“{label}”是 {own}，“{link.to}.{key}”是 {its}，对不上")
            links[link.name] = link

    def circles(self) -> None:
        """No record may belong to itself through ``of``."""
        parents = {name: next(iter(shape.of), None) for name, (_, shape) in self.shapes.items()}
        for name, (file, _) in self.shapes.items():
            path = [name]
            while (parent := parents.get(path[-1])) is not None and parent not in path:
                path.append(parent)
            if parent == name:
                self.fault(file, (*self.loc(name), "of"), f"上级记录成了一个圈：{'→'.join([*path, name])}")


class _Fault(Exception):
    """What is wrong with one field's line."""


def _of_list(file: str, shape: RecordShape) -> dict[str, Any]:
    """Where the rows of a list are: in a file beside the one that describes it."""
    if not isinstance(shape, ListShape):
        return {}
    return {"origin": Origin.LIST, "file": (PurePosixPath(file).parent / shape.file).as_posix()}
