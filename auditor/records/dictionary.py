"""What a station's records are called: record types, fields, code lists, links, header aliases.

The dictionary is data (``rules/dictionary.yaml`` or a folder of such files). Rule authors add
record types there without touching code. This module holds the shapes; ``load`` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.records.layout.templates import Form


class Kind(StrEnum):
    """The type of a field's values, as written in the dictionary."""

    TEXT = "text"
    INT = "int"
    NUM = "num"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    CODE = "code"
    CODES = "codes"


class Privacy(StrEnum):
    """What a value gives away about a person, and so how it is masked."""

    NAME = "name"
    ID_NUMBER = "id"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class CodeList:
    """The permitted values of a coded field, in their order, and other spellings of each."""

    name: str
    values: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict, compare=False)  # other spelling -> value


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a record type. ``name`` is what stations write, ``id`` the ASCII column."""

    name: str
    id: str
    kind: Kind
    codes: CodeList | None = None
    private: Privacy | None = None
    headers: tuple[str, ...] = field(default=(), compare=False)  # how exports spell it: no matter for rules

    @property
    def state_id(self) -> str:
        """The companion column: how each value came to be (see ``dataset.State``)."""
        return f"{self.id}__state"


@dataclass(frozen=True, slots=True)
class Link:
    """A record belongs to one record of type ``to``: own fields ``by`` hold that one's key."""

    name: str
    to: str
    by: tuple[str, ...]


class Origin(StrEnum):
    """Where the rows of a record type come from."""

    EXPORT = "export"  # sheets of the export
    PREVIOUS = "previous"  # sheets of the export of the period before
    LIST = "list"  # a file that belongs to the rulebook
    WHOLE = "whole"  # the data set itself: one row, without fields


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record: its fields, key, order and links to others.

    ``file`` is that of a list, as its dictionary file names it.
    """

    name: str
    id: str
    key: tuple[str, ...]
    fields: Mapping[str, Field] = field(compare=False)
    display: str | None = None  # the field that names a record to a reader (a person's name)
    order: tuple[str, ...] = ()  # what "consecutive" means; ties end with the key
    # by link name; `of:` links bear the record's name
    links: Mapping[str, Link] = field(default_factory=dict, compare=False)
    origin: Origin = Origin.EXPORT
    file: str = field(default="", compare=False)


WHOLE = RecordType("全站", "everything", (), {}, origin=Origin.WHOLE)
"""The data set itself, in every dictionary: a rule about it has findings without a row."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All record types by name."""

    records: Mapping[str, RecordType]
    codes: Mapping[str, CodeList]
    placeholders: frozenset[str] = frozenset()  # cell texts that mean "nothing written"
    synonyms: tuple[tuple[str, ...], ...] = ()  # words of headers that mean the same, for suggestions only
    forms: tuple[Form, ...] = ()
