"""The smallest webhook of a bot, for tests of the sending side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from .state import Json

Answer = Callable[[Json, Mapping[str, str]], Awaitable[web.Response]]


@asynccontextmanager
async def webhook_receiver(answer: Answer) -> AsyncIterator[str]:
    """Yields the address; `answer(update, headers)` makes each response."""

    async def handle(request: web.Request) -> web.Response:
        return await answer(await request.json(), request.headers)

    application = web.Application()
    application.router.add_post("/hook", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()
