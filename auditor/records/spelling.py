"""The one form in which codes, placeholders and headers are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]"


def compact(text: str) -> str:
    """NFKC (full-width becomes half-width), small letters, no blanks, no invisible characters."""
    return re.sub(rf"\s|{INVISIBLE}", "", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=8192)  # the headers of a dictionary are compared with those of every sheet
def normal_header(text: str) -> str:
    """A header without marks that only decorate: ``* 联系\\n日期：`` is ``联系日期``."""
    return compact(text).strip("*:'\"")
