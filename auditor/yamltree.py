"""YAML as a tree of text with places. Every scalar is text; anchors, tags and duplicate keys are refused.

Built from the parser's event stream, so that depth is bounded while reading and nothing is ever
constructed from a tag: a rule file cannot run code, and a hostile one is refused early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from auditor.errors import RulebookError, RuleError, error
from auditor.spans import SourceFile, Span, Text

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 20_000  # ten times the largest calendar; bounds all work on one file

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


def span_at(node: Node, path: tuple[str | int, ...]) -> Span:
    """Where the deepest part of ``node`` is written to which ``path`` (keys and indexes) leads."""
    span = span_of(node)
    for step in path:
        if isinstance(node, Mapping):
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


def wide_colon(text: Text) -> RuleError | None:
    """E101 at the first full-width colon of a text that stands where keys are wanted."""
    at = text.find("：")
    return error("E101", text.part(at, at + 1)) if at >= 0 else None


def read_source(path: Path, shown: str) -> SourceFile:
    """The file's text. Raises RulebookError E108 (too large) or E111 (unreadable)."""
    nowhere = Span(SourceFile(shown, ""), 0, 0)
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            why = "不是普通文件" if path.exists() else "没有这个文件"
            raise RulebookError([error("E111", nowhere, why=why)])
        if path.stat().st_size > MAX_BYTES:
            raise RulebookError([error("E108", nowhere, why=f"超过 {MAX_BYTES // 1000} KB")])
        return SourceFile(shown, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as why:
        hint = "请另存为 UTF-8 编码"
        raise RulebookError([error("E111", nowhere, hint, why="不是 UTF-8 编码")]) from why
    except OSError as why:
        raise RulebookError([error("E111", nowhere, why=why.strerror or "打不开")]) from why


def parse_documents(source: SourceFile) -> list[Node]:
    """All documents of a YAML file, in order. Raises RulebookError with the first fault of shape."""
    try:
        return _Builder(source).documents()
    except yaml.MarkedYAMLError as why:
        raise RulebookError([_yaml_error(source, why)]) from why
    except yaml.YAMLError as why:  # a character that YAML does not allow
        at = next((at for at, char in enumerate(source.text) if not (char.isprintable() or char in "\n\t")), 0)
        raise RulebookError([error("E102", Span(source, at, at + 1), why="文件里有不可见的控制字符")]) from why


# What libyaml (and PyYAML's own parser) says → what an author understands. The first that fits is taken.
_PROBLEMS = (
    ("mapping values are not allowed", "这里多了一个冒号，或者缩进不对", "文字里有“: ”时，整段文字要加引号"),
    ("could not find expected ':'", "这一行缺少“: ”", ""),
    ("found unexpected end of stream", "引号没有配对", ""),
    ("expected ',' or ']'", "方括号没有配对，或者各项之间缺少逗号", ""),
    (
        "expected ',' or '}'",
        "大括号没有配对，或者各项之间缺少逗号",
        "大括号里含有 , [ ] 的文字要加引号，或者每项另起一行",
    ),
    ("unknown escape character", "双引号里的“\\”是转义，这里的写法不对", "不需要转义的文字改用单引号"),
    ("expected hexdecimal number", "双引号里的“\\”是转义，这里的写法不对", "不需要转义的文字改用单引号"),
    ("cannot start any token", "这个符号不能用在开头", "以 @ ` % 等符号开头的文字要加引号；缩进请用空格"),
    ("sequence entries are not allowed", "“- ”不能写在这里", ""),
    ("alphabetic or numeric character", "& 和 * 有特殊含义", "以 & 或 * 开头的文字要加引号"),
    ("tab character", "缩进里有制表符", "缩进请用空格，不要用制表符"),
    ("expected '-' indicator", "列表的每一项都要以“- ”开头，并且对齐", ""),
    ("expected <block end>", "缩进与上面各行不一致", ""),
    ("did not find expected key", "缩进与上面各行不一致", ""),
    ("<document start>", "文件中间出现了不属于任何一项的内容", "缩进与上面各行要一致"),
    ("YAML document", "以 % 开头的一行是 YAML 指令，这里不用", ""),
    ("block scalar", "“|”或“>”后面要换行，文字从下一行写起", ""),
    ("expected a comment or a line break", "“|”或“>”后面要换行，文字从下一行写起", ""),
    ("expected the node content", "这里缺少内容", ""),
    ("did not find expected node content", "这里缺少内容，或者多了一个符号", ""),
)
_UNKNOWN_PROBLEM = ("", "结构不完整", "")
_AFTER_CLOSING = re.compile(r": +[{\[\"'].*[}\]\"']\s*$")
_UNCLOSED = ("end of stream", "expected ',' or")  # best shown where the quote or bracket was opened


def _yaml_error(source: SourceFile, why: yaml.MarkedYAMLError) -> RuleError:
    problem = f"{why.problem or ''} {why.context or ''}"
    unclosed = any(part in problem for part in _UNCLOSED)
    mark = why.context_mark if unclosed and why.context_mark is not None else why.problem_mark
    at = min(mark.index, len(source.text)) if mark is not None else 0
    if at == len(source.text):  # what is missing is missing after the last thing written
        at = max(len(source.text.rstrip()) - 1, 0)
    span = Span(source, at, at + 1)
    for line in (span.line, span.line - 1):  # a key without its colon is noticed one line later
        key, wide, _ = source.line(line).partition("：")
        if wide and ":" not in key:
            at = source.starts[line - 1] + len(key)
            return error("E101", Span(source, at, at + 1))
    if "expected ','" in problem and (comma := source.line(span.line).find("，", span.column - 1)) >= 0:
        at = source.starts[span.line - 1] + comma
        hint = "括号里各项之间用半角逗号加空格“, ”"
        return error("E102", Span(source, at, at + 1), hint, why="这里用了全角逗号“，”")
    if _AFTER_CLOSING.search(source.line(span.line)[: span.column - 1]) and "expected key" in problem:
        hint = "以“{”“[”或引号开头的文字，整段要加引号"
        return error("E102", span, hint, why="括号或引号已经结束，后面还有文字")
    _, said, hint = next((known for known in _PROBLEMS if known[0] in problem), _UNKNOWN_PROBLEM)
    indent = source.line(span.line)[: span.column]
    if "\t" in indent and not indent.strip():
        said, hint = "缩进里有制表符", "缩进请用空格，不要用制表符"
    return error("E102", span, hint, why=said)


class _Builder:
    """Turns the event stream into nodes, counting depth and nodes in place of recursion limits."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.events: Iterator[yaml.Event] = yaml.parse(source.text, Loader=_Loader)
        self.nodes = 0

    def documents(self) -> list[Node]:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                found.append(self._node(next(self.events), 0))
        return found

    def _node(self, event: yaml.Event, depth: int) -> Node:
        span = self._span(event)
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise RulebookError([error("E108", span, why=f"嵌套超过 {MAX_DEPTH} 层")])
        if self.nodes > MAX_NODES:
            raise RulebookError([error("E108", span, why=f"超过 {MAX_NODES} 项")])
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
            items.span = key.span if not items else items.span
            items[key] = self._node(next(self.events), depth + 1)
        return items

    def _text(self, event: yaml.ScalarEvent) -> Text:
        start, end = _marks(event)
        quote = event.style if event.style in ("'", '"') else ""
        if quote:
            start, end = start + 1, end - 1
        elif event.style in ("|", ">"):
            start = self.source.text.find("\n", start) + 1
            indent = end - start - len(self.source.text[start:end].lstrip(" "))
            start += indent if self.source.text[start + indent : start + indent + 1] != "\n" else 0
        return Text(event.value, Span(self.source, start, end), quote)

    def _span(self, event: yaml.Event) -> Span:
        start, end = _marks(event)
        return Span(self.source, start, max(end, start + 1))


def _marks(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index
