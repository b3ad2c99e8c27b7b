"""The order of rules: a rule that reads findings of others runs after them."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from auditor.errors import RuleError, error
from auditor.plan.nodes import RulePlan
from auditor.rulebook.rule import Rule


def strata(
    plans: Mapping[str, RulePlan], rules: Mapping[str, Rule], errors: list[RuleError]
) -> tuple[tuple[RulePlan, ...], ...]:
    """Plans in layers, each reading findings of earlier layers only; () after reporting a cycle."""
    of_rule: dict[str, list[RulePlan]] = {}
    for plan in plans.values():
        of_rule.setdefault(plan.rule, []).append(plan)
    sorter = TopologicalSorter(
        {rule: {earlier for plan in own for earlier in plan.follows} & of_rule.keys() for rule, own in of_rule.items()}
    )
    try:
        sorter.prepare()
    except CycleError as why:
        path = list(reversed(why.args[1]))
        errors.append(error("E312", rules[path[0]].span, path=" → ".join(path)))
        return ()
    layers: list[tuple[RulePlan, ...]] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        layers.append(tuple(plan for rule in ready for plan in of_rule[rule]))
        sorter.done(*ready)
    return tuple(layers)
