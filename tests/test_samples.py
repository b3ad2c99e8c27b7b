"""The sample stations: the clean one is accused of nothing, the seeded one of exactly what was planted."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.engines.base import RunStatus
from auditor.findings.result import AuditResult
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.records.dataset import load_records

SAMPLES = Path(__file__).parents[1] / "samples"
AS_OF = date(2025, 6, 30)
ENGINES = ["durable", "duckdb"]
LACKING = re.compile(r"没有读到“.+”|“.+”没有“.+”这一列|没有写明评估期（--period）")


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The shipped rule pack."""
    return load_rulebook()


def audited(rulebook: Rulebook, station: str, engine: str, *, verify: bool = False) -> AuditResult:
    """The audit of a sample station, names unmasked."""
    dataset = load_records([SAMPLES / station], rulebook.dictionary)
    return audit(rulebook, dataset, AS_OF, engine=engine, verify=verify, mask=False)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_clean_station_is_accused_of_nothing(rulebook: Rulebook, engine: str) -> None:
    """No finding, no reminder, nothing undecided, no data problem, every row checked.

    A rule is left out only because this small station does not keep what it is about.
    """
    result = audited(rulebook, "clean", engine)
    assert (result.findings, result.reminders, result.undecided) == ((), (), ())
    assert result.data_problems == ()
    parts = [part for one in result.not_run for part in one.reason.split("；")]
    assert [part for part in parts if not LACKING.fullmatch(part)] == []
    assert result.totals().done > 150
    assert result.totals().failed == 0
    assert result.rows_read == result.rows_checked > 2000


@pytest.mark.parametrize("engine", ENGINES)
def test_the_seeded_station_yields_exactly_what_was_planted(rulebook: Rulebook, engine: str) -> None:
    """Every planted problem is found, with its element and verdict, and nothing else is."""
    result = audited(rulebook, "seeded", engine)
    told = [
        {
            "rule": item.rule,
            "record": item.subject.record,
            "key": item.subject.key,
            "element": item.element,
            "verdict": item.verdict.value,
        }
        for item in (*result.findings, *result.reminders, *result.undecided)
    ]
    planted = json.loads((SAMPLES / "seeded" / "expected.json").read_text(encoding="utf-8"))
    assert sorted(map(_line, told)) == sorted(map(_line, planted))


def _line(one: dict[str, str | None]) -> str:
    return json.dumps(one, ensure_ascii=False, sort_keys=True)


@pytest.mark.parametrize("station", ["clean", "seeded"])
def test_the_engines_agree_on_the_samples(rulebook: Rulebook, station: str) -> None:
    """With ``verify`` no rule comes out as an internal error."""
    result = audited(rulebook, station, "duckdb", verify=True)
    assert [one.reason for one in result.coverage if one.status is RunStatus.FAILED] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_findings_do_not_depend_on_the_order_or_the_names_of_files(
    rulebook: Rulebook, engine: str, tmp_path: Path
) -> None:
    """The same files under other names give the same findings with the same ids."""
    for at, path in enumerate(sorted((SAMPLES / "seeded").iterdir(), reverse=True)):
        (tmp_path / f"{at:02d}{path.suffix}").write_bytes(path.read_bytes())
    renamed = audit(rulebook, load_records([tmp_path], rulebook.dictionary), AS_OF, engine=engine, mask=False)
    original = audited(rulebook, "seeded", engine)
    assert [(f.id, f.message) for f in renamed.findings] == [(f.id, f.message) for f in original.findings]
