"""`lotse translations …`: what translators and those who work with them call."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import drafts, po
from bot.engine.fields import is_identifier
from bot.engine.problems import FlowError, Problem, did_you_mean
from bot.findings import ERROR
from bot.library import load_book
from bot.texts import Text, all_texts
from lotse import settings
from lotse.commands.console import FLOWS, TRANSLATIONS, Flows, Translations, say, show
from lotse.commands.recordings import recordings

app = typer.Typer(no_args_is_help=True, help="Keep the translations up to date.")
app.command()(recordings)
Lang = Annotated[str, typer.Argument(help="The language's folder, like en or de-simple.")]
SOURCE = "de"


@app.command()
def update(
    langs: Annotated[list[str] | None, typer.Argument(help="Only these, also new ones.")] = None,
    same_meaning: Annotated[
        list[str] | None,
        typer.Option(help="A step (report/area) whose meaning did not change: reviews stay."),
    ] = None,
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
) -> None:
    """Bring the PO files up to date with the German texts; begin a new language."""
    texts = _texts(folder)
    places = {place for named in same_meaning or () for place in _places(named, texts)}
    by = po.Signature(_who(), _today()) if places else None
    for lang in langs or po.languages(translations):
        _possible(lang)
        changes = po.update(translations, lang, texts, places, by)
        german = (
            f"{lang}: {changes.added} neu, {changes.changed} geändert, "
            f"{changes.renamed} umbenannt, {changes.obsolete} nicht mehr gebraucht"
        )
        english = (
            f"{lang}: {changes.added} new, {changes.changed} changed, "
            f"{changes.renamed} renamed, {changes.obsolete} no longer used"
        )
        typer.echo(say(german, english))


@app.command()
def stats(folder: Flows = FLOWS, translations: Translations = TRANSLATIONS) -> None:
    """How far each language is."""
    heads = say("fertig geprüft veraltet fehlt", "done reviewed fuzzy missing").split()
    typer.echo(f"{'':24}" + "".join(f"{head:>10}" for head in heads))
    langs = po.languages(translations)
    for row in po.stats(translations, langs, _texts(folder)):
        name = f"{row.lang}/{row.catalogue}"
        numbers = (row.done, row.reviewed, row.fuzzy, row.missing)
        share = 100 * row.done // row.texts
        cells = "".join(f"{number:>10}" for number in numbers)
        typer.echo(f"{name:24}{cells}{share:>6} %")


@app.command()
def export(
    lang: Lang,
    output: Annotated[Path, typer.Option("-o", "--output", help="The XLSX file to write.")],
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
) -> None:
    """Write a language as a spreadsheet."""
    from bot import sheet  # noqa: PLC0415 - only these two commands need the spreadsheet library

    _possible(lang)
    rows = sheet.export(translations, lang, _texts(folder), output)
    typer.echo(say(f"{rows} Texte in {output}.", f"{rows} texts in {output}."))


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="An XLSX file that was exported and filled in.")],
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
) -> None:
    """Take translations over from a spreadsheet; blank cells change nothing."""
    from bot import sheet_import  # noqa: PLC0415 - see above

    done = sheet_import.take_in(translations, file, _texts(folder), _today())
    show(done.findings)
    german = f"{done.lang}: {done.changed} übernommen, {done.reviewed} als geprüft vermerkt."
    english = f"{done.lang}: {done.changed} taken over, {done.reviewed} marked as reviewed."
    typer.echo(say(german, english))
    if any(finding.severity == ERROR for finding in done.findings):
        raise typer.Exit(1)


@app.command()
def draft(lang: Lang, folder: Flows = FLOWS, translations: Translations = TRANSLATIONS) -> None:
    """Let a model on this machine draft what is missing; drafts stay marked as fuzzy."""
    from lotse.drafting import Drafter  # noqa: PLC0415 - see above

    _possible(lang)
    with Drafter(settings.read().models) as translator:
        if not translator.model(lang):
            _no_model(lang)
        texts = _texts(folder)
        po.update(translations, lang, texts)
        done = drafts.draft(translations, lang, texts, translator)
    german = f"{lang}: {done.made} Entwürfe, {len(done.spoilt)} unbrauchbar."
    typer.echo(say(german, f"{lang}: {done.made} drafts, {len(done.spoilt)} of no use."))


def _no_model(lang: str) -> NoReturn:
    german = (
        f"Auf diesem Rechner ist kein Übersetzungsmodell von Deutsch nach {lang}. "
        "Es wurde nichts geändert. Ein Modell hinzufügen: lotse models install. "
        "Ohne Modell: lotse translations export."
    )
    english = (
        f"There is no translation model from German to {lang} on this machine. "
        "Nothing was changed. To add a model: lotse models install. "
        "Without a model: lotse translations export."
    )
    typer.echo(say(german, english), err=True)
    raise typer.Exit(1)


def _texts(folder: Path) -> list[Text]:
    """The present German texts; catalogues are what is being worked on, so they may be wrong."""
    return all_texts(load_book(folder, Path("/nonexistent"), demo=False))


def _places(named: str, texts: Iterable[Text]) -> list[str]:
    places = [text.place for text in texts]
    found = [place for place in places if place == named or place.startswith(f"{named}/")]
    if not found:
        steps = sorted({place.rpartition("/")[0] for place in places} | set(places))
        what = f'No text stands at "{named}".'
        raise FlowError([Problem("translations", 1, 1, what, did_you_mean(named, steps)[:200])])
    return found


def _possible(lang: str) -> None:
    if not is_identifier(lang) or lang == SOURCE:
        what = f'The folder "{lang}" cannot name a language.'
        todo = "Use small letters a–z and -, like en or de-simple."
        raise FlowError([Problem("translations", 1, 1, what, todo)])


def _who() -> str:
    """Whose word it is: the name in git, else the account's."""
    git = shutil.which("git")
    if git:
        command = [git, "config", "user.name"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
        if run.stdout.strip():
            return run.stdout.strip()
    return getpass.getuser()


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
