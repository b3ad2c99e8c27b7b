"""Case files: small tables drawn with bars, and what a rule is expected to say of them."""

from __future__ import annotations

from datetime import date

import pytest
from pack import HEAD, line, read

from auditor.authoring.cases import Case, bar_table, read_cases
from auditor.authoring.testing import Failure, render_failure, run_cases
from auditor.errors import RulebookError, RuleError
from auditor.spans import NOWHERE

RULE = HEAD + 'where: 状态 = "在案"\nwhen: 社工签名 为空 或 风险评分 > 60\n'
CASES = """test: CF-001
cases:
  - name: 三种情形
    as of: 2025-01-31
    given:
      个案: |
        个案编号 | 状态   | 社工签名 | 风险评分
        A1       | 在案   |          | 10
        A2       | 在案   | 张       | 10
        A3       | 在案   | 张       |
        A4       | 已结案 |          | 99
    expect: |
      主体 | 结论
      A1   | 问题
      A2   | 通过
      A3   | 无法判断
      A4   | 不适用
"""


def outcome(cases: str, rule: str = RULE) -> list[str]:
    rulebook, errors = read(rule, cases)
    assert errors == []
    return [render_failure(failure).split(": ", 1)[1] for failure in run_cases(rulebook, engine="duckdb").failures]


def test_what_a_case_says() -> None:
    """Records, the day, and each subject's verdict, as they are drawn."""
    rulebook, errors = read(RULE, CASES)
    (case,) = read_cases(rulebook, errors)
    assert errors == []
    assert (case.rule, case.name, case.as_of) == ("CF-001", "三种情形", date(2025, 1, 31))
    assert case.given["个案"][2] == {"个案编号": "A3", "状态": "在案", "社工签名": "张", "风险评分": ""}
    assert case.expected == (("A1", "问题", ""), ("A2", "通过", ""), ("A3", "无法判断", ""), ("A4", "不适用", ""))


def test_english_headings_and_verdicts() -> None:
    """A pack in English has its expectations in English."""
    english = (
        CASES.replace("主体 | 结论", "subject | verdict").replace("| 问题", "| finding").replace("| 通过", "| passed")
    )
    english = english.replace("| 无法判断", "| undecided").replace("| 不适用", "| not applicable")
    read_ = [read_cases(*read(RULE, text))[0].expected for text in (CASES, english)]
    assert read_[0] == read_[1]


def test_cases_that_come_out_as_expected() -> None:
    """Nothing is said of them."""
    assert outcome(CASES) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "A1   | 问题",
            "A1   | 通过",
            "CF-001 “三种情形”（duckdb，审计日 2025-01-31）\n"
            "  主体    期望      实际\n  A1      通过      问题      ← 不符\n  A2      通过      通过\n"
            "  A3      无法判断  无法判断\n  A4      不适用    不适用\n"
            "  个案 A1（第1行）\n    只看：\n      真    状态等于“在案”　状态 = 在案\n    判断：\n"
            "      真    至少一项成立：\n        真    社工签名为空　社工签名 = （空）\n"
            "        假    风险评分大于60　风险评分 = 10\n    结论：问题。个案 A1 有问题",
        ),
        (
            "A4   | 不适用",
            "A4   | 通过",
            "CF-001 “三种情形”（duckdb，审计日 2025-01-31）\n"
            "  主体    期望      实际\n  A1      问题      问题\n  A2      通过      通过\n"
            "  A3      无法判断  无法判断\n  A4      通过      不适用    ← 不符\n"
            "  说明：适用的主体应当是 4 个，实际是 3 个\n"
            "  个案 A4（第4行）\n    只看：\n      假    状态等于“在案”　状态 = 已结案\n    结论：不适用",
        ),
        (
            "A2   | 通过",
            "A9   | 通过",
            "CF-001 “三种情形”（duckdb，审计日 2025-01-31）\n"
            "  主体    期望      实际\n  A1      问题      问题\n  A9      通过                ← 不符\n"
            "  A3      无法判断  无法判断\n  A4      不适用    不适用\n"
            "  说明：给出的个案里没有 A9",
        ),
        (
            "| 风险评分",
            "| 督导",
            "CF-001 “三种情形”（duckdb，审计日 2025-01-31）\n"
            "  主体    期望      实际\n  A1      问题      未执行  ← 不符\n  A2      通过      未执行  ← 不符\n"
            "  A3      无法判断  未执行  ← 不符\n  A4      不适用    未执行  ← 不符\n"
            "  说明：“个案”没有“风险评分”这一列",
        ),
    ],
)
def test_cases_that_come_out_otherwise(old: str, new: str, said: str) -> None:
    """What was expected, what came, and why, if that does not show."""
    assert outcome(CASES.replace(old, new)) == [said]


def test_a_rule_that_does_not_run_may_be_expected() -> None:
    """A missing column is 未执行, and a case may say so."""
    cases = (
        CASES[: CASES.index("    expect")].replace("| 风险评分", "| 督导")
        + "    expect: |\n      主体 | 结论\n           | 未执行\n"
    )
    assert outcome(cases) == []


def test_elements_are_compared_if_they_are_named() -> None:
    """With a column 要素 each element counts; without it only how often a subject has which verdict."""
    rule = HEAD + 'each:\n  段: {run: 电话记录, while: 结果 = "未接通"}\nwhen: 段.次数 >= 2\n'
    cases = (
        "test: CF-001\ncases:\n  - name: 两段\n    as of: 2025-01-31\n"
        "    given:\n      个案: |\n        个案编号\n        A1\n"
        "      电话记录: |\n        电话编号 | 个案编号 | 拨打时间 | 结果\n"
        "        D1 | A1 | 2025-01-01 | 未接通\n"
        "        D2 | A1 | 2025-01-02 | 未接通\n        D3 | A1 | 2025-01-03 | 接通\n"
        "        D4 | A1 | 2025-01-04 | 未接通\n        D5 | A1 | 2025-01-05 | 未接通\n    expect: |\n"
    )
    assert outcome(cases + "      主体 | 结论\n      A1 | 问题\n      A1 | 问题\n", rule) == []
    assert outcome(cases + "      主体 | 结论 | 要素\n      A1 | 问题 | D1\n      A1 | 问题 | D4\n", rule) == []
    assert len(outcome(cases + "      主体 | 结论 | 要素\n      A1 | 问题 | D1\n      A1 | 问题 | D3\n", rule)) == 1


def test_bar_tables() -> None:
    """Blank lines are skipped, cells trimmed, and every cell knows its place."""
    errors: list[RuleError] = []
    header, rows = bar_table(line("\n  甲 | 乙\n\n  1 |\n | 2 \n"), errors)
    assert errors == []
    assert header == ["甲", "乙"]
    assert rows == [["1", ""], ["", "2"]]
    assert [str(cell.span) for cell in (*header, rows[1][1])] == ["line:2:3", "line:2:7", "line:5:4"]


def test_ragged_rows_are_all_reported() -> None:
    """Every row that does not fit its heading is named; the others are read."""
    errors: list[RuleError] = []
    _, rows = bar_table(line("甲 | 乙\n1\n1 | 2\n1 | 2 | 3\n"), errors)
    assert [(str(error.span), error.message) for error in errors] == [
        ("line:2:1", "用例的表格有一行是 1 格，表头是 2 格"),
        ("line:4:1", "用例的表格有一行是 3 格，表头是 2 格"),
    ]
    assert rows == [["1", "2"]]


def test_cases_of_a_retired_rule_rest_with_it() -> None:
    """A rule that is 停用 keeps its file and its cases; neither is read further."""
    rulebook, errors = read(RULE.replace("试行", "停用"), CASES)
    assert (read_cases(rulebook, errors), errors) == ([], [])


def test_unknown_ids_are_refused() -> None:
    """Asking for the cases of a rule that is not there says so."""
    rulebook, _ = read(RULE, CASES)
    with pytest.raises(RulebookError, match="E601 规则库里没有“CF-01”这条规则\n       = 是不是想写“CF-001”"):
        run_cases(rulebook, ["CF-01"], "duckdb")


def test_a_failure_without_any_finding() -> None:
    """If nothing was found, nothing stands beside what was expected."""
    case = Case("CF-001", "例", date(2025, 1, 1), {}, (("A1", "问题", ""),), False, NOWHERE)
    assert render_failure(Failure(case, "duckdb", ())).split("\n")[2] == "  A1      问题            ← 不符"


def test_given_for_all_cases_of_a_file() -> None:
    """Records given at the top hold for every case; a case's own table of a record takes the place of theirs."""
    shared = (
        CASES.split("cases:", maxsplit=1)[0]
        + """given:
  个案: |
    个案编号 | 状态 | 社工签名 | 风险评分
    A1       | 在案 |          | 10
  电话记录: |
    电话编号 | 个案编号
    D1       | A1
cases:
  - name: 用上面的
    as of: 2025-01-31
    expect: |
      主体 | 结论
      A1   | 问题
  - name: 用自己的
    as of: 2025-01-31
    given:
      个案: |
        个案编号 | 状态 | 社工签名 | 风险评分
        A2       | 在案 | 张       | 10
    expect: |
      主体 | 结论
      A2   | 通过
"""
    )
    rulebook, errors = read(RULE, shared)
    first, second = read_cases(rulebook, errors)
    assert errors == []
    assert [row["个案编号"] for row in first.given["个案"]] == ["A1"]
    assert [row["个案编号"] for row in second.given["个案"]] == ["A2"]
    assert first.given["电话记录"] == second.given["电话记录"] == [{"电话编号": "D1", "个案编号": "A1"}]
    assert outcome(shared) == []


MISSED = CASES.replace("A2   | 通过", "A2   | 问题").replace("    given:", "    todo: 问题\n    given:")


def test_a_known_miss_is_counted_but_does_not_fail() -> None:
    """``todo: 问题``: a finding that is expected and does not come is no failure yet."""
    tally = run_cases(read(RULE, MISSED)[0], engine="duckdb")
    assert (tally.failures, [case.name for case in tally.missed]) == ((), ["三种情形"])


def test_a_known_miss_that_is_found_fails() -> None:
    """Then the mark is to go."""
    (said,) = outcome(CASES.replace("    given:", "    todo: 问题\n    given:"))
    assert said.split("\n")[-1] == "  说明：已经查得出来，请删去 todo"


def test_a_known_miss_covers_nothing_else() -> None:
    """Other subjects of the case have to come out as they are expected."""
    (said,) = outcome(MISSED.replace("A3   | 无法判断", "A3   | 通过"))
    assert "A3      通过    无法判断  ← 不符" in said


def test_todo_names_a_verdict() -> None:
    """Anything else is an error at its place."""
    rulebook, errors = read(RULE, CASES.replace("    given:", "    todo: 以后\n    given:"))
    read_cases(rulebook, errors)
    assert [(error.code, error.span.text) for error in errors] == [("E109", "以后")]


def test_cases_by_name() -> None:
    """Only the cases with the text in their names run."""
    two = CASES + CASES.split("cases:\n")[1].replace("三种情形", "又一次")
    rulebook, _ = read(RULE, two)
    assert [run_cases(rulebook, engine="duckdb", named=text).cases for text in ("", "三种", "又", "没有")] == [
        2,
        1,
        1,
        0,
    ]
