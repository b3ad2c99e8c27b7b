"""Reading YAML: every scalar is text with its place, and what could hurt is refused early."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import RulebookError
from auditor.spans import SourceFile, Text
from auditor.yamltree import MAX_BYTES, Mapping, Sequence, parse_documents, read_source, span_at


def parse(text: str) -> object:
    (tree,) = parse_documents(SourceFile("f.yaml", text))
    return tree


def value(text: str) -> Text:
    tree = parse(text)
    assert isinstance(tree, Mapping)
    found = tree[Text("a")]
    assert isinstance(found, Text)
    return found


def code(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        parse_documents(SourceFile("f.yaml", text))
    (fault,) = caught.value.errors
    return fault.code


@pytest.mark.parametrize("written", ["no", "012", "2025-01-01", "1e3", "~", "true", "0x1F", "null", "1_000"])
def test_every_scalar_is_text(written: str) -> None:
    """Nothing is turned into a truth value, number, date or null on the way in."""
    assert value(f"a: {written}\n") == written


def test_trees_keep_their_order_and_places() -> None:
    """Mappings and sequences come in file order, and each part says where it is written."""
    tree = parse("甲: 1\n乙: [x, y]\n")
    assert isinstance(tree, Mapping)
    assert list(tree) == ["甲", "乙"]
    items = tree[Text("乙")]
    assert isinstance(items, Sequence)
    assert [str(item.span) for item in items] == ["f.yaml:2:5", "f.yaml:2:8"]
    assert str(tree.key("乙")) == "f.yaml:2:1"
    assert span_at(tree, ("乙", 1)).text == "y"
    assert span_at(tree, ("乙", 7)).text == "乙"
    assert span_at(tree, ("丙",)).text == "甲"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 甲 乙 丙\n", "丙"),
        ("a: '甲 ''乙'' 丙'\n", "丙"),
        ('a: "甲 \\"乙\\" 丙"\n', "丙"),
        ('a: "甲\\u4e59\\x41\\n丙"\n', "丙"),
        ('a: "甲\\\n   丙"\n', "丙"),
        ("a: 甲\n   乙\n   丙\n", "丙"),
        ("a: |\n  甲\n\n  乙丙\n", "丙"),
        ("a: >-\n  甲\n  乙\n\n  丙\n", "丙"),
        ("a: |\n    甲\n      丙\n", "丙"),
    ],
)
def test_a_part_of_a_value_is_found_where_it_is_written(text: str, part: str) -> None:
    """Quotes, escapes, folded lines and blocks do not displace the place of a part."""
    found = value(text)
    start = found.index(part)
    span = found.part(start, start + 1)
    assert span.source.text[span.start : span.end] == part
    assert span == found.cut(start, start + 1).span


def test_a_quote_mark_within_quotes_has_its_own_place() -> None:
    """The second of two doubled quotation marks is the second, not the first's twin."""
    found = value("a: 'x''''y'\n")
    assert found == "x''y"
    assert [found.part(at, at + 1).column for at in range(4)] == [5, 6, 8, 10]


@given(st.text(alphabet="甲乙ab \\\"'\n:{}-é𠀀", max_size=30))
def test_places_of_a_quoted_scalar_run_forward(text: str) -> None:
    """Whatever a double-quoted scalar holds, its places are in order and inside it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    found = value(f'a: "{escaped}"\n')
    assert found == text
    places = [found.part(at, at + 1).start for at in range(len(found))]
    assert places == sorted(places)
    assert all(found.span.start <= place < found.span.end for place in places)


def test_places_count_characters_beyond_the_basic_plane() -> None:
    """A rare Han character is one character, as its author counts."""
    found = value("a: 𠀀甲 b\n")
    assert found.part(3, 4).text == "b"


def test_carriage_returns_and_byte_order_marks_are_gone(tmp_path: Path) -> None:
    """Files saved on Windows read as others do."""
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: 2\r\n".encode())
    assert read_source(path, "f.yaml").text == "a: 1\nb: 2\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\n", "E107"),
        ("a: *x\n", "E107"),
        ("a: !x 1\n", "E107"),
        ("!!map {a: 1}\n", "E107"),
        ("a: !!python/object/apply:os.system ['true']\n", "E107"),
        ("a: 1\na: 2\n", "E106"),
        ("'a': 1\na: 2\n", "E106"),
        ("? [x]\n: 1\n", "E105"),
        ("? {x: 1}\n: 1\n", "E105"),
        ("a\x07: 1\n", "E102"),
        ("a：1\nb: 2\n", "E101"),
        ("a: [1\n", "E102"),
        ("%YAML 9.9\n---\na: 1\n", "E102"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    """Anchors, aliases, tags, duplicate keys, keys that are no text, and broken YAML."""
    assert code(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1000,
        "a: " + "{b: " * 1000,
        "- " * 1000 + "x",
        "".join(" " * depth + "a:\n" for depth in range(1000)),
        "".join(f"a{number}: 1\n" for number in range(60_000)),
    ],
    ids=["flow sequences", "flow mappings", "dashes", "indentation", "many keys"],
)
def test_depth_and_size_are_refused_quickly(text: str) -> None:
    """A thousand levels, or more items than any rule needs, are refused before they are built."""
    start = time.perf_counter()
    assert code(text) == "E108"
    assert time.perf_counter() - start < 2


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    """Ten megabytes are refused by their size."""
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(10 * MAX_BYTES)
    start = time.perf_counter()
    with pytest.raises(RulebookError, match="E108 文件太大或嵌套太深：超过 1000 KB"):
        read_source(path, "f.yaml")
    assert time.perf_counter() - start < 0.5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that nobody writes to is refused, not opened."""
    os.mkfifo(tmp_path / "f.yaml")
    with pytest.raises(RulebookError, match="E111 读不了文件：不是普通文件"):
        read_source(tmp_path / "f.yaml", "f.yaml")


@given(st.text(max_size=80))
def test_any_text_gives_a_tree_or_one_error(text: str) -> None:
    """No text at all makes the reader raise anything but a RulebookError, and its message can be shown."""
    shown = ["f.yaml:"]
    try:
        parse_documents(SourceFile("f.yaml", text))
    except RulebookError as why:
        shown = [fault.render() for fault in why.errors]
    assert len(shown) == 1
    assert shown[0].startswith("f.yaml:")
