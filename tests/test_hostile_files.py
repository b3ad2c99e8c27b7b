"""A folder with one of everything that a file can do to its reader: each fault told, every sound row checked."""

from __future__ import annotations

import io
import json
import os
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pytest
import word_files
import workbook_fixtures as books
import xlsxwriter
from station import station

from auditor.records.dataset import load_records
from auditor.records.reading import files as searched
from auditor.records.reading import process
from auditor.records.reading.limits import Limits

if sys.platform != "win32":
    import resource

FILES = Path(__file__).parent / "files"
HEADERS = ["编号", "名称", "目标", "人数"]
LIMITS = Limits(unpacked_bytes=600 * 2**20, memory_bytes=2 * 2**30, seconds=60)
MEGABYTE = b"a" * 2**20
ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def group(number: str) -> dict[str, str]:
    return dict(zip(HEADERS, [number, "互助小组", "学会求助", "8"], strict=True))


def workbook(number: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("小组")
        for row, cells in enumerate([HEADERS, list(group(number).values())]):
            sheet.write_row(row, 0, cells)
    return stream.getvalue()


def text(number: str, mark: str = ",") -> str:
    return "".join(mark.join(row) + "\n" for row in (HEADERS, group(number).values()))


def html(number: str) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADERS, group(number).values())
    )
    return f"<html><meta charset=utf-8><table>{rows}</table></html>"


def parquet(number: str) -> bytes:
    stream = io.BytesIO()
    pl.DataFrame([group(number)]).write_parquet(stream)
    return stream.getvalue()


def word(*numbers: str) -> bytes:
    """A document with a list; of one row it might be a form."""
    return word_files.document([HEADERS, *(list(group(number).values()) for number in numbers)])


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def sound() -> dict[str, bytes | str]:
    """A file of each format, each with one row or two."""
    return {
        "好/1.xlsx": workbook("G01"),
        "好/2.csv": text("G02").encode("gb18030"),
        "好/3.tsv": text("G03", "\t"),
        "好/4.json": json.dumps([group("G04")]),
        "好/5.jsonl": json.dumps(group("G05"), ensure_ascii=False),
        "好/6.parquet": parquet("G06"),
        "好/7.docx": word("G07", "G16"),
        "好/8.html": html("G08"),
        "好/9.zip": zipped({"里/1.csv": text("G09"), "里/2.xlsx": workbook("G10")}),
    }


def sheet_of(start: str, middle: Iterator[bytes], end: str) -> Iterator[bytes]:
    yield books.rows("").removesuffix("</sheetData></worksheet>").encode() + start.encode()
    yield from middle
    yield end.encode() + b"</sheetData></worksheet>"


def long_cell() -> Iterator[bytes]:
    middle = (MEGABYTE for _ in range(200))
    return sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>', middle, "</t></is></c></row>")


def many_cells() -> Iterator[bytes]:
    rows = (
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="GR{row}"><v>1</v></c></row>'.encode()
        for row in range(1, 1048577)
    )
    return sheet_of("", rows, "")


def encrypted() -> bytes:
    """A zip whose one file is said to be encrypted."""
    data = bytearray(zipped({"a.csv": "x"}))
    data[data.rfind(b"a.csv") - 46 + 8] |= 1
    return bytes(data)


def hostile() -> dict[str, tuple[bytes | str, str]]:
    """Files, and what is said of each."""
    good = books.rows('<row r="1"><c r="A1"><v>7</v></c></row>')
    columns = ",".join(f"列{number}" for number in range(50_000))
    return {
        "01 截断.xlsx": (workbook("X")[:-200], "D601 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出"),
        "02 其实是网页.xls": (html("G11"), "D611 后缀是 .xls，内容其实是网页表格，按内容读"),
        "03 其实是文字.xls": (text("G12", "\t"), "D611 后缀是 .xls，内容其实是CSV 文字表格，按内容读"),
        "04 其实是docx.doc": (
            word("G13", "G17"),
            "D611 后缀是 .doc，内容其实是docx 文档，按内容读",
        ),
        "05 其实是PDF.xlsx": (b"%PDF-1.7\n", "D601 文件读不了：内容其实是PDF"),
        "06 空.xlsx": (b"", "D601 文件读不了：文件是空的（0 字节），可能没有下载完，请重新导出"),
        "07 密码.xlsx": (
            (FILES / "password.xlsx").read_bytes(),
            "D601 文件读不了：文件有打开密码，请去掉密码后重新导出",
        ),
        "08 密码.zip": (encrypted(), "D617 压缩包里有 1 个文件有密码，没有读；请解压后再读"),
        "09 炸弹.zip": (
            zipped({f"{number}.csv": MEGABYTE * 100 for number in range(7)}),
            "D618 压缩包解开后太大，超过 600 MB；确实要读就加 --limit unpacked_bytes=…；其余的文件没有读",
        ),
        "10 炸弹.xlsx": (
            books.xlsx({"大": sheet_of("", (MEGABYTE for _ in range(601)), ""), "好": good}),
            "D601 文件读不了：解开后太大，超过 600 MB；确实要读就加 --limit unpacked_bytes=…",
        ),
        "11 实体.xlsx": (
            books.xlsx({"表": good.replace("<worksheet", f"{ENTITIES}<worksheet", 1)}),
            "D601 文件读不了：文件里有不安全的 XML 定义",
        ),
        "12 实体.docx": (
            word_files.with_parts(word_files.document("好"), {word_files.MAIN: f"{ENTITIES}<a>&c;</a>"}),
            "D601 文件读不了：文件里有 Word 不会写的声明，为安全起见没有读",
        ),
        "13 穿越.zip": (
            zipped({"../../etc/a.csv": text("G14")}),
            "D616 压缩包里这个文件的名称指向压缩包以外，请核对来源；没有解压到任何地方，内容照常检查",
        ),
        "14 大格.xlsx": (
            books.xlsx({"大": long_cell()}),
            "D602 工作表读不了：有一格的文字超过 1000000 个字，不像是填写的内容",
        ),
        "15 大格.zip": (
            zipped({"大格.csv": text("G15").encode() + b"X," + MEGABYTE * 200 + b",,\n"}),
            "D645 “名称”是“#过长”：内容太长，没有读；请核对这一格。按无效处理\n"
            "D649 第 3 行有一格超过 1,000,000 个字，没有读这一格；其余的照常读",
        ),
        "16 多行.xlsx": (
            books.xlsx({"大": many_cells()}),
            "D602 工作表读不了：工作表太大：1048576 行 × 200 列，超过 30000000 格的上限；可以用 --limit cells=… 放宽",
        ),
        "17 多列.csv": (f"{columns}\n", "D649 第 1 行的列太多，只读了前 16384 列；其余的照常读"),
        "18 空字符.csv": (b"a\0b\0\n", "D601 文件读不了：不是文字文件"),
        "19 太大.xlsx": (b"", "D601 文件读不了：太大，超过 512 MB；确实要读就加 --limit file_bytes=…"),
        "20 深.json": ("[" * 2_000_000, "D601 文件读不了：JSON 嵌套太深"),
        "21 坏.parquet": (parquet("X")[:-30], "D601 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出"),
        "22 假.zip": (
            b"PK\x05\x06" + b"\xff" * 30,
            "D601 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出",
        ),
    }


FOUND_IN = {"13 穿越.zip": "13 穿越.zip/(上级)/(上级)/etc/a.csv", "15 大格.zip": "15 大格.zip/大格.csv"}


def test_a_hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault is named at its file, every sound row is kept, in bounded time and memory."""
    made = hostile()
    for name, data in {**sound(), **{name: data for name, (data, _) in made.items()}}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with (tmp_path / "19 太大.xlsx").open("wb") as file:
        file.truncate(2**29 + 1)
    (tmp_path / "31 圈").symlink_to(".")
    os.mkfifo(tmp_path / "32 管道.csv")
    for name in ("33 没有权限.csv", "34 删了.csv"):
        (tmp_path / name).write_bytes(name.encode())
    opened = os.open

    def opener(path: str, flags: int) -> int:
        if "33 没有权限" in str(path):
            raise PermissionError(13, "Permission denied")
        if "34 删了" in str(path):
            os.remove(path)
        return opened(path, flags)

    monkeypatch.setattr(searched.os, "open", opener)
    process.close()
    start = time.monotonic()
    data = load_records([tmp_path], station(), limits=LIMITS)
    took = time.monotonic() - start
    process.close()
    at = tmp_path.name
    expected = [
        f"{at}/{FOUND_IN.get(name, name)}: {one}" for name, (_, told) in made.items() for one in told.split("\n")
    ]
    expected += [
        f"{at}/31 圈: D610 与{at}内容完全相同，只读一次",
        f"{at}/32 管道.csv: D601 文件读不了：不是普通的文件（是管道、设备之类），没有打开",
        f"{at}/33 没有权限.csv: D601 文件读不了：没有读取的权限",
        f"{at}/34 删了.csv: D601 文件读不了：读的时候已经不在了",
    ]
    assert [f"{one.file}: {one.code} {one.text}" for one in data.problems] == expected
    groups = data.tables["小组"].frame
    assert groups["group_no"].to_list() == [f"G{number:02}" for number in range(1, 18)] + [
        "X"
    ]  # of which one cell is too long
    assert took < 120
    if sys.platform != "win32":
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 if sys.platform == "linux" else 1024)
        assert largest < LIMITS.memory_bytes / 1024
