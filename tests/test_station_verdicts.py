"""The station of true size under the whole rulebook: what its records and its report are accused of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.findings.result import AuditResult
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import load_records
from auditor.records.period import Period
from samples.generator import Records
from samples.generator.export import write
from samples.truesize import AS_OF, CUT_OFF, STARTS, data, figures, station
from samples.truesize.seeded import seeded

pytestmark = pytest.mark.slow
ENGINES = ["durable", "duckdb"]


@pytest.fixture(scope="module")
def clean() -> Records:
    """The station without a fault."""
    return station.reported(station.kept())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, clean: Records) -> Path:
    """Both stations as they are handed over."""
    path = tmp_path_factory.mktemp("station")
    further = data("export")
    write(clean, path / "clean", further)
    records, expected = seeded()
    write(records, path / "seeded", further)
    (path / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return path


def audited(path: Path, engine: str) -> AuditResult:
    """The audit on the day of the evaluation, of the half year that the report counts."""
    rulebook = load_rulebook()
    period = Period.parse(f"{STARTS}..{CUT_OFF}")
    dataset = load_records([path], rulebook.dictionary, period=period)
    return audit(rulebook, dataset, AS_OF, engine=engine, mask=False)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_clean_station_is_accused_of_nothing(folder: Path, engine: str) -> None:
    """No finding, reminder, doubt or data problem; only what compares with an earlier period is left out."""
    result = audited(folder / "clean", engine)
    assert (result.findings, result.reminders, result.undecided, result.data_problems) == ((), (), (), ())
    assert [one.reason for one in result.not_run if "上期" not in one.reason] == []
    assert result.rows_read == result.rows_checked > 60_000


@pytest.mark.parametrize("engine", ENGINES)
def test_the_seeded_station_yields_exactly_what_was_planted(folder: Path, engine: str) -> None:
    """Every planted problem is found, with its element and verdict, and nothing else is."""
    result = audited(folder / "seeded", engine)
    found = (*result.findings, *result.reminders, *result.undecided)
    told = [(one.rule, one.subject.record, one.subject.key, one.element, one.verdict.value) for one in found]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert sorted(map(str, told)) == sorted(str(tuple(each.values())) for each in expected)


def test_the_services_are_those_the_report_counts(clean: Records) -> None:
    """37 cases with 248 sessions and 16 closings, 13 groups with 78 sessions and 550 heads, 22 activities."""
    names: Sequence[str] = ("个案接案", "个案节次", "个案结案", "小组个数", "小组节次", "小组人次", "中小型活动人次")
    assert [figures.achieved(name, CUT_OFF, clean) for name in names] == [37, 248, 16, 13, 78, 550, 1159]
    assert (len(clean["活动"]), len(clean["志愿者"]), len(clean["慈善基金台账"])) == (22, 41, 16)
    assert sum(float(str(row["培训时数"])) for row in clean["培训记录"]) == 779.5
    assert sum(int(str(row["收入"])) for row in clean["慈善基金台账"]) == 203_264
