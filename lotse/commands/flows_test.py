"""`lotse flows test`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from bot import golden
from bot.engine.book import Book
from bot.engine.problems import Problem
from bot.library import load_book
from lotse.commands.console import (
    FLOWS,
    TESTS,
    TRANSLATIONS,
    Flows,
    Tests,
    Translations,
    say,
    told,
)


def run_tests(
    files: Annotated[list[Path] | None, typer.Argument(help="Only these; else all.")] = None,
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
    tests: Tests = TESTS,
) -> None:
    """Play the conversations of tests/flows in every language they are for."""
    begun = time.monotonic()
    book = load_book(folder, translations, demo=True)
    paths = files or sorted(tests.glob("*.yaml"))
    wrong, played = 0, 0
    for path in paths:
        problems, langs = play(book, path)
        wrong += bool(problems)
        played += len(langs)
        mark = "✗" if problems else "✓"
        typer.echo(f"{mark} {path}: {', '.join(langs) or '–'}")
        for problem in problems:
            typer.echo(told(problem), err=True)
    seconds = time.monotonic() - begun
    typer.echo(
        say(
            f"{len(paths)} Tests, {played} Gespräche, {wrong} mit Fehlern, {seconds:.1f} s.",
            f"{len(paths)} tests, {played} conversations, {wrong} with errors, {seconds:.1f} s.",
        )
    )
    if wrong or not paths:
        raise typer.Exit(1)


def play(book: Book, path: Path) -> tuple[list[Problem], list[str]]:
    """The first difference of each language, and the languages that were played."""
    problems: list[Problem] = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [Problem(str(path), 1, 1, f"This file cannot be read: {error}")], []
    case = golden.read_test(text, str(path), problems)
    if case is None:
        return problems, []
    langs = golden.languages(book, case)
    if not langs:
        what = f"This test is for languages that are not there: {', '.join(case.langs)}."
        return [Problem(str(path), 1, 1, what, "Write in: all, or add the language.")], []
    return [wrong for lang in langs for wrong in golden.play(book, case, lang)], langs
