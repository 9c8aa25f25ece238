"""Small typing errors: which of some known words a typed one was meant to be.

One letter too many, missing, wrong, or two that changed places, and never the first one. Words are
found by what is left of them when one letter is taken out (Garbe's symmetric delete, SymSpell), so
that a long text stays cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable


class Spelling:
    """`ordinary` words look like a known one and mean something else: never an error."""

    def __init__(self, known: Iterable[str], ordinary: Collection[str] = ()) -> None:
        self._known = frozenset(known)
        self._ordinary = frozenset(ordinary)
        self._rests: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._known:
            for rest in _rests(word):
                self._rests[rest].append(word)
        lengths = [len(word) for word in self._known]
        self._lengths = range(min(lengths, default=0) - 1, max(lengths, default=0) + 2)

    def meant(self, word: str) -> set[str]:
        """The known words that are one typing error away."""
        if len(word) not in self._lengths or word in self._ordinary or word in self._known:
            return set()
        near = {known for rest in _rests(word) for known in self._rests.get(rest, ())}
        return {known for known in near if one_error(known, word)}


def one_error(meant: str, word: str) -> bool:
    """Whether two different words are one typing error apart."""
    pairs = zip(meant, word, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(meant), len(word)))
    left, right = meant[same:], word[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    one = left[1:] == right or left == right[1:] or left[1:] == right[1:]
    return same > 0 and (one or swapped)


def _rests(word: str) -> set[str]:
    """The word itself, and without each of its letters but the first."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}
