"""The conditions of rules → rules for durable_rules, in its plain dictionary form.

Python evaluates the largest parts of ``when`` that ask for no set (*atoms*) and says which boxes have
rows; durable_rules matches presence and absence. A cell is one fact, a box that has rows for it another:

    {"g<rule>": 1, "cell": …, "s<rule>": 1, "c<rule>_<atom>": 1, "p<rule>_<atom>": 1, …}    only what holds
    {"b<rule>_<box>": 1 sure rows | 0 doubtful rows only, "k<rule>_<box>": cell}

A rule becomes one durable rule per alternative, for *certainly* and for *possibly*. The cell's fact is
the first pattern of each, the boxes' facts are joined to it by equality of the cell, absence is ``none``
(``$not``). Only whole numbers are asserted, no content of a record.

Every rule has property names of its own, rules are kept small and rule sets are divided, because the
library has fixed sizes: 64 pattern nodes that one fact may reach (beyond: error 303), 512 first nodes of
a rule set (beyond: it never returns), 16 patterns of a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from auditor.engines.durable.modes import POSSIBLE, SURE
from auditor.plan import nodes as p
from auditor.rulelang import typed as t

_ALTERNATIVES, _BOXES = 12, 12  # with more of them, the whole condition is left to Python
_PATTERNS = 80  # of a rule set, unless one rule alone has more (312 at most)


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom, by number, or a box, by name, perhaps negated (an atom never is)."""

    of: int | str
    negated: bool = False


Conjunct = tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """``when`` as alternatives of literals, and the conditions that its atoms stand for."""

    alternatives: tuple[Conjunct, ...]
    atoms: tuple[t.Condition, ...]

    @property
    def boxes(self) -> tuple[str, ...]:
        """The boxes asked for, each once."""
        return tuple(dict.fromkeys(one.of for c in self.alternatives for one in c if isinstance(one.of, str)))


def formula_of(plan: p.RulePlan) -> Formula:
    """``when`` divided between Python and durable_rules."""
    lets = {step.name: step.expr for step in plan.steps if isinstance(step, p.Let)}
    atoms: list[t.Condition] = []
    alternatives = _alternatives(_inlined(plan.when, lets), False, atoms)
    formula = Formula(tuple(tuple(dict.fromkeys(one)) for one in alternatives), tuple(atoms))
    if len(alternatives) > _ALTERNATIVES or len(formula.boxes) > _BOXES:
        return Formula(((Literal(0),),), (plan.when,))
    return formula


@dataclass(frozen=True, slots=True)
class Names:
    """The properties of one rule's facts. No other rule has them: see above for the reason."""

    number: int

    @property
    def gate(self) -> str:
        """1 in every cell."""
        return f"g{self.number}"

    @property
    def sure(self) -> str:
        """1 in a cell whose element is not in doubt."""
        return f"s{self.number}"

    def certain(self, atom: int) -> str:
        """1 in a cell in which the atom surely holds."""
        return f"c{self.number}_{atom}"

    def possible(self, atom: int) -> str:
        """1 in a cell in which the atom possibly holds."""
        return f"p{self.number}_{atom}"

    def box(self, at: int) -> str:
        """Of a box that has rows for a cell: 1 sure ones, 0 only doubtful ones."""
        return f"b{self.number}_{at}"

    def key(self, at: int) -> str:
        """Of a box that has rows for a cell: the cell."""
        return f"k{self.number}_{at}"


def packed(formulas: Mapping[int, Formula]) -> tuple[dict[str, dict[str, Any]], dict[int, str]]:
    """The rules of all formulas, by number, in few rule sets; and each formula's rule set.

    A session costs time for each rule set that it touches, but the size of a rule set is limited.
    """
    sets: dict[str, dict[str, Any]] = {}
    homes: dict[int, str] = {}
    room = 0
    for number, formula in formulas.items():
        rules = durable_rules(number, formula)
        size = sum(len(rule["all"]) for rule in rules.values())
        if size > room:
            sets[f"S{len(sets)}"] = {}
            room = _PATTERNS
        room -= size
        homes[number] = f"S{len(sets) - 1}"
        sets[homes[number]].update(rules)
    return sets, homes


def durable_rules(number: int, formula: Formula) -> dict[str, Any]:
    """The rules of a formula, without actions; a box is numbered by its place in ``formula.boxes``."""
    rules: dict[str, Any] = {}
    for at, conjunct in enumerate(formula.alternatives):
        for mode in (SURE, POSSIBLE):
            patterns = _patterns(Names(number), conjunct, formula.boxes, mode == SURE)
            if patterns:
                rules[f"{number}_{at}_{mode}"] = {"all": patterns}
    return rules


def _patterns(names: Names, conjunct: Conjunct, boxes: Sequence[str], sure: bool) -> list[dict[str, Any]]:
    """The cell first, then its boxes; [] if nothing can match."""
    gate: list[dict[str, Any]] = [{names.gate: 1}]
    if sure:
        gate.append({names.sure: 1})
    holds = names.certain if sure else names.possible
    gate += [{holds(one.of): 1} for one in conjunct if isinstance(one.of, int)]
    patterns: list[dict[str, Any]] = [{"gate": {"$and": gate} if len(gate) > 1 else gate[0]}]
    for at, name in enumerate(boxes):
        signs = {one.negated for one in conjunct if one.of == name}
        if len(signs) == 2 and sure:
            return []
        if signs:
            joined = {names.key(at): {"gate": "cell"}}
            test = _member_test(names.box(at), signs, sure)
            absent = "$not" if signs == {True} else ""
            patterns.append({f"m{at}{absent}": {"$and": [joined, test]}})
    return patterns


def _member_test(name: str, signs: set[bool], sure: bool) -> dict[str, Any]:
    """Which of a box's facts to look for: 1 sure rows, 0 doubtful ones only.

    Presence for sure needs sure rows, absence for sure not even doubtful ones. Both at once are
    possible with doubtful rows only; a pattern and its own ``none`` would fire wrongly.
    """
    if len(signs) == 2:
        return {name: 0}
    return {name: 1} if sure != (True in signs) else {"$gte": {name: 0}}


def _inlined(condition: t.Condition, lets: Mapping[str, t.Expr]) -> t.Condition:
    """``condition`` with the lets in it that ask for sets written out."""
    match condition:
        case t.Holds(value=t.LetValue(name=name)) if isinstance(lets[name], t.CONDITIONS):
            inner = _inlined(lets[name], lets)  # type: ignore[arg-type]
            return inner if _asks_for_sets(inner) else condition
        case t.Not(condition=inner):
            return t.Not(_inlined(inner, lets))
        case t.Junction(conjunction=conjunction, conditions=conditions):
            return t.Junction(conjunction, tuple(_inlined(part, lets) for part in conditions))
        case _:
            return condition


def _asks_for_sets(condition: t.Condition) -> bool:
    return any(isinstance(node, t.Exists) for node in t.walk(condition))


def _alternatives(condition: t.Condition, negated: bool, atoms: list[t.Condition]) -> list[Conjunct]:
    """The disjunctive normal form; negation is pushed inwards on the way."""
    match condition:
        case t.Exists(box=box):
            return [(Literal(box, negated),)]
        case t.Not(condition=inner) if _asks_for_sets(inner):
            return _alternatives(inner, not negated, atoms)
        case t.Junction(conjunction=conjunction, conditions=conditions) if _asks_for_sets(condition):
            plain = tuple(part for part in conditions if not _asks_for_sets(part))
            parts = [_alternatives(part, negated, atoms) for part in conditions if _asks_for_sets(part)]
            if plain:
                whole = plain[0] if len(plain) == 1 else t.Junction(conjunction, plain)
                parts.insert(0, _alternatives(whole, negated, atoms))
            if conjunction == negated:  # a disjunction, after De Morgan
                return [one for part in parts for one in part]
            if prod(map(len, parts)) > _ALTERNATIVES:
                return [()] * (_ALTERNATIVES + 1)
            return [sum(choice, ()) for choice in product(*parts)]
        case _:
            atoms.append(t.Not(condition) if negated else condition)
            return [(Literal(len(atoms) - 1),)]
