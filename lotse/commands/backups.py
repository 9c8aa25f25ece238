"""`lotse backup` and `lotse restore`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lotse import settings
from lotse.commands.console import say

File = Annotated[Path, typer.Argument(help="The file of the backup.")]
Replace = Annotated[bool, typer.Option("--replace", help="Throw away what is in the database now.")]


def backup(file: File) -> None:
    """Write everything in the database into one file; Lotse may go on running."""
    from lotse import backup as saving  # noqa: PLC0415 - `lotse flows check` needs no SQL

    rows = asyncio.run(saving.save(settings.read(), file))
    cases = rows.get("cases", 0)
    typer.echo(
        say(
            f"{file}: {sum(rows.values())} Zeilen, {cases} Fälle. Schlüsseldatei und "
            "Löschverzeichnis sind nicht dabei: getrennt aufheben (docs/operating.md).",
            f"{file}: {sum(rows.values())} rows, {cases} cases. The key file and the ledger are "
            "not in it: keep them elsewhere (docs/operating.md).",
        )
    )


def restore(file: File, replace: Replace = False) -> None:
    """Put a backup back; Lotse must be stopped. What was erased since stays erased."""
    from lotse import backup as saving  # noqa: PLC0415 - see above

    done = asyncio.run(saving.restore(settings.read(), file, replace=replace))
    loaded = done.loaded
    typer.echo(
        say(
            f"Zurückgespielt: Stand {loaded.header.made}, {loaded.cases} Fälle. Nach dem "
            f"Löschverzeichnis erneut gelöscht oder gesperrt: {done.again}. Nicht zugestellte "
            f"Antworten, für die Beratung sichtbar: {loaded.undelivered}.",
            f"Restored: as of {loaded.header.made}, {loaded.cases} cases. Erased or revoked again "
            f"by the ledger: {done.again}. Replies not delivered, to be seen at the desk: "
            f"{loaded.undelivered}.",
        )
    )
    if loaded.dead:
        typer.echo(
            say(
                f"{loaded.dead} Fälle kann niemand mehr öffnen: Die Sicherung ist zu alt, oder die "
                "Schlüsseldatei ist nicht die dazugehörige (docs/operating.md).",
                f"{loaded.dead} cases cannot be opened by anybody any more: the backup is too old, "
                "or the key file is not the one that belongs to it (docs/operating.md).",
            ),
            err=True,
        )
