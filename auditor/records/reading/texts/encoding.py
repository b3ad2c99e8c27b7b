"""The text of a text file, in whatever encoding it was saved.

UTF-8 is told by its own rules, UTF-16 by its mark or its blank bytes. GB18030 and Big5 accept each
other's bytes, so there the one counts whose characters are in common use. Detectors made for all the
world's encodings (charset-normalizer, chardet) were tried: they take a short Chinese table for Korean.
"""

from __future__ import annotations

import codecs

from auditor.records.problems import problem
from auditor.records.reading.content import Content, UnreadableFile

UNREADABLE = "认不出文字编码；请另存为 UTF-8（“CSV UTF-8”）再读"
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2**16  # bytes
_CLEAR, _PLAUSIBLE = 0.8, 0.6  # shares of characters in common use
_RARELY = 20  # a text that is read has this many sound characters for each broken one
_FEW = 3  # broken ones of which nothing can be told


def text_of_file(content: Content, declared: str | None = None) -> str:
    """The decoded text; ``declared`` is the encoding that a file names itself. What cannot be decoded is U+FFFD.

    Any encoding but UTF-8, GB18030 and UTF-16 with its mark is told as a notice. Raises UnreadableFile.
    """
    data = content.data
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    blank = _utf_16(data)
    if blank is not None:
        _tell(content, "UTF-16（没有标记）")
        return data.decode(blank, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as why:
        if _is_damaged_utf_8(data, why.start):
            return data.decode("utf-8", "replace")
    if declared is not None and (text := _as_declared(data, declared)) is not None:
        return text
    return _chinese(content)


def _tell(content: Content, encoding: str) -> None:
    content.problems.append(problem("D640", content.shown, encoding=encoding))


def _utf_16(data: bytes) -> str | None:
    """Which UTF-16 it is by where the bytes of its ASCII characters are blank."""
    sample = data[:_SAMPLE]
    sample = sample[: len(sample) // 2 * 2]
    low, high = sample[::2].count(0), sample[1::2].count(0)
    if not data or len(data) % 2 or (low + high) * 50 < len(sample) or min(low, high) * 4 > max(low, high):
        return None
    encoding = "utf-16-le" if high > low else "utf-16-be"
    text = sample.decode(encoding, "replace")
    return encoding if text.count("\ufffd") <= 1 and _common(text) >= _PLAUSIBLE else None


def _is_damaged_utf_8(data: bytes, fault: int) -> bool:
    """Whether around its first fault most of what is not ASCII is UTF-8 all the same."""
    text = data[max(fault - _SAMPLE, 0) : fault + _SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return _beyond_ascii(text) - broken > 4 * broken


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text if it is what the file says of itself; GBK and GB2312 mean GB18030 in practice."""
    try:
        name = codecs.lookup(declared).name
        return data.decode("gb18030" if name.startswith("gb") else name)
    except (LookupError, UnicodeError):
        return None


def _chinese(content: Content) -> str:
    """GB18030 or Big5, whichever gives characters in common use. Raises UnreadableFile."""
    sample = content.data[:_SAMPLE].rsplit(b"\n", 1)[0]  # not within a character
    simplified = _common(sample.decode("gb18030", "replace"))
    traditional = _common(sample.decode("cp950", "replace"))
    if simplified >= _CLEAR or simplified >= traditional:
        encoding, share = "gb18030", simplified
    else:
        encoding, share = "cp950", traditional
    text = content.data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    sound = len(text) if broken <= _FEW else _beyond_ascii(text)
    if broken * _RARELY > sound or (share < _PLAUSIBLE and _beyond_ascii(text) > _FEW * _RARELY):
        raise UnreadableFile(UNREADABLE)
    if encoding != "gb18030":
        _tell(content, "Big5（繁体）")
    return text


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _common(text: str) -> float:
    """The share of characters, beyond ASCII, in the first level of GB 2312 or of Big5; both hold punctuation too."""
    wide = [char for char in text if not char.isascii()]
    common = sum(_within("gb2312", 0xD7, char) or _within("big5", 0xC6, char) for char in wide)
    return common / len(wide) if wide else 1.0


def _within(encoding: str, last_row: int, char: str) -> bool:
    try:
        return char.encode(encoding)[0] <= last_row
    except UnicodeEncodeError:
        return False
