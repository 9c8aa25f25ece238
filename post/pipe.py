"""Commands to Valkey over one connection: what is asked in one turn of the loop leaves together.

A pool of connections costs a write, a read and two turns of the loop per command, which is most
of what a short command costs in Python. Here commands are collected until the loop comes round
and leave in one write; Valkey answers in order. redis-py stays for everything that is not asked
several times per update. Figures: docs/decisions/0013-one-connection-to-valkey.md
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import hiredis
from redis.asyncio.connection import SSLConnection, parse_url
from redis.exceptions import ResponseError

Argument = bytes | str | int | float


class ConnectionLost(OSError):
    """The server went away, or does not answer, before it answered this command."""


class Pipe:
    """One connection that is opened when it is needed and opened anew after it was lost.

    `seconds` bound the opening and each answer. Every command may be sent twice: the first try
    may have been carried out before the connection was lost.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._options: dict[str, Any] = dict(parse_url(url))
        self._seconds = seconds
        self._line: _Line | None = None
        self._opening = asyncio.Lock()

    async def ask(self, *command: Argument) -> Any:
        """The answer to one command. Raises ResponseError when refused; ConnectionLost, OSError."""
        packed = _packed(command)
        for last in (False, True):
            line = self._line
            if line is None or line.lost:
                line = await self._open()
            try:
                return await line.ask(packed)
            except ConnectionLost:
                if last:
                    raise
        raise AssertionError("not reached")

    async def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    async def _open(self) -> _Line:
        async with self._opening:
            if self._line is not None and not self._line.lost:
                return self._line  # somebody else was faster
            try:
                async with asyncio.timeout(self._seconds):
                    self._line = await self._introduced()
            except TimeoutError:
                raise ConnectionLost("no answer to the opening") from None
            return self._line

    async def _introduced(self) -> _Line:
        line = await self._connected()
        try:
            for command in _first_words(self._options):
                await line.ask(_packed(command))
        except BaseException:
            line.close()
            raise
        return line

    async def _connected(self) -> _Line:
        loop, options = asyncio.get_running_loop(), self._options

        def line() -> _Line:
            return _Line(self._seconds)

        if "path" in options:
            _, made = await loop.create_unix_connection(line, options["path"])
        else:
            host, port = options.get("host", "localhost"), options.get("port", 6379)
            _, made = await loop.create_connection(line, host, port, ssl=_tls(options))
        return made


class _Line(asyncio.Protocol):
    """One connection from its opening to its end."""

    def __init__(self, seconds: float) -> None:
        self.lost = False
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader(replyError=ResponseError)
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._unsent: list[bytes] = []
        self._answered = self._checked = 0
        self._watch: asyncio.TimerHandle | None = None

    def ask(self, packed: bytes) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = self._loop.create_future()
        if self.lost:
            answer.set_exception(ConnectionLost("the connection is closed"))
            return answer
        self._waiting.append(answer)
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append(packed)
        if self._watch is None:
            self._checked = self._answered
            self._watch = self._loop.call_later(self._seconds, self._still_there)
        return answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._end(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not False:
                self._take(reply)
        except (hiredis.ProtocolError, IndexError) as error:
            # What follows cannot be matched to its question any more.
            self._abort(error)

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error)

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        if self._transport is not None and not self.lost:
            self._transport.write(b"".join(unsent))

    def _take(self, reply: Any) -> None:
        answer = self._waiting.popleft()
        self._answered += 1
        if answer.done():
            return  # whoever asked is gone
        if isinstance(reply, Exception):
            answer.set_exception(reply)
        else:
            answer.set_result(reply)

    def _still_there(self) -> None:
        """Nothing answered for so long, although something was asked: give the connection up."""
        self._watch = None
        if not self._waiting:
            return
        if self._answered == self._checked:
            self._abort(TimeoutError())
            return
        self._checked = self._answered
        self._watch = self._loop.call_later(self._seconds, self._still_there)

    def _abort(self, error: Exception) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._end(error)

    def _end(self, error: Exception | None) -> None:
        self.lost = True
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        why = type(error).__name__ if error else "closed"
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(ConnectionLost(why))


def _packed(command: Any) -> bytes:
    packed: bytes = hiredis.pack_command(command)
    return packed


def _first_words(options: dict[str, Any]) -> Sequence[tuple[Argument, ...]]:
    """Who we are, and which database is ours."""
    words: list[tuple[Argument, ...]] = []
    if "password" in options:
        user = (options["username"],) if "username" in options else ()
        words.append(("AUTH", *user, options["password"]))
    if options.get("db"):
        words.append(("SELECT", options["db"]))
    return words


def _tls(options: dict[str, Any]) -> ssl.SSLContext | None:
    """As redis-py reads the URL, so that both connections trust the same."""
    if options.get("connection_class") is not SSLConnection:
        return None
    given = {name: value for name, value in options.items() if name != "connection_class"}
    context: ssl.SSLContext = SSLConnection(**given).ssl_context.get()
    return context
