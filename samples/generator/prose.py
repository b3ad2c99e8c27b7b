"""Texts as social workers write them: composed from banks of sentences, no two nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from random import Random

CLOSEST = 0.4  # 3-gram Jaccard similarity that no two texts of one kind may reach
_TRIES = 400


def trigrams(text: str) -> frozenset[str]:
    """The 3-character pieces of a text."""
    return frozenset(text[start : start + 3] for start in range(len(text) - 2))


class Distinct:
    """Accepts texts that are far enough from all accepted before."""

    def __init__(self, closest: float = CLOSEST) -> None:
        self.closest = closest
        self._sizes: list[int] = []
        self._holders: defaultdict[str, list[int]] = defaultdict(list)  # piece -> texts that hold it

    def nearest(self, text: str) -> float:
        """The similarity of the closest accepted text, 0 if there is none."""
        pieces = trigrams(text)
        shared = Counter(holder for piece in pieces for holder in self._holders.get(piece, ()))
        return max(
            (count / (len(pieces) + self._sizes[holder] - count) for holder, count in shared.items()),
            default=0.0,
        )

    def add(self, text: str) -> None:
        """Remember ``text``."""
        pieces = trigrams(text)
        for piece in pieces:
            self._holders[piece].append(len(self._sizes))
        self._sizes.append(len(pieces))

    def compose(self, draw: Callable[[], str]) -> str:
        """The first text drawn that is far enough from all others."""
        for _ in range(_TRIES):
            text = draw()
            if self.nearest(text) < self.closest:
                self.add(text)
                return text
        raise RuntimeError(f"the sentences of {text!r} are used up: add more to data/phrases.yaml")


class Voice:
    """Fills sentences with what belongs to one person, and takes topics by turns."""

    def __init__(self, words: Mapping[str, str], topics: tuple[str, ...], rng: Random) -> None:
        self._words = words
        self._topics = topics
        self._turn = 0
        self.rng = rng

    def topic(self) -> str:
        """The person's next topic."""
        self._turn += 1
        return self._topics[self._turn % len(self._topics)]

    def say(self, bank: list[str], **more: str) -> str:
        """A sentence of the bank, its slots filled: {t} a topic, {u} another, the rest by name."""
        words = {**self._words, "t": self.topic()}
        others = [topic for topic in self._topics if topic != words["t"]]
        return self.rng.choice(bank).format(**{**words, "u": self.rng.choice(others), **more})
