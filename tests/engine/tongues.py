"""The small book in all languages of the city: each text says which one it is in."""

from __future__ import annotations

import msgspec

from bot.catalogue import language
from bot.engine.book import Book
from bot.engine.languages import KNOWN


class InAll:
    def __init__(self, *silent: str) -> None:
        """`silent` are languages in which nothing is translated."""
        self._silent = silent

    def get(self, lang: str, place: str, source: str) -> str:
        if lang in ("de", *self._silent):
            return source
        if place.endswith("_words"):
            return ", ".join(f"{word.strip()}{lang}" for word in source.split(","))
        return f"[{lang}] {source}"


def in_all(book: Book, *silent: str) -> Book:
    spoken = tuple(language(lang) for lang in KNOWN)
    return msgspec.structs.replace(book, languages=spoken, texts=InAll(*silent))
