"""Serves the preview: a process of its own on loopback, with a token made for this one start."""

from __future__ import annotations

import asyncio
import secrets
import socket
from pathlib import Path

import typer
import uvicorn
from starlette.types import ASGIApp

from bot.preview.server import Preview
from bot.preview.studio import Studio
from bot.preview.working_copy import WorkingCopy
from lotse.web import Headers

HOST = "127.0.0.1"


async def serve(folder: Path, translations: Path, tests: Path, listening: socket.socket) -> None:
    """Until Ctrl+C. The address goes to the terminal alone: whoever has it may write tests."""
    copy = WorkingCopy(folder, translations)
    await asyncio.to_thread(copy.refresh)
    shown = Preview(Studio(copy, tests))
    port, token = listening.getsockname()[1], secrets.token_urlsafe(24)
    server = _server(guarded(shown, token, port))
    shown.stopping = lambda: server.should_exit
    watching = asyncio.create_task(copy.watch())
    _greet(f"http://{HOST}:{port}/#token={token}", len(copy.problems))
    try:
        await server.serve(sockets=[listening])
    finally:
        watching.cancel()


def guarded(shown: Preview, token: str, port: int) -> ASGIApp:
    """The preview's application with the product's own security headers on every answer."""
    app = shown.app(token=token, hosts={f"{HOST}:{port}", f"localhost:{port}"})
    return Headers(app, https=False)


def _server(app: ASGIApp) -> uvicorn.Server:
    """No access log; a page that waits for news does not hold up the end."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _greet(address: str, problems: int) -> None:
    typer.echo(f"Vorschau / preview: {address}")
    typer.echo("Nur auf diesem Rechner, nur solange dies läuft. Ende: Strg+C (Ctrl+C).")
    if problems:
        typer.echo(f"Fehler in den Dateien: {problems}. Die Seite zeigt sie.")
