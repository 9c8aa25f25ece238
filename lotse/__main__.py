"""The command line: `lotse …`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.engine.problems import FlowError
from bot.library import load_book
from lotse import __version__, log, settings
from post.errors import LotseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
flows = typer.Typer(no_args_is_help=True, help="Check the flows.")
app.add_typer(flows, name="flows")


def main() -> None:
    """Run a command; what is expected to go wrong is said in plain words, without a traceback."""
    log.configure()
    try:
        app()
    except FlowError as error:
        _stop(f"{error}\n\n{_count(len(error.problems))} Lotse does not start with these.")
    except LotseError as error:
        _stop(str(error))


def _stop(text: str) -> None:
    typer.echo(text, err=True)
    raise SystemExit(1)


def _count(number: int) -> str:
    return "1 problem." if number == 1 else f"{number} problems."


@app.command()
def up() -> None:
    """Everything in one process: web chat, desk, delivery, Telegram if there is a token."""
    from lotse import run  # noqa: PLC0415 - `lotse flows check` need not load the servers

    run.up(settings.read())


@app.command()
def serve() -> None:
    """The web process: web chat, desk, Telegram's webhook."""
    from lotse import run  # noqa: PLC0415 - see above

    run.serve(settings.read())


@app.command()
def work() -> None:
    """The worker: delivery and Telegram's polling."""
    from lotse import run  # noqa: PLC0415 - see above

    run.work(settings.read())


@app.command()
def migrate() -> None:
    """Bring the tables of LOTSE_DATABASE_URL up to date."""
    from handoff.store import Store  # noqa: PLC0415 - see above

    asyncio.run(Store(settings.read().database).migrate())
    typer.echo("The tables are up to date.")


@app.command()
def version() -> None:
    """The version of this program."""
    typer.echo(__version__)


@flows.command()
def check(
    folder: Annotated[Path, typer.Option(help="The folder with the flows.")] = Path("flows"),
    translations: Annotated[Path, typer.Option(help="Their catalogues.")] = Path("translations"),
) -> None:
    """Check all flows, facts, teams and catalogues."""
    try:
        book = load_book(folder, translations, demo=False)
    except FlowError as error:
        typer.echo(str(error), err=True)
        typer.echo(f"\n{_count(len(error.problems))}", err=True)
        raise typer.Exit(1) from None
    steps = sum(len(flow.steps) for flow in book.flows.values())
    langs = ", ".join(language.id for language in book.languages)
    typer.echo(f"{len(book.flows)} flows, {steps} steps, {len(book.facts)} facts: all well.")
    typer.echo(f"Languages: {langs}")


if __name__ == "__main__":
    main()
