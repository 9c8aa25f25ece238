"""Typed answers: which option, command or flow a person means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

_IGNORED = dict.fromkeys(
    [
        *(0x00AD, 0x061C, 0x2060, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    ]
)
"""Zero-width and direction characters say nothing about what is meant."""
_PLAIN_LETTERS = {"ł": "l", "ı": "i", "đ": "d", "ø": "o"}
"""Letters that Unicode takes for whole ones, and that people type without their stroke or as i."""
Choice = tuple[str, Sequence[str]]
"""An id and the words it is called by."""
_YES_OR_NO = {"yes", "no"}
_TYPO = 0.82
_MIN_TYPO_LENGTH = 4


def normal(text: str) -> str:
    """Lower case, without accents, emoji, punctuation and invisible characters."""
    folded = unicodedata.normalize("NFKD", text.translate(_IGNORED)).casefold()
    kept = (_plain(c) for c in folded if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def blank(text: str) -> bool:
    """Nothing that can be seen."""
    return not text.translate(_IGNORED).strip()


def visible(text: str) -> str:
    """Without what cannot be seen, and without blanks around it."""
    return text.translate(_IGNORED).strip()


def number(text: str) -> int | None:
    """A whole number in the digits of any script (٢, ۲, २ …)."""
    digits = text.translate(_IGNORED).strip().rstrip(".)")
    if not digits or len(digits) > 3 or not all(c.isdecimal() for c in digits):
        return None
    return int(digits)


def meant(typed: str, choices: Sequence[Choice], *, strict: bool) -> str | None:
    """The id of the choice that was typed: its very words, its number, else what fits `best`.

    The very words come before the number: "7" may be an answer. Where labels have digits in them
    (ages: "6–10") a number is nothing but a word. `strict` stops before `best`.
    """
    same = [choice for choice, names in choices if exact(typed, names)]
    if same:
        return same[0] if len(same) == 1 else None
    said = number(typed)
    if said is not None and not digit_labels(choices):
        return choices[said - 1][0] if 1 <= said <= len(choices) else None
    return None if strict else best(typed, choices)


def digit_labels(choices: Sequence[Choice]) -> bool:
    """Whether a label, the first of the words, has digits in it."""
    return any(char.isdecimal() for _, names in choices for char in names[0])


def best(typed: str, choices: Iterable[Choice]) -> str | None:
    """The id of the one choice whose words were typed; None when none or several fit.

    In this order: the whole text is a word or phrase of a choice; a phrase of several words, then
    a single word, occurs in it; the whole text is a word with a small typing error.
    """
    said = normal(typed)
    if not said:
        return None
    words = [(choice, _known(word)) for choice, names in choices for word in names]
    words = [(choice, word) for choice, word in words if word]
    rounds = (
        [choice for choice, word in words if word == said],
        [choice for choice, word in words if " " in word and f" {word} " in f" {said} "],
        [choice for choice, word in words if _within(said, choice, word)],
        [choice for choice, word in words if _close(said, word)],
    )
    for found in rounds:
        if len(set(found)) == 1:
            return found[0]
        if found:
            return None
    return None


def _within(said: str, choice: str, word: str) -> bool:
    """Yes and no only at the beginning: in many languages they also mean "not", or nothing much."""
    if choice in _YES_OR_NO:
        return f"{said} ".startswith(f"{word} ")
    return f" {word} " in f" {said} "


def exact(typed: str, words: Iterable[str]) -> bool:
    said = normal(typed)
    return bool(said) and any(_known(word) == said for word in words)


@lru_cache(maxsize=20_000)
def _known(word: str) -> str:
    """normal() of the editors' own words, which stay the same; never of what a person typed."""
    return normal(word)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return _PLAIN_LETTERS.get(char, char) if char.isalnum() else " "


def _close(said: str, word: str) -> bool:
    """Word by word: "I am not safe" is no typing error in "I am now safe". A blank may be lost."""
    ours, theirs = said.split(), word.split()
    if len(ours) != len(theirs):
        return "".join(ours) == "".join(theirs)
    return all(map(_close_word, ours, theirs))


def _close_word(said: str, word: str) -> bool:
    if said == word:
        return True
    if min(len(said), len(word)) < _MIN_TYPO_LENGTH or abs(len(said) - len(word)) > 2:
        return False
    return SequenceMatcher(None, said, word).ratio() >= _TYPO
