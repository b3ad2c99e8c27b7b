"""What a person has written down of an export's sheets: what each holds and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from auditor.records.spelling import normal_header

UNREAD = "不读"  # in place of a record type or a field: knowingly left out
LEFT_OUT = "映射文件里写明不读"  # why a sheet was not read
SHEET_NAME, FILE_NAME = (
    "工作表名",
    "文件名",
)  # in place of a constant: the name of the sheet, of the file less its suffix


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What the sheets of some files hold.

    ``file`` and ``sheet`` are patterns (``*``, ``?``); that of the file may leave out its folders, that of the
    sheet is empty for one without a name.
    ``record`` is None where it is left to the headers, UNREAD if the sheets are not to be read.
    ``header`` is the first and the last row of the headers as a spreadsheet numbers them.
    ``columns`` maps headers to fields or UNREAD, ``constants`` fields to texts.
    """

    file: str = "*"
    sheet: str = "*"
    record: str | None = None
    header: tuple[int, int] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def fits(self, file: str, sheet: str | None) -> bool:
        """Whether it speaks of this sheet; ``file`` is the path that the file is shown as."""
        of_file = _like(file, self.file) or _like(file.rpartition("/")[2], self.file)
        return of_file and _like(sheet or "", self.sheet)

    def field_of(self, header: str) -> str | None:
        """The field (or UNREAD) that it gives a header; None if it says nothing of it."""
        wanted = normal_header(header)
        return next((name for written, name in self.columns.items() if normal_header(written) == wanted), None)


def _like(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]"))  # brackets are part of the name


@dataclass(frozen=True, slots=True)
class ExportMapping:
    """All that is written down of an export; of several entries that fit a sheet the first counts."""

    name: str = ""
    sheets: tuple[SheetMapping, ...] = ()

    def of(self, file: str, sheet: str | None) -> SheetMapping | None:
        """The entry for a sheet, if there is one."""
        return next((one for one in self.sheets if one.fits(file, sheet)), None)


NO_MAPPING = ExportMapping()
