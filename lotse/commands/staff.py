"""`lotse staff …`: the roster from the operator's terminal, for what no lead can do.

It works on the database directly; a running program notices with the next request, open pages
within a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from handoff.records import Member, Role
from lotse import settings
from lotse.commands.console import say
from post.errors import BadInput, Conflict, NotFound, SettingsError
from post.sealing import fingerprint

if TYPE_CHECKING:
    from lotse.terminal import Terminal

app = typer.Typer(no_args_is_help=True, help="The people at the desk.")
_ROLES: dict[Role, tuple[str, str]] = {
    "lead": ("Leitung", "lead"),
    "counsellor": ("Beratung", "counsellor"),
    "editor": ("Redaktion", "editor"),
    "operator": ("Betrieb", "operator"),
}
Name = Annotated[str, typer.Argument(help="The sign-in name.")]
Anyway = Annotated[
    bool, typer.Option("--anyway", help="Even if a team keeps fewer than two key-holders.")
]


@app.command()
def invite(
    team: Annotated[str, typer.Option(help="A team of flows/teams.yaml.")],
    role: Annotated[str, typer.Option(help="lead, counsellor, editor or operator.")] = "counsellor",
) -> None:
    """A one-time link for 24 hours. A team's first lead counts at once and makes its papers."""
    if role not in get_args(Role):
        raise SettingsError(say(f"Rollen sind: {_known()}", f"Roles are: {_known()}"))

    async def act(office: Terminal) -> None:
        token, found = await office.joining.invite_from_terminal(cast(Role, role), team)
        if found.kind == "setup":
            who = say("Die erste Leitung des Teams öffnet", "The team's first lead opens")
        else:
            who = say("Die eingeladene Person öffnet", "The invited person opens")
        typer.echo(f"{who} {say('diesen Link', 'this link')} (24 h):")
        typer.echo(f"  {office.settings.origin}/desk/#{found.kind}={token}")

    _run(act)


@app.command("list")
def list_staff() -> None:
    """Everybody with role, teams, state and the fingerprint of their key."""

    async def act(office: Terminal) -> None:
        for person in await office.roster.everybody():
            name, shown = person.name, person.shown_name
            teams = ", ".join(person.teams)
            typer.echo(
                f"{name} ({shown}) · {say(*_ROLES[person.role])} · {teams} · {_state(person)}"
            )
            typer.echo(f"    {fingerprint(person.recipient)}")

    _run(act)


@app.command()
def revoke(name: Name, anyway: Anyway = False) -> None:
    """End somebody's access for good: no share, no session, no wrap; their cases become free."""

    async def act(office: Terminal) -> None:
        person = await office.staffing.revoke_from_terminal(name, anyway=anyway)
        typer.echo(
            say(f"{person.shown_name} hat keinen Zugang mehr.", f"{person.shown_name} is revoked.")
        )

    _run(act)


@app.command("sign-out")
def sign_out(name: Name) -> None:
    """End all sessions of somebody; they can sign in again."""

    async def act(office: Terminal) -> None:
        person = await office.staffing.sign_out_from_terminal(name)
        typer.echo(
            say(
                f"{person.shown_name} ist überall abgemeldet.",
                f"{person.shown_name} is signed out everywhere.",
            )
        )

    _run(act)


@app.command()
def teams(
    name: Name,
    team: Annotated[list[str], typer.Argument(help="All teams they shall belong to.")],
    anyway: Anyway = False,
) -> None:
    """Put somebody into these teams: the only way into a team of other leads."""

    async def act(office: Terminal) -> None:
        found = await office.staffing.set_teams_from_terminal(name, frozenset(team), anyway=anyway)
        typer.echo(f"{found.shown_name}: {', '.join(found.teams)}")

    _run(act)


def _run(act: Callable[[Terminal], Awaitable[None]]) -> None:
    from lotse.terminal import check_started, terminal  # noqa: PLC0415 - other commands need no stores

    found = settings.read()
    check_started(found)

    async def main() -> None:
        async with terminal(found) as office:
            await act(office)

    try:
        asyncio.run(main())
    except (BadInput, Conflict, NotFound) as error:
        raise SettingsError(_worded(error.code)) from None


def _state(person: Member) -> str:
    if not person.genuine:
        return say("VON AUSSEN VERÄNDERT", "CHANGED FROM OUTSIDE")
    if person.revoked:
        return say("entzogen", "revoked")
    return say("bestätigt", "confirmed") if person.confirmed else say("unbestätigt", "unconfirmed")


def _known() -> str:
    return ", ".join(get_args(Role))


def _worded(code: str) -> str:
    texts = {
        "not_found": (
            "Diese Person oder dieses Team gibt es nicht.",
            "There is no such person or team.",
        ),
        "teams": ("Ein Team davon gibt es nicht.", "One of these teams does not exist."),
        "last_holder": (
            "Ein Team hätte dann weniger als zwei Personen mit Schlüssel. Trotzdem: --anyway",
            "A team would keep fewer than two people with a key. Do it nevertheless: --anyway",
        ),
        "changed": (
            "Diese Zeile der Datenbank wurde von außen verändert. Sie kann nur entzogen werden.",
            "This row of the database was changed from outside. It can only be revoked.",
        ),
    }
    german, english = texts.get(code, ("Das geht nicht.", "This is not possible."))
    return say(german, english)
