"""Builds the counsellors' side: one part of the program's objects (see wiring)."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from urllib.parse import urlsplit

from bot.engine.book import Book
from handoff.absence_store import AbsenceStore
from handoff.absences import Absences
from handoff.api_parts import Parts
from handoff.audit_store import AuditStore
from handoff.auth import Auth
from handoff.case_file import case_file
from handoff.coding import Fields
from handoff.colleagues import Colleagues
from handoff.deadline_store import Deadlines
from handoff.desk import Desk
from handoff.documentation import coded_fields
from handoff.feed import Feed
from handoff.item_store import ItemStore
from handoff.joining import Joining
from handoff.keeping import Keeping
from handoff.languages import languages
from handoff.ledger import Ledger
from handoff.line import SafeLine
from handoff.line_store import LineStore
from handoff.line_toll import Toll
from handoff.mail import Mailer, server_of
from handoff.notify import NoticeReceipts, Notifier
from handoff.notify_memory import NotifyMemory
from handoff.notify_store import NotifyStore
from handoff.passkeys import Passkeys
from handoff.pings import Pings
from handoff.presence import Presence
from handoff.replay import Replay
from handoff.roster import Roster
from handoff.slips import Slips
from handoff.staffing import Staffing
from handoff.statistics import Statistics
from handoff.store import Store
from handoff.timer_store import TimerStore
from handoff.timers import Timers
from handoff.translate import Translator
from handoff.wrapping import Wrapping
from lotse import reports
from lotse.desk_words import desk_words
from lotse.settings import Settings
from post.desk import Team
from post.documentation import Scheme
from post.keyring import KeyRing
from post.outbox import Outbox
from post.valkey import Valkey


class DeskSide:
    """What `lotse.wiring.Lotse` has of the desk. The stores and the book are there before it."""

    settings: Settings
    keyring: KeyRing
    valkey: Valkey
    store: Store
    outbox: Outbox
    stop: asyncio.Event
    translator: Translator

    def notice(self, lang: str, key: str, values: dict[str, str]) -> str:
        """A word of the bot's catalogue, in the resident's language."""
        raise NotImplementedError

    def teams(self) -> dict[str, Team]:
        raise NotImplementedError

    def current_book(self) -> Book:
        raise NotImplementedError

    def _build_desk(self) -> None:
        publish = self.valkey.publish
        demo = self.settings.is_demo
        self.roster = Roster(self.store, self.keyring, self.teams, demo=demo, now=utc_now)
        self.ledger = Ledger(self.settings.ledger, utc_now)
        line_store = LineStore(self.store, utc_now)
        pings = Pings(line_store, self.keyring, self.outbox, self.notice)
        absence_store = AbsenceStore(self.store, utc_now)
        self.desk = Desk(
            store=self.store,
            roster=self.roster,
            keyring=self.keyring,
            ledger=self.ledger,
            outbox=self.outbox,
            notices=self.notice,
            pings=pings,
            demo=demo,
            now=utc_now,
            publish=publish,
            away=absence_store.is_away,
        )
        self._build_line(pings)
        self._build_keeping()
        self._build_roster()
        self._build_counting()
        self._build_notifier()
        self._build_time(absence_store, pings)

    def _build_time(self, absence_store: AbsenceStore, pings: Pings) -> None:
        """Who is away, and what the clock does with cases."""
        self.deadlines = Deadlines(
            store=self.store, desk=self.desk, now=utc_now, publish=self.valkey.publish
        )
        self.absences = Absences(
            store=absence_store,
            roster=self.roster,
            hands=self.desk.hands,
            now=utc_now,
            publish=self.valkey.publish,
        )
        self.timers = Timers(
            store=TimerStore(self.store, utc_now),
            hands=self.desk.hands,
            absences=self.absences,
            deadlines=self.deadlines,
            pings=pings,
            valkey=self.valkey,
            now=utc_now,
            on_reminder=self.notifier.on_reminder,
        )

    def _build_line(self, pings: Pings) -> None:
        publish = self.valkey.publish
        self.languages = languages(
            store=self.store,
            desk=self.desk,
            keyring=self.keyring,
            outbox=self.outbox,
            translator=self.translator,
            words=desk_words(self.current_book, self.settings.translations, self.notice),
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
            wishes=self.languages.wishes,
            demo=self.settings.is_demo,
            now=utc_now,
            publish=publish,
        )

    def _build_keeping(self) -> None:
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

    def _build_counting(self) -> None:
        def fields_of(team: str) -> Fields:
            return coded_fields(self.current_book().documentation.scheme(team))

        self.slips = Slips(self.store, self.keyring, fields_of, self.teams, utc_now)
        self.statistics = Statistics(self.store, self.keyring, self.slips, utc_now)

    def _build_notifier(self) -> None:
        settings = self.settings
        server = server_of(settings.smtp_url.get_secret_value())
        memory = NotifyMemory(self.valkey, self.keyring)
        self.notifier = Notifier(
            store=NotifyStore(self.store),
            memory=memory,
            keyring=self.keyring,
            roster=self.roster,
            mailer=Mailer(server, settings.mail_sender, utc_now),
            outbox=self.outbox,
            teams=self.teams,
            telegram=settings.mode != "off",
            link=f"{settings.origin}/desk/",
            now=utc_now,
        )
        self.receipts = NoticeReceipts(self.desk, memory, utc_now)

    def _desk_parts(self) -> Parts:
        items = ItemStore(self.store, utc_now)
        return Parts(
            desk=self.desk,
            colleagues=Colleagues(self.store, self.roster, utc_now),
            absences=self.absences,
            presence=Presence(self.valkey, self.desk.queue, self.roster, self.valkey.publish),
            file=case_file(
                store=self.store,
                desk=self.desk,
                roster=self.roster,
                keyring=self.keyring,
                outbox=self.outbox,
                demo=self.settings.is_demo,
                now=utc_now,
                publish=self.valkey.publish,
            ),
            auth=self.auth,
            passkeys=self.passkeys,
            roster=self.roster,
            joining=self.joining,
            staffing=self.staffing,
            wrapping=self.wrapping,
            deadlines=self.deadlines,
            slips=self.slips,
            statistics=self.statistics,
            notifier=self.notifier,
            languages=self.languages,
            audit=AuditStore(self.store, utc_now),
            feed=self.feed,
            counts=lambda: reports.counts(self.current_book(), self.valkey),
            system=lambda: reports.system(self.store, items, self.valkey),
            rules=lambda: self.current_book().deadlines,
            documentation=self._documentation,
        )

    def _documentation(self, team: str) -> Scheme:
        return self.current_book().documentation.scheme(team)

    def _origins(self) -> frozenset[str]:
        settings = self.settings
        local = {f"http://localhost:{settings.port}", f"http://127.0.0.1:{settings.port}"}
        return frozenset({settings.origin, *(local if settings.is_demo else ())})


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
