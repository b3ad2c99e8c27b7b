"""The files of a rulebook → dictionary, tables, calendar, rules. What a document is, its keys say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.records.dictionary import Dictionary
from auditor.records.dictionary_file import Loc, dictionary_of
from auditor.rulebook.calendar import WorkCalendar, read_calendar
from auditor.rulebook.reader import read_rule
from auditor.rulebook.rule import Rule, Status
from auditor.rulebook.table import Table, read_table
from auditor.spans import SourceFile, Span
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, Sequence, parse_documents, read_source, span_of

_DICTIONARY_KEYS = {"records", "codes", "placeholders"}
_DOCUMENTS = ("rule", "table", "calendar", "test", *sorted(_DICTIONARY_KEYS))


@dataclass
class RulebookFiles:
    """What the files hold. ``rules`` are those not 停用; ``tests`` the case documents by file path."""

    dictionary: Dictionary
    tables: dict[str, Table] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    rules: dict[str, Rule] = field(default_factory=dict)
    tests: list[Node] = field(default_factory=list)
    digest: str = ""  # of all files
    shared_digest: str = ""  # of the files without rules and cases


def read_rulebook(folders: Iterable[Path]) -> tuple[RulebookFiles, list[RuleError]]:
    """All YAML files below ``folders``, and every fault of their shape."""
    errors: list[RuleError] = []
    documents: list[tuple[str, str, Node]] = []  # kind, theme, document
    dictionaries: dict[str, Node] = {}
    hashes, shared = sha256(), sha256()
    for source, theme in _sources(folders, errors):
        hashes.update(f"{source.path}\0{source.text}\0".encode())
        if not source.text.startswith(("rule:", "test:")):
            shared.update(f"{source.text}\0".encode())
        try:
            nodes = parse_documents(source)
        except RulebookError as why:
            errors.extend(why.errors)
            continue
        for node in nodes:
            kind = _kind(node, errors)
            if kind in _DICTIONARY_KEYS:
                dictionaries[source.path] = node
            elif kind:
                documents.append((kind, theme, node))
    files = RulebookFiles(
        _dictionary(dictionaries, errors), digest=hashes.hexdigest(), shared_digest=shared.hexdigest()
    )
    for kind, theme, node in documents:
        _take(kind, theme, node, files, errors)
    return files, errors


def _sources(folders: Iterable[Path], errors: list[RuleError]) -> Iterable[tuple[SourceFile, str]]:
    for folder in folders:
        if not folder.is_dir():
            errors.append(error("E111", Span(SourceFile(str(folder), ""), 0, 0), why="没有这个文件夹"))
            continue
        for path in sorted(folder.rglob("*.yaml")):
            try:
                yield read_source(path, path.as_posix()), path.parent.name
            except RulebookError as why:
                errors.extend(why.errors)


def _kind(node: Node, errors: list[RuleError]) -> str:
    if not isinstance(node, Tree):
        code = "E101" if isinstance(node, str) and "：" in node else "E105"
        errors.append(error(code, span_of(node), name="文件", expected="一组“键: 值”"))
        return ""
    for kind in _DOCUMENTS:
        if kind in node:
            return kind
    first = next(iter(node), None)
    wide = first is not None and "：" in first
    span = span_of(node) if first is None else first.span
    if wide and first is not None:
        errors.append(error("E101", first.part(first.index("："), first.index("：") + 1)))
    else:
        hint = suggest(first or "", _DOCUMENTS) or "第一行写明是什么：rule、table、calendar、test 或 records"
        errors.append(error("E103", span, hint, where="规则库", name=first or ""))
    return ""


def _dictionary(files: Mapping[str, Node], errors: list[RuleError]) -> Dictionary:
    dictionary, faults = dictionary_of(files)
    for fault in faults:
        errors.append(RuleError("E120", fault.message, _at(files[fault.file], fault.loc)))
    return dictionary


def _at(node: Node, loc: Loc) -> Span:
    """The span of the deepest part of ``node`` that ``loc`` leads to."""
    span = span_of(node)
    for step in loc:
        if isinstance(node, Tree):
            key = next((key for key in node if key == step), None)
            if key is None:
                return span
            span, node = key.span, node[key]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node[step]
            span = span_of(node)
        else:
            return span
    return span


def _take(kind: str, theme: str, node: Node, files: RulebookFiles, errors: list[RuleError]) -> None:
    match kind:
        case "table":
            table = read_table(node, files.dictionary, errors)
            if table is not None and table.name in files.tables:
                other = files.tables[table.name].span
                errors.append(error("E110", table.span, name=table.name, other=other))
            elif table is not None:
                files.tables[table.name] = table
        case "calendar":
            files.calendar = read_calendar(node, errors) or files.calendar
        case "rule":
            rule = read_rule(node, theme, errors)
            if rule is not None and rule.id in files.rules:
                errors.append(error("E110", rule.span, name=rule.id, other=files.rules[rule.id].span))
            elif rule is not None and rule.status is not Status.RETIRED:
                files.rules[str(rule.id)] = rule
        case "test":
            files.tests.append(node)
