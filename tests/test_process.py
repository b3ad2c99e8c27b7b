"""Reading in a child process: what a file does to its reader ends with that file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from auditor.records.problems import problem
from auditor.records.reading import formats, process, wire
from auditor.records.reading.content import Content
from auditor.records.reading.formats import read_content
from auditor.records.reading.kinds import Kind
from auditor.records.reading.limits import LIMITS, Limits
from auditor.records.reading.sheet import CellPlace, Merged, Sheet

ROOT = Path(__file__).parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and limits of memory are those of POSIX")


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    """Every test starts without a child and leaves none."""
    process.close()
    yield
    process.close()


def workbook(rows: int = 2) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in ("甲", "乙"):
            sheet = book.add_worksheet(name)
            for row in range(rows):
                sheet.write_row(row, 0, ["档案号", "A1", row])
    return stream.getvalue()


def content(data: bytes | None = None, name: str = "a.xlsx", limits: Limits = LIMITS) -> Content:
    return Content(name, Path(name).suffix, workbook() if data is None else data, limits)


def told(found: Content) -> list[str]:
    return [f"{one.code} {one.text}" for one in found.problems]


def alike(one: list[Sheet], two: list[Sheet]) -> bool:
    return len(one) == len(two) and all(
        a.cells.equals(b.cells) and replace(a, cells=b.cells) == b for a, b in zip(one, two, strict=True)
    )


def in_child(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """The child's reader is replaced by ``body``, which has ``content``."""
    code = f"""
import sys, os, time, ctypes
from auditor.records.reading import child
read = child.read_content
def replaced(content):
{textwrap.indent(body, "    ")}
child.read_content = replaced
child.main()
"""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-P", "-c", code))


def test_every_part_of_a_sheet_and_a_problem_arrives() -> None:
    """As it was: tuples, regions, places and rows without text; a part that is added to Sheet is not forgotten."""
    places = (CellPlace("表1", 3, "2"), None)
    regions = (Merged(0, 1, 2, 3), Merged(4, 5, 6, 7))
    cells = pl.DataFrame({"c0": ["", None, "x\n🀄"], "c1": [None] * 3}, schema={"c0": pl.String, "c1": pl.String})
    full = Sheet("文件.docx", "表1", cells, ("A", "AB"), ("甲", "乙"), 7, regions, places, True, True)
    bare = Sheet("a.csv", None, pl.DataFrame(), ())
    fault = problem("D605", "a.csv", "表", 3, "B", field="得分", expected="数字", shown="“三”")
    stream = io.BytesIO()
    wire.send_sheets(stream, [full, bare, full], [fault])
    stream.seek(0)
    message = wire.receive(stream)
    assert message is not None
    sheets, problems = wire.sheets_of(*message)
    assert alike(sheets, [full, bare, full])
    assert problems == [fault]
    given = [one for one in fields(Sheet) if one.default is not MISSING]
    unset = [one.name for one in given if getattr(full, one.name) == one.default]
    assert unset == [], "give this test a value for the new part of Sheet, and wire.py a way to carry it"
    assert wire.receive(stream) is None


@pytest.mark.parametrize("length", [5, 20, -1])
def test_a_message_that_is_cut_off_is_no_message(length: int) -> None:
    """The end of a child in the midst of an answer is noticed."""
    stream = io.BytesIO()
    wire.send_content(stream, content(b"data"))
    with pytest.raises(wire.WireError):
        wire.receive(io.BytesIO(stream.getvalue()[:length]))


def test_the_child_reads_as_this_process_does() -> None:
    """The same sheets and problems, from one and the same child, which is kept for the next reader."""
    wrong = content(b"PK\x03\x04")
    with process.reader() as reader:
        assert alike(reader.read(content()), read_content(content()))
        assert reader.read(wrong) == []
        assert told(wrong) == ["D601 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出"]
        reader.read(content())
        assert reader.child is not None
        pid = reader.child.pid
    with process.reader() as reader, process.reader() as other:  # two at once have each its own
        reader.read(content())
        other.read(content())
        assert reader.child is not None
        assert other.child is not None
        assert (reader.child.pid, other.child.pid != pid) == (pid, True)


def test_small_texts_need_no_child() -> None:
    """A folder of CSV files starts nothing; a large one is read in the child."""
    rows = "档案号,姓名\n" + "A1,张三\n" * 2
    with process.reader() as reader:
        reader.read(content(rows.encode(), "a.csv"))
        assert reader.child is None
        large = (rows * 60_000).encode()
        assert alike(reader.read(content(large, "a.csv")), read_content(content(large, "a.csv")))
        assert reader.child is not None


def test_a_child_that_holds_much_memory_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """After large files its memory is given back to the system."""
    monkeypatch.setattr(process, "_KEPT_BYTES", 10)
    process.warm()
    with process.reader() as reader:
        reader.read(content())
        child = reader.child
    assert child is not None
    assert not child.alive
    with process.reader() as reader:
        assert reader.child is None


def test_a_file_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, the child is ended, the next file is read by another one."""
    in_child(monkeypatch, "if content.shown == '慢.xlsx': time.sleep(60)\nreturn read(content)")
    slow = content(name="慢.xlsx", limits=Limits(seconds=0.5))
    with process.reader() as reader:
        reader.read(content())
        start = time.monotonic()
        assert reader.read(slow) == []
        assert time.monotonic() - start < 10
        assert told(slow) == [
            "D601 文件读不了：超过 0.5 秒还没有读完，已跳过，其余的文件照常读；确实要读就加 --limit seconds=…"
        ]
        assert len(reader.read(content())) == 2


@pytest.mark.parametrize(
    "body",
    ["ctypes.string_at(0)", "os.abort()", "os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit"],
)
def test_a_file_that_ends_the_child_is_left(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A crash, an abort, the system's killing of what is too large: one problem, and the next file is read."""
    in_child(monkeypatch, f"if content.shown == '坏.xlsx': {body}\nreturn read(content)")
    bad = content(name="坏.xlsx")
    with process.reader() as reader:
        reader.read(content())
        assert reader.read(bad) == []
        assert told(bad) == ["D601 文件读不了：读的时候程序中断（文件有问题，或者内存不够），已跳过，其余的文件照常读"]
        assert len(reader.read(content())) == 2


def test_an_error_of_a_reader_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours costs one file; its text, which may quote the file, is not told."""

    def broken(content: Content) -> Iterator[Sheet]:
        raise ZeroDivisionError("秘密")

    monkeypatch.setattr(formats, "READERS", dict.fromkeys(Kind, broken))
    bad = content()
    assert read_content(bad) == []
    assert told(bad) == ["D601 文件读不了：读的时候程序出错（ZeroDivisionError），已跳过，其余的文件照常读"]


@POSIX
def test_a_file_cannot_use_up_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python cannot get and what a native reader cannot get is told; the next file may have more."""
    in_child(monkeypatch, "keep = bytearray(400 * 2**20) if content.shown == '大.xlsx' else None\nreturn read(content)")
    limits = Limits(memory_bytes=300 * 2**20)
    large = content(name="大.xlsx", limits=limits)
    with process.reader() as reader:
        assert len(reader.read(content(limits=limits))) == 2
        assert reader.read(large) == []
        assert told(large) in (
            ["D601 文件读不了：内存不够，已跳过，其余的文件照常读"],
            ["D601 文件读不了：读的时候程序中断（文件有问题，或者内存不够），已跳过，其余的文件照常读"],
        )
        assert len(reader.read(content(name="大.xlsx"))) == 2


@pytest.mark.parametrize("command", [("/没有/python",), (sys.executable, "-c", "pass")])
def test_without_a_child_files_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    """Where no process can be started, or the child is not ready, it is said once."""
    monkeypatch.setattr(process, "COMMAND", command)
    process.warm()
    one, two = content(), content()
    with process.reader() as reader:
        assert len(reader.read(one)) == len(reader.read(two)) == 2
    assert [(fault.code, fault.notice) for fault in one.problems + two.problems] == [("D612", True)]


def test_an_interruption_leaves_no_child_in_the_midst_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a file is read ends its child, so that no later file gets its answer."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with process.reader() as reader:
        reader.read(content())
        child = reader.child
        monkeypatch.setattr(wire, "sheets_of", interrupted)
        with pytest.raises(KeyboardInterrupt):
            reader.read(content())
        monkeypatch.undo()
        assert child is not None
        assert not child.alive
        assert len(reader.read(content())) == 2


@POSIX
def test_the_child_dies_with_its_parent() -> None:
    """Even in the midst of a file, and if the parent is killed without a word."""
    code = """
        import sys
        from auditor.records.reading import process
        from auditor.records.reading.content import Content
        process.COMMAND = (sys.executable, "-P", "-c", '''
        import time, os
        from auditor.records.reading import child
        def read(content):
            os.write(2, b"reading")
            time.sleep(60)
        child.read_content = read
        child.main()
        ''')
        made = process.subprocess.Popen
        process.subprocess.Popen = lambda *a, **k: made(*a, **{**k, "stderr": None})
        child = process.Child()
        print(child.pid, flush=True)
        child.read(Content("a.xlsx", ".xlsx", b"x"))
    """.replace("\n        ", "\n")
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        assert int(parent.stdout.readline()) > 0
        assert parent.stderr.read(7) == "reading"
        parent.kill()
        assert parent.stderr.read() == ""  # which the child, too, would write to: it is gone


def test_nothing_in_the_current_folder_is_run(tmp_path: Path) -> None:
    """A file of an export that is called like a module is no module."""
    (tmp_path / "json.py").write_text("open('run', 'w')", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(workbook())
    code = (
        "import sys; sys.path.remove('')\n"
        "from pathlib import Path; from auditor.records.reading import process\n"
        "from auditor.records.reading.content import Content\n"
        "with process.reader() as reader: print(len(reader.read(Content('a', '.xlsx', Path('a.xlsx').read_bytes()))))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("2", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "json.py"]
