"""Files and cells changed at random: no crash, no hang, and no finding that the unchanged cells do not support."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import word_files
from exports import Row, Rows, rows_of, write_workbook
from station import station
from test_hostile_files import HEADERS, html, text, workbook

from auditor import audit, load_rulebook
from auditor.findings.finding import Item
from auditor.plan.rulebook import shipped_rules
from auditor.records.dataset import DataProblem, load_records
from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.problems import CODES
from auditor.records.reading.limits import Limits
from auditor.records.reading.zips import ZIP_STARTS

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[1] / "samples"
AS_OF = date(2025, 6, 30)
LIMITS = Limits(seconds=20, unpacked_bytes=64 * 2**20, cells=3_000_000, memory_bytes=2**30)
OF_A_CASE = 40  # rows linked with one; a worker or a station has more, and is no case
ROW = ["G1", "互助小组", "学会求助", "8"]
PIECES = (
    b"\0",
    b"\xff\xff\xff\xff",
    b'"',
    b"<",
    b"]]>",
    b"&#0;",
    b"PK\x01\x02",
    b"\r\n",
    b",",
    "合计".encode(),
    b"9" * 400,
)
CELLS = (
    "", " ", "#REF!", "#未计算", "4.40105E+17", "=1+1", "9" * 5000, "\u200b\u3000\xa0", "张\n三", "\x1f", "-1", "1e400",
    "2025-13-45", "0000-00-00", "2024.2.30", "99999", "是", "乱码锟斤拷", "🀄\u202e", "'", '"', "NULL", "nan", "合计",
)  # fmt: skip


def parquet() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({name: [cell] * 3 for name, cell in zip(HEADERS, ROW, strict=True)}).write_parquet(stream)
    return stream.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def samples() -> dict[str, bytes]:
    """A small file of every format."""
    item = dict(zip(HEADERS, ROW, strict=True))
    xml = '<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Worksheet><ss:Table>'
    rows = "".join(
        f"<ss:Row>{''.join(f'<ss:Cell><ss:Data>{cell}</ss:Data></ss:Cell>' for cell in row)}</ss:Row>"
        for row in (HEADERS, ROW)
    )
    return {
        "a.xlsx": workbook("G1"),
        "b.xls": (FILES / "workbook.xls").read_bytes(),
        "c.ods": (FILES / "workbook.ods").read_bytes(),
        "d.csv": text("G1").encode("gb18030"),
        "e.csv": text("G1", "\t").encode("utf-16"),
        "f.json": json.dumps({"data": [item, {**item, "编号": {"a": [1, "2"]}}]}, ensure_ascii=False).encode(),
        "g.jsonl": (json.dumps(item) + "\n" + json.dumps(item, ensure_ascii=False)).encode(),
        "h.parquet": parquet(),
        "i.docx": word_files.document("小组", [HEADERS, ROW, ROW]),
        "j.html": html("G1").encode(),
        "k.xls": f"{xml}{rows}</ss:Table></ss:Worksheet></ss:Workbook>".encode(),
        "l.zip": zipped({"里/a.csv": text("G1").encode(), "b.zip": zipped({"c.csv": text("G2").encode()})}),
    }


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes changed in a few places; those of a zip sometimes inside, so that it still is one."""
    if data.startswith(ZIP_STARTS) and rng.random() < 0.7:
        return mutated_members(data, rng)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 20))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 1, 2, 4, 16, 100, 1000)))
        match rng.randrange(6):
            case 0 if at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
            case 1:
                data = data[:at] if rng.random() < 0.3 else data[:at] + data[end:]
            case 2:
                data = data[:at] + rng.choice(PIECES) + data[at:]
            case 3:
                data = data[:at] + data[at:end] * rng.choice((2, 2, 3, 50)) + data[end:]
            case 4:
                data = data[:at] + rng.randbytes(end - at) + data[end:]
            case _:
                data = data[:at] + data[at:end][::-1] + data[end:]
    return data


def mutated_members(data: bytes, rng: random.Random) -> bytes:
    """A zip with one file in it changed, left out, or in the place of another."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    one, two = rng.choices(list(members), k=2)
    match rng.randrange(5):
        case 0:
            members[one], members[two] = members[two], members[one]
        case 1:
            del members[one]
        case _:
            members[one] = mutated(members[one], rng)
    return zipped(members)


def well_formed(problem: DataProblem, name: str) -> None:
    """A problem that a person can act on, and that is not about a fault of ours."""
    assert problem.code in CODES
    assert problem.file == name or problem.file.startswith(f"{name}/")
    assert problem.text
    assert "\n" not in problem.text
    assert "程序出错" not in problem.text
    assert "没有读完" not in problem.text
    assert problem.row is None or problem.row > 0


def fuzz_bytes(folder: Path, seed: int, times: int) -> None:
    dictionary = station()
    for name, data in samples().items():
        rng = random.Random(f"{seed}{name}")
        for number in range(times):
            changed = mutated(data, rng)
            path = folder / name
            path.write_bytes(changed)
            try:
                for problem in load_records([path], dictionary, limits=LIMITS).problems:
                    well_formed(problem, name)
            except BaseException as why:
                why.add_note(f"{name}, seed {seed}, change {number}")
                raise


def test_changed_bytes(tmp_path: Path) -> None:
    """A file of every format, some tens of times each: problems at most, never an exception or a hang."""
    fuzz_bytes(tmp_path, seed=1, times=25)


@pytest.mark.slow
def test_bytes_changed_some_thousands_of_times(tmp_path: Path) -> None:
    """The same with another seed and eight times as often."""
    fuzz_bytes(tmp_path, seed=2, times=200)


Place = tuple[str, int]  # record, index of its row


def changed_cells(rows: Rows, rng: random.Random, count: int) -> tuple[dict[str, list[Row]], set[Place]]:
    """The rows with some cells changed, and the rows in which they stand."""
    changed: dict[str, list[dict[str, str | None]]] = {
        name: [dict(row) for row in items] for name, items in rows.items()
    }
    touched = set()
    for _ in range(count):
        name = rng.choice(list(changed))
        index = rng.randrange(len(changed[name]))
        row = changed[name][index]
        field = rng.choice(list(row))
        old = row[field] or ""
        row[field] = rng.choice(
            (*CELLS, old[::-1], old[1:], old + "、" + old, old.replace("2", "3"), rng.choice(list(row.values())))
        )
        touched.add((name, index))
    return {name: list(items) for name, items in changed.items()}, touched


def key_of(row: Row, fields: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(map(row.get, fields))


def linked(rows: Rows, dictionary: Dictionary) -> dict[Place, set[Place]]:
    """For each row the rows to which it links and those that link to it, which are no more than a case's."""
    found: dict[Place, set[Place]] = {}
    for name, items in rows.items():
        for link in dictionary.records[name].links.values():
            target: RecordType = dictionary.records[link.to]
            above = {key_of(row, target.key): (link.to, at) for at, row in enumerate(rows.get(link.to, ()))}
            for at, row in enumerate(items):
                if (other := above.get(key_of(row, link.by))) is not None:
                    found.setdefault((name, at), set()).add(other)
                    found.setdefault(other, set()).add((name, at))
    return {place: others for place, others in found.items() if len(others) <= OF_A_CASE}


def near(rows: Rows, dictionary: Dictionary, places: set[Place]) -> set[Place]:
    """The rows of the cases in which rows stand: linked with them, or with the same row as they."""
    beside = linked(rows, dictionary)
    for _ in range(2):
        places = places.union(*(beside.get(place, ()) for place in places))
    return places


def places_of(item: Item, rows: Rows, dictionary: Dictionary) -> Iterator[Place]:
    """The rows that an item rests on."""
    for one in item.evidence:
        yield one.record, one.row - 2
    record = dictionary.records[item.subject.record]
    for at, row in enumerate(rows.get(record.name, ())):
        if item.subject.key in key_of(row, record.key):
            yield record.name, at


def fuzz_cells(folder: Path, seed: int, rounds: int, count: int) -> None:
    """Audits the clean sample, which has no finding, with some cells changed.

    A finding is supported if one of the rows that it shows, or its subject's, is in a case with a changed one, by
    the links as they are or were. Most rows are in no such case, or this would say nothing.
    """
    rulebook = load_rulebook([shipped_rules()])
    rows = rows_of(SAMPLES / "clean", rulebook.dictionary)
    for number in range(rounds):
        changed, touched = changed_cells(rows, random.Random(f"{seed} {number}"), count)
        write_workbook(changed, folder / "全部.xlsx")
        data = load_records([folder / "全部.xlsx"], rulebook.dictionary)
        for problem in data.problems:
            well_formed(problem, "全部.xlsx")
        around = near(rows, rulebook.dictionary, touched) | near(changed, rulebook.dictionary, touched)
        assert len(around) < sum(map(len, rows.values())) / 2
        result = audit(rulebook, data, AS_OF, mask=False)
        for item in result.findings:
            if item.subject.record in rows:
                assert around.intersection(places_of(item, changed, rulebook.dictionary)), (seed, number, item)


def test_changed_cells(tmp_path: Path) -> None:
    """Some cells of a station."""
    fuzz_cells(tmp_path, seed=1, rounds=1, count=40)


@pytest.mark.slow
def test_thousands_of_changed_cells(tmp_path: Path) -> None:
    """More cells, again and again."""
    fuzz_cells(tmp_path, seed=2, rounds=20, count=60)
