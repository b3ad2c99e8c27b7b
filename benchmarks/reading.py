"""How long does it take to read, map and clean a large workbook, beside reading its cells alone?

Usage: python benchmarks/reading.py [--rows 100000] [--runs 5]

The workbook is one sheet of contacts (17 columns, texts of several sentences, dates as dates). Timed in
turn in one process: the native reader alone (fastexcel to a polars frame: the limit), the whole way to a
data set, and a peer that reads cells as Python objects (python-calamine). Memory is the most that a process
of its own holds while it does the same, above what it holds with the rules loaded, beside the file's XML.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from zipfile import ZipFile

import fastexcel
import xlsxwriter
from python_calamine import CalamineWorkbook

from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import load_records

HEADERS = (
    *("记录编号", "档案号", "姓名", "日期", "方式", "开始时间", "结束时间", "联系对象", "结果", "内容"),
    *("跟进事项", "跟进期限", "社工", "工单号", "录入时间", "社工签名", "备注"),
)
FIRST = date(2024, 7, 1)


def contacts(path: Path, rows: int) -> None:
    """Writes a workbook of so many contacts."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("探访电访记录")
    sheet.write_row(0, 0, HEADERS)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at in range(1, rows + 1):
        told = f"电话询问近况第 {at} 次，" + "身体平稳，三餐规律，没有其他需要。" * (at % 4)
        sheet.write_row(at, 0, (f"JL-{at:06d}", f"JNZ-D-{at % 2300:04d}", f"麦X{at % 97}"))
        sheet.write_datetime(at, 3, FIRST + timedelta(at % 184), day)
        sheet.write_row(at, 4, ("电访" if at % 7 else "入户", f"09:{at % 60:02d}", f"10:{at % 60:02d}", "本人"))
        sheet.write_row(at, 8, ("成功" if at % 9 else "未接通", told, "", "2024-12-31" if at % 5 == 0 else ""))
        sheet.write_row(at, 12, ("曾X然", f"HM{at:07d}", "2024-12-31 10:00", "曾X然", ""))
    book.close()


def native(path: Path) -> None:
    """Every cell as text, and nothing more."""
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    sheet.to_polars()


def as_objects(path: Path) -> None:
    """Every cell as a Python object."""
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    started = perf_counter()
    work()
    return perf_counter() - started


def peak(path: Path, what: str) -> int:
    """The most memory, in bytes, that a process and its children hold while it does one of ``ONCE``. Linux only."""
    most = 0
    with subprocess.Popen([sys.executable, __file__, "--once", what, str(path)]) as process:
        while process.poll() is None:
            most = max(most, _held(process.pid))
            sleep(0.005)
    return most


def _held(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0  # it has just ended
    return pages * resource.getpagesize() + sum(_held(int(child)) for child in children)


ONCE: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: load_rulebook(),
    "native": lambda path: (load_rulebook(), native(path)),
    "load": lambda path: load_records([path], load_rulebook().dictionary),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        ONCE[options.once[0]](Path(options.once[1]))
        return
    dictionary = load_rulebook().dictionary
    with TemporaryDirectory() as name:
        path = Path(name) / "contacts.xlsx"
        contacts(path, options.rows)
        ways: dict[str, Callable[[], object]] = {
            "native reader alone": lambda: native(path),
            "read, mapped, cleaned": lambda: load_records([path], dictionary),
            "cells as objects": lambda: as_objects(path),
        }
        assert load_records([path], dictionary).rows_kept >= options.rows
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(options.runs):
            for way, work in ways.items():
                times[way].append(seconds(work))
        limit = times["native reader alone"]
        print(f"{options.rows:,} contacts, median of {options.runs} runs")
        for way, several in times.items():
            ratio = median(one / least for one, least in zip(several, limit, strict=True))
            print(f"{way:<22} {median(several):>7.2f}s {ratio:>6.2f}")
        with ZipFile(path) as parts:
            text = sum(part.file_size for part in parts.infolist())
        least = peak(path, "nothing")
        for what in ("native", "load"):
            most = peak(path, what) - least
            print(
                f"{'memory, ' + what:<22} {most / 2**20:>6.0f}M {most / text:>6.2f} of the file's {text / 2**20:.0f}M"
            )


if __name__ == "__main__":
    main()
