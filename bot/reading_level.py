"""How hard a German text is to read: the first Vienna formula for non-fiction.

R. Bamberger, E. Vanecek: Lesen – Verstehen – Lernen – Schreiben (Vienna, 1984). The result is about
the school year that can read the text: 4 is very easy, 15 very hard.
"""

from __future__ import annotations

import re

from bot.engine.facts import PLACEHOLDER

MIN_WORDS = 20
"""Shorter texts are left alone: one long word would decide."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;…]+(?=\s|$|[“”\"»)])|\n+")
_VOWELS = re.compile(r"[aäeiouöüyáàâéèêíîóôúû]+")
_DIPHTHONGS = re.compile(r"aa|ee|oo|ie|ei|ai|au|äu|eu|ey|ay|oi|ou|[aeiouäöüy]")


def level(text: str) -> float | None:
    """The school year, with one decimal; None for a text that is too short to tell."""
    plain = PLACEHOLDER.sub(" ", text)
    words = _WORD.findall(plain)
    if len(words) < MIN_WORDS:
        return None
    sentences = [part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]
    count = [syllables(word) for word in words]
    share = 100 / len(words)
    many_syllables = share * sum(number >= 3 for number in count)
    one_syllable = share * sum(number == 1 for number in count)
    long_words = share * sum(len(word) > 6 for word in words)
    return round(
        0.1935 * many_syllables
        + 0.1672 * len(words) / len(sentences)
        + 0.1297 * long_words
        - 0.0327 * one_syllable
        - 0.875,
        1,
    )


def syllables(word: str) -> int:
    """As many as there are vowels, a diphthong being one."""
    groups = _VOWELS.findall(word.lower())
    return max(1, sum(len(_DIPHTHONGS.findall(group)) for group in groups))
