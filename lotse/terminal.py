"""The roster without the web server: what `lotse staff` works with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.library import load_book
from handoff.joining import Joining
from handoff.ledger import Ledger
from handoff.roster import Roster
from handoff.staffing import Staffing
from handoff.store import Store
from lotse.commands.console import say
from lotse.ring import key_ring
from lotse.settings import Settings
from lotse.wiring import team_of, utc_now
from post.errors import SettingsError


@dataclass(frozen=True)
class Terminal:
    settings: Settings
    roster: Roster
    joining: Joining
    staffing: Staffing


@asynccontextmanager
async def terminal(settings: Settings) -> AsyncIterator[Terminal]:
    """Raises SettingsError when Lotse was never started here, StoreAway, FlowError."""
    keyring = key_ring(settings)
    book = load_book(settings.flows, settings.translations, demo=settings.is_demo)
    known = {team.id: team_of(team) for team in book.teams.values()}
    demo = settings.is_demo
    store = Store(settings.database)
    roster = Roster(store, keyring, lambda: known, demo=demo, now=utc_now)
    ledger = Ledger(settings.ledger, utc_now)
    joining = Joining(store, roster, keyring, now=utc_now, publish=_nobody_listens, ledger=ledger)
    staffing = Staffing(
        roster, joining, now=utc_now, publish=_nobody_listens, ledger=ledger, demo=demo
    )
    try:
        await store.open()
        await store.check_tables()
        yield Terminal(settings, roster, joining, staffing)
    finally:
        await store.close()


def check_started(settings: Settings) -> None:
    """Raises SettingsError: without its key file there is no roster, and none is begun here."""
    if not settings.secret_file.exists():
        raise SettingsError(
            say(
                f"Die Schlüsseldatei {settings.secret_file} gibt es nicht. Starten Sie Lotse "
                "zuerst.",
                f"There is no key file {settings.secret_file}. Start Lotse first.",
            )
        )


async def _nobody_listens(_channel: str, _what: str) -> None:
    """Open pages ask again by themselves, at the latest with their next sign of life."""
