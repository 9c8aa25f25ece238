"""Builds all real objects, once. Tests call the same builder and hand it what they replace."""

from __future__ import annotations

import asyncio
import time

import structlog
from starlette.types import ASGIApp

from bot.again import Again
from bot.aside import Aside
from bot.channels.telegram import receive as telegram
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.files import TelegramFiles
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.polling import TelegramPolling
from bot.channels.telegram.send import TelegramSender
from bot.channels.telegram.webhook import TelegramWebhook
from bot.channels.web import WebChat
from bot.channels.web_line import WebLine
from bot.channels.web_vault import WebVault
from bot.conversation import Conversation, Doors
from bot.delivery import Delivery, Sender
from bot.engine.book import Book
from bot.engine.teams import Team as FlowTeam
from bot.idle import Idle
from bot.library import load_book
from bot.passages import Passages
from bot.reload import LiveBook
from bot.sessions import Sessions
from bot.vault import Vault
from handoff.api import desk_api
from handoff.item_store import ItemStore
from handoff.store import Store
from handoff.translate import Translator
from lotse.desk_parts import DeskSide, utc_now
from lotse.health import Health
from lotse.limits import networks
from lotse.settings import Settings
from lotse.sources import Sources
from lotse.status import Status
from lotse.web import build_app
from post.dead_letters import Letters
from post.desk import Team
from post.figures import Figures
from post.keyring import KeyRing
from post.outbox import Outbox
from post.valkey import Valkey

__all__ = ["Lotse", "team_of", "utc_now"]
log = structlog.get_logger()


class Lotse(DeskSide):
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
        self.letters = Letters(self.valkey, keyring)
        self.figures = Figures()
        self.translator = Translator(settings.models)  # loads nothing before its first text
        self.draining = False
        """Told to stop, and still serving: whoever sends requests is to send them elsewhere."""
        self.telegram = TelegramApi(settings.token, settings.telegram_api)
        self._build_desk()
        self._build_conversation()
        self._build_telegram()
        self._build_status()

    # building

    def _build_conversation(self) -> None:
        safe_url = f"{self.settings.origin}/"
        passages = Passages(self.valkey, self.keyring)
        sessions = Sessions(self.valkey, self.keyring)
        aside = Aside(
            letters=self.letters,
            sessions=sessions,
            keyring=self.keyring,
            word=self.notice,
            book=self.current_book,
            figures=self.figures,
        )
        self.conversation = Conversation(
            book=self.current_book,
            sessions=sessions,
            aside=aside,
            figures=self.figures,
            link=self.notifier.link,
            desk=self.desk,
            passages=passages,
            keyring=self.keyring,
            doors={
                "web": Doors(messenger=False, safe_url=safe_url, seals=True),
                "telegram": Doors(messenger=True, safe_url=safe_url),
            },
            now=time.time,
            files={telegram.CHANNEL: TelegramFiles(self.telegram)},
        )
        self.idle = Idle(self.valkey, self.keyring, self.conversation.stayed_silent)
        self._build_web(passages)

    def _build_web(self, passages: Passages) -> None:
        self.web_chat = WebChat(
            conversation=self.conversation,
            outbox=self.outbox,
            book=self.current_book,
            figures=self.figures,
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
        senders: dict[str, Sender] = {}
        if settings.mode != "off":
            media = self.settings.flows / "media"
            rtl = lambda lang: self.current_book().rtl(lang)  # noqa: E731
            senders["telegram"] = TelegramSender(self.telegram, self._footer, rtl, media)
        self.delivery = Delivery(self.outbox, senders, self.receipts, figures=self.figures)
        self.polling = TelegramPolling(self.telegram, self.conversation)
        readers = {telegram.CHANNEL: telegram.read_again}
        self.again = Again(self.letters, self.conversation, readers)

    def _build_status(self) -> None:
        self.health = Health(
            valkey=self.valkey,
            store=self.store,
            live=self.live,
            opened=lambda: self.opened,
            draining=lambda: self.draining,
        )
        self._sources = Sources(
            figures=self.figures,
            outbox=self.outbox,
            letters=self.letters,
            idle=self.idle,
            store=self.store,
            items=ItemStore(self.store, utc_now),
            feed=self.feed,
            translator=self.translator,
            live=self.live,
        )
        self.inbox = Inbox(self.telegram, self.figures)

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
            status=self.status(trusts_loopback=self.settings.is_demo),
            opened=lambda: self.opened,
            draining=lambda: self.draining,
            https=https,
            trusted=networks(self.settings.trusted_proxies),
        )

    def status(self, *, trusts_loopback: bool) -> ASGIApp:
        """/healthz, /readyz and /metrics; see lotse.status."""
        return Status(
            checks=self.health.checks,
            sources=self._sources,
            token=self.settings.metrics_token.get_secret_value(),
            trusts_loopback=trusts_loopback,
        )

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

    def announce_stop(self) -> None:
        """Told to stop: be not ready, and go on serving for LOTSE_STOP_NOTICE seconds. Told
        again, stop at once.
        """
        notice = 0.0 if self.draining else self.settings.stop_notice
        self.draining = True
        log.info("stopping", seconds=notice)
        if notice > 0:
            asyncio.get_running_loop().call_later(notice, self.begin_stop)
        else:
            self.begin_stop()

    def begin_stop(self) -> None:
        """Let everything that waits come to an end: long polls, event streams."""
        self.draining = True
        self.web_chat.stopping = True
        self.stop.set()
        self.outbox.wake_all()

    # words for others

    def teams(self) -> dict[str, Team]:
        """The teams of flows/teams.yaml as they are now."""
        return {team.id: team_of(team) for team in self.current_book().teams.values()}

    def current_book(self) -> Book:
        return self.live.book

    def _load_book(self) -> Book:
        settings = self.settings
        return load_book(settings.flows, settings.translations, demo=settings.is_demo)

    def notice(self, lang: str, key: str, values: dict[str, str]) -> str:
        return self.current_book().word(lang, key, utc_now().date(), **values)

    def _footer(self, lang: str) -> str:
        return self.notice(lang, "demo", {}) if self.settings.is_demo else ""


def team_of(team: FlowTeam) -> Team:
    """What the desk must know of a team of the flows."""
    return Team(team.id, team.name, team.keep_days, team.lock_minutes, team.hours)
