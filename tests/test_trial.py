"""One rule against an export, before it is in the pack."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from pack import HEAD, PACK

from auditor.authoring.trial import CannotTry, Trial, read_trial, render_trial
from auditor.errors import RulebookError
from auditor.records.dataset import Dataset

DAY = date(2025, 1, 31)
RULE = HEAD + "when: 社工签名 为空\n"
ROWS = {
    "个案": [
        {"个案编号": "A1", "社工签名": "张"},
        {"个案编号": "A2", "社工签名": ""},
    ]
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    return Path(shutil.copytree(PACK, tmp_path / "rules"))


def draft(folder: Path, text: str = RULE) -> Path:
    path = folder.parent / "草稿.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rendered(trial: Trial, subject: str = "") -> list[str]:
    return render_trial(trial, Dataset.from_rows(trial.rulebook.dictionary, ROWS), DAY, subject).split("\n")


def test_a_rule_that_is_in_no_pack(folder: Path) -> None:
    """Counts of verdicts, then the trace of the first subject with a finding."""
    assert rendered(read_trial(draft(folder), [folder])) == [
        "CF-001 接案表有缺漏（严重，审计日 2025-01-31）",
        "个案 2 条，适用 2 条；结论：问题 1，通过 1，无法判断 0，未到期 0",
        "",
        "个案 A2（第2行）",
        "  判断：",
        "    真    社工签名为空　社工签名 = （空）",
        "  结论：问题。个案 A2 有问题",
    ]


def test_a_subject_by_its_key(folder: Path) -> None:
    """The subject that is named is traced, whatever came of it; an unknown one is refused with advice."""
    trial = read_trial(draft(folder), [folder])
    assert rendered(trial, "A1")[3:] == [
        "个案 A1（第1行）",
        "  判断：",
        "    假    社工签名为空　社工签名 = 张",
        "  结论：通过",
    ]
    with pytest.raises(CannotTry, match="没有读到个案 A9。是不是想写“A"):
        rendered(trial, "A9")


def test_a_rule_that_follows_others(folder: Path) -> None:
    """The rules whose findings it reads run first."""
    (folder / "CF-001.yaml").write_text(RULE, encoding="utf-8")
    text = HEAD.replace("CF-001", "CF-002") + "let:\n  已有: {findings: [CF-001]}\nwhen: 有 已有\n"
    assert "  “已有”：CF-001（严重）接案表有缺漏" in rendered(read_trial(draft(folder, text), [folder]))


def test_a_rule_that_takes_the_place_of_another(folder: Path) -> None:
    """A draft with an id of the pack is tried instead of that rule, and the output says so."""
    (folder / "CF-001.yaml").write_text(HEAD + "when: 社工签名 不为空\n", encoding="utf-8")
    lines = rendered(read_trial(draft(folder), [folder]))
    assert lines[1] == "规则库里有同一编号的规则，这里试的是写明的这个文件。"
    assert "个案 A2（第2行）" in lines


def test_a_rule_of_the_pack_itself(folder: Path) -> None:
    """A file that lies in the pack is not counted twice, even if it is 停用."""
    path = folder / "CF-001.yaml"
    path.write_text(RULE.replace("试行", "停用"), encoding="utf-8")
    trial = read_trial(path, [folder])
    assert (trial.rule, trial.replaced) == ("CF-001", False)


def test_faults_of_a_draft(folder: Path) -> None:
    """They are shown at their places; a file without a rule is said to be none."""
    with pytest.raises(RulebookError, match="E303 不认识“社工签字”"):
        read_trial(draft(folder, RULE.replace("社工签名", "社工签字")), [folder])
    with pytest.raises(CannotTry, match="里没有规则"):
        read_trial(draft(folder, "table: 甲\n"), [folder])


def test_a_rule_that_cannot_run(folder: Path) -> None:
    """A missing table is the whole answer."""
    text = HEAD + "let:\n  通话: {all: 电话记录}\nwhen: 无 通话\n"
    lines = rendered(read_trial(draft(folder, text), [folder]))
    assert lines[1:] == ["未执行：没有读到“电话记录”"]
