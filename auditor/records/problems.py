"""Faults of the data, as opposed to findings about the work: one table of codes, one shape."""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, str] = {
    "D601": "文件读不了：{why}",
    "D602": "工作表读不了：{why}",
    "D603": "有 {count} 个文件不是可以读的格式（{suffixes}），没有读",
    "D604": "没有“{fields}”这一列，分不清哪两行是同一份记录",
    "D605": "“{field}”应当是{expected}，读不懂{shown}，按无效处理",
    "D606": "“{field}”是空的或读不懂，这一行仍然检查",
    "D607": "与{other}完全相同，只读一次",
    "D608": "“{field}”与{other}相同而内容不同，两行都保留",
    "D609": "“{field}”只写到{unit}{shown}，没有写是哪一天；要用到那一天的检查会显示“无法判断”，请补全",
}

NOTICES: frozenset[str] = frozenset()
"""The codes that only tell how something unusual was read: nothing is lost or doubtful."""


@dataclass(frozen=True, slots=True)
class DataProblem:
    """One fault of an export, at its place. ``text`` never quotes a private field's content."""

    code: str
    file: str
    sheet: str | None
    row: int | None  # as Excel numbers rows; the item's number from 1 in JSON and Parquet
    column: str | None  # the column's letter; its name in JSON and Parquet
    field: str | None
    text: str

    @property
    def notice(self) -> bool:
        """Whether it only tells how something was read."""
        return self.code in NOTICES


def problem(
    code: str,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    *,
    field: str | None = None,
    **values: object,
) -> DataProblem:
    """A DataProblem whose text is the code's template filled with ``values`` and ``field``."""
    return DataProblem(code, file, sheet, row, column, field, CODES[code].format(field=field, **values))
