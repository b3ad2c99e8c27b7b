"""One record on several sheets: put together where nothing contradicts, whatever the order, and nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.audit import audit
from auditor.findings.provenance import inputs
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset, State, load_records
from auditor.records.dictionary import Dictionary, Field, Kind, Link, RecordType
from auditor.records.intake import Source, take
from auditor.records.layout.headers import HeaderBook
from auditor.records.reading.sheet import sheet_of_items
from auditor.records.tables import Joined, join

FIELDS = [
    Field("编号", "no", Kind.TEXT),
    Field("日期", "day", Kind.DATE),
    Field("人数", "heads", Kind.INT),
    Field("签名", "signature", Kind.TEXT),
    Field("成年", "adult", Kind.BOOL),
]
RECORD = RecordType("活动", "event", ("编号",), {field.name: field for field in FIELDS})
DICTIONARY = Dictionary({RECORD.name: RECORD}, {})

Row = Mapping[str, str]
Sheets = Mapping[str, Sequence[Row]]  # file → rows


def joined(sheets: Sheets) -> tuple[Joined, list[Source]]:
    """The table of these sheets."""
    book = HeaderBook(DICTIONARY)
    read = [sheet_of_items(file, None, rows) for file, rows in sheets.items()]
    intake = take([(sheet, book.named(RECORD, sheet.headers or ())) for sheet in read], ())
    return join(RECORD, intake.frames.get(RECORD.name, ()), intake.sources), list(intake.sources)


def rows(sheets: Sheets) -> list[dict[str, object]]:
    """Each record's fields that some sheet of it has."""
    frame = joined(sheets)[0].table.frame
    return [
        {field.name: row[field.id] for field in FIELDS if row[field.state_id] != State.ABSENT}
        for row in frame.rows(named=True)
    ]


def test_a_register_and_its_forms_are_one_record() -> None:
    """A value stands before a blank, a blank before a field that a sheet does not have."""
    sheets = {
        "登记": [{"编号": "E1", "日期": "2024-03-01", "签名": ""}, {"编号": "E2", "日期": "2024-03-02", "签名": ""}],
        "签名": [{"编号": "E1", "签名": "李四"}],
        "人数": [{"编号": "E1", "人数": "20"}, {"编号": "E3", "人数": ""}],
    }
    assert rows(sheets) == [
        {"编号": "E1", "日期": date(2024, 3, 1), "签名": "李四", "人数": 20},
        {"编号": "E2", "日期": date(2024, 3, 2), "签名": None},
        {"编号": "E3", "人数": None},
    ]
    found, _ = joined(sheets)
    assert found.merged == Counter({1: 1, 2: 1})
    assert found.table.present == {"编号", "日期", "签名", "人数"}
    assert [(one.code, one.file, one.notice) for one in found.problems] == [
        ("D650", "签名", True),
        ("D650", "人数", True),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"日期": "2024-03-01"}, {"日期": "2024-03-02"}),
        ({"日期": "2024-03-01"}, {"日期": "三月一日"}),
        ({"日期": "三月一日"}, {"日期": "三月二日"}),
        ({"日期": "2024-03-01"}, {"日期": "2024年3月"}),
        ({"成年": "是"}, {"成年": "否"}),
        ({"签名": "李四", "人数": "1"}, {"签名": "李四", "人数": "2"}),
    ],
)
def test_what_contradicts_stays_apart(one: Row, other: Row) -> None:
    """Two values in any field, readable or not: both rows are kept and told as before."""
    found, _ = joined({"a": [{"编号": "E1", **one}], "b": [{"编号": "E1", **other}]})
    assert len(found.table.frame) == 2
    assert found.table.origins is None
    assert [one.code for one in found.problems] == ["D608"]


def test_one_contradiction_keeps_all_rows_of_the_record_apart() -> None:
    """Which of three rows belong together nobody can say if two of them contradict each other."""
    sheets = {
        "a": [{"编号": "E1", "日期": "2024-03-01"}],
        "b": [{"编号": "E1", "日期": "2024-03-02"}],
        "c": [{"编号": "E1", "签名": "李四"}],
    }
    assert len(rows(sheets)) == 3


def test_rows_of_one_sheet_are_never_put_together() -> None:
    """Two rows of a register with one number are two rows, with or without another sheet."""
    register = [{"编号": "E1", "日期": "2024-03-01"}, {"编号": "E1", "签名": "李四"}]
    assert len(rows({"a": register})) == 2
    assert len(rows({"a": register, "b": [{"编号": "E1", "人数": "3"}]})) == 3


def test_rows_without_a_whole_key_stay_apart() -> None:
    """Nothing is put together by a number that is blank or not there."""
    assert len(rows({"a": [{"编号": "", "日期": "2024-03-01"}], "b": [{"编号": "", "签名": "李四"}]})) == 2
    assert len(rows({"a": [{"日期": "2024-03-01"}], "b": [{"签名": "李四"}]})) == 2


def test_what_cannot_be_read_is_kept_where_nothing_else_is() -> None:
    """An unreadable cell stays unreadable beside blanks."""
    frame = joined({"a": [{"编号": "E1", "日期": "三月一日"}], "b": [{"编号": "E1", "日期": "", "签名": "李四"}]})
    assert frame[0].table.frame["day__state"].to_list() == [State.INVALID]


def write(folder: Path, sheets: Sheets) -> list[Path]:
    """The sheets as files."""
    paths = []
    for file, items in sheets.items():
        names = dict.fromkeys(name for item in items for name in item)
        lines = [",".join(names), *(",".join(item.get(name, "") for name in names) for item in items)]
        (folder / f"{file}.csv").write_text("\n".join(lines), encoding="utf-8")
        paths.append(folder / f"{file}.csv")
    return paths


def places(data: Dataset, rid: int) -> dict[str, str]:
    """File and cell of each field of a row."""
    row = data.tables[RECORD.name].frame.row(rid, named=True)
    found = {one.name: data.place(RECORD.name, rid, row["source_"], row["row_"], one.name) for one in FIELDS}
    return {name: f"{at.file} {at.column or '-'}{at.row}" for name, at in found.items()}


REGISTER = {
    "登记": [
        {"编号": "E0", "日期": "2024-02-01", "人数": "1", "成年": ""},
        {"编号": "E1", "日期": "2024-03-01", "人数": "", "成年": ""},
    ],
    "签到": [{"编号": "E1", "人数": "20", "签名": ""}],
}


@pytest.mark.parametrize("reverse", [False, True])
def test_each_value_names_its_own_file(tmp_path: Path, reverse: bool) -> None:
    """Value, blank and missing column are shown where they stand; the order of the files does not matter."""
    paths = write(tmp_path, REGISTER)
    data = load_records(paths[::-1] if reverse else paths, DICTIONARY)
    assert places(data, 0) == {
        "编号": "登记.csv A2",
        "日期": "登记.csv B2",
        "人数": "登记.csv C2",
        "成年": "登记.csv D2",
        "签名": "登记.csv -2",
    }
    assert places(data, 1) == {
        "编号": "登记.csv A3",
        "日期": "登记.csv B3",
        "人数": "签到.csv B2",
        "成年": "登记.csv D3",
        "签名": "签到.csv C2",
    }


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Rows read are those checked, unread, equal to another, put together: for each sheet and in all."""
    more = {
        **REGISTER,
        "又一份": [*REGISTER["签到"], {"编号": "E8", "人数": "5"}],
        "合计": [{"编号": "E9", "人数": "3"}, {"编号": "合计", "人数": "3"}],
    }
    data = load_records(write(tmp_path, more), DICTIONARY)
    assert data.rows_read == data.rows_kept + data.rows_unread + data.rows_duplicate + data.rows_merged
    assert (data.rows_merged, data.rows_duplicate) == (1, 1)
    assert len(data.tables[RECORD.name].frame) == data.rows_kept
    for one in inputs(data):
        assert one.rows_read == one.rows_checked + one.rows_unread + one.rows_duplicate + one.rows_merged


def test_many_pairs_are_summed_up() -> None:
    """Hundreds of forms beside a register give one notice, at the folder they share."""
    numbers = [f"E{at}" for at in range(30)]
    sheets = {"站/登记": [{"编号": one, "日期": "2024-03-01"} for one in numbers]}
    sheets |= {f"站/表/{one}": [{"编号": one, "签名": "李四"}] for one in numbers}
    (notice,) = joined(sheets)[0].problems
    assert (notice.code, notice.file) == ("D650", "站/表")
    assert "30 行" in notice.text


RULES = """
records:
  活动:
    id: event
    key: 编号
    fields: {编号: no text, 日期: day date, 人数: heads int, 签名: signature text, 成年: adult bool}
---
rule: T-001
title: 没有签名
severity: 严重
for: 活动
source: {doc: 《手册》, clause: 第一条}
when: 签名 为空
message: 活动 {编号} 没有签名
"""


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_engines_judge_what_was_put_together(tmp_path: Path, engine: str) -> None:
    """Signed somewhere passes, blank somewhere is a problem, a column that no sheet of the record has is undecided."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.yaml").write_text(RULES, encoding="utf-8")
    rulebook = load_rulebook([tmp_path / "rules"])
    register = [{"编号": f"E{at}", "日期": "2024-03-01"} for at in range(3)]
    paths = write(tmp_path, {"登记": register, "签名": [{"编号": "E0", "签名": "李四"}, {"编号": "E1", "签名": ""}]})
    result = audit(rulebook, load_records(paths, rulebook.dictionary), date(2024, 6, 1), engine=engine)
    assert [one.subject.key for one in result.findings] == ["E1"]
    assert [one.subject.key for one in result.undecided] == ["E2"]


CELLS: Mapping[str, Sequence[str]] = {
    "日期": ("", "2024-03-01", "2024-03-02", "三月"),
    "人数": ("", "1"),
    "签名": ("", "李四"),
    "成年": ("", "是", "否"),
}


@st.composite
def several_sheets(draw: st.DrawFn) -> Sheets:
    """A few sheets with a few columns each, of a few records."""
    sheets = {}
    for file in ("a", "b", "c")[: draw(st.integers(2, 3))]:
        names = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, unique=True))
        row = st.fixed_dictionaries(
            {"编号": st.sampled_from(["E1", "E2", ""]), **{name: st.sampled_from(CELLS[name]) for name in names}}
        )
        sheets[file] = draw(st.lists(row, min_size=1, max_size=3))
    return sheets


@settings(deadline=None)
@given(several_sheets(), st.randoms(use_true_random=False))
def test_no_order_matters_and_no_value_is_lost(sheets: Sheets, random: Random) -> None:
    """Shuffled sheets and rows give the same records; every value written is in a record of its number."""
    names = list(sheets)
    random.shuffle(names)
    shuffled = {name: random.sample(sheets[name], len(sheets[name])) for name in names}
    found, sources = joined(sheets)
    content = [name for name in found.table.frame.columns if name not in ("source_", "row_")]
    assert joined(shuffled)[0].table.frame.select(content).equals(found.table.frame.select(content))
    read = sum(source.rows_read for source in sources)
    unread = sum(source.rows_unread for source in sources)
    kept = len(found.table.frame)
    assert read == kept + unread + found.duplicates.total() + found.merged.total()
    written = {
        (row["编号"] or None, name, text)
        for items in sheets.values()
        for row in items
        for name, text in row.items()
        if text
    }
    told = {
        (row["no"], field.name, _said(row[field.id]))
        for row in found.table.frame.rows(named=True)
        for field in FIELDS
        if row[field.id] is not None
    }
    assert {one for one in written if one[2] != "三月"} == told


def _said(value: object) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def test_a_number_that_does_not_join_is_shown_where_it_stands(tmp_path: Path) -> None:
    """Of a record on two sheets, the one that names the missing record is told."""
    link = Link("活动", "活动", ("编号",))
    fields = {"单号": Field("单号", "slip", Kind.TEXT), "编号": FIELDS[0], "日期": FIELDS[1]}
    slip = RecordType("签到单", "slip", ("单号",), fields, links={"活动": link})
    both = Dictionary({"活动": RECORD, "签到单": slip}, {})
    sheets = {
        "活动": [{"编号": "E1", "日期": "2024-03-01", "人数": "1", "签名": ""}],
        "登记": [{"单号": "S1", "日期": "2024-03-01"}, {"单号": "S2", "日期": "2024-03-01"}],
        "单子": [{"编号": "E9", "单号": "S2"}],
    }
    problems = load_records(write(tmp_path, sheets), both).problems
    assert [(one.code, one.file, one.row, one.column) for one in problems if not one.notice] == [
        ("D660", "单子.csv", 2, "A")
    ]
