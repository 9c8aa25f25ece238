"""The desk: taking in from the resident's side, and the counsellors' use cases.

Rules
- Each use case is one transaction in SQL; what the resident is told goes out after it (relay).
- Every call is idempotent by its id. A counsellor's write carries the epoch they saw; a stale one
  is refused with Conflict and changes nothing.
- The server seals what the resident's side hands over and keeps no way to open it again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import Case, Facts, Verb, transition
from handoff.feed import Publish, announce
from handoff.hands import Hands
from handoff.hearing import Hearing
from handoff.intake import Said, opening_for, resident_item
from handoff.item_store import ItemStore
from handoff.ledger import Ledger
from handoff.line_store import LineStore
from handoff.mutes import Mutes
from handoff.pings import Pings
from handoff.queue import Queue
from handoff.queue_store import QueueStore
from handoff.records import (
    Appended,
    Entry,
    Head,
    Member,
    NewItem,
    Note,
    Parcel,
    Present,
    Seen,
    StoredItem,
)
from handoff.relay import Outward, Relay, of_receipt, receipt_of
from handoff.roster import Roster
from handoff.sealed_case import check_item, checked_id
from handoff.store import Store
from handoff.telling import Notices, Telling
from handoff.timing import Away, Timing, nobody_is_away
from handoff.withdrawal import Withdrawals
from post.age_file import check_outside
from post.desk import Attached, Intake, Line, NobodyYet, TakenIn
from post.errors import BadInput, Conflict, NotFound, TooLarge
from post.ids import CaseId, ChatAddress, ItemId
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox, line_mark
from post.sealing import chain_hash, lock_case

LONGEST_REPLY = 4_000  # characters; fits into one message of every channel
LONGEST_MESSAGE = 64_000  # characters of a resident; channels allow far less
LARGEST_CIPHERTEXT = 2 * 1024 * 1024
_TRIES = 5


class Reply(msgspec.Struct, frozen=True):
    """A counsellor's answer: sealed for the case, and as text to be relayed to the resident.

    On the safe line the resident opens the sealed one, and there is no text.
    """

    epoch: int
    item: str
    seq: int
    prev: str
    ciphertext: bytes
    text: str = ""


class Opened(msgspec.Struct, frozen=True):
    """What a browser needs to read and write a case. Without a wrap there is no share either."""

    seen: Seen
    wrap: bytes | None
    share: str | None
    head: Head


class Desk:
    """Implements `post.desk.DeskPort`. All methods raise StoreAway when SQL cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        roster: Roster,
        keyring: KeyRing,
        ledger: Ledger,
        outbox: Outbox,
        notices: Notices,
        pings: Pings,
        demo: bool,
        now: Callable[[], datetime],
        publish: Publish,
        away: Away = nobody_is_away,
    ) -> None:
        self._cases = CaseStore(store, now)
        self._items = ItemStore(store, now)
        self.queue = Queue(QueueStore(store))
        self.withdrawals = Withdrawals(
            store=store,
            ledger=ledger,
            keyring=keyring,
            outbox=outbox,
            notices=notices,
            now=now,
            publish=publish,
        )
        self._line = LineStore(store, now)
        self._relay = Relay(self._items, keyring, outbox)
        self._telling = Telling(self._cases, self._relay, keyring, notices)
        self.timing = Timing(roster.teams, now, away, demo=demo)
        self.hearing = Hearing(self._cases, self._telling, self.timing, keyring)
        self.hands = Hands(
            cases=self._cases,
            queue=self.queue,
            roster=roster,
            relay=self._relay,
            telling=self._telling,
            timing=self.timing,
            publish=publish,
        )
        self.mutes = Mutes(
            store=store,
            hands=self.hands,
            queue=self.queue,
            relay=self._relay,
            telling=self._telling,
            keyring=keyring,
            now=now,
        )
        self._pings = pings
        self._roster = roster
        self._keyring = keyring
        self._demo = demo
        self._now = now
        self._publish = publish

    # --- from the resident's side (post.desk.DeskPort) ---

    async def take_in(self, intake: Intake) -> TakenIn | NobodyYet:
        for _ in range(_TRIES):
            known = await self._cases.case_of_intake(intake.id)
            if known is not None:
                return TakenIn(known.id, known.number, answer_by=self.timing.promised(known))
            line = await self.line_of(intake.chat)
            if line is not None:
                return TakenIn(line.case, line.number, joined=True)
            if await self.mutes.silences(intake.chat, intake.team):
                return NobodyYet(muted=True)
            if await self._roster.missing(intake.team) is not None:
                return NobodyYet()
            holders = await self._roster.key_holders(intake.team)
            papers = None if self._demo else await self._roster.papers(intake.team)
            lock = lock_case(holders, papers)
            opening = opening_for(intake, lock, self._keyring, self._now(), demo=self._demo)
            case = self.timing.begun(opening.case)
            opening = msgspec.structs.replace(opening, case=case)
            note = Note("bot", "take_in", f"case:{case.id}")
            if await self._cases.open_case(opening, note, self._keyring.alive):
                await self._changed(case.id)
                return TakenIn(case.id, case.number, answer_by=self.timing.promised(case))
        raise Conflict("no free case number was found")

    async def add(
        self,
        case: CaseId,
        item: ItemId,
        text: str,
        lang: str,
        *,
        edits: ItemId | None = None,
        file: Attached | None = None,
    ) -> bool:
        if len(text) > LONGEST_MESSAGE:
            raise TooLarge("the message is too long")
        if edits is not None and not await self._items.is_by(case, edits, "resident"):
            return True
        said = Said(text, lang, edits or "", file)
        try:
            heard = await self.hearing.of(case)
        except Conflict:
            return False

        def entry(present: Present) -> Entry | None:
            if present.twin is not None:
                return None
            after, parcel = heard(present)
            message = resident_item(after, item, present.head, said, self._now())
            return Entry(message, after, parcel)

        try:
            appended = await self._items.append(case, item, "resident", entry)
        except Conflict:
            return False
        if appended is None:
            return False
        if appended.new:
            await self._relay.relay_soon(case)
            await self._changed(case)
        return True

    async def line_of(self, chat: ChatAddress) -> Line | None:
        case = await self._cases.newest_open(self._keyring.lookup("chat", str(chat)))
        if case is None:
            return None
        safe = await self._line.resident(case.id) is not None
        return Line(case.id, case.number, await self._owner_name(case), safe)

    async def past_line_of(self, chat: ChatAddress) -> Line | None:
        found = await self._cases.newest_closed(self._keyring.lookup("chat", str(chat)))
        if found is None or not self.timing.reopens(found.closed) or found.muted:
            return None
        case = found.case
        safe = await self._line.resident(case.id) is not None
        return Line(case.id, case.number, safe=safe, closed=True)

    async def withdraw(self, case: CaseId) -> None:
        await self.withdrawals.at_once(case)

    async def withdraw_later(self, case: CaseId, due: int) -> None:
        await self.withdrawals.later(case, due)

    async def keep(self, case: CaseId) -> bool:
        return await self.withdrawals.undo(case)

    async def delivered(self, receipt: str) -> None:
        case, item = of_receipt(receipt)
        if await self._items.settle(case, item, "delivered", None):
            await self._changed(case)

    async def undeliverable(self, receipt: str, why: str) -> None:
        case, item = of_receipt(receipt)
        if await self._items.settle(case, item, "undeliverable", why):
            await self._changed(case)

    async def relay_pending(self) -> None:
        """At start and every minute: what a store that was away has kept from going out."""
        await self.free_held_wrongly()
        await self._relay.relay_pending()

    async def relay_soon(self, case: CaseId) -> None:
        """Put what waits for the case's chat; what a store that is away keeps goes out later."""
        await self._relay.relay_soon(case)

    async def free_held_wrongly(self) -> None:
        """Cases whose owner may not have them any more go back to the queue; residents are told."""
        await self.hands.free_held_wrongly()

    # --- the counsellors ---

    async def look(self, by: Member, case: CaseId) -> Seen:
        """Raises NotFound, also for a case that this person may not see."""
        return await self.queue.look(by, case)

    async def open_case(self, by: Member, case: CaseId) -> Opened:
        """Raises NotFound. That the share was released is written down each time."""
        seen = await self.look(by, case)
        wrap = await self._cases.wrap(case, by.id)
        sealed = None
        if wrap is not None and seen.case.withdraw_due is None:
            note = Note(f"staff:{by.id}", "open", f"case:{case}")
            sealed = await self._cases.release_share(case, note)
        share = self._keyring.open("share", case, sealed).decode() if sealed else None
        return Opened(seen, wrap, share, await self._items.head(case, f"staff:{by.id}"))

    async def items(self, by: Member, case: CaseId, after: int) -> list[StoredItem]:
        """Items after the cursor; what is handed out counts as read. Raises NotFound, Conflict
        "withdrawing".
        """
        if (await self.look(by, case)).case.withdraw_due is not None:
            raise Conflict("the resident is taking the case back", code="withdrawing")
        found = await self._items.items(case, after)
        if found:
            await self._items.mark_read(case, by.id, found[-1].n)
        return found

    async def reply(self, by: Member, case_id: CaseId, reply: Reply) -> Appended:
        """Keep a reply and relay it. The same item again with the same ciphertext changes nothing.

        Raises Conflict: "chain" when it does not go on where the author's chain ends, "stale" when
        the case has changed hands; BadInput, NotFound.
        """
        case = (await self.look(by, case_id)).case
        safe = await self._line.resident(case_id) is not None
        _check(reply, safe=safe)
        outward = _reply_outward(case, await self._telling.chat(case), reply, by, safe=safe)
        parcel = self._relay.parcel(case_id, reply.item, outward)

        facts = Facts(today=self.timing.today())

        def after(before: Case) -> Case:
            step = transition(before, Verb.REPLY, staff=by.id, epoch=reply.epoch, facts=facts)
            return self.timing.timed(step)

        def entry(present: Present) -> Entry | None:
            return _reply_entry(present, reply, by, parcel, after)

        author, item = f"staff:{by.id}", ItemId(reply.item)
        try:
            appended = await self._items.append(case_id, item, author, entry)
        except Conflict as error:
            raise await self.hands.named(error, case) from None
        if appended is None:
            raise NotFound("no such case")
        await self._relay.relay_soon(case_id)
        if safe and appended.new:
            await self._pings.answered(case_id, reply.item, case.lang)
        await self._changed(case_id)
        return appended

    async def _owner_name(self, case: Case) -> str:
        return await self.hands.owner_name(case)

    async def _changed(self, case: CaseId) -> None:
        await announce(self._publish, f"case:{case}")


def _reply_outward(
    case: Case, chat: ChatAddress, reply: Reply, by: Member, *, safe: bool
) -> Outward:
    """What the resident is told. Sealed words are fetched by the page itself: that is their
    delivery, and what the outbox carries only says that they are there.
    """
    receipt = receipt_of(case.id, reply.item)
    message = Message(
        reply.text,
        lang=case.lang,
        author="counsellor",
        name=by.shown_name,
        item=reply.item if safe else "",
    )
    line = line_mark(case.id, reply.epoch, "human")
    return Outward(f"reply:{receipt}", chat, message, line, receipt="" if safe else receipt)


def _reply_entry(
    present: Present, reply: Reply, by: Member, parcel: Parcel, after: Callable[[Case], Case]
) -> Entry | None:
    author, twin = f"staff:{by.id}", present.twin
    if twin is not None:
        if (twin.author, twin.sha256) == (author, chain_hash(reply.ciphertext)):
            return None
        raise Conflict("the item's id is taken", code="chain")
    case = after(present.case)
    if (reply.seq, reply.prev) != (present.head.next, present.head.prev):
        raise Conflict("the chain goes on elsewhere", code="chain")
    item = NewItem(ItemId(reply.item), author, reply.seq, reply.ciphertext, "sent")
    return Entry(item, case, parcel, Note(author, Verb.REPLY, f"case:{present.case.id}"))


def _check(reply: Reply, *, safe: bool) -> None:
    if safe:
        if reply.text:
            raise BadInput("on the safe line words travel sealed only", code="text")
        check_item(reply.item, reply.ciphertext)
        return
    checked_id(reply.item)
    if not reply.text.strip() or len(reply.text) > LONGEST_REPLY:
        raise BadInput("the text is empty or too long", code="text")
    if len(reply.ciphertext) > LARGEST_CIPHERTEXT:
        raise TooLarge("the ciphertext is too large")
    check_outside(reply.ciphertext, recipients=1)
