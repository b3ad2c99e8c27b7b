"""A new rule from the template."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pack import HEAD, PACK

from auditor.authoring.check import check_rulebook
from auditor.authoring.format import format_files
from auditor.authoring.scaffold import CannotStart, new_rule
from auditor.authoring.testing import run_cases
from auditor.errors import RulebookError
from auditor.plan.rulebook import load_rulebook, shipped_rules

LIBRARY = Path(__file__).parent / "library" / "rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    return Path(shutil.copytree(PACK, tmp_path / "rules"))


def test_a_new_rule_is_sound(folder: Path) -> None:
    """It passes ``check`` but for what is to be filled in, passes its cases, and is in shape."""
    paths = new_rule("CF-101", "个案", folder, slug="no-signature")
    assert paths == (folder / "个案/CF-101-no-signature.yaml", folder / "个案/CF-101-no-signature.test.yaml")
    report = check_rulebook([folder])
    assert [fault.code for fault in report.faults] == ["W510"] * 4
    tally = run_cases(load_rulebook([folder]), ["CF-101"], "duckdb")
    assert (tally.cases, tally.failures) == (2, ())
    assert [file.changed for file in format_files(paths)] == [False, False]


def test_what_is_filled_in_is_not_asked_for(folder: Path) -> None:
    """A title that is given is written, and no lint asks for it."""
    path, _ = new_rule("CF-101", "个案", folder, "没有写目标")
    assert "title: 没有写目标\n" in path.read_text(encoding="utf-8")
    assert len(check_rulebook([folder]).faults) == 3


def test_the_record_is_that_of_the_theme(tmp_path: Path) -> None:
    """The template looks at the record that the theme's rules mostly look at, beside the shipped dictionary."""
    pack = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    path, _ = new_rule("TF-901", "探访电访", pack)
    theme = [rule.record for rule in load_rulebook([pack]).rules.values() if rule.theme == "探访电访"]
    record = max(set(theme), key=theme.count)
    assert f"for: {record}\n" in path.read_text(encoding="utf-8")


def test_beside_the_shipped_pack(tmp_path: Path) -> None:
    """In a folder without a dictionary of its own the shipped one holds, and its ids are taken."""
    new_rule("XX-001", "自编", tmp_path)
    faults = check_rulebook([shipped_rules(), tmp_path]).faults
    assert {fault.code for fault in faults} == {"W510"}
    with pytest.raises(CannotStart, match=r"编号 JD-001 已经用过：.*JD-001-unsigned.yaml:1:7"):
        new_rule("JD-001", "自编", tmp_path)


def test_an_english_pack_gets_an_english_rule(tmp_path: Path) -> None:
    """Keywords, severity and verdicts are those of the pack."""
    pack = Path(shutil.copytree(LIBRARY, tmp_path / "rules"))
    rule, cases = new_rule("LN-901", "loans", pack)
    assert " is blank\n" in rule.read_text(encoding="utf-8")
    assert "subject | verdict\n" in cases.read_text(encoding="utf-8")
    assert run_cases(load_rulebook([pack]), ["LN-901"], "duckdb").failures == ()


def test_ids_are_used_once(folder: Path) -> None:
    """The id of a rule, in use or retired, is refused with its place."""
    retired = HEAD.replace("试行", "停用") + "when: 社工签名 为空\n"
    (folder / "old.yaml").write_text(retired, encoding="utf-8")
    with pytest.raises(CannotStart, match=r"编号 CF-001 已经用过：.*old.yaml:1:7。"):
        new_rule("CF-001", "个案", folder)


def test_nothing_is_overwritten(folder: Path) -> None:
    """A file of the same name stays as it is."""
    (folder / "个案").mkdir()
    there = folder / "个案" / "CF-101.test.yaml"
    there.write_text("# 我的\n", encoding="utf-8")
    with pytest.raises((CannotStart, RulebookError)):
        new_rule("CF-101", "个案", folder)
    assert there.read_text(encoding="utf-8") == "# 我的\n"
    assert not (folder / "个案" / "CF-101.yaml").exists()


@pytest.mark.parametrize(
    ("rule", "theme", "slug"),
    [("../x", "个案", ""), ("编号", "个案", ""), ("A-1", "../个案", ""), ("A-1", "个案", "Big Slug"), ("A-1", "", "")],
)
def test_names_that_do_not_do(folder: Path, rule: str, theme: str, slug: str) -> None:
    """Ids, themes and slugs are names of files: nothing else is accepted, nothing is written."""
    before = sorted(folder.rglob("*"))
    with pytest.raises(CannotStart):
        new_rule(rule, theme, folder, slug=slug)
    assert sorted(folder.rglob("*")) == before


def test_no_folder(tmp_path: Path) -> None:
    """A pack that is not there is not made."""
    with pytest.raises(CannotStart):
        new_rule("A-1", "个案", tmp_path / "无")
