"""Limits as a person writes them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from auditor.cli import main
from auditor.records.reading.limits import LIMITS, Limits


def test_limits_are_written_by_name() -> None:
    """Thousands for numbers, 1,024 for bytes; the last one counts, the others stay."""
    limits = Limits.parse(["cells=50M", "memory_bytes = 1.5g", "seconds=0.5", "files=2k", "files=3"])
    assert limits == Limits(cells=50_000_000, memory_bytes=3 * 2**29, seconds=0.5, files=3)
    assert Limits.parse([]) == LIMITS


@pytest.mark.parametrize("text", ["cells", "cells=", "cells=0", "cells=-1", "cells=3T", "cells=1e9", "cells=inf"])
def test_a_limit_is_a_number_above_zero(text: str) -> None:
    """What else is written is refused, with an example."""
    with pytest.raises(ValueError, match="例如 cells=2G"):
        Limits.parse([text])


def test_an_unknown_limit_is_told_on_the_command_line() -> None:
    """With those that there are."""
    shown = CliRunner().invoke(main, ["audit", "没有", "--limit", "cell=3"])
    assert shown.exit_code == 2
    assert "没有“cell”这个上限；有 file_bytes、unpacked_bytes、cells、" in shown.output
