"""The generator of the sample stations."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from samples.generate import HERE
from samples.generator import Records
from samples.generator.cast import id_number
from samples.generator.export import fields, write
from samples.generator.persons import persons
from samples.generator.plants import IN_LEDGERS, IN_RECORDS
from samples.generator.plants.plant import Of
from samples.generator.prose import trigrams
from samples.generator.records import kept, reported
from samples.generator.seeded import Expectation, seeded


@pytest.fixture(scope="module")
def clean() -> Records:
    return reported(kept())


@pytest.fixture(scope="module")
def planted() -> tuple[Records, list[Expectation]]:
    return seeded()


def _closest(rows: list[tuple[str, str]]) -> float:
    """The highest 3-gram Jaccard similarity between texts of different persons."""
    pieces = [(person, trigrams(text)) for person, text in rows]
    return max(len(a & b) / len(a | b) for (p, a), (q, b) in combinations(pieces, 2) if p != q)


def _texts(records: Records, record: str, field: str) -> list[tuple[str, str]]:
    return [(str(row["档案号"]), str(row[field])) for row in records[record]]


@pytest.mark.parametrize("station", ["clean", "seeded"])
def test_committed_files_are_what_the_generator_writes(station: str, tmp_path: Path) -> None:
    """The same seed gives the same bytes, and those are the ones in the repository."""
    write(reported(kept()) if station == "clean" else seeded()[0], tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (HERE / station).iterdir() if path.name != "expected.json"}
    assert written.keys() == committed.keys()
    assert [name for name in written if written[name] != committed[name]] == []


def test_expected_is_what_the_plants_say(planted: tuple[Records, list[Expectation]]) -> None:
    """expected.json holds every plant's verdicts, each once, and nothing else."""
    committed = json.loads((HERE / "seeded" / "expected.json").read_text(encoding="utf-8"))
    assert committed == planted[1]
    assert len({tuple(each.values()) for each in committed}) == len(committed)
    assert len(committed) == sum(len(plant.expects) for plant in (*IN_RECORDS, *IN_LEDGERS))


def test_the_evaluators_own_examples_are_planted(planted: tuple[Records, list[Expectation]]) -> None:
    """The persons and numbers that the report names are the ones at fault."""
    records, expected = planted
    archives = {row["档案号"]: row["姓名"] for row in records["服务对象"]}
    persons_of = {
        row[key]: archives[row["档案号"]]
        for record, key in (
            ("服务对象", "档案号"),
            ("分级评估", "评估编号"),
            ("服务计划", "服务计划编号"),
            ("等级变更", "变更编号"),
        )
        for row in records[record]
    }
    found = {(each["rule"], persons_of.get(each["key"], each["key"])) for each in expected}
    assert found >= {
        ("JD-001", "麦X华"),
        ("PG-001", "熊X玲"),
        ("JD-005", "温X红"),
        ("PG-017", "潘X瞻"),
        ("PG-018", "潘X瞻"),
        ("PG-010", "谢X煒"),
        ("GA-001", "GZQC-JNZ-NYD-C-2024-001"),
        ("XZ-001", "GZQC-JNZ-PQ2-G1-2024-002"),
        ("XZ-002", "GZQC-JNZ-NYD-A2-2024-003"),
        ("XZ-009", "JNZ-JH-2024-02"),
    }


def test_texts_of_different_persons_differ(clean: Records) -> None:
    """No two goals or notes of the clean station are half alike: each is written for its person."""
    assert _closest(_texts(clean, "服务计划", "服务目标")) < 0.5
    assert _closest(_texts(clean, "探访电访记录", "内容")) < 0.5
    assert _closest(_texts(clean, "动态评估", "需求描述")) < 0.5


def test_every_call_has_its_work_order(clean: Records) -> None:
    """Each call's work order exists, is the archive's own and was received when the call was made."""
    orders = {row["工单号"]: row for row in clean["热线工单"]}
    for row in clean["探访电访记录"]:
        if row["方式"] == "电访":
            order = orders[row["工单号"]]
            assert order["档案号"] == row["档案号"]
            assert str(order["受理时间"])[:16] == f"{row['日期']} {row['开始时间']}"


def test_no_worker_is_in_two_places_at_once(clean: Records) -> None:
    """A worker's contacts of one day follow one another, within office hours."""
    days: dict[tuple[object, object], list[tuple[str, str]]] = {}
    for row in clean["探访电访记录"]:
        days.setdefault((row["社工"], row["日期"]), []).append((str(row["开始时间"]), str(row["结束时间"])))
    for times in map(sorted, days.values()):
        assert all(before[1] <= after[0] for before, after in pairwise(times))
        assert times[0][0] >= "09:00"
        assert times[-1][1] <= "18:00"


def test_only_fields_of_the_dictionary_are_written(clean: Records) -> None:
    """Every field that the generator sets is a column, so nothing is lost on the way to a file."""
    columns = fields()
    assert {record: {f for row in rows for f in row} - set(columns[record]) for record, rows in clean.items()} == {
        record: set() for record in clean
    }


def test_identity_numbers_are_valid_and_nobodys() -> None:
    """The check digit is right (known example), the region code 440199 is not assigned."""
    assert id_number(date(1949, 12, 31), True, 0)[:17] == "44019919491231000"
    for person in persons():
        number = id_number(person.born, person.sex == "女", person.number)
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
        digits = [10 if digit == "X" else int(digit) for digit in number]
        assert sum(map(int.__mul__, digits, weights)) % 11 == 1
        assert number[6:14] == f"{person.born:%Y%m%d}"
        assert int(number[16]) % 2 == (person.sex == "男")


def test_a_plant_that_no_longer_fits_is_an_error(clean: Records) -> None:
    """A plant whose row has gone, or is not the only one, does not pass silently."""
    with pytest.raises(LookupError, match="0 rows instead of one"):
        Of("服务对象", 档案号="JNZ-D-9999").row(clean)
    with pytest.raises(LookupError, match="rows instead of one"):
        Of("服务对象", 民族="汉族").row(clean)
