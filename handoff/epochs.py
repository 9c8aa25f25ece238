"""Epochs of what the server seals in SQL: what was deleted is dead in every backup a week later.

The office's share of a case, the address of its chat and what still has to be sent lie in SQL,
sealed by the key ring. Deleting them there does not delete them in a backup. So their keys change
every SPAN; everything that is still there is sealed anew, and after GRACE the old key is destroyed.
What was deleted opens nowhere any more, at the latest SPAN + GRACE + one round of this job later;
a backup can be put back for GRACE at least.

Rules
- Rotate, seal anew, destroy: each step finds by itself what is left to do, so a kill between any
  two of them loses nothing and the next round goes on.
- A record is replaced only if it is still the one that was read.
- An old key is destroyed no sooner than GRACE after its successor was made, and only while nobody
  can write to the tables and no record there opens with it. Whoever opens a case looks, after
  writing and before the commit, whether the key they sealed with is still there (CaseStore): so no
  case is ever written under a key that is gone.
- All processes share one key file.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from sqlalchemy import Column, ColumnElement, Table, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import Store
from handoff.tables import cases, shares, slips, to_send
from post.errors import CannotOpen
from post.keyfile import KEY_ID_BYTES, Purpose
from post.keyring import IN_EPOCHS, KeyInfo, KeyRing

SPAN = 3 * 24 * 3600.0
"""Seconds from one key to the next."""
GRACE = 3.5 * 24 * 3600.0
"""Seconds an old key stays: as long, at least, as the newest backup can be put back. Together with
SPAN this leaves half a day of the seven, for a worker that stood still."""
_PAGE = 200
_log = structlog.get_logger(__name__)


class Sealed(msgspec.Struct, frozen=True):
    """A sealed column: its table, the column that orders its rows, the name each record bears."""

    table: Table
    order: Column[Any]
    column: Column[Any]
    purpose: Purpose
    record: Callable[[Any], str]


SEALED = (
    Sealed(shares, shares.c.case, shares.c.sealed, "share", lambda row: row.case),
    Sealed(shares, shares.c.case, shares.c.salt, "share", lambda row: f"salt:{row.case}"),
    Sealed(cases, cases.c.id, cases.c.route, "route", lambda row: row.id),
    Sealed(cases, cases.c.id, cases.c.ping, "route", lambda row: f"ping:{row.id}"),
    Sealed(to_send, to_send.c.n, to_send.c.sealed, "to_send", lambda row: f"{row.case}/{row.item}"),
    Sealed(slips, slips.c.id, slips.c.sealed, "slip", lambda row: row.id),
)


class Epochs:
    """`now` in seconds since 1970."""

    def __init__(self, store: Store, keyring: KeyRing, now: Callable[[], float]) -> None:
        self._store = store
        self._keyring = keyring
        self._now = now

    async def turn(self) -> None:
        """One round. Raises StoreAway, SettingsError; the next round goes on where this ended."""
        for purpose in IN_EPOCHS:
            if self._keyring.rotate(purpose, after=SPAN):
                _log.info("epoch_begun", purpose=purpose)
        await self.seal_anew()
        for key in self._old_keys():
            await self._destroy(key)

    async def seal_anew(self) -> int:
        """Seal everything with the newest keys; how many records were."""
        changed = 0
        for sealed in SEALED:
            changed += await self._seal_column(sealed)
        return changed

    async def _seal_column(self, sealed: Sealed) -> int:
        changed, last = 0, None
        while True:
            rows = await self._not_newest(sealed, last)
            if not rows:
                return changed
            async with self._store.writing() as connection:
                for row in rows:
                    changed += await self._seal_row(connection, sealed, row)
            last = rows[-1]._mapping[sealed.order]

    async def _not_newest(self, sealed: Sealed, last: Any) -> list[Any]:
        newest = self._newest(sealed.purpose)
        query = _rows(sealed).where(_key_of(sealed) != newest).limit(_PAGE)
        if last is not None:
            query = query.where(sealed.order > last)
        async with self._store.reading() as connection:
            return list(await connection.execute(query))

    async def _seal_row(self, connection: AsyncConnection, sealed: Sealed, row: Any) -> int:
        old = row._mapping[sealed.column]
        record = sealed.record(row)
        try:
            content = self._keyring.open(sealed.purpose, record, old)
        except CannotOpen:
            # Of a backup older than its epoch, or changed from outside: dead either way.
            return 0
        new = self._keyring.seal(sealed.purpose, record, content)
        same = update(sealed.table).where(sealed.order == row._mapping[sealed.order])
        same = same.where(sealed.column == old).values({sealed.column: new})
        return int((await connection.execute(same)).rowcount)

    def _newest(self, purpose: Purpose) -> bytes:
        keys = self._keyring.listed()
        return next(bytes.fromhex(k.id) for k in keys if k.purpose == purpose and k.seals)

    def _old_keys(self) -> list[KeyInfo]:
        """Those whose successor has been there for GRACE."""
        keys = self._keyring.listed()
        pairs = itertools.pairwise(keys)
        return [
            old
            for old, new in pairs
            if old.purpose == new.purpose in IN_EPOCHS and self._now() - new.made >= GRACE
        ]

    async def _destroy(self, key: KeyInfo) -> None:
        """While nobody else writes: what was written before is seen here, what comes after sees
        that the key is gone.
        """
        mine = [sealed for sealed in SEALED if sealed.purpose == key.purpose]
        async with self._store.writing() as connection:
            await _lock(connection, self._store.kind, mine)
            for sealed in mine:
                if await self._is_used(connection, sealed, key):
                    return
            self._keyring.destroy(key.purpose, key.id)
        _log.info("epoch_ended", purpose=key.purpose)

    async def _is_used(self, connection: AsyncConnection, sealed: Sealed, key: KeyInfo) -> bool:
        query = _rows(sealed).where(_key_of(sealed) == bytes.fromhex(key.id))
        for row in await connection.execute(query):
            try:
                self._keyring.open(sealed.purpose, sealed.record(row), row._mapping[sealed.column])
            except CannotOpen:
                continue
            return True
        return False


def _rows(sealed: Sealed) -> Any:
    names = {"id", "case", "item", sealed.order.name, sealed.column.name}
    columns = [column for column in sealed.table.c if column.name in names]
    return select(*columns).where(sealed.column.is_not(None)).order_by(sealed.order)


def _key_of(sealed: Sealed) -> ColumnElement[Any]:
    """The id of the key that sealed a record: its first bytes."""
    return func.substr(sealed.column, 1, KEY_ID_BYTES, type_=sealed.column.type)


async def _lock(connection: AsyncConnection, kind: str, mine: list[Sealed]) -> None:
    """SQLite has one writer anyway. On PostgreSQL readers go on, writers wait."""
    if kind == "PostgreSQL":
        names = ", ".join(sorted({sealed.table.name for sealed in mine}))
        await connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
