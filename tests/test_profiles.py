"""Profiles end to end: a small rulebook of its own, a city, a district and a station that set things otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from auditor import AuditResult, RulebookError, audit, load_records, load_rulebook
from auditor.authoring.testing import run_cases
from auditor.cli import main
from auditor.engines.base import RunStatus
from auditor.plan.rulebook import Rulebook, plan_profile, shipped_rules
from auditor.rulebook.rule import Severity, Status

HERE = Path(__file__).parent / "profiles"
DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown as they are given."""
    monkeypatch.chdir(HERE)


def auditor(*arguments: str) -> Result:
    """The outcome of the command with the rulebook of these tests."""
    command, *rest = arguments
    return CliRunner().invoke(main, [command, "--rules", "rules", *rest], env={"COLUMNS": "80"})


def audited(rulebook: Rulebook, as_of: date = DAY, engine: str = "duckdb") -> AuditResult:
    return audit(rulebook, load_records(["data"], rulebook.dictionary), as_of, engine=engine)


def statuses(result: AuditResult) -> Mapping[str, tuple[RunStatus, str]]:
    return {one.rule: (one.status, one.reason) for one in result.coverage}


def profile(folder: Path, text: str) -> str:
    """A profile in a file of its own outside the rulebook."""
    path = folder / "own.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return str(path)


def steps(rulebook: Rulebook, rule: str, param: str) -> list[tuple[str, str]]:
    (found,) = (one for name, one in rulebook.rules[rule].params.items() if name == param)
    return [(str(step.since), str(step.value)) for step in found.steps]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("explain-CF-001", ("explain", "CF-001", "--profile", "东站", "--card")),
        ("explain-CF-002", ("explain", "CF-002", "--profile", "rules/profiles/东站.yaml", "--card")),
        ("explain-CF-003", ("explain", "CF-003", "--profile", "海珠区", "--card")),
        ("explain-CF-004", ("explain", "CF-004", "--profile", "东站", "--card")),
    ],
)
def test_where_each_value_comes_from(said: str, arguments: tuple[str, ...]) -> None:
    """The card is that of the profile; below it each value with its file and line, and what it replaces."""
    outcome = auditor(*arguments)
    assert outcome.exit_code == 0
    assert outcome.output == Path(f"said/{said}.txt").read_text(encoding="utf-8")


def without_version(text: str) -> str:
    """A report without the hash of the rulebook, which any other edit changes."""
    return "\n".join(line.split("（版本")[0] for line in text.split("\n"))


@pytest.mark.parametrize(("said", "chosen", "status"), [("audit", (), 0), ("audit-东站", ("--profile", "东站"), 1)])
def test_report(said: str, chosen: tuple[str, ...], status: int) -> None:
    """The same export without a profile and with it: headings, codes, tables, values, severities, rules."""
    outcome = auditor("audit", "data", "--as-of", "2025-06-30", "--engine", "duckdb", *chosen)
    assert outcome.exit_code == status
    assert without_version(outcome.output) == without_version(Path(f"said/{said}.txt").read_text(encoding="utf-8"))


def test_order_of_levels() -> None:
    """Rule, city, district, station: the narrower wins, and what it does not mention stays."""
    book = load_rulebook(["rules"], "东站")
    assert [str(one.name) for one in book.chain] == ["广州市", "海珠区", "东站"]
    assert book.profile == "东站"
    assert (book.rules["CF-001"].severity, book.rules["CF-002"].severity) == (Severity.MINOR, Severity.MAJOR)
    assert book.rules["CF-003"].status is Status.ACTIVE
    assert str(book.off["CF-004"]) == "本站停用（至2025-12-31）：本站没有督导，经海珠区民政局函同意"
    assert load_rulebook(["rules"]).profile == ""


def test_dated_overrides() -> None:
    """A value without a date holds on all days on which there is one; a dated one from its day on."""
    assert steps(load_rulebook(["rules"]), "CF-001", "期限") == [("2024-01-01", "30天"), ("2025-01-01", "14天")]
    assert steps(load_rulebook(["rules"], "海珠区"), "CF-001", "期限") == [
        ("2024-01-01", "30天"),
        ("2025-01-01", "7天"),
    ]
    assert steps(load_rulebook(["rules"], "东站"), "CF-001", "期限") == [("2024-01-01", "5天")]


def test_a_value_from_the_day_it_becomes_stricter(tmp_path: Path) -> None:
    """Only the value in force on the same days is compared."""
    own = profile(
        tmp_path, "profile: 西站\nlevel: 站\nrules:\n  CF-001: {期限: {2024-06-01: 20天, 2025-01-01: 10天}}\n"
    )
    assert steps(load_rulebook(["rules"], own), "CF-001", "期限") == [
        ("2024-01-01", "30天"),
        ("2024-06-01", "20天"),
        ("2025-01-01", "10天"),
    ]


def test_a_rule_that_is_off_runs_again_after_its_last_day() -> None:
    """On the last day it is still off, on the day after it runs and nothing else is said of it."""
    book = load_rulebook(["rules"], "东站")
    last = statuses(audited(book, date(2025, 12, 31)))
    assert last["CF-004"] == (RunStatus.NOT_RUN, "本站停用（至2025-12-31）：本站没有督导，经海珠区民政局函同意")
    assert statuses(audited(book, date(2026, 1, 1)))["CF-004"] == (RunStatus.DONE, "")


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_what_gathers_findings_of_a_rule_that_is_off(engine: str, tmp_path: Path) -> None:
    """It cannot tell, as if that rule had not been able to run."""
    own = profile(
        tmp_path,
        """\
        profile: 西站
        level: 站
        extends: 广州市
        off:
          CF-002: {reason: 另行抽查, until: 2025-12-31}
        headers:
          跟进记录.日期: [拨出日期]
        """,
    )
    result = audited(load_rulebook(["rules"], own), engine=engine)
    assert statuses(result)["CF-002"] == (RunStatus.NOT_RUN, "本站停用（至2025-12-31）：另行抽查")
    assert {(one.rule, one.message) for one in result.undecided} == {("CF-004", "缺：前面规则的结论")}


OWN_TABLES = """\
profile: 西站
level: 站
codes:
  等级: {values: [红, 绿], aliases: {红: [红色, 高], 绿: [低]}}
headers:
  跟进记录.日期: [拨出日期]
---
table: 联系频次
title: 西站的频次
with: {等级: code 等级}
gives: {间隔: int}
versions:
  - {from: 2024-01-01, rows: {红: 20, 绿: 20}}
---
table: 东站联系频次
with: {等级: code 等级}
gives: {间隔: int}
versions:
  - {from: 2024-01-01, rows: {红: 1, 绿: 1}}
"""


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_tables_of_its_own(engine: str, tmp_path: Path) -> None:
    """A station with other tiers brings the tables for them in its profile's file; they replace those of the name."""
    book = load_rulebook(["rules"], profile(tmp_path, OWN_TABLES))
    found = [one.message for one in audited(book, engine=engine).findings if one.rule == "CF-002"]
    assert found == [
        "个案 C1 自 2025-03-08 起 23 天没有联系，“红”最多 20 天",
        "个案 C1 自 2025-03-31 起 81 天没有联系，“红”最多 20 天",
        "个案 C2 自 2025-06-03 起 27 天没有联系，“绿”最多 20 天",
    ]


def test_where_a_table_of_its_own_stands(tmp_path: Path) -> None:
    """The origins name the place of the profile's table and that of the one that it replaces."""
    said = auditor("explain", "CF-002", "--card", "--profile", profile(tmp_path, OWN_TABLES)).output
    assert "西站的频次" in said
    assert "own.yaml:8" in said
    assert "rules/tables.yaml:1" in said


def test_profiles_with_tables_of_their_own_in_the_rulebook(tmp_path: Path) -> None:
    """There, too, the tables behind a profile are that profile's, and nobody else's."""
    profile(tmp_path, OWN_TABLES)
    assert load_rulebook(["rules", tmp_path]).tables["联系频次"].title == "联系频次"
    assert load_rulebook(["rules", tmp_path], "西站").tables["联系频次"].title == "西站的频次"


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("title: 西站的频次", "titel: 西站的频次", "E103", 9),
        ("{红: 20, 绿: 20}", "{红: 20}", "E459", 13),
        ("{红: 20, 绿: 20}", "{红: 20, 低: 20}", "E401", 13),
        (
            "gives: {间隔: int}\nversions:\n  - {from: 2024-01-01, rows: {红: 20",
            "gives: {天: int}\nversions:\n  - {from: 2024-01-01, rows: {红: 20",
            "E484",
            8,
        ),
        ("table: 东站联系频次", "table: 联系频次", "E110", 15),
        ("table: 东站联系频次", "rule: 联系频次", "E105", 15),
        (OWN_TABLES, "", "E105", 1),
    ],
)
def test_faults_of_tables_of_its_own(before: str, after: str, code: str, line: int, tmp_path: Path) -> None:
    """Each is reported where it is written."""
    assert before in OWN_TABLES
    with pytest.raises(RulebookError) as caught:
        load_rulebook(["rules"], profile(tmp_path, OWN_TABLES.replace(before, after)))
    assert (code, line) in [(fault.code, fault.span.line) for fault in caught.value.errors]


def test_both_engines_agree() -> None:
    """With a profile, too, the engines find the same."""
    book = load_rulebook(["rules"], "东站")
    assert audited(book, engine="duckdb").findings == audited(book, engine="durable").findings


def test_findings_on_trial_count_for_nothing() -> None:
    """They are in a list of their own; the totals leave them out, coverage marks their rule."""
    result = audited(load_rulebook(["rules"]))
    assert [(one.rule, one.severity) for one in result.trial] == [("CF-003", Severity.MAJOR)]
    assert "CF-003" not in {one.rule for one in (*result.findings, *result.reminders, *result.undecided)}
    assert [one.rule for one in result.coverage if one.trial] == ["CF-003"]
    assert (result.totals().rules, result.totals().trial, result.totals().problems) == (3, 1, 0)


def test_a_tag_gathers_nothing_on_trial(tmp_path: Path) -> None:
    """Else its findings would count after all. By its id an author may still ask for it."""
    rule = (
        "rule: CF-00{number}\ntitle: 目标长期空缺\nseverity: 一般\nfor: 个案\n"
        "let: {{前置: {{findings: [{wanted}]}}}}\nwhen: 有 前置\nmessage: 个案 {{个案编号}} 有问题\n"
    )
    (tmp_path / "by-id.yaml").write_text(rule.format(number=8, wanted="CF-003"), encoding="utf-8")
    (tmp_path / "by-tag.yaml").write_text(rule.format(number=9, wanted="rules"), encoding="utf-8")
    book = load_rulebook(["rules", tmp_path])
    assert book.plans["CF-008"].follows == {"CF-003"}
    assert book.plans["CF-009"].follows == {"CF-001", "CF-002"}


def test_json_names_the_profile_and_what_is_on_trial() -> None:
    """For other programs."""
    command = ("audit", "data", "--as-of", "2025-06-30", "--format", "json", "--fail-on", "never")
    written = json.loads(auditor(*command, "--profile", "东站").output)
    assert (written["rulebook"]["profile"], written["trial"]) == ("东站", [])
    written = json.loads(auditor(*command).output)
    assert written["rulebook"]["profile"] == ""
    assert [(one["rule"], one["verdict"]) for one in written["trial"]] == [("CF-003", "问题")]


def test_cases_run_with_the_profile_that_they_name() -> None:
    """All cases at once; of a rulebook with a profile only those that name it."""
    tally = run_cases(load_rulebook(["rules"]))
    assert (tally.cases, tally.failures) == (3, ())
    tally = run_cases(load_rulebook(["rules"], "东站"), engine="duckdb")
    assert (tally.cases, tally.failures) == (1, ())


def test_queries_kept_are_those_of_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query compiled for one profile is not taken for another."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path))
    with_profile, without = load_rulebook(["rules"], "东站"), load_rulebook(["rules"])
    assert len({with_profile.shared_digest, without.shared_digest}) == 2
    assert [one.rule for one in audited(without).findings] == []
    assert {one.rule for one in audited(with_profile).findings} == {"CF-001", "CF-002", "CF-003"}


def test_an_unknown_profile() -> None:
    """The nearest name is offered; a file that is not there is said to be missing."""
    outcome = auditor("check", "--profile", "海珠")
    assert outcome.exit_code == 2
    assert outcome.output.startswith("E481 没有“海珠”这份配置\n       = 是不是想写“海珠区”?\n\n")
    assert "4 条规则，2 张表，3 个用例，3 份配置：1 个错误" in outcome.output
    with pytest.raises(RulebookError, match="E111 读不了文件"):
        load_rulebook(["rules"], "nowhere/own.yaml")


def test_a_profile_outside_the_rulebook_is_checked_with_all_others(tmp_path: Path) -> None:
    """One run shows every fault of every profile."""
    own = profile(
        tmp_path, "profile: 西站\nlevel: 站\nextends: 海珠区\nrules:\n  CF-001: {期限: 8天}\n  CF-9: {x: 1}\n"
    )
    with pytest.raises(RulebookError) as caught:
        load_rulebook(["rules"], own)
    assert [(fault.code, fault.span.line) for fault in caught.value.errors] == [("E462", 5), ("E601", 6)]


def test_the_shipped_profiles() -> None:
    """The station's tightens what the district tightened, and switches one rule off."""
    book = load_rulebook([shipped_rules()], "江南中街社工站")
    assert [one.level.value for one in book.chain] == ["市", "区", "站"]
    assert len(book.off) == 1


@pytest.mark.parametrize("folder", [Path("rules"), shipped_rules()], ids=["own", "shipped"])
def test_plans_kept_are_those_made_anew(folder: Path) -> None:
    """A profile planned beside the rulebook without it has the same plans as one planned alone."""
    rulebook = load_rulebook([folder])
    for name in rulebook.files.profiles:
        beside, alone = plan_profile("", rulebook.files, name, [], rulebook), plan_profile("", rulebook.files, name, [])
        assert beside.plans == alone.plans
        assert beside.layers == alone.layers
        kept = [rule for rule, several in beside.variants.items() if several is rulebook.variants[rule]]
        assert len(kept) < len(rulebook.variants), "a profile changes something"
