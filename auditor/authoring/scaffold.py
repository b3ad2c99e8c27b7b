"""``auditor new``: a rule and its cases from a template, sound from the first line, with blanks to fill in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from auditor.authoring.format import format_text, spelling_of
from auditor.authoring.lints import UNFILLED
from auditor.errors import RulebookError
from auditor.plan.rulebook import shipped_rules
from auditor.records.dictionary import Kind, RecordType
from auditor.rulebook.files import RulebookFiles, read_rulebook
from auditor.spans import SourceFile, Text
from auditor.yamltree import Mapping, parse_documents, read_source

_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_THEME = re.compile(r"\w+")
_RULE = """\
rule: {id}
title: {title}
severity: 一般
status: 试行
version: 1
source:
  - doc: {unfilled}
    clause: {unfilled}
    quote: {unfilled}
    basis: 条文
for: {record}
when: {field} 为空
message: {record} {key} 没有填写{field}
fix: {unfilled}
owner: {unfilled}
"""
_CASES = """\
test: {id}
cases:
  - name: 没有填写，是问题
    as of: 2025-06-30
    given:
      {record}: |
        {columns} | {field}
        {blank} |
    expect: |
      主体 | 结论
      {subject} | 问题
  - name: 填写了，不是问题
    as of: 2025-06-30
    given:
      {record}: |
        {columns} | {field}
        {blank} | {value}
    expect: |
      主体 | 结论
      {subject} | 通过
"""
_VALUES = {
    Kind.TEXT: "已写",
    Kind.INT: "1",
    Kind.NUM: "1",
    Kind.DATE: "2025-06-01",
    Kind.DATETIME: "2025-06-01 09:00",
    Kind.BOOL: "是",
}


class CannotStart(Exception):
    """The rule cannot be begun; the text says why, in Chinese."""


def new_rule(rule: str, theme: str, folder: Path, title: str = "", slug: str = "") -> tuple[Path, Path]:
    """Writes the rule's file and its cases into ``folder``/``theme``; their paths.

    Raises CannotStart for an id that is taken (by a retired rule, too) or a name that does not do,
    RulebookError if the pack in ``folder`` has errors.
    """
    for name, pattern, what in (
        (rule, _ID, "编号由字母、数字和“-”组成，例如 GA-101"),
        (theme, _THEME, "主题是一个文件夹的名称"),
        (slug or "a", _SLUG, "文件名后缀由小写字母、数字和“-”组成"),
    ):
        if not pattern.fullmatch(name):
            raise CannotStart(f"“{name}”不行：{what}。")
    if not folder.is_dir():
        raise CannotStart(f"没有文件夹 {folder.as_posix()}。")
    files, errors = read_rulebook(with_dictionary([folder]))
    if errors:
        raise RulebookError(errors)
    if place := _ids(folder).get(rule):
        raise CannotStart(f"编号 {rule} 已经用过：{place}。用过的编号不能再用，停用的也不能。")
    paths = tuple(folder / theme / f"{rule}{f'-{slug}' if slug else ''}{ending}" for ending in (".yaml", ".test.yaml"))
    if there := next((path for path in paths if path.exists()), None):
        raise CannotStart(f"{there.as_posix()} 已经有了，没有改动。")
    texts = _filled(rule, title or UNFILLED, _record(files, theme))
    spelling = spelling_of(folder)
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for path, text in zip(paths, texts, strict=True):
        with path.open("x", encoding="utf-8") as file:
            file.write(format_text(SourceFile(path.as_posix(), text), spelling) or text)
    return paths[0], paths[1]


def with_dictionary(folders: Collection[Path]) -> list[Path]:
    """``folders``, after the shipped pack if none of them has a dictionary."""
    own = any((folder / "dictionary").is_dir() or (folder / "dictionary.yaml").is_file() for folder in folders)
    return list(folders) if own or not folders else [shipped_rules(), *folders]


def _ids(folder: Path) -> dict[str, str]:
    """Every id that a rule has, those 停用 as well, with its place."""
    found: dict[str, str] = {}
    for place in with_dictionary([folder]):
        for path in sorted([*place.rglob("*.yaml"), *place.rglob("*.yml")]):
            for document in parse_documents(read_source(path, path.as_posix())):
                ident = document.get(Text("rule")) if isinstance(document, Mapping) else None
                if isinstance(ident, Text):
                    found[str(ident)] = str(ident.span)
    return found


def _record(files: RulebookFiles, theme: str) -> RecordType:
    """The record that rules of the theme mostly look at; else of all rules; else the first."""
    records = files.dictionary.records
    if not records:
        raise CannotStart("规则库里还没有字典（dictionary），不知道有哪些记录。")
    rules = [rule for rule in files.rules.values() if rule.record in records]
    for chosen in ([rule for rule in rules if rule.theme == theme], rules):
        if chosen:
            return records[_most(str(rule.record) for rule in chosen)]
    return next(iter(records.values()))


def _most(names: Iterable[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def _filled(rule: str, title: str, record: RecordType) -> tuple[str, str]:
    """The template with the first field of the record that is not part of its key."""
    spare = [field for name, field in record.fields.items() if name not in record.key]
    if not spare:
        raise CannotStart(f"“{record.name}”除了编号没有别的项，没有可以检查的。")
    field = spare[0]
    value = field.codes.values[0] if field.codes is not None else _VALUES[field.kind]
    keys = [_VALUES.get(record.fields[name].kind, "1") for name in record.key]
    keys = ["A1" if key == _VALUES[Kind.TEXT] else key for key in keys]
    words = {
        "id": rule,
        "unfilled": UNFILLED,
        "title": title,
        "record": record.name,
        "field": field.name,
        "key": "/".join(f"{{{name}}}" for name in record.key),
        "columns": " | ".join(record.key),
        "blank": " | ".join(keys),
        "subject": "/".join(keys),
        "value": value,
    }
    return _RULE.format(**words), _CASES.format(**words)
