"""`lotse flows preview`: plays the working copy in the browser, on this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Annotated

import typer

_BUSY = "Port {port} is taken. Choose another one: lotse flows preview --port 8091"


def preview(
    folder: Annotated[Path, typer.Option(help="The folder with the flows.")] = Path("flows"),
    translations: Annotated[Path, typer.Option(help="Their catalogues.")] = Path("translations"),
    tests: Annotated[Path, typer.Option(help="Where saved tests go.")] = Path("tests/flows"),
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = 8090,
) -> None:
    """Play the flows in the browser while you write them; ends with Ctrl+C."""
    from lotse.preview import HOST, serve  # noqa: PLC0415 - other commands need no web server

    try:
        listening = socket.create_server((HOST, port))
    except OSError:
        typer.echo(_BUSY.format(port=port), err=True)
        raise typer.Exit(1) from None
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(folder, translations, tests, listening))
