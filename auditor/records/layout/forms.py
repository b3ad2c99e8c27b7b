"""Forms in documents: what fits a template of the rulebook becomes records, each value knowing its cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.records.dictionary import RecordType
from auditor.records.layout.form_book import ENDING, FormBook, names_of
from auditor.records.layout.form_labels import Found, Labels, Section, Spot, Table, parts_of
from auditor.records.layout.form_rows import ListRead, read_list_rows
from auditor.records.layout.form_values import entered, has_day
from auditor.records.layout.templates import Entry, Form, FormField
from auditor.records.problems import DataProblem, problem
from auditor.records.reading.documents.word import PAGE_HEADERS, TEXT
from auditor.records.reading.documents.word_body import FLOATING
from auditor.records.reading.sheet import CellPlace, Sheet
from auditor.records.spelling import normal_header

_NEEDED = 2  # labels beside its title before a form is taken as one
_WORDS = "编号|号码|日期|时间|姓名|签名|签字|电话|地址|情况|内容|目标|原因|意见|结果|类型"
_LABEL = re.compile(rf"(?:{_WORDS})$")
_BEFORE_COLON = re.compile(  # a name may stand before a colon, too
    rf"(?:{_WORDS}|人|者|对象|单位|部门|机构|计划|需求|评估|等级|备注|说明|次数|状态|关系)$"
)
_SUM = re.compile(r"\s*[合总小]\s*计")
_SHOWN = 12  # labels in a reason


@dataclass(frozen=True, slots=True)
class Spare:
    """A label of a form that its template does not have."""

    sheet: str
    column: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """A part of a document that fits no template, or of a form that its template does not have.

    ``rows`` counts what is written outside tables as one. ``lists`` says that nothing but lists is in it.
    """

    tables: tuple[Sheet, ...]
    rows: int
    reason: str
    lists: bool = False


@dataclass(frozen=True, slots=True)
class FormsRead:
    """What a document holds. ``records`` are sheets with headers and places, and the record types they hold."""

    records: tuple[tuple[Sheet, str], ...]
    spare: tuple[Spare, ...]
    unfit: tuple[Unfit, ...]
    problems: tuple[DataProblem, ...]


def forms_of(sheets: Sequence[Sheet], book: FormBook) -> FormsRead:
    """The forms of one document, all of whose ``sheets`` these are, by the templates of the book."""
    reading = _Reading(sheets, book)
    above = [Spot(PAGE_HEADERS, text, at) for at, text in enumerate(_texts(sheets, PAGE_HEADERS))]
    parts = parts_of(sheet for sheet in sheets if sheet.name != PAGE_HEADERS)
    for section in book.titles.sections(parts, above):
        reading.read(section)
    return FormsRead(tuple(reading.records), tuple(reading.spare), tuple(reading.unfit), tuple(reading.problems))


class _Reading:
    """Goes through a document section by section."""

    def __init__(self, sheets: Sequence[Sheet], book: FormBook) -> None:
        self.file = sheets[0].file
        self.book = book
        self.dictionary = book.dictionary
        self.records: list[tuple[Sheet, str]] = []
        self.spare: list[Spare] = []
        self.unfit: list[Unfit] = []
        self.problems: list[DataProblem] = []
        self.floats = any(FLOATING in text for text in _texts(sheets, TEXT))

    def read(self, section: Section) -> None:
        """Adds what a section holds."""
        names = {title: spot for spot in section.titles for title in self.book.titles.named(spot)}
        fits: list[tuple[int, int, Form, Spot]] = []
        form_like = [part for part in section.parts if isinstance(part, Spot) or not self._is_list(part)]
        core = Section(section.titles, form_like)
        for form in self.dictionary.forms:
            title = max((title for title in form.titles if title in names), key=len, default=None)
            if title is None:
                continue
            found = self.book.labels(form).find(core)
            count = len({one.label for one in found} & self.book.own_labels(form))
            if count >= min(_NEEDED, len(form.fields)):
                fits.append((len(title), count, form, names[title]))
        best = max((fit[:2] for fit in fits), default=None)
        fits = [fit for fit in fits if fit[:2] == best]
        if len(fits) == 1:
            self._take(fits[0][2], section, fits[0][3])
            return
        if fits:
            forms = "、".join(f"“{fit[2].name}”" for fit in fits)
            self._leave(section, f"对表单模板{forms}同样合适，不作猜测")
            return
        shown = self._shown_labels(section)
        told = f"，文件里有这些栏目：{'、'.join(shown[:_SHOWN])}{' 等' if shown[_SHOWN:] else ''}" if shown else ""
        self._leave(section, f"不符合任何表单模板{told}")

    def _leave(self, section: Section, reason: str) -> None:
        tables = tuple(table.sheet for table in section.tables)
        written = bool(section.titles) or len(section.parts) > len(tables)
        if tables or (written and not self.records):
            lists = bool(tables) and all(self._is_list(table) for table in section.tables)
            self.unfit.append(Unfit(tables, 0 if tables else 1, reason, lists))

    def _is_list(self, table: Table) -> bool:
        """Whether a table has one row that is mostly names of columns, and several rows like each other below it."""
        rows = [table.row(row) for row in range(table.height)]
        named = [sum(spot.label in self.book.known for spot in row) for row in rows]
        header = next((at for at, row in enumerate(rows) if 2 * named[at] > len(row)), None)
        if header is None or any(named[:header]):
            return False
        below = [row for row in rows[header + 1 :] if any(spot.text.strip() for spot in row)]
        alike = all(len(row) == len(rows[header]) or _SUM.match(row[0].text) for row in below)
        labelled = any(named[at] and 2 * named[at] >= len(rows[at]) for at in range(header + 1, len(rows)))
        return len(below) > 1 and alike and not labelled

    def _take(self, form: Form, section: Section, title: Spot) -> None:
        record = self.dictionary.records[form.record]
        labels = self.book.labels(form)
        lists = [read for rows in form.rows if (read := read_list_rows(rows, section, labels))]
        taken_up = {read.table.name for read in lists}
        for table in [one for one in section.tables if one.name not in taken_up and self._is_list(one)]:
            section.parts.remove(table)
            self.unfit.append(Unfit((table.sheet,), 0, f"是表单里的清单，表单模板“{form.name}”没有写它（rows）"))
        inside = {(read.table.name, row) for read in lists for row in range(read.first, read.end)}
        free = [one for one in labels.find(section) if (one.spot.sheet, one.spot.top) not in inside]
        values: dict[str, tuple[str, CellPlace]] = {}
        taken: set[tuple[int, int]] = set()
        signatures = (field for field in form.fields.values() if field.entry is Entry.SIGNATURE)
        signed = {normal_header(label) for field in signatures for label in field.labels}
        for name, field in sorted(form.fields.items(), key=lambda item: not item[1].after):
            several = _candidates(field, free, taken, signed)
            if not several and field.entry is Entry.DATE and field.after:
                several = _dated(field.after, free, labels)
            place = self._value(form, name, several, record) if several else None
            if place is not None:
                values[name] = place
        for name, text in form.constants.items():
            values.setdefault(name, (text, title.place))
        ordered = {name: values[name] for name in record.fields if name in values}
        first = next((table.name for table in section.tables), title.sheet)
        self.records.append((_one_row(self.file, first, ordered), form.record))
        for read in lists:
            self.records.append((read.sheet(self.file, form, record, ordered, self.dictionary), read.record))
        used = {(place.sheet, place.row, place.column) for _, place in ordered.values()}
        self.spare += self._spare(form, section, lists, used)

    def _value(self, form: Form, name: str, several: list[Found], record: RecordType) -> tuple[str, CellPlace] | None:
        """What is entered for a field, and where; None where the form does not tell."""
        field, label = form.fields[name], several[0].label
        found = [one.value(self.book.labels(form), field.side, field.entry) for one in several]
        read = [one for one in found if one is not None]
        if len(read) < len(found):
            self._tell("D651", several[0].spot, name, why=f"“{label}”右边一格像是另一个栏目")
            return None
        texts = [entered(text, field.entry, record.fields[name]) for text, _ in read]
        spot = read[0][1]
        if len(set(texts)) > 1:
            self._tell("D651", spot, name, why=f"“{label}”有 {len(texts)} 处，内容不同")
            return None
        if not texts[0] and self.floats and field.entry is Entry.SIGNATURE:
            self._tell("D652", spot, name)
            return None
        return texts[0], spot.place

    def _tell(self, code: str, spot: Spot, name: str, **values: object) -> None:
        at = spot.place
        self.problems.append(problem(code, self.file, at.sheet, at.row, at.column, field=name, **values))

    def _shown_labels(self, section: Section) -> list[str]:
        """The labels that a section seems to have: nothing that may be a value is among them."""
        return list(dict.fromkeys(label for _, label in _label_like(section, self.book.labelled, self.book.endings)))

    def _spare(
        self, form: Form, section: Section, lists: Iterable[ListRead], used: Collection[tuple[str | None, int, str]]
    ) -> Iterator[Spare]:
        """The labels of a form that its template does not have."""
        known = names_of([self.dictionary.records[form.record]])
        inside = {(read.table.name, row) for read in lists for row in range(read.first, read.end)}
        told = set(self.book.labels(form).normal)
        for spot, label in _label_like(section, known, self.book.endings):
            at = spot.place
            if (at.sheet, at.row, at.column) in used or (spot.sheet, spot.top) in inside:
                continue
            if normal_header(label) not in told:
                told.add(normal_header(label))
                yield Spare(spot.sheet, spot.place.column, label, f"表单模板“{form.name}”没有这一栏")


def _candidates(
    field: FormField, found: Sequence[Found], taken: set[tuple[int, int]], signed: Collection[str]
) -> list[Found]:
    """Where a field's label stands; with ``after`` the first one behind that label, which no other field takes.

    Where it stands in a cell of its own, one amid a text is no label. A date stands near its signature, and not
    behind the next one.
    """
    wanted = set(map(normal_header, field.labels))
    several = [one for one in found if one.label in wanted and one.order not in taken]
    if not field.after:
        return [one for one in several if one.alone] or several
    start = next((one for one in found if one.label == normal_header(field.after)), None)
    if start is None:
        return []
    several = [one for one in several if one.order > start.order]
    if field.entry is Entry.DATE:
        others = (one.order for one in found if one.label in signed and one.order > start.order)
        end = min(others, default=None)
        before = [one for one in several if end is None or one.order < end]
        several = [one for one in several if one.below(start) or (one in before and one.near(start))]
    taken.update(one.order for one in several[:1])
    return several[:1]


def _dated(signature: str, found: Sequence[Found], labels: Labels) -> list[Found]:
    """The label of a signature in whose own place a day is written, or asked for."""
    wanted = normal_header(signature)
    read = [(one, one.value(labels, None, Entry.SIGNATURE)) for one in found if one.label == wanted]
    return [one for one, value in read if value is not None and has_day(value[0])]


def _one_row(file: str, sheet: str, values: Mapping[str, tuple[str, CellPlace]]) -> Sheet:
    cells = pl.DataFrame([pl.Series(f"c{at}", [text], pl.String) for at, (text, _) in enumerate(values.values())])
    places = tuple(place for _, place in values.values())
    row = min((place.row for place in places), default=1)
    return Sheet(file, sheet, cells, tuple(place.column for place in places), tuple(values), row, places=places)


def _label_like(section: Section, known: Collection[str], endings: Collection[str]) -> Iterator[tuple[Spot, str]]:
    """What is surely a label: a known name, or what ends like one."""

    def likely(text: str, words: re.Pattern[str]) -> bool:
        normal = normal_header(text)
        return normal in known or normal[-ENDING:] in endings or bool(words.search(text))

    for _, spot in section.spots():
        text = spot.text.strip()
        label = re.match(r"([^\s:：]{2,12})\s*[:：]", text)
        if label and likely(label[1], _BEFORE_COLON):
            yield spot, label[1]
        elif len(text) <= 12 and likely(text, _LABEL):
            yield spot, "".join(text.split())


def _texts(sheets: Iterable[Sheet], name: str) -> list[str]:
    return [text for sheet in sheets if sheet.name == name for text in sheet.cells.to_series(0) if text]
