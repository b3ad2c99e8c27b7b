"""Encodings: told by the bytes, never silently guessed, and text broken before it came here is said to be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.records.reading.content import Content, UnreadableFile
from auditor.records.reading.texts.encoding import text_of_file
from auditor.records.reading.texts.garbled import say_garbled

TEXT = "档案号,姓名,联系日期,内容\n1024,麦小华,2024-12-03,上门探访，身体状况良好\n1025,谢炜,2024-12-04,与家属沟通\n"
TRADITIONAL = "檔案號,姓名,聯繫日期,內容\n1024,麥小華,2024-12-03,上門探訪，身體狀況良好\n"
HAN = st.text(st.characters(codec="gb2312", categories=["Lo"], min_codepoint=0x4E00), min_size=1, max_size=8)


def read(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and its problems as code and text."""
    content = Content("a.csv", ".csv", data)
    text = text_of_file(content)
    say_garbled(content, text, lambda: text.split("\n"))
    return text, [f"{fault.code} {fault.row} {fault.text}" for fault in content.problems]


def codes(data: bytes) -> list[str]:
    return [fault[:4] for fault in read(data)[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [TEXT, TRADITIONAL, "a,b\n", "", "名"])
def test_the_usual_encodings_are_read_without_a_word(encoding: str, text: str) -> None:
    """UTF-8, GB18030 and what bears a mark; a single word is enough."""
    assert read(text.encode(encoding)) == (text, [])


def test_the_other_byte_order_with_its_mark() -> None:
    """UTF-16 of either order."""
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (TEXT, [])


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("big5", "Big5"), ("cp950", "Big5")]
)
def test_an_unusual_encoding_is_told(encoding: str, said: str) -> None:
    """As a notice that names it."""
    text, problems = read(TRADITIONAL.encode(encoding))
    assert text == TRADITIONAL
    assert [fault[:4] for fault in problems] == ["D640"]
    assert said in problems[0]
    for length in (12, 20):
        assert read(TRADITIONAL[:length].encode(encoding))[0] == TRADITIONAL[:length]


@settings(deadline=None)
@given(st.lists(HAN, min_size=2, max_size=30))
def test_simplified_chinese_in_gbk_is_never_taken_for_anything_else(words: list[str]) -> None:
    """Rare characters, short files: the text comes back, whatever is said of it."""
    text = "编号,姓名,联系日期\n" + "\n".join(f"{number},{word},2024-12-03" for number, word in enumerate(words))
    assert read(text.encode("gbk"))[0] == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_undecodable_bytes_lose_no_row(encoding: str) -> None:
    """The rest is read and the row named; a character cut at the end is no reason either."""
    lines = (TEXT * 20).encode(encoding).split(b"\n")
    lines[4] = lines[4][:-1] + b"\xff\xff"
    text, problems = read(b"\n".join(lines))
    assert text.count("\n") == 60
    assert text.count("麦小华") == 20
    assert [fault[:6] for fault in problems] == ["D641 5"]
    assert codes(TEXT.encode(encoding)[:-3]) in ([], ["D641"])


@pytest.mark.parametrize(
    "broken",
    [
        TEXT.encode().decode("gbk", "ignore").encode(),  # UTF-8 opened as GBK and saved as UTF-8
        TEXT.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "ignore").encode(),  # 锟斤拷
        TEXT.encode("gbk").decode("latin-1").encode(),
        TEXT.encode("gbk").decode("utf-8", "replace").encode(),
        TEXT.encode().decode("cp1252", "replace").encode(),
    ],
)
def test_text_broken_by_an_earlier_program_is_told(broken: bytes) -> None:
    """Opened in a wrong encoding and saved again: nothing can mend it here, so it is said."""
    assert set(codes(broken)) & {"D641", "D646"}


def test_a_broken_row_among_sound_ones_is_named() -> None:
    """Pasted from a garbled page."""
    garbled = "9,学生,2024-12-03,上门探访，身体状况".encode().decode("gbk", "ignore")
    text = TEXT * 20 + garbled + "\n" + TEXT
    assert [fault[:7] for fault in read(text.encode())[1]] == ["D646 61"]


@pytest.mark.parametrize("text", ["涓涓细流，绔午节，鐨瀛锛", "浜鍚", "Ünïcödé,naïve\n麦小华\n" * 3])
def test_rare_words_are_not_called_garbled(text: str) -> None:
    """A few odd characters among ordinary ones, or too few to judge."""
    assert read((TEXT + text).encode())[1] == []


@pytest.mark.parametrize("data", [b"\x81\xff\xff\x30", bytes(range(128, 256)) * 20, b"\xff\xd8\xff\xe0" * 50])
def test_what_is_no_chinese_text_cannot_be_read(data: bytes) -> None:
    """With what to do."""
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read(data)
