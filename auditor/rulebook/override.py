"""Profiles applied: the rulebook as a city, a district or a station has it, and every fault of doing so.

Parameters, severities and statuses of rules are changed in ``override``; headings, codes and tables
in ``vocabulary``. What comes after sees rules, tables and a dictionary like any others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.rulebook.amounts import order
from auditor.rulebook.files import RulebookFiles
from auditor.rulebook.params import check_bounds, check_kind, say_value
from auditor.rulebook.profile import Override, Profile, read_profile
from auditor.rulebook.rule import Bounds, Level, Param, Rule, Step
from auditor.rulebook.vocabulary import changed_codes, changed_headers, changed_tables
from auditor.spans import NOWHERE, Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import parse_documents, read_source, span_of

_LOOSER = {"smaller": 1, "larger": -1}  # how a looser value compares with a stricter one
_SAID = {"smaller": "小", "larger": "大"}


def profile_named(wanted: str, profiles: dict[str, Profile], errors: list[RuleError]) -> Profile | None:
    """The profile of that name; else that in the file of that path, which is added to ``profiles``."""
    path = Path(wanted)
    if wanted in profiles:
        return profiles[wanted]
    if path.suffix not in (".yaml", ".yml") and not path.is_file():
        errors.append(error("E481", NOWHERE, suggest(wanted, profiles), name=wanted))
        return None
    for profile in profiles.values():
        if Path(profile.name.span.source.path).resolve() == path.resolve():
            return profile
    try:
        source = read_source(path, path.as_posix())
        documents = parse_documents(source)
    except RulebookError as why:
        errors.extend(why.errors)
        return None
    if not documents:
        errors.append(error("E105", Span(source, 0, 0), name="文件", expected="一份配置（profile）"))
        return None
    document, *behind = documents
    for node in behind:
        if not isinstance(node, Tree) or Text("table") not in node:
            errors.append(error("E105", span_of(node), name="配置的后面", expected="这份配置自己的表（table）"))
    found = read_profile(document, behind, errors)
    if found is not None and found.name in profiles:
        other = profiles[found.name].name.span
        errors.append(error("E110", found.name.span, name=found.name, other=other))
    elif found is not None:
        profiles[str(found.name)] = found
    return found


def chain_of(profile: Profile, profiles: Mapping[str, Profile], errors: list[RuleError]) -> tuple[Profile, ...]:
    """The profile after those that it extends, the widest first; it ends where ``extends`` is at fault."""
    chain = [profile]
    faults: list[RuleError] = []
    while (wanted := chain[0].extends) is not None:
        wider = profiles.get(wanted)
        if wider is None:
            errors.append(error("E481", wanted.span, suggest(wanted, profiles), name=wanted))
            break
        if wider in chain:
            path = " → ".join(str(one.name) for one in (*chain[chain.index(wider) :: -1], wider))
            faults = [error("E482", wanted.span, path=path)]  # which of them is too wide, nobody can say
            break
        if wider.level.rank >= chain[0].level.rank:
            here, there = chain[0].level.value, wider.level.value
            faults.append(
                error("E483", wanted.span, name=chain[0].name, level=here, other=wider.name, other_level=there)
            )
        chain.insert(0, wider)
    errors.extend(faults)
    return tuple(chain)


def applied(files: RulebookFiles, chain: tuple[Profile, ...], errors: list[RuleError]) -> RulebookFiles:
    """The files as the last profile of ``chain`` has them; each change is checked where it is written."""
    for profile in chain:
        dictionary, tables = changed_codes(profile, files.dictionary, files.tables, errors)
        dictionary = changed_headers(profile, dictionary, errors)
        tables = changed_tables(profile, dictionary, tables, errors)
        rules = dict(files.rules)
        for name, override in profile.rules.items():
            if _known(name, rules, errors):
                rules[name] = _changed(rules[name], override, profile.level, errors)
        for name, off in profile.off.items():
            if _known(name, rules, errors):
                older = tuple(replace(version, off=off) for version in rules[name].older)
                rules[name] = replace(rules[name], off=off, older=older)
        files = replace(files, dictionary=dictionary, tables=tables, rules=rules)
    return files


def blamed(fault: RuleError, rules: Mapping[str, Rule], chain: tuple[Profile, ...]) -> RuleError:
    """A fault that a rule has only under a profile, told where the profile brings it about."""
    rule = next((str(one.id) for one in rules.values() if one.span.source == fault.span.source), fault.span.source.path)
    spans = [key.span for one in reversed(chain) for key in one.rules if key == rule]
    spans += [key.span for one in reversed(chain) for key in (*one.codes, *one.tables)]
    return error("E488", (*spans, chain[-1].name.span)[0], f"出错的地方：{fault.span}", rule=rule, why=fault.message)


def _known(name: Text, rules: Mapping[str, Rule], errors: list[RuleError]) -> bool:
    if name not in rules:
        errors.append(error("E601", name.span, suggest(name, rules), name=name))
    return name in rules


def _changed(rule: Rule, override: Override, level: Level, errors: list[RuleError]) -> Rule:
    """The rule with a profile's changes in all its versions."""
    known = {str(name): param for version in reversed(rule.versions) for name, param in version.params.items()}
    for name in override.params:
        if name not in known:
            errors.append(error("E304", name.span, suggest(name, known), name=name))
    newest, *older = (
        replace(
            version,
            params={
                name: _moved(param, name, override.params, level, errors) for name, param in version.params.items()
            },
            severity=override.severity or version.severity,
            status=override.status or version.status,
        )
        for version in rule.versions
    )
    return replace(newest, older=tuple(older))


def _moved(
    param: Param, name: Text, changes: Mapping[Text, tuple[Step, ...]], level: Level, errors: list[RuleError]
) -> Param:
    """The parameter with the values that a profile of ``level`` gives it, if any."""
    if name not in changes:
        return param
    bounds, steps = param.bounds, changes[name]
    if bounds.set_by is not None and level.rank > bounds.set_by.rank:
        key = next(key for key in changes if key == name)
        errors.append(error("E464", key.span, name=name, level=bounds.set_by.value))
    for at, step in enumerate(steps):
        if param.value is None or not check_kind(step, param.value, errors):
            continue
        check_bounds(name, step, bounds, errors)
        until = steps[at + 1].since if at + 1 < len(steps) else None
        _check_stricter(name, step, list(_in_force(param.steps, step.since, until)), bounds, errors)
    first = steps[0].since
    if first is None:  # the value is another, the days on which there is one are the same
        return replace(param, steps=(replace(steps[0], since=param.steps[0].since),))
    before = tuple(step for step in param.steps if step.since is None or step.since < first)
    return replace(param, steps=(*before, *steps))


def _in_force(steps: tuple[Step, ...], since: date | None, until: date | None) -> Iterator[Step]:
    """The steps in force on some day from ``since`` until the day before ``until``."""
    for at, step in enumerate(steps):
        end = steps[at + 1].since if at + 1 < len(steps) else None
        begins_in_time = until is None or step.since is None or step.since < until
        if begins_in_time and (since is None or end is None or end > since):
            yield step


def _check_stricter(name: str, step: Step, wider: list[Step], bounds: Bounds, errors: list[RuleError]) -> None:
    """Reports a value looser than that of the wider level, on any day."""
    for other in wider if bounds.stricter else ():
        if step.value is None or other.value is None:
            continue
        found = order(step.value, other.value)
        if found is None:
            errors.append(error("E463", step.span, one=say_value(step.value), other=say_value(other.value)))
        elif found == _LOOSER[bounds.stricter]:
            values = {"wider": say_value(other.value), "value": say_value(step.value)}
            errors.append(
                error("E462", step.span, name=name, stricter=_SAID[bounds.stricter], other=other.span, **values)
            )
            return
