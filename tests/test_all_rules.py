"""The shipped rule pack as a whole: ids, sources, cases, and not one error or lint."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from auditor.authoring.cases import read_cases
from auditor.authoring.check import check_rulebook
from auditor.errors import RuleError
from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules
from auditor.rulebook.rule import Rule, Status

FILES = sorted(path for path in shipped_rules().rglob("*-*.yaml") if not path.name.endswith(".test.yaml"))


@cache
def pack() -> Rulebook:
    return load_rulebook([shipped_rules()])


def rules() -> list[Rule]:
    return list(pack().rules.values())


def test_check_finds_nothing() -> None:
    """``auditor check`` of the shipped rules gives no error and no lint."""
    report = check_rulebook([shipped_rules()])
    assert [fault.render() for fault in report.faults] == []
    assert report.rules == len(rules()) > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_rule_file_is_named_after_its_rule(path: Path) -> None:
    """``<ID>-<slug>.yaml``, in ASCII, with its cases beside it; the id's letters are those of its theme."""
    match = re.fullmatch(r"([A-Z]{2}-\d{3})-[a-z0-9]+(?:-[a-z0-9]+)*\.yaml", path.name)
    assert match
    assert path.read_text(encoding="utf-8").startswith(f"rule: {match[1]}\n")
    assert path.with_suffix(".test.yaml").exists()
    assert {other.name[:2] for other in path.parent.glob("*-*.yaml")} == {match[1][:2]}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule.id))
def test_a_rule_says_where_it_comes_from(rule: Rule) -> None:
    """Every citation names a document; one at least quotes its clause, or says that the rule is inferred."""
    assert all(source.doc.strip() for source in rule.sources)
    assert any(source.quote.strip() or source.basis == "推定" for source in rule.sources)
    assert all(source.quote.strip() for source in rule.sources if source.basis == "条文")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule.id))
def test_a_rule_says_what_to_do(rule: Rule) -> None:
    """How to put it right, and by whom."""
    assert rule.fix.strip()
    assert rule.owner.strip()


def test_every_active_rule_has_cases() -> None:
    """And every case belongs to a rule of the pack, with a name of its own."""
    errors: list[RuleError] = []
    cases = read_cases(pack(), errors)
    assert errors == []
    assert {case.rule for case in cases} >= {str(rule.id) for rule in rules() if rule.status is Status.ACTIVE}
    named = [(case.rule, case.name) for case in cases]
    assert len(named) == len(set(named))


def test_titles_differ() -> None:
    """No two rules have the same title."""
    titles = [str(rule.title) for rule in rules()]
    assert len(titles) == len(set(titles))


def test_tables_say_where_they_come_from() -> None:
    """A table cites a document for each version, or says that its values are assumed."""
    for table in pack().tables.values():
        assert table.assumption or all(version.sources for version in table.versions), table.name
