"""What a mapping says that the export does not have: other names this time, or a slip of the pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from auditor.records.layout.blocks import Block
from auditor.records.layout.headers import Match
from auditor.records.layout.mapping import UNREAD, ExportMapping, SheetMapping
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.sheet import Sheet
from auditor.records.spelling import normal_header

_SHOWN = 5  # headers


def unmet(
    mapping: ExportMapping, sheets: Collection[tuple[str, str | None]], blocks: Sequence[Block]
) -> Iterator[DataProblem]:
    """The entries of ``mapping`` that no sheet (file, name) fits, and the headers that none of their tables has."""
    met = {id(mapping.of(*sheet)) for sheet in sheets} if mapping.sheets else set()
    recognised_by: dict[int, list[tuple[Sheet, Match]]] = defaultdict(list)
    for block in blocks if mapping.sheets else ():
        if isinstance(block.outcome, Match):
            recognised_by[id(mapping.of(block.sheet.file, block.sheet.name))].append((block.sheet, block.outcome))
    for entry in mapping.sheets:
        if id(entry) not in met:
            yield problem("D661", f"映射 {mapping.name}".strip(), entry=_said(entry))
        recognised = recognised_by[id(entry)]
        if not recognised:
            continue
        there = {normal_header(shown) for _, match in recognised for shown in match.headers.values()}
        lacking = [header for header, field in entry.columns.items() if field != UNREAD and not _among(header, there)]
        if lacking:
            first, several = recognised[0][0], len(recognised)
            yield problem(
                "D662",
                first.file,
                first.name,
                headers="、".join(f"“{header}”" for header in lacking[:_SHOWN])
                + (f" 等 {len(lacking)} 个" if len(lacking) > _SHOWN else ""),
                where=f"这一张等 {several} 张表里都" if several > 1 else "这张表里",
            )


def _among(header: str, there: Collection[str]) -> bool:
    """Whether a heading is called so, with the groups above it or by its own name alone."""
    wanted = normal_header(header)
    bare = wanted.replace("/", "")
    return any(one == wanted or one.endswith(f"/{wanted}") or one.replace("/", "") == bare for one in there)


def _said(entry: SheetMapping) -> str:
    sheet = f"，sheet: {entry.sheet}" if entry.sheet != "*" else ""
    return f"file: {entry.file}{sheet}"
