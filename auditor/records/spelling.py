"""The one form in which codes, placeholders and headers are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from auditor.records.traditional import simplified

INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"


def compact(text: str) -> str:
    """NFKC (full-width becomes half-width), simplified, small letters, no blanks, no invisible characters."""
    return simplified(re.sub(rf"\s|{INVISIBLE}", "", unicodedata.normalize("NFKC", text)).lower())


@lru_cache(maxsize=8192)  # the headers of a dictionary are compared with those of every sheet
def normal_header(text: str) -> str:
    """A header without marks that only decorate: ``* 联系\\n日期：`` is ``联系日期``."""
    return compact(text).strip("*:'\"")
