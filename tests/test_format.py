"""``auditor fmt``: one way of writing, the same meaning, every comment kept."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from differential.grammar import random_rulebook
from differential.world import DICTIONARY, TABLES
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.authoring.format import format_files, format_text
from auditor.authoring.spelling import Spelling
from auditor.errors import RulebookError
from auditor.plan.nodes import Lookup, RulePlan, Step
from auditor.plan.rulebook import read_and_plan, shipped_rules
from auditor.spans import NOWHERE, SourceFile

LIBRARY = Path(__file__).parent / "library" / "rules"
FILES = sorted([*shipped_rules().rglob("*.yaml"), *LIBRARY.rglob("*.yaml")])

RULE = """\
# 头部注释
rule: T-1
severity: critical
title:  连续联系不上后没有及时跟进
for: 个案
# 说明 when
when: 失联.次数>=$次数 and 无 补救跟进 且(个案等级=“高”or “低” = 个案等级)
source:
- clause: 第3条
  doc: 《指引》
-   quote: 原文
    # 关于文件
    doc: 《办法》
params:
    次数: 3     # 三次
    # 关于期限
    期限: 7天
each:
     失联:
          while: 结果 属于 [“未接通”，"拒接"]
          run: 电话记录
let:
  # 关于补救
  补救跟进:
      where: '方式 in ["探访" , “面谈”] 且 日期 介于 失联.起 且 失联.止+$期限'
      all: 跟进记录
  甲: {with: 等级 ,table: 联系频次}
  # 尾注
  乙: count(补救跟进)
  丙: “高” = 等级
due: 失联.止 + 7 days
message: 自 {失联.起|月日} 起连续 {失联.次数} 次，{ $期限 }内没有
    第二行 {数量 (补救跟进)}
fix: |
    三个工作日内

      上门
# 结尾注释


""".replace("T-1\n", "T-1   \n")
TIDY = """\
# 头部注释
rule: T-1
title:  连续联系不上后没有及时跟进
severity: 紧急
source:
  - doc: 《指引》
    clause: 第3条
    # 关于文件
  - doc: 《办法》
    quote: 原文
params:
  次数: 3     # 三次
  # 关于期限
  期限: 7天
for: 个案
each:
  失联:
    run: 电话记录
    while: 结果 属于 ["未接通", "拒接"]
let:
  # 关于补救
  补救跟进:
    all: 跟进记录
    where: '方式 属于 ["探访", "面谈"] 且 日期 介于 失联.起 和 失联.止 + $期限'
  甲: {table: 联系频次, with: 等级}
  # 尾注
  乙: 数量(补救跟进)
  丙: '"高" = 等级'
due: 失联.止 + 7天
# 说明 when
when: 失联.次数 >= $次数 且 无 补救跟进 且 (个案等级 = "高" 或 "低" = 个案等级)
message: 自 {失联.起 | 月日} 起连续 {失联.次数} 次，{$期限}内没有
  第二行 {数量(补救跟进)}
fix: |
  三个工作日内

    上门
# 结尾注释
"""
CASES = """\
test: T-1
cases:
- as of: 2025-03-08
  expect: |
        主体|verdict
        A1 | finding
  name: 期限没到
  given:
        # 两份
        个案: |
            个案编号|状态|接案日期

            A1长长长|在案 |
               | x |
"""
TIDY_CASES = """\
test: T-1
cases:
  - name: 期限没到
    as of: 2025-03-08
    given:
      # 两份
      个案: |
        个案编号 | 状态 | 接案日期
        A1长长长 | 在案 |
                 | x    |
    expect: |
      主体 | 结论
      A1   | 问题
"""


def formatted(text: str, spelling: Spelling = Spelling.CHINESE) -> str | None:
    return format_text(SourceFile("own.yaml", text), spelling)


@pytest.mark.parametrize(("messy", "tidy"), [(RULE, TIDY), (CASES, TIDY_CASES)], ids=["rule", "cases"])
def test_one_way_of_writing(messy: str, tidy: str) -> None:
    """Keys, indentation, blanks, expressions, quotes and tables are put in order; comments go with their keys."""
    assert formatted(messy) == tidy
    assert formatted(tidy) == tidy


def test_english_pack() -> None:
    """Keywords, severities, verdicts and headings are English in an English pack."""
    text = formatted(CASES, Spelling.ENGLISH)
    assert text is not None
    assert text.endswith("    expect: |\n      subject | verdict\n      A1      | finding\n")
    assert "severity: critical\n" in str(formatted(RULE, Spelling.ENGLISH))


@pytest.mark.parametrize(
    "text",
    [
        "rule: A\ntitle: |2\n    x\nfor: 甲\n",  # a text that states its indentation
        "x:\n    - - a\n      - b\n",  # a list in a list
        "a: 1\n---\n# 注\nb:   2\n",
        "rows:\n  {b: 1,\n   a: 2}\n",
        "placeholders: [\n  a,\n      b]\n",
        "fix: >\n  折叠的\n  文字\nrule: A\n",
        'when: "方式 = \\"探访\\""\nrule: A\n',
        "test: A\ncases:\n  - expect: 主体 | 结论\n    name: x\n",
    ],
)
def test_odd_files_keep_their_meaning(text: str) -> None:
    """Whatever YAML allows is put in shape without a change of meaning, and only once."""
    once = formatted(text)
    assert once is not None
    assert formatted(once) == once


def test_what_cannot_be_kept_is_left() -> None:
    """A text that keeps its last line feeds would lose them: the file stays as it is."""
    assert formatted("fix: |+\n  文字\n\n\n") is None


def test_line_ends_and_marks_of_other_systems(tmp_path: Path) -> None:
    """A file as Windows writes it is changed to line feeds without a byte order mark."""
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xef\xbb\xbftable: a\r\n")
    (file,) = format_files([path])
    assert (file.text, file.changed) == ("table: a\n", True)


def test_what_is_not_yaml_is_an_error() -> None:
    """A file that cannot be read is not touched."""
    with pytest.raises(RulebookError):
        formatted("rule: [\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_packs(path: Path) -> None:
    """Every file is put in shape once; the other spelling and back gives the same."""
    own, other = (Spelling.ENGLISH, Spelling.CHINESE) if LIBRARY in path.parents else Spelling
    once = formatted(path.read_text(encoding="utf-8"), own)
    assert once is not None
    assert formatted(once, own) == once
    turned = formatted(once, other)
    assert turned is not None
    assert formatted(turned, own) == once


@pytest.mark.parametrize("pack", [shipped_rules(), LIBRARY], ids=["shipped", "library"])
def test_packs_are_in_shape(pack: Path) -> None:
    """Both packs are written in the one way, each in its own spelling."""
    assert [file.path.name for file in format_files([pack]) if file.changed or file.text is None] == []


@pytest.mark.parametrize("pack", [shipped_rules(), LIBRARY], ids=["shipped", "library"])
def test_packs_mean_the_same_in_either_spelling(pack: Path, tmp_path: Path) -> None:
    """Plans, with every type in them, are equal before and after, in the pack's spelling and in the other."""
    for spelling in Spelling:
        folder = tmp_path / spelling.value
        for file in format_files([pack], spelling):
            path = folder / file.path.relative_to(pack)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(file.text), encoding="utf-8")
        assert plans(folder) == plans(pack)


def plans(*folders: Path) -> dict[str, RulePlan]:
    rulebook, errors = read_and_plan(list(folders))
    assert [error.render() for error in errors] == []
    return {rule: replace(plan, steps=tuple(map(without_places, plan.steps))) for rule, plan in rulebook.plans.items()}


def without_places(step: Step) -> Step:
    """A step without the places of its table, which move when lines do."""
    if not isinstance(step, Lookup):
        return step
    versions = tuple(
        replace(version, rows=tuple(replace(row, span=NOWHERE) for row in version.rows))
        for version in step.table.versions
    )
    return replace(step, table=replace(step.table, span=NOWHERE, versions=versions))


_NOISE = {
    " 且 ": [" and ", "  且  ", " 且 "],
    " 或 ": [" or ", " 或 "],
    "非 (": ["not(", "非（"],
    ", ": ["，", ",", " , "],
    "(": ["（", "( ", "("],
    " = ": ["=", " ＝ "],
    " 为空": [" is blank", "  为空"],
    " 和 ": [" and ", " 且 "],
}


def untidy(text: str, rng: Random) -> str:
    """The same rules as a careless author writes them: spacing, punctuation, spelling, order and indentation."""

    def noisy(found: re.Match[str]) -> str:
        if "[{" in found[1]:  # a message
            return found[0]
        return "'" + "".join(spoilt(part) for part in re.split(r'("[^"]*")', found[1])) + "'"

    def spoilt(words: str) -> str:
        for neat, others in _NOISE.items():
            if not words.startswith('"'):  # what is quoted means what it says
                words = words.replace(neat, rng.choice(others))
        return words

    documents = []
    for document in text.split("---\n"):
        chunks = re.findall(r"^\w+:.*\n(?: .*\n)*", re.sub(r"'([^']*)'", noisy, document), re.MULTILINE)
        rng.shuffle(chunks)
        noted = "".join(f"# 注释{at}\n{chunk}" for at, chunk in enumerate(chunks))
        documents.append(re.sub(r"^  ", " " * rng.choice([2, 3, 6]), noted, flags=re.MULTILINE))
    return "---\n".join(documents)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_formatting_never_changes_meaning(seed: int) -> None:
    """Random rules, untidily written: plans are equal before and after, comments stay, once is enough."""
    rng = Random(seed)
    text = untidy(random_rulebook(rng, 3), rng)
    once = formatted(text)
    assert once is not None
    assert formatted(once) == once
    assert sorted(re.findall("^ *# .*", once, re.MULTILINE)) == sorted(re.findall("^ *# .*", text, re.MULTILINE))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in (("dictionary", DICTIONARY), ("tables", TABLES), ("rules", text)):
            (folder / f"{file}.yaml").write_text(content, encoding="utf-8")
        before = plans(folder)
        (folder / "rules.yaml").write_text(once, encoding="utf-8")
        assert plans(folder) == before
