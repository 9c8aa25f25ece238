"""How much waits at Telegram, asked for now and then: what no process of ours has taken up yet."""

from __future__ import annotations

import asyncio
import time
from typing import Literal

import msgspec
import structlog

from bot.channels.telegram.api import TelegramApi
from post.figures import Figures
from post.outbox import DeliveryError

ASK_EVERY = 60.0
"""Seconds."""
log = structlog.get_logger()


class Waiting(msgspec.Struct, frozen=True):
    """Telegram's WebhookInfo, as far as we look at it; `last_error_date` in seconds since 1970."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""


_decode = msgspec.json.Decoder(Waiting).decode


async def waiting(api: TelegramApi) -> Waiting:
    """Raises DeliveryError when Telegram cannot be asked, or answers oddly."""
    try:
        return _decode(await api.call("getWebhookInfo", {}))
    except msgspec.DecodeError:
        raise DeliveryError("odd answer to getWebhookInfo", permanent=False) from None


class Inbox:
    def __init__(self, api: TelegramApi, figures: Figures) -> None:
        self._api = api
        self._figures = figures
        self._last: Literal["", "asked", "away"] = ""

    async def run(self) -> None:
        """Ask until cancelled; while Telegram does not answer, the last figure grows old."""
        while True:
            try:
                found = await waiting(self._api)
            except DeliveryError as error:
                if self._last != "away":
                    log.warning("getWebhookInfo", why=error.why)
                self._last = "away"
            else:
                self._figures.inbox = (found.pending_update_count, time.time())
                self._last = "asked"
            await asyncio.sleep(ASK_EVERY)
