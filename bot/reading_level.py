"""How hard German texts are to read: the first Vienna formula for non-fiction.

R. Bamberger, E. Vanecek: Lesen – Verstehen – Lernen – Schreiben (Vienna, 1984). The result is about
the school year that can read the text: 4 is very easy, 15 very hard. The syllables are Pyphen's,
as in textstat, so anybody can compare.

The formula was made for passages. In a short text a single long word decides, so
- a text of 20 words and more is measured by itself;
- a shorter one with all that is read along with it: the other texts of its screen, a fact's value
  with its `otherwise`, words of the program whose keys begin alike;
- what is still too short then, with all else of its file that is; or else with the whole file.
Names that stand on doors and letters (`kept` in the glossary) cannot be said more simply: they
count as ordinary words, and the level with them in full is told as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import msgspec
from pyphen import Pyphen

from bot.engine.facts import PLACEHOLDER
from bot.glossary import pattern
from bot.texts import Text

MIN_WORDS = 20
MAX_LEVEL = 7.0
"""School years that a text may ask for."""
MAX_SIMPLE = 5.0
"""The same for `de-simple`."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[“”\"»)])|\n+")
_ADDRESS = re.compile(r"\S+@\S+|\w+://\S+|\b[\w-]+(?:\.[\w-]+)+\b(?:/\S*)?")
_ORDINARY = "Namen"
"""Neither long nor short: what a name counts as."""


class Measured(msgspec.Struct, frozen=True):
    """Texts that were measured together; `text` is the first of them. Levels are school years."""

    text: Text
    level: float
    with_names: float
    places: tuple[str, ...]


def level(text: str, names: Collection[str] = ()) -> float | None:
    """The school year, with one decimal; None for a text that is too short to tell."""
    plain = _plain(text, names)
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


def measure(texts: Iterable[Text], names: Collection[str] = ()) -> Iterator[Measured]:
    """Every text that is read, at least once. Fewer than 20 words in all are not measured."""
    files: dict[str, dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        if text.kind in ("text", "label"):
            files[text.file][_screen(text)].append(text)
    for screens in files.values():
        yield from _of_file(list(screens.values()), names)


def _of_file(screens: list[list[Text]], names: Collection[str]) -> Iterator[Measured]:
    rest: list[Text] = []
    for screen in screens:
        alone = [found for text in screen if (found := _measured([text], names))]
        yield from alone
        if len(alone) < len(screen):
            together = _measured(screen, names)
            if together:
                yield together
            else:
                rest += screen
    if rest:
        everything = [text for screen in screens for text in screen]
        found = _measured(rest, names) or _measured(everything, names)
        if found:
            yield found


def syllables(word: str) -> int:
    return len(_hyphens().positions(word.lower())) + 1


def _measured(texts: list[Text], names: Collection[str]) -> Measured | None:
    joined = "\n".join(text.source for text in texts)
    years, in_full = level(joined, names), level(joined)
    if years is None or in_full is None:
        return None
    return Measured(texts[0], min(years, in_full), in_full, tuple(text.place for text in texts))


def _screen(text: Text) -> str:
    """What is read together: a step, a fact, the program's words that begin alike."""
    head, _, rest = text.place.partition("/")
    if head in ("bot", "web"):
        return f"{head}/{rest.partition('_')[0]}"
    return f"{head}/{rest.partition('/')[0]}"


def _plain(text: str, names: Collection[str]) -> str:
    plain = _ADDRESS.sub(" ", PLACEHOLDER.sub(" ", text))
    return pattern(tuple(names)).sub(_ORDINARY, plain) if names else plain


@lru_cache(maxsize=1)
def _hyphens() -> Pyphen:
    return Pyphen(lang="de_DE")
