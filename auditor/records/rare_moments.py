"""Ways of writing a day or a moment that are rarer than 2024-12-03 09:05, and what makes others doubtful."""

from __future__ import annotations

import re
from unicodedata import normalize

import polars as pl

_BEIJING = 8 * 60  # minutes that its clocks are ahead of UTC
_MARK = "上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|晚|am|pm|a\\.m\\.|p\\.m\\."
_CLOCK = r"(\d{1,2})(?::|时|点)(?:(\d{1,2})分?)?(?::?(\d{1,2})(?:[.,]\d+)?秒?)?"
_UNTIL = rf"[-~至到—–]+(?:{_MARK})?\d{{1,2}}(?:[:时点](?:\d{{1,2}}分?)?(?::\d{{1,2}})?)"
_MOMENT = (
    r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号.]?"
    rf"[ t,，]*({_MARK})? *(?:{_CLOCK})? *({_MARK})? *(z|utc|gmt|[+-]\d\d:?\d\d|\+\d\d)?(?:{_UNTIL})?$"
)
_REWRITTEN = (
    (r" *[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]? *", " "),
    (r"点半", "点30分"),
    (r" *([~至到—–]) *", "$1"),
    (r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", "$1-$2-$3 $4:$5:$6"),
    (r"^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", "$1-$2-$3 $4:$5"),
    (r"^(\d{4})(\d\d)(\d\d)[ t](\d{1,2}:)", "$1-$2-$3 $4"),
    # Day and month in the English order where no month has that number.
    (r"^(1[3-9]|2\d|3[01])[-./](\d{1,2})[-./](\d{4})( .*)?$", "$3-$2-$1$4"),
    (r"^(\d{1,2})[-./](1[3-9]|2\d|3[01])[-./](\d{4})( .*)?$", "$3-$1-$2$4"),
)


def rare_moments(texts: pl.Series) -> pl.Series:
    """The moments in Beijing's time that texts state, half-width and without blanks around the parts of a date."""
    text = pl.col("text").str.to_lowercase()
    for pattern, instead in _REWRITTEN:
        text = text.str.replace(pattern, instead)
    parts = ("year", "month", "day", "before", "hour", "minute", "second", "after", "zone")
    groups = text.str.strip_chars().str.extract_groups(_MOMENT).struct.rename_fields(parts)
    found = texts.to_frame("text").with_columns(groups.alias("part")).unnest("part")
    found = found.with_columns(mark=pl.coalesce("before", "after"), hour=pl.col("hour").cast(pl.Int64))
    clock = pl.format("{}:{}:{}", _hour().fill_null(0), *(pl.col(name).fill_null("0") for name in ("minute", "second")))
    clock = pl.when(pl.col("hour").is_null() | _hour().is_not_null()).then(clock)
    written = pl.format("{}-{}-{} {}", "year", "month", "day", clock)
    moment = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    moment += pl.duration(minutes=_BEIJING - _offset())
    counted = pl.when(pl.col("text").str.contains(r"^(?:\d{12,13}|-\d{9,13})$")).then("text").cast(pl.Int64)
    milliseconds = pl.from_epoch(counted, "ms").cast(pl.Datetime("us")) + pl.duration(minutes=_BEIJING)
    return found.select(moment=pl.coalesce(moment, milliseconds)).to_series()


def _hour() -> pl.Expr:
    """The hour of the day from 0 to 23; null if the clock and the part of the day do not agree, or may mean two."""
    hour, mark = pl.col("hour"), pl.col("mark")
    return (
        pl.when(mark.is_null())
        .then(hour)
        .when(mark.is_in(["凌晨", "am", "a.m."]))
        .then(pl.when(hour < 12).then(hour).when(hour == 12).then(0))
        .when(mark.is_in(["上午", "早上", "早晨"]))
        .then(pl.when(hour < 12).then(hour))  # 上午12:05 is five past midnight to a spreadsheet, past noon to people
        .when(mark == "中午")
        .then(pl.when(hour.is_in([11, 12])).then(hour).when(hour < 3).then(hour + 12))
        .when(mark.is_in(["晚上", "晚"]) & (hour == 12))
        .then(None)
        .otherwise(pl.when(hour < 12).then(hour + 12).otherwise(hour))
    )


def _offset() -> pl.Expr:
    """Minutes ahead of UTC; Beijing's where nothing is said, null if no clocks are so far from it.

    Without seconds, 14:00-15:00 is the end of a visit and no zone.
    """
    zone = pl.col("zone")
    digits = zone.str.replace_all(r"\D", "").str.pad_end(4, "0").cast(pl.Int64, strict=False)
    minutes = digits // 100 * 60 + digits % 100
    minutes = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes)
    return (
        pl.when(zone.is_null() | (zone.str.starts_with("-") & pl.col("second").is_null()))
        .then(_BEIJING)
        .when(zone.is_in(["z", "utc", "gmt"]))
        .then(0)
        .otherwise(pl.when(minutes.abs() <= 14 * 60).then(minutes))
    )


_DAY = r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}"
_DOUBTS = (
    (rf"{_DAY}.*{_DAY}", "写了不止一个日期"),
    (rf"{_DAY}[日号.]?\s*[-~至到—–、,;]+\s*(?:\d{{1,2}}[月.])?\d{{1,2}}(?:[日号]|$)", "写了不止一个日期"),
    (r"(?:上午|早上|早晨|晚上|晚)\s*12\b", "分不清是中午还是半夜"),
    (r"^\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d\b", "分不清哪个是月、哪个是日"),
    (r"^\d{2}[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)", "年份只写了两位"),
    (r"^\d{1,2}(?:[-./]|月)\d{1,2}[日号]?$", "没有写年份"),
    (rf"^(?:1899-12-3[01] )?(?:{_MARK})?\s*\d{{1,2}}(?::|时|点)\d{{0,2}}", "只有时间，没有日期"),
)


def doubt(text: str) -> str | None:
    """Why a cell that is no date is none, if it looks like one to a reader: a clause in Chinese."""
    plain = normalize("NFKC", text).strip().lower()
    return next((why for pattern, why in _DOUBTS if re.search(pattern, plain)), None)
