"""Cases written straight into a store: for tests of what becomes of them, without a roster."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from pyrage import x25519
from sqlalchemy import select, update

from handoff.case_store import CaseStore
from handoff.cases import Case, State, Verb, transition
from handoff.erasure import Erasure
from handoff.intake import opening_for
from handoff.item_store import ItemStore
from handoff.ledger import Ledger
from handoff.records import Note, Opening
from handoff.store import Store
from handoff.tables import cases, items, shares, staff
from post.desk import Answer, Intake, Notice
from post.ids import CaseId, ChatAddress, ItemId, Recipient, StaffId
from post.keyring import KeyRing
from post.sealing import lock_case, open_with

COUNSELLOR = StaffId("c" * 32)
TEXT = "what only the counsellor may read"


class Kept:
    """One counsellor with a key, and cases sealed for them."""

    def __init__(self, store: Store, keyring: KeyRing, ledger: Ledger, now) -> None:
        self.store, self.keyring, self.now = store, keyring, now
        self.ledger = ledger
        self.cases = CaseStore(store, now)
        self.items = ItemStore(store, now)
        self.erasure = Erasure(store, ledger, now)
        self.identity = x25519.Identity.generate()
        self.recipient = Recipient(str(self.identity.to_public()))

    async def hire(self) -> None:
        row = {"id": COUNSELLOR, "name": "c", "shown_name": "C", "role": "counsellor"}
        row |= {"recipient": self.recipient, "generation": 0, "seal": "", "created": "2026-11-23"}
        async with self.store.writing() as connection:
            await connection.execute(staff.insert().values(row))

    def opening(self, native: str = "1", text: str = TEXT) -> Opening:
        intake = Intake(
            id=ItemId(str(uuid.uuid4())),
            chat=ChatAddress("telegram", native),
            team="ads",
            flow="report",
            title="Report",
            lang="en",
            answers=(Answer("story", "What happened?", text),),
            notice=Notice("2026-1", "en", "2026-11-23"),
        )
        lock = lock_case({COUNSELLOR: self.recipient}, None)
        return opening_for(intake, lock, self.keyring, self.now(), demo=False)

    async def open(self, native: str = "1", text: str = TEXT) -> Case:
        opening = self.opening(native, text)
        note = Note("bot", "take_in", f"case:{opening.case.id}")
        assert await self.cases.open_case(opening, note, self.keyring.alive)
        return opening.case

    async def read(self, case: CaseId, keyring: KeyRing | None = None) -> bytes:
        """What the counsellor reads through both locks."""
        wrap = await self.cases.wrap(case, COUNSELLOR)
        async with self.store.reading() as connection:
            sealed = (
                await connection.execute(select(shares.c.sealed).where(shares.c.case == case))
            ).scalar()
            first = select(items.c.ciphertext).where(items.c.case == case).order_by(items.c.n)
            ciphertext = (await connection.execute(first)).scalars().first()
        assert wrap is not None
        share = (keyring or self.keyring).open("share", case, sealed or b"").decode()
        return open_with(
            ciphertext or b"", open_with(open_with(wrap, str(self.identity)), share).decode()
        )

    async def erase(self, case: Case) -> None:
        note = Note("resident", "withdraw", f"case:{case.id}")
        assert await self.erasure.erase(case, transition(case, Verb.WITHDRAW), note)

    async def set(self, case: CaseId, **values) -> None:
        async with self.store.writing() as connection:
            await connection.execute(update(cases).where(cases.c.id == case).values(values))

    async def state(self, case: CaseId) -> State:
        found = await self.cases.case(case)
        assert found is not None
        return found.state


class Clock:
    """The wall's clock, in seconds for the key ring and as a date for the stores."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 11, 23, 10, 0, tzinfo=UTC).timestamp()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def time(self) -> float:
        return self.seconds

    def pass_by(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        self.seconds += days * 86_400 + hours * 3_600 + seconds
