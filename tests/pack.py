"""The small rule pack of ``tests/errors`` with documents of a test's own beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import RuleError
from auditor.plan.nodes import RulePlan
from auditor.plan.rulebook import Rulebook, read_and_plan
from auditor.records.dictionary import Dictionary
from auditor.rulebook.files import read_rulebook
from auditor.spans import SourceFile, Span, Text

PACK = Path(__file__).parent / "errors" / "pack"
HEAD = "rule: CF-001\ntitle: 接案表有缺漏\nseverity: 严重\nstatus: 试行\nfor: 个案\nmessage: 个案 {个案编号} 有问题\n"


def line(text: str) -> Text:
    """``text`` as the only line of a file."""
    return Text(text, Span(SourceFile("line", text), 0, len(text)))


def dictionary() -> Dictionary:
    """The pack's dictionary; a fault in it fails the test that asks."""
    files, errors = read_rulebook([PACK])
    assert errors == []
    return files.dictionary


def read(*documents: str) -> tuple[Rulebook, list[RuleError]]:
    """The pack and ``documents`` as one rulebook, and every fault."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "own.yaml").write_text("\n---\n".join(documents), encoding="utf-8")
        return read_and_plan([PACK, Path(folder)])


def plan_of(body: str, head: str = HEAD) -> RulePlan:
    """The plan of the rule made of ``head`` and ``body``; a fault fails the test."""
    rulebook, errors = read(head + body)
    assert [error.render() for error in errors] == []
    (plan,) = rulebook.plans.values()
    return plan
