"""Two blanks of indentation a level, no blanks at the ends of lines, one line feed at the end."""

from __future__ import annotations

import re

from yaml.nodes import MappingNode, Node, SequenceNode

from auditor.authoring.outline import compose, indent, is_block, is_block_scalar, is_comment, last_line

_STEP = 2
_DASH = re.compile(r"-( +)(?=\S)")
_SIZED = re.compile(r"[|>][+-]?[1-9]")  # a text that states its own indentation


def lay_out(text: str) -> str:
    """``text`` indented anew; a file with lists directly in lists, or texts that state their indentation, is not."""
    layout = _Layout(text.split("\n"))
    for node, _ in compose(text):
        layout.block(node, 0, {})
    return "\n".join(layout.written()).rstrip("\n") + "\n"


class _Layout:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.moved: dict[int, int] = {}  # line → its new indentation
        self.levels: dict[int, dict[int, int]] = {}  # line with a key or dash → old column of each level → new
        self.kept: set[int] = set()  # lines of texts, where blanks at the end may count
        self.strange = False

    def block(self, node: Node, target: int, levels: dict[int, int]) -> None:
        """Lays out a mapping or list whose keys or dashes are to stand at column ``target``."""
        if not is_block(node) or not node.value:
            return
        column = node.start_mark.column
        inside = {**levels, column: target}
        if isinstance(node, MappingNode):
            for key, value in node.value:
                self.anchor(key.start_mark.line, column, target, inside)
                self.value(value, key, target, inside)
            return
        dashes = self.dashes(node, column)
        for line in dashes:
            self.anchor(line, column, target, inside)
        for item in node.value:
            if isinstance(item, SequenceNode) and is_block(item):
                self.strange = True
            self.block(item, target + _STEP, inside)
            if not is_block(item):
                self.rest(item, item.start_mark.line, target)

    def value(self, value: Node, key: Node, target: int, levels: dict[int, int]) -> None:
        if is_block(value):
            self.block(value, target + _STEP, levels)
        else:
            self.rest(value, key.start_mark.line, target)

    def anchor(self, line: int, column: int, target: int, levels: dict[int, int]) -> None:
        """A key or dash: if its line begins with it, it says how far the line is indented."""
        if indent(self.lines[line]) == column:
            self.moved[line] = target
        self.levels[line] = levels

    def dashes(self, node: Node, column: int) -> list[int]:
        """The lines of a list's dashes: all else inside it is indented further."""
        lines = range(node.start_mark.line, last_line(node, self.lines) + 1)
        return [at for at in lines if indent(self.lines[at]) == column and self.lines[at][column : column + 1] == "-"]

    def rest(self, node: Node, line: int, target: int) -> None:
        """The further lines of a text or of a list or mapping in brackets, below a key or dash at ``target``."""
        inside = range(line + 1, last_line(node, self.lines) + 1)
        if not is_block_scalar(node):
            for at in inside:
                if not is_comment(self.lines[at]) or not isinstance(node, (MappingNode, SequenceNode)):
                    self.moved[at] = target + _STEP
            return
        header = self.lines[node.start_mark.line][node.start_mark.column :]
        self.strange = self.strange or _SIZED.match(header) is not None
        own = next((indent(self.lines[at]) for at in inside if self.lines[at].strip()), 0)
        for at in inside:
            self.kept.add(at)
            if self.lines[at].strip():
                self.moved[at] = target + _STEP + indent(self.lines[at]) - own

    def written(self) -> list[str]:
        """The lines as they are to be."""
        found = []
        for at, line in enumerate(self.lines):
            if self.strange or at not in self.moved:
                text = line
                if not self.strange and is_comment(line) and at not in self.kept:
                    text = " " * self.comment(at) + line.strip()
            else:
                text = " " * self.moved[at] + line.lstrip(" ")
                if at in self.levels:
                    text = _one_blank_after_dash(text, self.moved[at])
            found.append(text if at in self.kept else text.rstrip())
        return found

    def comment(self, at: int) -> int:
        """How far a comment is indented: as what follows, if it stood there, else as the level it stood at."""
        own = indent(self.lines[at])
        after = next((line for line in sorted(self.levels) if line > at), None)
        if after is not None and own == indent(self.lines[after]) and after in self.moved:
            return self.moved[after]
        before = next((line for line in sorted(self.levels, reverse=True) if line < at), None)
        if before is None:
            return 0
        return max((new for old, new in self.levels[before].items() if old <= own), default=0)


def _one_blank_after_dash(text: str, column: int) -> str:
    return text[:column] + _DASH.sub("- ", text[column:], count=1) if text[column:].startswith("- ") else text
