"""Runs Lotse inside the test's own loop: the real wiring, the real stores, a real port."""

from __future__ import annotations

import asyncio
import socket
import uuid
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from bot.conversation import Doors
from bot.engine.book import Book
from bot.library import load_book
from handoff.demo import DEMO_NAME, ensure_demo
from lotse.jobs import finish, web_jobs, work_jobs
from lotse.run import end, quiet_server
from lotse.settings import Settings
from lotse.wiring import Lotse, utc_now
from post.keyring import KeyRing
from tests.ready_tables import new_sqlite

if TYPE_CHECKING:
    from tests.telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parent.parent
FAST_LOG_N = 10
"""The demo passphrase's work factor in tests; the product uses 18."""


class Running:
    """`async with Running(...)`: built, migrated, serving; `.parts` are the wired objects."""

    def __init__(self, folder: Path, valkey_url: str, *, port: int, **settings: Any) -> None:
        self.folder = folder
        self.settings = Settings(
            _env_file=None,
            port=port,
            data=folder / "data",
            secret_file=folder / "keys",
            **{"demo": True, **settings},
        )
        self.keyring = KeyRing.load_or_create(folder / "keys")
        self._valkey_url = valkey_url
        self.name = DEMO_NAME
        self.passphrase = ""
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.settings.port}"

    async def __aenter__(self) -> Self:
        self.settings.check()
        self.settings.data.mkdir(exist_ok=True)
        book = shipped_book(self.settings.is_demo)
        self.parts = Lotse(self.settings, self.keyring, self._valkey_url, book)
        if not self.settings.database_url and not self.settings.sqlite.exists():
            new_sqlite(self.settings.sqlite)
        await self.parts.store.migrate()
        await self.parts.open()
        if self.settings.is_demo:
            found = await ensure_demo(self.parts.store, self.keyring, utc_now, log_n=FAST_LOG_N)
            self.passphrase = found or ""
        self._server = quiet_server(self.parts.app())
        # With the protocol named, asyncio turns Nagle's algorithm off, as uvloop always does: else
        # every answer on a connection in use waits 40 ms for the client's acknowledgement.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.settings.port))
        listening.listen(128)
        jobs = [self.parts.outbox.listen, *web_jobs(self.parts), *work_jobs(self.parts)]
        self._tasks = [asyncio.create_task(job()) for job in jobs]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.parts.begin_stop()
        self._server.should_exit = True
        await self._serving
        await finish(self.parts)
        await end(self._tasks)
        await self.parts.close()


def polls(server: TelegramServer) -> dict[str, str]:
    """The settings of a bot that fetches its updates from this server."""
    return {
        "telegram_token": server.token,
        "telegram_api": server.base_url,
        "telegram_mode": "polling",
    }


def as_messenger(running: Running) -> None:
    """From now on the web chat is dealt with like a messenger: the server seals what is handed
    over, and what is said can still be fetched.
    """
    talk: Any = running.parts.conversation
    talk._doors = {**talk._doors, "web": Doors(messenger=True)}


@cache
def shipped_book(demo: bool) -> Book:
    """The flows of this repository, read once for all tests."""
    return load_book(ROOT / "flows", ROOT / "translations", demo=demo)


class Visitor:
    """A resident's browser without a browser: the web chat's HTTP contract."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.token = ""
        self.cursor = "0"
        self.messages: list[dict[str, Any]] = []

    async def begin(self, lang: str = "de") -> None:
        answer = await self.client.post("/chat/api/sessions", json={"lang": lang})
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        await self.read()

    async def post(self, **what: Any) -> httpx.Response:
        body = {"id": str(uuid.uuid4()), **what}
        return await self.client.post("/chat/api/messages", json=body, headers=self.headers)

    async def type(self, text: str) -> list[dict[str, Any]]:
        assert (await self.post(text=text)).status_code == 202
        return await self.read()

    async def tap(self, label: str) -> list[dict[str, Any]]:
        assert (await self.post(tap=self.data(label))).status_code == 202
        return await self.read()

    async def command(self, name: str) -> list[dict[str, Any]]:
        assert (await self.post(command=name)).status_code == 202
        return await self.read()

    def data(self, label: str) -> str:
        """The data of the newest button whose label contains these words."""
        for message in reversed(self.messages):
            for row in message["buttons"]:
                for button in row:
                    if label in button["label"]:
                        return str(button["data"])
        raise AssertionError(f"no button {label!r} in {self.texts()[-3:]}")

    async def read(self, wait: float = 0) -> list[dict[str, Any]]:
        """What is new since the last read."""
        new: list[dict[str, Any]] = []
        while True:
            answer = await self.client.get(
                "/chat/api/messages",
                params={"after": self.cursor, "wait": wait if not new else 0},
                headers=self.headers,
            )
            assert answer.status_code == 200, answer.text
            found = answer.json()
            if not found["messages"]:
                return new
            new += found["messages"]
            self.messages += found["messages"]
            self.cursor = found["cursor"]

    def texts(self, author: str | None = None) -> list[str]:
        return [
            message["text"]
            for message in self.messages
            if author is None or message["author"] == author
        ]

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
