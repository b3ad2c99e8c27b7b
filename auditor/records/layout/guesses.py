"""What an unknown header may mean: suggestions for a person to look at, never taken by themselves.

A header is compared with the names of fields and their other spellings, words that mean the same
counting as one; then what the column holds speaks for a field or against it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl
from rapidfuzz import fuzz, process

from auditor.records.clean import placeholder_forms
from auditor.records.dictionary import Dictionary, Origin, RecordType
from auditor.records.layout.claims import Names, header_names
from auditor.records.layout.looks import weighed
from auditor.records.spelling import normal_header

LEAST = 55  # a score below it is no suggestion
SHOWN = 3  # suggestions for a column
_COLUMNS = 200  # unknown columns of a sheet for which anything is suggested
_SYNONYM = 93  # the score of what differs only in words that mean the same


@dataclass(frozen=True, slots=True)
class Guess:
    """A field that a column may be, and how alike they are, from 0 to 100."""

    field: str
    score: int


@dataclass(frozen=True, slots=True)
class RecordGuess:
    """A record type that a sheet may hold: its fields by column index, those certain and those guessed."""

    record: str
    score: int
    certain: Mapping[int, str]
    guessed: Mapping[int, Guess]


class Guesser:
    """Suggests fields for headers."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.records = {name: one for name, one in dictionary.records.items() if one.origin is Origin.EXPORT}
        self.written = Names(self.records)
        self.blanks = placeholder_forms(dictionary.placeholders)
        groups = [[normal_header(word) for word in group] for group in dictionary.synonyms]
        words = [(word, str(group[0])) for group in groups for word in group]
        self.words = sorted(words, key=lambda pair: -len(pair[0]))
        self.names: dict[str, dict[str, str]] = {}  # record type → header in compared form → field
        self.alike: dict[tuple[str, str], dict[str, int]] = {}  # of the record types and headers asked for so far
        self.sheets: dict[tuple[tuple[int, str], ...], list[RecordGuess]] = {}  # by the headers asked for so far

    def columns(
        self, record: RecordType, headers: Mapping[int, str], cells: Mapping[int, pl.Series], taken: Collection[str]
    ) -> dict[int, tuple[Guess, ...]]:
        """The best guesses for columns with ``headers``; ``taken`` are the fields that other columns are.

        ``cells`` are what stands below each header. A field is the first guess of one column at most.
        """
        fields = [field for name, field in record.fields.items() if name not in taken]
        scores = {
            index: {field: alike.get(field.name, 0) for field in fields}
            for index, header in islice(headers.items(), _COLUMNS)
            for alike in (self._scores(record, header),)
        }
        found: dict[int, list[Guess]] = {}
        for index, own in weighed(scores, cells, self.blanks).items():
            likely = [Guess(name, score) for name, score in own.items() if score >= LEAST]
            found[index] = sorted(likely, key=lambda one: -one.score)
        return {index: tuple(several[:SHOWN]) for index, several in _each_once(found).items()}

    def of_sheet(self, headers: Mapping[int, str], cells: Mapping[int, pl.Series]) -> list[RecordGuess]:
        """The record types that an unrecognised sheet is most like, best first, with what they would take.

        Of several sheets with the same headers the first speaks for all.
        """
        known = tuple(headers.items())
        if known not in self.sheets:
            self.sheets[known] = self._of_sheet(headers, cells)
        return self.sheets[known]

    def _of_sheet(self, headers: Mapping[int, str], cells: Mapping[int, pl.Series]) -> list[RecordGuess]:
        shown = dict(islice(headers.items(), _COLUMNS))
        normal = {index: normal_header(header) for index, header in shown.items()}
        ranked: list[tuple[int, RecordType, dict[int, str]]] = []
        for record in self.records.values():
            certain: dict[int, str] = {}
            for index, header in normal.items():
                field = self.written.of(record.name, header)
                if field is not None and field not in certain.values():
                    certain[index] = field
            others = [index for index in shown if index not in certain]
            near = sum(max(self._scores(record, shown[index]).values(), default=0) >= LEAST for index in others)
            keyed = all(name in certain.values() for name in record.key)
            ranked.append((2 * len(certain) + near + keyed, record, certain))
        ranked.sort(key=lambda one: -one[0])
        found = []
        for _, record, certain in ranked[:SHOWN]:
            others_named = {index: header for index, header in shown.items() if index not in certain}
            guesses = self.columns(record, others_named, cells, set(certain.values()))
            guessed = {index: several[0] for index, several in guesses.items() if several}
            if len(certain) + len(guessed) > 1:
                points = 100 * len(certain) + sum(guess.score for guess in guessed.values())
                found.append(RecordGuess(record.name, round(points / len(shown)), certain, guessed))
        return sorted(found, key=lambda one: -one.score)

    def _scores(self, record: RecordType, header: str) -> dict[str, int]:
        if (record.name, header) not in self.alike:
            self.alike[record.name, header] = self._alike(record, header)
        return self.alike[record.name, header]

    def _alike(self, record: RecordType, header: str) -> dict[str, int]:
        """How alike a header and each field's names are, where they are so at all."""
        names = self._names(record)
        best: dict[str, int] = {}
        for written in {normal_header(header), normal_header(header.rpartition("/")[2])}:
            plain = self._plain(written)
            for name, _, __ in process.extract(
                plain, names.keys(), scorer=fuzz.partial_ratio, limit=None, score_cutoff=50
            ):
                score = _score(plain, name)
                best[names[name]] = max(best.get(names[name], 0), score)
        return best

    def _names(self, record: RecordType) -> dict[str, str]:
        """Every header of a record type, as written and with its words replaced → field."""
        if record.name not in self.names:
            own = {field.id for field in record.fields.values()}
            names = {name: field for name, field in header_names(record).items() if name not in own}
            for name, field in [*names.items()]:
                names.setdefault(self._plain(name), field)
            self.names[record.name] = names
        return self.names[record.name]

    def _plain(self, header: str) -> str:
        """A header in which words that mean the same are one."""
        done, rest = "", header
        while rest:
            word = next((pair for pair in self.words if rest.startswith(pair[0])), (rest[0], rest[0]))
            done, rest = done + word[1], rest[len(word[0]) :]
        return done


def _score(header: str, name: str) -> int:
    """How alike two headers are; one that ends with the other is the more special of the same thing."""
    if header == name:
        return _SYNONYM
    shorter, longer = sorted((header, name), key=len)
    ratio = fuzz.ratio(header, name)
    if len(shorter) < 2:
        return round(ratio)
    if longer.endswith(shorter):
        return round(70 + ratio / 5)
    return round(max(ratio, 0.75 * fuzz.partial_ratio(header, name)))


def _each_once(found: Mapping[int, Sequence[Guess]]) -> dict[int, list[Guess]]:
    """The guesses of each column, those first of which the field is no better guess of another column."""
    pairs = sorted((-guess.score, index, guess.field) for index, several in found.items() for guess in several)
    best: dict[int, str] = {}
    for _, index, field in pairs:
        if index not in best and field not in best.values():
            best[index] = field
    ordered: dict[int, list[Guess]] = {}
    for index, several in found.items():
        first = [guess for guess in several if guess.field == best.get(index)]
        ordered[index] = [*first, *(guess for guess in several if guess not in first)] if first else []
    return ordered
