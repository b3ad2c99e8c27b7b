"""A rules-engine auditor for social-work case files.

What a script needs is here and is loaded when first used, so that ``import auditor`` costs nothing::

    from auditor import audit, load_records, load_rulebook
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.audit import UnknownRule, audit
    from auditor.engines.choice import EngineUnavailable
    from auditor.errors import RulebookError
    from auditor.findings.result import AuditResult
    from auditor.plan.rulebook import Rulebook, load_rulebook
    from auditor.records.dataset import Dataset, load_records
    from auditor.rulebook.mapping_file import load_mapping

__all__ = [
    "AuditResult",
    "Dataset",
    "EngineUnavailable",
    "Rulebook",
    "RulebookError",
    "UnknownRule",
    "audit",
    "load_mapping",
    "load_records",
    "load_rulebook",
]

_HOMES = {
    "AuditResult": "findings.result",
    "Dataset": "records.dataset",
    "EngineUnavailable": "engines.choice",
    "Rulebook": "plan.rulebook",
    "RulebookError": "errors",
    "UnknownRule": "audit",
    "audit": "audit",
    "load_mapping": "rulebook.mapping_file",
    "load_records": "records.dataset",
    "load_rulebook": "plan.rulebook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # Importing a submodule binds its name here; `auditor.audit` is to stay the function.
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
