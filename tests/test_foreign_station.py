"""The station of another system: with a mapping and a profile alone, exactly what was planted is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.audit import audit
from auditor.cli import main
from auditor.engines.base import RunStatus
from auditor.findings.result import AuditResult
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.records.dataset import Dataset, load_records
from auditor.records.gathering import read_blocks
from auditor.records.layout.mapping import UNREAD
from auditor.records.understanding import understand
from auditor.rulebook.mapping_file import load_mapping
from samples.foreign_station import AS_OF
from samples.foreign_station.export import files, write
from samples.foreign_station.records import kept, seeded
from samples.generate import HERE

FOREIGN = HERE / "foreign"
ENGINES = ["durable", "duckdb"]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The shipped rule pack as the station's profile has it."""
    return load_rulebook(profile=FOREIGN / "profile.yaml")


@pytest.fixture(scope="module")
def handed_over(rulebook: Rulebook) -> Dataset:
    """The committed folder, read by the station's mapping."""
    return read(FOREIGN / "export", rulebook)


def read(folder: Path, rulebook: Rulebook) -> Dataset:
    mapping = load_mapping(FOREIGN / "mapping.yaml", rulebook.dictionary)
    return load_records([folder], rulebook.dictionary, mapping=mapping)


def told(result: AuditResult) -> list[tuple[str, str, str, str | None, str]]:
    found = (*result.findings, *result.reminders, *result.undecided)
    return sorted(
        ((one.rule, one.subject.record, one.subject.key, one.element, one.verdict.value) for one in found), key=str
    )


def test_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    """The same seed gives the same bytes, and those are the ones in the repository."""
    write(seeded()[0], tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    folder = FOREIGN / "export"
    committed = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert written.keys() == committed.keys()
    assert [name.as_posix() for name in written if written[name] != committed[name]] == []
    assert sum(map(len, committed.values())) < 400_000


def test_expected_is_what_the_plants_say() -> None:
    """expected.json holds every plant's verdicts and nothing else."""
    assert json.loads((FOREIGN / "expected.json").read_text(encoding="utf-8")) == seeded()[1]
    assert len(seeded()[1]) > 20


@pytest.mark.parametrize("engine", ENGINES)
def test_exactly_the_planted_faults_are_found(rulebook: Rulebook, handed_over: Dataset, engine: str) -> None:
    """Every planted fault, with its element and verdict, and nothing else: all other rules pass or do not run."""
    result = audit(rulebook, handed_over, AS_OF, engine=engine, mask=False)
    expected = json.loads((FOREIGN / "expected.json").read_text(encoding="utf-8"))
    assert told(result) == sorted((tuple(each.values()) for each in expected), key=str)
    assert result.totals().failed == 0
    assert result.totals().done > 90


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_plants_nobody_is_accused(rulebook: Rulebook, engine: str, tmp_path: Path) -> None:
    """The same folder without the planted faults: no finding, no reminder, nothing undecided."""
    write(kept(), tmp_path)
    assert told(audit(rulebook, read(tmp_path, rulebook), AS_OF, engine=engine)) == []


def test_the_engines_agree(rulebook: Rulebook, handed_over: Dataset) -> None:
    """With ``verify`` no rule comes out as an internal error."""
    result = audit(rulebook, handed_over, AS_OF, engine="duckdb", verify=True)
    assert [one.reason for one in result.coverage if one.status is RunStatus.FAILED] == []


def test_every_row_is_accounted_for(handed_over: Dataset) -> None:
    """Each row is checked, or unread for a reason that is told; each column is read, or left out in the mapping."""
    records = seeded()[0]
    assert handed_over.rows_read == handed_over.rows_kept + handed_over.rows_unread + handed_over.rows_merged
    assert (handed_over.rows_merged, handed_over.rows_duplicate) == (1, 0)
    assert handed_over.unread_columns == ()
    assert [(sheet.file, sheet.sheet) for sheet in handed_over.unread_sheets] == [
        ("export/一户一档/石坪镇一户一档台账.xlsx", "码表(勿删)"),
        ("export/表单/结对帮扶承诺书.docx", "表1"),
    ]
    checked = {name: len(handed_over.tables[name].frame) for name in records}
    assert checked == {name: len(rows) for name, rows in records.items()}


def test_what_is_said_of_the_files(handed_over: Dataset) -> None:
    """Doubtful are a file of another kind, a damaged number and a key that does not join; the rest are notices."""
    doubtful = [(fault.code, fault.sheet, fault.row, fault.field) for fault in handed_over.problems if not fault.notice]
    assert sorted(doubtful) == [
        ("D603", None, None, None),
        ("D644", "梅子坳村", 15, "身份证号"),
        ("D660", "4月", 53, "档案号"),
    ]


def test_the_evidence_names_the_cells(rulebook: Rulebook, handed_over: Dataset) -> None:
    """A finding shows file, sheet, row and column as the station sees them, and the words of its own codes."""
    result = audit(rulebook, handed_over, AS_OF, engine="duckdb", mask=False)
    (unsigned,) = (one for one in result.findings if one.rule == "JD-001")
    places = {(cell.file, cell.sheet, cell.column) for cell in unsigned.evidence}
    assert ("export/一户一档/石坪镇一户一档台账.xlsx", "梅子坳村", "AG") in places
    (colour,) = (one for one in result.findings if one.rule == "PG-001")
    assert "按区间是“黄”，所定等级是“绿”" in colour.message


def test_without_the_mapping_nobody_is_accused(rulebook: Rulebook) -> None:
    """Most sheets are not recognised, and what is read leads to no finding."""
    dataset = load_records([FOREIGN / "export"], rulebook.dictionary)
    assert len(dataset.unread_sheets) > 10
    if dataset.any_read:
        assert audit(rulebook, dataset, AS_OF, engine="duckdb").findings == ()


@pytest.mark.parametrize("mapping", [["--mapping", str(FOREIGN / "mapping.yaml")], []], ids=["named", "by-profile"])
def test_the_command(mapping: list[str]) -> None:
    """What the station's worker types; the profile names the mapping too. Exit status 1: there are severe findings."""
    command = ["audit", str(FOREIGN / "export"), *mapping, "--profile", str(FOREIGN / "profile.yaml")]
    outcome = CliRunner().invoke(main, [*command, "--as-of", "2025-06-30", "-q"])
    assert outcome.exit_code == 1, outcome.output
    problems = [each for each in seeded()[1] if each["verdict"] == "问题"]
    assert f"共 {len(problems)} 条" in outcome.output


def test_the_map_guesses_sensibly(rulebook: Rulebook) -> None:
    """Without the mapping nothing is taken; every sheet of records is guessed rightly, and so are most columns."""
    mapping = load_mapping(FOREIGN / "mapping.yaml", rulebook.dictionary)
    blocks, problems = read_blocks([FOREIGN / "export"], rulebook.dictionary)
    right: list[bool] = []
    for sheet in understand(blocks, problems, rulebook.dictionary).sheets:
        entry = mapping.of(sheet.file, sheet.sheet)
        if entry is None or entry.record == UNREAD:
            continue
        assert sheet.record is None
        assert sheet.choices[0].record == entry.record
        written = {header.rpartition("/")[2]: field for header, field in entry.columns.items()}
        for column in sheet.choices[0].columns:
            guess = column.field or (column.guesses[0].field if column.guesses else UNREAD)
            right.append(guess == written.get(column.header.rpartition("/")[2]))
    assert sum(right) > 0.7 * len(right) > 100


def test_files_are_made_without_a_clock() -> None:
    """Twice the same bytes."""
    records = seeded()[0]
    assert files(records) == files(records)
