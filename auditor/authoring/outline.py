"""A YAML text as PyYAML's node tree: where each part begins and really ends, which lines are comments.

``auditor.yamltree`` gives the values and their places; this gives what a formatter needs besides.
"""

from __future__ import annotations

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from auditor.authoring.documents import form_of
from auditor.authoring.form import Form

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> list[tuple[Node, Form]]:
    """The documents of a text that ``yamltree`` could read, each with its form."""
    found = []
    for node in yaml.compose_all(text, Loader=_Loader):
        keys = [key.value for key, _ in node.value] if isinstance(node, MappingNode) else []
        found.append((node, form_of(keys)))
    return found


def is_block(node: Node) -> bool:
    """Whether a node is a mapping or a list written line by line."""
    return isinstance(node, CollectionNode) and not node.flow_style


def is_block_scalar(node: Node) -> bool:
    """Whether a node is a text after ``|`` or ``>``."""
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def last_line(node: Node, lines: list[str]) -> int:
    """The number (from 0) of the last line that belongs to a node, comments and blank lines after it left out."""
    start = node.start_mark.line
    if is_block_scalar(node):
        inside = range(node.end_mark.line - 1, start, -1)
        return next((at for at in inside if at < len(lines) and lines[at].strip()), start)
    if is_block(node) and node.value:
        last = node.value[-1]
        return last_line(last[1] if isinstance(last, tuple) else last, lines)
    end: int = node.end_mark.line
    return end


def indent(line: str) -> int:
    """The blanks that a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_comment(line: str) -> bool:
    """Whether a line (outside of a text) holds nothing but a comment."""
    return line.lstrip().startswith("#")
