"""The connection to the SQL database; the transactions stand in case_store and staff_store.

Rules
- SQLite has one writer: a lock in this process and BEGIN IMMEDIATE. So a transaction never fails
  half-way because another one wants to write too. Readers go on meanwhile (WAL).
- Every failure to reach the database becomes StoreAway. What is our own fault (a broken
  constraint, bad SQL) does not.
- Neither the address's password nor what was to be written is ever part of an error's text.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Literal

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from handoff.migrations import newest, present, upgrade
from post.errors import SettingsError, StoreAway

Kind = Literal["SQLite", "PostgreSQL"]
_DRIVERS: dict[str, tuple[Kind, str]] = {
    "sqlite": ("SQLite", "sqlite+aiosqlite"),
    "postgresql": ("PostgreSQL", "postgresql+asyncpg"),
    "postgres": ("PostgreSQL", "postgresql+asyncpg"),
}
_BUSY_MS = 5_000
_POOL_WAIT = 10  # seconds; a queue this long means the database is as good as away
_CONNECT_WITHIN = 5  # seconds
_ANSWER_WITHIN = 15  # seconds
_OUR_FAULT = (IntegrityError, ProgrammingError, DataError, NotSupportedError)

# Deleted content is overwritten, and an answered write is on the disk.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
)


class Store:
    """`url` is `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.

    Raises SettingsError for any other address.
    """

    def __init__(self, url: str) -> None:
        self.kind, self._engine = _engine_for(url)
        self._writer = asyncio.Lock()

    async def open(self) -> None:
        """Reach the database once. Raises StoreAway."""
        await self.ping()

    async def close(self) -> None:
        await self._engine.dispose()

    async def ping(self) -> None:
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def migrate(self) -> None:
        """Bring the tables up to this version in one transaction: whole or not at all."""
        async with self.writing() as connection:
            await connection.run_sync(upgrade)

    async def check_tables(self) -> None:
        """Raises StoreAway while the tables are not those of this program."""
        async with self.reading() as connection:
            found = await connection.run_sync(present)
        if found != newest():
            raise StoreAway(self.kind, f"tables of revision {found or 'none'}; call: lotse migrate")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._transaction("BEGIN") as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction; committed at the end, rolled back when anything is raised."""
        if self.kind == "PostgreSQL":
            async with self._transaction("BEGIN") as connection:
                yield connection
            return
        async with self._writer, self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    async def scrub(self, *, thorough: bool = False) -> bool:
        """After an erasure: SQLite's log of changes still holds the old pages; empty it.

        False when a reader kept us from it: to be tried again. `thorough` also lets PostgreSQL
        free what deleted rows leave behind, which may take its time.
        """
        if self.kind == "PostgreSQL":
            if thorough:
                await self._vacuum()
            return True
        async with self._writer, self._connection() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                busy, _log, _moved = await cursor.fetchone()
            return bool(busy == 0)

    async def _vacuum(self) -> None:
        async with self._connection() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM"))

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[AsyncConnection]:
        async with self._connection() as connection:
            await connection.execution_options(lotse_begin=begin)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        with _unreachable(self.kind):
            async with self._engine.connect() as connection:
                yield connection


def _engine_for(url: str) -> tuple[Kind, AsyncEngine]:
    try:
        address = make_url(url)
        kind, driver = _DRIVERS[address.get_backend_name()]
    except (ArgumentError, KeyError):
        message = "LOTSE_DATABASE_URL must begin with sqlite:/// or postgresql://"
        raise SettingsError(message) from None
    address = address.set(drivername=driver)
    if kind == "SQLite":
        return kind, _sqlite(create_async_engine(address, hide_parameters=True, **_POOL))
    connect = {"timeout": _CONNECT_WITHIN, "command_timeout": _ANSWER_WITHIN}
    return kind, create_async_engine(
        address, hide_parameters=True, pool_pre_ping=True, connect_args=connect, **_POOL
    )


_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 0, "pool_timeout": _POOL_WAIT}


def _sqlite(engine: AsyncEngine) -> AsyncEngine:
    """Let us say BEGIN ourselves: the driver would do so too late and never IMMEDIATE."""

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        begin = connection.get_execution_options().get("lotse_begin", "BEGIN")
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _unreachable(kind: Kind) -> Iterator[None]:
    try:
        yield
    except _OUR_FAULT:
        raise
    except (DBAPIError, PoolTimeout, OSError, TimeoutError) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreAway(kind, type(cause).__name__) from error
