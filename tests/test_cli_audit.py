"""``auditor audit`` as its users call it: exit statuses, formats, files, masking."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.engines.durable.engine import DurableEngine
from auditor.engines.relational.engine import RelationalEngine
from auditor.output.exchange import published_schema

SAMPLES = Path(__file__).parents[1] / "samples"
SEEDED, CLEAN = str(SAMPLES / "seeded"), str(SAMPLES / "clean")
DAY = ("--as-of", "2025-06-30")


def audit(*arguments: str) -> Result:
    """The outcome of ``auditor audit`` with these arguments."""
    return CliRunner().invoke(main, ["audit", *DAY, *arguments])


def test_nothing_found_exits_with_0() -> None:
    """A station without a fault."""
    outcome = audit(CLEAN, "-q")
    assert outcome.exit_code == 0
    assert outcome.output.startswith("结果：没有发现问题。\n")


def test_findings_at_the_limit_exit_with_1() -> None:
    """The default limit is 严重; a higher limit, or none, lets the same findings pass."""
    assert audit(SEEDED, "--only", "JD-001", "-q").exit_code == 1
    assert audit(SEEDED, "--only", "JD-001", "--fail-on", "紧急", "-q").exit_code == 0
    assert audit(SEEDED, "--only", "JD-001", "--fail-on", "never", "-q").exit_code == 0
    assert audit(SEEDED, "--only", "RX-001", "--fail-on", "一般", "-q").exit_code == 1


def test_a_broken_rulebook_exits_with_2(tmp_path: Path) -> None:
    """Its errors are shown, nothing is audited."""
    (tmp_path / "a.yaml").write_text("rule: A-1\ntitle: x\n", encoding="utf-8")
    outcome = audit(CLEAN, "--rules", str(tmp_path))
    assert outcome.exit_code == 2
    assert "E104" in outcome.output
    assert "没有运行" in outcome.output


@pytest.mark.parametrize(
    "arguments",
    [(CLEAN, "--only", "NO-1"), (CLEAN, "--format", "xlsx"), (CLEAN, "--engine", "none"), ()],
    ids=["unknown rule", "xlsx to the screen", "unknown engine", "no path"],
)
def test_wrong_arguments_exit_with_2(arguments: tuple[str, ...]) -> None:
    """And say what is wrong."""
    outcome = audit(*arguments)
    assert outcome.exit_code == 2
    assert "Error" in outcome.output


def test_nothing_read_exits_with_3(tmp_path: Path) -> None:
    """A folder without a record, and a path that is not there, are told from a station without a fault."""
    (tmp_path / "note.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    for path in (tmp_path, tmp_path / "nowhere"):
        outcome = audit(str(path))
        assert outcome.exit_code == 3
        assert "没有读到任何记录" in outcome.output


def test_a_rule_that_fails_is_said_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 出错 in coverage with its reason, counts nothing as passed, and the exit status is 2."""
    compiled = RelationalEngine.sql
    monkeypatch.setattr(
        RelationalEngine, "sql", lambda self, rule: "SELECT 1/" if rule == "JD-001" else compiled(self, rule)
    )
    outcome = audit(SEEDED, "--only", "JD-001,JD-002", "--engine", "duckdb", "--format", "json")
    assert outcome.exit_code == 2
    coverage = {one["rule"]: one for one in json.loads(outcome.output)["coverage"]}
    assert (coverage["JD-001"]["status"], coverage["JD-001"]["reason"]) == ("出错", "运行时出错（ParserException）")
    assert coverage["JD-001"]["通过"] == 0
    assert coverage["JD-002"]["status"] == "已执行"


def test_json_conforms_to_its_schema_and_is_masked() -> None:
    """No name of a client is in it unless asked for."""
    masked = audit(SEEDED, "--only", "JD-004", "--format", "json")
    result = json.loads(masked.output)
    jsonschema.validate(result, json.loads(published_schema()))
    open_names = {
        finding["subject"]["name"]
        for finding in json.loads(audit(SEEDED, "--only", "JD-004", "--format", "json", "--no-mask").output)["findings"]
    }
    assert result["masked"] is True
    assert open_names
    assert not [name for name in open_names if "X" not in name and name in masked.output]


@pytest.mark.parametrize("form", ["table", "json", "xlsx"])
def test_output_goes_to_a_file(form: str, tmp_path: Path) -> None:
    """The screen then shows the summary only; -q not even that."""
    target = tmp_path / f"out.{form}"
    outcome = audit(SEEDED, "--only", "JD-001", "--format", form, "-o", str(target))
    assert outcome.exit_code == 1
    assert target.stat().st_size > 500
    assert outcome.output.startswith("结果：")
    assert audit(SEEDED, "--only", "JD-001", "--format", form, "-o", str(target), "-q").output == ""
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Rules that need it are 未执行 with the missing record named; the others run."""
    for path in Path(CLEAN).iterdir():
        if not path.name.startswith("06"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    outcome = audit(str(tmp_path), "--only", "RX-001,JD-001", "--format", "json")
    result = json.loads(outcome.output)
    assert [(one["rule"], one["reason"]) for one in result["not_run"]] == [("RX-001", "没有读到“热线工单”")]
    assert result["findings"] == []


def test_case_files_on_which_the_live_engine_dies_are_audited_by_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, and the report says so."""
    live = DurableEngine.run

    def dying(self: DurableEngine, *arguments: object) -> object:
        runs = live(self, *arguments)  # type: ignore[arg-type]
        self.died_subjects = {"JD-001": {0, 1}}
        runs["JD-001"].cells = []
        return runs

    monkeypatch.setattr(DurableEngine, "run", dying)
    outcome = audit(SEEDED, "--only", "JD-001", "--engine", "durable", "--format", "json")
    result = json.loads(outcome.output)
    assert len(result["findings"]) == 2
    assert result["engine"]["why"] == "按参数指定；其间中断，1 条规则的部分对象由 duckdb 检查"
