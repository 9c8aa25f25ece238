"""Translations that nobody has reviewed, of flows of high risk: shown, but marked as such.

Out of date ones too, as long as they say the same numbers, facts and links as the German text.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.catalogue import Catalogue
from bot.catalogue_checks import differs
from bot.texts import Text

Drafts = dict[str, dict[tuple[str, str], str]]
"""Language → (place, German source) → translation."""


def drafts(catalogue: Catalogue, texts: Iterable[Text]) -> Drafts:
    known = {text.place: text.source for text in texts if text.high and text.kind != "words"}
    return {
        lang: {
            (entry.place, entry.source): entry.text
            for entry in entries
            if entry.text
            and known.get(entry.place) == entry.source
            and (entry.fuzzy or not entry.reviewed)
            and not (entry.fuzzy and differs(entry.source, entry.text))
        }
        for lang, entries in catalogue.entries().items()
    }
