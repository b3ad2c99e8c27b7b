"""What is in an export before any rule runs: rows, fields, codes, dates, keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl
from pydantic import Field as Entry

from auditor.findings.finding import Frozen
from auditor.findings.mask import mask_as, mask_text
from auditor.findings.provenance import data_problems, inputs, unrecognised
from auditor.findings.result import Input, Problem, Unrecognised
from auditor.records.contents import Contents, contents, repeated_keys
from auditor.records.dataset import Dataset
from auditor.records.dictionary import Field, Origin, RecordType
from auditor.records.tables import RecordTable
from auditor.records.unjoined import Unjoined, unjoined

EXAMPLES = 5  # keys that are named
TEXTS = 20  # unknown texts of a field that are named


class TextCount(Frozen):
    """How often something is written."""

    text: str
    rows: int


class KeyPlace(Frozen):
    """A key and where it stands first."""

    key: str
    rows: int
    file: str
    sheet: str | None
    at: tuple[int, ...] = Entry(description="其中前几行的行号")


class FieldSummary(Frozen):
    """What one field holds."""

    field: str
    kind: str
    private: bool
    rows: int = Entry(description="有这一列的行")
    filled: int
    invalid: int = Entry(description="读不懂的格子")
    partial: int = Entry(description="没有写到日的日期")
    distinct: int
    least: str | None = None
    most: str | None = None
    codes: tuple[TextCount, ...] = ()
    unknown: tuple[TextCount, ...] = Entry(default=(), description="读不懂的写法；遮盖的字段不列")


class LinkSummary(Frozen):
    """How the rows join the records that they name."""

    fields: tuple[str, ...]
    to: tuple[str, ...]
    linked: int = Entry(description="写了编号的行")
    unjoined_rows: int
    unjoined_keys: int
    examples: tuple[KeyPlace, ...] = ()


class RecordSummary(Frozen):
    """What was read of one record type."""

    record: str
    rows: int
    sheets: int
    key: tuple[str, ...]
    without_key: int
    repeated_keys: int
    repeated_rows: int
    repeated: tuple[KeyPlace, ...] = ()
    links: tuple[LinkSummary, ...] = ()
    fields: tuple[FieldSummary, ...] = ()
    absent: tuple[str, ...] = Entry(default=(), description="没有一张表有的字段")


class ProblemCount(Frozen):
    """A kind of defect of the data: how often it occurs, and where first."""

    code: str
    count: int
    first: Problem


class Summary(Frozen):
    """An export as a whole."""

    masked: bool
    rows_read: int
    rows_checked: int
    rows_unread: int
    rows_duplicate: int
    rows_merged: int
    inputs: tuple[Input, ...]
    records: tuple[RecordSummary, ...]
    problems: tuple[ProblemCount, ...] = Entry(description="数据问题：每种代码多少处，第一处在哪里")
    unrecognised: Unrecognised


def summarise(dataset: Dataset, *, mask: bool = True) -> Summary:
    """What is in ``dataset``. With ``mask`` no name or number of a person leaves this function unmasked."""
    links: dict[str, list[Unjoined]] = {}
    for one in unjoined(dataset.dictionary, dataset.tables, dataset.read):
        links.setdefault(one.record.name, []).append(one)
    writer = _Writer(dataset, mask)
    records = [
        writer.record(table, links.get(name, ()))
        for name, table in dataset.tables.items()
        if name in dataset.read and table.record.origin in (Origin.EXPORT, Origin.PREVIOUS)
    ]
    own = {one.record for one in records}
    read = tuple(one for one in inputs(dataset) if one.record in own)
    first = {one.record: at for at, one in reversed([*enumerate(read)])}
    unread = sum(one.rows for one in dataset.unread_sheets)
    return Summary(
        masked=mask,
        rows_read=sum(one.rows_read for one in read) + unread,
        rows_checked=sum(one.rows_checked for one in read),
        rows_unread=sum(one.rows_unread for one in read) + unread,
        rows_duplicate=sum(one.rows_duplicate for one in read),
        rows_merged=sum(one.rows_merged for one in read),
        inputs=read,
        records=tuple(sorted(records, key=lambda one: first[one.record])),
        problems=tuple(_counted(data_problems(dataset))),
        unrecognised=unrecognised(dataset),
    )


class _Writer:
    """Writes summaries of the tables of one data set."""

    def __init__(self, dataset: Dataset, mask: bool) -> None:
        self.dataset = dataset
        self.mask = mask

    def record(self, table: RecordTable, links: Sequence[Unjoined]) -> RecordSummary:
        """What was read of one record type, and how it joins."""
        record = table.record
        found = contents(table)
        repeated = repeated_keys(table)
        key = [record.fields[name].id for name in record.key]
        sources = [one for one in self.dataset.sources if one.record == record.name]
        said: dict[str, Counter[str]] = {}
        for source in sources:
            for field, texts in source.invalid.items():
                said.setdefault(field, Counter()).update(texts)
        return RecordSummary(
            record=record.name,
            rows=len(table.frame),
            sheets=len(sources),
            key=record.key,
            without_key=table.frame.select(pl.any_horizontal(pl.col(key).is_null()).sum()).item(),
            repeated_keys=len(repeated),
            repeated_rows=int(repeated["count"].sum()),
            repeated=tuple(self.places(record, record.key, repeated)),
            links=tuple(
                LinkSummary(
                    fields=one.by,
                    to=one.to,
                    linked=one.linked,
                    unjoined_rows=one.rows,
                    unjoined_keys=one.distinct,
                    examples=tuple(self.places(record, one.by, one.keys)),
                )
                for one in links
            ),
            fields=tuple(self.field(one, said.get(name, Counter())) for name, one in found.items()),
            absent=tuple(name for name in record.fields if name not in found),
        )

    def field(self, one: Contents, said: Mapping[str, int]) -> FieldSummary:
        """What one field holds; of a private one only how much."""
        least, most = (one.least, one.most) if one.field.private is None else (None, None)
        texts = sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:TEXTS]
        return FieldSummary(
            field=one.field.name,
            kind=one.field.kind.value,
            private=one.field.private is not None,
            rows=one.rows,
            filled=one.filled,
            invalid=one.invalid,
            partial=one.partial,
            distinct=one.distinct,
            least=None if least is None else _said(least),
            most=None if most is None else _said(most),
            codes=tuple(TextCount(text=text, rows=rows) for text, rows in one.counts.items()),
            # a row that was given twice says it twice, and is checked once
            unknown=tuple(TextCount(text=self.free(text), rows=min(rows, one.invalid)) for text, rows in texts),
        )

    def places(self, record: RecordType, names: Sequence[str], keys: pl.DataFrame) -> Iterator[KeyPlace]:
        """The first keys of ``keys``, each where it stands first."""
        for one in keys.head(EXAMPLES).iter_rows(named=True):
            source = self.dataset.sources[one["source_"]]
            fields = [record.fields[name] for name in names]
            yield KeyPlace(
                key="/".join(self.value(str(one[field.id]), field) for field in fields),
                rows=one["count"],
                file=source.file,
                sheet=source.sheet,
                at=tuple(one["rows"]),
            )

    def value(self, text: str, field: Field) -> str:
        """A value as it may be shown."""
        if not self.mask:
            return text
        return mask_as(text, field.private) if field.private is not None else mask_text(text, ())

    def free(self, text: str) -> str:
        """A text of a field that gives nobody away, as it may be shown."""
        return mask_text(text, ()) if self.mask else text


def _counted(problems: Iterable[Problem]) -> Iterator[ProblemCount]:
    kinds: dict[str, list[Problem]] = {}
    for one in problems:
        if not one.notice:
            kinds.setdefault(one.code, []).append(one)
    for code, several in sorted(kinds.items()):
        yield ProblemCount(code=code, count=len(several), first=several[0])


def _said(value: object) -> str:
    text = str(value)
    return text.removesuffix(" 00:00:00").removesuffix(".0")
