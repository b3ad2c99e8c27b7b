"""The names that ``auditor`` itself offers to scripts."""

from __future__ import annotations

import subprocess
import sys

import auditor

HEAVY = ("duckdb", "fastexcel", "ibis", "polars", "pydantic", "yaml")


def run(script: str) -> str:
    """What ``script`` prints in an interpreter of its own, warnings being errors."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_importing_the_package_loads_nothing_else() -> None:
    """A library is paid for by the first call that needs it, so --help answers at once."""
    assert run(f"import sys, auditor; print([name for name in {HEAVY} if name in sys.modules])") == "[]"


def test_every_public_name_is_there() -> None:
    """``__all__`` promises nothing that is missing, and nothing unknown is found."""
    assert {name for name in auditor.__all__ if not callable(getattr(auditor, name))} == set()
    assert not hasattr(auditor, "anything_else")


def test_audit_is_the_function_whatever_was_imported_before() -> None:
    """The module of the same name does not take its place, and can still be imported from."""
    assert run("import auditor.audit, auditor; print(callable(auditor.audit))") == "True"
    assert (
        run("from auditor import audit; import auditor.audit; from auditor import audit; print(callable(audit))")
        == "True"
    )
    assert run("from auditor.audit import audit, UnknownRule; import auditor; print(auditor.audit is audit)") == "True"
