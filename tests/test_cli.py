"""The commands for rule authors, from what is typed to all that is shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pack import HEAD, PACK

from auditor.cli import main

RULE = HEAD + "when: 社工签名 为空\n"
CASES = """test: CF-001
cases:
  - name: 一份签了，一份没有
    as of: 2025-01-31
    given:
      个案: |
        个案编号 | 社工签名
        A1       |
        A2       | 张
    expect: |
      主体 | 结论
      A1   | 问题
      A2   | 通过
"""

RECORD = """跟进记录
编号：记录编号；先后：日期
凭 个案编号 找到：个案
各项：
  记录编号  文字
  个案编号  文字
  日期      日期
  方式      取值：探访、面谈、电话
  时长      整数
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``rules`` with the small pack, in the current directory."""
    shutil.copytree(PACK, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--rules", "rules"])


def test_check_of_sound_rules(folder: Path) -> None:
    """Nothing to say but what was looked at; status 0."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    (folder / "CF-001.test.yaml").write_text(CASES, encoding="utf-8")
    result = run("check")
    assert (result.exit_code, result.output) == (0, "1 条规则，1 张表，1 个用例：0 个错误，0 个提醒\n")


def test_check_lists_every_fault_of_every_file(folder: Path) -> None:
    """Errors of all files and of all layers come in one run, in file order, with lints; status 2."""
    (folder / "a.yaml").write_text(RULE.replace("社工签名 为空", "社工签字 为空"), encoding="utf-8")
    (folder / "b.yaml").write_text("table：甲\n", encoding="utf-8")
    (folder / "c.yaml").write_text(RULE.replace("CF-001", "CF-002").replace("试行", "启用"), encoding="utf-8")
    (folder / "c.test.yaml").write_text(
        CASES.replace("CF-001", "CF-002").replace("| 社工签名", "| 签名"), encoding="utf-8"
    )
    (folder / "d.yaml").write_text("rule: [\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert result.output == (
        "rules/a.yaml:7:7: E303 不认识“社工签字”\n"
        "     7 | when: 社工签字 为空\n"
        "       |       ^^^^^^^^\n"
        "       = 是不是想写“社工签名”?\n\n"
        "rules/b.yaml:1:6: E101 这里用了全角冒号“：”，YAML 需要半角冒号加空格“: ”\n"
        "     1 | table：甲\n"
        "       |      ^^\n\n"
        "rules/c.test.yaml:7:16: E306 “个案”没有“签名”这一项\n"
        "     7 |         个案编号 | 签名\n"
        "       |                    ^^^^\n"
        "       = 是不是想写“社工签名”?\n\n"
        "rules/c.yaml:1:7: W503 启用的规则没有写依据（source）\n"
        "     1 | rule: CF-002\n"
        "       |       ^^^^^^\n\n"
        "rules/d.yaml:1:7: E102 YAML 读不懂：这里缺少内容，或者多了一个符号\n"
        "     1 | rule: [\n"
        "       |       ^\n\n"
        "2 条规则，1 张表，0 个用例：4 个错误，1 个提醒\n"
    )


def test_check_of_no_folder(folder: Path) -> None:
    """A folder that is not there is an error, not an empty rulebook."""
    shutil.rmtree(folder)
    result = run("check")
    assert (result.exit_code, result.output) == (
        2,
        "rules:1:1: E111 读不了文件：没有这个文件夹\n\n0 条规则，0 张表，0 个用例：1 个错误，0 个提醒\n",
    )


def test_test_of_sound_cases(folder: Path) -> None:
    """All cases come out as expected; status 0."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    (folder / "CF-001.test.yaml").write_text(CASES, encoding="utf-8")
    result = run("test", "--engine", "duckdb")
    assert (result.exit_code, result.output) == (0, "1 个用例（duckdb）：0 个不符\n")
    assert run("test", "CF-001", "--engine", "duckdb").output == "1 个用例（duckdb）：0 个不符\n"


def test_test_of_a_case_that_fails(folder: Path) -> None:
    """Expected and actual side by side; status 1."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    (folder / "CF-001.test.yaml").write_text(CASES.replace("A2   | 通过", "A2   | 问题"), encoding="utf-8")
    result = run("test", "--engine", "duckdb")
    assert result.exit_code == 1
    assert result.output == (
        "rules/CF-001.test.yaml:3:11: CF-001 “一份签了，一份没有”（duckdb，审计日 2025-01-31）\n"
        "  主体    期望    实际\n  A1      问题    问题\n  A2      问题    通过    ← 不符\n"
        "  个案 A2（第2行）\n    判断：\n      假    社工签名为空　社工签名 = 张\n    结论：通过\n\n"
        "1 个用例（duckdb）：1 个不符\n"
    )


def test_broken_rules_run_nothing(folder: Path) -> None:
    """Every command that needs rules shows their errors and stops; status 2."""
    (folder / "a.yaml").write_text(RULE.replace("severity: 严重", "severity: 很重"), encoding="utf-8")
    said = (
        "rules/a.yaml:3:11: E109 不能写“很重”，可以写：紧急、严重、一般、提示\n"
        "     3 | severity: 很重\n"
        "       |           ^^^^\n"
        "       = 是不是想写“严重”?\n\n"
        "规则库有 1 个错误，没有运行。\n"
    )
    for words in (("test",), ("explain", "CF-001"), ("audit", ".")):
        result = run(*words)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)


def test_explain_shows_the_card_and_the_query(folder: Path) -> None:
    """Both, or one of them."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    card = "CF-001 接案表有缺漏（严重）\n  检查对象：每一份个案\n  出现下列情况即为问题：社工签名为空\n"
    assert run("explain", "CF-001", "--card").output == card
    query = run("explain", "CF-001", "--sql").output
    assert re.search(r"\bselect\b", query, re.IGNORECASE)
    assert run("explain", "CF-001").output == f"{card}\n{query}"


def test_explain_of_an_unknown_rule(folder: Path) -> None:
    """The nearest id is offered; status 2."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    result = run("explain", "CF-01")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: 没有“CF-01”可以说明。是不是想写“CF-001”?\n")


def test_explain_of_a_record(folder: Path) -> None:
    """Asked for a record, it lists what an author needs: key, links, fields with what may stand in them."""
    shown = run("explain", "跟进记录")
    assert (shown.exit_code, shown.output) == (0, RECORD)
