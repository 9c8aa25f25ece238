"""Starting and stopping telegram-test-api for one test."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from tests.telegram_server import TOKEN

from .client import NpmUser

HERE = Path(__file__).parent
STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class NpmTelegram:
    """`base_url` is the Bot API's, without `/bot<token>`; any token is taken."""

    base_url: str
    token: str
    http: ClientSession

    def user(self, chat_id: int, language_code: str | None = "de") -> NpmUser:
        return NpmUser(self.http, self.base_url, self.token, chat_id, language_code)


@contextlib.asynccontextmanager
async def npm_telegram(
    token: str = TOKEN, port: int = 0, webhook_secret: str = ""
) -> AsyncIterator[NpmTelegram]:
    """A running telegram-test-api; port 0 is any free one.

    `webhook_secret` goes with updates when setWebhook names no secret of its own.
    """
    process = await _start(port, webhook_secret)
    try:
        ready = await asyncio.wait_for(_ready_port(process), STARTS_WITHIN)
        async with ClientSession() as http:
            yield NpmTelegram(f"http://127.0.0.1:{ready}", token, http)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


async def _start(port: int, webhook_secret: str) -> Process:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "telegram-test-api").is_dir():
        raise RuntimeError("telegram-test-api is not installed; run: sh tests/prepare.sh")
    environment = {**os.environ, "TELEGRAM_TEST_API_SECRET": webhook_secret}
    script = str(HERE / "server.cjs")
    return await asyncio.create_subprocess_exec(
        node, script, str(port), stdout=PIPE, env=environment
    )


async def _ready_port(process: Process) -> int:
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    if not line.startswith("listening "):
        raise RuntimeError(f"telegram-test-api did not start, it said: {line!r}")
    return int(line.removeprefix("listening "))
