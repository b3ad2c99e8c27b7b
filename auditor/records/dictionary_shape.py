"""The shape of a dictionary file, before its names are checked; what to say of a wrong shape."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Entry

from auditor.records.dictionary import Privacy

ID = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"  # of records and fields: single underscores, never at an end


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _keyed(value: object) -> object:
    return {value: ()} if isinstance(value, str) else value


Line = Annotated[str, Entry(min_length=1)]
Lines = tuple[Line, ...]
Names = Annotated[Lines, BeforeValidator(_listed)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CodesShape(Shape):
    values: Lines = Entry(min_length=1)
    aliases: dict[str, Names] = {}


class LinkShape(Shape):
    to: Line
    by: Annotated[Names, Entry(min_length=1)]


class RecordShape(Shape):
    id: str = Entry(pattern=ID)
    key: Annotated[Names, Entry(min_length=1)]
    fields: dict[str, Line] = Entry(min_length=1)
    of: Annotated[dict[str, Names], Entry(max_length=1), BeforeValidator(_keyed)] = {}  # no names: the parent's key
    links: dict[str, LinkShape] = {}
    display: Line | None = None
    order: Names = ()
    private: dict[str, Privacy] = {}
    headers: dict[str, Names] = {}


class ListShape(RecordShape):
    file: str = Entry(pattern=r"^[^/\\:]+\.(csv|xlsx|json)$")


class FileShape(Shape):
    placeholders: Lines = ()
    synonyms: tuple[Lines, ...] = ()
    codes: dict[str, Any] = {}
    records: dict[str, Any] = {}
    lists: dict[str, Any] = {}


MESSAGES = {
    "extra_forbidden": "没有“{key}”这一项",
    "missing": "缺少“{key}”这一项",
    "string_type": "“{key}”应当是一行文字",
    "dict_type": "“{key}”应当是一组“名称: 内容”",
    "model_type": "“{key}”应当是一组“名称: 内容”",
    "tuple_type": "“{key}”应当是一列名称",
    "too_short": "“{key}”不能是空的",
    "too_long": "“{key}”只能写一种上级记录",
    "string_too_short": "“{key}”不能是空的",
    "string_pattern_mismatch": "“{key}”应当由小写英文字母、数字和单个下划线组成，以字母开头",
    "enum": "“{key}”应当是 name、id、phone、address 之一",
}
