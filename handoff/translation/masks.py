"""What must come through a translation unchanged: numbers, names, links, placeholders, § and so on.

Rules
- `hide` puts one character of a private plane of Unicode in the place of each protected piece, so
  that no full stop inside a date or a link ends a sentence.
- `dress` gives the pieces of one sentence the form a model sees, X0X, X1X …, numbered anew for each
  sentence; pieces with nothing but spaces between them share a number.
- A translation counts only if it has each of these exactly once (`intact`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

_FIRST = 0xF0000
_MOST = 0xFFFD
_PLANES = "\U000f0000-\U0010fffd"
_RUN = re.compile(rf"[{_PLANES}](?:\s*[{_PLANES}])*")
_PIECE = re.compile(rf"[{_PLANES}]")
_MASK = re.compile(r"X\s?(\d{1,5})\s?X", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_STEERING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f]")
"""Marks of direction, zero-width characters and controls. The zero-width non-joiner (U+200C) stays:
it is ordinary Persian, and the joiner (U+200D) holds emoji together."""
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur"})
_OTHER_DIGITS = frozenset({"ar", "bn", "ckb", "fa", "hi", "ps", "ur"})
"""Languages that write digits of their own; for all others they are turned into 0–9."""
_LOOSE = re.compile(r"[^\d.,]")
"""In a number: what lets it be torn apart amid a text from right to left."""
_OPEN, _CLOSE = "\u2066", "\u2069"
_EMOJI = "\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u20e3\ufe0f\u200d"
_TITLES = "|".join(
    rf"(?<=\b{re.escape(title)}\s)"
    for title in ("Herr", "Herrn", "Frau", "Dr.", "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.")
)
# Every repetition is bounded or begins where its like cannot: no text makes this quadratic.
_PROTECTED = rf"""
    (?P<code> \{{\{{?[^{{}}\s][^{{}}]{{0,200}}\}}?\}} | %\(\w{{1,60}}\)[sd] | %[sd](?!\w)
      | </?[a-zA-Z][^<>]{{0,500}}> )
  | (?P<link> (?:https?://|tg://|www\.)[^\s<>"“”„{_PLANES}]*[^\s<>"“”„.,;:!?)\]{_PLANES}]
      | (?<![\w.+-])[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}
      | (?<![\w.-])(?:[\w-]{{1,63}}\.){{1,4}}(?:de|com|org|net|eu|info)\b(?:/[^\s<>"“”„]*[\w/])?
      | (?<![\w@])@\w{{3,64}} | (?<![\w/])/[a-z]\w{{1,63}} )
  | (?P<law> (?:§§?|\bArt\.|\bArtikel|\bArticle)\s?\d+\w?
      (?:\s(?:Abs\.|Absatz|Satz|S\.|Nr\.|Buchst\.)\s?\w{{1,6}})*
      (?:\s(?:[A-ZÄÖÜ]\w{{0,15}})?[A-ZÄÖÜ]{{2}}\b)? )
  | (?P<number> \b[A-Z]{{2}}\d{{2}}(?:\s?[A-Z0-9]{{4}}){{3,7}}(?:\s?[A-Z0-9]{{1,4}})?\b
      | (?<!\w)(?:\+\d|\(?0)[\d\s/()–-]{{4,24}}\d
      | (?<!\w)\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{2,4}})?
      | (?<!\w)\d{{1,2}}\.(?=\s\w)
      | (?<!\w)[^\W\d]{{0,8}}\d+(?:[.,:/’'\u00a0\u202f\u066b\u066c–-]\d+)*\w*(?:\s?[%‰€$])? )
  | (?P<emoji> [{_EMOJI}]+ )
  | (?P<mask> [Xx]\s?\d{{1,5}}\s?[Xx] | [{_PLANES}] )
  | (?P<name> (?:{_TITLES})[^\W\d_a-zäöüß][\w’'-]{{1,40}} )
"""


class Piece(msgspec.Struct, frozen=True):
    """A protected part of a text, and what it is: link, number, name …"""

    text: str
    kind: str


class Hidden(msgspec.Struct, frozen=True):
    """A text whose protected pieces are each one character of a private plane."""

    text: str
    pieces: list[Piece]

    def piece(self, character: str) -> Piece | None:
        """What one of those characters stands for; None for any other."""
        number = ord(character) - _FIRST
        return self.pieces[number] if 0 <= number < len(self.pieces) else None


def has_letters(text: str) -> bool:
    """Whether there is anything a model could translate."""
    return bool(_LETTER.search(_PIECE.sub("", text)))


def hide(text: str, names: Iterable[str] = ()) -> Hidden:
    """`names` are words that stay as they are, besides the terms that always do.

    Raises ValueError for more pieces than the plane holds (65,534).
    """
    pieces: list[Piece] = []

    def replace(found: re.Match[str]) -> str:
        if len(pieces) > _MOST:
            raise ValueError("too many pieces")
        kind = "name" if found.lastgroup == "word" else found.lastgroup or ""
        pieces.append(Piece(found[0], kind))
        return chr(_FIRST + len(pieces) - 1)

    words = tuple(sorted({name for name in names if name.strip()}))
    clean = _STEERING.sub("", text)
    return Hidden(_pattern(words).sub(replace, clean), pieces)


class Dressed(msgspec.Struct, frozen=True):
    """A sentence in the form a model sees, and what its masks stand for."""

    text: str
    runs: list[str]


def dress(sentence: str) -> Dressed:
    runs: list[str] = []

    def replace(found: re.Match[str]) -> str:
        runs.append(found[0])
        return f"X{len(runs) - 1}X"

    return Dressed(_RUN.sub(replace, sentence), runs)


def intact(sentence: str, translation: str) -> bool:
    """Whether every mask is there once, none is new, and there is a text at all."""
    wanted = sorted(_MASK.findall(sentence), key=int)
    found = sorted(_MASK.findall(translation), key=int)
    said = has_letters(_MASK.sub("", translation)) or not has_letters(_MASK.sub("", sentence))
    return wanted == found and said and not _PIECE.search(translation)


def tidy(translation: str) -> str:
    """Masks as `dress` writes them, whatever spaces and case a model gave them."""
    return _MASK.sub(lambda found: f"X{int(found[1])}X", translation)


def undress(translation: str, runs: Sequence[str]) -> str:
    """Back to one character for each piece; call it only with what is `intact`."""
    return _MASK.sub(lambda found: runs[int(found[1])], translation)


def show(text: str, hidden: Hidden, target: str) -> str:
    """The text with its pieces, as it is read in the target language."""
    return _PIECE.sub(lambda found: _shown(hidden.pieces[ord(found[0]) - _FIRST], target), text)


def _shown(piece: Piece, target: str) -> str:
    text = piece.text
    if piece.kind in ("number", "law") and target not in _OTHER_DIGITS:
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    one_way = piece.kind in ("link", "law", "name")
    if target in RIGHT_TO_LEFT and (one_way or (piece.kind == "number" and _LOOSE.search(text))):
        # Kept together and in their own direction amid a text from right to left.
        return f"{_OPEN}{text}{_CLOSE}"
    return text


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = sorted({*_terms(), *words}, key=len, reverse=True)
    kept = "|".join(re.escape(word) for word in listed)
    return re.compile(rf"{_PROTECTED} | (?P<word> (?<!\w)(?:{kept})(?!\w) )", re.X)


@lru_cache(maxsize=1)
def _terms() -> tuple[str, ...]:
    lines = Path(__file__).with_name("terms.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
