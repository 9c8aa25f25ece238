"""What a translation must have in common with its German source, and what it must not contain.

An error keeps the files from going live. A release finding stops `lotse flows check --release`:
mostly a mistake, but a translation can have its reasons (another form of a time, an English page).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.catalogue import Catalogue, Entry, language
from bot.engine.facts import PLACEHOLDER
from bot.engine.problems import Problem
from bot.findings import ERROR, RELEASE, WARNING, Finding, Severity
from bot.texts import Kind, Text

MAX_LABEL = 40
WISHED_LABEL = 24
"""Characters on a button: what small phones allow, and what they show without breaking."""
_BRACKET = re.compile("[{}]")
_VALUE = re.compile(r"\{[a-z0-9_.]+\}")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”„]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f](?=\d{3}(?!\d))\d{3})*")
_MAYBE_LINK = re.compile(r"://|www\.|@", re.I)
_DIGIT = re.compile(r"\d")
_OVERRIDE = re.compile("[\u202a-\u202e]")
_ISOLATE = re.compile("[\u2066-\u2069]")
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ@][\w@.:/ -]*[A-Za-zÀ-ɏ]")
"""Two or more Latin letters, with what stands between them."""
_NONE: frozenset[str] = frozenset()
Fault = tuple[Severity, str, str]


def errors(texts: Iterable[Text], catalogue: Catalogue) -> list[Problem]:
    """Only what keeps the files from going live."""
    return [found.problem for found in check(texts, catalogue) if found.severity == ERROR]


def check(texts: Iterable[Text], catalogue: Catalogue) -> list[Finding]:
    """Every entry of every language against the present texts."""
    known = {text.place: text for text in texts}
    found: list[Finding] = []
    for lang, entries in catalogue.entries().items():
        direction = language(lang).dir
        found += (one for entry in entries for one in _entry(entry, known, direction))
    return found


def _entry(entry: Entry, known: Mapping[str, Text], direction: str) -> Iterator[Finding]:
    text = known.get(entry.place)
    if text is None:
        what = f'Nothing is said at "{entry.place}" any more.'
        todo = "Call: lotse translations update"
        yield Finding(WARNING, Problem(entry.file, entry.line, 1, what, todo), "gone", entry.place)
        return
    # A fuzzy entry is known to be out of date; it is shown only if it differs in nothing.
    if entry.text and not entry.fuzzy and entry.source == text.source:
        for severity, what, todo in _faults(text.source, entry.text, text.kind, direction):
            yield Finding(severity, Problem(entry.file, entry.line, 1, what, todo))


@lru_cache(maxsize=65_536)
def _faults(source: str, text: str, kind: Kind, direction: str) -> tuple[Fault, ...]:
    """Most entries are the same from one look at the files to the next."""
    return tuple(faults(source, text, kind, direction))


def faults(source: str, text: str, kind: Kind = "text", direction: str = "ltr") -> Iterator[Fault]:
    """What is wrong with a translation."""
    if _OVERRIDE.search(text):
        what = "This translation has a character that turns the direction of writing."
        yield ERROR, what, "Remove it; Latin words in a text from right to left stand in isolates."
    if kind == "words":
        return
    if kind == "link":
        yield from _placeholders(source, text)
        return
    yield from _placeholders(source, text)
    if kind == "label":
        yield from _length(text)
    yield from _figures(source, text)
    if source.startswith("\n") != text.startswith("\n") or source.endswith("\n") != text.endswith(
        "\n"
    ):
        yield RELEASE, "Only one of the two texts begins or ends with a new line.", "Make it alike."
    yield from _isolates(text, direction)


def differs(source: str, text: str) -> bool:
    """Whether placeholders, links, numbers or § are not the same on both sides."""
    return any(True for _ in (*_placeholders(source, text), *_figures(source, text)))


def _placeholders(source: str, text: str) -> Iterator[Fault]:
    if not _BRACKET.search(source) and not _BRACKET.search(text):
        return
    wanted, found = set(_VALUE.findall(source)), set(_VALUE.findall(text))
    for lost in sorted(wanted - found):
        yield ERROR, f"The translation lost {lost}.", f"Put {lost} where it belongs in this text."
    for added in sorted(found - wanted):
        yield ERROR, f"The translation has {added}, the German text has not.", "Take it out."
    rest = PLACEHOLDER.sub("", text)
    if ("{" in rest or "}" in rest) and not ("{" in (r := PLACEHOLDER.sub("", source)) or "}" in r):
        what = "People would see a curly bracket here that belongs to no fact."
        yield ERROR, what, "Facts are written like {ads.phone}, in small letters."


def _length(text: str) -> Iterator[Fault]:
    if len(text) > MAX_LABEL:
        what = f'The label "{text}" has {len(text)} characters.'
        yield ERROR, what, f"At most {MAX_LABEL} fit on a button of a small phone."
    elif len(text) > WISHED_LABEL:
        what = f'The label "{text}" has {len(text)} characters.'
        yield WARNING, what, f"{WISHED_LABEL} or fewer are read at a glance."


def _figures(source: str, text: str) -> Iterator[Fault]:
    for name, find in (
        ("The links are not the same:", _links),
        ("The numbers are not the same:", _numbers),
    ):
        wanted, found = find(source), find(text)
        if wanted != found:
            here = ", ".join(sorted(found)) or "none"
            there = ", ".join(sorted(wanted)) or "none"
            yield RELEASE, f"{name} {here} here, {there} in German.", "Compare the two texts."
    if source.count("§") != text.count("§"):
        yield RELEASE, "The § signs are not the same on both sides.", "Compare the two texts."


def _isolates(text: str, direction: str) -> Iterator[Fault]:
    rest = _ISOLATED.sub("", text) if _ISOLATE.search(text) else text
    if _ISOLATE.search(rest):
        what = "An isolate (U+2066 … U+2069) is opened or closed alone."
        yield RELEASE, what, "Each needs both characters, and none stands within another."
    elif direction == "rtl" and (found := _LATIN.search(_VALUE.sub("", rest))):
        what = f'"{found[0]}" stands in a text from right to left without isolates.'
        yield RELEASE, what, "Put U+2066 before it and U+2069 after it."


@lru_cache(maxsize=4096)  # every language is compared with the same German texts
def _links(text: str) -> frozenset[str]:
    if not _MAYBE_LINK.search(text):
        return _NONE
    return frozenset(
        found.rstrip(".,;:!?)”“").lower() for found in _LINK.findall(_VALUE.sub(" ", text))
    )


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[str]:
    if not _DIGIT.search(text):
        return _NONE
    bare = _LINK.sub(" ", _VALUE.sub(" ", text))
    numbers = _NUMBER.findall(bare)
    return frozenset(
        "".join(str(unicodedata.decimal(c)) for c in number if c.isdecimal()) for number in numbers
    )
