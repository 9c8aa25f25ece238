"""`lotse translations recordings`: what is to be read aloud by people, and from which sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot import recordings as files
from bot import speaker
from bot.engine.book import Book
from bot.engine.problems import FlowError, Problem, did_you_mean
from bot.findings import ERROR, Finding
from bot.library import load_book
from lotse.commands.console import FLOWS, TRANSLATIONS, Flows, Translations, say, show


def recordings(
    lang: Annotated[str, typer.Argument(help="One language; without: all, in numbers.")] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A folder for the speaker's sheet and the texts."),
    ] = None,
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
) -> None:
    """What should be recorded; with -o the sheet to read it from."""
    book = load_book(folder, translations, demo=False)
    langs = [language.id for language in book.languages]
    if lang and lang not in langs:
        what = f'There is no language "{lang}" here.'
        raise FlowError([Problem(str(translations), 1, 1, what, did_you_mean(lang, langs))])
    _, wrong = files.load(folder / "media", langs)
    show([Finding(ERROR, problem) for problem in wrong])
    if lang:
        _one(book, lang, output)
    else:
        _all(book, langs)
    if wrong:
        raise typer.Exit(1)


def _all(book: Book, langs: list[str]) -> None:
    heads = say("fertig geändert ohne_Text fehlt", "done changed no_text missing").split()
    typer.echo(f"{'':12}" + "".join(f"{head.replace('_', ' '):>12}" for head in heads))
    for lang in langs:
        found = Counter(one.state for one in speaker.wanted(book, lang, _today()))
        numbers = [found[state] for state in ("there", "changed", "unwritten", "missing")]
        typer.echo(f"{lang:12}" + "".join(f"{number:>12}" for number in numbers))


def _one(book: Book, lang: str, output: Path | None) -> None:
    listed = speaker.wanted(book, lang, _today())
    states: dict[speaker.State, str] = {
        "there": say("fertig", "done"),
        "missing": say("fehlt", "missing"),
        "changed": say("Text hat sich geändert", "text has changed"),
        "unwritten": say("Text liegt nicht dabei", "its text is not beside it"),
    }
    for one in listed:
        waits = say("zuerst bestätigen: ", "confirm first: ") + ", ".join(one.open_facts)
        state = states[one.state] + (f"; {waits}" if one.open_facts else "")
        typer.echo(f"{one.name:32}{state}")
    if output:
        german = f"Zum Vorlesen: {lang}. ⏳ = Diese Angaben sind noch nicht bestätigt."
        english = f"To be read aloud: {lang}. ⏳ = These facts are not confirmed yet."
        due = [one for one in listed if one.state != "there"]
        speaker.write(output, book, lang, due, say(german, english))
        german = f"{len(due)} Texte: {output / speaker.SCRIPT}. Die Aufnahmen und die "
        german += f"Textdateien gehören dann zusammen nach flows/media/{lang}."
        english = f"{len(due)} texts: {output / speaker.SCRIPT}. The recordings and the "
        english += f"text files then belong together in flows/media/{lang}."
        typer.echo(say(german, english))


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
