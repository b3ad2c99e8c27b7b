"""What a profile calls things: other headings of columns, other codes, another table in a table's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.errors import RuleError, error, suggest
from auditor.records.amended import code_lists, with_codes, with_headers
from auditor.records.dictionary import CodeList, Dictionary
from auditor.records.layout.claims import header_names
from auditor.records.spelling import compact, normal_header
from auditor.rulebook.profile import CodesChange, Profile
from auditor.rulebook.table import Table
from auditor.rulebook.table_reader import read_table
from auditor.rulelang.types import Type
from auditor.spans import Text

Tables = dict[str, Table]


def changed_headers(profile: Profile, dictionary: Dictionary, errors: list[RuleError]) -> Dictionary:
    """The dictionary with the profile's headings. No heading may stand for two fields."""
    for written, headings in profile.headers.items():
        place = _place(written, dictionary, errors)
        if place is None:
            continue
        record, field = place
        names = header_names(dictionary.records[record])
        new = []
        for heading in headings:
            taken = names.setdefault(normal_header(heading), field)
            if taken != field:
                errors.append(error("E485", heading.span, header=heading, field=taken))
            else:
                new.append(str(heading))
        dictionary = with_headers(dictionary, record, field, tuple(new))
    return dictionary


def _place(written: Text, dictionary: Dictionary, errors: list[RuleError]) -> tuple[str, str] | None:
    """``记录.项`` taken apart, if both are there."""
    record, dot, field = written.partition(".")
    if not dot:
        errors.append(error("E105", written.span, name="headers", expected="“记录.项: 表头”"))
        return None
    if record not in dictionary.records:
        span = written.part(0, len(record))
        errors.append(error("E301", span, suggest(record, dictionary.records), name=record))
        return None
    fields = dictionary.records[record].fields
    if field not in fields:
        span = written.part(len(record) + 1, len(written))
        errors.append(error("E306", span, suggest(field, fields), name=record, field=field))
        return None
    return record, field


def changed_codes(
    profile: Profile, dictionary: Dictionary, tables: Tables, errors: list[RuleError]
) -> tuple[Dictionary, Tables]:
    """Dictionary and tables with the profile's code lists, wherever these are used."""
    for name, change in profile.codes.items():
        lists = code_lists(dictionary)
        if name not in lists:
            errors.append(error("E303", name.span, suggest(name, lists), name=name))
            continue
        codes = _changed_list(lists[name], change, errors)
        dictionary = with_codes(dictionary, codes)
        tables = {key: _with_codes(table, codes) for key, table in tables.items()}
        for key, table in tables.items():
            stays = key not in profile.tables and key not in profile.own_tables
            if change.values is not None and stays and (why := _misfit(table, codes)):
                errors.append(error("E487", name.span, codes=name, table=key, why=why))
    return dictionary, tables


def _changed_list(codes: CodeList, change: CodesChange, errors: list[RuleError]) -> CodeList:
    values = codes.values
    if change.values is not None:
        for at, value in enumerate(change.values):
            if compact(value) in map(compact, change.values[:at]):
                errors.append(error("E106", value.span, name=value))
        values = tuple(map(str, change.values))
    aliases = {other: value for other, value in codes.aliases.items() if value in values}
    spellings = {compact(other): value for other, value in aliases.items()} | {compact(v): v for v in values}
    for value, others in change.aliases.items():
        if value not in values:
            errors.append(error("E401", value.span, suggest(value, values), value=value))
            continue
        for other in others:
            taken = spellings.setdefault(compact(other), str(value))
            if taken != value:
                errors.append(error("E486", other.span, alias=other, value=taken))
            aliases.setdefault(str(other), str(value))
    return CodeList(codes.name, values, aliases)


def _with_codes(table: Table, codes: CodeList) -> Table:
    def changed(types: Mapping[str, Type]) -> dict[str, Type]:
        return {
            name: Type(kind.base, codes) if kind.codes is not None and kind.codes.name == codes.name else kind
            for name, kind in types.items()
        }

    return replace(table, inputs=changed(table.inputs), outputs=changed(table.outputs))


def _misfit(table: Table, codes: CodeList) -> str:
    """Why a table cannot do with ``codes``: a row has a value that is none, or a value has no row."""
    coded = [name for name, kind in (*table.inputs.items(), *table.outputs.items()) if kind.codes is codes]
    for version in table.versions:
        for name in coded:
            written = {str({**row.tests, **row.values}[name]) for row in version.rows}
            if unknown := sorted(written.difference(codes.values)):
                return f"表里的“{unknown[0]}”不在新的取值里"
            lacking = [value for value in codes.values if value not in written]
            if name in table.inputs and lacking:
                return f"取值“{lacking[0]}”在表里没有一行"
    return ""


def changed_tables(profile: Profile, dictionary: Dictionary, tables: Tables, errors: list[RuleError]) -> Tables:
    """The tables with others in their places, as the profile wants it.

    A table of its own takes the place of one of the same name; ``dictionary`` has the profile's codes.
    """
    own: Tables = {}
    for node in profile.own:
        table = read_table(node, dictionary, errors)
        if table is None:
            continue
        if table.name in own:
            errors.append(error("E110", table.span, name=table.name, other=own[table.name].span))
        elif table.name in tables and (why := _unlike(tables[table.name], table)):
            errors.append(error("E484", table.span, name=table.name, other=table.name, why=why))
        own[table.name] = table
    tables = {**tables, **own}
    changed = dict(tables)
    for name, other in profile.tables.items():
        unknown = [one for one in (name, other) if one not in tables]
        for one in unknown:
            errors.append(error("E302", one.span, suggest(one, tables), name=one))
        if unknown:
            continue
        if why := _unlike(tables[name], tables[other]):
            errors.append(error("E484", other.span, name=name, other=other, why=why))
        else:
            changed[str(name)] = tables[other]
    return changed


def _unlike(table: Table, other: Table) -> str:
    for what, here, there in (("用来查", table.inputs, other.inputs), ("得到", table.outputs, other.outputs)):
        if list(here) != list(there):
            return f"{what}的栏是 {'、'.join(there)}，应当是 {'、'.join(here)}"
        for name, kind in here.items():
            if _plain(kind) != _plain(there[name]):
                return f"“{name}”是{there[name]}，应当是{kind}"
    return ""


def _plain(kind: Type) -> tuple[str, tuple[str, ...]]:
    return kind.base, kind.codes.values if kind.codes is not None else ()
