"""YAML as a tree of text with places. Every scalar is text; anchors, tags and duplicate keys are refused.

Built from the parser's event stream, so that depth is bounded while reading and nothing is ever
constructed from a tag: a rule file cannot run code, and a hostile one is refused early.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from auditor.errors import RulebookError, RuleError, error
from auditor.spans import SourceFile, Span, Text

MAX_BYTES = 1_000_000
MAX_DEPTH = 24

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(dict[Text, "Node"]):
    """A YAML mapping and the span of its first key."""

    span: Span

    def key(self, name: str) -> Span:
        """Where the key ``name`` is written."""
        return next((key.span for key in self if key == name), self.span)


class Sequence(list["Node"]):
    """A YAML sequence and its span."""

    span: Span


Node = Text | Mapping | Sequence


def span_of(node: Node) -> Span:
    """Where a node is written."""
    return node.span


def read_source(path: Path, shown: str) -> SourceFile:
    """The file's text. Raises RulebookError E108 (too large) or E111 (unreadable)."""
    nowhere = Span(SourceFile(shown, ""), 0, 0)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RulebookError([error("E108", nowhere, why=f"超过 {MAX_BYTES // 1000} KB")])
        return SourceFile(shown, path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as why:
        reason = "不是 UTF-8 编码" if isinstance(why, UnicodeDecodeError) else (why.strerror or "")
        raise RulebookError([error("E111", nowhere, why=reason)]) from why


def parse_documents(source: SourceFile) -> list[Node]:
    """All documents of a YAML file, in order. Raises RulebookError with the first fault of shape."""
    try:
        return _Builder(source).documents()
    except yaml.MarkedYAMLError as why:
        mark = why.problem_mark or why.context_mark
        at = min(mark.index, len(source.text)) if mark is not None else 0
        raise RulebookError([_yaml_error(source, at, why)]) from why
    except yaml.YAMLError as why:  # a character that YAML does not allow
        raise RulebookError([error("E102", Span(source, 0, 0), why="文件里有不可见的控制字符")]) from why


def _yaml_error(source: SourceFile, at: int, why: yaml.MarkedYAMLError) -> RuleError:
    span = Span(source, at, at + 1)
    line = source.line(span.line)
    line_start = at - (span.column - 1)
    for first in (line_start, source.text.rfind("\n", 0, max(line_start - 1, 0)) + 1):
        key, wide, _ = source.text[first:].split("\n", 1)[0].partition("：")
        if wide and ":" not in key:
            return error("E101", Span(source, first + len(key), first + len(key) + 1))
    hint = ""
    if "{" in line:
        hint = "以“{”开头的文字要加引号，否则 YAML 会当作一组键值"
    elif "\t" in line[: len(line) - len(line.lstrip())]:
        hint = "缩进请用空格，不要用制表符"
    return error("E102", span, hint, why=str(why.problem or why.context or "结构不完整"))


class _Builder:
    """Turns the event stream into nodes, with a depth counter in place of recursion limits."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.events: Iterator[yaml.Event] = yaml.parse(source.text, Loader=_Loader)

    def documents(self) -> list[Node]:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                found.append(self._node(next(self.events), 0))
        return found

    def _node(self, event: yaml.Event, depth: int) -> Node:
        span = self._span(event)
        if depth > MAX_DEPTH:
            raise RulebookError([error("E108", span, why=f"嵌套超过 {MAX_DEPTH} 层")])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RulebookError([error("E107", span, what="锚点和引用（& 和 *）")])
        if getattr(event, "tag", None):
            raise RulebookError([error("E107", span, what="标签（!）")])
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(span, depth)
        return self._mapping(span, depth)

    def _sequence(self, span: Span, depth: int) -> Sequence:
        items = Sequence()
        items.span = span
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return items

    def _mapping(self, span: Span, depth: int) -> Mapping:
        items = Mapping()
        items.span = span
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise RulebookError([error("E105", span_of(key), name="键", expected="一行文字")])
            if key in items:
                raise RulebookError([error("E106", key.span, name=key)])
            items[key] = self._node(next(self.events), depth + 1)
        return items

    def _text(self, event: yaml.ScalarEvent) -> Text:
        start, end = _marks(event)
        if event.style in ("'", '"'):
            start, end = start + 1, end - 1
        elif event.style in ("|", ">"):
            start = self.source.text.find("\n", start) + 1
        return Text(event.value, Span(self.source, start, end))

    def _span(self, event: yaml.Event) -> Span:
        start, end = _marks(event)
        return Span(self.source, start, max(end, start + 1))


def _marks(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index
