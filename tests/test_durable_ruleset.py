"""The rule sets given to durable_rules: what Python decides, what is matched, within which bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from live import rule, rulebook

from auditor.engines.durable.ruleset import Formula, Literal, durable_rules, formula_of, packed
from auditor.rulelang.typed import Comparison, Junction, Not

SETS = """
let:
  访: {all: 事, where: '方式 = "访"'}
  电: {all: 事, where: '方式 = "电"'}
"""


def formula(folder: Path, when: str, lets: str = SETS) -> Formula:
    """The formula of a rule on 人."""
    return formula_of(rulebook(folder, rule("R-001", "人", f"{lets}when: {when}")).plans["R-001"])


def alternatives(found: Formula) -> list[list[str]]:
    """The alternatives as text: atoms by number, boxes by name, negated ones with a minus."""
    return [["-" * one.negated + str(one.of) for one in conjunct] for conjunct in found.alternatives]


def test_the_whole_rule_set_of_a_rule(tmp_path: Path) -> None:
    """A cell comes first, what is set-free is one atom, boxes are joined to the cell, absence is ``none``."""
    found = formula(tmp_path, "分数 > 3 且 有 访 且 在册 且 无 电")
    assert durable_rules(3, found) == {
        "3_0_sure": {
            "all": [
                {"gate": {"$and": [{"g3": 1}, {"s3": 1}, {"c3_0": 1}]}},
                {"m0": {"$and": [{"k3_0": {"gate": "cell"}}, {"b3_0": 1}]}},
                {"m1$not": {"$and": [{"k3_1": {"gate": "cell"}}, {"$gte": {"b3_1": 0}}]}},
            ]
        },
        "3_0_possible": {
            "all": [
                {"gate": {"$and": [{"g3": 1}, {"p3_0": 1}]}},
                {"m0": {"$and": [{"k3_0": {"gate": "cell"}}, {"$gte": {"b3_0": 0}}]}},
                {"m1$not": {"$and": [{"k3_1": {"gate": "cell"}}, {"b3_1": 1}]}},
            ]
        },
    }
    (atom,) = found.atoms
    assert isinstance(atom, Junction)
    assert len(atom.conditions) == 2


def test_a_rule_without_sets_is_one_atom(tmp_path: Path) -> None:
    """Then the cell's fact alone decides."""
    found = formula(tmp_path, "分数 > 3 或 在册", lets="")
    assert durable_rules(3, found) == {
        "3_0_sure": {"all": [{"gate": {"$and": [{"g3": 1}, {"s3": 1}, {"c3_0": 1}]}}]},
        "3_0_possible": {"all": [{"gate": {"$and": [{"g3": 1}, {"p3_0": 1}]}}]},
    }


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("非 (有 访 或 无 电)", [["-访", "电"]]),
        ("非 (有 访 且 分数 > 3)", [["0"], ["-访"]]),
        ("(有 访 或 分数 > 3) 且 (有 电 或 在册)", [["0", "1"], ["0", "电"], ["访", "1"], ["访", "电"]]),
        ("有 访 且 有 访", [["访"]]),
    ],
)
def test_negation_goes_inwards(tmp_path: Path, when: str, expected: list[list[str]]) -> None:
    """Alternatives of literals, negation only on boxes."""
    assert alternatives(formula(tmp_path, when)) == expected


def test_a_negated_atom_is_negated_in_python(tmp_path: Path) -> None:
    """An atom's truth is what is asserted, so its negation is part of it."""
    found = formula(tmp_path, "非 (有 访 或 分数 > 3)")
    (atom,) = found.atoms
    assert isinstance(atom, Not)
    assert isinstance(atom.condition, Comparison)


def test_a_let_that_asks_for_a_set_is_matched(tmp_path: Path) -> None:
    """The sets behind the name of a condition are matched as if they were written out."""
    lets = SETS + "  联系过: 有 访 或 有 电\n  大: 分数 > 3\n"
    assert alternatives(formula(tmp_path, "非 联系过 且 大", lets)) == [["0", "-访", "-电"]]


def test_presence_and_absence_of_one_box(tmp_path: Path) -> None:
    """Never sure, and possible only with doubtful rows: the two patterns together would fire wrongly."""
    found = formula(tmp_path, "有 访 且 无 访")
    assert durable_rules(3, found) == {
        "3_0_possible": {"all": [{"gate": {"g3": 1}}, {"m0": {"$and": [{"k3_0": {"gate": "cell"}}, {"b3_0": 0}]}}]}
    }


def test_a_condition_with_too_many_alternatives_is_left_to_python(tmp_path: Path) -> None:
    """The library has fixed sizes; a fact that too many patterns look at is an error."""
    either = " 且 ".join(["(有 访 或 有 电 或 分数 > 3)"] * 3)
    found = formula(tmp_path, either)
    assert alternatives(found) == [["0"]]
    assert len(found.atoms) == 1


def test_rules_share_rule_sets_up_to_their_size() -> None:
    """A session is quicker with few rule sets; a large one would never return."""
    small = Formula(((Literal(0), Literal("访")),), ())
    large = Formula(tuple((Literal(at), Literal("访")) for at in range(12)), ())
    sets, homes = packed({at: large if at == 50 else small for at in range(60)})
    assert [sum(len(rule["all"]) for rule in rules.values()) for rules in sets.values()] == [80, 80, 40, 80, 4]
    assert [list(homes.values()).count(name) for name in sets] == [20, 20, 10, 9, 1]
    assert all(name.split("_")[0] in map(str, range(60)) for rules in sets.values() for name in rules)


def test_only_numbers_are_asserted(tmp_path: Path) -> None:
    """A rule set holds no text but its own names: no field, no code, no name of a box."""
    texts: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            texts.update(part)
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                collect(one)
        if isinstance(part, str):
            texts.add(part)

    collect(durable_rules(3, formula(tmp_path, "分数 > 3 且 有 访 且 无 电")))
    assert all(text.isascii() for text in texts)
