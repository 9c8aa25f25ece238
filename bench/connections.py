"""The driver's two kinds of connection: updates into the bot, news from the stub Bot API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import cast

import httptools
import msgspec

from bench.stub_api import Call
from bench.talk import WEBHOOK_PATH

_decode = msgspec.json.Decoder(Call).decode


class Webhook(asyncio.Protocol):
    """Telegram's side of one keep-alive connection: one update at a time."""

    def __init__(self, secret: str) -> None:
        self._head = (
            f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        ).encode()

    @classmethod
    async def connect(cls, port: int, secret: str) -> Webhook:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(secret), "127.0.0.1", port)
        return connection

    async def post(self, update: bytes) -> tuple[int, bytes, float]:
        """HTTP status, body, and when the answer was complete (the machine's monotonic clock)."""
        self._answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._body = b""
        self._transport.write(self._head + b"Content-Length: %d\r\n\r\n" % len(update) + update)
        done = await self._answered
        return self._parser.get_status_code(), self._body, done

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass
        self._parser = httptools.HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        answered = getattr(self, "_answered", None)
        if answered is not None and not answered.done():
            answered.set_exception(ConnectionResetError("the bot closed the connection"))

    # called by the parser

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if not self._answered.done():  # given up meanwhile
            self._answered.set_result(time.monotonic())


class Feed(asyncio.Protocol):
    """Reads what the stub tells and passes each call on."""

    def __init__(self, take: Callable[[Call], None]) -> None:
        self._take = take
        self._rest = b""

    @classmethod
    async def connect(cls, socket: str, take: Callable[[Call], None]) -> asyncio.BaseTransport:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_unix_connection(lambda: cls(take), socket)
        return transport

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(_decode(line))
