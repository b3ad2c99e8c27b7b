"""The text of a text file, in whatever encoding it was saved."""

from __future__ import annotations

from auditor.records.reading.content import Content, UnreadableFile


def text_of_file(content: Content) -> str:
    """The decoded text. Raises UnreadableFile."""
    if content.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("认不出文字编码（可以用 UTF-8 或 GB18030）")
