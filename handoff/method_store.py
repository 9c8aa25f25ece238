"""Ways to unlock, in SQL: passphrases and passkeys. Every method is one transaction."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now, insert_note
from handoff.records import Method, Note
from handoff.roster_seal import RosterSeal, same
from handoff.store import Store
from handoff.tables import unlock_methods
from post.errors import Conflict, NotFound
from post.ids import StaffId

_log = structlog.get_logger(__name__)


class MethodStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now, seal: RosterSeal) -> None:
        self._store = store
        self._now = now
        self._seal = seal

    async def of(self, staff: StaffId) -> list[Method]:
        """The passphrase first, then the passkeys, oldest first."""
        method = unlock_methods.c
        query = select(unlock_methods).where(method.staff == staff)
        query = query.order_by(method.kind.desc(), method.created, method.id)
        async with self._store.reading() as connection:
            return [_method(row) for row in await connection.execute(query)]

    async def all(self) -> dict[str, list[Method]]:
        """Everybody's, by staff id."""
        found: dict[str, list[Method]] = {}
        async with self._store.reading() as connection:
            for row in await connection.execute(select(unlock_methods)):
                found.setdefault(row.staff, []).append(_method(row))
        return found

    async def passphrase(self, staff: StaffId) -> Method | None:
        methods = await self.of(staff)
        return next((method for method in methods if method.kind == "passphrase"), None)

    async def passkey(self, credential: str) -> Method | None:
        """None as well for one that was put there past the program."""
        query = select(unlock_methods).where(unlock_methods.c.credential == credential)
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None or row.kind != "passkey":
            return None
        if not same(row.seal, self._seal.of_method(_method(row))):
            _log.error("passkey_changed_from_outside", staff=row.staff)
            return None
        return _method(row)

    async def add(self, method: Method, note: Note) -> None:
        """Raises Conflict "passkey" when the credential is known already."""
        try:
            async with self._store.writing() as connection:
                await insert_method(connection, method, self._seal)
                await insert_note(connection, note, self._now())
        except IntegrityError:
            raise Conflict("the passkey is known already", code="passkey") from None

    async def remove(self, staff: StaffId, method_id: str, note: Note) -> None:
        """Raises NotFound, Conflict "last_method"."""
        mine = unlock_methods.c.staff == staff
        async with self._store.writing() as connection:
            # In order of their ids, so that two removals at once wait for each other.
            query = select(unlock_methods.c.id).where(mine).order_by(unlock_methods.c.id)
            ids = list((await connection.execute(query.with_for_update())).scalars())
            if method_id not in ids:
                raise NotFound("no such method")
            if len(ids) == 1:
                raise Conflict("the last way to unlock", code="last_method")
            gone = delete(unlock_methods).where(mine, unlock_methods.c.id == method_id)
            await connection.execute(gone)
            await insert_note(connection, note, self._now())

    async def replace_passphrase(self, method: Method, note: Note) -> None:
        """The same identity, sealed for another passphrase."""
        gone = delete(unlock_methods).where(
            unlock_methods.c.staff == method.staff, unlock_methods.c.kind == "passphrase"
        )
        async with self._store.writing() as connection:
            await connection.execute(gone)
            await insert_method(connection, method, self._seal)
            await insert_note(connection, note, self._now())

    async def count_signature(self, method: Method, sign_count: int) -> None:
        change = update(unlock_methods).where(unlock_methods.c.id == method.id)
        top = func.coalesce(unlock_methods.c.sign_count, 0)
        async with self._store.writing() as connection:
            await connection.execute(change.where(top < sign_count).values(sign_count=sign_count))

    async def note(self, note: Note) -> None:
        async with self._store.writing() as connection:
            await insert_note(connection, note, self._now())


async def insert_method(connection: AsyncConnection, method: Method, seal: RosterSeal) -> None:
    row = {name: getattr(method, name) for name in method.__struct_fields__}
    await connection.execute(insert(unlock_methods).values({**row, "seal": seal.of_method(method)}))


def _method(row: Row[Any]) -> Method:
    return Method(**{name: getattr(row, name) for name in Method.__struct_fields__})
