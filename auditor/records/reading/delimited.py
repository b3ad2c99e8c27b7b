"""Text files of rows: CSV and its relatives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest

import polars as pl

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.encoding import text_of_file
from auditor.records.reading.sheet import Sheet, sheet_of_grid


def read_delimited(content: Content) -> Iterator[Sheet]:
    """The one sheet of a text file. Raises UnreadableFile."""
    text = text_of_file(content)
    if "\0" in text:
        raise UnreadableFile("不是文字文件")
    yield sheet_of_grid(content.shown, None, _grid(text, max(",", "\t", ";", key=text[:4096].count)))


def _grid(text: str, mark: str) -> pl.DataFrame:
    """Delimited text as a frame of text. Rows of unequal length are rare and take the slow way."""
    if not text.strip():
        return pl.DataFrame()
    try:
        return pl.read_csv(text.encode(), separator=mark, has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        except csv.Error as why:
            raise UnreadableFile("引号没有配对，或有一格长得不合理") from why
        return pl.DataFrame([pl.Series("", column, pl.String) for column in zip_longest(*rows)])
