"""A ``mapping:`` document → ExportMapping: what an export calls its columns, as a person has written it down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.records.dictionary import Dictionary, Origin
from auditor.records.layout.mapping import NO_MAPPING, UNREAD, ExportMapping, SheetMapping
from auditor.records.spelling import normal_header
from auditor.rulebook.profile import Profile
from auditor.rulebook.shape import MappingShape, SheetMappingShape, shaped
from auditor.spans import Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, parse_documents, read_source

_ROWS = re.compile(r"(\d{1,7})(?:\s*[-–—~至]\s*(\d{1,7}))?")
_LAST_ROW = 1_048_576  # of a spreadsheet


def load_mapping(path: Path, dictionary: Dictionary) -> ExportMapping:
    """The mapping in a file. Raises RulebookError with every fault."""
    errors: list[RuleError] = []
    documents = parse_documents(source := read_source(path, path.as_posix()))
    if len(documents) != 1:
        place = documents[1].span if documents else Span(source, 0, 0)
        raise RulebookError([error("E105", place, name="文件", expected="一份映射（mapping）")])
    mapping = read_mapping(documents[0], dictionary, errors)
    if errors or mapping is None:
        raise RulebookError(errors)
    return mapping


def mapping_of(chain: Iterable[Profile], dictionary: Dictionary) -> ExportMapping:
    """The mapping that a profile, or else one that it extends, names. Raises RulebookError with every fault."""
    named = [profile.mapping for profile in chain if profile.mapping is not None]
    if not named:
        return NO_MAPPING
    return load_mapping(Path(named[-1].span.source.path).parent / named[-1], dictionary)


def read_mapping(node: Node, dictionary: Dictionary, errors: list[RuleError]) -> ExportMapping | None:
    """A ``mapping:`` document; None if its shape is broken. Names in it must be those of ``dictionary``."""
    shape = shaped(MappingShape, node, "映射", errors)
    if shape is None:
        return None
    entries: list[SheetMapping] = []
    for part in shape.sheets:
        entry = _sheet(part, dictionary, errors)
        if entry is None or not isinstance(part, Tree):
            continue
        if entry == SheetMapping(file=entry.file, sheet=entry.sheet):
            continue  # it says nothing: its lines still stand behind a #
        hidden = next((one for one in entries if _covers(one, entry)), None)
        if hidden is not None:
            errors.append(error("E499", part.span, file=hidden.file, sheet=hidden.sheet))
        entries.append(entry)
    return ExportMapping(str(shape.mapping), tuple(entries))


def _covers(earlier: SheetMapping, later: SheetMapping) -> bool:
    return earlier.file in ("*", later.file) and earlier.sheet in ("*", later.sheet)


def _sheet(node: Node, dictionary: Dictionary, errors: list[RuleError]) -> SheetMapping | None:
    shape = shaped(SheetMappingShape, node, "sheets", errors)
    if shape is None or not isinstance(node, Tree):
        return None
    record = shape.record
    said = {"header": shape.header, "columns": shape.columns, "set": shape.set_}
    if record == UNREAD:
        errors += [error("E498", node.key(key), name=key) for key, value in said.items() if value]
    elif record is not None and not _known(record, dictionary):
        names = [name for name in dictionary.records if _known(name, dictionary)]
        errors.append(error("E301", record.span, suggest(record, [*names, UNREAD]), name=record))
        return None
    columns = {header: field for header, field in shape.columns.items() if _fits(record, field, dictionary, errors)}
    constants = {field: text for field, text in shape.set_.items() if _fits(record, field, dictionary, errors)}
    _check_headers(columns, errors)
    for field in constants:
        header = next((header for header, name in columns.items() if name == field), None)
        if header is not None:
            errors.append(error("E497", field.span, field=field, header=header))
        if field == UNREAD:
            errors.append(error("E105", field.span, name="set", expected="“字段: 内容”"))
    return SheetMapping(
        file=str(shape.file or "*"),
        sheet=str(shape.sheet) if shape.sheet is not None and (shape.sheet or shape.sheet.quote) else "*",
        record=str(record) if record is not None else None,
        header=_rows(shape.header, errors) if shape.header is not None else None,
        columns={str(header): str(field) for header, field in columns.items()},
        constants={str(field): str(text) for field, text in constants.items()},
    )


def _known(name: str, dictionary: Dictionary) -> bool:
    record = dictionary.records.get(name)
    return record is not None and record.origin is Origin.EXPORT


def _fits(record: Text | None, field: Text, dictionary: Dictionary, errors: list[RuleError]) -> bool:
    """Whether a sheet may have ``field``; without a record type it must be one of any."""
    if UNREAD in (field, record):
        return True
    if record is not None:
        fields = dictionary.records[record].fields
        if field not in fields:
            errors.append(error("E306", field.span, suggest(field, [*fields, UNREAD]), name=record, field=field))
        return field in fields
    every = {name for one in dictionary.records.values() if one.origin is Origin.EXPORT for name in one.fields}
    if field not in every:
        errors.append(error("E495", field.span, suggest(field, [*every, UNREAD]), field=field))
    return field in every


def _check_headers(columns: Mapping[Text, Text], errors: list[RuleError]) -> None:
    """Reports headers that differ in nothing but blanks and marks, and so cannot be told apart."""
    seen: dict[str, Text] = {}
    for header in columns:
        normal = normal_header(header)
        if not normal:
            errors.append(error("E105", header.span, name="columns", expected="“表头: 字段”"))
        elif (first := seen.setdefault(normal, header)) is not header:
            errors.append(error("E496", header.span, header=header, other=first))


def _rows(text: Text, errors: list[RuleError]) -> tuple[int, int] | None:
    found = _ROWS.fullmatch(text.strip())
    if found is not None:
        first, last = int(found[1]), int(found[2] or found[1])
        if 0 < first <= last <= _LAST_ROW:
            return first, last
    errors.append(error("E105", text.span, name="header", expected="表头所在的行，例如 3，或者两行的 2-3"))
    return None
