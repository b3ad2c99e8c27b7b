"""From what people write for a day or a moment to dates; also where only its month or its year is written."""

from __future__ import annotations

import polars as pl

from auditor.records.rare_moments import rare_moments
from auditor.records.spelling import INVISIBLE

_FIRST, _AFTER = pl.datetime(1900, 1, 1), pl.datetime(2101, 1, 1)  # days before and after are mistakes

_DATE = (
    r"^(\d{4})(?:-|\.|/|年)(\d{1,2})(?:-|\.|/|月)(\d{1,2})(?:日|号|\.)?"
    r"(?:[ T]*(\d{1,2})(?::|时|点)(?:(\d{1,2})分?)?(?::?(\d{1,2})(?:\.\d+)?秒?)?(?:\+08:?00)?)?$"
)
_COMPACT_DAY = r"^(\d{4})(\d{2})(\d{2})$"
# Four digits would rather be a year than a day before 1927, so serial days have five.
_SERIAL = r"^[1-9]\d{4}(\.\d+)?$"
_FROM_1904 = 1462  # days from Excel's one first day to its other
_EPOCH = pl.datetime(1899, 12, 30)  # day 0 for every serial after Excel's 29 February 1900

_MONTH = r"^(\d{4})(?:-|\.|/|年)(\d{1,2})(?:月|月份)?$"
# A spreadsheet that takes 2024.10 for a number keeps 2024.1, so that this may be January or October.
_YEAR = r"^(\d{4})(?:年|\.1)$"


def moments(cells: pl.Series) -> pl.Series:
    """The moments that cells state, in Beijing's time; null where they state none between 1900 and 2100."""
    stages = _tidied(cells).to_frame("text").with_columns(part=pl.col("text").str.extract_groups(_DATE))
    written = pl.format("{}-{}-{} {}:{}:{}", *(pl.col("part").struct[i].fill_null("0") for i in range(6)))
    close = pl.col("text").str.replace(_COMPACT_DAY, "$1-$2-$3")
    days = pl.when(pl.col("text").str.contains(_SERIAL)).then("text").cast(pl.Float64, strict=False)
    moment = pl.coalesce(
        written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        close.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"),
        _EPOCH + pl.duration(seconds=(days * 86_400).round()),
    )
    found = stages.select("text", moment=moment)
    left = found["moment"].is_null() & found["text"].str.contains(r"\d{4}")
    if left.any():  # the forms that are rare or laborious
        texts = found["text"].set(~left, None)
        found = found.with_columns(moment=found["moment"].zip_with(~left, rare_moments(texts)))
    return found.select(_allowed("moment")).to_series()


def since_1900(cells: pl.Expr) -> pl.Expr:
    """Cells of a workbook that counts days from 1904, its bare numbers of days counted from 1900 like all others."""
    days = cells.str.strip_chars()
    shifted = (days.cast(pl.Float64, strict=False) + _FROM_1904).cast(pl.String).str.replace(r"\.0$", "")
    return pl.when(days.str.contains(_SERIAL)).then(shifted).otherwise(cells)


def months_and_years(cells: pl.Series) -> pl.DataFrame:
    """``first``: the midnight with which the month or year begins that a cell states, else null; ``year``: which."""
    stages = (
        _tidied(cells)
        .to_frame("text")
        .with_columns(year=pl.col("text").str.extract(_YEAR), month=pl.col("text").str.extract_groups(_MONTH))
    )
    begins = pl.coalesce(
        pl.format("{}-1-1", "year"),
        pl.format("{}-{}-1", pl.col("month").struct[0], pl.col("month").struct[1]),
    )
    first = begins.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")
    return stages.select(first=first, year=pl.col("year").is_not_null()).with_columns(first=_allowed("first"))


def _allowed(moment: str) -> pl.Expr:
    return pl.when(pl.col(moment).is_between(_FIRST, _AFTER, closed="left")).then(moment)


def _tidied(cells: pl.Series) -> pl.Series:
    """Half-width, without blanks around the parts of a date."""
    text = pl.col("cell").str.normalize("NFKC").str.replace_all(INVISIBLE, "").str.strip_chars()
    text = text.str.replace_all(r"\s*([-./:年月时点])\s*", "$1").str.replace_all(r"\s+([日号分秒])", "$1")
    return cells.to_frame("cell").select(text).to_series()
