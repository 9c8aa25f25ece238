"""What the office writes down for itself about a case: notes, calls, meetings, letters, records.

Rules
- The author is "office:ID". So the person's replies and their notes are two chains, and the
  resident, who reads the first, sees no gap where the second goes on.
- Sealed to the case alone. Nothing on the resident's side ever hands them out or counts them.
- Every key-holder of the team may add to every case that was not erased, whoever owns it and
  whatever its state; it stays in its state, and its time of keeping goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.cases import State
from handoff.desk import Desk
from handoff.feed import Publish, announce
from handoff.item_store import ItemStore
from handoff.records import Appended, Entry, Head, Member, NewItem, Note, Present
from handoff.sealed_case import check_for_office
from handoff.store import Store
from post.errors import Conflict, NotFound
from post.ids import CaseId, ItemId
from post.sealing import chain_hash


class Written(msgspec.Struct, frozen=True):
    """An entry as the author's browser sealed it."""

    item: str
    seq: int
    prev: str
    ciphertext: bytes


class Notes:
    """All methods raise StoreAway, and NotFound for a case that this person may not see."""

    def __init__(
        self, *, store: Store, desk: Desk, now: Callable[[], datetime], publish: Publish
    ) -> None:
        self._items = ItemStore(store, now)
        self._desk = desk
        self._publish = publish

    async def head(self, by: Member, case: CaseId) -> Head:
        """Where the person's entries go on."""
        return await self._items.head(case, author_of(by))

    async def add(self, by: Member, case_id: CaseId, written: Written) -> Appended:
        """The same item again with the same ciphertext changes nothing.

        Raises Conflict "chain" when it does not go on where the author's entries end,
        "withdrawing" and "closed"; BadInput.
        """
        await self._desk.look(by, case_id)
        check_for_office(written.item, written.ciphertext)
        author = author_of(by)

        def entry(present: Present) -> Entry | None:
            return _entry(present, written, author)

        appended = await self._items.append(case_id, ItemId(written.item), author, entry)
        if appended is None:
            raise NotFound("no such case")
        if appended.new:
            await announce(self._publish, f"case:{case_id}")
        return appended


def author_of(person: Member) -> str:
    return f"office:{person.id}"


def _entry(present: Present, written: Written, author: str) -> Entry | None:
    case, twin = present.case, present.twin
    if twin is not None:
        if (twin.author, twin.sha256) == (author, chain_hash(written.ciphertext)):
            return None
        raise Conflict("the item's id is taken", code="chain")
    if case.state == State.ERASED:
        raise Conflict("the case was erased", code="closed")
    if case.withdraw_due is not None:
        raise Conflict("the resident is taking the case back", code="withdrawing")
    if (written.seq, written.prev) != (present.head.next, present.head.prev):
        raise Conflict("the chain goes on elsewhere", code="chain")
    item = NewItem(ItemId(written.item), author, written.seq, written.ciphertext)
    note = Note(f"staff:{author.removeprefix('office:')}", "note", f"case:{case.id}")
    return Entry(item, case, note=note, moves=False)
