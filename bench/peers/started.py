"""The two bots, started for a load: each with its own, equally durable Valkey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import msgspec
import redis

from bench.drive import Target
from bench.processes import Process, accepts, free_port, gets_200, running, wait_quiet, wait_until
from bench.talk import TOKEN, Script
from lotse.embedded import EmbeddedValkey, socket_path

SECRET = "bench-secret"


class Stub(msgspec.Struct, frozen=True):
    """The Bot API server both bots talk to."""

    url: str
    feed: Path


class Peer(msgspec.Struct, frozen=True):
    """A running bot and where its processes can be measured."""

    target: Target
    process: Process
    valkey_pid: int

    @property
    def pid(self) -> int:
        return self.process.pid


Start = Callable[[Path, Stub, Script], AbstractContextManager[Peer]]


@contextmanager
def stub_api(folder: Path) -> Iterator[Stub]:
    port, feed = free_port(), folder / "feed"
    with running(folder, "bench.stub_api", str(port), str(feed)) as process:
        wait_until(feed.exists, process)
        yield Stub(f"http://127.0.0.1:{port}", feed)


@contextmanager
def lotse(folder: Path, stub: Stub, script: Script | None = None) -> Iterator[Peer]:
    """Everything in one process. It plays its own flows and needs no script."""
    port = free_port()
    env = lotse_settings(folder, port) | {
        "LOTSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOTSE_TELEGRAM_TOKEN": TOKEN,
        "LOTSE_TELEGRAM_API": stub.url,
        "LOTSE_TELEGRAM_MODE": "webhook",
        "LOTSE_TELEGRAM_SECRET": SECRET,
    }
    with running(folder, "lotse", "up", env=env) as process:
        wait_until(lambda: gets_200(port, "/readyz"), process)
        wait_quiet(process)
        valkey = valkey_pid(socket_path(folder / "data" / "valkey"))
        yield Peer(Target("Lotse", port, SECRET, stub.feed), process, valkey)


@contextmanager
def aiogram(folder: Path, stub: Stub, script: Script) -> Iterator[Peer]:
    folder.mkdir(parents=True)
    script.save(folder / "script.json")
    port = free_port()
    valkey = EmbeddedValkey(folder / "data")
    valkey.start()
    arguments = (str(port), SECRET, stub.url, valkey.url, str(folder / "script.json"))
    try:
        with running(folder, "bench.peers.aiogram_bot", *arguments) as process:
            wait_until(lambda: accepts(port), process)
            wait_quiet(process)
            socket = socket_path(folder / "data" / "valkey")
            target = Target("aiogram", port, SECRET, stub.feed)
            yield Peer(target, process, valkey_pid(socket))
    finally:
        valkey.stop()


def lotse_settings(folder: Path, port: int) -> dict[str, str]:
    """A demo with an own, empty data folder."""
    return {
        "LOTSE_DEMO": "1",
        "LOTSE_PORT": str(port),
        "LOTSE_DATA": str(folder / "data"),
        "LOTSE_SECRET_FILE": str(folder / "secret"),
    }


def valkey_pid(socket: Path) -> int:
    with redis.Redis(unix_socket_path=str(socket)) as client:
        return int(client.info("server")["process_id"])
