"""A station's export held in memory as rows of text, and the ways in which tests change it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

import xlsxwriter

from auditor.records.dictionary import Dictionary, Field, Kind, Privacy, RecordType
from auditor.records.layout.headers import HeaderBook, Match
from auditor.records.reading.formats import read_sheets
from auditor.rulelang.functions import ID_CHECKS, ID_WEIGHTS

Row = Mapping[str, str | None]  # field name → cell
Rows = Mapping[str, list[Row]]  # record name → rows


def rows_of(folder: Path, dictionary: Dictionary) -> dict[str, list[Row]]:
    """Every recognised row of the files in ``folder``, cells as they are written there."""
    book = HeaderBook(dictionary)
    found: dict[str, list[Row]] = {}
    for path in sorted(folder.iterdir()):
        for sheet in read_sheets(path, path.name)[0] if path.name != "expected.json" else ():
            lines = [sheet.headers, *sheet.cells.rows()] if sheet.headers else sheet.cells.rows()
            match = book.recognise(lines[:60])
            assert isinstance(match, Match), f"{path.name} {sheet.name}: {match.reason}"
            found.setdefault(match.record.name, []).extend(
                {name: line[at] for name, at in match.columns.items()} for line in lines[match.row + 1 :]
            )
    return found


def moved(rows: Rows, dictionary: Dictionary, years: int) -> dict[str, list[Row]]:
    """The rows with every date, also those in record numbers and identity numbers, some years later."""

    def cell(field: Field, text: str | None) -> str | None:
        if text and field.kind in (Kind.DATE, Kind.DATETIME):
            return later(text, years)
        if text and field.private is Privacy.ID_NUMBER:
            return later_born(text, years)
        return text and numbered_later(text, years)

    fields = {name: dictionary.records[name].fields for name in rows}
    return {
        name: [{field: cell(fields[name][field], text) for field, text in row.items()} for row in items]
        for name, items in rows.items()
    }


def later(text: str, years: int) -> str:
    """``text`` with every day in it some years later; 29 February becomes the 28th where there is none."""

    def day(match: re.Match[str]) -> str:
        year, mark, month, other, day = match.groups()
        leap = (int(year) + years) % 4 == 0
        day = "28" if (int(month), int(day)) == (2, 29) and not leap else day
        return f"{int(year) + years}{mark}{month}{other}{day}"

    return re.sub(r"(?<!\d)((?:19|20)\d\d)([-/.年])(\d\d?)([-/.月])(\d\d?)(?!\d)", day, text)


def numbered_later(text: str, years: int) -> str:
    """``text`` with the year in every record number in it, as in C-2024-001, some years later."""
    return re.sub(r"(?<=-)20\d\d(?=-\d{3}(?!\d))", lambda match: str(int(match[0]) + years), text)


def later_born(number: str, years: int) -> str:
    """An identity number with its birth date some years later."""
    return number if len(number) < 18 else _with(number, 6, str(int(number[6:10]) + years))


def _with(number: str, at: int, digits: str) -> str:
    """An identity number with other ``digits`` at a place; a valid one stays valid."""
    changed = f"{number[:at]}{digits}{number[at + len(digits) : 17]}"
    return changed + (_check(changed) if number[17:] == _check(number) else number[17:])


def _check(number: str) -> str:
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]


def case_file(rows: Rows, dictionary: Dictionary, root: str, key: str) -> dict[str, list[Row]]:
    """The row of ``root`` with this key and all rows that belong to it, directly or not."""
    found: dict[str, list[Row]] = {root: [row for row in rows[root] if _key(row, dictionary.records[root]) == (key,)]}
    todo = [root]
    while todo:
        parent = dictionary.records[todo.pop()]
        keys = {_key(row, parent) for row in found[parent.name]}
        for name, record in dictionary.records.items():
            link = record.links.get(parent.name)  # an ``of:`` link bears the name of its record
            below = [row for row in rows.get(name, ()) if link and tuple(map(row.get, link.by)) in keys]
            if below and name not in found:
                found[name] = below
                todo.append(name)
    return found


def _key(row: Row, record: RecordType) -> tuple[str | None, ...]:
    return tuple(map(row.get, record.key))


def renumbered(file: Rows, dictionary: Dictionary) -> dict[str, list[Row]]:
    """A case file of somebody else: its serial numbers, and the links between its rows, begin with a nine.

    Identity numbers become those of another person born on the same day.
    """
    changed: dict[str, list[Row]] = {}
    for name, items in file.items():
        record = dictionary.records[name]
        links = {field for link in record.links.values() if link.to in file for field in link.by}
        numbers = {field for field in links | set(record.key) if record.fields[field].kind is Kind.TEXT}
        persons = {field.name for field in record.fields.values() if field.private is Privacy.ID_NUMBER}
        changed[name] = [
            {
                field: re.sub(r"\d(?=\d*$)", "9", cell, count=1)
                if cell and field in numbers
                else _with(cell, 14, "99")
                if cell and field in persons
                else cell
                for field, cell in row.items()
            }
            for row in items
        ]
    return changed


def shuffled(rows: Rows, rng: Random) -> tuple[dict[str, list[Row]], dict[str, list[int]]]:
    """The rows in another order, and for each new row the place where it was."""
    order = {name: rng.sample(range(len(items)), len(items)) for name, items in rows.items()}
    return {name: [items[at] for at in order[name]] for name, items in rows.items()}, order


def without_columns(rows: Rows, columns: Iterable[tuple[str, str]]) -> dict[str, list[Row]]:
    """The rows without the columns (record, field)."""
    gone = set(columns)
    return {
        name: [{field: cell for field, cell in row.items() if (name, field) not in gone} for row in items]
        for name, items in rows.items()
    }


def blanked(rows: Rows, columns: Iterable[tuple[str, str]], rng: Random, share: float) -> dict[str, list[Row]]:
    """The rows with that share of the cells of some columns blank."""
    chosen = set(columns)
    return {
        name: [
            {field: None if (name, field) in chosen and rng.random() < share else cell for field, cell in row.items()}
            for row in items
        ]
        for name, items in rows.items()
    }


def write_workbook(rows: Rows, path: Path) -> None:
    """One workbook with a sheet for every record type, sheets named by their place only."""
    book = xlsxwriter.Workbook(path)
    for at, items in enumerate(rows.values()):
        sheet = book.add_worksheet(f"表{at}")
        sheet.write_row(0, 0, list(items[0]))
        for number, row in enumerate(items, 1):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row.values()])
    book.close()


def write_pieces(rows: Rows, folder: Path, size: int) -> None:
    """Files of at most ``size`` rows each, columns in reverse order, in folders of their own."""
    for at, items in enumerate(rows.values()):
        for start in range(0, len(items), size):
            path = folder / f"{start}" / f"{at}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                columns = list(items[0])[::-1]
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows([row[column] for column in columns] for row in items[start : start + size])
