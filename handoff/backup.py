"""All tables into a backup and back, from SQLite or PostgreSQL to either.

Rules
- A backup is one moment of the database: everything is read in one transaction.
- Loading is one transaction as well. It first makes the tables as they were when the backup was
  made, fills them, and then brings them up to date, like any database of that age.
- Nothing is sent twice: what was still to be sent then may have been sent since. A reply to a
  messenger becomes undeliverable, for the counsellor to see; on the safe line the resident's page
  reads it from the case anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    MetaData,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import backup_file, migrations
from handoff.backup_file import BackupWriter, Header
from handoff.store import Store
from handoff.tables import cases, items, metadata, shares, to_send
from post.errors import BadInput, CannotOpen, Conflict, SettingsError
from post.keyring import KeyRing

WHY_UNDELIVERED = "restored"
_NOT_EMPTY = (
    "There is something in the database already. To put the backup in its place call "
    "lotse restore with --replace; what is there now is lost then."
)
_PAGE = 100
_CURSOR_GAP = 1_000_000
"""Pages that are open remember how far they have read. What comes after a restore is numbered
beyond all that was handed out since the backup, so that none of it is passed over."""


class Loaded(msgspec.Struct, frozen=True):
    """`undelivered` replies that may never have gone out; `dead` cases of which no key is left."""

    header: Header
    cases: int
    undelivered: int
    dead: int


async def save(store: Store, path: Path, *, version: str, made: str, demo: bool) -> dict[str, int]:
    """Write a backup; how many rows of each table. Raises SettingsError, StoreAway."""
    async with store.reading() as connection:
        if store.kind == "PostgreSQL":
            await connection.execute(
                text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            )
        revision = await connection.run_sync(migrations.present)
        if revision != migrations.newest():
            raise SettingsError("The tables are not up to date. Call first: lotse migrate")
        header = Header("backup", backup_file.FORMAT, revision, version, made, demo)
        with BackupWriter(path, header) as backup:
            for table in metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key.columns)
                async for row in await connection.stream(query.execution_options(yield_per=_PAGE)):
                    backup.add(table.name, dict(row._mapping))
            return backup.rows


def check(path: Path) -> Header:
    """Raises BadInput unless the backup is whole and this program can load it."""
    header = backup_file.check(path)
    if not migrations.is_known(header.revision):
        raise BadInput(f"{path} was made by a newer Lotse ({header.version}).", code="newer")
    return header


async def check_empty(store: Store) -> None:
    """Raises Conflict when there is anything in the database."""
    async with store.reading() as connection:
        if not await connection.run_sync(_is_empty):
            raise Conflict(_NOT_EMPTY, code="not_empty")


async def load(store: Store, keyring: KeyRing, path: Path, *, replace: bool) -> Loaded:
    """Put a backup that was checked into the database.

    Raises Conflict when there is something in it already and `replace` is not wished; then, and
    with any other error, the database stays as it was.
    """
    header = check(path)
    async with store.writing() as connection:
        if not replace and not await connection.run_sync(_is_empty):
            raise Conflict(_NOT_EMPTY, code="not_empty")
        await connection.run_sync(_drop_all)
        await connection.run_sync(migrations.upgrade, header.revision)
        await connection.run_sync(_fill, path)
        await connection.run_sync(migrations.upgrade)
        await _go_on_counting(connection, store.kind)
        undelivered = await _drop_parcels(connection)
        dead = await _dead(connection, keyring)
        number = select(func.count()).select_from(cases)
        count = (await connection.execute(number)).scalar_one()
    await store.scrub()
    return Loaded(header, count, undelivered, dead)


def _is_empty(connection: Connection) -> bool:
    for table in _present_tables(connection):
        if table.name != "alembic_version" and connection.execute(select(table).limit(1)).first():
            return False
    return True


def _drop_all(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection, only=[table.name for table in _present_tables(connection)])
    found.drop_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS audit_is_append_only()"))


def _present_tables(connection: Connection) -> list[Table]:
    """Ours only: a database may be shared with others."""
    found = MetaData()
    found.reflect(connection)
    ours = {*metadata.tables, "alembic_version"}
    return [table for table in found.sorted_tables if table.name in ours]


def _fill(connection: Connection, path: Path) -> None:
    """Columns are those of the tables that are there now, so that older backups fit, too."""
    for name, some in _pages(path):
        table = Table(name, MetaData(), autoload_with=connection)
        connection.execute(insert(table), some)


def _pages(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, group in groupby(backup_file.rows(path), key=lambda found: found[0]):
        page: list[dict[str, Any]] = []
        for _, row in group:
            page.append(row)
            if len(page) == _PAGE:
                yield name, page
                page = []
        if page:
            yield name, page


async def _go_on_counting(connection: AsyncConnection, kind: str) -> None:
    if kind == "SQLite":
        gap = text("UPDATE sqlite_sequence SET seq = seq + :gap WHERE name = 'items'")
        await connection.execute(gap, {"gap": _CURSOR_GAP})
        return
    for name, gap_of in (("items", _CURSOR_GAP), ("to_send", 0), ("audit", 0)):
        highest = f"(SELECT COALESCE(MAX(n), 0) FROM {name})"  # noqa: S608 - three names of ours
        sequence = f"pg_get_serial_sequence('{name}', 'n')"
        await connection.execute(text(f"SELECT setval({sequence}, {highest} + {gap_of} + 1)"))


async def _drop_parcels(connection: AsyncConnection) -> int:
    waiting = exists().where(to_send.c.case == items.c.case, to_send.c.item == items.c.item)
    safe = exists().where(cases.c.id == items.c.case, cases.c.resident.is_not(None))
    change = update(items).where(items.c.delivery == "sent", waiting, ~safe)
    told = await connection.execute(
        change.values(delivery="undeliverable", delivery_why=WHY_UNDELIVERED)
    )
    await connection.execute(delete(to_send))
    return int(told.rowcount)


async def _dead(connection: AsyncConnection, keyring: KeyRing) -> int:
    """Cases whose epoch is over: the backup is older than a week, or the key file another one."""
    dead = 0
    for row in await connection.execute(select(shares.c.case, shares.c.sealed)):
        try:
            keyring.open("share", row.case, row.sealed)
        except CannotOpen:
            dead += 1
    return dead
