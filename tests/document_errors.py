"""The examples of ``docs/errors.md``: what is wrong, what the program says of it, and how it is right.

A rulebook's are the snippets in ``tests/errors``, each with its twin in ``tests/errors/right``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from document_files import Given, file_exports
from document_texts import text_exports
from document_workbooks import workbook_exports
from openpyxl import Workbook
from word_files import PICTURE, document, floating

from auditor.authoring.manual import FOLDER
from auditor.output.wording import say_problem_place
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import load_records
from auditor.records.dictionary import Dictionary
from auditor.records.layout.mapping import NO_MAPPING
from auditor.records.layout.templates import Entry, Form, FormField
from auditor.records.reading.content import Content
from auditor.records.reading.documents.word import read_word
from auditor.rulebook.mapping_file import load_mapping

SNIPPETS = Path(__file__).parent / "errors"
RIGHT = SNIPPETS / "right"
SAID = "程序说"

Export = Mapping[str, str | bytes]  # file name → its text, or its bytes where there is no text to show

_NOTES = "记录编号,个案编号,日期,方式,时长\n"
_DATES = "F1,C1,2025-03-10,探访,40\n"
_CASES = "个案编号,档案号,接案日期,状态\nC1,A1,2025-03-01,在案\n"
_VISITS = "单号,个案编号,走访日\nF1,C1,2025-03-10\n"
_MAPPING = """\
mapping: 走访系统
sheets:
  - file: 走访.csv
    record: 跟进记录
    columns:
      单号: 记录编号
      走访日: 日期
"""
_CALLS = "电话编号,个案编号,拨打时间,结果\nP1,C1,2025-03-11 09:30,接通\n"
_FORM = Form(
    "接案表",
    ("个案接案表",),
    "个案",
    {
        "个案编号": FormField(("编号",)),
        "接案日期": FormField(("日期",)),
        "社工签名": FormField(("社工签名",), Entry.SIGNATURE),
    },
)
_SHEET = "xl/worksheets/sheet2.xml"


def error_example(stem: str) -> str:
    """A snippet, its message, and the part of its twin that differs, as Markdown."""
    wrong = text_of(SNIPPETS / f"{stem}.yaml")
    right = text_of(RIGHT / f"{stem}.yaml")
    said = (SNIPPETS / f"{stem}.txt").read_text(encoding="utf-8")
    blocks = {
        "反例": f"```yaml\n{wrong}```",
        SAID: f"```text\n{said}```",
        "正例": f"```yaml\n{changed(wrong, right)}```",
    }
    return "\n\n".join(f"{head}：\n\n{block}" for head, block in blocks.items()) + "\n"


def text_of(snippet: Path) -> str:
    """A snippet's text; one in another encoding as its author sees it."""
    content = snippet.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def changed(wrong: str, right: str) -> str:
    """The lines of ``right`` from the first to the last that differ, with a line before and after; all if none does."""
    old, new = wrong.splitlines(), right.splitlines()
    if old == new:
        return right
    first = next(at for at, (a, b) in enumerate(zip([*old, None], [*new, None], strict=False)) if a != b)
    tail = next(at for at, (a, b) in enumerate(zip([*old[::-1], None], [*new[::-1], None], strict=False)) if a != b)
    tail = min(tail, len(new) - first)
    return "\n".join(new[max(0, first - 1) : len(new) - tail + 1]) + "\n"


def _broken_sheet() -> bytes:
    """A workbook whose second sheet is not one."""
    book = Workbook()
    for cells in (_NOTES, _DATES):
        book.active.append(cells.strip().split(","))  # type: ignore[union-attr]
    book.create_sheet("电话记录")
    whole, broken = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with ZipFile(whole) as before, ZipFile(broken, "w") as after:
        for name in before.namelist():
            after.writestr(name, "<worksheet><" if name == _SHEET else before.read(name))
    return broken.getvalue()


def exports() -> Mapping[str, tuple[Export, Export]]:
    """For each fault of the data an export that has it, and one that does not."""
    good = {"跟进记录.csv": _NOTES + _DATES}
    return {
        "D601": ({**good, "电话记录.xlsx": b"PK\x03\x04"}, good),
        "D602": ({"跟进记录.xlsx": _broken_sheet()}, good),
        "D603": ({**good, "个案小结.pdf": b"", "签到表.jpg": b""}, good),
        "D604": (
            {"跟进记录.csv": "个案编号,日期,方式,时长\nC1,2025-03-10,探访,40\n"},
            good,
        ),
        "D605": (
            {"跟进记录.csv": _NOTES + "F1,C1,三月十号,上门,40\n"},
            good,
        ),
        "D631": ({"跟进记录.csv": _NOTES + "F1,C1,2025-03-10,上门,40\nF2,C1,2025-03-17,上门,40\n"}, good),
        "D606": ({"跟进记录.csv": _NOTES + ",C1,2025-03-10,探访,40\n"}, good),
        "D607": ({"跟进记录.csv": _NOTES + _DATES * 2}, good),
        "D608": (
            {"跟进记录.csv": _NOTES + _DATES + "F1,C1,2025-03-28,电话,10\n"},
            {"跟进记录.csv": _NOTES + _DATES + "F2,C1,2025-03-28,电话,10\n"},
        ),
        "D609": ({"跟进记录.csv": _NOTES + "F1,C1,2025年3月,探访,40\n"}, good),
        **file_exports(),
        **workbook_exports(),
        **text_exports(),
        "D650": (
            {**good, "补录.csv": "记录编号,日期,时长\nF1,2025-03-10,40\n"},
            {**good, "补录.csv": "记录编号,日期,时长\nF2,2025-03-28,10\n"},
        ),
        "D651": (
            {"接案表.docx": document("个案接案表", [["编号", "C1"], ["日期", "2025-03-01"], ["日期", "2025-03-05"]])},
            {"接案表.docx": document("个案接案表", [["编号", "C1"], ["日期", "2025-03-01"]])},
        ),
        "D652": (
            {"接案表.docx": document("个案接案表", [["编号", "C1"], ["社工签名", ""]], PICTURE, change=floating)},
            {"接案表.docx": document("个案接案表", [["编号", "C1"], ["社工签名", PICTURE]])},
        ),
        "D660": (
            {"个案.csv": _CASES, **good, "电话记录.csv": _CALLS + "P2,C9,2025-03-12 15:00,接通\n"},
            {"个案.csv": _CASES, **good, "电话记录.csv": _CALLS},
        ),
        "D661": (
            {"走访.csv": _VISITS, "映射.yaml": _MAPPING.replace("走访.csv", "走仿.csv")},
            {"走访.csv": _VISITS, "映射.yaml": _MAPPING},
        ),
        "D662": (
            {"走访.csv": _VISITS, "映射.yaml": _MAPPING.replace("走访日:", "走访日期:")},
            {"走访.csv": _VISITS, "映射.yaml": _MAPPING},
        ),
    }


def data_example(code: str) -> str:
    """A spoilt export, what the program says of it, and the export put right, as Markdown."""
    wrong, right = exports()[code]
    said = "".join(f"{line}\n" for line in faults(wrong))
    return f"反例：\n\n{_files(wrong)}\n{SAID}：\n\n```text\n{said}```\n\n正例：\n\n{_files(right)}"


def faults(export: Export) -> list[str]:
    """The faults of an export, as a report lists them."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("导出").mkdir()
        mapping = NO_MAPPING
        for name, content in export.items():
            path = Path("导出", name) if not name.endswith(".yaml") else Path(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            mapping = load_mapping(path, _dictionary()) if name.endswith(".yaml") else mapping
        with (export if isinstance(export, Given) else Given(export)).around() as limits:
            problems = load_records([Path("导出")], _dictionary(), mapping=mapping, limits=limits).problems
    return [f"{one.code} {say_problem_place(one)} {one.text}" for one in problems]


@cache
def _dictionary() -> Dictionary:
    return replace(load_rulebook([FOLDER / "pack"]).dictionary, forms=(_FORM,))


def _form(name: str, content: str | bytes) -> str:
    """A document as Markdown: its text, its table."""
    assert isinstance(content, bytes)
    _, text, *tables = read_word(Content(name, ".docx", content))
    lines = [line for line in text.cells["c0"] if line and not line.startswith("〔表")]
    rows = [f"| {' | '.join(cell or '' for cell in row)} |" for table in tables for row in table.cells.rows()]
    rows.insert(1, "| --- | --- |")
    return "\n\n".join([lines[0], "\n".join(rows), *lines[1:]]) + "\n"


def _files(export: Export) -> str:
    shown = []
    for name, content in export.items():
        if name.endswith(".docx") and content:
            shown.append(f"`{name}`\n\n{_form(name, content)}")
        elif isinstance(content, bytes):
            shown.append(f"`{name}`\n")
        elif name.endswith((".json", ".yaml")):
            shown.append(f"`{name}`\n\n```{name[-4:]}\n{content}```\n")
        else:
            header, *rows = content.splitlines()
            lines = [header, ",".join("---" for _ in header.split(",")), *rows]
            table = "".join("| " + " | ".join(line.split(",")) + " |\n" for line in lines)
            shown.append(f"`{name}`\n\n{table}")
    return "\n".join(shown)
