"""Polling: getUpdates with long polls; the offset moves on only after the commit.

Decoded update by update with our own types, see docs/decisions/0003: a client that validates a
whole batch refuses all of it for one field that a Bot API server leaves out. An update that fails
comes again with the next poll, and with it all that follows it in its chat; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import msgspec
import structlog

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from bot.channels.telegram.receive import (
    ALLOWED_UPDATES,
    CHANNEL,
    Bare,
    TelegramUpdate,
    read_bare,
    read_update,
    to_update,
)
from bot.conversation import Conversation
from bot.rounds import Rounds
from post.errors import BadInput, LotseError, StoreAway
from post.outbox import DeliveryError

_LONG_POLL = 25
"""Seconds a poll stays open."""
_PAUSE = 0.3
"""Seconds between polls that brought nothing at once (servers without long polls)."""
_PAUSE_AFTER_ERROR = 3.0
_MAX_AT_ONCE = 100

T = TypeVar("T")
log = structlog.get_logger()
_decode = msgspec.json.Decoder(list[msgspec.Raw]).decode


class TelegramPolling(Rounds):
    def __init__(self, api: TelegramApi, conversation: Conversation) -> None:
        super().__init__()
        self._api = api
        self._conversation = conversation
        self._offset = 0

    async def _round(self) -> None:
        try:
            received = await self._unless_stopped(self._poll()) or []
            all_done = await self._deal_with(received)
        except (DeliveryError, LotseError) as error:
            log.warning("polling", error=type(error).__name__, why=str(error)[:200])
            pause = getattr(error, "retry_after", None) or _PAUSE_AFTER_ERROR
        else:
            pause = 0 if received else _PAUSE
            pause = pause if all_done else _PAUSE_AFTER_ERROR
        await self._unless_stopped(asyncio.sleep(pause))

    async def _unless_stopped(self, doing: Coroutine[Any, Any, T]) -> T | None:
        """None when stop() came first."""
        task = asyncio.ensure_future(doing)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await task if task.done() else None
        finally:
            task.cancel()
            stopped.cancel()

    async def _begin(self) -> None:
        try:
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        except DeliveryError as error:
            log.warning("deleteWebhook", why=error.why)

    async def _poll(self) -> list[msgspec.Raw]:
        params = {
            "offset": self._offset,
            "limit": _MAX_AT_ONCE,
            "timeout": _LONG_POLL,
            "allowed_updates": ALLOWED_UPDATES,
        }
        result = await self._api.call("getUpdates", params, within=_LONG_POLL + 10)
        try:
            return _decode(result)
        except msgspec.DecodeError as error:
            raise TelegramRefused("odd answer to getUpdates", 200, permanent=False) from error

    async def _deal_with(self, received: list[msgspec.Raw]) -> bool:
        """Chats side by side, each in its order; whether all of them came to their end."""
        chats: dict[str, list[_Item]] = {}
        for raw in received:
            if (found := _read(raw)) is not None:
                chat, item = found
                chats.setdefault(chat, []).append(item)
        left = await asyncio.gather(*(self._chat(items) for items in chats.values()))
        not_done = [number for number in left if number is not None]
        newest = max((item.number for items in chats.values() for item in items), default=-1)
        self._offset = max(self._offset, min([*not_done, newest + 1]))
        return not not_done

    async def _chat(self, items: list[_Item]) -> int | None:
        """The first one that could not be dealt with; what follows it waits."""
        for item in items:
            try:
                if not await self._take(item):
                    return item.number
            except StoreAway as error:
                log.warning("polling waits", store=error.store)
                return item.number
            except Exception:
                return item.number  # the conversation has logged and counted it
        return None

    async def _take(self, item: _Item) -> bool:
        """False for what cannot be read, and is to be tried again (another time, it is left)."""
        if isinstance(item.what, Bare):
            bare = item.what
            return await self._conversation.unread(bare.id, CHANNEL, bare.chat, bytes(item.raw))
        known = to_update(item.what)
        if known is not None:
            await self._conversation.receive(known)
        if item.what.callback_query is not None:
            await self._stop_spinner(item.what.callback_query.id)
        return True

    async def _stop_spinner(self, callback_id: str) -> None:
        """An optional call: when it fails the button spins a little longer, nothing else."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": callback_id})
        except DeliveryError as error:
            log.info("answerCallbackQuery", why=error.why)


class _Item(msgspec.Struct, frozen=True):
    number: int
    raw: msgspec.Raw
    what: TelegramUpdate | Bare


def _read(raw: msgspec.Raw) -> tuple[str, _Item] | None:
    """The chat it belongs to ("" for none) and the update; None for what has no id of its own."""
    try:
        update = read_update(raw)
    except BadInput:
        bare = read_bare(raw)
        return (str(bare.chat or ""), _Item(bare.number, raw, bare)) if bare else None
    known = to_update(update)
    return str(known.chat) if known else "", _Item(update.update_id, raw, update)
