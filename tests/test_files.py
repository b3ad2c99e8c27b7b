"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.output.files import write_file


def test_replaces(tmp_path: Path) -> None:
    """New content takes the place of the old, and nothing else is left in the directory."""
    target = tmp_path / "结果.json"
    target.write_text("旧", encoding="utf-8")
    write_file(target, "新".encode())
    assert target.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError])
def test_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]) -> None:
    """Ctrl-C or a full disk at the worst moment leaves the old file and no draft."""
    target = tmp_path / "结果.json"
    target.write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise interruption

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(interruption):
        write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
