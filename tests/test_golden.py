"""One example of each output, made from the seeded station: ``reports/golden``."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from documents import COLUMNS, GOLDEN, ROOT, golden, seeded

from auditor.output.exchange import from_json
from auditor.output.wrap import columns

STALE = "stale: .venv/bin/python tests/documents.py writes it anew"


def example(name: str) -> bytes:
    return (ROOT / "reports/golden" / name).read_bytes()


def cells(workbook: bytes) -> Mapping[str, list[tuple[object, ...]]]:
    """The values of every sheet by its name."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("name", ["audit.txt", "audit.json"])
def test_text(name: str) -> None:
    """The table and the JSON are the same to the letter."""
    assert example(name).decode() == golden(name).decode(), STALE


def test_workbook() -> None:
    """The workbook has the same sheets with the same cells."""
    assert cells(example("audit.xlsx")) == cells(golden("audit.xlsx")), STALE


def test_nothing_but_the_examples() -> None:
    """The folder holds one example of each output."""
    assert {path.name for path in (ROOT / "reports/golden").iterdir()} == set(GOLDEN)


def test_table_is_eighty_columns_wide() -> None:
    """It fits the narrowest usual terminal."""
    assert max(columns(line) for line in example("audit.txt").decode().split("\n")) <= COLUMNS


def test_the_examples_tell_nobody_where_they_were_made() -> None:
    """No absolute path is in them, and the JSON reads back as the same audit."""
    for name in ("audit.txt", "audit.json"):
        text = example(name).decode()
        assert ROOT.as_posix() not in text
        assert Path.home().as_posix() not in text
    assert from_json(example("audit.json")) == seeded()
