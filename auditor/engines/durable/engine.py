"""The live engine: plans in strata, a data set in case files, one child process."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from time import perf_counter
from typing import Self

from auditor.engines.base import RuleRun, RunStatus, Verdict, unmet
from auditor.engines.durable.cases import Cases
from auditor.engines.durable.compiled import CompiledRule, Pending
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import RID, Row
from auditor.engines.durable.ruleset import durable_rules
from auditor.engines.durable.session import Child, ChildDied, Facts, Fired
from auditor.plan.nodes import RulePlan
from auditor.records.dataset import Dataset
from auditor.rulebook.calendar import WorkCalendar

_BATCH = 400  # facts sent together, so that a large run does not wait for each case file
_TRIES = 2  # of a case file, before it is given up
_STARTS = 6  # of the child in one run; after that it is not to blame on single case files
_SECONDS = 60.0  # for a batch


@cache
def available() -> bool:
    """Whether durable_rules can be used here: it is compiled when installed, and not for every Python."""
    if not all(importlib.util.find_spec(name) for name in ("durable", "durable_rules_engine")):
        return False
    # it has crashed processes, so even the first import is tried in another one
    probe = [sys.executable, "-c", "import durable.engine"]
    try:
        return subprocess.run(probe, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
