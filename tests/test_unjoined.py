"""Keys that do not join: told at their rows, never silently dropped, and not where nothing can be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset, load_records
from auditor.records.dictionary import Dictionary
from auditor.records.dictionary_file import dictionary_of
from auditor.records.unjoined import SHOWN, unjoined

SAMPLES = Path(__file__).parents[1] / "samples"
RECORDS = {
    "records": {
        "户": {"id": "household", "key": "户号", "fields": {"户号": "no text", "地址": "address text"}},
        "人": {
            "id": "person",
            "key": "证件",
            "of": "户",
            "fields": {"证件": "id_no text", "户号": "no text", "介绍人": "by text"},
            "links": {"介绍人": {"to": "人", "by": "介绍人"}},
            "private": {"证件": "id", "介绍人": "id"},
        },
        "小组": {"id": "team", "key": "编号", "fields": {"编号": "team_no text", "名称": "name text"}},
        "小组节次": {
            "id": "session",
            "of": {"小组": "编号"},
            "key": ["编号", "节次"],
            "fields": {"编号": "team_no text", "节次": "nth int"},
        },
        "活动": {"id": "event", "key": "编号", "fields": {"编号": "event_no text", "地点": "place text"}},
        "签到": {
            "id": "sign",
            "key": "序号",
            "fields": {"序号": "sign_no int", "服务编号": "service_no text", "节次": "nth int"},
            "links": {
                "小组": {"to": "小组", "by": "服务编号"},
                "活动": {"to": "活动", "by": "服务编号"},
                "小组节次": {"to": "小组节次", "by": ["服务编号", "节次"]},
            },
        },
    }
}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    found, faults = dictionary_of({"a.yaml": RECORDS})
    assert faults == ()
    return found


def read(folder: Path, dictionary: Dictionary, **files: str) -> Dataset:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_records([folder], dictionary)


def told(data: Dataset) -> list[str]:
    return [f"{one.file.rpartition('/')[2]} {one.row} {one.column} {one.text}" for one in data.problems]


def test_a_key_is_told_once_with_its_rows(tmp_path: Path, dictionary: Dictionary) -> None:
    """One problem per key and file at its first row; the rows stay checked."""
    persons = "证件,户号\n1,H1\n2,H9\n3,H9\n4,H8\n5,\n6,H9\n7,H9\n8,H9\n9,H9\n"
    data = read(tmp_path, dictionary, 户="户号,地址\nH1,甲\n", 人=persons, 人二="证件,户号\n10,H9\n")
    assert [one.code for one in data.problems] == ["D660"] * 3
    assert told(data) == [
        "人.csv 3 B “户号”写的“H9”在“户”里找不到，共 6 行（第 3、4、7、8、9 行等）；照常检查，请核对，或补上缺的那一份",
        "人.csv 5 B “户号”写的“H8”在“户”里找不到；照常检查，请核对，或补上缺的那一份",
        "人二.csv 2 B “户号”写的“H9”在“户”里找不到；照常检查，请核对，或补上缺的那一份",
    ]
    assert len(data.tables["人"].frame) == 10
    (one,) = [one for one in unjoined(dictionary, data.tables, data.read) if one.by == ("户号",)]
    assert (one.linked, one.rows, one.distinct) == (9, 8, 2)


def test_what_gives_a_person_away_is_not_quoted(tmp_path: Path, dictionary: Dictionary) -> None:
    """The key of a private field is told by its place alone."""
    data = read(tmp_path, dictionary, 人="证件,户号,介绍人\n440105194001011234,H1,\n2,H1,440105194001019999\n")
    assert told(data) == ["人.csv 3 C “介绍人”所写的内容在“人”里找不到；照常检查，请核对，或补上缺的那一份"]


def test_nothing_is_said_of_what_was_not_given(tmp_path: Path, dictionary: Dictionary) -> None:
    """Where the other record type was not read, or without its key, its records are not missing."""
    assert told(read(tmp_path, dictionary, 人="证件,户号\n1,H1\n")) == []
    data = read(tmp_path, dictionary, 小组="编号,名称\nG1,甲\n", 签到="序号,服务编号,节次\n1,E1,1\n")
    assert told(data) == []  # E1 may be an event


def test_links_by_one_field_are_alternatives(tmp_path: Path, dictionary: Dictionary) -> None:
    """A number of a group or of an event joins if it is either."""
    data = read(
        tmp_path,
        dictionary,
        小组="编号,名称\nG1,甲\n",
        小组节次="编号,节次\nG1,1\n",
        活动="编号,地点\nE1,乙\n",
        签到="序号,服务编号,节次\n1,G1,1\n2,E1,\n3,X1,1\n4,G1,9\n",
    )
    assert told(data) == ["签到.csv 4 B “服务编号”写的“X1”在“小组”、“活动”里找不到；照常检查，请核对，或补上缺的那一份"]


def test_a_key_of_several_fields(tmp_path: Path, dictionary: Dictionary) -> None:
    """Every field of the link is compared, and all are named."""
    sessions = "编号,节次\nG1,1\nG2,1\n"
    data = read(tmp_path, dictionary, 小组="编号,名称\nG1,甲\n", 小组节次=sessions)
    assert told(data) == ["小组节次.csv 3 A “编号”写的“G2”在“小组”里找不到；照常检查，请核对，或补上缺的那一份"]


def test_a_flood_is_summed_up(tmp_path: Path, dictionary: Dictionary) -> None:
    """Some hundreds of keys of a link are told one by one, the rest in one line."""
    persons = "证件,户号\n" + "".join(f"{at},X{at // 2:04}\n" for at in range(2 * SHOWN + 20))
    problems = told(read(tmp_path, dictionary, 户="户号,地址\nH1,甲\n", 人=persons))
    assert len(problems) == SHOWN + 1
    assert problems[0].startswith("人.csv None B “户号”另有 10 个编号在“户”里找不到，共 20 行，没有逐个列出；")


@pytest.mark.parametrize("name", ["clean", "seeded"])
def test_the_samples(name: str) -> None:
    """The clean station has no such key; of the other, the one that was planted is found."""
    problems = load_records([SAMPLES / name], load_rulebook().dictionary).problems
    found = [one.text for one in problems if one.code == "D660"]
    assert found == {"clean": [], "seeded": found[:1]}[name]
    assert len(found) == (name == "seeded")
