"""Pseudo-languages: the German source made very long, or turned round.

They show what a translation will do to the texts before there is one: what gets cut off, what is
not translatable at all (it stays plain German), what does not turn round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.engine.book import Language, Texts

LONG = Language("x-long", "Sehr lang (Pseudo)")
TURNED = Language("x-rtl", "Von rechts nach links (Pseudo)", "rtl")
PSEUDO = (LONG, TURNED)

_LONGER = 1.4
"""Translations from German grow by a third (Finnish, Greek); short ones by more."""
_ACCENTS = str.maketrans("aceghilnorsuyzACEGHILNORSUYZ", "àçéĝĥîļñöŕšûýžÀÇÉĜĤÎĻÑÖŔŠÛÝŽ")
_FILLING = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"]
_KEPT = re.compile(r"(\{[a-z0-9_.-]+\}|https?://\S+|\S+@\S+)")
"""Placeholders, links and addresses stay as they are, as in a real translation."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_TURN, _BACK = "\u200f\u202e", "\u202c\u200f"
"""Right-to-left override round a word, as Android's pseudo-locale ar-XB does it."""


class PseudoTexts:
    """The catalogue `texts` with the pseudo-languages added to it."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def get(self, lang: str, place: str, source: str) -> str:
        change = _CHANGES.get(lang)
        if change is None:
            return self._texts.get(lang, place, source)
        return source if _typed_words(place) else change(source)

    def __getattr__(self, name: str) -> Any:
        """What else the catalogue can say is passed on."""
        return getattr(self._texts, name)


def longer(text: str) -> str:
    """Accents on the letters, words added up to 1.4 times the length, in brackets."""
    if not any(char.isalpha() for char in text):
        return text  # a number: the same in every language
    accented = _apart(text, lambda part: part.translate(_ACCENTS))
    wanted, count = max(int(len(text) * _LONGER), len(text) + 2), 0
    while len(accented) < wanted - 2:
        accented += f" {_FILLING[count % len(_FILLING)]}".translate(_ACCENTS)
        count += 1
    return f"[{accented}]"


def turned(text: str) -> str:
    """Each word written from right to left; what is put in later (numbers, facts) is not."""
    return _apart(text, lambda part: _WORD.sub(lambda word: f"{_TURN}{word[0]}{_BACK}", part))


_CHANGES: dict[str, Callable[[str], str]] = {LONG.id: longer, TURNED.id: turned}


def _apart(text: str, change: Callable[[str], str]) -> str:
    parts = _KEPT.split(text)
    return "".join(part if at % 2 else change(part) for at, part in enumerate(parts))


def _typed_words(place: str) -> bool:
    """Lists of words that people type are no texts that anybody reads."""
    return place.endswith((".accept", ".words", "_words"))
