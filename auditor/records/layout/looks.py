"""What the cells of a column look like, and how that speaks for a field or against it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import polars as pl

from auditor.records.clean import UNREADABLE, Column, clean
from auditor.records.dictionary import Field, Kind, Privacy

BEST = 99  # a score of 100 is kept for what is written so
_LOOKED_AT = 60  # different texts of a column
_HALF, _MOSTLY = 0.5, 0.8  # of these
_BY_VALUES = 60  # the score of a field whose codes (or numbers of persons) the column holds, whatever its header
_FITS, _MISFITS = 6, 40  # what the content adds to a score, and takes from it

# What the texts of a private field look like.
_PATTERNS: Mapping[Privacy, str] = {
    Privacy.NAME: r"^[\p{Han}·]{2,4}$|^\p{Han}[XxＸ某*＊○]+\p{Han}?$",
    Privacy.ID_NUMBER: r"^(\d{15}|\d{17}[\dXx]|\d{6}\*+[\dXx]{4})$",
    Privacy.PHONE: r"^(\+?86[- ]?)?(1\d{10}|1\d{2}[ *-]*\*{4}[ -]*\d{4}|(0\d{2,3}-?)?\d{7,8})$",
    Privacy.ADDRESS: r"[路街巷道里号楼栋房村镇]",
}
_PERSONAL = (r"^1[3-9]\d{9}$", r"^\d{17}[\dXx]$")  # numbers that can be nothing else
_TELLING = (Privacy.ID_NUMBER, Privacy.PHONE)  # kinds of which the texts alone say what they are
_ANY_DATE = Field("", "", Kind.DATETIME)

Scores = Mapping[Field, int]


def weighed(
    scores: Mapping[int, Scores], cells: Mapping[int, pl.Series], blanks: frozenset[str]
) -> dict[int, dict[str, int]]:
    """The scores of fields for each column, by name, what the columns hold taken into account."""
    texts = {index: _texts(cells[index]) for index in scores}
    converted = {
        index: [field for field, score in own.items() if field.kind is not Kind.TEXT and (score or field.codes)]
        for index, own in scores.items()
    }
    columns = [Column(field, texts[index]) for index in scores for field in (_ANY_DATE, *converted[index])]
    done = iter(clean(columns, blanks)) if columns else iter(())
    found = {}
    for index, own in scores.items():
        dated, *sound = (_share(~one.states.is_in(UNREADABLE)) for one in islice(done, 1 + len(converted[index])))
        if texts[index].is_empty():
            found[index] = {field.name: score for field, score in own.items()}
        else:
            found[index] = _of_column(own, texts[index], dated, dict(zip(converted[index], sound, strict=True)))
    return found


def _texts(cells: pl.Series) -> pl.Series:
    texts = cells.str.strip_chars().drop_nulls()
    return texts.filter(texts != "").unique(maintain_order=True).head(_LOOKED_AT)


def _share(true: pl.Series) -> float:
    return float(true.sum() or 0) / max(len(true), 1)


def _of_column(scores: Scores, texts: pl.Series, dated: float, sound: Mapping[Field, float]) -> dict[str, int]:
    """Of ``texts`` the share ``dated`` are dates, and as many as ``sound`` says are values of a field."""
    personal = any(_share(texts.str.contains(pattern)) >= _MOSTLY for pattern in _PERSONAL)
    found = {}
    for field, score in scores.items():
        if field.private is None and personal:
            found[field.name] = max(score - _MISFITS, 0)
        elif field.kind is Kind.TEXT:
            found[field.name] = _of_text(field, score, texts, dated)
        elif (share := sound.get(field, 0)) >= _MOSTLY:
            least = _BY_VALUES if field.codes and len(texts) > 1 else 0
            found[field.name] = min(max(score + _FITS if score else 0, least), BEST)
        else:
            found[field.name] = score if share >= _HALF else 0
    return found


def _of_text(field: Field, score: int, texts: pl.Series, dated: float) -> int:
    if field.private is None:
        return max(score - _MISFITS, 0) if dated >= _MOSTLY else score
    share = _share(texts.str.contains(_PATTERNS[field.private]))
    if share >= _MOSTLY:
        least = _BY_VALUES if field.private in _TELLING else 0
        return min(max(score + _FITS if score else 0, least), BEST)
    return score if share >= _HALF else max(score - _MISFITS, 0)
