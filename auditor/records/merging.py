"""One record written on several sheets (a register, a form, another form): put together where nothing contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from auditor.records.clean import UNREADABLE, State
from auditor.records.dictionary import Field, RecordType
from auditor.records.problems import DataProblem, problem
from auditor.records.source import Source

_PAIRS_SHOWN = 20  # sheets that each have a notice of their own; more are summed up
_FROM = "__from"  # the row, as counted here, that a field's value comes from


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each value comes from, of the rows that were put together.

    ``frame`` has ``rid`` in ascending order, then ``{field id}__from``: the index in ``rows`` of source and row.
    """

    record: RecordType
    frame: pl.DataFrame
    rows: pl.DataFrame

    def __contains__(self, rid: int) -> bool:
        return self._index(rid) is not None

    def of(self, rid: int, field: str) -> tuple[int, int]:
        """Source and row of a value of the row ``rid``, which must be one of these."""
        origin = self.frame[f"{self.record.fields[field].id}{_FROM}"][self._index(rid) or 0]
        source, row = self.rows.row(origin)
        return source, row

    def placed(self, table: pl.DataFrame, field: str) -> pl.DataFrame:
        """The table of all rows with the source and row of a field's values in place of those of the fullest."""
        index = self.frame.select("rid", index_=f"{self.record.fields[field].id}{_FROM}")
        rows = self.rows.rename({"source_": "source_own_", "row_": "row_own_"}).with_row_index("index_")
        found = table.join(index.join(rows, on="index_"), on="rid", how="left", maintain_order="left")
        own = (pl.coalesce(f"{name}own_", name).alias(name) for name in ("source_", "row_"))
        return found.with_columns(own).select(table.columns)

    def _index(self, rid: int) -> int | None:
        rids = self.frame["rid"]
        index = int(rids.search_sorted(rid))
        return index if index < len(rids) and rids[index] == rid else None


@dataclass(frozen=True, slots=True)
class Together:
    """Rows that were put together: ``frame`` has their ``source_`` and ``row_`` and where each value comes from."""

    record: RecordType
    frame: pl.DataFrame
    rows: pl.DataFrame  # source and row of every row that was looked at
    pairs: pl.DataFrame  # source_, into_ (sources), count
    merged: Counter[int]

    def origins(self, table: pl.DataFrame) -> Origins:
        """The same by rid: the place of each row in ``table``."""
        placed = table.with_row_index("rid").select("rid", "source_", "row_")
        found = placed.join(self.frame, on=["source_", "row_"], how="inner").sort("rid").drop("source_", "row_")
        return Origins(self.record, found.cast({"rid": pl.Int64}), self.rows)

    def notices(self, record: RecordType, sources: Sequence[Source]) -> Iterator[DataProblem]:
        """What was put together, sheet by sheet; summed up where that would be too much to read."""
        if len(self.pairs) > _PAIRS_SHOWN:
            folders = [PurePosixPath(sources[index].file).parents for index in self.merged]
            shared = next((one for one in folders[0] if all(one in others for others in folders)), "")
            other, count = f"其他 {len(self.merged)} 张表", sum(self.merged.values())
            yield problem("D650", str(shared), count=count, other=other, record=record.name)
            return
        for index, into, count in self.pairs.rows():
            source, other = sources[index], sources[into]
            named = f"{other.file}{f'“{other.sheet}”' if other.sheet else ''}"
            yield problem("D650", source.file, source.sheet, count=count, other=named, record=record.name)


def merge(record: RecordType, frame: pl.DataFrame, sources: Sequence[Source]) -> tuple[pl.DataFrame, Together | None]:
    """The rows of ``frame``, those of one record on different sheets as one if no field of them has two values.

    ``frame`` is in order of content and marks in ``first_`` the first of rows that are wholly equal; the others
    are left out. A record of which one sheet has two different rows stays as it is. A value stands before a blank,
    a blank before a field that a sheet does not have; what is written but cannot be read is a value of its own.
    The outcome does not depend on the order of rows and sources.
    """
    kept = frame.filter("first_").drop("first_")
    key = [record.fields[name].id for name in record.key]
    candidates = _candidates(record, frame, key, _sheets(sources))
    if candidates.is_empty():
        return kept, None
    rest = [field for name, field in record.fields.items() if name not in record.key]
    by_sheet = candidates.group_by("sheet_").agg(_filled(field).any().alias(field.id) for field in rest)
    shared = [field for field in rest if by_sheet[field.id].sum() > 1]  # nothing else can be contradicted
    contradicted = pl.any_horizontal(pl.lit(False), *map(_contradicted, shared))
    sound = (
        candidates.group_by(key, maintain_order=True).agg(contradicted_=contradicted).filter(~pl.col("contradicted_"))
    )
    rows = candidates.join(sound, on=key, how="semi", maintain_order="left").with_row_index("index_")
    if rows.is_empty():
        return kept, None
    in_groups = rows.lazy().group_by(key, maintain_order=True)  # lazily, as common parts are then computed once
    into = in_groups.agg(
        *(pl.col(name).first() for name in ("source_", "row_", *(record.fields[name].state_id for name in record.key))),
        *(part for field in rest for part in (_value(field), _state(field), _origin(field))),
        *(pl.col("index_").first().alias(f"{name}{_FROM}") for name in key),
        pl.col("spoilt_").max(),
    ).collect()
    origins = into.select("source_", "row_", *(f"{field.id}{_FROM}" for field in record.fields.values()))
    others = rows.with_columns(into_=pl.col("source_").first().over(key)).filter(~pl.struct(key).is_first_distinct())
    pairs = others.group_by("source_", "into_").len("count").sort("source_", "into_")
    merged = Counter(others["source_"].to_list())
    left = kept.join(sound, on=key, how="anti", maintain_order="left")
    return (
        pl.concat([left, into.select(kept.columns)]),
        Together(record, origins, rows.select("source_", "row_"), pairs, merged),
    )


def _candidates(record: RecordType, frame: pl.DataFrame, key: Sequence[str], sheets: Mapping[int, int]) -> pl.DataFrame:
    """The rows, each different, whose key other sheets have and their own sheet has once; record by record.

    Of a record's rows the fullest comes first.
    """
    if not key or len({sheets[index] for index in frame["source_"].unique()}) < 2:
        return frame.clear()
    shared = pl.all_horizontal(pl.col(key).is_not_null()) & pl.struct(key).is_duplicated()
    sheet = pl.col("source_").replace_strict(sheets, return_dtype=pl.Int32)
    every = frame.with_columns(sheet_=sheet, content_=pl.col("first_").cum_sum()).filter(shared)
    once = pl.struct("sheet_", "content_").n_unique() == pl.col("sheet_").n_unique()
    several = (pl.col("content_").n_unique() > 1) & once
    groups = every.group_by(key).agg(several_=several).filter("several_")
    filled = [_filled(field).cast(pl.Int32) for field in record.fields.values()]
    absent = [(pl.col(field.state_id) == State.ABSENT).cast(pl.Int32) for field in record.fields.values()]
    return (
        every.filter("first_")
        .join(groups, on=key, how="semi")
        .with_columns(filled_=pl.sum_horizontal(filled), absent_=pl.sum_horizontal(absent))
        .sort(
            [*key, "filled_", "absent_", "sheet_", "row_"],
            descending=[*(False for _ in key), True, False, False, False],
        )
    )


def _sheets(sources: Sequence[Source]) -> dict[int, int]:
    """For each source its sheet's place in the order of files; a sheet with several tables is one."""
    names = [(source.file, source.sheet or "") for source in sources]
    places = {name: place for place, name in enumerate(sorted(set(names)))}
    return {index: places[name] for index, name in enumerate(names)}


def _filled(field: Field) -> pl.Expr:
    return pl.col(field.id).is_not_null() | pl.col(field.state_id).is_in(UNREADABLE)


def _of_filled(column: str, field: Field) -> pl.Expr:
    return pl.when(_filled(field)).then(pl.col(column))


def _contradicted(field: Field) -> pl.Expr:
    """Whether the rows of a record have more than one value: what cannot be read is different from all else."""
    values, states = pl.col(field.id), _of_filled(field.state_id, field)
    several = (values.min() != values.max()) | (states.min() != states.max())
    unreadable = pl.col(field.state_id).is_in(UNREADABLE).any() & (states.count() > 1)
    return several.fill_null(False) | unreadable


def _value(field: Field) -> pl.Expr:
    return pl.col(field.id).max().alias(field.id)  # all that are not null are the same


def _state(field: Field) -> pl.Expr:
    filled = _of_filled(field.state_id, field).max()  # without a value, KNOWN stands before ABSENT
    return pl.coalesce(filled, pl.col(field.state_id).min()).alias(field.state_id)


def _origin(field: Field) -> pl.Expr:
    """The row that has the value, or else a blank, or else the fullest row."""
    blank = pl.when(pl.col(field.state_id) == State.KNOWN).then(pl.col("index_")).min()
    return pl.coalesce(_of_filled("index_", field).min(), blank, pl.col("index_").min()).alias(f"{field.id}{_FROM}")
