"""How an export was understood, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.output.grid import GAP, LEAST, NARROW, paragraphs, section
from auditor.output.wording import say_sheet
from auditor.output.wrap import columns, shorten
from auditor.records.understanding import ColumnMap, How, SheetMap, Understanding

_LETTER, _HEADER, _FIELD = 12, 24, 18  # terminal columns at most
_NAMED = 3  # sheets that are named where several are alike
_COLUMNS_SHOWN = 200  # of a sheet


def to_json(found: Understanding) -> str:
    """The whole, indented, ending with a line feed."""
    return found.model_dump_json(indent=2) + "\n"


def alike(found: Understanding) -> list[list[SheetMap]]:
    """The sheets, those together that were understood in the same way, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[SheetMap]] = {}
    for sheet in found.sheets:
        shape = tuple((one.column, one.header, one.field, one.how) for one in sheet.columns)
        groups.setdefault((sheet.record, sheet.how, sheet.header, shape), []).append(sheet)
    return list(groups.values())


def render(found: Understanding, width: int) -> str:
    """Every sheet with its columns, ``width`` terminal columns wide; what is left to do last."""
    width = max(width, NARROW)
    parts = [_sheets(group, width) for group in alike(found)]
    problems = [f"{say_sheet(one.file, one.sheet)}：{one.code} {one.text}" for one in found.problems]
    if problems:
        parts.append(paragraphs(["【读文件时的问题】", *problems], width))
    parts.append(paragraphs(_summary(found), width))
    return "\n\n".join(filter(None, parts)) + "\n"


def _sheets(group: Sequence[SheetMap], width: int) -> str:
    sheet = group[0]
    names = "、".join(say_sheet(one.file, one.sheet) for one in group[:_NAMED])
    names += f" 等 {len(group)} 张" if len(group) > _NAMED else ""
    what = f"“{sheet.record}”（{sheet.how}）" if sheet.record else f"没有读：{sheet.how}"
    lines = [f"【{names}】", f"{what}{_at(sheet)}"]
    if sheet.record:
        lines += [f"“{field}”写定为“{text}”" for field, text in sheet.constants.items()]
        lines += [f"没有一列是编号“{name}”，分不清哪两行是同一份" for name in sheet.without]
        return f"{paragraphs(lines, width)}\n\n{_columns(sheet.columns, width)}"
    if sheet.columns and not sheet.choices:
        headers = "、".join(shorten(one.header, _HEADER) for one in sheet.columns[:10])
        lines.append(f"表头：{headers}{' 等' if len(sheet.columns) > 10 else ''}；不像任何一种记录")
    if not sheet.choices:
        return paragraphs(lines, width)
    best, *others = sheet.choices
    also = "，也像" + "、".join(f"“{one.record}”（{one.score}%）" for one in others) if others else ""
    lack = "".join(f"，还缺编号“{name}”" for name in best.without)
    lines.append(f"最像“{best.record}”（{best.score}%）{also}。当作“{best.record}”来读的话{lack}：")
    chosen = {one.column: one for one in best.columns}
    return f"{paragraphs(lines, width)}\n\n{_columns([chosen.get(one.column, one) for one in sheet.columns], width)}"


def _at(sheet: SheetMap) -> str:
    if sheet.header is None or not (sheet.record or sheet.choices):
        return ""
    first, last = sheet.header
    return f"，表头在第 {first} 行" if first == last else f"，表头在第 {first} 至 {last} 行"


def _columns(shown: Sequence[ColumnMap], width: int) -> str:
    rows = [
        (
            one.column if one.column != one.header else "",
            shorten(one.header, 3 * _HEADER) or "（空）",
            one.field or "",
            _how(one),
        )
        for one in shown[:_COLUMNS_SHOWN]
    ]
    limits = (_LETTER, _HEADER, _FIELD)
    widths = [min(max(columns(row[at]) for row in rows) if rows else 0, limit) for at, limit in enumerate(limits)]
    widths = [max(one, LEAST) for one in widths]
    widths.append(width - sum(widths) - 3 * GAP)
    drawn = section("", ["列", "表头", "字段", "怎样认出"], rows, widths).lstrip("\n")
    more = len(shown) - len(rows)
    return f"{drawn}\n\n另有 {more:,} 列，用 --format json 看全部" if more else drawn


def _how(one: ColumnMap) -> str:
    if one.how is not How.UNKNOWN:
        return f"{one.how}：{one.reason}" if one.reason else one.how
    told = "、".join(f"“{guess.field}”相似 {guess.score}%" for guess in one.guesses)
    return f"不认识；可能是{told}" if told else "不认识"


def _summary(found: Understanding) -> Iterator[str]:
    read = [sheet for sheet in found.sheets if sheet.record]
    known = sum(one.field is not None for sheet in read for one in sheet.columns)
    if found.mapping:
        yield f"映射 {found.mapping}"
    counts = (("认得", len(read)), ("认不出", found.unrecognised), ("不用读", found.left_out))
    told = "，".join(f"{what} {count} 张" for what, count in counts if count)
    columns_told = f"；认得的表里 {known} 列有字段，{found.unknown} 列不认识" if read else ""
    yield f"{len(found.sheets)} 张表{'：' if told else ''}{told}{columns_told}"
    if found.unrecognised or found.unknown:
        yield "不认识的都没有读，也不作猜测。要读：加 -o mapping.yaml 写出映射文件，改好以后用 --mapping mapping.yaml"
