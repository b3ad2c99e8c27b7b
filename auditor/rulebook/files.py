"""The files of a rulebook → dictionary, tables, calendar, rules. What a document is, its keys say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from auditor.errors import RulebookError, RuleError, error, suggest
from auditor.records.dictionary import Dictionary, Origin
from auditor.records.dictionary_file import dictionary_of
from auditor.records.layout.templates import Form
from auditor.rulebook.calendar import WorkCalendar, read_calendar
from auditor.rulebook.forms import read_form
from auditor.rulebook.labels import keyword_faults
from auditor.rulebook.mapping_file import read_mapping
from auditor.rulebook.profile import Profile, read_profile
from auditor.rulebook.reader import read_rule
from auditor.rulebook.rule import Rule, Status
from auditor.rulebook.table import Table
from auditor.rulebook.table_reader import read_table
from auditor.rulebook.term import Term, read_term
from auditor.rulebook.versions import versioned
from auditor.spans import SourceFile, Span, Text
from auditor.yamltree import Mapping as Tree
from auditor.yamltree import Node, parse_documents, read_source, span_at, span_of, wide_colon

_DICTIONARY_KEYS = {"records", "lists", "codes", "placeholders", "synonyms"}
_DOCUMENTS = ("rule", "table", "calendar", "term", "test", "profile", "mapping", "form", *sorted(_DICTIONARY_KEYS))


@dataclass
class RulebookFiles:
    """What the files hold. ``rules`` are those not 停用; ``tests`` the case documents of those."""

    dictionary: Dictionary
    tables: dict[str, Table] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)  # by record and name
    rules: dict[str, Rule] = field(default_factory=dict)
    tests: list[Node] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    forms: dict[Text, Form] = field(default_factory=dict)
    digest: str = ""  # of all files
    shared_digest: str = ""  # of the files without rules, cases, profiles and mappings


@dataclass
class _Taken:
    """A rule's id: where it is first written, and the versions below it as far as they could be read."""

    span: Span
    versions: list[Rule] = field(default_factory=list)
    sound: bool = True


def read_rulebook(folders: Iterable[Path]) -> tuple[RulebookFiles, list[RuleError]]:
    """All YAML files below ``folders``, and every fault of their shape."""
    errors: list[RuleError] = []
    documents: list[tuple[str, str, Node]] = []  # kind, theme, document
    behind: dict[int, list[Node]] = {}  # by the id of a profile's document: the tables below it in its file
    dictionaries: dict[str, Node] = {}
    hashes, shared = sha256(), sha256()
    for source, within, theme in _sources(folders, errors):
        hashes.update(f"{within}\0{source.text}\0".encode())
        if not source.text.startswith(("rule:", "test:", "profile:", "mapping:")):
            shared.update(f"{source.text}\0".encode())
        try:
            nodes = parse_documents(source)
        except RulebookError as why:
            errors.extend(why.errors)
            continue
        profile: Node | None = None
        for at, node in enumerate(nodes):
            kind = _kind(node, errors)
            profile = node if kind == "profile" else profile
            if kind == "table" and profile is not None:
                behind.setdefault(id(profile), []).append(node)
            elif kind in _DICTIONARY_KEYS:
                dictionaries[f"{source.path} 第 {at + 1} 部分" if at else source.path] = node
            elif kind:
                documents.append((kind, theme, node))
    dictionary = _dictionary(dictionaries, errors)
    for path in sorted(record.file for record in dictionary.records.values() if record.origin is Origin.LIST):
        hashes.update(Path(path).read_bytes() if Path(path).is_file() else b"")
    files = RulebookFiles(dictionary, digest=hashes.hexdigest(), shared_digest=shared.hexdigest())
    taken: dict[str, _Taken] = {}  # all rules, those 停用 or at fault as well
    for kind, theme, node in documents:
        _take(kind, theme, node, behind.get(id(node), ()), files, taken, errors)
    files.dictionary = replace(dictionary, forms=tuple(files.forms.values()))
    for ident, found in taken.items():
        rule = versioned(found.versions, errors if found.sound else []) if found.versions else None
        if rule is not None and rule.status is not Status.RETIRED:
            files.rules[ident] = rule
    idle = taken.keys() - files.rules.keys()
    files.tests = [node for node in files.tests if _tested(node) not in idle]
    return files, errors


def _tested(node: Node) -> str:
    """The rule that a case document is of; "" if it does not say."""
    named = node.get(Text("test")) if isinstance(node, Tree) else None
    return str(named) if isinstance(named, Text) else ""


def _sources(folders: Iterable[Path], errors: list[RuleError]) -> Iterable[tuple[SourceFile, str, str]]:
    """Each file, its path within its folder, and the name of the folder it lies in (its theme)."""
    for folder in folders:
        if not folder.is_dir():
            errors.append(error("E111", Span(SourceFile(str(folder), ""), 0, 0), why="没有这个文件夹"))
            continue
        for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
            try:
                yield read_source(path, path.as_posix()), path.relative_to(folder).as_posix(), path.parent.name
            except RulebookError as why:
                errors.extend(why.errors)


def _kind(node: Node, errors: list[RuleError]) -> str:
    if not isinstance(node, Tree):
        fault = wide_colon(node) if isinstance(node, Text) else None
        errors.append(fault or error("E105", span_of(node), name="文件", expected="一组“键: 值”"))
        return ""
    for kind in _DOCUMENTS:
        if kind in node:
            return kind
    first = next(iter(node), Text("", span_of(node)))
    hint = suggest(first, _DOCUMENTS) or "第一行写明是什么：rule、table、calendar、test、profile 或 records"
    errors.append(wide_colon(first) or error("E103", first.span, hint, where="规则库", name=first))
    return ""


def _dictionary(files: Mapping[str, Node], errors: list[RuleError]) -> Dictionary:
    dictionary, faults = dictionary_of(files)
    for fault in faults:
        errors.append(RuleError("E120", fault.message, span_at(files[fault.file], fault.loc)))
    for node in files.values():
        errors.extend(keyword_faults(node))
    return dictionary


def _take(
    kind: str,
    theme: str,
    node: Node,
    behind: Sequence[Node],
    files: RulebookFiles,
    taken: dict[str, _Taken],
    errors: list[RuleError],
) -> None:
    match kind:
        case "table":
            table = read_table(node, files.dictionary, errors)
            if table is not None and table.name in files.tables:
                other = files.tables[table.name].span
                errors.append(error("E110", table.span, name=table.name, other=other))
            elif table is not None:
                files.tables[table.name] = table
        case "calendar":
            calendar = read_calendar(node, errors)
            if calendar is not None and files.calendar is not None:
                errors.append(error("E110", calendar.span, name="calendar", other=files.calendar.span))
            files.calendar = files.calendar or calendar
        case "rule":
            faults = len(errors)
            rule = read_rule(node, theme, errors)
            ident = node.get(Text("rule")) if isinstance(node, Tree) else None
            if not isinstance(ident, Text):
                return
            found = taken.setdefault(str(ident), _Taken(ident.span))
            if ident.span.source != found.span.source:
                errors.append(error("E110", ident.span, name=ident, other=found.span))
                return
            found.sound = found.sound and len(errors) == faults
            if rule is not None:
                found.versions.append(rule)
        case "term":
            term = read_term(node, errors)
            if term is not None and (first := files.terms.setdefault((term.record, term.name), term)) is not term:
                errors.append(error("E110", term.span, name=term.name, other=first.span))
        case "test":
            files.tests.append(node)
        case "form":
            if (read := read_form(node, files.dictionary, errors)) is not None:
                name, form = read
                if form.name in files.forms:
                    written = next(one for one in files.forms if one == name)
                    errors.append(error("E110", name.span, name=name, other=written.span))
                files.forms.setdefault(name, form)
        case "mapping":
            read_mapping(node, files.dictionary, errors)
        case "profile":
            profile = read_profile(node, behind, errors)
            if profile is not None and profile.name in files.profiles:
                other = files.profiles[profile.name].name.span
                errors.append(error("E110", profile.name.span, name=profile.name, other=other))
            elif profile is not None:
                files.profiles[str(profile.name)] = profile
