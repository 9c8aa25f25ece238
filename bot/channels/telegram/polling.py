"""Polling: getUpdates with long polls; the offset moves on only after the commit.

Decoded update by update with our own types, see docs/decisions/0003: a client that validates a
whole batch refuses all of it for one field that a Bot API server leaves out.
"""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from bot.channels.telegram.receive import (
    ALLOWED_UPDATES,
    TelegramUpdate,
    read_update,
    to_update,
)
from bot.conversation import Conversation
from post.errors import BadInput, LotseError
from post.outbox import DeliveryError

_LONG_POLL = 25
"""Seconds a poll stays open."""
_PAUSE = 0.3
"""Seconds between polls that brought nothing at once (servers without long polls)."""
_PAUSE_AFTER_ERROR = 3.0
_MAX_AT_ONCE = 100

log = structlog.get_logger()
_decode = msgspec.json.Decoder(list[msgspec.Raw]).decode


class TelegramPolling:
    def __init__(self, api: TelegramApi, conversation: Conversation) -> None:
        self._api = api
        self._conversation = conversation
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled."""
        await self._delete_webhook()
        while True:
            try:
                received = await self._poll()
                await self._deal_with(received)
            except (DeliveryError, LotseError) as error:
                log.warning("polling", error=type(error).__name__, why=str(error)[:200])
                await asyncio.sleep(getattr(error, "retry_after", None) or _PAUSE_AFTER_ERROR)
            else:
                if not received:
                    await asyncio.sleep(_PAUSE)

    async def _delete_webhook(self) -> None:
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

    async def _deal_with(self, received: list[msgspec.Raw]) -> None:
        """Chats side by side, each in its order; what failed comes again with the next poll."""
        chats: dict[str, list[TelegramUpdate]] = {}
        newest = self._offset
        for raw in received:
            try:
                update = read_update(raw)
            except BadInput:
                newest = max(newest, _bare_id(raw) + 1)
                continue
            known = to_update(update)
            newest = max(newest, update.update_id + 1)
            chats.setdefault(str(known.chat) if known else "", []).append(update)
        await asyncio.gather(*(self._chat(updates) for updates in chats.values()))
        self._offset = newest

    async def _chat(self, updates: list[TelegramUpdate]) -> None:
        for update in updates:
            known = to_update(update)
            if known is not None:
                await self._conversation.receive(known)
            if update.callback_query is not None:
                await self._stop_spinner(update.callback_query.id)

    async def _stop_spinner(self, callback_id: str) -> None:
        """An optional call: when it fails the button spins a little longer, nothing else."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": callback_id})
        except DeliveryError as error:
            log.info("answerCallbackQuery", why=error.why)


def _bare_id(raw: msgspec.Raw) -> int:
    """The id of an update that cannot be read otherwise, so that it does not come again."""

    class Bare(msgspec.Struct):
        update_id: int = -1

    try:
        return msgspec.json.decode(raw, type=Bare).update_id
    except msgspec.DecodeError:
        return -1
