"""What the desk takes from the editors' files: canned replies, names of teams, the glossary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot import glossary
from bot.engine.book import Book
from handoff.canned import Shipped
from handoff.languages import Words
from handoff.wishes import Notices


def desk_words(book: Callable[[], Book], translations: Path, notices: Notices) -> Words:
    kept = KeptWords(book, translations)
    return Words(
        shipped=lambda: shipped(book()),
        office=lambda team: office(book(), team),
        terms=kept.terms,
        notices=notices,
    )


def shipped(book: Book) -> list[Shipped]:
    """The replies of flows/replies.yaml in every language that says something of its own."""
    found = []
    for reply in book.replies:
        texts = {"de": reply.text}
        for language in book.languages:
            said = book.texts.get(language.id, f"replies/{reply.id}", reply.text)
            if said != reply.text:
                texts[language.id] = said
        found.append(Shipped(reply.id, reply.title, reply.title_en, texts))
    return found


def office(book: Book, team: str) -> dict[str, str]:
    """A team's name by language; nothing for a team that is not there."""
    known = book.teams.get(team)
    if known is None:
        return {}
    place = f"facts/team.{team}/name"
    named = {one.id: book.texts.get(one.id, place, known.name) for one in book.languages}
    return {**named, "de": known.name}


class KeptWords:
    """German words that stay in a translation. Read again when the book was."""

    def __init__(self, book: Callable[[], Book], translations: Path) -> None:
        self._book = book
        self._folder = translations
        self._of: Book | None = None
        self._glossary = glossary.Glossary()

    def terms(self, lang: str) -> Mapping[str, str]:
        book = self._book()
        if book is not self._of:
            # What is wrong with the glossary, `lotse flows check` says.
            self._of, self._glossary = book, glossary.load(self._folder, [])
        said = self._glossary.said.get(lang, {})
        return {term.word: said.get(term.word, "") for term in self._glossary.terms if term.kept}
