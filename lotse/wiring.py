"""Builds all real objects, once. Tests call the same builder and hand it what they replace."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.polling import TelegramPolling
from bot.channels.telegram.profile import Announcement, Profile, announce
from bot.channels.telegram.registration import register_webhook
from bot.channels.telegram.send import TelegramSender
from bot.channels.telegram.webhook import TelegramWebhook
from bot.channels.web import WebChat
from bot.channels.web_line import WebLine
from bot.channels.web_vault import WebVault
from bot.conversation import Conversation, Doors
from bot.delivery import Delivery, Sender
from bot.engine import reader
from bot.engine.book import Book
from bot.engine.events import COMMANDS
from bot.engine.words import WORDS
from bot.idle import Idle
from bot.library import load_book
from bot.passages import Passages
from bot.reload import LiveBook
from bot.sessions import Sessions
from bot.vault import Vault
from handoff.api import desk_api
from handoff.api_parts import Parts
from handoff.audit_store import AuditStore
from handoff.auth import Auth
from handoff.desk import Desk
from handoff.feed import Feed
from handoff.item_store import ItemStore
from handoff.joining import Joining
from handoff.keeping import Keeping
from handoff.ledger import Ledger
from handoff.line import SafeLine
from handoff.line_store import LineStore
from handoff.line_toll import Toll
from handoff.passkeys import Passkeys
from handoff.pings import Pings
from handoff.replay import Replay
from handoff.roster import Roster
from handoff.staffing import Staffing
from handoff.store import Store
from handoff.translate import Translator
from handoff.wrapping import Wrapping
from lotse import reports
from lotse.limits import networks
from lotse.settings import Settings
from lotse.web import WEBHOOK_PATH, build_app
from post.desk import Team
from post.errors import SettingsError, StoreAway
from post.keyring import KeyRing
from post.outbox import Outbox
from post.valkey import Valkey

RELAY_EVERY = 60.0
"""Seconds between looks for replies that Valkey lost before they were delivered."""
Job = Callable[[], Awaitable[None]]
log = structlog.get_logger()


class Lotse:
    """Everything of one process. `valkey_url` is given where the embedded server's is used.

    Raises FlowError when the flows do not pass their checks.
    """

    def __init__(
        self,
        settings: Settings,
        keyring: KeyRing,
        valkey_url: str = "",
        book: Book | None = None,
    ) -> None:
        self.settings = settings
        self.keyring = keyring
        self.live = LiveBook(self._load_book, settings.flows, settings.translations, book=book)
        self.stop = asyncio.Event()
        self.opened = False
        self.valkey = Valkey(valkey_url or settings.valkey_url)
        self.store = Store(settings.database)
        self.outbox = Outbox(self.valkey, keyring)
        self.translator = Translator(settings.models)  # loads nothing before its first text
        self._build_desk()
        self._build_conversation()
        self._build_telegram()

    # building

    def _build_desk(self) -> None:
        publish = self.valkey.publish
        demo = self.settings.is_demo
        self.roster = Roster(self.store, self.keyring, self.teams, demo=demo, now=utc_now)
        self.ledger = Ledger(self.settings.ledger, utc_now)
        line_store = LineStore(self.store, utc_now)
        pings = Pings(line_store, self.keyring, self.outbox, self._notice)
        self.desk = Desk(
            store=self.store,
            roster=self.roster,
            keyring=self.keyring,
            ledger=self.ledger,
            outbox=self.outbox,
            notices=self._notice,
            pings=pings,
            demo=demo,
            now=utc_now,
            publish=publish,
        )
        self.line = SafeLine(
            store=self.store,
            desk=self.desk,
            roster=self.roster,
            keyring=self.keyring,
            outbox=self.outbox,
            toll=Toll(self.valkey),
            pings=pings,
            demo=demo,
            now=utc_now,
            publish=publish,
        )
        self.replay = Replay(self.store, self.ledger, self.roster.people, utc_now)
        self.keeping = Keeping(
            store=self.store,
            keyring=self.keyring,
            ledger=self.ledger,
            withdrawals=self.desk.withdrawals,
            valkey=self.valkey,
            teams=self.teams,
            now=utc_now,
            passed=time.monotonic,
        )
        self.feed = Feed(self.valkey, self.stop)
        self._build_roster()

    def _build_roster(self) -> None:
        publish = self.valkey.publish
        self.auth = Auth(self.valkey, self.keyring, self.roster)
        self.passkeys = Passkeys(
            self.valkey,
            self.keyring,
            self.roster,
            host=urlsplit(self.settings.origin).hostname or "localhost",
            origins=self._origins(),
            now=utc_now,
        )
        self.joining = Joining(
            self.store, self.roster, self.keyring, now=utc_now, publish=publish, ledger=self.ledger
        )
        self.staffing = Staffing(
            self.roster,
            self.joining,
            now=utc_now,
            publish=publish,
            freed=self.desk.free_held_wrongly,
            ledger=self.ledger,
            demo=self.settings.is_demo,
        )
        self.wrapping = Wrapping(
            store=self.store,
            valkey=self.valkey,
            keyring=self.keyring,
            roster=self.roster,
            desk=self.desk,
            now=utc_now,
            publish=publish,
        )

    def _build_conversation(self) -> None:
        safe_url = f"{self.settings.origin}/"
        passages = Passages(self.valkey, self.keyring)
        self.conversation = Conversation(
            book=self.current_book,
            sessions=Sessions(self.valkey, self.keyring),
            desk=self.desk,
            passages=passages,
            keyring=self.keyring,
            doors={
                "web": Doors(messenger=False, safe_url=safe_url, seals=True),
                "telegram": Doors(messenger=True, safe_url=safe_url),
            },
            now=time.time,
        )
        self.idle = Idle(self.valkey, self.keyring, self.conversation.stayed_silent)
        self.web_chat = WebChat(
            conversation=self.conversation,
            outbox=self.outbox,
            book=self.current_book,
            demo=self.settings.is_demo,
            media=self.settings.flows / "media",
        )
        self.web_line = WebLine(
            line=self.line,
            conversation=self.conversation,
            outbox=self.outbox,
            book=self.current_book,
        )
        self.web_vault = WebVault(
            vault=Vault(self.valkey, self.keyring),
            passages=passages,
            conversation=self.conversation,
            book=self.current_book,
        )

    def _build_telegram(self) -> None:
        settings = self.settings
        self.telegram = TelegramApi(settings.token, settings.telegram_api)
        senders: dict[str, Sender] = {}
        if settings.mode != "off":
            senders["telegram"] = TelegramSender(self.telegram, self._footer)
        self.delivery = Delivery(self.outbox, senders, self.desk)

    @property
    def telegram_secret(self) -> str:
        """As set, else derived from the key ring: the same in every process, never guessable."""
        chosen = self.settings.telegram_secret.get_secret_value()
        return chosen or self.keyring.stable_bytes("telegram-webhook", 32).hex()

    def app(self) -> ASGIApp:
        origin = self.settings.origin
        https = origin.startswith("https://")
        desk = desk_api(
            self._desk_parts(),
            origins=self._origins(),
            secure=https,
            demo=self.settings.is_demo,
        )
        webhook = None
        if self.settings.mode == "webhook":
            webhook = TelegramWebhook(self.conversation, self.telegram_secret)
        return build_app(
            routers=[self.web_chat.router(), self.web_line.router(), self.web_vault.router(), desk],
            webhook=webhook,
            ready=self.ready,
            opened=lambda: self.opened,
            https=https,
            trusted=networks(self.settings.trusted_proxies),
        )

    def _desk_parts(self) -> Parts:
        items = ItemStore(self.store, utc_now)
        return Parts(
            desk=self.desk,
            auth=self.auth,
            passkeys=self.passkeys,
            roster=self.roster,
            joining=self.joining,
            staffing=self.staffing,
            wrapping=self.wrapping,
            audit=AuditStore(self.store, utc_now),
            feed=self.feed,
            counts=lambda: reports.counts(self.current_book(), self.valkey),
            system=lambda: reports.system(self.store, items, self.valkey),
        )

    def _origins(self) -> frozenset[str]:
        settings = self.settings
        local = {f"http://localhost:{settings.port}", f"http://127.0.0.1:{settings.port}"}
        return frozenset({settings.origin, *(local if settings.is_demo else ())})

    # starting and stopping

    async def open(self) -> None:
        """Reach the stores. Raises StoreAway, naming which."""
        await self.valkey.open()
        await self.store.open()
        await self.store.check_tables()
        # The ledger is as old as the roster's seals: where it is, rows without one are forged.
        if not self.ledger.exists:
            await self.roster.people.adopt()
        await self.replay.begin()
        self.opened = True

    async def close(self) -> None:
        await self.telegram.close()
        await self.translator.close()
        await self.store.close()
        await self.valkey.close()

    async def ready(self) -> None:
        """Raises StoreAway while one of the stores cannot be reached."""
        if not self.opened:
            raise StoreAway("Valkey or SQL", "not reached since the start")
        await self.valkey.ping()
        await self.store.ping()

    def begin_stop(self) -> None:
        """Let everything that waits come to an end: long polls, event streams."""
        self.web_chat.stopping = True
        self.stop.set()
        self.outbox.wake_all()

    def web_jobs(self) -> list[Job]:
        """What runs beside the web server."""
        jobs: list[Job] = [self.feed.run]
        if self.settings.mode == "webhook":
            jobs.append(self._register)
        return jobs

    def work_jobs(self) -> list[Job]:
        """What the worker does."""
        jobs: list[Job] = [self.delivery.run, self._relay, self.idle.run, self.keeping.run]
        if self.settings.mode == "polling":
            jobs.append(TelegramPolling(self.telegram, self.conversation).run)
        return jobs

    def optional_jobs(self) -> list[Job]:
        """What a bot shows of itself: nice to have, and dear (it loads aiogram)."""
        return [self._announce] if self.settings.mode != "off" else []

    async def _register(self) -> None:
        url = f"{self.settings.public_url}{WEBHOOK_PATH}"
        await register_webhook(self.telegram, url, self.telegram_secret)

    async def _relay(self) -> None:
        while True:
            try:
                await self.delivery.settle()
                await self.desk.relay_pending()
            except StoreAway as error:
                log.warning("relay waits", store=error.store)
            await asyncio.sleep(RELAY_EVERY)

    async def _announce(self) -> None:
        settings = self.settings
        await announce(Announcement(settings.token, settings.telegram_api, self._profiles()))

    # words for others

    def teams(self) -> dict[str, Team]:
        """The teams of flows/teams.yaml as they are now."""
        return {team.id: team_of(team) for team in self.current_book().teams.values()}

    def current_book(self) -> Book:
        return self.live.book

    def _load_book(self) -> Book:
        settings = self.settings
        return load_book(settings.flows, settings.translations, demo=settings.is_demo)

    def _notice(self, lang: str, key: str, values: dict[str, str]) -> str:
        return self.current_book().word(lang, key, utc_now().date(), **values)

    def _footer(self, lang: str) -> str:
        return self._notice(lang, "demo", {}) if self.settings.is_demo else ""

    def _profiles(self) -> list[Profile]:
        profiles = []
        # The Bot API knows languages of two letters only.
        known = [language.id for language in self.current_book().languages if len(language.id) == 2]
        for lang in ("", *known):
            words = lang or "de"
            commands = tuple(
                (name, self._notice(words, f"cmd_{name}", {}))
                for name in COMMANDS
                if f"cmd_{name}" in WORDS
            )
            profiles.append(Profile(lang, commands, self._notice(words, "profile", {})))
        return profiles


def team_of(team: reader.Team) -> Team:
    """What the desk must know of a team of the flows."""
    return Team(team.id, team.name, team.keep_days, team.lock_minutes)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def key_ring(settings: Settings) -> KeyRing:
    """Raises SettingsError when the file cannot be used, or is away although there is data."""
    file = settings.secret_file
    if not file.exists() and (settings.ledger.exists() or settings.sqlite.exists()):
        raise SettingsError(
            f"The key file {file} is missing, and with a new one nothing that is stored would open."
            " Put its newest copy back. For a new beginning move LOTSE_DATA and the ledger away."
        )
    return KeyRing.load_or_create(file)


def describe(job: Job) -> str:
    """A job's name for the log."""
    name: Any = getattr(job, "__qualname__", job)
    return str(name)
