"""Why a cell is no value of its field, as a problem that tells a person what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from unicodedata import normalize

import polars as pl

from auditor.records.clean import JOINER, UNREADABLE, State, code_reader
from auditor.records.damage import Damage, damage_of
from auditor.records.dictionary import Field, Kind
from auditor.records.problems import DataProblem, problem
from auditor.records.rare_moments import doubt
from auditor.records.source import Source

_SHOWN, _NAMED = 20, 6  # characters of a cell, and values of a code list, that a problem quotes
_SAID = 20  # different texts of a field's invalid cells that are kept
_EXPECTED: Mapping[Kind, str] = {
    Kind.TEXT: "文字",
    Kind.INT: "整数",
    Kind.NUM: "数字",
    Kind.DATE: "日期（1900 至 2100 年）",
    Kind.DATETIME: "日期时间（1900 至 2100 年）",
    Kind.BOOL: "是或否",
}
_LOST: Mapping[Damage, tuple[str, str]] = {
    Damage.DIGITS: ("D644", "Excel 把长号码当成了数字，末几位已经丢失；请把这一列设为文本后重新录入或导出"),
    Damage.RESULT: ("D645", "公式出错或没有算出结果；请用 Excel 或 WPS 打开，改正公式后重新保存"),
    Damage.LENGTH: ("D645", "内容太长，没有读；请核对这一格"),
    Damage.CHARACTERS: ("D645", "有的字已经变成“\ufffd”；请从原来的系统重新导出"),
}


def cell_problems(
    sources: Mapping[int, Source], field: Field, frame: pl.DataFrame, written: pl.Series
) -> Iterator[DataProblem]:
    """A problem for every cell of a field that is no value; ``written`` has the texts of the frame's rows.

    Of cells of a code list that say the same there is one problem, at the first of them.
    """
    cells = frame.select("source_", "row_", state=field.state_id, text=written)
    unreadable = cells.filter(pl.col("state").is_in(UNREADABLE)).drop("state")
    if field.codes is not None and field.private is None:  # another system's spelling stands in every row
        unreadable = unreadable.group_by("source_", "text", maintain_order=True).agg("row_")
    else:
        unreadable = unreadable.with_columns(pl.concat_list("row_"))
    for number, text, rows in unreadable.select("source_", "text", "row_").iter_rows():
        code, values = explanation(field, text)
        together = code == "D605" and len(rows) > 1
        if together:
            code, values = "D631", {**values, "count": str(len(rows))}
        for row in rows[:1] if together else rows:
            sheet, at, column = sources[number].at(field.name, row)
            yield problem(code, sources[number].file, sheet, at, column, field=field.name, **values)
    for state, unit in ((State.PARTIAL_MONTH, "年月"), (State.PARTIAL_YEAR, "年")):
        for number, row, text in cells.filter(pl.col("state") == state).drop("state").iter_rows():
            shown = "" if field.private else f"（{shortened(text)}）"
            place = sources[number].at(field.name, row)
            yield problem("D609", sources[number].file, *place, field=field.name, unit=unit, shown=shown)


def said(field: Field, frame: pl.DataFrame, written: pl.DataFrame) -> dict[int, dict[str, int]]:
    """The commonest texts of the invalid cells of a field, by source; ``written`` has the texts of the frame's rows."""
    cells = frame.select("source_", state=field.state_id, text=written[field.id])
    invalid = cells.filter(pl.col("state").is_in(UNREADABLE)).drop_nulls("text")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for number, text, count in invalid.group_by("source_", "text").len().iter_rows():
        counts[number][shortened(text)] += count
    return {
        number: dict(sorted(texts.items(), key=lambda one: (-one[1], one[0]))[:_SAID])
        for number, texts in counts.items()
    }


def explanation(field: Field, text: str) -> tuple[str, dict[str, str]]:
    """The problem's code and the values for its text; ``text`` is a cell that ``clean`` found UNREADABLE."""
    quoted = f"“{shortened(text)}”"
    shown = "" if field.private else f"是{quoted}"
    lost = damage_of(normalize("NFKC", text).strip())
    if lost is not None:
        code, why = _LOST[lost]
        return code, {"shown": shown, "why": why}
    if ambiguous := _ambiguous(field, text):
        return "D647", {"shown": shown, "why": ambiguous}
    return "D605", {"shown": "所写的内容" if field.private else quoted, "expected": _expected(field)}


def shortened(text: str) -> str:
    """A cell as a problem quotes it."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _ambiguous(field: Field, text: str) -> str | None:
    """What may be meant by a cell in more than one way, and how to write it."""
    match field.kind:
        case Kind.DATE | Kind.DATETIME:
            why = doubt(text)
            return f"{why}；请写成 2024-12-03 这样的一个日期" if why else None
        case Kind.CODE:
            several = code_reader(replace(field, kind=Kind.CODES))(text)
            return "写了不止一个取值；请只留一个" if several and JOINER in several else None
        case Kind.TEXT:
            return "一格写了不止一个号码；请分开填写"
    return None


def _expected(field: Field) -> str:
    if field.codes is None:
        return _EXPECTED[field.kind]
    values = field.codes.values
    return "、".join(values[:_NAMED]) + (f" 等 {len(values)} 个取值" if len(values) > _NAMED else "")
