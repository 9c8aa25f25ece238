"""Delivery: claim → send → done | retry | give up; the order per chat is the outbox's.

A channel's error says whether it is permanent; only here is decided when to try again. A send
that may have gone out and cannot be confirmed is tried again: it may double once, never be lost.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import structlog

from post.desk import DeskPort
from post.errors import StoreAway
from post.ids import ChatKey
from post.messages import Outgoing
from post.outbox import LEASE_MS, Claimed, DeliveryError, Outbox

MAX_TRIES = 20
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


class Delivery:
    def __init__(
        self, outbox: Outbox, senders: dict[str, Sender], desk: DeskPort, at_once: int = 64
    ) -> None:
        self._outbox = outbox
        self._senders = senders
        self._desk = desk
        self._at_once = at_once
        self._busy: set[asyncio.Task[None]] = set()
        self._chats: set[ChatKey] = set()
        self._missed: set[ChatKey] = set()
        self._stopping = False
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    async def run(self) -> None:
        """Serve the outbox until stop() is called."""
        self._at_rest.clear()
        try:
            while not self._stopping:
                await self._round()
        finally:
            self._at_rest.set()

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

    async def stop(self) -> None:
        """Take nothing new on and finish what is on its way."""
        self._stopping = True
        self._outbox.due.set()
        await self._at_rest.wait()
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
            if self._stopping:
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
        outgoing, why = entry.outgoing, ""
        shown: Sequence[str] = ()
        try:
            async with self._held(entry):
                shown = await self._send(entry)
        except DeliveryError as error:
            if not error.permanent and entry.tries + 1 < MAX_TRIES:
                await self._try_again(entry, _pause(error, entry.tries))
                return None
            why = error.why or "?"
            log.warning("not deliverable", channel=outgoing.channel, why=why)
        following = await self._outbox.done(entry, shown, why)
        if outgoing.receipt:
            with suppress(StoreAway):  # kept in the outbox until settle() has told it
                await self._tell_desk(outgoing.receipt, why)
        if self._stopping and following is not None:
            await self._outbox.hand_back(following)
            return None
        return following

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
        # A chat that is forgotten is cleared without a word.
        return await sender.send(outgoing) if outgoing.message.text else ()

    async def _try_again(self, entry: Claimed, after: float) -> None:
        await self._outbox.retry(entry, after)
        asyncio.get_running_loop().call_later(after, self._outbox.due.set)

    def _sender(self, channel: str) -> Sender:
        sender = self._senders.get(channel)
        if sender is None:
            raise DeliveryError(f"{channel} is switched off", permanent=False)
        return sender


def _pause(error: DeliveryError, tries: int) -> float:
    if error.retry_after is not None:
        return error.retry_after
    pause = min(_FIRST_PAUSE * 2.0**tries, _LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards nothing
