"""The glossary: words of German offices, what they mean, and what each language says for them.

translations/glossary.yaml has the German words, translations/<lang>/glossary.yaml a language's.
A word that people meet on doors and letters is `kept`: translations say it in German as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from bot.catalogue import Entry
from bot.compiled import prepare
from bot.engine.fields import Fields
from bot.engine.problems import Problem
from bot.engine.yaml_nodes import parse
from bot.findings import RELEASE, WARNING, Finding
from bot.texts import Text

NAME = "glossary.yaml"


class Term(msgspec.Struct, frozen=True):
    """`word` is the German one, `means` explains it in plain German; `line` is where it stands."""

    word: str
    means: str
    kept: bool
    line: int

    def stands_in(self, text: str) -> bool:
        return pattern((self.word,)).search(text) is not None


class Glossary(msgspec.Struct, frozen=True):
    """`said` has what each language says: language → German word → its own."""

    terms: tuple[Term, ...] = ()
    said: Mapping[str, Mapping[str, str]] = {}
    files: Mapping[str, str] = {}
    """Language → its file, for findings."""


@lru_cache(maxsize=256)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these, also with the ending of a case or a plural ("Bürgeramts"), never within another
    word.
    """
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})(?:e?s|e?n|er)?\b")


def load(folder: Path, problems: list[Problem]) -> Glossary:
    """A folder without a glossary is fine; what cannot be read is a problem, the rest counts."""
    path = folder / NAME
    fields = _fields(path, problems, "the glossary") if path.exists() else None
    if fields is None:
        return Glossary()
    terms = tuple(_term(word, entry) for word, entry in fields.entries("word").items())
    said: dict[str, dict[str, str]] = {}
    files: dict[str, str] = {}
    for own in sorted(folder.glob(f"*/{NAME}")):
        lang = own.parent.name
        listed = _fields(own, problems, "a language's glossary")
        if listed is not None:
            listed.only({term.word for term in terms})
            said[lang] = {term.word: listed.text(term.word) for term in terms}
            files[lang] = str(own)
    return Glossary(terms, said, files)


def check(
    glossary: Glossary, texts: Iterable[Text], entries: Mapping[str, list[Entry]]
) -> Iterator[Finding]:
    """Words that a language has no word for yet, and translations that lost a kept word."""
    for lang, said in glossary.said.items():
        for term in glossary.terms:
            if not said.get(term.word):
                what = f'The glossary has nothing for "{term.word}" in this language.'
                todo = "Write what people call it."
                yield Finding(WARNING, Problem(glossary.files[lang], 1, 1, what, todo))
    held = {text.place: (text.source, kept) for text in texts if (kept := _kept_in(glossary, text))}
    for listed in entries.values():
        for entry in listed:
            source, kept = held.get(entry.place, ("", ()))
            if entry.text and not entry.fuzzy and entry.source == source:
                yield from _lost(entry, kept)


def _kept_in(glossary: Glossary, text: Text) -> tuple[Term, ...]:
    """Buttons have no room for two words."""
    if text.kind != "text":
        return ()
    return tuple(term for term in glossary.terms if term.kept and term.stands_in(text.source))


def _lost(entry: Entry, kept: Iterable[Term]) -> Iterator[Finding]:
    for term in kept:
        if term.word.casefold() not in entry.text.casefold():
            what = f'The German word "{term.word}" is missing here.'
            todo = "People meet it on doors and letters: put it in brackets."
            yield Finding(RELEASE, Problem(entry.file, entry.line, 1, what, todo))


def _term(word: str, fields: Fields) -> Term:
    fields.only({"means", "kept"})
    return Term(word, fields.text("means", needed=True), fields.flag("kept"), fields.place[0])


def _fields(path: Path, problems: list[Problem], what: str) -> Fields | None:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = f"This file cannot be read: {error}"
        problems.append(Problem(str(path), 1, 1, said, "Save it as UTF-8."))
        return None
    prepare(text)
    root = parse(text, str(path), problems)
    return None if root is None else Fields(root, str(path), problems, what)
