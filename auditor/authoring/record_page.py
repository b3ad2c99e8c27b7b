"""The page of a record type: its fields with what may stand in them, and the records it is linked with."""

from __future__ import annotations

from tabulate import tabulate

from auditor.records.dictionary import Dictionary, Field, RecordType
from auditor.rulelang.types import type_of_field


def record_page(record: RecordType, dictionary: Dictionary) -> str:
    """What an author of rules has to know of a record type, one statement a line."""
    lines = [record.name]
    if record.key:
        lines.append(f"编号：{'、'.join(record.key)}" + (f"；先后：{'、'.join(record.order)}" if record.order else ""))
    lines += [f"凭 {'、'.join(link.by)} 找到：{link.name}" for link in record.links.values()]
    below = [one.name for one in dictionary.records.values() if record.name in {link.to for link in one.links.values()}]
    if below:
        lines.append(f"凭它的编号找得到它的：{'、'.join(below)}")
    rows = [(field.name, _kind(field)) for field in record.fields.values()]
    table = tabulate(rows, tablefmt="plain", disable_numparse=True)
    return "\n".join([*lines, "各项：", *("  " + line.rstrip() for line in table.split("\n"))])


def _kind(field: Field) -> str:
    if field.codes is None:
        return type_of_field(field).base.value
    return f"{type_of_field(field).base.value}：{'、'.join(field.codes.values)}"
