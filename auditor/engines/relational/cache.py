"""Compiled queries kept between runs, so that a second run needs neither Ibis nor the compiler.

A query depends on its rule's text, on the rules that it follows, on dictionary, tables and calendar,
and on the compiler; its name in the cache is a hash of all that, so that an edited rule is compiled
anew and the others are not.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from auditor.plan.rulebook import Rulebook

_KEPT = 2000  # queries kept; the oldest go first
_COMPILER = ("engines/relational", "plan", "rulelang", "rulebook")


def cache_folder() -> Path:
    """Where queries are kept: ``AUDITOR_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("AUDITOR_CACHE"):
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "auditor"


class QueryCache:
    """The queries of one rulebook on disk. A folder that cannot be used is no fault."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._folder = cache_folder()
        self._common = sha256("\0".join([rulebook.shared_digest, *_versions()]).encode()).hexdigest()

    def load(self, plan: str) -> str | None:
        """The query kept for a plan, if any."""
        try:
            return self._path(plan).read_text(encoding="utf-8")
        except OSError:
            return None

    def save(self, plan: str, query: str) -> None:
        """Keeps a query."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._folder, delete=False, encoding="utf-8") as file:
                file.write(query)
            os.replace(file.name, self._path(plan))
            kept = sorted(self._folder.glob("*.sql"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[_KEPT:]:
                old.unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, ident: str) -> Path:
        rules, plan = self._rulebook.rules, self._rulebook.plans[ident]
        texts = [rules[one].span.source.text for one in (plan.rule, *sorted(plan.follows))]
        return self._folder / (sha256("\0".join([self._common, ident, *texts]).encode()).hexdigest()[:32] + ".sql")


def _versions() -> list[str]:
    """The versions of what compiles; our own files by their time of change."""
    package = Path(__file__).parents[2]
    stamps = [
        f"{path.name}{path.stat().st_mtime_ns}"
        for folder in _COMPILER
        for path in sorted((package / folder).glob("*.py"))
    ]
    return [*(version(name) for name in ("auditor", "ibis-framework", "duckdb", "sqlglot")), *stamps]
