"""The command line: `lotse …`."""

from __future__ import annotations

import asyncio

import typer

from bot import compiled
from bot.engine.problems import FlowError
from lotse import __version__, hygiene, log, settings
from lotse.commands import backups, doctor, flows, keys, models, staff, translations
from lotse.commands.console import count, told
from post.errors import LotseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(flows.app, name="flows")
app.add_typer(translations.app, name="translations")
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")
app.add_typer(staff.app, name="staff")
app.add_typer(doctor.app, name="doctor")
app.command()(backups.backup)
app.command()(backups.restore)


def main() -> None:
    """Run a command; what is expected to go wrong is said in plain words, without a traceback."""
    log.configure()
    hygiene.harden()
    try:
        compiled.use(settings.cache_folder())
        app()
    except FlowError as error:
        _stop("\n".join([*map(told, error.problems), "", count(len(error.problems))]))
    except LotseError as error:
        _stop(str(error))
    except Exception as error:
        # Python's own traceback would print the error's text, which may hold anybody's words.
        log.crashed(error)
        raise SystemExit(1) from None


def _stop(text: str) -> None:
    typer.echo(text, err=True)
    raise SystemExit(1)


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


if __name__ == "__main__":
    main()
