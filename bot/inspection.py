"""Everything that `lotse flows check` finds: errors, and what a release still lacks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from bot import catalogue_checks, glossary
from bot.catalogue import Catalogue, Entry
from bot.engine.book import Book
from bot.engine.problems import FlowError, Problem
from bot.findings import ERROR, RELEASE, WARNING, Finding, Group
from bot.library import load_book
from bot.reading_level import MAX_LEVEL, MAX_SIMPLE, measure
from bot.texts import Text, all_texts

SIMPLE = "de-simple"


class Inspection(msgspec.Struct, frozen=True):
    """`book` is None when there are errors. The worst findings come first."""

    findings: list[Finding]
    book: Book | None

    def stops(self, *, release: bool) -> bool:
        stopping = {ERROR, RELEASE} if release else {ERROR}
        return any(finding.severity in stopping for finding in self.findings)


def inspect(flows: Path, translations: Path, today: dt.date) -> Inspection:
    """Read and check the editors' folders. Never raises for what stands in them."""
    try:
        book = load_book(flows, translations, demo=False)
    except FlowError as error:
        return Inspection([Finding(ERROR, problem) for problem in error.problems], None)
    order = [ERROR, RELEASE, WARNING]
    found = sorted(
        _all(book, translations, today),
        key=lambda finding: (order.index(finding.severity), finding.problem),
    )
    return Inspection(found, book)


def _all(book: Book, translations: Path, today: dt.date) -> Iterator[Finding]:
    texts = all_texts(book)
    problems: list[Problem] = []
    words = glossary.load(translations, problems)
    entries = book.texts.entries() if isinstance(book.texts, Catalogue) else {}
    yield from _facts(book, today)
    yield from _deadlines(book)
    yield from _danger(book)
    yield from _labels(texts)
    yield from _reading(texts, [term.word for term in words.terms if term.kept], entries)
    # A glossary that cannot be read never keeps a flow from going live, but a release.
    yield from (Finding(RELEASE, problem) for problem in problems)
    yield from glossary.check(words, texts, entries)
    if isinstance(book.texts, Catalogue):
        yield from catalogue_checks.check(texts, book.texts)
        for lang, listed in entries.items():
            yield from _translations(translations / lang, texts, listed)


def _facts(book: Book, today: dt.date) -> Iterator[Finding]:
    for fact in book.facts.values():
        group: Group = ""
        if not fact.value:
            group, what = "empty", f'The fact "{fact.id}" has no value yet.'
        elif not fact.free():
            group, what = "unconfirmed", f'The fact "{fact.id}" is not confirmed.'
        elif fact.overdue(today):
            group, what = "overdue", f'The fact "{fact.id}" was last checked on {fact.checked}.'
        if group:
            todo = f"Ask {fact.owner}; see docs/for-the-office.md."
            problem = Problem(fact.file, fact.line, 1, what, todo)
            yield Finding(RELEASE, problem, group, fact.id)


def _deadlines(book: Book) -> Iterator[Finding]:
    """Whether somebody has read the official text behind what the desk counts by."""
    for rule in book.deadlines:
        if not rule.confirmed:
            what = f'The deadline "{rule.id}" is not confirmed.'
            todo = "Read the official text, then write: confirmed: true"
            yield Finding(RELEASE, Problem(rule.file, rule.line, 1, what, todo))


def _danger(book: Book) -> Iterator[Finding]:
    """Whether people who speak the language stand behind the words of danger."""
    listed = book.danger.listed
    for entry in listed:
        if not entry.reviewed:
            what = f'Nobody has reviewed the words of danger in "{entry.lang}" yet.'
            todo = "See docs/for-the-office.md, then write: reviewed: NAME, DAY"
            problem = Problem(entry.file, entry.line, 1, what, todo)
            yield Finding(RELEASE, problem, "unread", entry.lang)
    known = {entry.lang for entry in listed}
    for language in book.languages:
        # "de-simple" is German as well.
        if language.id not in known and language.id.partition("-")[0] not in known:
            file = listed[0].file if listed else "flows/danger.yaml"
            what = f'There are no words of danger in "{language.id}".'
            todo = "Let somebody who grew up with the language write them."
            yield Finding(RELEASE, Problem(file, 1, 1, what, todo))


def _labels(texts: Iterable[Text]) -> Iterator[Finding]:
    for text in texts:
        if text.kind == "label" and len(text.source) > catalogue_checks.WISHED_LABEL:
            what = f'The label "{text.source}" has {len(text.source)} characters.'
            todo = f"{catalogue_checks.WISHED_LABEL} or fewer are read at a glance."
            yield Finding(WARNING, Problem(text.file, text.line, text.column, what, todo))


def _reading(
    texts: list[Text], names: list[str], entries: Mapping[str, list[Entry]]
) -> Iterator[Finding]:
    """German that is too hard to read, in the sources and in the simpler German."""
    yield from _too_hard(texts, names, MAX_LEVEL)
    simple = {entry.place: entry for entry in entries.get(SIMPLE, [])}
    yield from _too_hard(
        [_in_simple(text, simple[text.place]) for text in texts if text.place in simple],
        names,
        MAX_SIMPLE,
    )


def _in_simple(text: Text, entry: Entry) -> Text:
    return msgspec.structs.replace(
        text, source=entry.text, file=entry.file, line=entry.line, column=1
    )


def _too_hard(texts: list[Text], names: list[str], limit: float) -> Iterator[Finding]:
    for found in measure(texts, names):
        text, along = found.text, len(found.places) > 1
        if found.level > limit:
            what = f'"{text.place}" is as hard to read as a book for school year {found.level}.'
            if along:
                what = f'"{text.place}" with its screen is a text for school year {found.level}.'
            todo = f"At most {limit:.0f}: shorter sentences, shorter words."
            yield Finding(RELEASE, Problem(text.file, text.line, text.column, what, todo))
        elif found.with_names > limit:
            what = f'"{text.place}": school year {found.with_names} with the names of offices.'
            todo = "Nothing, if people meet these names on doors and letters."
            problem = Problem(text.file, text.line, text.column, what, todo)
            yield Finding(WARNING, problem, "names", text.place)


def _translations(folder: Path, texts: Iterable[Text], entries: list[Entry]) -> Iterator[Finding]:
    """What is missing in a language, or not looked at yet."""
    known: dict[str, Entry] = {entry.place: entry for entry in entries}
    missing: dict[str, bool] = defaultdict(bool)
    files = {Path(entry.file).stem for entry in entries}
    for text in texts:
        if text.catalogue not in files:
            missing[text.catalogue] |= text.high
            continue
        entry = known.get(text.place)
        found = _state(text, entry)
        if found:
            group, what, todo = found
            file = entry.file if entry else str(folder / f"{text.catalogue}.po")
            problem = Problem(file, entry.line if entry else 1, 1, what, todo)
            yield Finding(RELEASE if text.high else WARNING, problem, group, text.place)
    for name, high in missing.items():
        what = f'There is no catalogue "{name}" in this language.'
        todo = "Call: lotse translations update"
        problem = Problem(str(folder / f"{name}.po"), 1, 1, what, todo)
        yield Finding(RELEASE if high else WARNING, problem)


def _state(text: Text, entry: Entry | None) -> tuple[Group, str, str] | None:
    if text.kind == "link" and (entry is None or not entry.text):
        return None
    if entry is None or not entry.text:
        todo = "Translate it." if entry else "Call: lotse translations update"
        return "untranslated", f'"{text.place}" is not translated.', todo
    if entry.source != text.source:
        what = f'The German text of "{text.place}" has changed.'
        return "fuzzy", what, "Call: lotse translations update"
    if entry.fuzzy:
        what = f'The translation of "{text.place}" has to be looked at again.'
        return "fuzzy", what, "Correct it and take the mark fuzzy away."
    if text.high and text.kind != "words" and not entry.reviewed:
        what = f'Nobody has reviewed "{text.place}" yet.'
        return "unreviewed", what, "Add a comment: # reviewed: NAME, DAY"
    return None
