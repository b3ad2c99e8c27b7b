"""``fmt``, ``new``, ``try``, ``schema`` and the options of ``test``, from what is typed to all that is shown."""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from click.testing import CliRunner, Result
from pack import HEAD, PACK

from auditor.authoring.schema import schemas
from auditor.cli import main

RULE = HEAD + "when: 社工签名 为空\n"
TIDY = (
    "rule: CF-001\ntitle: 接案表有缺漏\nseverity: 严重\nstatus: 试行\nfor: 个案\n"
    "when: 社工签名 为空\nmessage: 个案 {个案编号} 有问题\n"
)
CASES = """test: CF-001
given:
  个案: |
    个案编号 | 社工签名
    A1       |
    A2       | 张
cases:
  - name: 都查得出来
    as of: 2025-01-31
    expect: |
      主体 | 结论
      A1   | 问题
  - name: 以后再查
    as of: 2025-01-31
    todo: 问题
    expect: |
      主体 | 结论
      A1   | 问题
      A2   | 问题
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``rules`` with the small pack and a rule with cases, in the current directory."""
    shutil.copytree(PACK, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "rules/CF-001.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "rules/CF-001.test.yaml").write_text(CASES, encoding="utf-8")
    run("fmt", "rules/dictionary.yaml", "rules/联系频次.yaml")
    return tmp_path / "rules"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_fmt_check_changes_nothing(folder: Path) -> None:
    """What is not in shape is listed; status 1."""
    result = run("fmt", "--check")
    assert (result.exit_code, result.output) == (1, "要整理 rules/CF-001.yaml\n4 个文件，要整理 1 个\n")
    assert (folder / "CF-001.yaml").read_text(encoding="utf-8") == RULE


def test_fmt_puts_in_shape(folder: Path) -> None:
    """Once; then there is nothing to do. Status 0."""
    assert run("fmt").output == "已整理 rules/CF-001.yaml\n4 个文件，整理了 1 个\n"
    assert (folder / "CF-001.yaml").read_text(encoding="utf-8") == TIDY
    assert run("fmt", "--check").exit_code == 0


def test_fmt_in_english(folder: Path) -> None:
    """The spelling can be chosen."""
    run("fmt", "--spelling", "en", "rules/CF-001.yaml")
    text = (folder / "CF-001.yaml").read_text(encoding="utf-8")
    assert text == TIDY.replace("严重", "major").replace("试行", "trial").replace("为空", "is blank")


def test_fmt_leaves_what_it_cannot_keep(folder: Path) -> None:
    """The file is named, the others are put in shape; status 2."""
    (folder / "odd.yaml").write_text("fix: |+\n  文字\n\n\n", encoding="utf-8")
    result = run("fmt")
    assert result.exit_code == 2
    assert result.stderr == "没有整理 rules/odd.yaml：改写后意思会变，没有改动\n"
    assert result.stdout == "已整理 rules/CF-001.yaml\n5 个文件，整理了 1 个，1 个没有整理\n"


def test_fmt_of_what_is_not_there(folder: Path) -> None:
    """A path that does not exist is an error; status 2."""
    result = run("fmt", "无")
    assert (result.exit_code, result.stderr.split("\n")[0]) == (2, "无:1:1: E111 读不了文件：没有这个文件")


def test_new(folder: Path) -> None:
    """Both files are named; a second time the id is taken."""
    result = run("new", "CF-101", "个案", "--title", "没有写目标", "--slug", "no-goal")
    assert (result.exit_code, result.output) == (
        0,
        "已写 rules/个案/CF-101-no-goal.yaml\n已写 rules/个案/CF-101-no-goal.test.yaml\n"
        "接下来：改 for 和 when，补齐“待填写”的地方，再运行 auditor check 和 auditor test。\n",
    )
    again = run("new", "CF-101", "个案")
    assert again.exit_code == 2
    taken = "编号 CF-101 已经用过：rules/个案/CF-101-no-goal.yaml:1:7。用过的编号不能再用，停用的也不能。"
    assert again.stderr.endswith(f"Error: {taken}\n")


def test_try(folder: Path) -> None:
    """The rule, its verdicts, and the subject with its file and row."""
    (folder.parent / "个案.csv").write_text("个案编号,社工签名\nA1,张\nA2,\n", encoding="utf-8")
    words = ("try", "rules/CF-001.yaml", "个案.csv", "--rules", "rules", "--as-of", "2025-01-31")
    result = run(*words)
    assert (result.exit_code, result.output) == (
        0,
        "CF-001 接案表有缺漏（严重，审计日 2025-01-31）\n"
        "个案 2 条，适用 2 条；结论：问题 1，通过 1，无法判断 0，未到期 0\n\n"
        "个案 A2（个案.csv 第3行）\n  判断：\n    真    社工签名为空　社工签名 = （空）\n"
        "  结论：问题。个案 A2 有问题\n",
    )
    unknown = run(*words, "--subject", "A9")
    assert unknown.exit_code == 2
    assert "Error: 没有读到个案 A9。" in unknown.stderr


def test_try_without_records(folder: Path) -> None:
    """Nothing read is said; status 3."""
    result = run("try", "rules/CF-001.yaml", "无.csv", "--rules", "rules")
    assert (result.exit_code, result.stderr) == (
        3,
        "没有读到任何记录：请检查路径，以及表头是否是字典里的名称。\n",
    )


def test_schema(tmp_path: Path) -> None:
    """Every schema is written where it is wanted."""
    result = run("schema", "-o", str(tmp_path / "schemas"))
    assert result.exit_code == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("schemas/*")} == dict(schemas())


def test_test_with_known_misses(folder: Path) -> None:
    """A known miss is listed, not counted as a failure; status 0."""
    result = run("test", "--rules", "rules", "--engine", "duckdb")
    assert (result.exit_code, result.output) == (
        0,
        "rules/CF-001.test.yaml:13:11: CF-001 “以后再查”：还查不出“问题”（todo）\n"
        "2 个用例（duckdb）：0 个不符，1 个已知还查不出\n",
    )


def test_test_by_name(folder: Path) -> None:
    """Only cases with the text in their name run."""
    result = run("test", "--rules", "rules", "--engine", "duckdb", "-k", "都")
    assert result.output == "1 个用例（duckdb）：0 个不符\n"


def test_watch_runs_again_after_each_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases run at once and after each change; a rulebook broken for the moment does not end it."""

    def changes(*paths: Path, raise_interrupt: bool) -> Iterator[set[Any]]:
        assert paths == (Path("rules"),)
        assert not raise_interrupt
        (folder / "CF-001.yaml").write_text("rule: [\n", encoding="utf-8")
        yield set()
        (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
        yield set()

    monkeypatch.setattr(watchfiles, "watch", changes)
    result = run("test", "--rules", "rules", "--engine", "duckdb", "--watch", "-k", "都")
    assert result.exit_code == 0
    passed, waiting = "1 个用例（duckdb）：0 个不符\n", "正在等文件改动，按 Ctrl-C 结束。\n"
    assert result.stdout == passed + waiting + waiting + passed + waiting
    assert "规则库有 1 个错误" in result.stderr


def test_watch_without_the_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user is told what to install."""
    real = builtins.__import__

    def lacking(name: str, *rest: Any) -> Any:
        if name == "watchfiles":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    result = run("test", "--rules", "rules", "--watch")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: --watch 要先安装 watchfiles：pip install 'auditor[watch]'\n")
