"""The safe line: cases that the resident's browser seals. Implements `post.line.SafeLinePort`.

Rules
- The browser makes the case's key, wraps it for everybody who is to read, and forgets it; here is
  only checked, from outside, that everybody of the present roster has a wrap and nobody else.
- A ticket is the server's own note of an offer, sealed and bound to the chat, good for half an
  hour. The same ticket again opens the same case.
- The resident's items form one chain; what does not go on where it ends is sealed again.
- A receipt is looked for by a keyed hash of what its owner derives from it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import msgspec
from pyrage import x25519

from handoff.case_store import KeyIsGone
from handoff.cases import Case, State
from handoff.desk import Desk
from handoff.feed import Publish, announce
from handoff.hearing import Heard
from handoff.intake import new_number
from handoff.item_store import ItemStore
from handoff.line_store import Held, LineOpening, LineStore
from handoff.line_toll import Toll, check_work
from handoff.pings import Ping, Pings, opened_ping, sealed_ping
from handoff.records import Entry, Head, NewItem, Note, Present
from handoff.roster import Roster
from handoff.sealed_case import Expected, check_case, check_item
from handoff.store import Store
from handoff.wishes import Wishes
from post.desk import NobodyYet, Notice, TakenIn, Urgency
from post.errors import BadInput, CannotOpen, Conflict, NotFound
from post.ids import CaseId, ChatAddress, ItemId, Recipient, random_id
from post.keyring import KeyRing
from post.line import Agreed, Behind, Kept, LineItem, Offer, SealedCase, SealedItem, Standing, Work
from post.outbox import Outbox, line_mark
from post.sealing import chain_hash

TICKET_SECONDS = 1800
SALT_BYTES = 16
OFFERS, CASES, ITEMS = 30, 10, 120
"""What one conversation may do within ten minutes."""
RECEIPTS = 600
"""Receipts that all together may try within a minute."""
_TRIES = 5
_RECOVERY = "recovery"
_LOOKUP = re.compile(r"[0-9a-f]{64}")


class _Ticket(msgspec.Struct, frozen=True):
    intake: ItemId
    case: CaseId
    share: str
    salt: bytes
    team: str
    flow: str
    lang: str
    notice: Notice
    ping: ChatAddress | None
    interpreter: bool
    expires: int
    work: Work
    urgency: Urgency = "ordinary"


class SafeLine:
    """All methods raise StoreAway when SQL or Valkey cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        roster: Roster,
        keyring: KeyRing,
        outbox: Outbox,
        toll: Toll,
        pings: Pings,
        wishes: Wishes,
        demo: bool,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._line = LineStore(store, now)
        self._items = ItemStore(store, now)
        self._desk = desk
        self._roster = roster
        self._keyring = keyring
        self._outbox = outbox
        self._toll = toll
        self._pings = pings
        self._wishes = wishes
        self._demo = demo
        self._now = now
        self._publish = publish

    # opening

    async def offer(self, agreed: Agreed) -> Offer | NobodyYet:
        await self._toll.limit("offer", self._lookup(agreed.chat), OFFERS)
        team = agreed.team
        if await self._desk.mutes.silences(agreed.chat, team):
            return NobodyYet(muted=True)
        if await self._roster.missing(team) is not None:
            return NobodyYet()
        share = x25519.Identity.generate()
        ticket = _Ticket(
            intake=ItemId(random_id()),
            case=CaseId(random_id()),
            share=str(share),
            salt=secrets.token_bytes(SALT_BYTES),
            team=team,
            flow=agreed.flow,
            lang=agreed.lang,
            notice=agreed.notice,
            ping=agreed.ping,
            interpreter=agreed.interpreter,
            expires=int(self._now().timestamp()) + TICKET_SECONDS,
            work=await self._toll.ask("case"),
            urgency=agreed.urgency,
        )
        content = msgspec.msgpack.encode(ticket)
        return Offer(
            ticket=self._keyring.seal("ticket", str(agreed.chat), content),
            case=ticket.case,
            share=Recipient(str(share.to_public())),
            holders=await self._roster.key_holders(team),
            recovery=await self._papers(team),
            version=await self._roster.version(team),
            salt=ticket.salt,
            work=ticket.work,
        )

    async def open_case(self, chat: ChatAddress, sealed: SealedCase) -> TakenIn:
        ticket = self._ticket(chat, sealed.ticket)
        if known := await self._opened(ticket):
            return known
        if ticket.expires < self._now().timestamp():
            raise Conflict("the ticket is too old", code="ticket")
        await self._toll.limit("case", self._lookup(chat), CASES)
        check_work(ticket.work, sealed.w)
        await self._check(ticket, sealed)
        for _ in range(_TRIES):
            opening = self._opening(chat, ticket, sealed)
            note = Note("bot", "take_in", f"case:{ticket.case}")
            if await self._line.open_case(opening, note, self._keyring.alive):
                await self._toll.count("case")
                await self._changed(ticket.case)
                return self._taken(opening.case)
            if known := await self._opened(ticket):
                return known
            if await self._desk.line_of(chat):
                raise Conflict("this conversation has an open case by now", code="ticket")
            if await self._line.case_of_receipt(opening.receipt_lookup):
                raise BadInput("this receipt belongs to another case", code="lookup")
        raise Conflict("no free case number was found", code="ticket")

    def _ticket(self, chat: ChatAddress, sealed: bytes) -> _Ticket:
        try:
            content = self._keyring.open("ticket", str(chat), sealed)
        except CannotOpen:
            raise Conflict("the ticket is not of this conversation", code="ticket") from None
        return msgspec.msgpack.decode(content, type=_Ticket)

    async def _opened(self, ticket: _Ticket) -> TakenIn | None:
        """The case that this ticket has opened already."""
        held = await self._line.held(ticket.case, "")
        if held is None:
            return None
        if held.case.state == State.ERASED:
            raise Conflict("the case of this ticket was erased", code="ticket")
        return self._taken(held.case)

    def _taken(self, case: Case) -> TakenIn:
        promised = self._desk.timing.promised(case)
        return TakenIn(case.id, case.number, answer_by=promised)

    async def _check(self, ticket: _Ticket, sealed: SealedCase) -> None:
        team = ticket.team
        if await self._roster.missing(team) is not None:
            raise Conflict("the office cannot open cases at the moment", code="roster")
        if sealed.version != await self._roster.version(team):
            raise Conflict("the roster has changed", code="roster")
        holders, papers = await self._roster.key_holders(team), await self._papers(team)
        check_case(sealed, Expected(frozenset(holders), papers is not None))
        if not _LOOKUP.fullmatch(sealed.lookup):
            raise BadInput("not a lookup value", code="lookup")

    async def _papers(self, team: str) -> tuple[Recipient, Recipient] | None:
        return None if self._demo else await self._roster.papers(team)

    def _opening(self, chat: ChatAddress, ticket: _Ticket, sealed: SealedCase) -> LineOpening:
        case = Case(
            id=ticket.case,
            number=new_number(),
            team=ticket.team,
            flow=ticket.flow,
            state=State.NEW,
            epoch=1,
            owner=None,
            lang=ticket.lang,
            channel=chat.channel,
            day=self._now().date().isoformat(),
            recipient=Recipient(sealed.recipient),
            demo=self._demo,
            urgency=ticket.urgency,
            interpreter="wanted" if ticket.interpreter else None,
        )
        wraps = dict(sealed.wraps)
        if sealed.recovery_wrap is not None:
            wraps[_RECOVERY] = sealed.recovery_wrap
        seal = self._keyring.seal
        return LineOpening(
            case=self._desk.timing.begun(case),
            intake_id=ticket.intake,
            chat_lookup=self._lookup(chat),
            route=self._route(case.id, chat),
            notice=ticket.notice,
            wraps=wraps,
            share=seal("share", case.id, ticket.share.encode()),
            salt=seal("share", f"salt:{case.id}", ticket.salt),
            resident=sealed.resident,
            receipt_lookup=self._receipt(sealed.lookup),
            ping=sealed_ping(self._keyring, case.id, Ping(ticket.ping)) if ticket.ping else None,
            first=NewItem(sealed.item, "resident", 0, sealed.ciphertext),
        )

    # the open case

    async def standing(self, chat: ChatAddress, case: str) -> Standing | None:
        held = await self._line.held(case, self._lookup(chat))
        if held is None:
            return None
        found = held.case
        gone = found.state == State.ERASED or held.salt is None
        return Standing(
            case=found.id,
            number=found.number,
            state="withdrawn" if gone else "closed" if found.state == State.CLOSED else "open",
            team=found.team,
            lang=found.lang,
            counsellor=held.counsellor,
            status=held.status,
            day=found.day,
            closed=held.closed,
            reopens=found.state == State.CLOSED and self._desk.timing.reopens(held.closed),
            recipient=found.recipient,
            resident=held.resident,
            salt=self._salt(held),
            next=held.head.next,
            prev=held.head.prev,
            ping=self._ping(held),
            answer_by=self._desk.timing.promised(found),
            translate=found.translate,
        )

    async def items(self, case: CaseId, after: int) -> list[LineItem]:
        found = await self._line.items(case, after)
        if any(item.author != "resident" for item in found):
            await self._pings.read(case)
            if await self._line.delivered(case, found[-1].n):
                await self._changed(case)
        return found

    async def add(self, case: CaseId, chat: ChatAddress, sealed: SealedItem) -> Kept | Behind:
        check_item(sealed.item, sealed.ciphertext)
        await self._toll.limit("item", self._lookup(chat), ITEMS)
        await self._toll.room(case, len(sealed.ciphertext))
        behind: list[Behind] = []

        heard = await self._desk.hearing.of(case)

        def entry(present: Present) -> Entry | None:
            return _entry(present, sealed, behind, heard)

        kept = await self._items.append(case, sealed.item, "resident", entry)
        if behind:
            return behind[0]
        if kept is None:
            raise NotFound("no such case", code="line")
        if kept.new:
            await self._desk.relay_soon(case)
            await self._changed(case)
        return Kept(kept.n, kept.new)

    # the receipt

    async def work(self) -> Work:
        return await self._toll.ask_once("receipt")

    async def redeem(self, lookup: str, challenge: str, w: str) -> CaseId:
        # The work first: who does none must not use up what all together may try.
        await self._toll.take(challenge, w)
        await self._toll.limit("receipts", "all", RECEIPTS, 60)
        await self._toll.count("receipt")
        case = await self._line.case_of_receipt(self._receipt(lookup))
        if case is None:
            raise NotFound("no case has this receipt", code="receipt")
        return case

    async def bind(self, case: CaseId, chat: ChatAddress) -> None:
        bound = await self._bound(case, chat)
        if bound is None or bound.state in (State.CLOSED, State.ERASED):
            return
        mark = line_mark(case, bound.epoch, "human" if bound.owner else "bot")
        await self._outbox.put(f"bind:{case}:{self._lookup(chat)}", chat, [], line=mark)

    async def _bound(self, case: CaseId, chat: ChatAddress) -> Case | None:
        lookup, alive = self._lookup(chat), self._keyring.alive
        for _ in range(_TRIES):
            with suppress(KeyIsGone):
                return await self._line.bind(case, lookup, self._route(case, chat), alive)
        raise Conflict("the keys changed all the time")

    async def withdraw(self, case: CaseId, lookup: str) -> None:
        await self._toll.limit("withdraw", case, OFFERS)
        if await self._line.case_of_receipt(self._receipt(lookup)) != case:
            raise NotFound("this is the receipt of another case", code="receipt")
        await self._desk.withdraw(case)

    async def set_ping(self, case: CaseId, *, on: bool) -> None:
        if not await self._pings.wish(case, on=on):
            raise NotFound("this conversation did not come from a messenger", code="ping")

    async def set_translate(self, case: CaseId, *, on: bool) -> None:
        await self._wishes.set_translate(case, on=on)

    # keys of records

    def _lookup(self, chat: ChatAddress) -> str:
        return self._keyring.lookup("chat", str(chat))

    def _receipt(self, lookup: str) -> str:
        return self._keyring.lookup("receipt", lookup)

    def _route(self, case: CaseId, chat: ChatAddress) -> bytes:
        return self._keyring.seal("route", case, msgspec.msgpack.encode(chat))

    def _salt(self, held: Held) -> bytes:
        if held.salt is None:
            return b""
        return self._keyring.open("share", f"salt:{held.case.id}", held.salt)

    def _ping(self, held: Held) -> bool | None:
        ping = opened_ping(self._keyring, held.case.id, held.ping)
        return ping.on if ping else None

    async def _changed(self, case: CaseId) -> None:
        await announce(self._publish, f"case:{case}")


def _entry(
    present: Present, sealed: SealedItem, behind: list[Behind], heard: Heard
) -> Entry | None:
    """What is written; nothing for a message that is there already, or whose chain is behind."""
    twin, head = present.twin, present.head
    if twin is not None:
        if (twin.author, twin.sha256) != ("resident", chain_hash(sealed.ciphertext)):
            behind.append(_behind(head))
        return None
    after, parcel = heard(present)
    if (sealed.seq, sealed.prev) != (head.next, head.prev):
        behind.append(_behind(head))
        return None
    return Entry(NewItem(sealed.item, "resident", sealed.seq, sealed.ciphertext), after, parcel)


def _behind(head: Head) -> Behind:
    return Behind(head.next, head.prev)
