"""Notes of two or three sentences, no two of which share two sentences that follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from .roster import Resident
from .words import words

_TRIES = 200


class Composer:
    """Accepts a text if no two neighbouring sentences of it stand together in a text accepted before.

    Two texts then share their first and last sentences at most, which keeps the similarity of their 3-grams
    under two thirds. Sentences are compared without what names the person, whose place any other could take.
    """

    def __init__(self) -> None:
        self._pairs: set[tuple[str, str]] = set()

    def compose(self, person: Resident, draw: Callable[[], Iterable[str]]) -> str:
        """The first text drawn that is new."""
        named = (person.address, words()[person.number].illness, person.kin[0])
        for _ in range(_TRIES):
            sentences = list(draw())
            pairs = set(pairwise(_bare(sentence, named) for sentence in sentences))
            if self._pairs.isdisjoint(pairs):
                self._pairs |= pairs
                return "".join(sentences)
        raise RuntimeError(f"the sentences of {sentences!r} are used up: add more to data/contacts.yaml")


def _bare(sentence: str, named: Iterable[str]) -> str:
    for name in named:
        sentence = sentence.replace(name, "")
    return sentence
