"""Names in a dictionary that no expression could say, because they are its keywords."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.errors import RuleError, error
from auditor.rulelang.words import is_keyword
from auditor.spans import Text
from auditor.yamltree import Mapping, Node


def keyword_faults(node: Node) -> Iterator[RuleError]:
    """The faults of a dictionary's document whose record, code list or field is called like a keyword."""
    for name in _names(node):
        if is_keyword(name):
            hint = f"换一个名称；导出表里的表头是“{name}”的，写在 headers 里"
            yield error("E317", name.span, hint, name=name, why="它是表达式的关键词")


def _names(node: Node) -> Iterator[Text]:
    for section in ("codes", "records", "lists"):
        for name, part in _part(node, section).items():
            yield name
            yield from _part(part, "fields")


def _part(node: Node, key: str) -> Mapping:
    found = node.get(Text(key)) if isinstance(node, Mapping) else None
    return found if isinstance(found, Mapping) else Mapping()
