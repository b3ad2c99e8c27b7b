"""Word documents: tables as grids, marks for boxes and pictures, nothing that is deleted or only asked for."""

from __future__ import annotations

import pytest
from word_files import ABOVE, MAIN, PICTURE, cells_xml, document, floating, of_xml, with_parts

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.documents.word import read_word
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import PICTURE as SHOWN
from auditor.records.reading.sheet import Merged, Sheet


def sheets(content: bytes, limits: Limits | None = None) -> dict[str, Sheet]:
    read = read_word(Content("表.docx", ".docx", content, limits or Limits()))
    return {sheet.name or "": sheet for sheet in read}


def grid(content: bytes, name: str = "表1") -> list[tuple[str | None, ...]]:
    return sheets(content)[name].cells.rows()


def cells(*xml: str) -> tuple[str | None, ...]:
    """The texts of a row of cells, whose paragraphs are written as XML."""
    return grid(of_xml(cells_xml(*xml)))[0]


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_text_and_tables_stand_in_order() -> None:
    """Paragraphs are one sheet, in it a mark where each table stands; what is above the pages is another."""
    found = sheets(document("接案表", [["编号", "C1"]], "签名：", [["a"]], header="江南站"))
    assert list(found) == ["页眉", "正文", "表1", "表2"]
    assert found["页眉"].cells["c0"].to_list() == ["江南站"]
    assert found["正文"].cells["c0"].to_list() == ["接案表", "〔表1〕", "签名：", "〔表2〕"]
    assert found["表1"].cells.rows() == [("编号", "C1")]
    assert (found["表1"].columns, found["表1"].document) == (("1", "2"), True)


def test_merged_cells_are_regions() -> None:
    """Merged cells keep their text in the first cell; an empty cell is "", the rest of a merged one null."""
    sheet = sheets(document([["目标", "长", None], [ABOVE, "", "右"], ["下", "a", "b"]]))["表1"]
    assert sheet.cells.rows() == [("目标", "长", None), (None, "", "右"), ("下", "a", "b")]
    assert sheet.merged == (Merged(0, 1, 0, 2), Merged(0, 0, 1, 0))


def test_nested_tables_come_after_what_they_stand_in() -> None:
    """A table in a cell is a sheet of its own, without a mark in the text; the cell keeps its own text."""
    inner = cells_xml(run("内"))
    content = of_xml(
        f"<w:tbl><w:tr><w:tc><w:p>{run('外')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl><w:p>{run('后')}</w:p>"
    )
    found = sheets(content)
    assert found["正文"].cells["c0"].to_list() == ["〔表1〕", "后"]
    assert (found["表1"].cells.rows(), found["表2"].cells.rows()) == ([("外",)], [("内",)])


def test_paragraphs_of_a_cell_are_lines() -> None:
    """Paragraphs and line breaks of a cell become line feeds, tabs stay."""
    content = of_xml(
        f"<w:tbl><w:tr><w:tc><w:p>{run('一')}<w:r><w:br/></w:r>{run('二')}</w:p><w:p>{run('三')}</w:p></w:tc></w:tr></w:tbl>"
    )
    assert grid(content) == [("一\n二\n三",)]
    assert cells(f"{run('姓名：')}<w:r><w:tab/></w:r>{run('日期：')}") == ("姓名：\t日期：",)


def test_boxes_are_marks() -> None:
    """Boxes to tick are ☑ or ☐, however Word keeps them; typed ones stay as they are."""
    new = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
    old = '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    font = '<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>{}</w:t></w:r>'
    assert cells(
        control(new.format(1), run("☒")) + run("是") + control(new.format(0), run("☐")) + run("否"),
        old.format('<w:checked w:val="1"/>') + run("是") + old.format("") + run("否"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是"),
        font.format("R") + run("是") + font.format("£") + run("否"),
        run("√是 □否"),
    ) == ("☑是☐否", "☑是☐否", "☑是", "☑是☐否", "√是 □否")


def test_a_control_shows_what_was_entered() -> None:
    """A list or a date shows its choice; what only asks for an entry is nothing, also around a whole cell."""
    placeholder = control("<w:showingPlcHdr/>", run("单击此处输入文字"))
    assert cells(control("<w:dropDownList/>", run("已结案")), placeholder) == ("已结案", "")
    whole = control("<w:showingPlcHdr/>", f"<w:tc><w:p>{run('单击')}</w:p></w:tc>")
    assert grid(of_xml(f"<w:tbl><w:tr><w:tc><w:p>{run('签名')}</w:p></w:tc>{whole}</w:tr></w:tbl>")) == [("签名", "")]
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("请选择", "入户"))
    old = "<w:r><w:fldChar><w:ffData><w:ddList>{}</w:ddList></w:ffData></w:fldChar></w:r>"
    assert cells(old.format(f'<w:result w:val="1"/>{entries}'), old.format(entries)) == ("入户", "")


def test_what_is_deleted_is_left_out() -> None:
    """Tracked deletions, moves away and deleted rows are not read; insertions are."""
    old = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    assert cells(f"{old}<w:ins>{run('新')}</w:ins><w:moveFrom>{run('去')}</w:moveFrom>") == ("新",)
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc></w:tr>"
    rows = row.format("<w:trPr><w:del/></w:trPr>", run("删")) + row.format("", run("留"))
    assert grid(of_xml(f"<w:tbl>{rows}</w:tbl>")) == [("留",)]


def test_pictures_are_marks() -> None:
    """A picture in a cell is a mark there, in either way of writing; the line of an unsigned signature is none."""
    assert grid(document([["社工签名", PICTURE]])) == [("社工签名", SHOWN)]
    shape = "<w:r><w:pict><v:shape><v:imagedata/>{}</v:shape></w:pict></w:r>"
    assert cells(shape.format(""), shape.format("<o:signatureline/>")) == (SHOWN, "")
    text = sheets(document(PICTURE, change=floating))["正文"].cells["c0"].to_list()
    assert text == ["〔浮动图片〕"]


def test_text_boxes_are_read_once() -> None:
    """A text box is written twice, for new and for old programs; the second is left out."""
    box = f"<w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    assert cells(f"{run('前')}<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>") == ("前框",)


def test_other_namespace_of_the_strict_kind() -> None:
    """Strict documents, with namespaces of their own, are read as well."""
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{cells_xml(run("编号"))}</w:body></w:document>'
    assert grid(with_parts(document(), {MAIN: body})) == [("编号",)]


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
WIDE = of_xml('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "损坏"),
        (document()[:2000], "损坏"),
        (with_parts(document(), {MAIN: "<w:document><w:body>"}), "损坏"),
        (with_parts(document(), {MAIN: BOMB}), "声明"),
        (WIDE, "列"),
    ],
)
def test_a_broken_or_hostile_document_is_refused(content: bytes, said: str) -> None:
    """Entities, absurd widths, half a file: refused in Chinese, without reading on."""
    with pytest.raises(UnreadableFile, match=said):
        sheets(content)


def test_a_document_is_read_within_limits() -> None:
    """No more is unpacked, and no more cells are made, than is allowed."""
    content = of_xml(cells_xml(*[run("长" * 1000)] * 30))
    with pytest.raises(UnreadableFile, match="20,000"):
        sheets(content, Limits(unpacked_bytes=20_000))
    with pytest.raises(UnreadableFile, match="10 格"):
        sheets(content, Limits(cells=10))


@pytest.mark.parametrize(
    "body", ["<w:tc><w:tr/></w:tc>", "<w:tbl><w:tc><w:tr/><w:p/></w:tc></w:tbl>", "<w:sdtContent/>"]
)
def test_elements_in_the_wrong_place_do_no_harm(body: str) -> None:
    """Well-formed XML that is no document gives some sheets or none, but no crash."""
    sheets(of_xml(f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"))
