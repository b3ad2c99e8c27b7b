"""Compiled queries kept between runs, so that a second run needs neither Ibis nor the compiler."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_KEPT = 20  # rulebooks whose queries are kept


def cache_folder() -> Path:
    """Where queries are kept: ``AUDITOR_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("AUDITOR_CACHE"):
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "auditor"


def _name(digest: str) -> str:
    parts = [digest, *(version(package) for package in ("auditor", "ibis-framework", "duckdb", "sqlglot")), _sources()]
    return sha256("\0".join(parts).encode()).hexdigest()[:32] + ".json"


def _sources() -> str:
    """The compiler's own files, so that a changed compiler never uses old queries."""
    package = Path(__file__).parents[2]
    stamps = [
        f"{path.name}{path.stat().st_mtime_ns}"
        for folder in ("engines/relational", "plan", "rulelang")
        for path in sorted((package / folder).glob("*.py"))
    ]
    return sha256("".join(stamps).encode()).hexdigest()


def load(digest: str) -> Mapping[str, str]:
    """The queries kept for a rulebook, by rule; {} if there are none."""
    try:
        kept = json.loads((cache_folder() / _name(digest)).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(digest: str, queries: Mapping[str, str]) -> None:
    """Keeps the queries of a rulebook; a folder that cannot be written is no fault."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8", suffix=".tmp") as file:
            json.dump(dict(queries), file, ensure_ascii=False)
        os.replace(file.name, folder / _name(digest))
        kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
