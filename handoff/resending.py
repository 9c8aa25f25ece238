"""A reply that could not be delivered goes on its way once more, because somebody wishes it.

The desk keeps no text of a reply once its delivery has ended; the counsellor's browser opens it
and hands it over again. Two clicks have one effect: only what is undeliverable becomes "sent".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import OPEN, Case
from handoff.desk import LONGEST_REPLY, Desk
from handoff.feed import Publish, announce
from handoff.item_store import ItemStore
from handoff.records import Member, Note, Parcel, Seen
from handoff.relay import Outward, Relay, receipt_of
from handoff.roster import Roster
from handoff.store import Store
from post.errors import BadInput, Conflict, NotFound
from post.ids import CaseId, ChatAddress, ItemId, StaffId, random_id
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox

_REPLY = "staff:"


class Again(msgspec.Struct, frozen=True):
    """`text` is what the reply says; none on the safe line, where the resident's page opens it."""

    epoch: int
    text: str = ""


class Resending:
    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        roster: Roster,
        keyring: KeyRing,
        outbox: Outbox,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._cases = CaseStore(store, now)
        self._items = ItemStore(store, now)
        self._relay = Relay(self._items, keyring, outbox)
        self._desk = desk
        self._roster = roster
        self._keyring = keyring
        self._publish = publish

    async def again(self, by: Member, case_id: CaseId, item: str, given: Again) -> None:
        """Whether this or an earlier wish has sent it makes no difference.

        Raises NotFound, Conflict "stale" for whoever does not own the case (any more), "closed"
        where nobody is written to, BadInput "text", StoreAway.
        """
        seen = await self._desk.look(by, case_id)
        case = seen.case
        if (case.owner, case.epoch) != (by.id, given.epoch):
            raise Conflict("the case has changed hands", code="stale")
        if case.state not in OPEN or case.withdraw_due is not None:
            raise Conflict("nobody writes in a closed case", code="closed")
        stored = await self._items.item(case_id, item)
        if stored is None or not stored.author.startswith(_REPLY):
            raise NotFound("no such reply")
        _check(given, safe=seen.resident is not None)
        author = await self._roster.member(StaffId(stored.author.removeprefix(_REPLY)))
        parcel = await self._parcel(seen, item, given.text, author.shown_name if author else "")
        note = Note(f"staff:{by.id}", "send_again", f"case:{case_id}")
        if await self._items.send_again(case, ItemId(item), parcel, note):
            await self._relay.relay_soon(case_id)
            await announce(self._publish, f"case:{case_id}")

    async def _parcel(self, seen: Seen, item: str, text: str, name: str) -> Parcel:
        case, safe = seen.case, seen.resident is not None
        receipt = receipt_of(case.id, item)
        message = Message(
            text, lang=case.lang, author="counsellor", name=name, item=item if safe else ""
        )
        # The outbox takes each id once, and has taken the first attempt's.
        put_id = f"reply:{receipt}:{random_id()}"
        chat = await self._chat(case)
        outward = Outward(put_id, chat, message, receipt="" if safe else receipt)
        return self._relay.parcel(case.id, item, outward)

    async def _chat(self, case: Case) -> ChatAddress:
        sealed = await self._cases.route(case.id)
        if sealed is None:
            raise Conflict("there is no chat to write to", code="no_chat")
        content = self._keyring.open("route", case.id, sealed)
        return msgspec.msgpack.decode(content, type=ChatAddress)


def _check(given: Again, *, safe: bool) -> None:
    if safe and given.text:
        raise BadInput("on the safe line words travel sealed only", code="text")
    if not safe and (not given.text.strip() or len(given.text) > LONGEST_REPLY):
        raise BadInput("the text is empty or too long", code="text")
