"""The text of a Word document as its parser meets it: paragraphs, tables of cells, marks for boxes and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.sheet import PICTURE

TICKED, UNTICKED = "☑", "☐"
FLOATING = "〔浮动图片〕"  # a picture that floats over the page: it may belong to any place near it

_WORD = "wordprocessingml"
_UNREAD = {"w:del", "w:moveFrom", "w:pPr", "Fallback"}  # deleted, moved away, layout, a second copy for old programs
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_TRUE = ("", "1", "true", "on")  # a switch without a value is on
_BOXES: Mapping[str, Mapping[int, str]] = {  # fonts whose letters are pictures
    "wingdings": dict.fromkeys((0xFE, 0xFC, 0xFD, 0x6E), TICKED) | dict.fromkeys((0xA8, 0x6F, 0x71, 0x72), UNTICKED),
    "wingdings 2": dict.fromkeys((0x50, 0x51, 0x52), TICKED) | {0xA3: UNTICKED},
}


@dataclass(slots=True)
class Cell:
    """A cell of a table: its text, over how many columns it goes, whether it goes on the one above."""

    text: str = ""
    span: int = 1
    goes_on: bool = False
    hidden: bool = False  # a part of the cell before it


@dataclass(slots=True)
class Row:
    """A row of a table: its cells, and how many columns are left out before them."""

    cells: list[Cell] = field(default_factory=list)
    before: int = 0
    deleted: bool = False


@dataclass(slots=True)
class _Control:
    """A content control: what stands in place of what it shows."""

    placeholder: bool = False
    box: str = ""
    mutes: bool = False


class Body:
    """Takes the events of the parser. ``lines`` are the paragraphs outside tables, with an int where a table stands.

    ``tables`` are all tables in the order of their beginnings, nested ones after what they stand in.
    """

    def __init__(self, limits: Limits) -> None:
        self.lines: list[str | int] = []
        self.tables: list[list[Row]] = []
        self._limits = limits
        self._open: list[list[Row]] = []
        self._cells: list[Cell] = []  # that are open
        self._texts: list[list[str]] = [[]]  # of the document, then of each of these
        self._elements: list[str] = []
        self._unread = 0  # the depth at which something began that is not read
        self._muted = 0  # controls that show something else than was entered
        self._controls: list[_Control] = []
        self._in_text = self._floats = False
        self._image = self._signature_line = False
        self._font = ""
        self._choices: list[str] = []  # of a field of an older kind
        self._chosen = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = _short(tag)
        self._elements.append(name)
        if self._unread:
            return
        if name in _UNREAD:
            if name == "w:del" and self._elements[-2:-1] == ["w:trPr"] and self._open:
                self._open[-1][-1].deleted = True
            self._unread = len(self._elements)
            return
        value = next((text for key, text in attributes.items() if key.rpartition(" ")[2] == "val"), "")
        match name:
            case "w:tbl":
                self._table()
            case "w:tr" if self._open:
                self._open[-1].append(Row())
            case "w:tc":
                self._cell()
            case "w:gridBefore" if self._open and self._open[-1]:
                self._open[-1][-1].before = self._columns(value)
            case "w:gridSpan" | "w:vMerge" | "w:hMerge" if self._cells:
                self._merge(self._cells[-1], name, value)
            case "w:sdt":
                self._controls.append(_Control())
            case "w:showingPlcHdr" | "w14:checkbox" | "w14:checked" | "w:sdtContent" if self._controls:
                self._control(self._controls[-1], name, value)
            case _:
                self._sign(name, attributes, value)

    def end(self, _: str) -> None:
        """The last element that began ends."""
        name, depth = self._elements.pop(), len(self._elements) + 1
        if self._unread:
            self._unread = 0 if depth == self._unread else self._unread
            return
        match name:
            case "w:t":
                self._in_text = False
            case "w:p":
                self._write("\n", always=True)
                if not self._open:
                    self._paragraph()
            case "w:tc":
                self._cells.pop().text = _trimmed("".join(self._texts.pop()))
            case "w:tbl":
                self._open.pop()
            case "w:sdt":
                self._muted -= self._controls.pop().mutes
            case "w:checkBox":
                self._write(TICKED if self._chosen in _TRUE[1:] else UNTICKED)
            case "w:ddList" if self._chosen.isdecimal() and int(self._chosen[:6]) < len(self._choices):
                self._write(self._choices[int(self._chosen)])
            case "anchor":
                self._floats = False
            case "w:pict" | "w:object":
                if self._image and not self._signature_line:
                    self._write(FLOATING if self._floats and not self._open else PICTURE)
                self._image = self._signature_line = self._floats = False

    def text(self, characters: str) -> None:
        """Characters of the element that began last."""
        if self._in_text and not self._unread:
            boxes = _BOXES.get(self._font)
            if boxes:
                characters = "".join(boxes.get(_of_font(char), char) for char in characters)
            self._write(characters)

    def _sign(self, name: str, attributes: Mapping[str, str], value: str) -> None:
        """What stands in a line of text begins: letters, boxes, pictures."""
        match name:
            case "w:r":
                self._font = ""
            case "w:rFonts":
                fonts = (text for key, text in attributes.items() if key.rpartition(" ")[2] in ("ascii", "hAnsi"))
                self._font = next(fonts, "").lower()
            case "w:t":
                self._in_text = True
            case "w:tab" | "w:br" | "w:cr" | "w:noBreakHyphen":
                self._write(_SIGNS[name])
            case "w:sym":
                told = {key.rpartition(" ")[2]: text for key, text in attributes.items()}
                self._write(_box(told.get("font", "").lower(), told.get("char", "")))
            case "w:checkBox" | "w:ddList":
                self._choices, self._chosen = [], ""
            case "w:default" | "w:checked" | "w:result":
                self._chosen = value.lower()
            case "w:listEntry":
                self._choices.append(value)
            case "anchor":
                self._floats = True
            case "shape" | "rect":
                self._floats = "position:absolute" in attributes.get("style", "").replace(" ", "")
            case "pic" | "contentPart":  # the latter is written with a pen on the screen
                self._write(FLOATING if self._floats and not self._open else PICTURE)
            case "imagedata":
                self._image = True
            case "signatureline":  # the picture of a line on which nobody has signed yet
                self._signature_line = True

    def _write(self, text: str, *, always: bool = False) -> None:
        if self._muted and not always:
            box = next((control for control in reversed(self._controls) if control.box), None)
            if box is None or box.box == "_":
                return
            text, box.box = box.box, "_"
        self._texts[-1].append(text)

    def _paragraph(self) -> None:
        text = _trimmed("".join(self._texts[0]))
        self._texts[0].clear()
        if text:
            self.lines.append(text)

    def _table(self) -> None:
        if not self._open:
            self._paragraph()
            self.lines.append(len(self.tables))
        table: list[Row] = []
        self.tables.append(table)
        self._open.append(table)

    def _cell(self) -> None:
        self._cells.append(Cell())
        self._texts.append([])
        if self._open and self._open[-1]:
            self._open[-1][-1].cells.append(self._cells[-1])

    def _merge(self, cell: Cell, name: str, value: str) -> None:
        match name:
            case "w:gridSpan":
                cell.span = max(1, self._columns(value))
            case "w:vMerge":
                cell.goes_on = value != "restart"
            case "w:hMerge":
                cell.hidden = value != "restart"

    def _columns(self, value: str) -> int:
        number = int(value) if value.isdecimal() and len(value) < 10 else 1
        if number > self._limits.columns:
            raise UnreadableFile(f"有一张表超过 {self._limits.columns:,} 列")
        return number

    def _control(self, control: _Control, name: str, value: str) -> None:
        match name:
            case "w:showingPlcHdr":
                control.placeholder = value.lower() in _TRUE
            case "w14:checkbox":
                control.box = UNTICKED
            case "w14:checked":
                control.box = TICKED if value.lower() in _TRUE else UNTICKED
            case "w:sdtContent":
                control.mutes = control.placeholder or bool(control.box)
                self._muted += control.mutes


@lru_cache(512)
def _short(tag: str) -> str:
    """The local name of an element, those of Word itself behind ``w:`` or ``w14:``."""
    space, _, name = tag.rpartition(" ")
    if _WORD in space and space.endswith("/main"):
        return f"w:{name}"
    return f"w14:{name}" if space.endswith("word/2010/wordml") else name


def _box(font: str, char: str) -> str:
    """A sign out of a font of pictures: the box that it draws, else nothing."""
    try:
        code = int(char, 16)
    except ValueError:
        return ""
    return _BOXES.get(font, {}).get(code & 0xFF, "")


def _of_font(char: str) -> int:
    """The place of a character in a font of pictures, which programs also write as U+F000 and what follows."""
    code = ord(char)
    return code - 0xF000 if 0xF000 <= code <= 0xF0FF else code


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
