"""The whole station as a subject, for rules that are about no single record."""

from __future__ import annotations

from samples.generator import Records, Row
from samples.generator.plants.plant import Of


class _Whole(Of):
    """全站, which is no row of any file."""

    def rows(self, records: Records) -> list[Row]:
        """One row that stands for all of them."""
        return [{"全站": "全站"}]


WHOLE = _Whole("全站")
WHOLE_KEY = {"全站": ["全站"]}  # beside the keys of the dictionary's records
