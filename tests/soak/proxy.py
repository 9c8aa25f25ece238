"""What stands between Telegram and the web processes: passes connections on, and cuts them."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress


class Proxy:
    """Listens on a port of its own; each connection goes to the next backend that takes it."""

    def __init__(self, backends: list[int]) -> None:
        self._backends = itertools.cycle(backends)
        self._count = len(backends)
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> int:
        """Reset every connection there is; how many they were."""
        cut = len(self._open)
        for writer in self._open:
            writer.transport.abort()
        return cut

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            for _ in range(self._count):
                with suppress(OSError):
                    there, back = await asyncio.open_connection("127.0.0.1", next(self._backends))
                    await asyncio.gather(_pump(reader, back), _pump(there, writer))
                    return
        finally:
            self._open.discard(writer)
            writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
