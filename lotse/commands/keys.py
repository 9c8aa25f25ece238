"""`lotse keys …`: the server's keys, and whether a case survives the loss of a counsellor's."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from lotse import settings
from lotse.commands.console import say
from post.errors import LotseError, SettingsError
from post.keyfile import PURPOSES, Purpose
from post.keyring import IN_EPOCHS, KeyInfo, KeyRing

app = typer.Typer(no_args_is_help=True, help="The server's keys.")
_STEPS: dict[str, tuple[str, str]] = {
    "office": (
        "Eine Übungsstelle mit einer Beraterin und zwei Wiederherstellungs-Papieren ist da.",
        "There is an office for practice, with one counsellor and two recovery papers.",
    ),
    "case": (
        "Ein Fall ist eingegangen; die Beraterin kann ihn lesen.",
        "A case has come in; the counsellor can read it.",
    ),
    "lost": (
        "Der Schlüssel der Beraterin ist verloren. Niemand kann den Fall öffnen.",
        "The counsellor's key is lost. Nobody can open the case.",
    ),
    "one_paper": (
        "Ein Papier allein öffnet den Fall nicht.",
        "One paper alone does not open the case.",
    ),
    "opened": ("Beide Papiere zusammen öffnen ihn.", "Both papers together open it."),
    "wrapped": (
        "Eine neue Beraterin hat ihren eigenen Zugang bekommen.",
        "A new counsellor has got a key to it of her own.",
    ),
    "read": (
        "Sie kann den Fall lesen, ohne die Papiere.",
        "She can read the case, without the papers.",
    ),
}


@app.command("list")
def list_keys() -> None:
    """The keys with their purpose and age; never the secrets themselves."""
    ring = _ring()
    head = say("Schlüssel  Zweck     Nr.  Alter          Stand", "key        purpose   no.  age")
    typer.echo(head)
    for key in ring.listed():
        typer.echo(f"{key.id:10} {key.purpose:9} {key.epoch:3}  {_age(key):14} {_state(key)}")


@app.command()
def rotate(
    purpose: Annotated[
        str, typer.Argument(help="Which keys; without it those of the epochs.")
    ] = "",
) -> None:
    """Let a new key seal from now on; older ones go on opening until nothing needs them."""
    ring = _ring()
    for each in _purposes(purpose):
        ring.rotate(each)
        typer.echo(say(f"{each}: neuer Schlüssel.", f"{each}: a new key."))
    if not purpose or purpose in IN_EPOCHS:
        typer.echo(
            say(
                "Der laufende Dienst versiegelt das Gespeicherte damit neu und vernichtet die "
                "alten Schlüssel nach dreieinhalb Tagen. Heben Sie gleich eine neue Kopie der "
                "Schlüsseldatei auf: Mit einer älteren lässt sich das nicht mehr öffnen.",
                "The running worker seals what is stored with them and destroys the old keys after "
                "three and a half days. Keep a new copy of the key file at once: an older one does "
                "not open that any more.",
            )
        )


@app.command()
def drill() -> None:
    """Practise the loss of the only counsellor's key, in an office made up for it."""
    try:
        with tempfile.TemporaryDirectory(prefix="lotse-drill-") as folder:
            asyncio.run(_drill(Path(folder)))
    except Exception as error:
        reason = str(error) if isinstance(error, LotseError) else type(error).__name__
        german = f"Die Übung ist hier gescheitert ({reason}). So ginge ein Fall verloren."
        english = f"The drill failed here ({reason}). A case would be lost like this."
        typer.echo(say(german, english), err=True)
        raise typer.Exit(1) from None
    german = "Die Übung ist gelungen: Der Verlust eines Schlüssels kostet keinen Fall."
    typer.echo(say(german, "The drill succeeded: losing one key loses no case."))


async def _drill(folder: Path) -> None:
    from handoff.drill import drill as practise  # noqa: PLC0415 - the other commands need no SQL

    number = 0
    async for step in practise(folder):
        number += 1
        typer.echo(f"{number}. {say(*_STEPS[step])}")


def _purposes(wished: str) -> list[Purpose]:
    if not wished:
        return list(IN_EPOCHS)
    found = [purpose for purpose in PURPOSES if purpose == wished]
    if not found:
        known = ", ".join(PURPOSES)
        raise SettingsError(
            say(
                f"Keine Schlüssel für „{wished}“. Es gibt: {known}.",
                f"There are no keys for {wished!r}. There are: {known}.",
            )
        )
    return found


def _ring() -> KeyRing:
    """Never makes a new file: who asks for the keys means those that are there."""
    file = settings.read().secret_file
    if not file.exists():
        raise SettingsError(
            say(f"Es gibt keine Schlüsseldatei {file}.", f"There is no key file {file}.")
        )
    return KeyRing.load_or_create(file)


def _age(key: KeyInfo) -> str:
    if not key.made:
        return say("unbekannt", "unknown")
    hours = int((time.time() - key.made) // 3600)
    day = dt.datetime.fromtimestamp(key.made, dt.UTC).date().isoformat()
    return f"{day} {hours // 24} d" if hours >= 24 else f"{day} {hours} h"


def _state(key: KeyInfo) -> str:
    if key.seals:
        return say("versiegelt", "seals")
    if key.purpose in IN_EPOCHS:
        return say("wird vernichtet", "to be destroyed")
    return say("öffnet noch", "still opens")
