"""What happens at the desk, passed on to the open pages.

Publishing only hurries the pages along: nothing depends on it, they ask again by cursor whenever
they connect. So a failure to publish is noted and never undoes what has been written.

What decides who may hear of something is asked once for all pages (`once`), and never before it
has arrived here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import structlog

from post.errors import StoreAway
from post.valkey import Valkey

CHANNEL = "desk"
PING_SECONDS = 20
_QUEUE = 200
_AGAIN_AFTER = 0.5  # seconds
_RECONNECT_MS = 1_000
_KNOWN_SECONDS = 1.0
"""So old may be what a page that lags behind is told by; the others ask right away, all at once."""
_PING = "event: ping\ndata: {}\n\n"

Publish = Callable[[str, str], Awaitable[None]]
Allowed = Callable[[str], Awaitable[bool | None]]
"""Whether a page may hear of this ("case:ID", "staff:ID"; "" for a sign of life). None: it may not
listen any more. Asked for each thing that happens, because rights change while a page is open.
"""

Fact = TypeVar("Fact")

_log = structlog.get_logger(__name__)


async def announce(publish: Publish, what: str) -> None:
    """`what` is "case:ID" or "staff:ID"."""
    try:
        await publish(CHANNEL, what)
    except StoreAway as error:
        _log.warning("desk_not_told", store=error.store)


class Feed:
    """One subscription for the whole process, fanned out to the pages' event streams.

    `stop` ends all streams; set it before the web server waits for its connections. `ping` in
    seconds: how often a page gets a sign of life and is asked whether it may still listen.
    """

    def __init__(self, valkey: Valkey, stop: asyncio.Event, ping: float = PING_SECONDS) -> None:
        self._valkey = valkey
        self._stop = stop
        self._ping = ping
        self._pages: set[asyncio.Queue[str | None]] = set()
        self._known: dict[str, asyncio.Task[Any]] = {}

    async def run(self) -> None:
        """Listen until cancelled; connects again by itself."""
        while True:
            try:
                async for channel, what in self._valkey.listen(CHANNEL):
                    if channel:
                        self._pass_on(what)
            except StoreAway:
                # What was published meanwhile is lost: let the pages connect and ask anew.
                self._pass_on(None)
                await asyncio.sleep(_AGAIN_AFTER)

    @property
    def pages(self) -> int:
        """Pages of the desk that listen at this process."""
        return len(self._pages)

    async def stream(self, allowed: Allowed) -> AsyncIterator[str]:
        """Server-sent events for one page, until it may not listen any more or `stop` is set."""
        with self._page() as queue:
            yield f"retry: {_RECONNECT_MS}\n{_PING}"
            stopped: asyncio.Future[Any] = asyncio.ensure_future(self._stop.wait())
            try:
                while (what := await _next(queue, stopped, self._ping)) is not None:
                    may_hear = await allowed(what)
                    if may_hear is None:
                        return
                    if may_hear:
                        yield _event(what) if what else _PING
            finally:
                stopped.cancel()

    async def once(self, about: str, ask: Callable[[], Coroutine[Any, Any, Fact]]) -> Fact:
        """What `ask` answers, shared by all pages of this process until the next thing happens,
        at most a second. Raises what `ask` raises.
        """
        asking = self._known.get(about)
        if asking is None:
            asking = self._known[about] = asyncio.create_task(ask())
            asking.add_done_callback(partial(self._forget_failed, about))
            asyncio.get_running_loop().call_later(_KNOWN_SECONDS, self._forget, about, asking)
        # A page that goes away meanwhile does not take the answer from the others.
        answer: Fact = await asyncio.shield(asking)
        return answer

    def _forget(self, about: str, asked: asyncio.Task[Any]) -> None:
        if self._known.get(about) is asked:
            del self._known[about]

    def _forget_failed(self, about: str, asked: asyncio.Task[Any]) -> None:
        if asked.cancelled() or asked.exception():
            self._forget(about, asked)

    @contextmanager
    def _page(self) -> Iterator[asyncio.Queue[str | None]]:
        queue: asyncio.Queue[str | None] = asyncio.Queue(_QUEUE)
        self._pages.add(queue)
        try:
            yield queue
        finally:
            self._pages.discard(queue)

    def _pass_on(self, what: str | None) -> None:
        # It may have changed who may hear of what.
        self._known.clear()
        for queue in self._pages:
            if queue.full():
                # A page that does not keep up starts anew.
                _empty(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(what)


async def _next(
    queue: asyncio.Queue[str | None], stopped: asyncio.Future[Any], ping: float
) -> str | None:
    """The next thing that happened, "" when nothing did for `ping` seconds, None at the end."""
    getting: asyncio.Future[Any] = asyncio.ensure_future(queue.get())
    try:
        await asyncio.wait({getting, stopped}, timeout=ping, return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            return None
        what: str | None = getting.result() if getting.done() else ""
        return what
    finally:
        getting.cancel()


def _empty(queue: asyncio.Queue[str | None]) -> None:
    while not queue.empty():
        queue.get_nowait()


def _event(what: str) -> str:
    kind, _, which = what.partition(":")
    return f'event: {kind}\ndata: {{"id":"{which}"}}\n\n'
