"""Databases whose tables are there already: made once by the real migrations, then copied."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from handoff.store import Store
from post.ids import random_id


def new_sqlite(path: Path) -> None:
    """An empty office's file, as `lotse migrate` leaves it."""
    path.write_bytes(_sqlite())


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory(prefix="lt") as folder:
        path = Path(folder) / "ready.db"
        # In a thread: the test that asks first has a loop running.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(asyncio.run, _migrated(f"sqlite:///{path}")).result()
        return path.read_bytes()


async def _migrated(url: str) -> None:
    store = Store(url)
    await store.migrate()
    await store.close()


@asynccontextmanager
async def new_postgresql(server: str) -> AsyncIterator[str]:
    """The address of an empty office's database on this server, gone afterwards."""
    host = parse_qs(urlsplit(server).query)["host"][0]
    name = f"t{random_id()}"
    admin = await asyncpg.connect(user="lotse", database="template1", host=host)
    try:
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = 'ready'"):
            await admin.execute("CREATE DATABASE ready TEMPLATE template0")
            await _migrated(f"postgresql://lotse@/ready?host={host}")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE ready")
        yield f"postgresql://lotse@/{name}?host={host}"
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()
