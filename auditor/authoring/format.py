"""``auditor fmt``: every file of a rulebook in its one way of writing, its meaning and its comments unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from auditor.authoring.cases import HEADINGS, VERDICTS, bar_table
from auditor.authoring.documents import EXPECTED, form_of
from auditor.authoring.form import Form, Line
from auditor.authoring.format_expressions import slots
from auditor.authoring.format_keys import order_keys
from auditor.authoring.format_layout import lay_out
from auditor.authoring.format_lines import lines_of, put_lines_right
from auditor.authoring.spelling import Spelling, prevailing
from auditor.errors import RulebookError, RuleError, error
from auditor.rulelang.functions import FUNCTIONS
from auditor.rulelang.nodes import Call
from auditor.rulelang.parser import parse
from auditor.spans import SourceFile, Span, Text
from auditor.yamltree import Mapping, Node, Sequence, parse_documents, read_source


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a file: its new text, or None with the reason why it is left as it is."""

    path: Path
    text: str | None
    changed: bool
    reason: str = ""


def format_files(paths: Iterable[Path], spelling: Spelling | None = None) -> Iterator[Formatted]:
    """Each YAML file in ``paths`` (files and folders) put in shape; nothing is written.

    Without a ``spelling`` each file takes that of its pack. Raises RulebookError for a file that
    cannot be read.
    """
    known: dict[Path, Spelling] = {}
    for path in _files(paths):
        pack = _pack_of(path)
        if spelling is None and pack not in known:
            known[pack] = spelling_of(pack)
        yield _format_file(path, spelling or known[pack])


def format_text(source: SourceFile, spelling: Spelling) -> str | None:
    """The text of a file in shape; None if it cannot be done without changing what it means.

    Raises RulebookError if the file is not YAML as rulebooks use it.
    """
    before = meaning(source)
    text = put_lines_right(source, spelling)
    text = lay_out(order_keys(text))
    try:
        after = meaning(SourceFile(source.path, text))
    except RulebookError:
        return None
    return text if after == before and _comments(text) == _comments(source.text) else None


def meaning(source: SourceFile) -> tuple[object, ...]:
    """What a file says, without places, order of keys that have none, and spelling of keywords."""
    found = []
    for document in parse_documents(source):
        form = form_of(document) if isinstance(document, Mapping) else Form()
        found.append(_meaning(document, form))
    return tuple(found)


def _meaning(node: Node, form: Form) -> object:
    if isinstance(node, Sequence):
        return [_meaning(item, form.items or Form()) for item in node]
    if isinstance(node, Mapping):
        parts = [(str(key), _meaning(part, form.keys.get(key) or form.values or Form())) for key, part in node.items()]
        return dict(parts) if form.keys else parts
    match form.line:
        case Line.EXPRESSION:
            return expression_meaning(node)
        case Line.TEMPLATE:
            return _template(node)
        case Line.BARS:
            return _table(node, form)
    return form.choices.get(node, str(node))


def expression_meaning(text: Text) -> object:
    try:
        return _bare(parse(text))
    except RulebookError:
        return str(text)


def _bare(node: object) -> object:
    """A syntax tree without places; functions by the same name in either language."""
    if isinstance(node, tuple):
        return tuple(_bare(part) for part in node)
    if not is_dataclass(node):
        return type(node), node
    parts = [_bare(getattr(node, part.name)) for part in fields(node) if part.compare and part.name != "span"]
    if isinstance(node, Call) and node.function in FUNCTIONS:
        parts[0] = FUNCTIONS[node.function].func
    return type(node), tuple(parts)


def _template(text: Text) -> object:
    pieces: list[object] = []
    at = 0
    for start, bar, end in slots(text):
        pieces += [str(text[at:start]), expression_meaning(text.cut(start, bar)), text[bar + 1 : end].strip()]
        at = end
    return [*pieces, str(text[at:])]


def _table(text: Text, form: Form) -> object:
    errors: list[RuleError] = []
    header, rows = bar_table(text, errors)
    if errors:
        return str(text)
    headings = (
        [HEADINGS.get(cell, str(cell)) for cell in header] if form is EXPECTED else [str(cell) for cell in header]
    )
    words = VERDICTS if form is EXPECTED else {}
    return [headings, *([words.get(cell, str(cell)) for cell in row] for row in rows)]


def _comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.lstrip().startswith("#"))


def _format_file(path: Path, spelling: Spelling) -> Formatted:
    source = read_source(path, path.as_posix())
    text = format_text(source, spelling)
    if text is None:
        return Formatted(path, None, False, "改写后意思会变，没有改动")
    return Formatted(path, text, path.read_bytes() != text.encode())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
        elif path.exists():
            yield path
        else:
            raise RulebookError([error("E111", Span(SourceFile(path.as_posix(), ""), 0, 0), why="没有这个文件")])


def _pack_of(path: Path) -> Path:
    """The pack that a file belongs to: the nearest folder above it that has a dictionary, else its own folder."""
    above = path.resolve().parents
    return next(
        (one for one in above if (one / "dictionary").is_dir() or (one / "dictionary.yaml").is_file()), above[0]
    )


def spelling_of(pack: Path) -> Spelling:
    """The spelling that most of a pack's expressions have."""
    return prevailing(_expressions(pack))


def _expressions(pack: Path) -> Iterator[Text]:
    for path in _files([pack]):
        try:
            source = read_source(path, path.as_posix())
            yield from (text for text, form, _ in lines_of(source) if form.line is Line.EXPRESSION)
        except RulebookError:
            continue  # said where the file itself is put in shape
