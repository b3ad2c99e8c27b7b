"""Similar texts: exact scores, and no pair missed."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.engines.twins import twin_pairs

NOTES = st.lists(st.text("社工探访电联系了 \n", max_size=12), max_size=12)


def brute(texts: list[tuple[int, str]], floor: float) -> set[tuple[int, int, float]]:
    """Every pair's similarity, counted the plain way."""
    found = set()
    for (earlier, x), (later, y) in combinations(texts, 2):
        a, b = (_grams("".join(text.split())) for text in (x, y))
        if a and b and len(a & b) / len(a | b) >= floor:
            found.add((later, earlier, round(len(a & b) / len(a | b), 4)))
    return found


def _grams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)} or ({text} if text else set())


@settings(max_examples=300, deadline=None)
@given(NOTES)
def test_few_texts_are_compared_each_with_each(notes: list[str]) -> None:
    """Scores and pairs equal those counted the plain way."""
    texts = [(10 * at, note) for at, note in enumerate(notes)]
    assert set(twin_pairs(texts)) == brute(texts, 0.5)


def test_many_texts_with_changes() -> None:
    """Among many texts as well, every pair of 0.6 and more is found, and every score is exact."""
    rng = Random(7)
    signs = "的一是在不了有和人这中大为上个国我以要他"
    notes = ["".join(rng.choices(signs, k=rng.randint(40, 90))) for _ in range(150)]
    for note in notes[:150]:
        changed = list(note)
        for _ in range(rng.randint(1, 8)):
            changed[rng.randrange(len(changed))] = rng.choice("社工探访")
        notes.append("".join(changed))
    texts = [(at, note) for at, note in enumerate(notes)]
    found = set(twin_pairs(texts))
    assert found <= brute(texts, 0.5)
    assert found >= brute(texts, 0.6)
    assert len(brute(texts, 0.6)) > 50


def test_the_later_of_two_comes_first() -> None:
    """Order is that of the records, not of their ids; equal texts pair each with each."""
    same = "社工上门探访，情况稳定"
    texts = [(5, same), (2, f" {same}\n"), (9, same), (1, "别的内容")]
    assert twin_pairs(texts) == [(2, 5, 1.0), (9, 2, 1.0), (9, 5, 1.0)]


def test_texts_without_content_have_no_twins() -> None:
    """White space alone is nothing; one or two characters are a gram of their own."""
    assert twin_pairs([(0, " "), (1, "\n"), (2, "好"), (3, "好"), (4, "好的")]) == [(3, 2, 1.0)]


def test_the_result_is_the_same_each_time() -> None:
    """Nothing random enters."""
    rng = Random(3)
    texts = [(at, "".join(rng.choices("甲乙丙丁", k=30))) for at in range(200)]
    assert twin_pairs(texts) == twin_pairs(texts)
