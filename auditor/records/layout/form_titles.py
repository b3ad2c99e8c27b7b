"""Where forms begin in a document: at their titles, which may stand above a table, in its first row, above the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditor.records.layout.form_labels import Section, Spot, Table
from auditor.records.layout.templates import Form

_LONGEST_TITLE = 40
_TITLE = re.compile(r"(?:表|书|单|册|记录|登记|协议|报告|台账|一览|目录|汇总|统计|档案|情况)[\s\d]*$")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)]?\s*[、.．]|[（(]")
_SENTENCE = "，。；：！？,;:!?“《"


class Titles:
    """The titles of all templates."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._titles = {title: _as_title(title) for form in forms for title in form.titles}

    def sections(self, parts: Sequence[Spot | Table], above: Sequence[Spot]) -> list[Section]:
        """The document cut before each title; one section under the page headers if only these name a form."""
        found = [Section()]
        for part in parts:
            title = self._title(part)
            if title is not None and _is_filled(found[-1]):
                found.append(Section())
            if title is not None:
                found[-1].titles.append(title)
            if title is not part:
                found[-1].parts.append(part)
        titled = any(self.named(spot) for section in found for spot in section.titles)
        if not titled and any(self.named(spot) for spot in above):
            return [Section(list(above), [part for section in found for part in (*section.titles, *section.parts)])]
        return found

    def named(self, spot: Spot) -> list[str]:
        """The titles of templates that a text is."""
        text = spot.text.split("\n")[0]
        return [title for title, pattern in self._titles.items() if pattern.match(text)]

    def _title(self, part: Spot | Table) -> Spot | None:
        """The title of a form: a paragraph, or a cell in the first row of a table."""
        if isinstance(part, Table):
            return next((spot for spot in part.row(0) if self.named(spot)), None)
        return part if self.named(part) or _like_a_title(part.text) else None


def _is_filled(section: Section) -> bool:
    """Whether a section has more than titles and the lines below them."""
    return any(isinstance(part, Table) or ":" in part.text or "：" in part.text for part in section.parts)


def _as_title(title: str) -> re.Pattern[str]:
    spelled = r"\s*".join(map(re.escape, re.sub(r"\s", "", title)))
    return re.compile(rf"[^{_SENTENCE}]{{0,30}}?{spelled}(?=$|[\s(（【\[_\d第])")


def _like_a_title(text: str) -> bool:
    text = text.strip()
    if len(text) > _LONGEST_TITLE or "\n" in text or _NUMBERED.match(text):
        return False
    bare = re.split(r"[（(]", text)[0]
    return not any(mark in bare for mark in _SENTENCE) and bool(_TITLE.search(text))
