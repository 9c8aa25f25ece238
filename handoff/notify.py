"""Telling counsellors that something waits, by e-mail or in Telegram: never what, whose or where.

Rules
- The words are always the same: something waits, and where the desk is. No name, number, language,
  team or urgency stands in them.
- What waits is found by looking at the cases, as often as ROUND says; nothing is told that the
  person has read meanwhile, and nothing is lost while this job stood still.
- At most one notice for each person in PAUSE, whoever sends it: the place is taken in Valkey first.
- Outside the opening hours of the case's team nothing is told, unless there is danger; what is
  still unread when it opens is told then. Absent people are not told.
- What cannot be sent is tried again later and later, is shown to the person, and holds up nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
import structlog

from handoff.case_store import Now
from handoff.cases import State
from handoff.entitled import counts, holds_keys
from handoff.mail import Mailer, NotSent
from handoff.notify_memory import NotifyMemory, Trouble
from handoff.notify_store import News, NotifyStore, Offered
from handoff.office_hours import is_open, local_day
from handoff.records import Member
from handoff.roster import Roster
from handoff.wording import Lang, wording
from post.desk import Receipts, Team
from post.errors import CannotOpen, LotseError
from post.hours import Hours
from post.ids import ChatAddress, StaffId, random_id
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox

Kind = Literal["new", "message", "handover", "reminder"]
Way = Literal["email", "telegram"]
RECEIPT = "notice:"
"""How a receipt begins that is not about a case's reply."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10
ROUND = 15.0
"""Seconds between looks for what waits."""
_log = structlog.get_logger(__name__)


class Wishes(msgspec.Struct, frozen=True):
    """`chat`: the person's own chat with the bot, once linked. `lang`: of the notices."""

    ways: frozenset[Way] = frozenset()
    kinds: frozenset[Kind] = frozenset({"new", "message", "handover", "reminder"})
    email: str = ""
    chat: str = ""
    lang: Lang = "de"


class Waits(msgspec.Struct, frozen=True):
    """Something that waits for one person. `mark` names it; `n` is its cursor, 0 without one."""

    kind: Kind
    team: str
    danger: bool
    mark: str = ""
    n: int = 0


class Notifier:
    """`telegram`: there is a bot. `link` is the desk's address."""

    def __init__(
        self,
        *,
        store: NotifyStore,
        memory: NotifyMemory,
        keyring: KeyRing,
        roster: Roster,
        mailer: Mailer,
        outbox: Outbox,
        teams: Callable[[], Mapping[str, Team]],
        telegram: bool,
        link: str,
        now: Now,
    ) -> None:
        self._store = store
        self._memory = memory
        self._keyring = keyring
        self._roster = roster
        self._mailer = mailer
        self._outbox = outbox
        self._teams = teams
        self._telegram = telegram
        self._link = link
        self._now = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.round()
            except LotseError as error:
                _log.warning("notices_later", error=type(error).__name__, code=error.code)
            await asyncio.sleep(ROUND)

    async def round(self) -> int:
        """Tell everybody for whom something waits; how many were told."""
        wishes = await self.all_wishes()
        if not wishes:
            return 0
        people = {person.id: person for person in await self._roster.everybody()}
        away = await self._store.away(local_day(self._now()).isoformat())
        offered = await self._store.offered()
        told = 0
        for staff, wish in wishes.items():
            person = people.get(staff)
            if person is None or person.revoked:
                await self._store.forget(staff)
            elif wish.ways and staff not in away:
                told += await self._look(person, wish, offered)
        return told

    async def on_reminder(self, team: str, case: str, kind: str) -> None:
        """A timer says that something in this team is overdue. Raises StoreAway."""
        for staff, wish in (await self.all_wishes()).items():
            person = await self._roster.member(staff)
            if person is not None and holds_keys(person, team) and "reminder" in wish.kinds:
                await self._memory.remind(staff, team, f"{case}:{kind}")

    # one person's wishes

    async def wishes(self, staff: StaffId) -> Wishes:
        return self._opened(await self._store.wishes(staff)).get(staff, Wishes())

    async def all_wishes(self) -> dict[StaffId, Wishes]:
        return self._opened(await self._store.wishes())

    async def wish(self, staff: StaffId, wishes: Wishes) -> None:
        """From now on: what is there already is not told."""
        sealed = self._keyring.seal("notify", staff, msgspec.msgpack.encode(wishes))
        await self._store.keep(staff, sealed)
        await self._memory.begin(staff, await self._store.newest())
        await self._memory.forgive(staff)

    async def forget(self, staff: StaffId) -> None:
        await self._store.forget(staff)
        await self._memory.forgive(staff)

    async def troubles(self, staff: StaffId) -> list[Trouble]:
        """What could not be delivered lately, by way."""
        return await self._memory.troubles(staff)

    def possible(self) -> list[Way]:
        """The ways that are set up here."""
        ways: list[Way] = ["email"] if self._mailer.possible else []
        return [*ways, "telegram"] if self._telegram else ways

    def _opened(self, sealed: Mapping[StaffId, bytes]) -> dict[StaffId, Wishes]:
        found = {}
        for staff, content in sealed.items():
            try:
                opened = self._keyring.open("notify", staff, content)
            except CannotOpen:
                continue  # another key file: the person sets it anew
            found[staff] = msgspec.msgpack.decode(opened, type=Wishes)
        return found

    # what waits

    async def _look(self, person: Member, wish: Wishes, offered: list[Offered]) -> bool:
        since = await self._memory.cursor(person.id)
        if since is None:
            await self._memory.begin(person.id, await self._store.newest())
            return False
        news = await self._store.since(since)
        waiting = [
            each for each in await self._waiting(person, news, offered) if each.kind in wish.kinds
        ]
        now = [each for each in waiting if self._may_tell(each)]
        told = bool(now) and await self._told(person.id, wish)
        if now and not told:
            return False
        # What may not be told yet stays; what came after it and was told has its mark.
        later = [each.n for each in waiting if each.n and each not in now]
        upto = min(later) - 1 if later else max([since, *(each.n for each in news)])
        if told or upto != since:
            await self._memory.told(person.id, upto, [each.mark for each in now])
        return told

    async def _told(self, staff: StaffId, wish: Wishes) -> bool:
        if not await self._memory.take_turn(staff):
            return False
        done, _ = await self.send(staff, wish)
        if not done:
            await self._memory.later(staff)
        return bool(done)

    async def _waiting(
        self, person: Member, news: list[News], offered: list[Offered]
    ) -> list[Waits]:
        found = [
            Waits(
                "handover", each.team, each.urgency == "danger", f"offer:{each.case}:{each.epoch}"
            )
            for each in offered
            if each.to == person.id
        ]
        found += [
            Waits("reminder", team, danger=False, mark=mark)
            for team, mark in await self._memory.reminders(person.id)
        ]
        if news:
            found += await self._written(person, news)
        known = await self._memory.marks(person.id) if found else set()
        return [each for each in found if each.mark not in known]

    async def _written(self, person: Member, news: list[News]) -> list[Waits]:
        read = await self._store.seen(person.id)
        kept = await self._store.kept_from(person.id)
        return [
            Waits(kind, each.team, each.urgency == "danger", f"item:{each.n}", each.n)
            for each in news
            if each.case not in kept
            and each.n > read.get(each.case, 0)
            and (kind := _kind_for(person, each)) is not None
        ]

    def _may_tell(self, waits: Waits) -> bool:
        team = self._teams().get(waits.team)
        return waits.danger or is_open(team.hours if team else Hours(), self._now())

    # a person's own chat with the bot

    async def new_code(self, staff: StaffId) -> str:
        """To be sent to the bot as "/desk CODE", from the person's own chat."""
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        await self._memory.keep_code(letters, staff)
        return f"{letters[:5]}-{letters[5:]}"

    async def link(self, update_id: str, code: str, chat: ChatAddress, lang: str) -> None:
        """Bind the chat to whoever was given this code, and answer there. Raises StoreAway."""
        text = await self._linked(code, chat, "de" if lang.startswith("de") else "en")
        message = Message(text, lang=lang or "de", author="notice")
        await self._outbox.put(f"link:{update_id}", chat, [message])

    async def _linked(self, code: str, chat: ChatAddress, lang: Lang) -> str:
        staff = await self._memory.use_code(code.upper().replace("-", "").strip())
        person = await self._roster.member(staff) if staff else None
        if staff is None or person is None or not counts(person):
            return wording("notice_code", lang)
        wishes = await self.wishes(staff)
        ways = wishes.ways | {"telegram"}
        await self.wish(staff, msgspec.structs.replace(wishes, chat=chat.native, ways=ways))
        return wording("notice_linked", wishes.lang)

    # sending

    async def send(
        self, staff: StaffId, wish: Wishes, key: str = "notice"
    ) -> tuple[list[Way], list[Way]]:
        """By all ways the person wishes: those that took it, those that did not."""
        text = f"{wording(key, wish.lang)}\n{self._link}"
        done: list[Way] = []
        failed: list[Way] = []
        for way in sorted(wish.ways):
            try:
                if way == "email":
                    await self._mailer.send(wish.email, wording(key, wish.lang), text)
                    await self._memory.well(staff, way)
                else:
                    await self._ping(staff, wish, text)
            except NotSent as error:
                await self._memory.failed(staff, way, error.why, self._now())
                failed.append(way)
            else:
                done.append(way)
        return done, failed

    async def _ping(self, staff: StaffId, wish: Wishes, text: str) -> None:
        message = Message(text, lang=wish.lang, author="notice")
        chat = ChatAddress("telegram", wish.chat)
        its_id = random_id()
        await self._outbox.put(
            f"notice:{its_id}", chat, [message], receipt=f"{RECEIPT}{staff}/{its_id}"
        )


class NoticeReceipts:
    """Tells apart what becomes of replies to residents, which the desk keeps, and of notices."""

    def __init__(self, desk: Receipts, memory: NotifyMemory, now: Now) -> None:
        self._desk = desk
        self._memory = memory
        self._now = now

    async def delivered(self, receipt: str) -> None:
        if receipt.startswith(RECEIPT):
            await self._memory.well(_staff_of(receipt), "telegram")
        else:
            await self._desk.delivered(receipt)

    async def undeliverable(self, receipt: str, why: str) -> None:
        if receipt.startswith(RECEIPT):
            await self._memory.failed(_staff_of(receipt), "telegram", "telegram", self._now())
        else:
            await self._desk.undeliverable(receipt, why)


def _staff_of(receipt: str) -> StaffId:
    return StaffId(receipt.removeprefix(RECEIPT).partition("/")[0])


def _kind_for(person: Member, news: News) -> Kind | None:
    """Why this concerns somebody, if it does."""
    if news.owner == person.id:
        return "message"
    mine = news.owner is None and news.state == State.NEW and holds_keys(person, news.team)
    return "new" if mine else None
