"""The far end: a Bot API server that takes every call and tells the driver about it at once.

    python -m bench.stub_api PORT FEED_SOCKET

As cheap as possible, because it shares the machine with what is measured: one process, no
routing, answers without the fields that neither bot reads. FEED_SOCKET is a unix socket; whoever
connects there gets one line (Call, as JSON) for each message sent or edited.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from typing import cast
from urllib.parse import parse_qsl

import httptools
import msgspec
import uvloop

_TAKEN = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
_NOTHING = msgspec.Raw(b"null")


class Call(msgspec.Struct, array_like=True):
    """`at`: when it had arrived, in seconds of the machine's monotonic clock."""

    at: float
    chat: int
    message: int
    method: str
    text: str
    markup: msgspec.Raw


class _Params(msgspec.Struct):
    chat_id: int = 0
    text: str = ""
    message_id: int = 0
    reply_markup: msgspec.Raw = _NOTHING


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Params).decode


class Feed(asyncio.Protocol):
    """The driver's end of the line."""

    listeners: set[asyncio.WriteTransport] = set()  # noqa: RUF012 - one feed per process

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass
        self.listeners.add(self._transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.listeners.discard(self._transport)


class Api(asyncio.Protocol):
    """One connection of a bot."""

    message_ids = itertools.count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    # called by the parser

    def on_message_begin(self) -> None:
        self._url = b""
        self._body = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        body = self._answer(self._url.rpartition(b"/")[2].decode())
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)

    def _answer(self, method: str) -> bytes:
        if method not in ("sendMessage", "editMessageText"):
            return _ME if method == "getMe" else _TAKEN
        at = time.monotonic()
        params = _params(self._body)
        message = params.message_id or next(self.message_ids)
        call = Call(at, params.chat_id, message, method, params.text, params.reply_markup)
        line = _encode(call) + b"\n"
        for listener in Feed.listeners:
            listener.write(line)
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}}'
            % (message, int(time.time()), params.chat_id)
        )


def _params(body: bytes) -> _Params:
    """Both ways in which bots send parameters: JSON, or a form with JSON in its fields."""
    if body.startswith(b"{"):
        return _decode(body)
    form = dict(parse_qsl(body.decode()))
    return _Params(
        chat_id=int(form["chat_id"]),
        text=form["text"],
        message_id=int(form.get("message_id", 0)),
        reply_markup=msgspec.Raw(form.get("reply_markup", "null").encode()),
    )


async def serve(port: int, feed: str) -> None:
    loop = asyncio.get_running_loop()
    api = await loop.create_server(Api, "127.0.0.1", port, backlog=1024)
    news = await loop.create_unix_server(Feed, feed)
    await asyncio.gather(api.serve_forever(), news.serve_forever())


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2]))
