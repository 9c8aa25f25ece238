"""Replaying the ledger: what was erased stays erased, and who was revoked stays revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

from handoff.case_store import insert_note
from handoff.erasure import blank, known, standing
from handoff.ledger import Entry, Erased, Ledger, Revoked
from handoff.records import Member, Note
from handoff.staff_store import StaffStore
from handoff.store import Store
from post.ids import StaffId

_log = structlog.get_logger(__name__)


class Replay:
    def __init__(
        self, store: Store, ledger: Ledger, people: StaffStore, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._people = people
        self._now = now

    async def begin(self) -> None:
        """At every start; begins a ledger where there is none. Raises StoreAway, SettingsError."""
        if self._ledger.create():
            await self._begin_ledger()
        await self.replay()

    async def replay(self) -> int:
        """Erase and revoke once more what the ledger names; how many were not, so far."""
        entries = self._ledger.entries()
        again = await self._erase_again([one for one in entries if isinstance(one, Erased)])
        for one in entries:
            if isinstance(one, Revoked):
                again += await self._revoke_again(one)
        if again:
            _log.warning("ledger_replayed", changed=again)
            await self._store.scrub()
        return again

    async def _begin_ledger(self) -> None:
        """Of a database that is older than its ledger: what it knows itself."""
        async with self._store.reading() as connection:
            erased = await known(connection)
        day = self._now().date().isoformat()
        people = await self._people.everybody()
        revoked = [Revoked(one.id, one.generation, day) for one in people if one.revoked]
        entries: list[Entry] = [*(Erased(case, day) for case in erased), *revoked]
        self._ledger.add(entries)
        if entries:
            _log.warning("ledger_begun", path=str(self._ledger.path), entries=len(entries))

    async def _erase_again(self, erased: list[Erased]) -> int:
        async with self._store.writing() as connection:
            back = await standing(connection, (one.case for one in erased))
            for case in back:
                await blank(connection, case)
                note = Note("server", "erase_again", f"case:{case}")
                await insert_note(connection, note, self._now())
            return len(back)

    async def _revoke_again(self, entry: Revoked) -> int:
        person = await self._people.member(StaffId(entry.staff))
        if person is None or person.revoked or person.generation > entry.generation:
            return 0

        def edit(before: Member, _everybody: list[Member]) -> Member:
            return msgspec.structs.replace(before, revoked=True, generation=entry.generation)

        note = Note("server", "revoke_again", f"staff:{person.id}")
        await self._people.change(person.id, edit, note)
        return 1
