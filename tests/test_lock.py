"""``versions.lock``: what counts as a change of meaning, and what ``auditor check --lock`` writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pack import HEAD, PACK, read

from auditor.authoring.meaning import meaning
from auditor.cli import main

RULE = (
    HEAD
    + """params:
  期限: 7天
where: 状态 = "在案"
each:
  次: {run: 电话记录, while: 结果 = "未接通"}
let:
  后来: {all: 跟进记录, where: 日期 介于 次.起 和 次.止 + $期限}
  早: {earliest: 电话记录}
due: 次.止 + $期限
when: 次.次数 >= 3 且 无 后来 且 早.结果 != "拒接"
"""
)
SOUND = "2 条规则，1 张表，0 个用例：0 个错误，0 个提醒\n"


def meaning_of(*documents: str) -> str:
    rulebook, errors = read(*documents)
    assert [error.render() for error in errors] == []
    return meaning(rulebook, "CF-001")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 接案表有缺漏", "title: 别的标题"),
        ("severity: 严重", "severity: 提示"),
        ("status: 试行", "status: 试行\nversion: 7"),
        ("个案 {个案编号} 有问题", "个案 {个案编号} 有 {次.次数} 次"),
        ("期限", "时限"),
        ("后来", "其后"),
        ("次: {run", "段: {run"),
        (" 且 ", " and "),
        ('"在案"', "“在案”"),
        ("  期限: 7天", "  期限: {is: 7天, note: 有依据, from: 1天}"),
    ],
)
def test_wording_is_no_meaning(old: str, new: str) -> None:
    """Titles, messages, names, spellings, notes and bounds leave the hash as it is."""
    changed = RULE.replace(old, new)
    if old == "次: {run":
        changed = changed.replace("次.", "段.")
    assert changed != RULE
    assert meaning_of(changed) == meaning_of(RULE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("期限: 7天", "期限: 8天"),
        ("期限: 7天", "期限: {2020-01-01: 7天}"),
        ('= "在案"', '!= "在案"'),
        ("次.次数 >= 3", "次.次数 > 3"),
        ('while: 结果 = "未接通"', 'while: 结果 != "接通"'),
        ("介于 次.起", "介于 次.止"),
        ("earliest", "latest"),
        ("due: 次.止", "due: 次.起"),
        ("无 后来", "有 后来"),
        ("status: 试行", "status: 试行\neffective: {from: 2020-01-01, by: 接案日期}"),
    ],
)
def test_every_part_that_decides_is_meaning(old: str, new: str) -> None:
    """Parameters, dates, conditions, boxes and what is due change the hash."""
    assert RULE.replace(old, new) != RULE
    assert meaning_of(RULE.replace(old, new)) != meaning_of(RULE)


def test_a_rule_that_joins_a_tag_changes_no_other() -> None:
    """A rule that gathers a tag's findings means the same, however many rules bear the tag."""
    follower = HEAD + "let:\n  前: {findings: 标签}\nwhen: 有 前\n"
    one, other = (
        HEAD.replace("CF-001", name) + f"tags: 标签\nwhen: {field} 为空\n"
        for name, field in (("T-1", "小结"), ("T-2", "社工签名"))
    )
    assert meaning_of(follower, one) == meaning_of(follower, one, other)


def test_the_hash_does_not_depend_on_the_run() -> None:
    """Two processes with different hash seeds agree."""
    program = "import sys; sys.path.insert(0, 'tests'); import test_lock as t; print(t.meaning_of(t.RULE))"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {meaning_of(RULE) + "\n"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``rules`` with the small pack and two rules, in the current directory."""
    shutil.copytree(PACK, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules/CF-001.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "rules/CF-002.yaml").write_text(HEAD.replace("001", "002") + "when: 小结 为空\n", encoding="utf-8")
    return tmp_path / "rules"


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", "--rules", "rules", *words])


def test_lock_and_change(folder: Path) -> None:
    """A changed meaning is an error until the number is raised; then the lock is written anew."""
    lock = folder / "versions.lock"
    assert (
        check("--lock").output == "2 条规则，1 张表，0 个用例：0 个错误，0 个提醒\n已写 rules/versions.lock：2 条规则\n"
    )
    first = lock.read_text(encoding="utf-8")
    assert [line.split()[:2] for line in first.split("\n")[1:]] == [["CF-001", "1"], ["CF-002", "1"], []]
    changed = RULE.replace("7天", "5天")
    (folder / "CF-001.yaml").write_text(changed, encoding="utf-8")
    refused = check("--lock")
    assert refused.exit_code == 2
    assert "E474 “CF-001”与 versions.lock 里的不同，版本号却没有加大，还是 1" in refused.stdout
    assert refused.stderr == "有错误，没有写 versions.lock。\n"
    assert lock.read_text(encoding="utf-8") == first
    (folder / "CF-001.yaml").write_text(changed.replace("for:", "version: 2\nfor:"), encoding="utf-8")
    assert "W511 versions.lock 里还没有“CF-001”的第 2 版" in check().stdout
    assert check("--lock").exit_code == 0
    assert "CF-001 2 " in lock.read_text(encoding="utf-8")
    assert check().output == SOUND


def test_an_id_that_is_gone_stays_locked(folder: Path) -> None:
    """Its line is kept, so that the id cannot come back as another rule of version 1."""
    check("--lock")
    (folder / "CF-002.yaml").unlink()
    check("--lock")
    assert "CF-002 1 " in (folder / "versions.lock").read_text(encoding="utf-8")
    (folder / "CF-002.yaml").write_text(HEAD.replace("001", "002") + "when: 社工签名 为空\n", encoding="utf-8")
    assert check().exit_code == 2


def test_without_a_lock_nothing_is_asked(folder: Path) -> None:
    """A folder that has none may change as it likes."""
    assert check().exit_code == 0
    assert not (folder / "versions.lock").exists()


def test_a_profile_is_not_locked(folder: Path) -> None:
    """A lock is of the rules themselves."""
    refused = check("--lock", "--profile", "站")
    assert refused.exit_code == 2
    assert refused.stderr.endswith("Error: --lock 锁的是规则本身，不能和 --profile 一起用。\n")
