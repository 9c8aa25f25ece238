"""The danger rule: words that say that somebody may be in danger, ahead of every flow.

Rules
- All languages at once: people write in the one that fear leaves them, not in the chosen one.
- A list that people wrote and can read, no model. What it finds shows a card with telephone
  numbers and is told to nobody.
- A phrase counts wherever its words follow each other. `*` stands for the rest of a word (or its
  beginning), `…` for up to three words, `#` for a number. The phrases of `unless` are taken out of
  the text first ("sterben vor lachen"), so they excuse their own words only.
- What is written differently by habit is the same: accents, ae for ä, apostrophes, the letters
  that Arabic and Persian keyboards share, ZWNJ written, left out or as a blank, the joined "and".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.engine.fields import Fields
from bot.engine.matching import normal
from bot.engine.problems import Problem
from bot.engine.yaml_nodes import parse

MAX_GAP = 3
"""Words that `…` may stand for."""
_GAP = "…"
_NUMBER = "#"
_ANY = "*"
_ZWNJ = "\u200c"
_OUT = ""
"""Stands in the place of a word that was excused; no phrase has it."""
_SAME = str.maketrans(
    {
        **dict.fromkeys("'’ʼ‘`´ʹ\u0640", ""),
        **dict.fromkeys("يىې", "ی"),
        "ك": "ک",
        "ة": "ه",
        "ı": "i",
        "ґ": "г",
        "Ґ": "г",
    }
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_AND = ("و", "ف")
"""Arabic writes "and" and "so" as part of the next word."""
_MIN_AFTER_AND = 3

Phrase = tuple[str, ...]


class Danger:
    """All phrases of all languages, ready to be looked for."""

    def __init__(self, phrases: Sequence[str] = (), unless: Sequence[str] = ()) -> None:
        self._phrases = _Index(phrases)
        self._unless = _Index(unless)

    def __bool__(self) -> bool:
        return bool(self._phrases.size)

    def found(self, text: str) -> bool:
        """Whether these words say that somebody may be in danger."""
        words = _words(text)
        if not self._phrases.occurs(words):
            return False
        for start, end in list(self._unless.spans(words)):
            words[start:end] = [_OUT] * (end - start)
        return self._phrases.occurs(words)


class _Index:
    """Phrases by how their first word begins, so that a long text stays cheap."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._by_start: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            for form in _forms(phrase):
                self._by_start[_start(form[0])].append(form)
        self.size = sum(len(found) for found in self._by_start.values())

    def occurs(self, words: Sequence[str]) -> bool:
        return any(True for _ in self.spans(words))

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where a phrase begins and ends, in words."""
        for at, word in enumerate(words):
            if not word:
                continue
            for first in _without_and(word):
                candidates = (*self._by_start.get(first[:2], ()), *self._by_start.get("", ()))
                for phrase in candidates:
                    if _fits(phrase[0], first):
                        end = _end(phrase, 1, words, at + 1)
                        if end is not None:
                            yield at, end


def read_danger(text: str, file: str, problems: list[Problem]) -> Danger:
    """The file's phrases; problems are added to the list."""
    root = parse(text, file, problems)
    phrases: list[str] = []
    unless: list[str] = []
    if root is None:
        return Danger()
    for fields in Fields(root, file, problems, "the danger file").entries("language").values():
        fields.only({"phrases", "unless", "reviewed"})
        fields.text("reviewed")
        phrases += _read(fields, "phrases", needed=True)
        unless += _read(fields, "unless", needed=False)
    return Danger(phrases, unless)


def _read(fields: Fields, key: str, *, needed: bool) -> Sequence[str]:
    listed = fields.texts(key)
    if needed and not listed:
        fields.problem(f'{fields.what} needs "{key}".', "Add a list: [phrase, another phrase]")
    for phrase in listed:
        fault = _fault(phrase)
        if fault:
            fields.problem(f'"{phrase}" {fault}', "", fields.key_place(key))
    return [phrase for phrase in listed if not _fault(phrase)]


def _fault(phrase: str) -> str:
    words = phrase.split()
    if not _words(phrase):
        return "has no word in it."
    if words[0] in (_GAP, _NUMBER) or words[-1] == _GAP:
        return "must begin with a word and not end with …."
    return ""


def _words(text: str) -> list[str]:
    return normal(text.casefold().translate(_SAME)).translate(_SAME).split()


def _forms(phrase: str) -> set[Phrase]:
    """A phrase in all ways it is commonly written."""
    lowered = phrase.lower()
    written = {lowered, lowered.translate(_UMLAUTS)}
    written |= {form.replace(_ZWNJ, " ") for form in written}
    return {_pattern(form) for form in written}


def _pattern(written: str) -> Phrase:
    pattern: list[str] = []
    for word in written.split():
        if word in (_GAP, _NUMBER):
            pattern.append(word)
            continue
        parts = _words(word)
        if word.endswith(_ANY):
            parts[-1] += _ANY
        if word.startswith(_ANY):
            parts[0] = _ANY + parts[0]
        pattern += parts
    return tuple(pattern)


def _start(word: str) -> str:
    """Under which letters a first word is found; "" when it may begin with anything."""
    bare = word.rstrip(_ANY)
    open_start = word.startswith(_ANY) or (word.endswith(_ANY) and len(bare) < 2)
    return "" if open_start else bare[:2]


def _without_and(word: str) -> tuple[str, ...]:
    if word[0] in _AND and len(word) > _MIN_AFTER_AND:
        return word, word[1:]
    return (word,)


def _end(phrase: Phrase, at: int, words: Sequence[str], position: int) -> int | None:
    """Where the rest of the phrase ends when it goes on at this position; None if it does not."""
    if at == len(phrase):
        return position
    if phrase[at] == _GAP:
        for gap in range(MAX_GAP + 1):
            if _OUT in words[position : position + gap]:
                break
            end = _end(phrase, at + 1, words, position + gap)
            if end is not None:
                return end
        return None
    if position >= len(words) or not _fits(phrase[at], words[position]):
        return None
    return _end(phrase, at + 1, words, position + 1)


def _fits(pattern: str, word: str) -> bool:
    if pattern == _NUMBER:
        return word[:1].isdecimal()
    if pattern.startswith(_ANY):
        return len(word) >= len(pattern) - 1 and word.endswith(pattern[1:])
    if pattern.endswith(_ANY):
        return word.startswith(pattern[:-1])
    return word == pattern
