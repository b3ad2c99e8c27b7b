"""Versions of a rule and dated values: which plan judges whom, and what becomes of them all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pack import HEAD, read

from auditor import AuditResult, audit
from auditor.authoring.card import render_cards
from auditor.authoring.lints import lint
from auditor.authoring.testing import render_failure, run_cases
from auditor.authoring.trace import Traces
from auditor.cli import main
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import engines_named
from auditor.engines.compare import differences
from auditor.engines.variants import of_rules, plans_for
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.plan.variants import Judged
from auditor.records.dataset import Dataset

PACK = Path(__file__).parent / "versions"
DAY = date(2025, 8, 31)

Rows = Mapping[str, Sequence[Mapping[str, object]]]


@pytest.fixture
def rulebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rulebook:
    """The pack of these tests; compiled queries are kept apart."""
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    return load_rulebook([PACK])


def file(number: str, opened: str, **more: object) -> dict[str, object]:
    """A case file, open and scored 10 unless ``more`` says otherwise."""
    return {"个案编号": number, "接案日期": opened, "状态": "在案", "评分": "10", "督导签名": "", **more}


def visit(number: str, of: str, day: str) -> dict[str, object]:
    return {"探访编号": number, "个案编号": of, "日期": day}


def judged(rulebook: Rulebook, rows: Rows, as_of: date = DAY, engine: str = "duckdb") -> AuditResult:
    return audit(rulebook, Dataset.from_rows(rulebook.dictionary, rows), as_of, engine=engine)


def both(rulebook: Rulebook, dataset: Dataset, only: frozenset[str] | None = None) -> dict[str, RuleRun]:
    """The runs of the reference engine, which the live one has to share."""
    with ExitStack() as stack:
        first, *rest = (stack.enter_context(one) for one in engines_named("both", rulebook))
        runs = first.run(dataset, DAY, only)
        for engine in rest:
            second = engine.run(dataset, DAY, only)
            assert {plan: differences(run, second[plan]) for plan, run in runs.items()} == {plan: [] for plan in runs}
    return runs


@pytest.mark.parametrize("engine", ["duckdb", "durable"])
def test_cases_of_versions(rulebook: Rulebook, engine: str) -> None:
    """Each subject is judged by the version and the values of its own day, on either engine."""
    tally = run_cases(rulebook, engine=engine)
    assert [render_failure(failure) for failure in tally.failures] == []
    assert tally.cases == 7


def test_variants_are_the_stretches_of_days(rulebook: Rulebook) -> None:
    """One plan for each version and value, newest first, and one for subjects without their date."""
    found = [
        (one.plan.id, one.rule.version, one.judged, str(one.since), str(one.until))
        for one in (*rulebook.variants["V-01"], *rulebook.variants["V-02"], *rulebook.variants["V-03"])
    ]
    assert found == [
        ("V-01@2025-07-01", 2, Judged.DATED, "2025-07-01", "None"),
        ("V-01@2025-01-01", 2, Judged.DATED, "2025-01-01", "2025-06-30"),
        ("V-01@2023-01-01", 1, Judged.DATED, "2023-01-01", "2024-12-31"),
        ("V-01@undated", 2, Judged.UNDATED, "None", "None"),
        ("V-02@2025-01-01", 1, Judged.ALL, "2025-01-01", "None"),
        ("V-02@2024-01-01", 1, Judged.ALL, "2024-01-01", "2024-12-31"),
        ("V-03", 1, Judged.ALL, "None", "None"),
    ]
    assert {plan.rule for plan in rulebook.plans.values()} == {"V-01", "V-02", "V-03"}
    assert [[plan.rule for plan in layer] for layer in rulebook.layers] == [["V-01"] * 4 + ["V-02"] * 2, ["V-03"]]


def test_findings_tell_their_version(rulebook: Rulebook) -> None:
    """Title, severity, message, citation and number are those of the version that judged; coverage is of the rule."""
    rows = {
        "个案": [file("A1", "2023-05-01"), file("A2", "2025-07-01"), file("A3", "")],
        "探访": [visit("T1", "A1", "2023-09-01")],
    }
    result = judged(rulebook, rows)
    told = [(one.rule, one.version, one.severity, one.subject.key, one.message) for one in result.findings]
    assert told == [
        ("V-01", 2, "严重", "A2", "个案 A2 接案后 7天 内没有探访"),
        ("V-01", 1, "一般", "A1", "个案 A1 在 2023-09-01 才探访"),
        ("V-03", None, "提示", "A1", "个案 A1 有 1 项探访问题"),
        ("V-03", None, "提示", "A2", "个案 A2 有 1 项探访问题"),
    ]
    assert [one.source.clause for one in result.findings[:2] if one.source] == ["第五条", "第四条"]
    undecided = [(one.rule, one.version, one.missing) for one in result.undecided]
    assert undecided == [("V-01", 2, ("个案.接案日期",)), ("V-03", None, ("前面规则的结论",))]
    coverage = {one.rule: one for one in result.coverage}
    assert (coverage["V-01"].applicable, coverage["V-01"].problems, coverage["V-01"].undecided) == (3, 2, 1)
    assert coverage["V-01"].title == "接案后没有及时探访"


def test_equal_keys_under_different_versions_are_counted_off(rulebook: Rulebook) -> None:
    """Two records with one number, judged by two versions, are two findings with two identities."""
    rows = {"个案": [file("A1", "2025-01-01"), file("A1", "2025-07-01")], "探访": [visit("T1", "无", "2025-01-01")]}
    identities = [one.id for one in judged(rulebook, rows).findings if one.rule == "V-01"]
    assert len(set(identities)) == 2


def test_a_column_of_an_old_version_is_needed_for_old_subjects_only(rulebook: Rulebook) -> None:
    """Without 探访.日期 no version runs; without 状态, which the old one does not ask for, the new ones do not."""
    old, new = {"个案编号": "A1", "接案日期": "2024-05-01"}, {"个案编号": "A2", "接案日期": "2025-05-01"}
    visits = [visit("T1", "A1", "2024-09-01")]
    only_old = Dataset.from_rows(rulebook.dictionary, {"个案": [old], "探访": visits})
    wanted = plans_for(rulebook, ["V-01"], only_old, DAY)
    assert wanted == {"V-01@2023-01-01", "V-01@undated"}
    mixed = Dataset.from_rows(rulebook.dictionary, {"个案": [old, new], "探访": visits})
    wanted = plans_for(rulebook, ["V-01"], mixed, DAY)
    assert wanted == {"V-01@2025-01-01", "V-01@2023-01-01", "V-01@undated"}
    run = of_rules(rulebook, ["V-01"], both(rulebook, mixed, wanted))["V-01"]
    assert run.status is RunStatus.NOT_RUN
    assert run.reason == (
        "第 2 版（2025-01-01 至 2025-06-30）：“个案”没有“状态”这一列；日期不明的：“个案”没有“状态”这一列"
    )
    assert run.counts == {Verdict.PROBLEM: 1}


def test_without_the_deciding_date_a_rule_does_not_run(rulebook: Rulebook) -> None:
    """The reason is said once."""
    dataset = Dataset.from_rows(rulebook.dictionary, {"个案": [{"个案编号": "A1", "状态": "在案"}], "探访": []})
    runs = both(rulebook, dataset, plans_for(rulebook, ["V-01"], dataset, DAY))
    run = of_rules(rulebook, ["V-01"], runs)["V-01"]
    assert (run.status, run.reason) == (RunStatus.NOT_RUN, "“个案”没有“接案日期”这一列")


def test_a_follower_of_plans_left_out_finds_nothing(rulebook: Rulebook) -> None:
    """Plans that are not run leave their followers neither a finding nor a doubt, on either engine."""
    dataset = Dataset.from_rows(rulebook.dictionary, {"个案": [file("A1", "2025-07-01")], "探访": []})
    runs = both(rulebook, dataset, frozenset({"V-03"}))
    assert (runs["V-03"].status, runs["V-03"].counts) == (RunStatus.DONE, {Verdict.PASSED: 1})


def test_only_the_plan_in_force_on_the_audit_date_runs(rulebook: Rulebook) -> None:
    """Where the audit date decides, the other plans are not even started; before the first there is none."""
    dataset = Dataset.from_rows(rulebook.dictionary, {"个案": [file("A1", "2025-07-01", 评分="90")]})
    assert plans_for(rulebook, ["V-02"], dataset, date(2024, 12, 31)) == {"V-02@2024-01-01"}
    assert plans_for(rulebook, ["V-02"], dataset, date(2023, 12, 31)) == frozenset()
    result = audit(rulebook, dataset, date(2023, 12, 31), only=["V-02"], engine="duckdb")
    (coverage,) = result.coverage
    assert (coverage.status, coverage.applicable, result.findings) == (RunStatus.DONE, 0, ())


def test_a_failed_plan_fails_its_rule(rulebook: Rulebook) -> None:
    """What the other plans of the rule found is kept, and the reason names the one at fault."""
    runs = {
        "V-01@2025-07-01": RuleRun("V-01@2025-07-01", RunStatus.DONE, applicable=2, counts={Verdict.PASSED: 2}),
        "V-01@2025-01-01": RuleRun("V-01@2025-01-01", RunStatus.NOT_RUN, "没有读到“探访”"),
        "V-01@2023-01-01": RuleRun("V-01@2023-01-01", RunStatus.FAILED, "运行时出错（ValueError）"),
    }
    run = of_rules(rulebook, ["V-01"], runs)["V-01"]
    assert (run.rule, run.status, run.applicable) == ("V-01", RunStatus.FAILED, 2)
    assert run.reason == "第 1 版（2023-01-01 至 2024-12-31）：运行时出错（ValueError）"


def test_a_trace_is_of_the_plan_that_judged(rulebook: Rulebook) -> None:
    """It begins with the days of that plan; of a subject that no plan judges it shows the newest."""
    rows = {
        "个案": [file("A1", "2023-05-01"), file("A2", "2022-05-01")],
        "探访": [visit("T1", "A1", "2023-05-02")],
    }
    dataset = Dataset.from_rows(rulebook.dictionary, rows)
    traces = Traces(rulebook, "V-01", dataset, DAY, both(rulebook, dataset))
    assert [traces.applies(rid) for rid in (0, 1)] == [True, False]
    assert traces.render(0) == TRACE
    assert traces.render(1).split("\n")[1:3] == [
        "  按日期选版：",
        "    假    接案日期不早于2025-07-01　接案日期 = 2022-05-01",
    ]


TRACE = """个案 A1（第1行）
  按日期选版：
    真    全部成立：
      真    接案日期不早于2023-01-01　接案日期 = 2023-05-01
      真    接案日期不晚于2024-12-31　接案日期 = 2023-05-01
  “次”：T1（第1行）
  判断：
    假    次的日期晚于接案日期加1个月　次的日期 = 2023-05-02，接案日期加1个月 = 2023-06-01，接案日期 = 2023-05-01
  结论：通过"""

CARDS = """V-01 接案后没有及时探访（严重）
  第 2 版：管接案日期从 2025-01-01 起的
  依据：《个案服务规范》（2025年修订） 第五条
  检查对象：每一份个案
  只看：状态等于“在案”
  “首次探访”指：该个案的探访中，日期不晚于个案的接案日期加【期限】的记录
  到期日：接案日期加【期限】；到期前只提醒，不算问题
  出现下列情况即为问题：没有“首次探访”
  怎样改正：立即探访并补录。
  参数：【期限】= 7天（接案日期从 2025-07-01 起）、14天（接案日期从 2025-01-01 起）（2025年7月起缩短）

V-01 接案后一个月没有探访（一般）
  第 1 版：管接案日期从 2023-01-01 到 2024-12-31 的
  依据：《个案服务规范》 第四条
  检查对象：每一份个案
  逐条检查“次”：该个案的探访
  出现下列情况即为问题：次的日期晚于接案日期加1个月
  怎样改正：说明原因。"""


def test_cards_of_all_versions(rulebook: Rulebook) -> None:
    """Each version has its card, which says whom it judges, by which date, and from when each value holds."""
    assert render_cards(rulebook, "V-01") == CARDS
    assert render_cards(rulebook, "V-02").endswith(
        "  参数：【分数】= 60（审计日从 2025-01-01 起）、80（审计日从 2024-01-01 起）"
    )


def test_explain_shows_the_newest_query(rulebook: Rulebook) -> None:
    """It says which one it is and how many there are."""
    shown = CliRunner().invoke(main, ["explain", "V-01", "--sql", "--rules", str(PACK)]).stdout
    assert shown.split("\n")[0] == "-- 第 2 版（2025-07-01 起）；还有 3 份查询管其余的日期"


def dated(version: int, effective: str, when: str) -> str:
    return HEAD + f"version: {version}\neffective: {{{effective}}}\nwhen: {when}\n"


def test_a_version_that_ends_has_one_plan() -> None:
    """A rule with one version and the audit date keeps its own id; the plan has the days in it all the same."""
    rulebook, errors = read(dated(1, "from: 2025-01-01, until: 2025-12-31", "社工签名 为空"))
    assert errors == []
    assert list(rulebook.plans) == ["CF-001"]
    assert [one.in_force(date(2026, 1, 1)) for one in rulebook.variants["CF-001"]] == [False]


def test_the_audit_date_may_be_written_out() -> None:
    """``by: 审计日`` is what is meant without ``by``."""
    rulebook, errors = read(dated(1, "from: 2025-01-01, by: 审计日", "社工签名 为空"))
    assert errors == []
    assert [one.judged for one in rulebook.variants["CF-001"]] == [Judged.ALL]


def test_versions_without_days_decide_by_nothing() -> None:
    """A date to decide by alone makes no variants."""
    rulebook, errors = read(dated(1, "by: 接案日期", "社工签名 为空"))
    assert errors == []
    assert list(rulebook.plans) == ["CF-001"]


def test_the_first_version_may_be_open() -> None:
    """Without ``from`` the oldest version judges whatever is older; a date of a linked record can decide."""
    by = "by: 服务对象.出生日期"
    rulebook, errors = read(
        dated(3, f"from: 2020-01-01, {by}", "社工签名 为空"), dated(1, f"until: 2019-12-31, {by}", "小结 为空")
    )
    assert errors == []
    assert list(rulebook.plans) == ["CF-001@2020-01-01", "CF-001@first", "CF-001@undated"]
    rows: Rows = {
        "服务对象": [{"档案号": "P1", "出生日期": "1950-01-01"}],
        "个案": [
            {"个案编号": "A1", "档案号": "P1", "社工签名": "", "小结": "有"},
            {"个案编号": "A2", "档案号": "P9", "社工签名": "", "小结": ""},
        ],
    }
    runs = both(rulebook, Dataset.from_rows(rulebook.dictionary, rows))
    verdicts = {plan: [(cell.subject, cell.verdict) for cell in run.cells] for plan, run in runs.items()}
    assert verdicts == {
        "CF-001@2020-01-01": [],
        "CF-001@first": [],
        "CF-001@undated": [(1, Verdict.UNDECIDED)],
    }
    assert runs["CF-001@first"].counts == {Verdict.PASSED: 1}


def test_lints_look_at_every_version() -> None:
    """What nothing uses is told of an old version as well, once."""
    by = "by: 接案日期"
    old = dated(1, f"until: 2024-12-31, {by}", "小结 为空") + "params:\n  无用: {2020-01-01: 3, 2022-01-01: 4}\n"
    rulebook, errors = read(dated(2, f"from: 2025-01-01, {by}", "社工签名 为空"), old)
    assert errors == []
    assert [fault.code for fault in lint(rulebook)] == ["W501"]
