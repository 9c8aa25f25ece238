"""Delivery: claim → send → done | retry | give up; the order per chat is the outbox's.

A channel's error says whether it is permanent; only here is decided when to try again. A send
that may have gone out and cannot be confirmed is tried again: it may double once, never be lost.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import structlog

from bot.rounds import Rounds
from post.desk import Receipts
from post.errors import StoreAway
from post.fault_points import reached
from post.figures import Figures, SendOutcome
from post.ids import ChatKey
from post.messages import Outgoing
from post.outbox import LEASE_MS, Claimed, DeliveryError, Outbox

MAX_TRIES = 20
MAX_BROKEN = 5
"""Tries of an entry at which our own code breaks."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 600.0
_LOOK_AGAIN = 1.0
"""Seconds after which the outbox is looked at even if nobody called: retries become due."""

log = structlog.get_logger()


class Sender(Protocol):
    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Send one message; the channel's ids of what is new in the chat. Raises DeliveryError."""

    async def clear(self, native: str, shown: Sequence[str]) -> None:
        """Take these messages out of a chat, as far as possible. Raises DeliveryError."""


class Delivery(Rounds):
    def __init__(
        self,
        outbox: Outbox,
        senders: dict[str, Sender],
        desk: Receipts,
        at_once: int = 64,
        figures: Figures | None = None,
    ) -> None:
        super().__init__()
        self._figures = figures or Figures()
        self._outbox = outbox
        self._senders = senders
        self._desk = desk
        self._at_once = at_once
        self._busy: set[asyncio.Task[None]] = set()
        self._chats: set[ChatKey] = set()
        self._missed: set[ChatKey] = set()

    async def _round(self) -> None:
        self._outbox.due.clear()
        try:
            claimed = await self._claim()
        except StoreAway as error:
            log.warning("outbox away", store=error.store)
            await asyncio.sleep(_LOOK_AGAIN)
            return
        if not claimed:
            await self._wait_for_work()

    def take_nothing_new(self) -> None:
        """What is on its way is finished; stop() waits for it."""
        self._stop.set()
        self._outbox.due.set()

    async def stop(self) -> None:
        """Take nothing new on and finish what is on its way."""
        self.take_nothing_new()
        await super().stop()
        if self._busy:
            await asyncio.wait(self._busy)

    async def settle(self) -> None:
        """Tell the desk what it could not be told at the time. Raises StoreAway."""
        for receipt, why in (await self._outbox.receipts()).items():
            await self._tell_desk(receipt, why)

    async def _claim(self) -> int:
        free = self._at_once - len(self._busy)
        if free <= 0:
            await asyncio.wait(self._busy, return_when=asyncio.FIRST_COMPLETED)
            return 1
        claimed = await self._outbox.claim(free)
        for entry in claimed:
            if self._stop.is_set():
                await self._outbox.hand_back(entry)
            elif entry.chat in self._chats:
                # Its last entry is being marked this moment: look again when that is done.
                self._missed.add(entry.chat)
            else:
                task = asyncio.create_task(self._serve(entry))
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
        return len(claimed)

    async def _wait_for_work(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_AGAIN):
                await self._outbox.due.wait()
        except TimeoutError:
            pass

    async def _serve(self, claimed: Claimed) -> None:
        """Send a chat's entries one after the other until it has none or one must wait."""
        entry: Claimed | None = claimed
        self._chats.add(claimed.chat)
        try:
            while entry is not None:
                entry = await self._deliver(entry)
        except StoreAway as error:
            log.warning("store away during delivery", store=error.store)
        except Exception as error:
            # The lease runs out and the entry is tried again; the worker itself must go on.
            log.error("delivery failed unexpectedly", error=type(error).__name__)
        finally:
            self._chats.discard(claimed.chat)
            if claimed.chat in self._missed:
                self._missed.discard(claimed.chat)
                with suppress(StoreAway):
                    await self._outbox.release(claimed.chat)

    async def _deliver(self, entry: Claimed) -> Claimed | None:
        """Deal with a chat's oldest entry; the next one, or None when the chat is left for now."""
        try:
            async with self._held(entry):
                reached("before_send")
                shown = await self._send(entry)
                reached("after_send")
        except StoreAway:
            raise
        except DeliveryError as error:
            if not error.permanent and entry.tries + 1 < MAX_TRIES:
                await self._try_again(entry, _pause(error, entry.tries))
                return None
            return await self._give_up(entry, error, error.why or "?", gone=error.gone)
        except Exception as error:
            log.error("sending broke", channel=entry.outgoing.channel, exc_info=error)
            if entry.tries + 1 < MAX_BROKEN:
                await self._try_again(entry, _pause(None, entry.tries))
                return None
            return await self._give_up(entry, error, type(error).__name__)
        self._count(entry, "sent")
        return await self._done(entry, shown, "")

    async def _give_up(
        self, entry: Claimed, error: Exception, why: str, *, gone: bool = False
    ) -> Claimed | None:
        """A reply is told to the desk; anything else becomes a letter if anybody could read it."""
        channel = entry.outgoing.channel
        log.warning("not deliverable", channel=channel, why=why)
        if entry.outgoing.receipt or gone:
            self._count(entry, "gone" if gone else "reply_undelivered")
            return await self._done(entry, (), why)
        kind = type(error).__name__
        await self._outbox.set_aside(entry, why, kind)
        self._count(entry, "aside")
        self._figures.letters["message"] += 1
        log.error("a message was set aside", channel=channel, error=kind)
        return None

    async def _done(self, entry: Claimed, shown: Sequence[str], why: str) -> Claimed | None:
        """Mark it as dealt with; the chat's next entry, claimed."""
        following = await self._outbox.done(entry, shown, why)
        if entry.outgoing.receipt:
            with suppress(StoreAway):  # kept in the outbox until settle() has told it
                await self._tell_desk(entry.outgoing.receipt, why)
        if self._stop.is_set() and following is not None:
            await self._outbox.hand_back(following)
            return None
        return following

    def _count(self, entry: Claimed, outcome: SendOutcome) -> None:
        self._figures.sends[entry.outgoing.channel, outcome] += 1

    async def _tell_desk(self, receipt: str, why: str) -> None:
        if why:
            await self._desk.undeliverable(receipt, why)
        else:
            await self._desk.delivered(receipt)
        await self._outbox.settled(receipt)

    @asynccontextmanager
    async def _held(self, entry: Claimed) -> AsyncIterator[None]:
        """Keep the chat ours for as long as a slow send takes, so that nobody sends beside us."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(LEASE_MS / 3000)
                with suppress(StoreAway):
                    await self._outbox.keep(entry)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()

    async def _send(self, entry: Claimed) -> Sequence[str]:
        outgoing = entry.outgoing
        sender = self._sender(outgoing.channel)
        if outgoing.message.erase:
            await sender.clear(outgoing.native, await self._outbox.shown(entry.chat))
        if not outgoing.message.text:
            return ()  # a chat that is forgotten is cleared without a word
        begun = time.perf_counter()
        try:
            return await sender.send(outgoing)
        finally:
            self._figures.sending[outgoing.channel].add(time.perf_counter() - begun)

    async def _try_again(self, entry: Claimed, after: float) -> None:
        """Leave the chat until then."""
        self._count(entry, "again")
        await self._outbox.retry(entry, after)
        asyncio.get_running_loop().call_later(after, self._outbox.due.set)

    def _sender(self, channel: str) -> Sender:
        sender = self._senders.get(channel)
        if sender is None:
            raise DeliveryError(f"{channel} is switched off", permanent=False)
        return sender


def _pause(error: DeliveryError | None, tries: int) -> float:
    if error is not None and error.retry_after is not None:
        return error.retry_after
    pause = min(_FIRST_PAUSE * 2.0**tries, _LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards nothing
