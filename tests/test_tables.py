"""Lookup tables: what the checks of bands, codes and versions find, and what they let pass."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack import read

from auditor.errors import RuleError
from auditor.rulebook.bands import check_rows
from auditor.rulebook.table import Interval, Row, Table
from auditor.rulelang.types import INT, NUM, TEXT
from auditor.spans import NOWHERE


def table(
    rows: str, kind: str = "int", gives: str = "等级: code 等级", extra: str = ""
) -> tuple[Table | None, list[str]]:
    """The table of these rows, and what is said of it."""
    text = (
        f"table: 评级\nwith: {{评分: {kind}}}\ngives: {{{gives}}}\n"
        f"{extra}versions:\n  - from: 2024-01-01\n    rows: {rows}\n"
    )
    rulebook, errors = read(text)
    return rulebook.tables.get("评级"), [f"{error.code} {error.message}" for error in errors]


def test_a_sound_table() -> None:
    """Bands, values, versions in order of their start, whatever the order in the file."""
    text = (
        "table: 评级\ntitle: 评分与等级\nassumption: 拟定\n"
        "with: {评分: num}\ngives: {等级: code 高|低, 合格: bool}\nversions:\n"
        "  - {from: 2025-01-01, rows: [{评分: 0..<60, 等级: 低, 合格: 否}, {评分: 60.., 等级: 高, 合格: 是}]}\n"
        "  - {from: 2024-01-01, rows: [{评分: ..<50.5, 等级: 低, 合格: no}, {评分: 50.5.., 等级: 高, 合格: yes}]}\n"
    )
    rulebook, errors = read(text)
    assert errors == []
    found = rulebook.tables["评级"]
    assert [version.start for version in found.versions] == [date(2024, 1, 1), date(2025, 1, 1)]
    assert [str(row) for row in found.versions[1].rows] == ["0..<60", "60.."]
    assert [dict(row.values) for row in found.versions[0].rows] == [
        {"等级": "低", "合格": False},
        {"等级": "高", "合格": True},
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        ("{0..39: 低, 40..69: 中, 70..: 高}", "int", []),
        ("{70..: 高, 0..39: 低, 40..69: 中}", "int", []),
        ("{0..<40: 低, 40..<70: 中, 70..: 高}", "int", []),
        ("{0..<40: 低, 40..<70: 中, 70..: 高}", "num", []),
        ("{..39: 低, 40: 中, 41..: 高}", "int", []),
        ("{0..39.5: 低, 40..69: 中, 70..: 高}", "int", []),
        ("{0..<39.5: 低, 40..69: 中, 70..: 高}", "int", []),
        ("{0..39: 低, 41..69: 中, 70..: 高}", "int", ["E451 表里 0..39 与 41..69 之间有缺口"]),
        ("{0..<40: 低, 41..69: 中, 70..: 高}", "int", ["E451 表里 0..<40 与 41..69 之间有缺口"]),
        ("{0..40: 低, 41..<70: 中, 70..: 高}", "num", ["E451 表里 0..40 与 41..<70 之间有缺口"]),
        ("{0..40: 低, 40..<70: 中, 70..: 高}", "num", ["E452 表里 40..<70 与 0..40 重叠"]),
        ("{0..40: 低, 40..69: 中, 70..: 高}", "int", ["E452 表里 40..69 与 0..40 重叠"]),
        (
            "{0..100: 低, 10..20: 中, 90..: 高}",
            "int",
            ["E452 表里 10..20 与 0..100 重叠", "E452 表里 90.. 与 0..100 重叠"],
        ),
        ("{5..<5: 低, 5..: 高}", "int", ["E457 区间“5..<5”里没有一个数"]),
        ("{9..5: 低, 10..: 高}", "int", ["E457 区间“9..5”里没有一个数"]),
        ("{0～39: 低}", "int", ["E407 “0～39”读不成区间"]),
        ("{'..': 低}", "int", ["E407 “..”读不成区间"]),
        ("{0..39: 低, 40..: 高}", "int", ["E453 取值“中”在表里永远得不到"]),
        ("{0..39: 低, 40..69: 极高, 70..: 高}", "int", ["E401 “极高”不在允许的取值里"]),
    ],
)
def test_bands(rows: str, kind: str, said: list[str]) -> None:
    """Gaps, overlaps, empty bands, codes never reached: found, and only where there are some."""
    assert table(rows, kind)[1] == said


@pytest.mark.parametrize(
    ("rows", "direction", "said"),
    [
        ("{0..39: 低, 40..69: 中, 70..: 高}", "分高风险高", []),
        ("{0..39: 高, 40..69: 中, 70..: 低}", "分高风险低", []),
        ("{0..39: 低, 40..69: 高, 70..: 中}", "", []),
        (
            "{0..39: 低, 40..69: 高, 70..: 中}",
            "分高风险高",
            ["E454 表的方向不一致：写的是“分高风险高”，取值却忽高忽低：低、高、中"],
        ),
    ],
)
def test_direction(rows: str, direction: str, said: list[str]) -> None:
    """A declared direction is kept from band to band, upwards or downwards."""
    assert table(rows, extra=f"direction: {direction}\n" if direction else "")[1] == said


def test_two_inputs() -> None:
    """Bands are checked within each combination of the other inputs."""
    text = (
        "table: 双栏\nwith: {等级: code 高|低, 评分: int}\ngives: {次数: int}\n"
        "versions:\n  - from: 2024-01-01\n    rows:\n"
        "      - {等级: 高, 评分: ..39, 次数: 1}\n      - {等级: 高, 评分: 40.., 次数: 2}\n"
        "      - {等级: 低, 评分: ..39, 次数: 3}\n      - {等级: 低, 评分: 41.., 次数: 4}\n"
        "      - {等级: 低, 评分: 30..35, 次数: 5}\n"
    )
    assert sorted(f"{error.code} {error.message}" for error in read(text)[1]) == [
        "E451 表里 低，..39 与 低，41.. 之间有缺口",
        "E452 表里 低，30..35 与 低，..39 重叠",
    ]


def test_two_numbers_overlap_as_areas() -> None:
    """Rows of two numbers overlap only where both bands meet."""
    text = (
        "table: 双数\nwith: {甲: int, 乙: int}\ngives: {次数: int}\nversions:\n  - from: 2024-01-01\n    rows:\n"
        "      - {甲: 0..9, 乙: 0..9, 次数: 1}\n"
        "      - {甲: 0..9, 乙: 10.., 次数: 2}\n      - {甲: 5..20, 乙: 9..12, 次数: 3}\n"
    )
    assert [f"{error.code} {error.message}" for error in read(text)[1]] == [
        "E452 表里 5..20，9..12 与 0..9，0..9 重叠",
        "E452 表里 5..20，9..12 与 0..9，10.. 重叠",
    ]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), min_size=1, max_size=5))
def test_bands_are_sound_exactly_if_each_whole_number_has_one_row(bounds: list[tuple[int, int, bool]]) -> None:
    """No complaint means: between the lowest and the highest number each falls into one row, and only then."""
    bands = [Interval(min(a, b), max(a, b) + 1, below) for a, b, below in bounds]
    errors: list[RuleError] = []
    check_rows({"数": INT}, {"值": TEXT}, "", [Row({"数": band}, {"值": ""}, NOWHERE) for band in bands], errors)
    low = min(int(band.first) for band in bands)
    high = max(int(band.last) - band.below for band in bands)
    hits = [
        sum(band.first <= number < band.last or (number == band.last and not band.below) for band in bands)
        for number in range(low, high + 1)
    ]
    overlaps = {error.code for error in errors} & {"E452", "E455"}
    assert bool(overlaps) == (max(hits) > 1)
    assert any(error.code == "E451" for error in errors) == (min(hits) == 0)


def test_fractions_fall_between_whole_bands() -> None:
    """For a number with decimals, 39 and 40 leave a gap that whole numbers do not have."""
    rows = [Row({"数": Interval(0, 39)}, {}, NOWHERE), Row({"数": Interval(40, 50)}, {}, NOWHERE)]
    for kind, codes in ((INT, []), (NUM, ["E451"])):
        errors: list[RuleError] = []
        check_rows({"数": kind}, {"值": TEXT}, "", rows, errors)
        assert [error.code for error in errors] == codes


def test_too_many_rows() -> None:
    """A table with more rows than anyone checks by eye is refused."""
    rows = "{" + ", ".join(f"{number}: 低" for number in range(1001)) + "}"
    assert table(rows)[1] == ["E108 文件太大或嵌套太深：一个版本最多 1000 行"]
