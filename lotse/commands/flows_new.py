"""`lotse flows new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.engine.fields import is_identifier
from bot.engine.problems import FlowError, Problem
from bot.engine.teams import read_teams
from bot.new_flow import files
from lotse.commands.console import FLOWS, TESTS, Flows, Tests, say


def new(
    name: Annotated[str, typer.Argument(help="The new flow's id.")],
    folder: Flows = FLOWS,
    tests: Tests = TESTS,
) -> None:
    """Begin a flow: five steps with comments that pass the checks, and a first test."""
    if not is_identifier(name):
        _stop(
            f"„{name}“ kann keine Kennung sein: kleine Buchstaben a–z, Ziffern, - und _.",
            f'"{name}" cannot be an id: small letters a–z, digits, - and _.',
        )
    paths = {"flow": folder / f"{name}.yaml", "test": tests / f"{name}_first.yaml"}
    for path in paths.values():
        if path.exists():
            _stop(f"{path} gibt es schon.", f"{path} exists already.")
    for kind, text in files(name, _team(folder / "teams.yaml")).items():
        paths[kind].parent.mkdir(parents=True, exist_ok=True)
        paths[kind].write_text(text, encoding="utf-8")
        typer.echo(say(f"Neu: {paths[kind]}", f"New: {paths[kind]}"))
    typer.echo(say("Ansehen: lotse flows preview", "Look at it: lotse flows preview"))


def _team(path: Path) -> str:
    """The first one there is: who answers where nobody else does."""
    problems: list[Problem] = []
    teams = (
        read_teams(path.read_text(encoding="utf-8"), str(path), problems) if path.exists() else {}
    )
    if not teams:
        raise FlowError(problems or [Problem(str(path), 1, 1, "This file is missing.")])
    return next(iter(teams))


def _stop(german: str, english: str) -> None:
    typer.echo(say(german, english), err=True)
    raise typer.Exit(1)
