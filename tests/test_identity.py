"""The identity of a finding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.findings.identity import identities, identity

KEYS = st.lists(st.text(max_size=3), max_size=3).map(tuple)


def test_identity_is_pinned() -> None:
    """These values are in stored ledgers: a change here would make every old problem look new."""
    assert identity("CF-004", ("GZQC-JNZ-NYD-C-2024-001",)) == "00dfef47af24168f"
    assert identity("CT-006", ("JNZ-D-0017",), ("L-0231",)) == "4d93fabc1c55a3f0"
    assert identity("CT-006", ("JNZ-D-0017",), ("L-0231",), 1) == "8aa481d79f78b894"


@given(KEYS, KEYS, KEYS, KEYS)
def test_different_keys_differ(
    one: tuple[str, ...], part: tuple[str, ...], two: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """Keys are not run together: ("ab", "c") is another subject than ("a", "bc")."""
    assert (identity("R", one, part) == identity("R", two, other)) == ((one, part) == (two, other))


def test_equal_keys_are_counted_off() -> None:
    """Two elements with the same key are two findings, the same two in the next run."""
    keys = [(("A1",), ("D1",)), (("A1",), ("D1",)), (("A2",), ())]
    first = list(identities("R", keys))
    assert len(set(first)) == 3
    assert first == list(identities("R", keys))
    assert first[0] == identity("R", ("A1",), ("D1",))
    assert first[1] == identity("R", ("A1",), ("D1",), 1)
