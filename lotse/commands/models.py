"""`lotse models …`: the translation models of this machine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from handoff.translation import proofs
from handoff.translation.install import LARGEST
from handoff.translation.install import install as install_file
from handoff.translation.packages import Hop, NotAPackage, installed, route
from handoff.translation.trial import Tried
from lotse import settings
from lotse.commands.console import say

app = typer.Typer(no_args_is_help=True, help="The translation models of this machine.")
Folder = Annotated[
    Path | None, typer.Option("--folder", help="Where the models are, instead of LOTSE_MODELS.")
]
_SIZE = f"{LARGEST >> 30} GB"
_WRONG: dict[str, tuple[str, str]] = {
    "no_file": ("Diese Datei gibt es nicht.", "There is no such file."),
    "no_zip": (
        "Das ist kein unbeschädigtes Archiv. Laden Sie die Datei noch einmal herunter.",
        "This is not an intact archive. Download the file again.",
    ),
    "password": ("Das Archiv hat ein Passwort.", "The archive has a password."),
    "too_many_files": ("Darin sind zu viele Dateien.", "It has too many files."),
    "too_large": (
        f"Ausgepackt ist es viel zu groß (höchstens {_SIZE}). Das ist kein Sprachmodell.",
        f"It is far too large when unpacked ({_SIZE} at most). This is no language model.",
    ),
    "roots": (
        "Darin darf nur ein Ordner liegen. Gefunden: {}.",
        "It must hold a single folder. Found: {}.",
    ),
    "path": (
        "Es will Dateien an einen fremden Ort schreiben ({}). Verwenden Sie es nicht.",
        "It wants to write files to a place of its choice ({}). Do not use it.",
    ),
    "twice": ("Eine Datei ist doppelt darin: {}.", "A file is in there twice: {}."),
    "disk_full": (
        "Auf der Platte ist zu wenig Platz; es braucht {}.",
        "There is too little room on the disk; it needs {}.",
    ),
    "no_metadata": (
        "Es hat keine metadata.json, ist also kein Paket von Argos Translate.",
        "It has no metadata.json, so it is no package of Argos Translate.",
    ),
    "metadata": (
        "Seine metadata.json ist nicht lesbar oder unvollständig.",
        "Its metadata.json cannot be read or is incomplete.",
    ),
    "type": (
        "Es ist von der Art „{}“. Gebraucht wird „translate“.",
        'It is of the type "{}". Needed is "translate".',
    ),
    "languages": (
        "Seine Sprachen sind nicht erkennbar.",
        "Its languages are not named in a way that can be understood.",
    ),
    "version": ("Seine Version ist keine: {}.", "Its version is none: {}."),
    "bpe": (
        "Es braucht einen Zerleger (BPE), den Lotse nicht hat. Nehmen Sie ein Paket mit "
        "sentencepiece.model.",
        "It needs a tokenizer (BPE) that Lotse does not have. Take a package with a "
        "sentencepiece.model.",
    ),
    "incomplete": (
        "Darin fehlt {}. Laden Sie die Datei noch einmal herunter.",
        "It lacks {}. Download the file again.",
    ),
    "older": (
        "Hier ist schon eine neuere Version ({}). Wollen Sie die ältere, löschen Sie zuerst den "
        "Ordner der neueren.",
        "A newer version is here already ({}). If you want the older one, delete the folder of the "
        "newer one first.",
    ),
    "under_way": (
        "Gerade wird schon ein Modell installiert. Warten Sie, bis das fertig ist.",
        "Another model is being installed right now. Wait until that is done.",
    ),
    "hangs": (
        "Das Modell wurde mit der Probe nicht fertig.",
        "The model did not come to an end of its trial.",
    ),
    "does_not_run": (
        "Das Modell läuft nicht. Laden Sie die Datei noch einmal herunter. ({})",
        "The model does not run. Download the file again. ({})",
    ),
    "not_installed": (
        "Die Programme zum Übersetzen sind nicht installiert. Rufen Sie auf: make setup",
        "The programs for translating are not installed. Call: make setup",
    ),
}
"""By `NotAPackage.reason`: what is told; {} is its detail."""


@app.command()
def install(
    files: Annotated[list[Path], typer.Argument(help="Files that end in .argosmodel.")],
    folder: Folder = None,
) -> None:
    """Take in models of Argos Translate; each is tried before it counts."""
    place = _place(folder)
    failed = False
    for file in files:
        try:
            package, new = install_file(file, place)
        except NotAPackage as error:
            failed = True
            typer.echo(f"{file.name}: {_told(error)}", err=True)
        except OSError as error:
            failed = True
            typer.echo(f"{file.name}: {error.strerror}: {error.filename}", err=True)
        else:
            done = say("installiert", "installed") if new else say("war schon da", "already here")
            typer.echo(f"{file.name}: {package.name} {done}.")
    if failed:
        typer.echo(
            say("Die übrigen Modelle sind unberührt.", "All other models are as they were."),
            err=True,
        )
        raise typer.Exit(1)


@app.command("list")
def list_all(folder: Folder = None) -> None:
    """What is installed, which languages that joins, and which ways were tried."""
    place = _place(folder)
    packages = installed(place)
    if not packages:
        _none(place)
        return
    unknown = say("Lizenz nicht genannt", "licence not named")
    for package in packages.values():
        size = sum(file.stat().st_size for file in package.folder.rglob("*") if file.is_file())
        megabytes = f"{size / 1e6:.1f} MB"
        typer.echo(f"{package.name:14}{megabytes:>10}  {package.licence or unknown}")
    typer.echo()
    known = proofs.read(place)
    for hop in proofs.ways(place):
        typer.echo(f"{_way(place, hop):22}{_proof(place, hop, known)}")


@app.command()
def probe(folder: Folder = None) -> None:
    """Translate a few fixed sentences on every way, and keep how that went for `list`."""
    place = _place(folder)
    if not installed(place):
        _none(place)
        raise typer.Exit(1)
    failed = False
    for hop, result in proofs.prove(place, dt.datetime.now(dt.UTC).date()):
        typer.echo(_way(place, hop))
        if isinstance(result, Tried):
            _show(result)
        else:
            typer.echo(f"  {_told(result)}", err=True)
            failed = True
    typer.echo(
        say(
            "Ob die Sprache gut ist, kann nur sagen, wer sie spricht.",
            "Whether the language is good, only those who speak it can say.",
        )
    )
    if failed:
        raise typer.Exit(1)


def _show(tried: Tried) -> None:
    for asked, text in zip(tried.sentences, tried.texts, strict=True):
        typer.echo(f"  {asked}\n  → {text or say('(nicht übersetzt)', '(not translated)')}")
    count, cpu = len(tried.sentences), f"{tried.cpu:.3f}"
    german = f"  {tried.masks_kept} von {count} Sätzen unversehrt, {cpu} s Rechenzeit"
    typer.echo(say(german, f"  {tried.masks_kept} of {count} sentences intact, {cpu} s of CPU"))


def _proof(place: Path, hop: Hop, known: dict[str, proofs.Proof]) -> str:
    proof = known.get(str(hop))
    if proof is None:
        return say("nicht geprobt", "not tried")
    if proof.models != proofs.models_of(place, hop):
        return say("mit diesem Modell nicht geprobt", "not tried with this model")
    german = f"geprobt am {proof.day}: {proof.kept} von {proof.sentences} Sätzen unversehrt"
    english = f"tried on {proof.day}: {proof.kept} of {proof.sentences} sentences intact"
    return say(german, english)


def _way(place: Path, hop: Hop) -> str:
    way = route(installed(place), *hop) or ()
    between = "".join(f" → {one.target}" for one in way)
    return f"{hop.source}{between}"


def _told(error: NotAPackage) -> str:
    german, english = _WRONG[error.reason]
    return say(german, english).format(error.detail)


def _none(place: Path) -> None:
    german = (
        f"In {place} ist kein Modell. Lotse arbeitet ohne Übersetzung. "
        "Ein Modell hinzufügen: lotse models install DATEI.argosmodel"
    )
    english = (
        f"There is no model in {place}. Lotse works without translating. "
        "To add one: lotse models install FILE.argosmodel"
    )
    typer.echo(say(german, english), err=True)


def _place(folder: Path | None) -> Path:
    return folder or settings.read().models
