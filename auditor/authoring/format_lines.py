"""The lines of a rulebook's files, each put right in its place: expressions, templates, choices, tables with bars."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from wcwidth import wcswidth

from auditor.authoring.cases import HEADINGS, VERDICTS, bar_table
from auditor.authoring.documents import EXPECTED, form_of
from auditor.authoring.form import Form, Line
from auditor.authoring.format_expressions import Edit, expression_edits, template_edits
from auditor.authoring.spelling import Spelling
from auditor.errors import RulebookError, RuleError
from auditor.spans import SourceFile, Text
from auditor.yamltree import Mapping, Node, Sequence, parse_documents


def put_lines_right(source: SourceFile, spelling: Spelling) -> str:
    """The text of a file with every line of it that has one way of writing written so."""
    edits: list[Edit] = []
    for text, form, in_brackets in lines_of(source):
        match form.line:
            case Line.EXPRESSION | Line.TEMPLATE:
                edits += _expression(text, form.line, spelling, in_brackets)
            case Line.BARS:
                edits += _bars(text, form, spelling)
            case _:
                new = _choice(text, form, spelling)
                if new != text and not text.quote:
                    edits.append(Edit(text.span.start, text.span.end, new))
    return apply(source.text, edits)


def lines_of(source: SourceFile) -> Iterator[tuple[Text, Form, bool]]:
    """Every line of a file (not the keys) with its form, and whether it stands in brackets of YAML."""
    for document in parse_documents(source):
        form = form_of(document) if isinstance(document, Mapping) else Form()
        yield from _lines(document, form, False)


def _lines(node: Node, form: Form, in_brackets: bool) -> Iterator[tuple[Text, Form, bool]]:
    if isinstance(node, Text):
        yield node, form, in_brackets
        return
    in_brackets = in_brackets or node.span.source.text[node.span.start] in "{["
    if isinstance(node, Sequence):
        for item in node:
            yield from _lines(item, form.items or Form(), in_brackets)
        return
    for key, value in node.items():
        yield from _lines(value, form.keys.get(key) or form.values or Form(), in_brackets)


def apply(text: str, edits: list[Edit]) -> str:
    """``text`` with all edits made; they do not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def _choice(text: Text, form: Form, spelling: Spelling) -> str:
    if spelling is Spelling.CHINESE:
        return form.choices.get(text, text)
    return next((english for english, chinese in form.choices.items() if chinese == text), text)


def _expression(text: Text, line: Line, spelling: Spelling, in_brackets: bool) -> list[Edit]:
    """Edits of the file for the edits of an expression; [] if it cannot be parsed (``auditor check`` says why)."""
    try:
        wanted = expression_edits(text, spelling) if line is Line.EXPRESSION else template_edits(text, spelling)
    except RulebookError:
        return []
    written = text.span.source.text
    edits: list[Edit] = []
    for edit in wanted:
        span = text.part(edit.start, edit.end)
        if "\n" not in written[span.start : span.end]:  # a line break the author has chosen stays
            edits.append(Edit(span.start, span.end, _escaped(edit.new, text.quote)))
    start, end = text.span.start, text.span.end
    if edits and not text.quote and "\n" not in written[start:end]:
        whole = apply(written[start:end], [Edit(e.start - start, e.end - start, e.new) for e in edits])
        if not _is_plain(whole, in_brackets):
            return [Edit(start, end, "'" + whole.replace("'", "''") + "'")]
    return edits


def _escaped(text: str, quote: str) -> str:
    if quote == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if quote == "'" else text


def _is_plain(text: str, in_brackets: bool) -> bool:
    """Whether YAML reads ``text`` without quotes as just this text."""
    around = ("[", "]") if in_brackets else ("- ", "")
    try:
        return bool(yaml.load(text.join(around), Loader=yaml.BaseLoader) == [text])
    except yaml.YAMLError:
        return False


def _bars(text: Text, form: Form, spelling: Spelling) -> list[Edit]:
    """A table after ``|``, its columns aligned; other tables, and ragged ones, stay as they are."""
    written = text.span.source.text
    errors: list[RuleError] = []
    header, rows = bar_table(text, errors)
    first = text.part(0, 1).start
    start = written.rfind("\n", 0, first) + 1
    margin = written[start:first]
    after_bar = start > 0 and not margin.strip(" ")
    if errors or text.quote or not after_bar or not header or not header[0] or text[0].isspace():
        return []
    cells: list[list[str]] = [[str(cell) for cell in row] for row in [header, *rows]]
    if form is EXPECTED:
        cells = [
            [_respelt(cell, HEADINGS if at == 0 else VERDICTS, spelling) for cell in row]
            for at, row in enumerate(cells)
        ]
    if any(wcswidth(cell) < 0 for row in cells for cell in row):
        return []
    end, drawn = start, text.rstrip("\n").split("\n")
    for _ in drawn:
        end = written.find("\n", end) + 1 or len(written)
    if [line.strip() for line in written[start:end].rstrip("\n").split("\n")] != [line.strip() for line in drawn]:
        return []  # folded lines, not a table after |
    new = "".join(f"{margin}{line}\n" for line in _aligned(cells))
    return [Edit(start, end, new)] if written[start:end] != new else []


def _respelt(cell: str, words: dict[str, str], spelling: Spelling) -> str:
    if spelling is Spelling.CHINESE:
        return words.get(cell, str(cell))
    return next((english for english, chinese in words.items() if chinese == cell), str(cell))


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(wcswidth, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = [cell + " " * (width - wcswidth(cell)) for cell, width in zip(row, widths, strict=True)]
        yield " | ".join(padded).rstrip()
