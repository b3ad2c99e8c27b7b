"""The templates of a dictionary, ready for comparing with documents."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.records.dictionary import Dictionary, RecordType
from auditor.records.layout.form_labels import Labels
from auditor.records.layout.form_titles import Titles
from auditor.records.layout.templates import Form
from auditor.records.spelling import normal_header

ENDING = 2  # characters by which a label is told: 日期, 编号


class FormBook:
    """All templates. ``known`` are the names of all fields, ``labelled`` these and the labels of all templates.

    ``endings`` are how these end.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.titles = Titles(dictionary.forms)
        self.known = frozenset(names_of(dictionary.records.values()))
        self._labels = {form.name: _labels(form, self.known) for form in dictionary.forms}
        self.labelled = self.known.union(*(labels.normal for labels in self._labels.values()))
        self.endings = frozenset(name[-ENDING:] for name in self.labelled if len(name) > ENDING)

    def labels(self, form: Form) -> Labels:
        """All labels of a template."""
        return self._labels[form.name]

    def own_labels(self, form: Form) -> set[str]:
        """The labels of its fields, without those of its lists, in compared form."""
        return {normal_header(label) for field in form.fields.values() for label in field.labels}


def names_of(records: Iterable[RecordType]) -> set[str]:
    """The names of the fields of records in compared form."""
    fields = (field for record in records for field in record.fields.values())
    return {normal_header(name) for field in fields for name in (field.name, *field.headers)}


def _labels(form: Form, known: frozenset[str]) -> Labels:
    fields = (*form.fields.values(), *(field for rows in form.rows for field in rows.fields.values()))
    return Labels(frozenset(one for field in fields for one in (*field.labels, field.after) if one), known)
