"""Telling Telegram where our webhook is; the program listens whether or not that works at first."""

from __future__ import annotations

import asyncio

import structlog

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.receive import ALLOWED_UPDATES
from post.outbox import DeliveryError

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
log = structlog.get_logger()


async def register_webhook(api: TelegramApi, url: str, secret: str) -> None:
    """Call setWebhook until it is taken."""
    pause = _FIRST_PAUSE
    params = {
        "url": url,
        "secret_token": secret,
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": 40,
        "drop_pending_updates": False,
    }
    while True:
        try:
            await api.call("setWebhook", params)
        except DeliveryError as error:
            log.warning("setWebhook", why=error.why, again_in=pause)
            await asyncio.sleep(error.retry_after or pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            log.info("webhook registered")
            return
