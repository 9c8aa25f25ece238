"""The connection to Valkey and our functions inside it (valkey.lua)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError

from post.errors import StoreAway
from post.pipe import Argument, Pipe

_log = structlog.get_logger(__name__)
_LIBRARY = Path(__file__).with_name("valkey.lua")
_WAIT_FOR_CONNECTION = 10  # seconds; a queue this long means the store is as good as away
_ANSWER_WITHIN = 5  # seconds
_IN_TROUBLE = frozenset(
    [
        "BUSY",
        "LOADING",
        "MASTERDOWN",
        "MISCONF",
        "NOAUTH",
        "NOPERM",
        "NOREPLICAS",
        "OOM",
        "READONLY",
        "WRONGPASS",
    ]
)
"""What a server says that answers and yet cannot do its work now: not our fault, and it passes."""


class Valkey:
    """Calls our functions; turns every failure to reach the server into StoreAway."""

    def __init__(self, url: str, connections: int = 32) -> None:
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=_WAIT_FOR_CONNECTION,
            socket_timeout=_ANSWER_WITHIN,
            socket_connect_timeout=_ANSWER_WITHIN,
            # Each of our calls may come twice without a second effect.
            retry=Retry(NoBackoff(), retries=1),
        )
        self.client: Redis = Redis(connection_pool=self._pool)
        self._pipe = Pipe(url, _ANSWER_WITHIN)
        self._subscriptions = Redis.from_url(url, socket_timeout=None)

    async def open(self) -> None:
        """Load our functions. Raises StoreAway."""
        with unreachable():
            await self.client.function_load(_LIBRARY.read_text(), replace=True)

    async def close(self) -> None:
        await self._pipe.close()
        await self.client.aclose()
        await self._pool.disconnect()
        await self._subscriptions.aclose()

    async def ask(self, *command: Argument) -> Any:
        """A command of the hot path; see post.pipe."""
        with unreachable():
            return await self._pipe.ask(*command)

    async def call(self, function: str, keys: list[str], *args: Any) -> Any:
        """One of our functions. A server that was emptied gets the library again."""
        command = ("FCALL", function, len(keys), *keys, *args)
        try:
            return await self.ask(*command)
        except ResponseError as error:
            if "Function not found" not in str(error):
                raise
        await self.open()
        return await self.ask(*command)

    async def ping(self) -> None:
        with unreachable():
            await self.client.ping()

    async def refuses_writes(self) -> bool:
        """Whether it answers and yet cannot keep anything: its disk is full or broken."""
        with unreachable():
            await self.client.ping()
            try:
                told = await self.client.info("persistence")
            except ResponseError:
                return False  # a server that tells nobody
        return bool(told.get("aof_last_write_status") == "err")

    async def erasures(self) -> bytes:
        """Differs from what it was when something was taken away meanwhile."""
        client: Any = self.client
        with unreachable():
            found: bytes | None = await client.get("erasures")
            return found or b""

    async def rewrite_file(self) -> bool:
        """Have the append-only file written anew; what was deleted is in it no more afterwards.

        False while the server is at it already, perhaps with what has been deleted since: ask
        again. A server that allows it to nobody is left alone.
        """
        with unreachable():
            try:
                await self.client.bgrewriteaof()
            except ResponseError as error:
                if "in progress" in str(error):
                    return False
                _log.warning("append_only_file_not_rewritten", why=str(error)[:80])
        return True

    async def listeners(self) -> int:
        """How many processes of ours wait for what happens: every running one does."""
        with unreachable():
            counted = await self.client.pubsub_numsub("wake", "desk")
            return sum(int(number) for _, number in counted)

    async def forget_all(self) -> None:
        """Empty this database, and its file."""
        with unreachable():
            await self.client.flushdb()
        await self.rewrite_file()

    async def publish(self, channel: str, payload: str) -> None:
        with unreachable():
            await self.client.publish(channel, payload)

    async def listen(self, *channels: str) -> AsyncIterator[tuple[str, str]]:
        """(channel, payload) of what is published from now on; ("", "") once when it listens.

        Raises StoreAway when the connection is lost: messages in between are lost too, so whoever
        listens looks into the stores again before listening anew.
        """
        with unreachable():
            async with self._subscriptions.pubsub() as subscription:
                await subscription.subscribe(*channels)
                async for message in subscription.listen():
                    if message["type"] == "subscribe":
                        yield "", ""
                    elif message["type"] == "message":
                        yield message["channel"].decode(), message["data"].decode()


@contextmanager
def unreachable() -> Iterator[None]:
    try:
        yield
    except (RedisConnectionError, TimeoutError, OSError) as error:
        raise StoreAway("Valkey", type(error).__name__) from error
    except ResponseError as error:
        told = str(error).partition(" ")[0]
        if told in _IN_TROUBLE or isinstance(error, OutOfMemoryError | ReadOnlyError):
            raise StoreAway("Valkey", told) from error
        raise
    except RedisError as error:
        raise StoreAway("Valkey", type(error).__name__) from error
