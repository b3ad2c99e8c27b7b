"""Word forms: a title and a table of labels and values, the smallest document that Word opens."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from samples.generator import Records, Row
from samples.generator.plants.plant import Of

from .bundles import THEN
from .cells import table

_NAMESPACE = "http://schemas.openxmlformats.org"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_NAMESPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_NAMESPACE}/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
_SCOPE = ("服务", "信息", "敏感信息", "拍照录像")


def on_paper(records: Records) -> tuple[Records, dict[str, bytes]]:
    """The records that are left for the other files, and the forms: a consent is on paper only."""
    consent = Of("知情同意书", 服务对象姓名="井老七").row(records)
    case = Of("个案", 案主姓名="公冶树").row(records)
    left = {**records, "知情同意书": [row for row in records["知情同意书"] if row is not consent]}
    return left, {
        "表单/井老七-知情同意书.docx": _consent(consent),
        f"表单/{case['个案编号']}接案表.docx": _intake(case),
        "表单/结对帮扶承诺书.docx": _document(
            "结对帮扶承诺书",
            (("结对人", "石坪镇供电所志愿队"), ("结对户", "井老七"), ("承诺内容", "每月上门查看线路一次，代买电池")),
        ),
    }


def _consent(row: Row) -> bytes:
    shown = table("同意书登记").item(row)
    signed = str(shown["授权内容"]).split("/")
    return _document(
        "知情同意书",
        (
            ("编号", str(shown["同意书流水"]), "档案号", str(shown["编码"])),
            ("服务对象姓名", str(shown["受助人"]), "与服务对象关系", "本人"),
            ("同意事项", "　".join(("☑" if each in signed else "□") + each for each in _SCOPE)),
            ("签署人身份", str(shown["落款人身份"])),
            ("签署人签名", str(shown["落款人"]), "签署日期", str(shown["落款日期"])),
            ("撤回日期", ""),
        ),
    )


def _intake(row: Row) -> bytes:
    opened = row["接案日期"]
    return _document(
        "石坪镇社会工作服务站个案接案表",
        (
            ("编号", str(row["个案编号"]), "档案号", str(row["档案号"])),
            ("案主姓名", str(row["案主姓名"]), "来源", str(row["个案来源"])),
            ("接案日期", str(opened), "问题类型", str(row["问题类型"])),
            ("负责社工", str(row["负责社工"]), "案主签名", str(row["案主姓名"])),
            ("社工签名", str(row["社工签名"]), "督导签名", str(row["督导签名"])),
        ),
    )


def _document(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    width = max(map(len, rows))
    body = "".join([_paragraph(title), "<w:tbl>", *(_line(row, width) for row in rows), "</w:tbl>", _paragraph("")])
    document = f'<w:document xmlns:w="{_NAMESPACE}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    return _package({**_PARTS, "word/document.xml": document})


def _line(cells: Sequence[str], width: int) -> str:
    """A row of the table, its last cell as wide as what is left."""
    spans = [1] * (len(cells) - 1) + [width - len(cells) + 1]
    parts = (
        f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{_paragraph(cell)}</w:tc>'
        for cell, span in zip(cells, spans, strict=True)
    )
    return f"<w:tr>{''.join(parts)}</w:tr>"


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _package(parts: Mapping[str, str]) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'.encode())
    return package.getvalue()
