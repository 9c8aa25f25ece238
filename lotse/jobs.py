"""What goes on beside the answering of requests, and how it comes to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.channels.telegram.profile import Announcement, announce, profiles
from bot.channels.telegram.registration import register_webhook
from lotse.web import WEBHOOK_PATH
from lotse.wiring import Lotse
from post.errors import StoreAway

RELAY_EVERY = 60.0
"""Seconds between looks for replies that Valkey lost before they were delivered."""
Job = Callable[[], Awaitable[None]]
log = structlog.get_logger()


def web_jobs(lotse: Lotse) -> list[Job]:
    """What runs beside the web server."""
    jobs: list[Job] = [lotse.feed.run]
    if lotse.settings.mode == "webhook":
        jobs.append(partial(_register, lotse))
    return jobs


def work_jobs(lotse: Lotse) -> list[Job]:
    """What the worker does."""
    jobs: list[Job] = [
        lotse.delivery.run,
        partial(_relay, lotse),
        lotse.idle.run,
        lotse.keeping.run,
        lotse.timers.run,
        lotse.statistics.run,
        lotse.notifier.run,
        lotse.again.run,
    ]
    if lotse.settings.mode != "off":
        jobs.append(lotse.inbox.run)
    if lotse.settings.mode == "polling":
        jobs.append(lotse.polling.run)
    return jobs


def optional_jobs(lotse: Lotse) -> list[Job]:
    """What a bot shows of itself: nice to have, and dear (it loads aiogram)."""
    return [partial(_announce, lotse)] if lotse.settings.mode != "off" else []


async def finish(lotse: Lotse) -> None:
    """Take nothing new on, and end what is in hand."""
    await asyncio.gather(lotse.delivery.stop(), lotse.polling.stop(), lotse.idle.stop())


async def _register(lotse: Lotse) -> None:
    url = f"{lotse.settings.public_url}{WEBHOOK_PATH}"
    await register_webhook(lotse.telegram, url, lotse.telegram_secret)


async def _relay(lotse: Lotse) -> None:
    while True:
        try:
            await lotse.delivery.settle()
            await lotse.desk.relay_pending()
        except StoreAway as error:
            log.warning("relay waits", store=error.store)
        await asyncio.sleep(RELAY_EVERY)


async def _announce(lotse: Lotse) -> None:
    settings = lotse.settings
    shown = profiles(lotse.current_book().languages, lotse.notice)
    await announce(Announcement(settings.token, settings.telegram_api, shown))
