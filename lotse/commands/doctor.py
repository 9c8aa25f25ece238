"""`lotse doctor`: is everything as it must be? And what was set aside: list, try again, drop."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from lotse import settings
from lotse.commands.console import say
from lotse.doctor_words import KINDS, OUTCOMES, PARTS, WORDS
from lotse.reasons import plain
from lotse.settings import Settings
from post import keyfile
from post.dead_letters import Found, Letters
from post.errors import NotFound, SettingsError, StoreAway
from post.keyring import KeyRing

app = typer.Typer(
    invoke_without_command=True, help="Whether everything is as it must be, and what to do."
)
PATIENCE = 30.0
"""Seconds in which the worker should have tried what it was asked to."""
_SHOWN_ID = 12
_MARKS = {"ok": "✓", "hint": "!", "bad": "✗"}
_GOOD = ("played", "sent")
Id = Annotated[str, typer.Argument(help="As `lotse doctor letters` shows it.")]
T = TypeVar("T")


@app.callback()
def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Look at everything; exit status 1 when somebody has to do something."""
    if context.invoked_subcommand is not None:
        return
    from lotse.doctor import examine  # noqa: PLC0415 - the other commands need less

    found = asyncio.run(examine(settings.read()))
    if as_json:
        lines = [
            {"part": one.part, "level": one.level, "code": one.code,
             "what": say(*WORDS[one.code]).format(**one.values)}
            for one in found
        ]  # fmt: skip
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        for one in found:
            what = say(*WORDS[one.code]).format(**one.values)
            typer.echo(f"{_MARKS[one.level]} {say(*PARTS[one.part])}: {what}")
    wrong = sum(one.level == "bad" for one in found)
    if wrong:
        if not as_json:
            typer.echo(say(f"\nZu tun: {wrong}.", f"\nTo be done: {wrong}."), err=True)
        raise typer.Exit(1)


@app.command()
def letters() -> None:
    """What was set aside: when, what kind, why, of which chat; never what is in it."""

    async def act(kept: Letters) -> None:
        listed = await kept.listed()
        if not listed:
            typer.echo(say("Nichts ist liegengeblieben.", "Nothing was set aside."))
            return
        typer.echo(
            say(
                "Kennung       seit (UTC)        Art         Kanal     Chat      Versuche  Grund",
                "id            since (UTC)       kind        channel   chat      tries     reason",
            )
        )
        for found in listed:
            typer.echo(_line(found))

    _with_letters(act)


@app.command()
def replay(
    letter: Annotated[str, typer.Argument(help="As `lotse doctor letters` shows it.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Have the running worker try again what was set aside; oldest first."""
    if bool(letter) == everything:
        raise typer.BadParameter(say("Eine Kennung oder --all.", "One id, or --all."))

    async def act(kept: Letters) -> dict[str, str]:
        listed = await kept.listed()
        ids = [found.id for found in (listed if everything else [_chosen(listed, letter)])]
        return await _tried(kept, ids) if ids else {}

    outcomes = _with_letters(act)
    for letter_id, outcome in outcomes.items():
        typer.echo(f"{letter_id[:_SHOWN_ID]}  {say(*OUTCOMES[outcome])}")
    if not outcomes:
        typer.echo(say("Nichts ist liegengeblieben.", "Nothing was set aside."))
    if any(outcome not in _GOOD for outcome in outcomes.values()):
        raise typer.Exit(1)


@app.command()
def drop(letter: Id) -> None:
    """Throw away something that was set aside, for good."""

    async def act(kept: Letters) -> bool:
        return await kept.drop(_chosen(await kept.listed(), letter))

    if _with_letters(act):
        typer.echo(say("Weggeworfen.", "Thrown away."))
    else:
        typer.echo(say("Das ist nicht mehr da.", "It is not there any more."))


async def _tried(kept: Letters, ids: list[str]) -> dict[str, str]:
    """What became of each. Raises SettingsError when no worker took it up."""
    await kept.ask_again(ids)
    until = time.monotonic() + PATIENCE
    while True:
        told = await kept.told(ids)
        if len(told) == len(ids):
            return told
        if time.monotonic() > until:
            break
        await asyncio.sleep(0.2)
    await kept.withdraw(ids)
    there = {found.id for found in await kept.listed()}
    left = [one for one in ids if one in there and one not in told]
    if left:
        raise SettingsError(
            say(
                f"{len(left)} nicht nachgeholt: In {PATIENCE:.0f} Sekunden hat es kein Arbeiter "
                "getan. Läuft Lotse (lotse up, oder lotse work)? Dann rufen Sie es noch einmal.",
                f"{len(left)} not tried: no worker did it within {PATIENCE:.0f} seconds. Is Lotse "
                "running (lotse up, or lotse work)? Then call this again.",
            )
        )
    return {one: told.get(one, "gone") for one in ids}


def _chosen(listed: list[Found], wanted: str) -> Found:
    """Raises NotFound when it is none of them, or not one alone."""
    fitting = [found for found in listed if wanted and found.id.startswith(wanted)]
    if len(fitting) != 1:
        raise NotFound(
            say(
                f"Unter „{wanted}“ liegt nichts (oder mehreres). Sehen Sie nach: "
                "lotse doctor letters",
                f"There is nothing (or more than one) under {wanted!r}. Have a look: "
                "lotse doctor letters",
            )
        )
    return fitting[0]


def _line(found: Found) -> str:
    letter, name = found.letter, found.id[:_SHOWN_ID]
    if letter is None:
        lost = say("öffnet sich nicht mit diesen Schlüsseln", "does not open with these keys")
        return f"{name}  {lost}"
    since = time.strftime("%Y-%m-%d %H:%M", time.gmtime(letter.at))
    reason = ": ".join(part for part in (letter.error, plain(letter.why)) if part)
    kind, channel, chat = say(*KINDS[letter.kind]), letter.channel or "–", letter.chat[:8] or "–"
    return f"{name}  {since}  {kind:10}  {channel:8}  {chat:8}  {letter.tries:8}  {reason}"


def _with_letters(act: Callable[[Letters], Awaitable[T]]) -> T:
    from lotse.doctor_valkey import attached  # noqa: PLC0415 - see above

    chosen = settings.read()

    async def main() -> T:
        async with attached(chosen) as valkey:
            return await act(Letters(valkey, _ring(chosen)))

    try:
        return asyncio.run(main())
    except StoreAway as error:
        if chosen.valkey_url:
            raise
        raise SettingsError(say(*WORDS["not_running"]).format(folder=chosen.data)) from error


def _ring(chosen: Settings) -> KeyRing:
    """Never makes or changes the file: somebody looks, nothing begins."""
    return KeyRing(keyfile.read(chosen.secret_file), chosen.secret_file)
