"""The other system's files of text: a CSV with semicolons, a web page called .xls, records of 飞书 as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from samples.generator import Records, Row

from .cells import Cell, table


def semicolons(records: Records, name: str) -> bytes:
    """A table in GBK, parted by semicolons, as a Windows machine with other regional settings writes it."""
    told = table(name)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(told.headers)
    writer.writerows(told.cells(records[told.record]))
    return text.getvalue().encode("gb18030")


def web_page(records: Records, name: str, month: str, title: str) -> bytes:
    """The rows of a month as the page that many systems hand out as .xls, in GBK."""
    told = table(name)
    rows = [row for row in records[told.record] if str(row["日期"]).startswith(month)]
    lines = [
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>',
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>',
        '<table border="1">',
        f'<tr><td colspan="{len(told.columns)}" align="center"><b>{escape(title)}</b></td></tr>',
        _line(told.headers, "th"),
        *(_line(cells, "td") for cells in told.cells(rows)),
        f'<tr><td>合计</td><td colspan="{len(told.columns) - 1}">{len(rows)} 人次</td></tr>',
        "</table></body></html>",
    ]
    return "\r\n".join(lines).encode("gb18030")


def _line(cells: Sequence[Cell], tag: str) -> str:
    parts = ("" if cell is None else escape(str(cell)) for cell in cells)
    return "<tr>" + "".join(f"<{tag} style=\"mso-number-format:'\\@'\">{part}</{tag}>" for part in parts) + "</tr>"


def bitable(records: Records, name: str, key: str, *within: str) -> bytes:
    """A table as 飞书多维表格 answers it: ``record_id`` and ``fields``, the tables ``within`` nested by ``key``."""
    told = table(name)
    inner = {each: table(each) for each in within}
    items = []
    for row in records[told.record]:
        fields: dict[str, object] = dict(told.item(row))
        for each, part in inner.items():
            own: list[Row] = [child for child in records[part.record] if child[key] == row[key]]
            fields[each] = [part.item(child) for child in own]
        fields["受助人"] = [{"type": "text", "text": fields["受助人"]}]
        fields["负责人"] = [{"id": f"ou_{_digest(fields['负责人'])}", "name": fields["负责人"]}]
        items.append({"record_id": f"rec{_digest(row[key])}", "fields": fields})
    answer = {"code": 0, "msg": "success", "data": {"has_more": False, "total": len(items), "items": items}}
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(text: object) -> str:
    return sha256(str(text).encode()).hexdigest()[:10]
