"""How the sheets of an export were understood: what each holds, what each column means, and what is only guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.layout.blocks import Block, nameless_columns
from auditor.records.layout.claims import Names
from auditor.records.layout.guesses import Guesser
from auditor.records.layout.headers import Match, NoMatch
from auditor.records.layout.mapping import NO_MAPPING, UNREAD, ExportMapping, SheetMapping
from auditor.records.problems import DataProblem
from auditor.records.reading.sheet import Sheet
from auditor.records.spelling import normal_header

_HEADERS_SHOWN = 200  # columns of an unrecognised sheet
_NUMBER = re.compile(r"\d{7,}[\dXx]*")  # a header that is none may hold the number of a person


class How(StrEnum):
    """Why a column is taken for what it is."""

    NAME = "字段名"
    ALIAS = "别名"
    MAPPING = "映射文件"
    LEFT_OUT = "不读"
    SPARE = "没有读"
    UNKNOWN = "不认识"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ColumnGuess(_Frozen):
    """A field that a column may be."""

    field: str
    score: int = Field(description="相似的程度，0 到 100")


class ColumnMap(_Frozen):
    """One column of a sheet."""

    column: str = Field(description="列号，如 F；JSON 等没有列号的是名称")
    header: str = Field(description="表头；几行的表头用“/”连起来")
    field: str | None
    how: How
    reason: str = ""
    guesses: tuple[ColumnGuess, ...] = ()


class Choice(_Frozen):
    """A record type that an unrecognised sheet may hold, and the fields that its columns would be."""

    record: str
    score: int
    columns: tuple[ColumnMap, ...]
    without: tuple[str, ...] = Field(default=(), description="编号里没有一列像的项")


class SheetMap(_Frozen):
    """One table of an export: what it holds and what its columns are."""

    file: str
    sheet: str | None
    record: str | None
    how: str
    left_out: bool = Field(default=False, description="映射文件写明不读")
    header: tuple[int, int] | None = Field(description="表头的第一行和最后一行；JSON 等没有")
    columns: tuple[ColumnMap, ...] = ()
    without: tuple[str, ...] = Field(default=(), description="编号里没有一列是的项")
    constants: dict[str, str] = Field(default_factory=dict, description="映射文件写定的内容")
    choices: tuple[Choice, ...] = Field(default=(), description="认不出的表最像哪几种记录")


class UnreadFile(_Frozen):
    """A file that could not be read, or something else to know of one."""

    code: str
    file: str
    sheet: str | None
    text: str


class Understanding(_Frozen):
    """How an export was understood."""

    mapping: str
    sheets: tuple[SheetMap, ...]
    problems: tuple[UnreadFile, ...]

    @property
    def left_out(self) -> int:
        """How many tables nobody wants read."""
        return sum(one.left_out for one in self.sheets)

    @property
    def unrecognised(self) -> int:
        """How many tables were not recognised."""
        return sum(one.record is None and not one.left_out for one in self.sheets)

    @property
    def unknown(self) -> int:
        """How many columns of recognised sheets nobody knows."""
        return sum(one.how is How.UNKNOWN for sheet in self.sheets if sheet.record for one in sheet.columns)


def understand(
    blocks: Iterable[Block],
    problems: Iterable[DataProblem],
    dictionary: Dictionary,
    mapping: ExportMapping = NO_MAPPING,
) -> Understanding:
    """How ``blocks``, the tables of an export, were understood with ``mapping``."""
    reader = _Reader(dictionary, mapping)
    return Understanding(
        mapping=mapping.name,
        sheets=tuple(reader.sheet(block) for block in blocks if _written(block.sheet)),
        problems=tuple(UnreadFile(code=one.code, file=one.file, sheet=one.sheet, text=one.text) for one in problems),
    )


def _written(sheet: Sheet) -> bool:
    return bool(sheet.headers) or not sheet.cells.is_empty()


class _Reader:
    def __init__(self, dictionary: Dictionary, mapping: ExportMapping) -> None:
        self.mapping = mapping
        self.records = dictionary.records
        self.names = Names(dictionary.records)
        self.guesser = Guesser(dictionary)

    def sheet(self, block: Block) -> SheetMap:
        """How one table was understood."""
        sheet = block.sheet
        entry = self.mapping.of(sheet.file, sheet.name)
        match block.outcome:
            case Match() as match:
                return self.recognised(sheet, match, entry)
            case NoMatch() as outcome:
                return self.unrecognised(sheet, outcome, entry)

    def recognised(self, sheet: Sheet, match: Match, entry: SheetMapping | None) -> SheetMap:
        """A table of a known record type."""
        fields = {index: name for name, index in match.columns.items()}
        spare = {one.index: one.reason for one in match.spare}
        known = {index: self.names.of(match.record.name, normal_header(text)) for index, text in match.headers.items()}
        unknown = {index: match.headers[index] for index in spare if known.get(index) is None}
        cells = {index: _below(sheet, index, match.row, match.end) for index in unknown}
        guesses = self.guesser.columns(match.record, unknown, cells, {*match.columns, *match.constants})
        columns = []
        for index, header in match.headers.items():
            field = fields.get(index)
            if field is not None:
                how = _how(header, match.record, field, entry)
            else:
                how = How.UNKNOWN if index in unknown else How.SPARE if index in spare else How.LEFT_OUT
            columns.append(
                ColumnMap(
                    column=sheet.columns[index],
                    header=header,
                    field=field,
                    how=how,
                    reason=spare.get(index, ""),
                    guesses=tuple(ColumnGuess(field=one.field, score=one.score) for one in guesses.get(index, ())),
                )
            )
        columns += [
            ColumnMap(column=sheet.columns[one.index], header="", field=None, how=How.SPARE, reason=one.reason)
            for one in nameless_columns(sheet, match)
        ]
        stated = entry is not None and entry.record is not None
        without = tuple(name for name in match.record.key if name not in {*match.columns, *match.constants})
        sure = f"{len(match.headers)} 列里认得 {len(match.columns)} 列，{'没有' if without else '有'}编号"
        return SheetMap(
            file=sheet.file,
            sheet=sheet.name,
            record=match.record.name,
            how=f"映射文件写明，{sure}" if stated else sure,
            header=None if sheet.headers is not None else (sheet.first_row + match.first, sheet.first_row + match.row),
            columns=tuple(columns),
            without=without,
            constants=dict(match.constants),
        )

    def unrecognised(self, sheet: Sheet, outcome: NoMatch, entry: SheetMapping | None) -> SheetMap:
        """A table that is left unread."""
        left_out = entry is not None and entry.record == UNREAD
        headers = {} if left_out else dict(list(outcome.headers.items())[:_HEADERS_SHOWN])
        row = outcome.row if outcome.row is not None else -1
        cells = {index: _below(sheet, index, row, None) for index in headers}
        shown = {index: _NUMBER.sub("…", header) for index, header in headers.items()}
        choices = []
        for one in self.guesser.of_sheet(headers, cells) if headers else ():
            columns = []
            for index in sorted({*one.certain, *one.guessed}):
                sure, guess = one.certain.get(index), one.guessed.get(index)
                record = self.records[one.record]
                columns.append(
                    ColumnMap(
                        column=sheet.columns[index],
                        header=shown[index],
                        field=sure,
                        how=How.UNKNOWN if sure is None else _how(headers[index], record, sure, entry),
                        guesses=() if guess is None else (ColumnGuess(field=guess.field, score=guess.score),),
                    )
                )
            found = {*one.certain.values(), *(guess.field for guess in one.guessed.values())}
            without = tuple(name for name in self.records[one.record].key if name not in found)
            choices.append(Choice(record=one.record, score=one.score, columns=tuple(columns), without=without))
        at = None if sheet.headers is not None or outcome.row is None else sheet.first_row + outcome.row
        return SheetMap(
            file=sheet.file,
            sheet=sheet.name,
            record=None,
            how=outcome.reason,
            left_out=left_out,
            header=None if at is None else (at, at),
            columns=tuple(
                ColumnMap(column=sheet.columns[index], header=header, field=None, how=How.UNKNOWN)
                for index, header in shown.items()
            ),
            choices=tuple(choices),
        )


def _how(header: str, record: RecordType, field: str, entry: SheetMapping | None) -> How:
    if entry is not None and field in (entry.field_of(header), entry.field_of(header.rpartition("/")[2])):
        return How.MAPPING
    plain = re.sub(r"[(\[【].*$", "", normal_header(header.rpartition("/")[2]))
    return How.NAME if plain == normal_header(field) else How.ALIAS


def _below(sheet: Sheet, index: int, row: int, end: int | None) -> pl.Series:
    """The cells of a column below its header."""
    start = 0 if sheet.headers is not None else row + 1
    return sheet.cells[f"c{index}"].slice(start, None if end is None else end - start)
