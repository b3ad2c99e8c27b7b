"""``versions.lock``: the version and the meaning of each rule, so that neither changes without the other.

One line a rule: id, version, hash of its meaning. Lines of rules that are gone stay, since an id is
never used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.authoring.meaning import LENGTH, meaning
from auditor.errors import RuleError, error
from auditor.plan.rulebook import Rulebook
from auditor.rulebook.rule import Rule
from auditor.spans import SourceFile, Span

FILE = "versions.lock"
_HEAD = "# 由 auditor check --lock 写成：规则、版本、意思的摘要。意思变了而版本没有加，auditor check 会报错。\n"


@dataclass(frozen=True, slots=True)
class Locked:
    """What a rule is locked at."""

    version: int
    meaning: str


def check_locks(folders: Iterable[Path], rulebook: Rulebook) -> list[RuleError]:
    """E474 and W511 for the rules in folders that have a lock, E475 for its lines."""
    faults: list[RuleError] = []
    for folder in folders:
        if (folder / FILE).is_file():
            locked = _read(folder / FILE, faults)
            for rule in _rules_in(folder, rulebook):
                faults += _against(rule, locked.get(str(rule.id)), rulebook)
    return faults


def write_locks(folders: Iterable[Path], rulebook: Rulebook) -> dict[Path, int]:
    """Writes the lock of each folder that has rules; how many rules, by file.

    The rulebook must be without faults, those of ``check_locks`` included: a meaning that changed
    under its old version is never locked.
    """
    written: dict[Path, int] = {}
    for folder in folders:
        path = folder / FILE
        own = {str(rule.id): Locked(rule.version, meaning(rulebook, rule.id)) for rule in _rules_in(folder, rulebook)}
        known = {**(_read(path, []) if path.is_file() else {}), **own}
        if own:
            lines = (f"{rule} {one.version} {one.meaning}\n" for rule, one in sorted(known.items()))
            path.write_text(_HEAD + "".join(lines), encoding="utf-8")
            written[path] = len(own)
    return written


def _rules_in(folder: Path, rulebook: Rulebook) -> Iterator[Rule]:
    for rule_id in rulebook.variants:
        rule = rulebook.rules[rule_id]
        if Path(rule.span.source.path).is_relative_to(folder):
            yield rule


def _read(path: Path, faults: list[RuleError]) -> dict[str, Locked]:
    source = SourceFile(path.as_posix(), path.read_text(encoding="utf-8"))
    locked: dict[str, Locked] = {}
    for start, line in zip(source.starts, source.text.split("\n"), strict=True):
        match line.split():
            case [str(rule), str(version), str(digest)] if version.isdigit() and len(digest) == LENGTH:
                locked[rule] = Locked(int(version), digest)
            case [first, *_] if not first.startswith("#"):
                hint = "每行是：规则、版本、摘要；可以删去这一行，再运行 auditor check --lock"
                faults.append(error("E475", Span(source, start, start + len(line)), hint))
    return locked


def _against(rule: Rule, locked: Locked | None, rulebook: Rulebook) -> Iterator[RuleError]:
    if locked is None or rule.version > locked.version:
        hint = "运行 auditor check --lock"
        yield error("W511", rule.span, hint, rule=rule.id, version=rule.version)
    elif rule.version < locked.version:
        hint = f"{FILE} 里已经是第 {locked.version} 版，版本号不能变小"
        yield error("E474", rule.span, hint, rule=rule.id, version=rule.version)
    elif meaning(rulebook, rule.id) != locked.meaning:
        hint = f"条件、参数、日期、名单变了要写 version: {rule.version + 1}；只改说法不会这样"
        yield error("E474", rule.span, hint, rule=rule.id, version=rule.version)
