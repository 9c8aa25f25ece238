"""Splits a text into what a model can take: lines, sentences, and parts of overlong sentences.

The parts, joined again, are the text: every space, list sign and line break is kept. Works on
texts whose protected pieces are hidden (see masks): points in dates or links are out of the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from handoff.translation.masks import Hidden, Piece, has_letters

LONGEST = 300
"""Characters. What has no full stop for longer than this is cut at a comma, else at a space."""
_END = re.compile(
    r"(?:[.!?…؟۔‽]+|[。！？](?=.))"  # also Arabic, Urdu and full-width signs
    r"[\"'»«”“’)\]]*(?:\s+|(?<=[。！？]))"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(/])(?:[^\W\d_]"  # a single letter: z. B., d. h., т. е., J. Meyer
    r"|abs|allg|art|bspw|bzw|ca|dr|dipl|etc|evtl|frl|geb|gem|ggf|hr|inkl|ing|jr|lt|max|min|mind|mio|mr|mrs"
    r"|ms|nr|prof|rd|s\.g|sog|st|str|tel|u\.a|usw|vgl|z\.b|zzgl|no|vs|approx|e\.g|i\.e"  # de, en
    r"|vb|sn|sok|cad|doç|örn|yy"  # tr
    r"|np|ul|tzn|tj|mgr|inż|godz|pl|al"  # pl
    r"|mme|mlle|m|av|bd|env|ex|sr|sra|srta|ud|uds|avda|pág"  # fr, es
    r"|dl|dna|nr|bl|sc|ap|jud|tov|g-n|dž|npr|tj|itd"  # ro, sr
    r"|г|ул|им|тел|т\.е|т\.д|т\.п|см|стр|руб|тыс|вул|буд|кв|д|гр|бул"  # ru, uk, bg
    r"|د|م|أ"  # ar: doctor, engineer, teacher
    r")\.$",
    re.I,
)
_LEAD = re.compile(r"\s*(?:[-*•–—·▪►☐✓]\s*)*")
_ENTRY = re.compile(r"\d{1,2}\.")
_CUTS = (re.compile(r"[;:,،؛、]\s+|\s[–—]\s"), re.compile(r"\s+"))


class Part(msgspec.Struct, frozen=True):
    """`speaks`: it is to be translated; else it stays as it is (spaces, signs, numbers alone)."""

    text: str
    speaks: bool


def split(hidden: Hidden) -> list[Part]:
    parts: list[Part] = []
    for line in re.split(r"(\n+)", hidden.text):
        for sentence in _sentences(line):
            parts += _parts(sentence, hidden)
    return parts


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for found in _END.finditer(line):
        if _ends_here(line, start, found):
            yield from _short(line[start : found.end()])
            start = found.end()
    yield from _short(line[start:])


def _ends_here(line: str, start: int, found: re.Match[str]) -> bool:
    after = line[found.end() : found.end() + 1]
    if not after:
        return False
    if found[0].strip() == "." and _ABBREVIATION.search(
        line, max(start, found.start() - 12), found.start() + 1
    ):
        return False
    # A small letter goes on: "… usw. und so". Arabic has none, so there every sign ends.
    return not after.islower()


def _short(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        at = _cut(sentence)
        yield sentence[:at]
        sentence = sentence[at:]
    if sentence:
        yield sentence


def _cut(sentence: str) -> int:
    for pattern in _CUTS:
        ends = [found.end() for found in pattern.finditer(sentence, LONGEST // 4, LONGEST)]
        if ends:
            return ends[-1]
    return LONGEST


def _parts(sentence: str, hidden: Hidden) -> Iterator[Part]:
    """Signs and emoji at the edges need no model, and are what models lose first."""
    if not has_letters(sentence):
        yield Part(sentence, speaks=False)
        return
    start, end = _edges(sentence, hidden)
    if start:
        yield Part(sentence[:start], speaks=False)
    yield Part(sentence[start:end], speaks=True)
    if end < len(sentence):
        yield Part(sentence[end:], speaks=False)


def _edges(sentence: str, hidden: Hidden) -> tuple[int, int]:
    found = _LEAD.match(sentence)
    start, end = found.end() if found else 0, len(sentence)
    while sentence[start].isspace() or _is_sign(hidden.piece(sentence[start])):
        start += 1
    while sentence[end - 1].isspace() or _is_sign(hidden.piece(sentence[end - 1])):
        end -= 1
    return start, end


def _is_sign(piece: Piece | None) -> bool:
    """Emoji, and the number of a list's entry (1., 2. …)."""
    return piece is not None and (piece.kind == "emoji" or bool(_ENTRY.fullmatch(piece.text)))
