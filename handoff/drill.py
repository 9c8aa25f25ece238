"""The recovery drill: does a case survive when the only counsellor loses their key?

It plays the whole thing with the real stores and the real seals, in an office of its own that is
thrown away afterwards. It says nothing about the papers of the real office: those are tried on the
console's page for recovery, by the people who keep them.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pyrage import encrypt, x25519

from handoff.case_store import CaseStore
from handoff.cases import Case
from handoff.intake import opening_for
from handoff.item_store import ItemStore
from handoff.records import Member, Method, Note
from handoff.roster_seal import RosterSeal
from handoff.staff_store import StaffStore
from handoff.store import Store
from handoff.wrap_store import WrapStore
from post.desk import Answer, Intake, Notice
from post.errors import CannotOpen
from post.ids import CaseId, ChatAddress, ItemId, Recipient, StaffId, random_id
from post.keyring import KeyRing
from post.sealing import lock_case, open_with

Step = Literal["office", "case", "lost", "one_paper", "opened", "wrapped", "read"]
_TEAM = "drill"
_WORDS = "what was confided in the drill"
_RECOVERY = "recovery"


class DrillFailed(Exception):
    """A step did not come out as it must; `step` is the one after the last that did."""


async def drill(folder: Path) -> AsyncIterator[Step]:
    """Each step when it has come out as it must. Raises DrillFailed, CannotOpen."""
    store = Store(f"sqlite:///{folder / 'drill.sqlite3'}")
    try:
        await store.migrate()
        async for step in _Drill(store, KeyRing.load_or_create(folder / "drill.secret")).run():
            yield step
    finally:
        await store.close()


class _Drill:
    def __init__(self, store: Store, keyring: KeyRing) -> None:
        self._store = store
        self._keyring = keyring
        self._people = StaffStore(store, _now, RosterSeal(keyring))
        self._cases = CaseStore(store, _now)
        self._items = ItemStore(store, _now)
        self._wraps = WrapStore(store, _now)

    async def run(self) -> AsyncIterator[Step]:
        papers = [x25519.Identity.generate(), x25519.Identity.generate()]
        counsellor, lost_key = await self._hire("a")
        yield "office"
        case = await self._open(counsellor, papers)
        if _WORDS not in await self._read(case, counsellor, str(lost_key)):
            raise DrillFailed
        yield "case"
        # From here on nobody has the only counsellor's key any more.
        other = str(x25519.Identity.generate())
        wrap = await self._wrap(case, counsellor.id)
        _must_not_open(wrap, other)
        yield "lost"
        sealed = await self._wrap(case, _RECOVERY)
        _must_not_open(sealed, str(papers[1]))
        _must_not_open(open_with(sealed, str(papers[0])), await self._share(case))
        yield "one_paper"
        inner = open_with(open_with(sealed, str(papers[0])), str(papers[1]))
        if _WORDS not in await self._first(case, open_with(inner, await self._share(case))):
            raise DrillFailed
        yield "opened"
        successor, key = await self._hire("b")
        await self._wrap_for(case, successor, inner)
        yield "wrapped"
        if _WORDS not in await self._read(case, successor, str(key)):
            raise DrillFailed
        yield "read"

    async def _hire(self, name: str) -> tuple[Member, x25519.Identity]:
        identity = x25519.Identity.generate()
        recipient = Recipient(str(identity.to_public()))
        person = Member(
            StaffId(random_id()),
            name,
            name,
            "counsellor",
            recipient,
            confirmed=True,
            teams=(_TEAM,),
        )
        method = Method(random_id(), person.id, "passphrase", "", b"", _now().date().isoformat())
        async with self._store.writing() as connection:
            await self._people.add(connection, person, method)
        return person, identity

    async def _open(self, counsellor: Member, papers: list[x25519.Identity]) -> Case:
        day = _now().date().isoformat()
        intake = Intake(
            id=ItemId(str(uuid.uuid4())),
            chat=ChatAddress("drill", "1"),
            team=_TEAM,
            flow="drill",
            title="drill",
            lang="de",
            answers=(Answer("story", "?", _WORDS),),
            notice=Notice("drill", "de", day),
        )
        first, second = (Recipient(str(paper.to_public())) for paper in papers)
        lock = lock_case({counsellor.id: counsellor.recipient}, (first, second))
        opening = opening_for(intake, lock, self._keyring, _now(), demo=True)
        note = Note("server", "drill", f"case:{opening.case.id}")
        if not await self._cases.open_case(opening, note, self._keyring.alive):
            raise DrillFailed
        return opening.case

    async def _wrap_for(self, case: Case, person: Member, inner: bytes) -> None:
        wrap = encrypt(inner, [x25519.Recipient.from_str(person.recipient)])
        note = Note("server", "drill", f"case:{case.id}")
        if not await self._wraps.add(case.id, person.id, person.recipient, wrap, note):
            raise DrillFailed

    async def _read(self, case: Case, person: Member, key: str) -> str:
        """Through both locks, as the person's browser does."""
        inner = open_with(await self._wrap(case, person.id), key)
        return await self._first(case, open_with(inner, await self._share(case)))

    async def _first(self, case: Case, identity: bytes) -> str:
        items = await self._items.items(case.id, 0)
        return open_with(items[0].ciphertext, identity.decode()).decode()

    async def _wrap(self, case: Case, holder: str) -> bytes:
        wrap = await self._cases.wrap(case.id, holder)
        if wrap is None:
            raise DrillFailed
        return wrap

    async def _share(self, case: Case) -> str:
        note = Note("server", "drill", f"case:{case.id}")
        sealed = await self._cases.release_share(CaseId(case.id), note)
        if sealed is None:
            raise DrillFailed
        return self._keyring.open("share", case.id, sealed).decode()


def _must_not_open(sealed: bytes, key: str) -> None:
    with suppress(CannotOpen):
        open_with(sealed, key)
        raise DrillFailed


def _now() -> datetime:
    return datetime.now(UTC)
