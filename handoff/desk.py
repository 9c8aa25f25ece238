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
from handoff.cases import OPEN, Case, State, Verb, transition, was_done
from handoff.entitled import check_case, holds_keys, may_see
from handoff.feed import Publish, announce
from handoff.intake import opening_for, resident_item
from handoff.item_store import ItemStore
from handoff.ledger import Ledger
from handoff.line_store import LineStore
from handoff.pings import Pings
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
from handoff.withdrawal import Withdrawals
from post.age_file import check_outside
from post.desk import Intake, Line, NobodyYet, TakenIn
from post.errors import BadInput, Conflict, NotFound, TooLarge
from post.ids import CaseId, ChatAddress, ItemId
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox, Who, line_mark
from post.sealing import chain_hash, lock_case

Notices = Callable[[str, str, dict[str, str]], str]
"""(language, key, values) → the text in the resident's language."""

LONGEST_REPLY = 4_000  # characters; fits into one message of every channel
LONGEST_MESSAGE = 64_000  # characters of a resident; channels allow far less
LARGEST_CIPHERTEXT = 2 * 1024 * 1024
_TRIES = 5
_TOLD: dict[Verb, tuple[str, Who]] = {
    Verb.CLAIM: ("desk_claimed", "human"),
    Verb.CLOSE: ("desk_closed", "ended"),
    Verb.RELEASE: ("desk_released", "bot"),
    Verb.FREE: ("desk_released", "bot"),
}
"""What the resident reads after a change of hands, and who answers them from then on."""


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
    ) -> None:
        self._cases = CaseStore(store, now)
        self._items = ItemStore(store, now)
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
        self._pings = pings
        self._roster = roster
        self._keyring = keyring
        self._outbox = outbox
        self._notices = notices
        self._demo = demo
        self._now = now
        self._publish = publish

    # --- from the resident's side (post.desk.DeskPort) ---

    async def take_in(self, intake: Intake) -> TakenIn | NobodyYet:
        for _ in range(_TRIES):
            known = await self._cases.case_of_intake(intake.id)
            if known is not None:
                return TakenIn(known.id, known.number)
            line = await self.line_of(intake.chat)
            if line is not None:
                return TakenIn(line.case, line.number, joined=True)
            if await self._roster.missing(intake.team) is not None:
                return NobodyYet()
            holders = await self._roster.key_holders(intake.team)
            papers = None if self._demo else await self._roster.papers(intake.team)
            lock = lock_case(holders, papers)
            opening = opening_for(intake, lock, self._keyring, self._now(), demo=self._demo)
            case = opening.case
            note = Note("bot", "take_in", f"case:{case.id}")
            if await self._cases.open_case(opening, note, self._keyring.alive):
                await self._changed(case.id)
                return TakenIn(case.id, case.number)
        raise Conflict("no free case number was found")

    async def add(self, case: CaseId, item: ItemId, text: str, lang: str) -> bool:
        if len(text) > LONGEST_MESSAGE:
            raise TooLarge("the message is too long")

        def entry(present: Present) -> Entry | None:
            if present.twin is not None:
                return None
            after = transition(present.case, Verb.HEAR)
            message = resident_item(
                after, item, present.head, text=text, lang=lang, now=self._now()
            )
            return Entry(message, after)

        try:
            appended = await self._items.append(case, item, "resident", entry)
        except Conflict:
            return False
        if appended is None:
            return False
        if appended.new:
            await self._changed(case)
        return True

    async def line_of(self, chat: ChatAddress) -> Line | None:
        case = await self._cases.newest_open(self._keyring.lookup("chat", str(chat)))
        if case is None:
            return None
        safe = await self._line.resident(case.id) is not None
        return Line(case.id, case.number, await self._owner_name(case), safe)

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

    async def free_held_wrongly(self) -> None:
        """Cases whose owner may not have them any more go back to the queue; residents are told."""
        people = await self._roster.everybody()
        teams = {team for person in people for team in person.teams}
        holders = {t: [p.id for p in people if holds_keys(p, t)] for t in teams}
        for case in await self._cases.held_wrongly(holders):
            after = transition(case, Verb.FREE)
            note = Note("server", Verb.FREE, f"case:{case.id}")
            if await self._cases.move(case, after, note, await self._notice(after, Verb.FREE)):
                await self._relay.relay_soon(case.id)
                await self._changed(case.id)

    # --- the counsellors ---

    async def queue(self, by: Member, *, closed: bool) -> list[Seen]:
        found = await self._cases.queue(by, {State.CLOSED} if closed else OPEN)
        return [seen for seen in found if may_see(by, seen.case.team, excluded=seen.excluded)]

    async def look(self, by: Member, case: CaseId) -> Seen:
        """Raises NotFound, also for a case that this person may not see."""
        seen = await self._cases.seen(by.id, case)
        if seen is None:
            raise NotFound("no such case")
        check_case(by, seen.case.team, excluded=seen.excluded)
        return seen

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

    async def claim(self, by: Member, case: CaseId, epoch: int) -> Seen:
        """Raises Conflict: code "claimed" with the winner's shown name, or "stale"."""
        return await self._hand(by, case, Verb.CLAIM, epoch)

    async def release(self, by: Member, case: CaseId, epoch: int) -> Seen:
        """Raises Conflict "stale"."""
        return await self._hand(by, case, Verb.RELEASE, epoch)

    async def close(self, by: Member, case: CaseId, epoch: int) -> Seen:
        """Raises Conflict "stale"."""
        return await self._hand(by, case, Verb.CLOSE, epoch)

    async def reply(self, by: Member, case_id: CaseId, reply: Reply) -> Appended:
        """Keep a reply and relay it. The same item again with the same ciphertext changes nothing.

        Raises Conflict: "chain" when it does not go on where the author's chain ends, "stale" when
        the case has changed hands; BadInput, NotFound.
        """
        case = (await self.look(by, case_id)).case
        safe = await self._line.resident(case_id) is not None
        _check(reply, safe=safe)
        outward = _reply_outward(case, await self._chat(case_id), reply, by, safe=safe)
        parcel = self._relay.parcel(case_id, reply.item, outward)

        def entry(present: Present) -> Entry | None:
            return _reply_entry(present, reply, by, parcel)

        author, item = f"staff:{by.id}", ItemId(reply.item)
        appended = await self._items.append(case_id, item, author, entry)
        if appended is None:
            raise NotFound("no such case")
        await self._relay.relay_soon(case_id)
        if safe and appended.new:
            await self._pings.answered(case_id, reply.item, case.lang)
        await self._changed(case_id)
        return appended

    async def _hand(self, by: Member, case_id: CaseId, verb: Verb, epoch: int) -> Seen:
        """A change of hands: one conditional update; when it misses, look again why."""
        for _ in range(_TRIES):
            before = (await self.look(by, case_id)).case
            if was_done(before, verb, by.id, epoch):
                break
            try:
                after = transition(before, verb, staff=by.id, epoch=epoch)
            except Conflict as error:
                raise await self._with_winner(error, before) from None
            note = Note(f"staff:{by.id}", verb, f"case:{case_id}")
            parcel = await self._notice(after, verb, by.shown_name)
            if await self._cases.move(before, after, note, parcel):
                break
        else:
            raise Conflict("the case changed all the time", code="stale")
        await self._relay.relay_soon(case_id)
        await self._changed(case_id)
        return await self.look(by, case_id)

    async def _notice(self, case: Case, verb: Verb, name: str = "") -> Parcel:
        """What the resident reads when the case changes hands, and who answers them from then."""
        key, who = _TOLD[verb]
        values = {"desk_claimed": {"name": name}, "desk_closed": {"number": case.number}}
        text = self._notices(case.lang, key, values.get(key, {}))
        message = Message(text, lang=case.lang, author="notice")
        put_id = f"{verb}:{case.id}:{case.epoch}"
        line = line_mark(case.id, case.epoch, who)
        outward = Outward(put_id, await self._chat(case.id), message, line)
        return self._relay.parcel(case.id, f"{verb}:{case.epoch}", outward)

    async def _chat(self, case: CaseId) -> ChatAddress:
        sealed = await self._cases.route(case)
        if sealed is None:
            raise Conflict("the case was erased", code="stale")
        content = self._keyring.open("route", case, sealed)
        return msgspec.msgpack.decode(content, type=ChatAddress)

    async def _owner_name(self, case: Case) -> str:
        owner = await self._roster.member(case.owner) if case.owner else None
        return owner.shown_name if owner else ""

    async def _with_winner(self, error: Conflict, case: Case) -> Conflict:
        if error.code != "claimed":
            return error
        return Conflict(str(error), code="claimed", winner=await self._owner_name(case))

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
    return Outward(f"reply:{receipt}", chat, message, receipt="" if safe else receipt)


def _reply_entry(present: Present, reply: Reply, by: Member, parcel: Parcel) -> Entry | None:
    author, twin = f"staff:{by.id}", present.twin
    if twin is not None:
        if (twin.author, twin.sha256) == (author, chain_hash(reply.ciphertext)):
            return None
        raise Conflict("the item's id is taken", code="chain")
    after = transition(present.case, Verb.REPLY, staff=by.id, epoch=reply.epoch)
    if (reply.seq, reply.prev) != (present.head.next, present.head.prev):
        raise Conflict("the chain goes on elsewhere", code="chain")
    item = NewItem(ItemId(reply.item), author, reply.seq, reply.ciphertext, "sent")
    return Entry(item, after, parcel, Note(author, Verb.REPLY, f"case:{present.case.id}"))


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
