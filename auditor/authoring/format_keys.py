"""The keys of a rulebook's files in their one order. A key takes along its lines and the comments above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from auditor.authoring.form import Form
from auditor.authoring.outline import compose, indent, is_block, is_comment, last_line

Pair = tuple[Node, Node]


def order_keys(text: str) -> str:
    """``text`` with the keys of every mapping that has an order in it; others are left alone."""
    done: set[int] = set()  # mappings (by their place in the outline) that could not be put in order
    while True:
        found = next(
            (
                (at, node, form)
                for at, (node, form) in enumerate(_mappings(text))
                if at not in done and _astray(node, form)
            ),
            None,
        )
        if found is None:
            return text
        at, node, form = found
        changed = _in_order(text, node, form)
        if changed == text:
            done.add(at)
        text = changed


def _mappings(text: str) -> Iterator[tuple[MappingNode, Form]]:
    todo: list[tuple[Node, Form]] = compose(text)[::-1]
    while todo:
        node, form = todo.pop()
        if isinstance(node, SequenceNode):
            todo += [(item, form.items or Form()) for item in reversed(node.value)]
        elif isinstance(node, MappingNode):
            if form.keys:
                yield node, form
            inside = [(value, form.keys.get(key.value) or form.values or Form()) for key, value in node.value]
            todo += reversed(inside)


def _astray(node: MappingNode, form: Form) -> bool:
    pairs: list[Pair] = node.value
    return _sorted(pairs, form.keys) != pairs


def _sorted(pairs: list[Pair], keys: Mapping[str, Form]) -> list[Pair]:
    """Unknown keys come last, as they are."""
    places = {key: at for at, key in enumerate(keys)}
    return sorted(pairs, key=lambda pair: places.get(pair[0].value, len(places)))


def _in_order(text: str, node: MappingNode, form: Form) -> str:
    if is_block(node):
        return _block_in_order(text, node, form)
    start, end = node.start_mark.index, node.end_mark.index
    if "\n" in text[start:end]:
        return text
    first, last = node.value[0][0].start_mark.index, node.value[-1][1].end_mark.index
    items = [text[key.start_mark.index : value.end_mark.index] for key, value in _sorted(node.value, form.keys)]
    return text[:first] + ", ".join(items) + text[last:]


def _block_in_order(text: str, node: MappingNode, form: Form) -> str:
    lines = text.split("\n")
    pairs: list[Pair] = node.value
    column = node.start_mark.column
    first = pairs[0][0].start_mark.line
    dash = lines[first][:column]  # what stands before the first key: blanks, or the dash of a list's item
    chunks: dict[int, tuple[list[str], list[str]]] = {}  # by the key's line: comments above, own lines
    begin = first
    for at, (key, _) in enumerate(pairs):
        own = key.start_mark.line
        above = lines[begin:own]
        if at + 1 < len(pairs):
            begin = _above(lines, pairs[at][1], pairs[at + 1][0], column)
        else:
            begin = last_line(pairs[-1][1], lines) + 1
        chunks[own] = above, [lines[own][column:], *lines[own + 1 : begin]]
    top = _comments_of_first(lines, first, column) if dash.isspace() else first
    written: list[str] = []
    for at, (key, _) in enumerate(_sorted(pairs, form.keys)):
        above, own_lines = chunks[key.start_mark.line]
        if key.start_mark.line == first:
            above = lines[top:first]
        written += [*above, (dash if at == 0 else " " * column) + own_lines[0], *own_lines[1:]]
    return "\n".join([*lines[:top], *written, *lines[begin:]])


def _above(lines: list[str], before: Node, key: Node, column: int) -> int:
    """The first of the comments and blank lines above ``key`` that go with it, not with what is before."""
    at: int = key.start_mark.line
    end = last_line(before, lines)
    while at - 1 > end and (not lines[at - 1].strip() or indent(lines[at - 1]) <= column):
        at -= 1
    while at < key.start_mark.line and not lines[at].strip():
        at += 1  # blank lines stay where they are
    return at


def _comments_of_first(lines: list[str], first: int, column: int) -> int:
    """The first of the comments above a nested mapping's first key."""
    at = first
    while at and is_comment(lines[at - 1]) and indent(lines[at - 1]) == column:
        at -= 1
    return at
