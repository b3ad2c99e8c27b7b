"""Support for tests of the live engine: expressions as closures, small rulebooks, rows of the differential world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from differential.world import DICTIONARY, TABLES
from pack import line

from auditor.engines.durable.conditions import condition_of, let_of
from auditor.engines.durable.layout import Layout
from auditor.engines.durable.plain import Env, Gathered
from auditor.engines.durable.values import Scope, value_of
from auditor.errors import RuleError
from auditor.plan.rulebook import Rulebook, load_rulebook
from auditor.records.dictionary import Dictionary
from auditor.rulebook.calendar import WorkCalendar
from auditor.rulelang.check import Checker
from auditor.rulelang.parser import parse
from auditor.rulelang.scope import Scope as Names
from auditor.rulelang.scope import SetSymbol
from auditor.rulelang.words import Word

AS_OF = date(2024, 5, 31)
WEEK = WorkCalendar(date(2024, 4, 29), date(2024, 5, 12), {date(2024, 5, 1)}, {date(2024, 5, 11)})


def rulebook(folder: Path, *rules: str) -> Rulebook:
    """The world's dictionary and tables with ``rules``, each a YAML document."""
    for name, text in (("dictionary", DICTIONARY), ("tables", TABLES), ("rules", "\n---\n".join(rules))):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_rulebook([folder])


def rule(name: str, subject: str, rest: str, message: str = "问题", severity: str = "一般") -> str:
    """A rule document; ``rest`` are its lines from ``where`` to ``when``."""
    source = "source: {doc: 《文件》, clause: 一, quote: 原文}"
    head = f"rule: {name}\ntitle: 标题{name}\nseverity: {severity}\n{source}\nfor: {subject}\n"
    return f"{head}{rest.strip()}\nmessage: '{message}'\nfix: 改正"


class Expression:
    """One expression on a row of 人, with a set 集 of rows of 事; ``named`` as a ``let`` gives it."""

    def __init__(self, dictionary: Dictionary, text: str, condition: bool = False, named: bool = False) -> None:
        people, events = dictionary.records["人"], dictionary.records["事"]
        names = Names(dictionary, people, "人", symbols={"集": SetSymbol(events)})
        errors: list[RuleError] = []
        checker = Checker(names, errors)
        self._layout = Layout()
        scope = Scope(self._layout, "人", WEEK, boxes={"集": lambda env: self._set})
        self._evaluate: Callable[[Env, Any], Any]
        if named:
            expr = checker.expr(parse(line(text)))
            assert expr is not None, errors
            let = let_of(expr, scope)
            self._evaluate = lambda env, row: let(env)
        elif condition:
            typed = checker.condition(parse(line(text)))
            assert typed is not None, errors
            self._evaluate = condition_of(typed, scope)
        else:
            value = checker.value(parse(line(text)))
            assert value is not None, errors
            self._evaluate = value_of(value, scope)
        self._set = Gathered([], [])

    def of(
        self,
        row: Mapping[str, Any],
        certain: list[Mapping[str, Any]] | None = None,
        doubtful: list[Mapping[str, Any]] | None = None,
    ) -> Any:
        """Its value, given the row's fields and those of the set's members; other fields are blank."""
        self._set = Gathered(*([self._row("事", one) for one in rows or []] for rows in (certain, doubtful)))
        run = SimpleNamespace(as_of=AS_OF, stated={Word.AS_OF: AS_OF}, parents=[])
        return self._evaluate([self._row("人", row), run, None], None)

    def _row(self, record: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (0, *(values.get(name) for name in self._layout.columns.get(record, {})))
