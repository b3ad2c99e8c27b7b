"""``auditor diff``: two rulebooks, and what they find on the same records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pack import HEAD, PACK

from auditor.authoring.diff import Diff
from auditor.cli import main

HERE = Path(__file__).parent / "diff"
DATA = ("个案.csv", "探访.csv", "--as-of", "2025-08-31")
WHOLE = """old → new
新增 1 条，删去 1 条，意思改变 1 条，级别或状态改变 1 条，只改说法 1 条

【新增】
V-04 接案表没有社工签名（第 1 版，严重，启用）

【删去】
V-03 有探访问题没有督导介入（第 1 版，提示，启用）

【意思改变】
V-01 接案后没有按时探访（第 2 版 → 第 3 版）
  params 期限
    旧 old/V-01-first-visit.yaml:12  2025-01-01: 14天，2025-07-01: 7天
    新 new/V-01-first-visit.yaml:12  2025-01-01: 14天，2025-07-01: 5天
  where
    旧 old/V-01-first-visit.yaml:16  状态 = "在案"
    新 new/V-01-first-visit.yaml:16  状态 = "在案" 且 评分 > 0
  说法：标题

【级别或状态改变】
V-02 高分个案没有督导签名（一般 → 严重）

【只改说法】
V-05 结案早于接案
  说法：整改

【不再发现】1 条（审计日 2025-08-31）
提示 V-03 个案 A3：个案 A3 有 1 项探访问题

【新发现】2 条（审计日 2025-08-31）
严重 V-01 个案 A1：个案 A1 接案后 5天 内没有探访
严重 V-04 个案 A3：个案 A3 的接案表没有社工签名

规则      旧    新    不再发现    新发现
------  ----  ----  ----------  --------
V-01       1     2           0         1
V-03       1     0           1         0
V-04       0     1           0         1
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two rulebooks are in the current directory; compiled queries are kept apart."""
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "80")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words])


def test_rules_and_findings() -> None:
    """Each rule by what became of it, each changed part where it is written, each finding that comes or goes."""
    result = run("old", "new", *DATA)
    assert (result.exit_code, result.output) == (0, WHOLE)


def test_no_difference() -> None:
    """A rulebook against itself."""
    assert run("old", "old").output == "old → old\n规则没有不同\n"
    assert run("old", "old", *DATA).output == (
        "old → old\n规则没有不同\n\n【不再发现】0 条（审计日 2025-08-31）\n\n【新发现】0 条（审计日 2025-08-31）\n\n"
        "各规则发现的问题没有出入\n"
    )


def test_json_says_the_same() -> None:
    """The JSON can be read back, and holds what the text shows."""
    result = run("old", "new", *DATA, "--format", "json")
    found = Diff.model_validate_json(result.output)
    assert [(change.rule, change.kind) for change in found.rules] == [
        ("V-04", "新增"),
        ("V-03", "删去"),
        ("V-01", "意思改变"),
        ("V-02", "级别或状态改变"),
        ("V-05", "只改说法"),
    ]
    assert found.findings is not None
    assert [one.rule for one in (*found.findings.gone, *found.findings.appeared)] == ["V-03", "V-01", "V-04"]
    assert json.loads(run("old", "new", "--format", "json").output)["findings"] is None


def test_records_that_cannot_be_read() -> None:
    """Status 3, as for an audit."""
    result = run("old", "new", "无.csv")
    assert (result.exit_code, result.stderr) == (3, "没有读到任何记录：请检查路径，以及表头是否是字典里的名称。\n")


def test_a_broken_rulebook(tmp_path: Path) -> None:
    """Its errors are shown; status 2."""
    assert run("old", str(tmp_path / "none")).exit_code == 2


def changed(folder: Path, old: str, new: str) -> str:
    """The text of the difference between two rules beside the small pack."""
    words = []
    for name, text in (("old", old), ("new", new)):
        (folder / name).mkdir()
        for path in PACK.glob("*.yaml"):
            (folder / name / path.name).write_bytes(path.read_bytes())
        (folder / name / "r.yaml").write_text(HEAD + text, encoding="utf-8")
        words.append(str(folder / name))
    lines = run(*words, "--format", "json").output
    (change,) = json.loads(lines)["rules"]
    parts = [(one["part"], *(side and side["text"] for side in (one["old"], one["new"]))) for one in change["parts"]]
    return str([change["kind"], *parts, *change["wording"]])


def test_every_part_is_told(tmp_path: Path) -> None:
    """Boxes are shown on one line; a part that is only spelt otherwise is not told."""
    old = "where: 状态 = “在案”\neach:\n  次: {run: 电话记录, while: 结果 = “未接通”}\nwhen: 次.次数 > 3\nowner: 社工\n"
    new = (
        "where: 状态 = “在案”\neach:\n  次: {run: 电话记录, where: 拨打时间 不为空, while: 结果 = “未接通”}\n"
        "let:\n  早: {earliest: 跟进记录, match: [个案编号]}\n  频: {table: 联系频次, with: 个案等级}\n"
        "when: 次.次数 > 3 and 无 早 and 频.间隔 > 3\ndue: 次.止\n"
    )
    assert changed(tmp_path, old, new) == str(
        [
            "意思改变",
            ("when", "次.次数 > 3", "次.次数 > 3 and 无 早 and 频.间隔 > 3"),
            (
                "each 次",
                "run: 电话记录，while: 结果 = “未接通”",
                "run: 电话记录，where: 拨打时间 不为空，while: 结果 = “未接通”",
            ),
            ("due", None, "次.止"),
            ("let 早", None, "earliest: 跟进记录，match: 个案编号"),
            ("let 频", None, "table: 联系频次，with: 个案等级"),
            "责任人",
        ]
    )


def test_a_version_that_is_added(tmp_path: Path) -> None:
    """The newest are held against each other; the version that is now an old one is held against itself."""
    old = "when: 社工签名 为空\n"
    new = (
        "version: 2\neffective: {from: 2025-01-01, by: 接案日期}\nwhen: 小结 为空\n---\n"
        + HEAD
        + "effective: {until: 2024-12-31, by: 接案日期}\nwhen: 社工签名 为空\n"
    )
    assert changed(tmp_path, old, new) == str(
        [
            "意思改变",
            ("when", "社工签名 为空", "小结 为空"),
            ("effective", None, "from: 2025-01-01，by: 接案日期"),
            ("第 1 版的 effective", None, "until: 2024-12-31，by: 接案日期"),
        ]
    )


def test_a_name_that_is_changed(tmp_path: Path) -> None:
    """Another name for a box is no change of meaning, and not of what the rule says either."""
    old = "let:\n  早: {earliest: 跟进记录}\nwhen: 无 早\n"
    assert changed(tmp_path, old + "fix: 改\n", old.replace("早", "首次")) == "['只改说法', '整改']"
