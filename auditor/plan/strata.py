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
    sorter = TopologicalSorter({rule: plan.follows & plans.keys() for rule, plan in plans.items()})
    try:
        sorter.prepare()
    except CycleError as why:
        path = list(reversed(why.args[1]))
        errors.append(error("E312", rules[path[0]].span, path=" → ".join(path)))
        return ()
    layers: list[tuple[RulePlan, ...]] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        layers.append(tuple(plans[rule] for rule in ready))
        sorter.done(*ready)
    return tuple(layers)
