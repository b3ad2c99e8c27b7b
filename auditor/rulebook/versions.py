"""The versions of a rule, newest first: one after the other without a hole, and of one kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from auditor.errors import RuleError, error
from auditor.rulebook.rule import Rule

_DAY = timedelta(days=1)


def versioned(versions: list[Rule], errors: list[RuleError]) -> Rule:
    """The newest version with those before it; faults among them are reported.

    ``versions`` are as written, which has to be from new to old.
    """
    newest, *older = versions
    faults = len(errors)
    _check_numbers(versions, errors)
    if len(errors) == faults:
        for rule in older:
            _check_alike(newest, rule, errors)
        _check_days(versions, errors)
    return replace(newest, older=tuple(older))


def _check_numbers(versions: Iterable[Rule], errors: list[RuleError]) -> None:
    for newer, older in pairwise(versions):
        if older.version == newer.version:
            hint = "同一条规则的旧版本要写 version 和 effective"
            errors.append(error("E110", older.span, hint, name=older.id, other=newer.span))
        elif older.version > newer.version:
            errors.append(error("E473", older.span, version=older.version, other=newer.version))


def _check_alike(newest: Rule, rule: Rule, errors: list[RuleError]) -> None:
    """Reports another subject or status; whether the same date decides is known when rules are planned."""
    if rule.record != newest.record:
        why = f"检查对象是“{rule.record}”，最新的一版是“{newest.record}”"
        errors.append(error("E472", rule.record.span, version=rule.version, why=why))
    if rule.status is not newest.status:
        why = f"状态是“{rule.status.value}”，最新的一版是“{newest.status.value}”"
        errors.append(error("E472", rule.span, version=rule.version, why=why))


def _check_days(versions: list[Rule], errors: list[RuleError]) -> None:
    """Reports a version that ends before it begins, and two that overlap or leave a hole between them."""

    def wrong(rule: Rule, why: str, hint: str = "") -> None:
        effective = rule.effective
        errors.append(
            error("E471", rule.span if effective.is_always else effective.span, hint, version=rule.version, why=why)
        )

    for rule in versions:
        since, until = rule.effective.since, rule.effective.until
        if since is not None and until is not None and until < since:
            wrong(rule, f"止于 {until}，早于起始的 {since}")
            return
    for newer, older in pairwise(versions):
        since, until = newer.effective.since, older.effective.until
        if since is None:
            wrong(newer, "没有写从哪一天起（from）", "只有最旧的一版可以不写 from")
        elif until is None:
            wrong(older, "没有写到哪一天止（until）", f"后一版从 {since} 起，这里写 until: {since - _DAY}")
        elif until >= since:
            wrong(older, f"止于 {until}，第 {newer.version} 版从 {since} 起，两版重叠")
        elif until + _DAY < since:
            wrong(older, f"止于 {until}，第 {newer.version} 版从 {since} 起，中间有空缺")
