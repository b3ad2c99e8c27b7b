"""Messages between the process that reads files and its child: a header in JSON, then bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, fields
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from auditor.records.problems import DataProblem
from auditor.records.reading.content import Content
from auditor.records.reading.limits import Limits

if TYPE_CHECKING:  # the parent sends before it has polars, which takes a while to import
    import polars as pl

    from auditor.records.reading.sheet import Sheet

_LENGTHS = struct.Struct(">QQ")  # of the header, of what follows


class WireError(Exception):
    """What came is not a whole message."""


def send(stream: IO[bytes], header: Any, parts: Sequence[bytes | memoryview] = ()) -> None:
    """Writes one message. Raises OSError if nobody reads."""
    told = json.dumps(header).encode("ascii")
    stream.write(_LENGTHS.pack(len(told), sum(map(len, parts))))
    stream.write(told)
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Any, bytes] | None:
    """The next message; None at the end of the stream. Raises WireError at an end within a message."""
    head = stream.read(_LENGTHS.size)
    if not head:
        return None
    if len(head) < _LENGTHS.size:
        raise WireError
    told, body = (_exactly(stream, length) for length in _LENGTHS.unpack(head))
    return json.loads(told), body


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise WireError
    return data


def send_content(stream: IO[bytes], content: Content) -> None:
    """Asks for a file to be read."""
    send(stream, [content.shown, content.suffix, asdict(content.limits)], [content.data])


def content_of(header: Any, body: bytes) -> Content:
    """The file to be read, as ``send_content`` has sent it."""
    shown, suffix, limits = header
    return Content(shown, suffix, body, Limits(**limits))


def send_sheets(stream: IO[bytes], sheets: Sequence[Sheet], problems: Sequence[DataProblem]) -> None:
    """Answers with what a file holds."""
    frames = [_packed(sheet.cells) for sheet in sheets]
    told = [
        {**{one.name: getattr(sheet, one.name) for one in fields(sheet)}, "cells": len(frame)}
        for sheet, frame in zip(sheets, frames, strict=True)
    ]
    for sheet in told:
        sheet["merged"] = [(region.top, region.left, region.bottom, region.right) for region in sheet["merged"]]
        if sheet["places"] is not None:
            sheet["places"] = [place and (place.sheet, place.row, place.column) for place in sheet["places"]]
    send(stream, [told, [asdict(one) for one in problems]], frames)


def sheets_of(header: Any, body: bytes) -> tuple[list[Sheet], list[DataProblem]]:
    """What a file holds, as ``send_sheets`` has sent it."""
    import polars as pl

    from auditor.records.reading.sheet import Sheet

    told, problems = header
    sheets, at = [], 0
    for sheet in told:
        end = at + sheet["cells"]
        frame = pl.read_ipc_stream(body[at:end])
        sheets.append(Sheet(**{name: _read(name, value) for name, value in sheet.items()} | {"cells": frame}))
        at = end
    return sheets, [DataProblem(**one) for one in problems]


def _packed(cells: pl.DataFrame) -> memoryview:
    stream = BytesIO()
    cells.write_ipc_stream(stream)
    return stream.getbuffer()


def _read(name: str, value: Any) -> Any:
    """A part of a sheet as it was before it became JSON, which has lists only."""
    from auditor.records.reading.sheet import CellPlace, Merged

    match name, value:
        case "merged", list():
            return tuple(Merged(*region) for region in value)
        case "places", list():
            return tuple(None if place is None else CellPlace(*place) for place in value)
        case _, list():
            return tuple(value)
    return value
