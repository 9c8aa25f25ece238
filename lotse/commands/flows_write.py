"""`lotse flows graph`, `schema` and `facts`: what is made from the flows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import office, schema
from bot.engine.problems import did_you_mean
from bot.graph import graph_svg
from bot.library import load_book
from bot.problem_words import german
from lotse.commands.console import FLOWS, TRANSLATIONS, Flows, Translations, say
from lotse.settings import speaks_german

Output = Annotated[Path | None, typer.Option("-o", "--output", help="A file; else the terminal.")]


def graph(
    flow: Annotated[str, typer.Argument(help="The flow's id.")],
    output: Output = None,
    lang: Annotated[str, typer.Option(help="The language of the words.")] = "de",
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
) -> None:
    """Draw a flow as a picture (SVG)."""
    book = load_book(folder, translations, demo=False)
    if flow not in book.flows:
        hint = did_you_mean(flow, list(book.flows))
        hint = german(hint) or hint if speaks_german() else hint
        missing = say(f"Es gibt keinen Ablauf „{flow}“.", f'There is no flow "{flow}".')
        typer.echo(f"{missing} {hint}", err=True)
        raise typer.Exit(1)
    _write(graph_svg(book.flows[flow], book.texts, lang), output)


def write_schema(output: Output = None) -> None:
    """Write the JSON Schema of the flow language (for text editors)."""
    _write(schema.as_text(), output)


def facts(
    output: Output = None, folder: Flows = FLOWS, translations: Translations = TRANSLATIONS
) -> None:
    """List what the office has to confirm, fill in or read."""
    book = load_book(folder, translations, demo=False)
    _write(office.to_confirm(book.facts, book.danger, book.teams, book.deadlines), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    typer.echo(say(f"Geschrieben: {output}", f"Written: {output}"))
