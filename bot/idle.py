"""Conversations that nobody goes on with: one reminder, then they are forgotten.

Each commit writes down when a chat is to be looked at next (a sealed plan, in the same atomic step
as the session, so a message that arrives moves the time). A worker claims what is due, and plays
it like an update of its own: the id of the plan makes it happen once, the session's version makes
it yield to a message that is faster. Nobody is reminded while a case is open.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec
import structlog

from bot.engine.book import Book
from bot.engine.session import Session
from bot.engine.silence import forget_at, remind_at
from bot.rounds import Rounds
from post.errors import CannotOpen, Conflict, StoreAway
from post.ids import ChatAddress, ChatKey
from post.keyring import TAG_BYTES, KeyRing
from post.valkey import Valkey, unreachable

GRACE = 120
"""Seconds that a session outlives its time, so that what is due finds it."""
LOOK_EVERY = 5.0
"""Seconds."""
_LEASE_MS = 60_000
"""After this long another worker may take over what one has claimed."""
_AT_ONCE = 50

log = structlog.get_logger()


class Plan(msgspec.Struct, frozen=True, array_like=True):
    """What to do with a chat that stays silent.

    `remind_at` (0: not at all) and `forget_at` in seconds since 1970. `flow` and `step` tell where
    the person stands, `risky` whether the messenger's chat is to be cleared: for when the session
    itself has expired.
    """

    channel: str
    native: str
    lang: str
    flow: str
    step: str
    remind_at: int
    forget_at: int
    risky: bool

    @property
    def due(self) -> int:
        return self.remind_at or self.forget_at

    def chat(self) -> ChatAddress:
        return ChatAddress(self.channel, self.native)

    def session(self) -> Session:
        """What is known of the session when it has expired."""
        return Session(
            lang=self.lang, flow=self.flow, step=self.step, risky=self.risky, welcomed=True
        )


class Due(msgspec.Struct, frozen=True):
    """A plan whose time has come; `id` names this version of it."""

    id: str
    plan: Plan


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Plan).decode


def plan_for(book: Book, session: Session, chat: ChatAddress) -> Plan | None:
    """None where nothing is to be done: a case that stays, or a chat that simply expires."""
    if session.case:
        return _withdrawn(session, chat) if session.withdrawing else None
    if not (session.flow in book.flows or session.risky):
        return None
    return Plan(
        channel=chat.channel,
        native=chat.native,
        lang=session.lang,
        flow=session.flow,
        step=session.step,
        remind_at=remind_at(book, session),
        forget_at=forget_at(book, session),
        risky=session.risky,
    )


def _withdrawn(session: Session, chat: ChatAddress) -> Plan:
    """When the case is erased, nothing of its conversation is to be left."""
    due = session.withdrawing
    return Plan(chat.channel, chat.native, session.lang, "", "", 0, due, False)


def sealed_plan(keyring: KeyRing, key: ChatKey, plan: Plan) -> bytes:
    return keyring.seal("traces", f"idle:{key}", _encode(plan))


class Idle(Rounds):
    """The worker's part. `play` deals with what is due; `now` in seconds since 1970."""

    def __init__(
        self,
        valkey: Valkey,
        keyring: KeyRing,
        play: Callable[[Due], Awaitable[None]],
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._valkey = valkey
        self._keyring = keyring
        self._play = play
        self._now = now

    async def _round(self) -> None:
        try:
            found = await self.work()
        except StoreAway as error:
            log.warning("reminders wait", store=error.store)
            found = 0
        if found < _AT_ONCE:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._stop.wait()

    async def work(self) -> int:
        """Deal with what is due now; how much it was."""
        now_ms = int(self._now() * 1000)
        found: Any = await self._valkey.call("idle", [], now_ms, _LEASE_MS, _AT_ONCE)
        for at in range(0, len(found), 2):
            if self._stop.is_set():
                break  # the lease runs out, and another worker takes it up
            await self._deal(ChatKey(found[at].decode()), found[at + 1])
        return len(found) // 2

    async def late(self) -> float:
        """For how many seconds something has been due that no worker has taken up. Raises
        StoreAway.
        """
        client: Any = self._valkey.client
        with unreachable():
            first = await client.zrange("idle", 0, 0, withscores=True)
        return max(0.0, self._now() - first[0][1] / 1000) if first else 0.0

    async def _deal(self, key: ChatKey, sealed: bytes) -> None:
        try:
            plan = _decode(self._keyring.open("traces", f"idle:{key}", sealed))
        except (CannotOpen, msgspec.DecodeError):
            # A lost key: what it named can no longer be reached, and expires by itself.
            await self._valkey.call("idle_drop", [], key)
            return
        try:
            await self._play(Due(sealed[:TAG_BYTES].hex(), plan))
        except StoreAway:
            raise
        except Conflict:
            log.info("a chat was too busy to be reminded")
        except Exception:
            # Tried again when the lease is over; the other chats do not wait for it.
            log.exception("a silent chat could not be dealt with")
