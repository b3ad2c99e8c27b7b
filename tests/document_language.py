"""The tables of ``docs/language.md``: what is said of each name, tried on the manual's case file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.authoring.card import render_cards
from auditor.authoring.dictionary_form import DICTIONARY
from auditor.authoring.documents import DOCUMENTS
from auditor.authoring.examples import trials
from auditor.authoring.form import Form
from auditor.authoring.manual import FOLDER, Entry, entries, setting
from auditor.plan.rulebook import load_rulebook
from auditor.rulelang.functions import FUNCTIONS
from auditor.rulelang.words import CHINESE, UNITS

FILES: Mapping[str, Form] = {**DOCUMENTS, "dictionary": DICTIONARY}
EMPTY = "（空）"
SPECIMEN = FOLDER / "specimen.yaml"  # a rule with every key that is not of a box


def language(part: str) -> str:
    """A generated part of the manual, as Markdown."""
    match part.split():
        case ["records"]:
            return _records()
        case ["specimen"]:
            return _specimen()
        case ["keys", name]:
            return _keys(FILES[name])
        case ["keywords"]:
            return _words(entry for entry in entries("words").values() if entry.names[0] in CHINESE)
        case ["signs"]:
            return _words(entry for entry in entries("words").values() if entry.names[0] not in CHINESE)
        case ["functions"]:
            return _functions()
        case ["units"]:
            return _units()
        case ["formats"]:
            return _formats()
        case ["boxes"]:
            return "\n".join(_box(entry) for entry in entries("boxes").values())
    raise ValueError(part)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a line break in a cell is shown as one."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def code(text: str) -> str:
    """``text`` as code, or nothing."""
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _records() -> str:
    rows: Mapping[str, Sequence[Mapping[str, str]]] = setting()["rows"]
    dictionary = trials().rulebook.dictionary.records
    parts = []
    for name, cells in rows.items():
        above = "、".join(link.to for link in dictionary[name].links.values())
        of = f"（属于{above}）" if above else ""
        parts.append(f"{name}{of}\n")
        parts.append(table(list(cells[0]), [[row.get(field, EMPTY) for field in cells[0]] for row in cells]))
    return "\n".join(parts)


def _specimen() -> str:
    with TemporaryDirectory() as folder:
        Path(folder, SPECIMEN.name).write_bytes(SPECIMEN.read_bytes())
        rulebook = load_rulebook([FOLDER / "pack", folder])
    (rule,) = rulebook.rules
    written = SPECIMEN.read_text(encoding="utf-8")
    return f"```yaml\n{written}```\n\n卡片：\n\n```text\n{render_cards(rulebook, rule)}\n```\n"


def _keys(form: Form) -> str:
    return table(("项", "必写", "意思"), _key_rows(form, ""))


def _key_rows(form: Form, above: str) -> Iterator[tuple[str, str, str]]:
    """A row for each key, and for those below it; a list's items and free names show as one level."""
    for name, below in form.keys.items():
        path = f"{above}{name}"
        choices = f"可以写：{'、'.join(dict.fromkeys(below.choices.values()))}" if below.choices else ""
        required = "是" if name in form.required else "其中一个" if name in form.one_of else ""
        yield code(path), required, "。".join(part.rstrip("。") for part in (below.said, choices) if part)
        inner = _inner(below)
        if inner is not None:
            free = "名称." if below.values is not None else ""
            yield from _key_rows(inner, f"{path}.{free}")


def _inner(form: Form) -> Form | None:
    """The form whose keys stand below ``form``."""
    for one in (form, form.values, form.items):
        if one is not None and one.keys:
            return one
    return None


def _words(found: Iterable[Entry]) -> str:
    rows = []
    for entry in found:
        english = " ".join(CHINESE[word].value for word in entry.names if word in CHINESE)
        rows.append((_named(entry.name, english), entry.said, *_tried(entry)))
    return table(("写法", "意思", "例子和卡片上的话", "结果"), rows)


def _functions() -> str:
    rows = []
    for entry in entries("functions").values():
        function = FUNCTIONS[entry.name]
        takes = "，".join(one.said for one in function.takes)
        gives = function.result.value if function.result else "与它相同"
        written = f"{_named(entry.name, function.func.value)}\n要：{takes}\n得：{gives}"
        rows.append((written, entry.said, *_tried(entry)))
    return table(("函数", "意思", "例子和卡片上的话", "结果"), rows)


def _units() -> str:
    rows = []
    for entry in entries("units").values():
        others = [code(word) for word, unit in UNITS.items() if unit == UNITS[entry.name] and word != entry.name]
        rows.append((f"{code(entry.name)}\n也写 {'、'.join(others)}", entry.said, *_tried(entry)))
    return table(("单位", "意思", "例子和卡片上的话", "结果"), rows)


def _formats() -> str:
    rows = []
    for entry in entries("formats").values():
        (example,) = entry.examples
        written = next(iter(trials().show(example).outcomes.values()))
        rows.append((_named(entry.name, entry.english), entry.said, code(example.text), written))
    return table(("格式", "意思", "例子", "写成"), rows)


def _box(entry: Entry) -> str:
    parts = [f"### {entry.name}：{entry.title}\n", entry.said + "\n"]
    for example in entry.examples:
        shown = trials().show(example)
        card = "".join(f"{line}\n" for line in shown.card)
        parts += [
            f"```yaml\n{example.text}\n```\n",
            "卡片：\n",
            f"```text\n{card}```\n",
            f"结论：{'；'.join(shown.lines(example))}\n",
        ]
    return "\n".join(parts)


def _named(name: str, english: str) -> str:
    return code(name) + (f"\n{code(english)}" if english else "")


def _tried(entry: Entry) -> tuple[str, str]:
    """The examples with what the card says, and what comes of them."""
    told: list[str] = []
    came: list[str] = []
    for example in entry.examples:
        shown = trials().show(example)
        told += [code(example.text), *shown.card]
        came += shown.lines(example)
    return "\n".join(told), "\n".join(came)
