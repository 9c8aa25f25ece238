"""One Chromium for all browser tests of a worker: starting it costs more than most tests.

Each test connects by itself and has contexts of its own, which are gone when it has ended. A
Chromium that has died is started again for the next test.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress

from tests.browser.browsing import browser
from tests.running import free_port


class SharedChromium:
    """Runs in a thread of its own: every test has its own event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._running: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._address = ""

    def address(self) -> str:
        """Where to connect to it; started if it does not run."""
        return asyncio.run_coroutine_threadsafe(self._started(), self._loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _started(self) -> str:
        if self._running is None or self._running.done():
            ready: Future[str] = Future()
            self._stop.clear()
            self._running = asyncio.create_task(self._run(ready))
            self._address = await asyncio.wrap_future(ready)
        return self._address

    async def _run(self, ready: Future[str]) -> None:
        port = free_port()
        try:
            async with browser(f"--remote-debugging-port={port}") as launched:
                launched.on("disconnected", lambda _: self._stop.set())
                ready.set_result(f"http://127.0.0.1:{port}")
                await self._stop.wait()
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    async def _ended(self) -> None:
        self._stop.set()
        if self._running is not None:
            with suppress(Exception):
                await self._running
