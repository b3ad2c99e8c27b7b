"""A mapping file for a person to finish: what is certain needs no line, what is guessed stands behind a ``#``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from auditor.output.wording import say_sheet
from auditor.records.layout.mapping import FILE_NAME, NO_MAPPING, SHEET_NAME, UNREAD, ExportMapping, SheetMapping
from auditor.records.spelling import normal_header
from auditor.records.understanding import ColumnMap, How, SheetMap, Understanding

_PLAIN = re.compile(r"[^\W\d_][\w（）/]*")  # what YAML reads as it stands
_LONGEST = 200  # characters of a header that can be named: YAML takes no longer key than 1,024
_HEAD = f"""\
## 映射文件：写明导出的每张表是什么、每一列是什么。
## “##”后面是说明。“#”开头的行是建议，不起作用：核对以后，对的就删去行首的“# ”；
## 不对就先改成正确的字段；这一列不要就写 {UNREAD}。“表头: 字段”，冒号后面空一格。
## 改好以后这样用：auditor audit 导出文件夹 --mapping 这个文件
## 没有写在这里的照常按表头认；认不得的不读，也不作猜测。
## 表里没有、但整张表都一样的内容，写在 set: 下面，例如 街道: {SHEET_NAME}（或 {FILE_NAME}，或写明内容）。"""

Tables = Sequence[SheetMap]  # of one sheet


def write_mapping(found: Understanding, name: str, mapping: ExportMapping = NO_MAPPING) -> str:
    """The text of a mapping file; ``mapping`` is the one in use, whose entries are kept and come first."""
    sheets = _sheets(found)
    lines = [_HEAD, f"mapping: {_text(mapping.name or name)}", "sheets:"]
    for entry in mapping.sheets:
        own = [table for sheet in sheets for table in sheet if mapping.of(table.file, table.sheet) is entry]
        lines += _kept(entry, own)
    new = [sheet for sheet in sheets if mapping.of(sheet[0].file, sheet[0].sheet) is None]
    for group, (file, pattern) in _named(new, sheets):
        lines += _entry(group, file, pattern)
    if lines[-1] == "sheets:":
        lines[-1] = "sheets: []  ## 每张表、每一列都认得，不用写什么"
    return "\n".join(lines) + "\n"


def _sheets(found: Understanding) -> list[Tables]:
    """The tables of each sheet."""
    sheets: dict[tuple[str, str | None], list[SheetMap]] = {}
    for table in found.sheets:
        sheets.setdefault((table.file, table.sheet), []).append(table)
    return list(sheets.values())


def _named(new: Sequence[Tables], every: Sequence[Tables]) -> Iterator[tuple[Sequence[Tables], tuple[str, str]]]:
    """The sheets that need an entry, those together that are alike and that one pattern can name."""
    groups: dict[object, list[Tables]] = {}
    for sheet in new:
        if _needs_entry(sheet):
            shape = tuple((one.record, one.how, tuple((c.header, c.how) for c in one.columns)) for one in sheet)
            groups.setdefault(shape, []).append(sheet)
    wide: list[tuple[Sequence[Tables], tuple[str, str]]] = []
    for group in groups.values():
        patterns = _patterns(group, every)
        if patterns is not None:
            yield group, patterns
        elif (rest := _rest(group, new, every)) is not None and all(rest != one for _, one in wide):
            wide.append((group, rest))
        else:
            yield from (([sheet], _patterns([sheet], every) or _exact(sheet)) for sheet in group)
    yield from wide


def _rest(group: Sequence[Tables], new: Sequence[Tables], every: Sequence[Tables]) -> tuple[str, str] | None:
    """Patterns for most sheets of a file, if all the others have entries of their own, which come before."""
    files = {sheet[0].file for sheet in group}
    name = min(files).rpartition("/")[2]
    fitting = [one for one in every if SheetMapping(file=name).fits(one[0].file, one[0].sheet)]
    if len(files) > 1 or len(group) < 2 or any(one[0].file not in files for one in fitting):
        return None
    return (name, "*") if all(_needs_entry(one) and one in new for one in fitting) else None


def _needs_entry(sheet: Tables) -> bool:
    return any(_unknown(table) or table.record is None for table in sheet)


def _patterns(group: Sequence[Tables], every: Sequence[Tables]) -> tuple[str, str] | None:
    """Patterns for the file and the sheet that fit all sheets of a group and no other."""
    tables = [sheet[0] for sheet in group]
    file = _pattern([table.file.rpartition("/")[2] for table in tables])
    sheet = _pattern([table.sheet or "" for table in tables])
    for pattern in (sheet,) if sheet else ("*", sheet):
        entry = SheetMapping(file=file, sheet=pattern)
        fitting = [one for one in every if entry.fits(one[0].file, one[0].sheet)]
        if len(fitting) == len(group) and all(one in fitting for one in group):
            return file, pattern
    return None


def _exact(sheet: Tables) -> tuple[str, str]:
    return sheet[0].file, sheet[0].sheet or ""


def _pattern(names: Collection[str]) -> str:
    """What all of ``names`` begin and end with, and ``*`` between."""
    several = sorted(set(names))
    if len(several) == 1:
        return several[0]
    start = _shared(several)
    return f"{start}*{_shared([name[len(start) :][::-1] for name in several])[::-1]}"


def _shared(names: Collection[str]) -> str:
    """What all of ``names`` begin with."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)


def _entry(group: Sequence[Tables], file: str, pattern: str) -> Iterator[str]:
    tables = group[0]
    first = tables[0]
    named = f"{say_sheet(first.file, first.sheet)}{f' 等 {len(group)} 张' if len(group) > 1 else ''}"
    yield ""
    for table in tables:
        yield _note(f"{named}：{f'认作“{table.record}”' if table.record else '没有读'}，{table.how}")
    yield from _where(file, pattern)
    lone = first if len(tables) == 1 else None
    if lone is not None and lone.record is not None:
        yield f"    record: {_text(lone.record)}"
    elif lone is not None and lone.choices:
        best, *others = lone.choices
        also = "；也像" + "、".join(f"“{one.record}”{one.score}%" for one in others) if others else ""
        yield f"    # record: {_text(best.record)}   ## 相似 {best.score}%{also}；不要这张表就写 {UNREAD}"
    elif lone is not None:
        yield f"    # record: {UNREAD}   ## 不像任何一种记录；要读就写明是哪种记录，再在 columns: 下面写各列"
        return
    lines = list(_suggested(tables, ()))
    if lines:
        yield "    columns:"
        yield from (f"      ## 还缺编号“{name}”：哪一列是它，就写“那一列的表头: {name}”" for name in _without(lone))
        yield from lines


def _without(table: SheetMap | None) -> tuple[str, ...]:
    """The fields of the key that no column is, or is like."""
    if table is None:
        return ()
    return table.without if table.record is not None else table.choices[0].without


def _kept(entry: SheetMapping, tables: Tables) -> Iterator[str]:
    """An entry that was there, with suggestions for the columns that it says nothing of."""
    yield ""
    yield from _where(entry.file, entry.sheet)
    if entry.record is not None:
        yield f"    record: {_text(entry.record)}"
    if entry.header is not None:
        yield f"    header: {'-'.join(str(row) for row in dict.fromkeys(entry.header))}"
    suggested = list(_suggested(tables, entry.columns)) if entry.record != UNREAD else []
    if entry.columns or suggested:
        yield "    columns:"
        yield from (f"      {_text(header)}: {_text(field)}" for header, field in entry.columns.items())
        yield from suggested
    if entry.constants:
        yield "    set:"
        yield from (f"      {_text(field)}: {_text(text)}" for field, text in entry.constants.items())


def _where(file: str, sheet: str) -> Iterator[str]:
    yield f"  - file: {_text(file)}"
    if sheet != "*":
        yield f"    sheet: {_text(sheet)}"


def _suggested(tables: Tables, besides: Collection[str]) -> Iterator[str]:
    """A line behind a ``#`` for every header that nobody knows, once."""
    seen = {normal_header(header) for header in besides}
    for table in tables:
        for column in _unknown(table):
            normal = normal_header(column.header)
            if normal and normal not in seen and "…" not in column.header and len(column.header) <= _LONGEST:
                seen.add(normal)
                yield f"      # {_text(_line(column.header))}: {_suggestion(column)}"


def _unknown(table: SheetMap) -> list[ColumnMap]:
    """The columns to say something of: of an unrecognised table those of the record type that it is most like."""
    if table.record is not None:
        return [one for one in table.columns if one.how is How.UNKNOWN]
    if not table.choices:
        return []
    chosen = {one.column: one for one in table.choices[0].columns}
    likely = [chosen.get(one.column, one) for one in table.columns]
    return [one for one in likely if one.field is None]


def _suggestion(column: ColumnMap) -> str:
    if not column.guesses:
        return f"{UNREAD}   ## 没有建议"
    first, *others = column.guesses
    also = "；也可能是" + "、".join(f"“{one.field}”{one.score}%" for one in others) if others else ""
    return f"{_text(first.field)}   ## 相似 {first.score}%{also}"


def _note(text: str) -> str:
    """A comment."""
    return "  ## " + "".join(char if char.isprintable() else " " for char in _line(text))


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _text(text: str) -> str:
    """A text as YAML reads it back."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'
