"""The danger rule: words that say that somebody may be in danger, ahead of every flow.

Rules
- All languages at once: people write in the one that fear leaves them, not in the chosen one.
- A list that people wrote and can read, no model. What it finds shows a card with telephone
  numbers and is told to nobody; only a case that is handed over afterwards is marked as urgent,
  which its resident reads before they agree.
- A phrase counts wherever its words follow each other. `*` stands for the rest of a word (or its
  beginning), `…` for up to three words, `#` for a number. The phrases of `unless` are taken out of
  the text first ("sterben vor lachen"), so they excuse their own words only.
- What is written differently by habit is the same: accents, ae for ä, apostrophes, the letters
  that Arabic and Persian keyboards share, ZWNJ written, left out or as a blank, the joined "and".
- A long word of a phrase may have one typing error after its first letter. A word of `ordinary` is
  no error: it looks like one of danger and means something else ("schläft", "schlägt").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from bot.engine.fields import Fields
from bot.engine.matching import normal
from bot.engine.problems import Problem
from bot.engine.spelling import Spelling
from bot.engine.yaml_nodes import parse

MAX_GAP = 3
"""Words that `…` may stand for."""
MIN_TYPO = 6
MIN_TYPO_ALONE = 8
"""Letters of a word that may have a typing error; more where it is a phrase by itself."""
_GAP = "…"
_NUMBER = "#"
_ANY = "*"
_ZWNJ = "\u200c"
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
_REVIEW = re.compile(r".*\w.*, \d{4}-\d{2}-\d{2}")
_AND = ("و", "ف")
"""Arabic writes "and" and "so" as part of the next word."""
_MIN_AFTER_AND = 3

Phrase = tuple[str, ...]
Forms = tuple[str, ...]
"""How a typed word can be read; nothing is left of one that was excused."""


class Listed(msgspec.Struct, frozen=True):
    """A language of the file: how many phrases it has, and who read them when, "" for nobody.

    `line` is where the language begins.
    """

    lang: str
    phrases: int
    reviewed: str
    file: str
    line: int


class Danger:
    """All phrases of all languages, ready to be looked for."""

    def __init__(
        self,
        phrases: Sequence[str] = (),
        unless: Sequence[str] = (),
        ordinary: Sequence[str] = (),
        listed: Sequence[Listed] = (),
    ) -> None:
        self.listed = tuple(listed)
        self.phrases, self.unless, self.ordinary = tuple(phrases), tuple(unless), tuple(ordinary)
        self._phrases = _Index(phrases)
        self._unless = _Index(unless)
        known = _long_words([*phrases, *unless])
        self._spelling = Spelling(known, [word for entry in ordinary for word in _all(entry)])

    def __bool__(self) -> bool:
        return bool(self._phrases.size)

    def found(self, text: str) -> bool:
        """Whether these words say that somebody may be in danger."""
        words = [_without_and(word) for word in _words(text)]
        if self._in(words):
            return True
        meant = [(*forms, *(m for form in forms for m in self._meant(form))) for forms in words]
        return meant != words and self._in(meant)

    def _meant(self, word: str) -> list[str]:
        return sorted(self._spelling.meant(word))

    def _in(self, words: Sequence[Forms]) -> bool:
        if not self._phrases.occurs(words):
            return False
        left = list(words)
        for start, end in list(self._unless.spans(words)):
            left[start:end] = [()] * (end - start)
        return self._phrases.occurs(left)


class _Index:
    """Phrases by how their first word begins, so that a long text stays cheap."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._by_start: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            for form in _forms(phrase):
                self._by_start[_start(form[0])].append(form)
        self.size = sum(len(found) for found in self._by_start.values())

    def occurs(self, words: Sequence[Forms]) -> bool:
        return any(True for _ in self.spans(words))

    def spans(self, words: Sequence[Forms]) -> Iterator[tuple[int, int]]:
        """Where a phrase begins and ends, in words."""
        for at, forms in enumerate(words):
            for first in forms:
                candidates = (*self._by_start.get(first[:2], ()), *self._by_start.get("", ()))
                for phrase in candidates:
                    if _fits(phrase[0], first):
                        end = _end(phrase, 1, words, at + 1)
                        if end is not None:
                            yield at, end


def _end(phrase: Phrase, at: int, words: Sequence[Forms], position: int) -> int | None:
    """Where the rest of the phrase ends when it goes on at this position; None if it does not."""
    if at == len(phrase):
        return position
    if phrase[at] == _GAP:
        for gap in range(MAX_GAP + 1):
            if () in words[position : position + gap]:
                break
            end = _end(phrase, at + 1, words, position + gap)
            if end is not None:
                return end
        return None
    if position >= len(words) or not any(_fits(phrase[at], form) for form in words[position]):
        return None
    return _end(phrase, at + 1, words, position + 1)


def read_danger(text: str, file: str, problems: list[Problem]) -> Danger:
    """The file's phrases; problems are added to the list."""
    danger, wrong = _read_danger(text, file)
    problems += wrong
    return danger


@lru_cache(maxsize=2)
def _read_danger(text: str, file: str) -> tuple[Danger, tuple[Problem, ...]]:
    """Taking 2,000 phrases apart takes a second; most times they are the same as before."""
    problems: list[Problem] = []
    return _danger(text, file, problems), tuple(problems)


def _danger(text: str, file: str, problems: list[Problem]) -> Danger:
    root = parse(text, file, problems)
    found: dict[str, list[str]] = {"phrases": [], "unless": [], "ordinary": []}
    listed: list[Listed] = []
    if root is None:
        return Danger()
    languages = Fields(root, file, problems, "the danger file").entries("language")
    for lang, fields in languages.items():
        fields.only({*found, "reviewed"})
        for key in found:
            found[key] += _read(fields, key, needed=key == "phrases")
        count = len(fields.texts("phrases"))
        listed.append(Listed(lang, count, _reviewed(fields), file, fields.place[0]))
    return Danger(found["phrases"], found["unless"], found["ordinary"], listed)


def _reviewed(fields: Fields) -> str:
    """Who read the list, and when: a name and a day."""
    text = fields.text("reviewed")
    if text and not _REVIEW.fullmatch(text):
        todo = "Write it like: NAME, 2026-11-23"
        fields.problem('"reviewed" is a name and a day.', todo, fields.key_place("reviewed"))
    return text


def _read(fields: Fields, key: str, *, needed: bool) -> Sequence[str]:
    listed = fields.texts(key)
    if needed and not listed:
        fields.problem(f'{fields.what} needs "{key}".', "Add a list: [phrase, another phrase]")
    for phrase in listed:
        fault = _fault(phrase)
        if fault:
            fields.problem(f'"{phrase}" {fault}', "", fields.key_place(key))
    return [phrase for phrase in listed if not _fault(phrase)]


@lru_cache(maxsize=16_384)
def _listed_word(word: str) -> tuple[str, ...]:
    """_words() of what stands in the list, which repeats itself; never of what a person typed."""
    return tuple(_words(word))


def _fault(phrase: str) -> str:
    words = phrase.split()
    if not any(map(_listed_word, words)):
        return "has no word in it."
    if words[0] in (_GAP, _NUMBER) or words[-1] == _GAP:
        return "must begin with a word and not end with …."
    return ""


def _words(text: str) -> list[str]:
    return normal(text.casefold().translate(_SAME)).translate(_SAME).split()


@lru_cache(maxsize=16_384)
def _forms(phrase: str) -> frozenset[Phrase]:
    """A phrase in all ways it is commonly written; asked for several times while a list is read."""
    lowered = phrase.lower()
    written = {lowered, lowered.translate(_UMLAUTS)}
    written |= {form.replace(_ZWNJ, " ") for form in written}
    return frozenset(_pattern(form) for form in written)


def _all(entry: str) -> set[str]:
    return {word for form in _forms(entry) for word in form}


def _long_words(phrases: Sequence[str]) -> set[str]:
    """The words in which a typing error is seen."""
    found: set[str] = set()
    for form in (form for phrase in phrases for form in _forms(phrase)):
        enough = MIN_TYPO if len(form) > 1 else MIN_TYPO_ALONE
        found |= {word for word in form if len(word) >= enough and _ANY not in word}
    return found


def _pattern(written: str) -> Phrase:
    pattern: list[str] = []
    for word in written.split():
        if word in (_GAP, _NUMBER):
            pattern.append(word)
            continue
        parts = list(_listed_word(word))
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


def _fits(pattern: str, word: str) -> bool:
    if pattern == _NUMBER:
        return word[:1].isdecimal()
    if pattern.startswith(_ANY):
        return len(word) >= len(pattern) - 1 and word.endswith(pattern[1:])
    if pattern.endswith(_ANY):
        return word.startswith(pattern[:-1])
    return word == pattern
