"""Every code of an error, a lint or a fault of the data has its page: what it means, a bad and a good example."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from document_errors import RIGHT, SNIPPETS, exports, faults

from auditor.authoring.check import check_rulebook
from auditor.authoring.pages import error_codes, page
from auditor.cli import main
from auditor.errors import CODES
from auditor.records.problems import CODES as DATA_CODES

PAGES = (Path(__file__).parents[1] / "docs/errors.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"<!-- begin: error (\S+) -->", PAGES)


def test_every_code_has_a_page() -> None:
    """The pages are those of the two tables of codes, in order."""
    assert error_codes() == (*sorted(code for code in CODES if code[0] == "E"), *_lints(), *sorted(DATA_CODES))


def _lints() -> list[str]:
    return sorted(code for code in CODES if code[0] == "W")


@pytest.mark.parametrize("code", [*CODES, *DATA_CODES])
def test_every_page_has_its_examples(code: str) -> None:
    """A page says something, and its examples are of its own code."""
    start = PAGES.index(f"## {code} ")
    section = PAGES[start : PAGES.find("\n## ", start) % (len(PAGES) + 1)]
    examples = re.findall(r"<!-- begin: (?:error|spoilt) (\w+)", section)
    assert set(examples) == {code}
    assert section.split("\n")[2].endswith("。")


def test_right_twins_are_those_shown() -> None:
    """Every snippet shown has a twin that is right, and no twin is left over."""
    assert {path.stem for path in RIGHT.glob("*.yaml")} == set(SHOWN)
    assert {path.stem for path in SNIPPETS.glob("*.yaml")} >= set(SHOWN)


@pytest.mark.parametrize("stem", SHOWN)
def test_a_right_twin_has_no_fault(stem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page shows as right passes the check, lints and all."""
    shutil.copytree(SNIPPETS / "pack", tmp_path / "rules")
    shutil.copy(RIGHT / f"{stem}.yaml", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    assert [fault.render() for fault in check_rulebook([Path("rules")]).faults] == []


@pytest.mark.parametrize("code", DATA_CODES)
def test_a_spoilt_export_has_its_fault_alone(code: str) -> None:
    """The spoilt export of a page has faults of that code and no other, the one put right has none."""
    wrong, right = exports()[code]
    assert {fault[:4] for fault in faults(wrong)} == {code}
    assert faults(right) == []


def test_a_page_in_the_terminal() -> None:
    """Marks of Markdown are gone, blocks are indented."""
    assert page("E206") == (
        "E206 比较不能连着写\n\n"
        "“0 < 评分 < 60”要分成两个比较，用“且”连接；两头都算在内的，写“介于 … 和 …”。\n\n"
        "反例：\n\n"
        "    rule: CF-001\n    title: 接案表缺少签名\n    severity: 严重\n    status: 试行\n    for: 个案\n"
        "    when: 0 < 风险评分 < 60\n    message: 个案 {个案编号} 有问题\n\n"
        "程序说：\n\n"
        "    rules/E206-chained-comparison.yaml:6:16: E206 比较不能连着写\n"
        "         6 | when: 0 < 风险评分 < 60\n"
        "           |                    ^\n"
        "           = 写成“值 介于 低 和 高”，或者用“且”连接两个比较\n\n"
        "正例：\n\n"
        "    for: 个案\n    when: 风险评分 > 0 且 风险评分 < 60\n    message: 个案 {个案编号} 有问题"
    )


def test_a_page_needs_no_rulebook(tmp_path: Path) -> None:
    """An error is explained while the rulebook has it; what is neither code, word nor rule is told as before."""
    runner = CliRunner()
    shown = runner.invoke(main, ["explain", "E206", "--rules", str(tmp_path / "none")])
    assert (shown.exit_code, shown.output) == (0, f"{page('E206')}\n")
    unknown = runner.invoke(main, ["explain", "E299"])
    assert unknown.exit_code == 2
    assert "没有“E299”可以说明" in unknown.output
