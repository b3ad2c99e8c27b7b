"""Spoilt text files for ``docs/errors.md``: encodings, separators, quotes, JSON, cells that have lost something."""

from __future__ import annotations

from collections.abc import Mapping

_NOTES = "记录编号,个案编号,日期,方式,时长,备注\n"
_ROW = "F1,C1,2025-03-10,探访,40,老人精神好\n"
_ROWS = _ROW + "F2,C1,2025-03-28,电话,10,已约下次上门\n"
_JSON = '[\n  {"记录编号": "F1", "个案编号": "C1", "日期": "2025-03-10", "方式": "探访", "时长": 40}'
_GARBLED = "老人精神好，家里整洁，已约下次上门".encode().decode("gbk", "ignore")


def text_exports() -> Mapping[str, tuple[Mapping[str, str | bytes], Mapping[str, str | bytes]]]:
    """By code: an export with a fault of that code alone, and one without."""
    name = "跟进记录.csv"
    good = {name: _NOTES + _ROW}
    even = {name: _NOTES + _ROWS}
    many = "".join(f"F{number},C1,2025-03-10,探访,40,老人精神好\n" for number in range(1, 21))
    return {
        "D640": ({name: (_NOTES + _ROW).encode("utf-16-le")}, good),
        "D641": ({name: _NOTES + _ROW.replace("精", "\ufffd")}, good),
        "D642": ({name: _NOTES + _ROWS.replace("老人", '"老人')}, even),
        "D643": (
            {name: _NOTES + _ROWS.replace("精神好", "精神好,家里整洁")},
            {name: _NOTES + _ROWS.replace("精神好", "精神好，家里整洁")},
        ),
        "D644": ({name: _NOTES + _ROW.replace("C1", "4.40105E+17")}, good),
        "D645": ({name: _NOTES + _ROW.replace("C1", "#N/A")}, good),
        "D646": (
            {name: _NOTES + _ROWS.replace("已约下次上门", _GARBLED)},
            {name: _NOTES + _ROWS.replace("已约下次上门", "老人精神好，家里整洁，已约下次上门")},
        ),
        "D647": ({name: _NOTES + _ROW.replace("2025-03-10", "2025.3.10-2025.3.12")}, good),
        "D648": ({"跟进记录.json": f'{_JSON},\n  "共 1 条"\n]\n'}, {"跟进记录.json": f"{_JSON}\n]\n"}),
        "D649": ({name: (_NOTES + many.replace("F9,", "F9\0,")).encode()}, {name: _NOTES + many}),
    }
