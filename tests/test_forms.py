"""Forms in Word documents: which template fits, where each value stands, what is not read and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
import xlsxwriter
from word_files import ABOVE, PICTURE, document, floating, of_xml

from auditor.audit import audit
from auditor.findings.finding import Evidence, Written
from auditor.findings.result import Problem
from auditor.output.wording import say_places, say_problem_place
from auditor.plan.rulebook import load_rulebook, shipped_rules
from auditor.records.dataset import Dataset, State, load_records
from auditor.records.dictionary import CodeList, Dictionary, Field, Kind, Link, Privacy, RecordType
from auditor.records.layout.mapping import UNREAD, ExportMapping, SheetMapping
from auditor.records.layout.templates import Entry, Form, FormField, FormRows, Side

ENGINES = ("duckdb", "durable")
INK = "<w:r><contentPart/></w:r>"  # written with a pen on the screen


def labelled(*labels: str, entry: Entry = Entry.TEXT, side: Side | None = None, after: str = "") -> FormField:
    return FormField(labels, entry, side, after)


def dictionary(*forms: Form) -> Dictionary:
    """Cases and their sessions."""
    way = CodeList("方式", ("入户", "电话", "其他"))
    fields = [
        Field("编号", "no", Kind.TEXT, headers=("个案编号",)),
        Field("姓名", "name", Kind.TEXT, private=Privacy.NAME),
        Field("接案日期", "opened_on", Kind.DATE),
        Field("来源", "source", Kind.TEXT),
        Field("方式", "way", Kind.CODE, way),
        Field("未成年", "minor", Kind.BOOL),
        Field("节次数", "sessions", Kind.INT),
        Field("目标", "goal", Kind.TEXT),
        Field("社工签名", "signature", Kind.TEXT),
        Field("督导签名", "supervisor", Kind.TEXT),
        Field("督导签名日期", "supervised_on", Kind.DATE),
        Field("有接案表", "has_form", Kind.BOOL),
    ]
    case = RecordType("个案", "case_file", ("编号",), {one.name: one for one in fields})
    of_session = [
        Field("个案编号", "case_no", Kind.TEXT),
        Field("节次", "number", Kind.INT),
        Field("日期", "held_on", Kind.DATE),
        Field("方式", "way", Kind.CODE, way),
    ]
    session = RecordType(
        "节次",
        "case_session",
        ("个案编号", "节次"),
        {one.name: one for one in of_session},
        links={"个案": Link("个案", "个案", ("个案编号",))},
    )
    return Dictionary({one.name: one for one in (case, session)}, {}, frozenset({"未签"}), forms=forms)


INTAKE = Form(
    "接案表",
    ("个案接案表", "接案表"),
    "个案",
    {
        "编号": labelled("编号", "个案编号"),
        "姓名": labelled("姓名"),
        "接案日期": labelled("接案日期", "日期"),
        "来源": labelled("来源"),
        "方式": labelled("方式"),
        "未成年": labelled("是否未成年"),
        "节次数": labelled("节次数"),
        "目标": labelled("目标"),
        "社工签名": labelled("社工签名", entry=Entry.SIGNATURE),
        "督导签名": labelled("督导签名", entry=Entry.SIGNATURE),
        "督导签名日期": labelled("日期", entry=Entry.DATE, after="督导签名"),
    },
    constants={"有接案表": "是"},
)
CLOSING = Form(
    "结案表",
    ("结案表",),
    "个案",
    {"编号": labelled("编号"), "目标": labelled("目标达成")},
    (FormRows("节次", {"节次": labelled("节次"), "日期": labelled("日期"), "方式": labelled("方式")}),),
)


def load(folder: Path, *forms: Form, **files: bytes) -> Dataset:
    """The data set of these documents, read by these templates (those above if there are none)."""
    station = folder / "站"
    station.mkdir()
    for name, content in files.items():
        (station / f"{name}.docx").write_bytes(content)
    return load_records([station], dictionary(*(forms or (INTAKE, CLOSING))))


def values(data: Dataset, record: str = "个案") -> list[dict[str, object]]:
    """What is known of each row, by field; a blank is None, a field that is absent is left out."""
    table = data.tables[record]
    return [
        {
            field.name: row[field.id] if row[field.state_id] != State.INVALID else "?"
            for field in table.record.fields.values()
            if row[field.state_id] != State.ABSENT
        }
        for row in table.frame.rows(named=True)
    ]


def only(data: Dataset, record: str = "个案") -> dict[str, object]:
    (row,) = values(data, record)
    return row


def place(data: Dataset, field: str, record: str = "个案", rid: int = 0) -> str:
    """Where a value stands: sheet, row, cell."""
    row = data.tables[record].frame.row(rid, named=True)
    at = data.place(record, rid, row["source_"], row["row_"], field)
    return f"{at.sheet} {at.row} {at.column or ''}".strip()


def test_values_right_of_below_and_beside_their_labels(tmp_path: Path) -> None:
    """A label's value is found to its right, below it in a row of labels, and behind a colon in its own cell."""
    form = document(
        "江南站",
        "个 案 接 案 表（2024版）",
        "编号：C-1        日期：2024年3月1日",
        [
            ["姓  名", "麦小华", "来源：", "社区转介"],
            ["是否未成年", "方式", "节次数", ""],
            ["是", "入户", "第 3 节", ""],
            ["社工签名：李四　　督导签名：　　　　日期：", None, None, None],
        ],
    )
    data = load(tmp_path, 表=form)
    assert data.problems == ()
    assert only(data) == {
        "编号": "C-1",
        "姓名": "麦小华",
        "接案日期": date(2024, 3, 1),
        "来源": "社区转介",
        "未成年": True,
        "方式": "入户",
        "节次数": 3,
        "社工签名": "李四",
        "督导签名": None,
        "督导签名日期": None,
        "有接案表": True,
    }
    places = {field: place(data, field) for field in ("编号", "姓名", "来源", "节次数", "督导签名", "有接案表")}
    assert places == {
        "编号": "正文 3",
        "姓名": "表1 1 2",
        "来源": "表1 1 4",
        "节次数": "表1 3 3",
        "督导签名": "表1 4 1",
        "有接案表": "正文 2",
    }


def test_cells_are_numbered_as_a_person_counts_them(tmp_path: Path) -> None:
    """A merged cell counts once in its row, also one that reaches into it from above."""
    rows = [["个案接案表", None, None, None], ["资料", "编号", None, "C-1"], [ABOVE, "姓名", "麦小华", ""]]
    data = load(tmp_path, 表=document(rows))
    assert (place(data, "编号"), place(data, "姓名")) == ("表1 2 3", "表1 3 3")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("张三", "张三"),
        ("____张三____", "张三"),
        ("张三\n2024年3月1日", "张三"),
        ("（签名）：张三　日期：2024.3.1", "张三"),
        (PICTURE, "（图片：社工签名）"),
        ("", None),
        ("________", None),
        ("　　年　月　日", None),
        ("2024年3月1日", None),
        ("（签名）：　　　　日期：　　年　月　日", None),
        ("（盖章）", None),
        ("未签", None),
    ],
)
def test_signatures(tmp_path: Path, written: object, read: str | None) -> None:
    """A name or a picture is a signature; a line, a date and what asks for a signature are none."""
    rows = [["编号", "C-1"], ["社工签名", written]]
    assert only(load(tmp_path, 表=document("接案表", rows)))["社工签名"] == read


def test_a_signature_in_the_cell_of_its_label(tmp_path: Path) -> None:
    """“社工签名：______” is blank; what follows another label is not its value, known to the template or not."""
    rows = [["编号：C-1", "姓名：麦小华"], ["社工签名：______　日期：2024年3月1日", "督导签名：王五 联系电话：020-1"]]
    read = only(load(tmp_path, 表=document("接案表", rows)))
    assert (read["社工签名"], read["督导签名"], read["姓名"]) == (None, "王五", "麦小华")
    assert "督导签名日期" not in read
    (tmp_path / "x").mkdir()
    cells = "".join(f"<w:tr>{one}</w:tr>" for one in (cell("编号：C-1"), cell(f"社工签名</w:t></w:r>{INK}<w:r><w:t>")))
    drawn = of_xml(f"<w:p>{run('接案表')}</w:p><w:tbl>{cells}</w:tbl>")
    assert only(load(tmp_path / "x", 表=drawn))["社工签名"] == "（图片：社工签名）"


def test_a_date_belongs_to_the_signature_it_stands_by(tmp_path: Path) -> None:
    """The date of a signature is taken behind its label, or out of its own cell; never that of another."""

    def form(*rows: list[object]) -> bytes:
        return document("接案表", [["编号", "C-1", "接案日期", "2024-03-01"], *rows])

    beside = form(["社工签名", "李四", "日期", "2024-03-02"], ["督导签名", "王五", "日期", "2024-03-03"])
    inside = form(["社工签名", "李四", "日期", "2024-03-02"], ["督导签名", "王五 2024年3月4日", None, None])
    other = form(["督导签名", "王五", "", ""], ["社工签名", "李四", "日期", "2024-03-02"])
    columns = form(["社工签名", None, "督导签名", None], ["李四", None, "王五", None], ["日期", None, "日期", None])
    for name, content, found in (
        ("并排", beside, date(2024, 3, 3)),
        ("同格", inside, date(2024, 3, 4)),
        ("别人", other, None),
        ("上下", columns, None),
    ):
        (tmp_path / name).mkdir()
        assert only(load(tmp_path / name, 表=content)).get("督导签名日期") == found


@pytest.mark.parametrize(
    ("written", "way", "minor"),
    [
        ("☑入户 ☐电话", "入户", "☑是 ☐否"),
        ("□入户　√电话", "电话", "是√ 否□"),
        ("入户□ 电话☑", "电话", "（√）是 （ ）否"),
        ("☐入户 ☐电话 ☑其他：微信", "其他", "方式：☑是☐否"),
        ("☐入户 ☐电话", None, "☑是 否☐ 不详"),
    ],
)
def test_ticked_boxes(tmp_path: Path, written: str, way: str | None, minor: str) -> None:
    """The ticked ones are taken, whether boxes stand before or behind; none ticked is blank; a muddle is invalid."""
    read = only(load(tmp_path, 表=document("接案表", [["编号", "C-1"], ["方式", written], ["是否未成年", minor]])))
    assert read["方式"] == way
    assert read["未成年"] == ("?" if "不详" in minor else True)


def test_a_label_that_is_not_there_is_absent(tmp_path: Path) -> None:
    """A form that lacks a label says nothing of its field: absent, never blank."""
    data = load(tmp_path, 表=document("接案表", [["编号", "C-1"], ["姓名", ""]]))
    assert only(data) == {"编号": "C-1", "姓名": None, "有接案表": True}
    assert "来源" not in data.tables["个案"].present


def test_lists_inside_a_form(tmp_path: Path) -> None:
    """Rows under a header become records of their own with the form's key; each value has its own cell."""
    rows = [
        ["编号", "C-1", "", ""],
        ["服务一览", None, None, None],
        ["节次", "日期", "方式", "时长"],
        ["1", "2024-03-05", "☑入户 ☐电话", "40"],
        ["", "", "", ""],
        ["2", "2024-03-09", "电话", "20"],
        ["目标达成", "大部分", None, None],
    ]
    data = load(tmp_path, 结案=document("个案结案表", rows))
    assert values(data, "节次") == [
        {"个案编号": "C-1", "节次": 1, "日期": date(2024, 3, 5), "方式": "入户"},
        {"个案编号": "C-1", "节次": 2, "日期": date(2024, 3, 9), "方式": "电话"},
    ]
    assert place(data, "方式", "节次", 1) == "表1 6 3"
    assert place(data, "个案编号", "节次", 1) == "表1 1 2"
    assert only(data)["目标"] == "大部分"
    assert data.rows_read == data.rows_kept == 3


def test_several_forms_in_one_document(tmp_path: Path) -> None:
    """Each form begins at its title; one without a template takes nothing from its neighbours, and is said."""
    content = document(
        "个案接案表",
        [["编号", "C-1"], ["社工签名", "李四"]],
        "家访情况登记",
        [["姓名", "张三"], ["家访日期", "2024-03-02"]],
        "结案表",
        [["编号", "C-1"], ["目标达成", "全部"]],
        "个案接案表",
        [["编号", "C-2"], ["社工签名", ""]],
    )
    data = load(tmp_path, 全卷=content)
    assert [(row["编号"], row.get("社工签名"), row.get("目标")) for row in values(data)] == [
        ("C-1", "李四", "全部"),
        ("C-2", None, None),
    ]
    assert [(one.sheet, one.rows, one.reason) for one in data.unread_sheets] == [
        ("表2", 2, "不符合任何表单模板，文件里有这些栏目：姓名、家访日期"),
    ]
    assert data.rows_read == data.rows_kept + data.rows_unread + data.rows_merged == 5


def test_no_template_fits(tmp_path: Path) -> None:
    """A form without a template is unread, with the labels that it has, but nothing that may be a value."""
    data = load(
        tmp_path, 表=document("走访表", [["受访人：", "麦小华", "家访日期", "2024-03-01"], ["李大明：", "王二"]])
    )
    (unread,) = data.unread_sheets
    assert unread.reason == "不符合任何表单模板，文件里有这些栏目：受访人、家访日期"
    assert (unread.rows, data.rows_kept) == (2, 0)


def test_two_templates_fit_equally(tmp_path: Path) -> None:
    """Where two templates fit equally well, none is taken; the one with more of the labels fits better."""
    twin = replace(INTAKE, name="另一种接案表")
    content = document("接案表", [["编号", "C-1"], ["姓名", "麦小华"]])
    data = load(tmp_path, INTAKE, twin, 表=content)
    (unread,) = data.unread_sheets
    assert unread.reason == "对表单模板“接案表”、“另一种接案表”同样合适，不作猜测"
    (tmp_path / "x").mkdir()
    fuller = replace(twin, fields={"编号": labelled("编号")})
    assert load(tmp_path / "x", INTAKE, fuller, 表=content).unread_sheets == ()


def test_the_longest_title_tells(tmp_path: Path) -> None:
    """“个案结案表” is not the form called “结案表” if there is a template of the longer name."""
    other = Form("个案结案表", ("个案结案表",), "个案", {"编号": labelled("编号"), "来源": labelled("目标达成")})
    data = load(tmp_path, CLOSING, other, 表=document("江南站个案结案表", [["编号", "C-1"], ["目标达成", "全部"]]))
    assert only(data) == {"编号": "C-1", "来源": "全部"}


def test_a_title_above_the_page(tmp_path: Path) -> None:
    """A form's title may stand in the header of its pages."""
    content = document([["编号", "C-1"], ["姓名", "麦小华"]], header="个案接案表")
    assert only(load(tmp_path, 表=content))["姓名"] == "麦小华"


def test_a_label_in_several_places(tmp_path: Path) -> None:
    """The same label with different contents is not guessed at but said; within a longer text it is no label."""
    content = document(
        "接案表",
        [["编号", "C-1"], ["姓名", "麦小华"], ["姓名", "麦大华"], ["来源", "社区"], ["目标", "来源：说过，姓名：李"]],
    )
    data = load(tmp_path, 表=content)
    assert "姓名" not in only(data)
    assert only(data)["来源"] == "社区"
    assert [(one.code, one.field, one.row, one.column) for one in data.problems] == [("D651", "姓名", 2, "2")]
    assert "麦" not in data.problems[0].text


def test_a_row_of_headers_is_not_taken_for_values(tmp_path: Path) -> None:
    """Where the cell beside a label is a name of a field too, and what is below is none, nothing is taken."""
    form = Form("接案表", ("接案表",), "个案", {"编号": labelled("编号"), "来源": labelled("来源")})
    data = load(
        tmp_path, form, 表=document("接案表", [["编号", "C-1", ""], ["来源", "社工签名", "方式"], ["甲", "乙", "丙"]])
    )
    assert "来源" not in only(data)
    assert [one.code for one in data.problems] == ["D651"]


def test_a_list_among_the_tables_of_a_form_is_left_alone(tmp_path: Path) -> None:
    """A family's members are neither the client nor records: a list that the template lacks is unread."""
    members = [["姓名", "来源", "方式"], ["麦父", "父", "电话"], ["麦母", "母", "入户"]]
    data = load(tmp_path, 表=document("接案表", [["编号", "C-1"], ["姓名", "麦小华"]], members))
    assert only(data)["姓名"] == "麦小华"
    assert [(one.sheet, one.rows) for one in data.unread_sheets] == [("表2", 3)]
    assert "rows" in data.unread_sheets[0].reason


def test_a_document_of_lists_is_read_by_its_headers(tmp_path: Path) -> None:
    """A Word file that holds a register is read as one; a form of label and value never is."""
    register = [["编号", "姓名", "来源", "接案日期"], ["C-1", "麦", "方式", "2024-03-01"], ["C-2", "李", "社区", ""]]
    data = load(tmp_path, 名册=document("接案表", register))
    assert [row["编号"] for row in values(data)] == ["C-1", "C-2"]
    assert place(data, "接案日期", rid=1) == "表1 3 4"
    assert data.unread_sheets == ()


def test_floating_pictures_leave_a_signature_open(tmp_path: Path) -> None:
    """A picture that floats outside the table may be the missing signature: the field is absent, and that is said."""
    content = document("接案表", [["编号", "C-1"], ["社工签名", ""]], PICTURE, change=floating)
    data = load(tmp_path, 表=content)
    assert "社工签名" not in only(data)
    assert [(one.code, one.field) for one in data.problems] == [("D652", "社工签名")]


def test_a_mapping_has_the_last_word(tmp_path: Path) -> None:
    """A document that is knowingly left out is not read as a form either; a table may be said to be a list."""
    (tmp_path / "表.docx").write_bytes(document("接案表", [["编号", "C-1"], ["姓名", "麦小华"]]))
    (tmp_path / "册.docx").write_bytes(document("家访表", [["编号", "备注"], ["C-2", ""], ["C-3", ""]]))
    left_out = ExportMapping("", (SheetMapping("表.docx", "*", UNREAD), SheetMapping("册.docx", "表1", "个案")))
    data = load_records([tmp_path], dictionary(INTAKE), mapping=left_out)
    assert [row["编号"] for row in values(data)] == ["C-2", "C-3"]
    assert [one.reason for one in data.unread_sheets] == ["映射文件里写明不读"]


def test_labels_that_the_template_lacks_are_listed(tmp_path: Path) -> None:
    """What a form has beyond its template is not silently dropped."""
    data = load(tmp_path, 表=document("接案表", [["编号", "C-1"], ["姓名", "麦小华"], ["风险情况", "高"]]))
    assert [(one.sheet, one.column, one.header) for one in data.unread_columns] == [("表1", "1", "风险情况")]


def test_pictures_of_two_signatures_are_not_one_person(tmp_path: Path) -> None:
    """Nobody knows who signed with a picture; two of them must not be equal."""
    rows = [["编号", "C-1"], ["社工签名", PICTURE], ["督导签名", PICTURE]]
    read = only(load(tmp_path, 表=document("接案表", rows)))
    assert read["社工签名"] != read["督导签名"]


def test_the_shipped_templates_read_a_form_of_each_kind(tmp_path: Path) -> None:
    """Every shipped template reads a document that has its title and its labels, each with a value."""
    shipped = load_rulebook().dictionary
    for form in shipped.forms:
        record = shipped.records[form.record]
        (folder := tmp_path / form.name).mkdir()
        wanted = [name for name in form.fields if record.fields[name].kind is Kind.TEXT]
        rows = [[form.fields[name].labels[0], f"{name}甲"] for name in wanted]
        (folder / "表.docx").write_bytes(document(form.titles[0], rows))
        table = load_records([folder], shipped).tables[form.record]
        assert len(table.frame) == 1
        assert {name: table.frame[record.fields[name].id][0] for name in wanted} == {
            name: f"{name}甲" for name in wanted
        }


RULE = """
rule: T-001
title: 接案表没有社工签名
severity: 严重
for: 个案
source: {doc: 《手册》, clause: 第一条}
when: 社工签名 为空
message: 个案 {个案编号} 没有社工签名
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unsigned_form_is_found_at_its_cell(tmp_path: Path, engine: str) -> None:
    """A register and the forms of its cases: the unsigned form is named with file, table and cell, others are not."""
    (rules := tmp_path / "rules").mkdir()
    for folder in ("dictionary", "forms", "lists"):
        copytree(shipped_rules() / folder, rules / folder)
    (rules / "T-001.yaml").write_text(RULE, encoding="utf-8")
    (station := tmp_path / "江南站").mkdir()
    book = xlsxwriter.Workbook(str(station / "个案登记.xlsx"))
    page = book.add_worksheet("个案")
    page.write_row(0, 0, ["个案编号", "案主姓名", "接案日期", "状态"])
    for at, number in enumerate(("C-1", "C-2", "C-3", "C-4"), 1):
        page.write_row(at, 0, [number, "麦小华", "2024-03-01", "在案"])
    book.close()
    for number, signature in (("C-1", "______"), ("C-2", PICTURE), ("C-3", "李四")):
        rows = [["个案编号", number, "接案日期", "2024年3月1日"], ["社工签名", signature, "日期", ""]]
        (station / f"接案表-{number}.docx").write_bytes(document("个案接案表", rows))
    closing = document("结案表", [["个案编号", "C-1"], ["结案日期", "2024-06-01"]])
    (station / "结案表-C-1.docx").write_bytes(closing)
    rulebook = load_rulebook([rules])
    data = load_records([station], rulebook.dictionary)
    result = audit(rulebook, data, date(2025, 1, 1), engine=engine)
    (finding,) = result.findings
    assert finding.subject.key == "C-1"
    assert "江南站/接案表-C-1.docx!表1 第2行第2格" in say_places(finding.evidence)
    assert [one.subject.key for one in result.undecided] == ["C-4"]  # nobody has seen its form
    assert (data.rows_merged, data.rows_read) == (4, data.rows_kept + 4)
    assert data.tables["个案"].frame.filter(pl.col("case_no") == "C-1")["closed_on"].to_list() == [date(2024, 6, 1)]


def test_long_documents_and_long_blanks_take_no_time(tmp_path: Path) -> None:
    """A long table is a list and no form; a book is no form; a million blanks are as good as a few."""
    rows = "".join(f"<w:tr>{cell('C-' + str(at))}{cell('麦')}{cell('社区')}</w:tr>" for at in range(7000))
    header = f"<w:tr>{cell('编号')}{cell('姓名')}{cell('来源')}</w:tr>"
    register = of_xml(f"<w:p>{run('接案表')}</w:p><w:tbl>{header}{rows}</w:tbl>")
    book = of_xml(f"<w:p>{run('接案表')}</w:p>" * 21_000)
    signature = f"<w:tr>{cell('社工签名')}{cell('社工签名' + ' _' * 500_000 + '日期')}</w:tr>"
    blanks = of_xml(f"<w:p>{run('接案表')}</w:p><w:tbl><w:tr>{cell('编号')}{cell('X-1')}</w:tr>{signature}</w:tbl>")
    data = load(tmp_path, 名册=register, 书=book, 表=blanks)
    assert len(values(data)) == 7001
    assert [(one.file, one.rows) for one in data.unread_sheets] == [("站/书.docx", 1)]
    assert data.unread_columns == ()


def cell(text: str) -> str:
    return f"<w:tc><w:p>{run(text)}</w:p></w:tc>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_places_in_documents_read_naturally() -> None:
    """Cells of a document are counted, columns of a spreadsheet have letters, a paragraph is a row."""

    def at(sheet: str, row: int, column: str | None) -> Evidence:
        return Evidence(
            record="个案", file="表", sheet=sheet, row=row, column=column, field="f", value=None, written=Written.BLANK
        )

    told = say_places([at("表1", 3, "2"), at("表1", 3, "4"), at("表1", 5, "2"), at("正文", 2, None)])
    assert told == ["表!表1 第3行第2、4格", "表!表1 第5行第2格", "表!正文 第2行"]
    assert say_places([at("个案", 3, "F"), at("个案", 4, "F")]) == ["表!个案 第3、4行 F列"]
    problem = Problem(code="D651", file="表", sheet="表1", row=3, column="2", field=None, text="")
    assert say_problem_place(problem) == "表!表1 第3行第2格"
    assert say_problem_place(problem.model_copy(update={"column": "F"})) == "表!表1 F3"
