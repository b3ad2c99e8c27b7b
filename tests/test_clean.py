"""Cleaning: what a person wrote in a cell → the value meant, or blank, or invalid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records.clean import UNREADABLE, Column, State, clean, placeholder_forms
from auditor.records.damage import TOO_LONG, UNCALCULATED
from auditor.records.dictionary import CodeList, Field, Kind, Privacy
from auditor.records.problems import problem
from auditor.records.spoilt import explanation

CODES = CodeList("类别", ("低保", "独居", "低边/低收", "1级"), {"低保户": "低保", "1": "1级"})
BLANKS = placeholder_forms(["无", "—", "待补", "／"])
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def one(kind: str, text: str | None, *, joins: bool = False, private: Privacy | None = None) -> tuple[object, State]:
    codes = CODES if kind.startswith("code") else None
    field = Field("项", "item", Kind(kind), codes, private)
    values, states = clean([Column(field, pl.Series([text], dtype=pl.String), joins)], BLANKS)[0]
    return values[0], State(states[0])


def known(kind: str, text: str | None) -> object:
    value, state = one(kind, text)
    assert state is State.KNOWN
    return value


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("text", [None, "", "  ", "\u3000\xa0", "\u200b\ufeff", "—", " 待 补 ", "/"])
def test_blank_cells_are_known_and_null_in_every_kind(kind: Kind, text: str | None) -> None:
    """Blanks of every sort and placeholders, however spaced, mean that nothing is written."""
    assert one(kind, text) == (None, State.KNOWN)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "12人左右"),
        ("int", "30分"),
        ("int", "3万元"),
        ("num", "4.40105E+17"),
        ("int", "1.5"),
        ("int", "1e15"),
        ("int", "."),
        ("int", "1,23"),
        ("num", "nan"),
        ("num", "1e400"),
        ("num", "约3"),
        ("date", "2024-02-30"),
        ("date", "1899-12-31"),
        ("date", "2101-01-01"),
        ("date", "2024年13月"),
        ("date", "1899年12月"),
        ("date", "2024年5月上旬"),
        ("date", "202405"),
        ("date", "1950"),
        ("date", "下周"),
        ("datetime", "2024-12-03 25:00"),
        ("datetime", "2024-12-03 上午12:05"),
        ("datetime", "2024-12-03 上午15:05"),
        ("datetime", "2024-12-03T09:30:00+23:00"),
        ("date", "2024.12.3-2024.12.5"),
        ("date", "12/3/2024"),
        ("date", "24.12.3"),
        ("date", "12月3日"),
        ("date", "13800131234"),
        ("date", "9:05"),
        ("date", "#####"),
        ("bool", "不清楚"),
        ("code", "特困"),
        ("codes", "低保、特困"),
        ("codes", "、"),
    ],
)
def test_what_does_not_convert_is_invalid(kind: str, text: str) -> None:
    """Something is written, so the cell is not blank, yet there is no value; also one unknown code of two."""
    assert one(kind, text) == (None, State.INVALID)


@pytest.mark.parametrize(
    ("text", "first", "state"),
    [
        ("2024年5月", date(2024, 5, 1), State.PARTIAL_MONTH),
        ("２０２４ 年 05 月", date(2024, 5, 1), State.PARTIAL_MONTH),
        ("2024年5月份", date(2024, 5, 1), State.PARTIAL_MONTH),
        ("2024-05", date(2024, 5, 1), State.PARTIAL_MONTH),
        ("2024/12", date(2024, 12, 1), State.PARTIAL_MONTH),
        ("2024.5", date(2024, 5, 1), State.PARTIAL_MONTH),
        ("2024.10", date(2024, 10, 1), State.PARTIAL_MONTH),
        ("2100年12月", date(2100, 12, 1), State.PARTIAL_MONTH),
        ("2024年", date(2024, 1, 1), State.PARTIAL_YEAR),
        ("1900 年", date(1900, 1, 1), State.PARTIAL_YEAR),
        ("2024.1", date(2024, 1, 1), State.PARTIAL_YEAR),
    ],
)
def test_a_month_or_a_year_is_the_first_day_that_it_may_be(text: str, first: date, state: State) -> None:
    """The state says what is written; 2024.1 may be an October that a spreadsheet took for a number."""
    assert one("date", text) == (first, state)
    assert one("datetime", text) == (datetime(first.year, first.month, 1), state)  # noqa: DTZ001
    assert one("date", text, joins=True) == (None, State.INVALID)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  张三\u200b ", "张三"),
        ("１２３ＡＢ－Ｃ，好（ａ）：！", "123AB-C，好（a）：！"),
        ("一\r\n二", "一\n二"),
        ("440105195001010001", "440105195001010001"),
        ("20240101.0", "20240101"),
        ("1.0", "1.0"),
        ("2024-12-03 00:00:00", "2024-12-03"),
        ("1899-12-31 09:30:00", "09:30:00"),
        ("没有无关的话", "没有无关的话"),
    ],
)
def test_text_is_trimmed_and_narrowed_and_keeps_its_digits(text: str, expected: str) -> None:
    """Half-width letters and digits, Chinese punctuation as it was, no digit lost, no float's tail."""
    assert known("text", text) == expected


def test_joining_text_is_wholly_normalised_and_identity_numbers_are_in_capitals() -> None:
    """Two spellings of a number by which records are joined meet."""
    assert one("text", "Ａ（1）— Ⅱ", joins=True)[0] == "A(1)— II"
    assert one("text", "44010519500101000x", private=Privacy.ID_NUMBER)[0] == "44010519500101000X"


@pytest.mark.parametrize(
    ("text", "number"),
    [("３", 3), ("3.0", 3), ("1,234", 1234), ("１，０００", 1000), ("-5", -5), ("−5", -5), ("1e3", 1000)],
)
def test_whole_numbers(text: str, number: int) -> None:
    """Full-width digits, thousands separators and a float's ``.0`` are read."""
    assert known("int", text) == number
    assert known("num", text) == number


def test_percentages_and_zero() -> None:
    """A percentage is what a spreadsheet cell formatted so holds; there is no negative zero."""
    assert known("num", "85%") == 0.85
    assert str(known("num", "-0")) == "0.0"


FORMS = [
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month:02}/{d.day}",
    lambda d: f"{d.year:04}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month:02} 月 {d.day:02} 号 ",
    lambda d: f"{d.year:04}{d.month:02}{d.day:02}",
    lambda d: f"{d.year}．{d.month}．{d.day}".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    lambda d: f"{d.isoformat()} 00:00:00",
]


@settings(deadline=None)
@given(day=DAYS, form=st.sampled_from(FORMS))
def test_any_day_in_any_form_is_that_day(day: date, form) -> None:  # type: ignore[no-untyped-def]
    """Every supported way of writing a day gives the day, as a date and as midnight."""
    assert known("date", form(day)) == day
    assert known("datetime", form(day)) == datetime(day.year, day.month, day.day)  # noqa: DTZ001 (exports have no zone)


@settings(deadline=None)
@given(day=st.dates(date(1927, 5, 18), date(2100, 12, 31)), minute=st.integers(0, 1439))
def test_excel_serials_of_five_digits_are_days(day: date, minute: int) -> None:
    """A serial of the 1900 epoch gives its day and its minute; four digits would rather be a year."""
    serial = (day - date(1899, 12, 30)).days
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    assert known("date", str(serial)) == day
    assert known("datetime", f"{serial + minute / 1440:.9f}") == moment


@settings(deadline=None)
@given(
    moment=st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)),  # noqa: DTZ001
    form=st.sampled_from(
        [
            "{:%Y-%m-%d %H:%M:%S}",
            "{:%Y/%m/%d %H:%M:%S}",
            "{:%Y年%m月%d日 %H时%M分%S秒}",
            "{:%Y-%m-%dT%H:%M:%S.%f}",
            "{:%Y.%m.%d %H：%M：%S}",
        ]
    ),
)
def test_any_moment_in_any_form_is_that_moment(moment: datetime, form: str) -> None:
    """Times are read to the second."""
    assert known("datetime", form.format(moment)) == moment.replace(microsecond=0)


def test_hours_without_minutes() -> None:
    """``9时`` is nine o'clock."""
    assert known("datetime", "2024年12月3日9时") == datetime(2024, 12, 3, 9)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["是", "√", "有", "1", "1.0", "Y", "Ｙｅｓ", "true"])
def test_yes(text: str) -> None:
    """Ticks, words and ones are true."""
    assert known("bool", text) is True


@pytest.mark.parametrize("text", ["否", "×", "无", "0", "n", "FALSE"])
def test_no(text: str) -> None:
    """Crosses, words and noughts are false; 无 denies a yes-or-no field although it is a placeholder."""
    assert known("bool", text) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [("低保", "低保"), (" 低 保 户", "低保"), ("１", "1级"), ("1.0", "1级"), ("低边／低收", "低边/低收")],
)
def test_codes_are_found_by_any_spelling(text: str, value: str) -> None:
    """Aliases, full-width digits, blanks and floats lead to the value of the list."""
    assert known("code", text) == value


@pytest.mark.parametrize("mark", ["、", "，", ",", "；", ";", "|", "\n", "、 "])
def test_several_codes_are_split_and_put_in_the_lists_order(mark: str) -> None:
    """Every usual separator works, repeats count once; a sign that is part of a value does not separate."""
    assert known("codes", mark.join(["独居", "低保户", "低边/低收", "低保", ""])) == "低保、独居、低边/低收"


def test_columns_come_back_in_their_order_and_length() -> None:
    """Columns of different kinds and lengths do not mix."""
    columns = [
        Column(Field("甲", "a", Kind.INT), pl.Series(["1", "二"])),
        Column(Field("乙", "b", Kind.TEXT), pl.Series(["x"])),
        Column(Field("丙", "c", Kind.INT), pl.Series(["二", "3", None])),
        Column(Field("丁", "d", Kind.CODE, CodeList("", ("二",))), pl.Series([], dtype=pl.String)),
    ]
    done = [(values.to_list(), states.to_list()) for values, states in clean(columns, BLANKS)]
    assert done == [([1, None], [0, 1]), (["x"], [0]), ([None, 3, None], [1, 0, 0]), ([], [])]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8), st.sampled_from(list(Kind)))
def test_no_text_breaks_cleaning(texts: list[str | None], kind: Kind) -> None:
    """Whatever is written, each cell is blank, a value, part of a date or invalid, and only the last has no value."""
    codes = CODES if kind in (Kind.CODE, Kind.CODES) else None
    values, states = clean([Column(Field("项", "item", kind, codes), pl.Series(texts, dtype=pl.String))], BLANKS)[0]
    assert len(values) == len(states) == len(texts)
    dated = {State.PARTIAL_MONTH, State.PARTIAL_YEAR} if kind in (Kind.DATE, Kind.DATETIME) else set()
    assert set(states) <= {State.KNOWN, State.INVALID, State.UNKNOWN, *dated}
    assert all((value is None) == (state in UNREADABLE) for value, state in zip(values, states, strict=True) if state)


@pytest.mark.parametrize("joins", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        *("4.40105E+17", " 4.4e+17", "1.38E+10", "1E+05"),
        *("#####", TOO_LONG, "麦\ufffd华"),
    ],
)
def test_text_that_has_lost_something_is_no_value(text: str, joins: bool) -> None:
    """Lost digits or letters must not become a key, a name or a value."""
    assert one("text", text, joins=joins) == (None, State.INVALID)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("text", ["#N/A", "＃ＲＥＦ！", " #div/0! ", "#NAME?", "#VALUE!", "Err:502", UNCALCULATED])
def test_an_error_in_place_of_a_value_is_unknown_in_every_kind(kind: Kind, text: str) -> None:
    """Whether the cell would be blank is not known either, so it is not taken as filled."""
    assert one(kind, text) == (None, State.UNKNOWN)
    assert one(kind, text, joins=True) == (None, State.UNKNOWN)


@pytest.mark.parametrize("text", ["2E12", "1.25E+2", "E+17", "4.4E+17栋", "#", "#1", "#标签", "Err:1", "1E5"])
def test_text_that_only_resembles_a_loss_is_kept(text: str) -> None:
    """Numbers of rooms, marks and words stay what they are."""
    assert known("text", text) == text


@pytest.mark.parametrize("text", ["'440105195001010001", '="440105195001010001"', "’440105195001010001\t"])
def test_guards_against_a_spreadsheet_are_no_part_of_a_value(text: str) -> None:
    """What keeps a program from taking a text for a number is not written by a person."""
    assert known("text", text) == "440105195001010001"
    assert known("date", "'2024-12-03") == date(2024, 12, 3)
    assert known("int", '="12"') == 12
    assert known("text", "'甲") == "'甲"


@pytest.mark.parametrize(("text", "number"), [("3次", 3), ("1,200元", 1200), ("８５ 岁", 85), ("-5户", -5)])
def test_units_that_change_no_number(text: str, number: int) -> None:
    """A unit behind a number is read over unless the field might count in another."""
    assert known("int", text) == number


def test_points_where_points_are_counted() -> None:
    """分 is a minute elsewhere."""
    cells = pl.Series(["85分"])
    fields = [Field("总分", "total", Kind.INT), Field("时长", "minutes", Kind.INT)]
    done = clean([Column(field, cells) for field in fields], BLANKS)
    assert [(column.values[0], column.states[0]) for column in done] == [(85, State.KNOWN), (None, State.INVALID)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024/12/3 9:05", "2024-12-03 09:05"),
        ("2024/12/03 上午9:05", "2024-12-03 09:05"),
        ("2024/12/03 下午 9:05:07", "2024-12-03 21:05:07"),
        ("2024年12月3日下午2点半", "2024-12-03 14:30"),
        ("2024-12-03 中午12点", "2024-12-03 12:00"),
        ("2024-12-03 中午1点", "2024-12-03 13:00"),
        ("2024-12-03 晚上8点", "2024-12-03 20:00"),
        ("2024-12-03 凌晨12:30", "2024-12-03 00:30"),
        ("2024-12-03 9:05 PM", "2024-12-03 21:05"),
        ("2024-12-03 12:05 am", "2024-12-03 00:05"),
        ("2024-12-03 下午15:05", "2024-12-03 15:05"),
        ("2024-12-03T09:05:00+08:00", "2024-12-03 09:05"),
        ("2024-12-03T01:05:00Z", "2024-12-03 09:05"),
        ("2024-12-02T16:00:00.000Z", "2024-12-03 00:00"),
        ("2024-12-03 09:05:00-05:00", "2024-12-03 22:05"),
        ("2024年12月3日（周二）", "2024-12-03 00:00"),
        ("2024年12月3日 星期二 14:00-15:00", "2024-12-03 14:00"),
        ("2024-12-03 14:00～15:00", "2024-12-03 14:00"),
        ("2024. 12. 3.", "2024-12-03 00:00"),
        ("202412030905", "2024-12-03 09:05"),
        ("20241203090507", "2024-12-03 09:05:07"),
        ("20241203 9:05", "2024-12-03 09:05"),
        ("25/12/2024", "2024-12-25 00:00"),
        ("12/25/2024", "2024-12-25 00:00"),
        ("1733188800000", "2024-12-03 09:20"),
        ("-315648000000", "1960-01-01 00:00"),
    ],
)
def test_rare_ways_of_writing_a_moment(text: str, moment: str) -> None:
    """Parts of the day, weekdays, zones (all in Beijing's time), the beginning of a visit, milliseconds since 1970."""
    assert known("datetime", text) == datetime.fromisoformat(moment)
    assert known("date", text) == datetime.fromisoformat(moment).date()


@settings(deadline=None)
@given(
    moment=st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)),  # noqa: DTZ001
    form=st.sampled_from(["{:%Y/%m/%d} {} {}:{:%M:%S}", "{:%Y年%m月%d日}{}{}时{:%M分%S秒}"]),
)
def test_any_moment_by_the_clock_of_twelve_hours(moment: datetime, form: str) -> None:
    """上午 and 下午 with the hours from 1 to 11, and noon."""
    if moment.hour == 0:
        return
    half = "上午" if moment.hour < 12 else "下午"
    text = form.format(moment, half, moment.hour if moment.hour < 13 else moment.hour - 12, moment)
    assert known("datetime", text) == moment.replace(microsecond=0)


@settings(deadline=None)
@given(moment=st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)), hours=st.integers(-12, 14))  # noqa: DTZ001
def test_any_moment_of_any_zone_is_the_one_in_beijing(moment: datetime, hours: int) -> None:
    """The forms of programs, with a zone or in milliseconds."""
    moment = moment.replace(microsecond=0)
    elsewhere = (moment + timedelta(hours=hours - 8)).replace(tzinfo=timezone(timedelta(hours=hours)))
    assert known("datetime", elsewhere.isoformat()) == moment
    assert known("datetime", elsewhere.astimezone(UTC).isoformat().replace("+00:00", "Z")) == moment
    milliseconds = round(elsewhere.timestamp() * 1000)
    if abs(milliseconds) >= 10**12:
        assert known("datetime", str(milliseconds)) == moment


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("code", "低保戶", "低保"), ("codes", "獨居、低保", "低保、独居"), ("bool", "對", True), ("text", "無", None)],
)
def test_traditional_characters_are_compared_as_simplified_ones(kind: str, text: str, value: object) -> None:
    """Code values, yes and no, and placeholders; other text stays as written."""
    assert known(kind, text) == value
    assert known("text", "謝煒") == "謝煒"


def test_names_by_which_records_are_joined_meet_in_simplified_characters() -> None:
    """Yet 甯 and 乾, which simplified Chinese has itself, stay, so no two simplified names become one."""
    assert one("text", "謝X煒", joins=True)[0] == "谢X炜"
    assert one("text", "甯乾", joins=True)[0] == "甯乾"


def test_two_identity_numbers_in_a_cell_are_none() -> None:
    """A key must not be made of two; telephone numbers are kept as they stand."""
    both = "440105195001010001/44010519500101002X"
    assert one("text", both, private=Privacy.ID_NUMBER) == (None, State.INVALID)
    assert one("text", "13800000000/13900000000", private=Privacy.PHONE)[0] == "13800000000/13900000000"


@pytest.mark.parametrize(
    ("kind", "text", "code", "words"),
    [
        ("text", "4.40105E+17", "D644", "末几位已经丢失"),
        ("date", "#N/A", "D645", "公式"),
        ("text", UNCALCULATED, "D645", "公式"),
        ("text", TOO_LONG, "D645", "太长"),
        ("text", "麦\ufffd", "D645", "重新导出"),
        ("date", "2024.12.3-5", "D647", "写了不止一个日期"),
        ("date", "2024年12月3日、5日", "D647", "写了不止一个日期"),
        ("date", "12/3/2024", "D647", "哪个是月"),
        ("date", "24.12.3", "D647", "两位"),
        ("date", "12.3", "D647", "没有写年份"),
        ("date", "9:05", "D647", "只有时间"),
        ("datetime", "2024-12-03 上午12:00", "D647", "半夜"),
        ("code", "低保、独居", "D647", "不止一个取值"),
        ("date", "2024-02-30", "D605", "2024-02-30"),
        ("code", "特困", "D605", "低保"),
    ],
)
def test_the_problem_says_what_is_wrong(kind: str, text: str, code: str, words: str) -> None:
    """Each sort of unreadable cell has words of its own, and a private one is not quoted."""
    field = Field("项", "item", Kind(kind), CODES if kind == "code" else None)
    found, values = explanation(field, text)
    assert found == code
    said = problem(found, "a", None, None, None, field="项", **values).text
    assert words in said
    _, values = explanation(replace(field, private=Privacy.NAME), text)
    assert text not in problem(found, "a", None, None, None, field="项", **values).text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=8), st.booleans())
def test_the_quick_look_passes_over_nothing(text: str, joins: bool) -> None:
    """Text is read as if every cell were looked at with care: with a blank before it, it always is."""
    value, state = one("text", text, joins=joins)
    assert one("text", f" {text}", joins=joins) == (value, state)
