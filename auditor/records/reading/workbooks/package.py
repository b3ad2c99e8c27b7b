"""The parts of a zipped office file, inflated piece by piece and counted while they are."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from auditor.records.reading.content import UnreadableFile
from auditor.records.reading.limits import Limits
from auditor.records.reading.native import DAMAGED
from auditor.records.reading.zips import too_large

PIECE = 2**17  # bytes that are inflated at a time: they stay in the processor's own memory
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")  # no spreadsheet program writes them
_READ = (".xml", ".rels", ".bin")
_OVERLAP = max(map(len, DECLARATIONS)) - 1
_FED = 2**15  # bytes that are given to the inflater at a time
_TREE = 32 * 2**20  # bytes of the parts that are read as a tree: lists of sheets, of parts, of settings
_LOCAL_HEADER = 30

UNSAFE_XML = "文件里有不安全的 XML 定义"
LONG_CELL = "有一格的文字超过 {chars} 个字，不像是填写的内容"


class Package:
    """A zip whose parts are found by their names in small letters. Raises UnreadableFile."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = memoryview(data)
        self._limits = limits
        self._inflated: dict[str, int] = {}  # bytes of each part that has been looked at
        try:
            with ZipFile(io.BytesIO(data)) as found:
                infos = found.infolist()
        except Exception as why:  # zipfile foresees few of the ways in which a file can be wrong
            raise UnreadableFile(DAMAGED) from why
        self._infos: dict[str, ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/").lower()
            if name in self._infos and name.endswith(_READ):
                raise UnreadableFile(DAMAGED)  # two readers might take different ones
            self._infos[name] = info

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._infos)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part's bytes, at most ``PIECE`` at a time. Raises UnreadableFile, also when the file has become too large.

        What a zip says of the size of its parts is not believed.
        """
        info = self._infos.get(name.lower())
        others = sum(size for other, size in self._inflated.items() if other != name.lower())
        if info is None:
            raise UnreadableFile(DAMAGED)
        names = self._data[info.header_offset + _LOCAL_HEADER - 4 : info.header_offset + _LOCAL_HEADER]
        start = info.header_offset + _LOCAL_HEADER + sum(int.from_bytes(names[at : at + 2], "little") for at in (0, 2))
        packed = self._data[start : start + info.compress_size]
        if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableFile(DAMAGED)
        own = 0
        for piece in _stored(packed) if info.compress_type == ZIP_STORED else _inflated(packed):
            own += len(piece)
            self._inflated[name.lower()] = own
            if others + own > self._limits.unpacked_bytes:
                raise UnreadableFile(f"解开后{too_large(self._limits.unpacked_bytes, 'unpacked_bytes')}")
            yield piece

    def safe_pieces(self, name: str) -> Iterator[bytes]:
        """As ``pieces``, of an XML part. Raises UnreadableFile when it declares entities."""
        before = b""
        for piece in self.pieces(name):
            joined = before + piece
            if b"<!" in joined and any(declaration in joined for declaration in DECLARATIONS):
                raise UnreadableFile(UNSAFE_XML)
            before = piece[-_OVERLAP:]
            yield piece

    def tree(self, name: str) -> ElementTree.Element:
        """A small XML part. Raises UnreadableFile."""
        parser = ElementTree.XMLParser()
        read = 0
        try:
            for piece in self.safe_pieces(name):
                read += len(piece)
                if read > _TREE:
                    raise UnreadableFile(DAMAGED)
                parser.feed(piece)
            return parser.close()
        except (ElementTree.ParseError, ValueError, LookupError) as why:
            raise UnreadableFile(DAMAGED) from why


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), PIECE):
        yield bytes(packed[start : start + PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    collected: list[bytes] = []
    size = 0
    for start in range(0, len(packed), _FED):
        given: bytes | memoryview = packed[start : start + _FED]
        while given and not inflater.eof:
            try:
                piece = inflater.decompress(given, PIECE - size)
            except zlib.error as why:
                raise UnreadableFile(DAMAGED) from why
            given = inflater.unconsumed_tail
            collected.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield b"".join(collected)
                collected, size = [], 0
    collected.append(inflater.flush())  # a few bytes that had no room in the last piece
    if not inflater.eof:
        raise UnreadableFile(DAMAGED)
    yield b"".join(collected)
