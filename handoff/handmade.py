"""Cases made by hand, for people who phone, write or come in; and erasing at somebody's word.

Rules
- The counsellor's browser makes the case's key, wraps it and forgets it, as a resident's browser
  does on the safe line; here only the outside is checked, against the present roster.
- The maker owns the case from its first moment. It has no chat: what is said to the person is said
  on the phone or by letter, and written down in the case.
- Whoever phoned has no receipt and no chat in which to take the case back. A lead does it for
  them, names the case's number to confirm it, and the audit says who it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from pyrage import x25519
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from handoff.case_store import (
    CaseStore,
    KeyIsGone,
    case_values,
    insert_item,
    insert_note,
    next_activity,
    refuse_dead,
)
from handoff.cases import Case, State
from handoff.desk import Desk
from handoff.entitled import check_lead, holds_keys
from handoff.feed import Publish, announce
from handoff.intake import new_number
from handoff.notes import author_of
from handoff.records import Member, NewItem, Note, Way
from handoff.roster import Roster
from handoff.sealed_case import check_for_office, check_wraps, checked_recipient
from handoff.store import Store
from handoff.tables import cases, shares, wraps
from handoff.withdrawal import Withdrawals
from post.errors import BadInput, CannotOpen, Conflict, NotFound
from post.ids import CaseId, ItemId, Recipient, random_id
from post.keyring import KeyRing

TICKET_SECONDS = 12 * 3600
"""A working day: a page with a half-written note is not to lose it over lunch."""
_RECOVERY = "recovery"
_LONGEST_LANG = 16
_TRIES = 5


class MadeCase(msgspec.Struct, frozen=True):
    """A case as the counsellor's browser sealed it; see HandMade.offer for ticket and version."""

    ticket: bytes
    version: str
    channel: Way
    lang: str
    recipient: str
    wraps: dict[str, bytes]
    item: str
    ciphertext: bytes
    recovery_wrap: bytes | None = None


class _Ticket(msgspec.Struct, frozen=True):
    case: CaseId
    share: str
    team: str
    expires: int


class HandMade:
    """All methods raise StoreAway when SQL cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        roster: Roster,
        keyring: KeyRing,
        withdrawals: Withdrawals,
        demo: bool,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._store = store
        self._cases = CaseStore(store, now)
        self._desk = desk
        self._roster = roster
        self._keyring = keyring
        self._withdrawals = withdrawals
        self._demo = demo
        self._now = now
        self._publish = publish

    async def offer(self, by: Member, team: str) -> dict[str, Any]:
        """For whom the browser is to wrap the key of a new case.

        Raises NotFound for a team that is not the person's, Conflict "not_ready".
        """
        await self._check_team(by, team)
        share = x25519.Identity.generate()
        expires = int(self._now().timestamp()) + TICKET_SECONDS
        ticket = _Ticket(CaseId(random_id()), str(share), team, expires)
        content = msgspec.msgpack.encode(ticket)
        return {
            "ticket": self._keyring.seal("ticket", _bound_to(by), content),
            "case": ticket.case,
            "share": str(share.to_public()),
            "holders": await self._roster.key_holders(team),
            "recovery": await self._papers(team),
            "version": await self._roster.version(team),
        }

    async def make(self, by: Member, made: MadeCase) -> Case:
        """The same ticket again is the same case.

        Raises Conflict: "ticket" when it is too old or not this person's, "roster" when the team
        has changed meanwhile: the page asks for a new offer and seals again. BadInput.
        """
        ticket = self._ticket(by, made.ticket)
        if await self._cases.case(ticket.case) is None:
            await self._open(by, ticket, made)
            await announce(self._publish, f"case:{ticket.case}")
        return (await self._desk.look(by, ticket.case)).case

    async def erase(self, by: Member, case_id: CaseId, number: str) -> None:
        """At the person's wish, at once. Raises NotFound unless a lead of the team asks, BadInput
        "number" unless the case's number was named.
        """
        case = (await self._desk.look(by, case_id)).case
        check_lead(by, case.team)
        if number.strip().upper() != case.number:
            raise BadInput("this is the number of another case", code="number")
        await self._withdrawals.at_once(case_id, Note(f"staff:{by.id}", "erase", f"case:{case_id}"))

    async def _check_team(self, by: Member, team: str) -> None:
        if not holds_keys(by, team):
            raise NotFound("no such team")
        if await self._roster.missing(team) is not None:
            raise Conflict("the office cannot open cases at the moment", code="not_ready")

    async def _papers(self, team: str) -> tuple[Recipient, Recipient] | None:
        return None if self._demo else await self._roster.papers(team)

    def _ticket(self, by: Member, sealed: bytes) -> _Ticket:
        try:
            content = self._keyring.open("ticket", _bound_to(by), sealed)
        except CannotOpen:
            raise Conflict("the ticket is somebody else's", code="ticket") from None
        return msgspec.msgpack.decode(content, type=_Ticket)

    async def _open(self, by: Member, ticket: _Ticket, made: MadeCase) -> None:
        if ticket.expires < self._now().timestamp():
            raise Conflict("the ticket is too old", code="ticket")
        await self._check_team(by, ticket.team)
        await self._check(ticket, made)
        for _ in range(_TRIES):
            if await self._written(by, self._case(by, ticket, made), ticket, made):
                return
        raise Conflict("no free case number was found", code="ticket")

    async def _check(self, ticket: _Ticket, made: MadeCase) -> None:
        team = ticket.team
        if made.version != await self._roster.version(team):
            raise Conflict("the roster has changed", code="roster")
        if not 0 < len(made.lang) <= _LONGEST_LANG:
            raise BadInput("this is no language", code="bad_input")
        holders = frozenset(await self._roster.key_holders(team))
        recovery = await self._papers(team) is not None
        check_wraps(made.wraps, made.recovery_wrap, holders, recovery=recovery)
        checked_recipient(made.recipient)
        check_for_office(made.item, made.ciphertext)

    def _case(self, by: Member, ticket: _Ticket, made: MadeCase) -> Case:
        return Case(
            id=ticket.case,
            number=new_number(),
            team=ticket.team,
            flow="",
            state=State.ACTIVE,
            epoch=1,
            owner=by.id,
            lang=made.lang,
            channel=made.channel,
            day=self._now().date().isoformat(),
            recipient=Recipient(made.recipient),
            demo=self._demo,
        )

    async def _written(self, by: Member, case: Case, ticket: _Ticket, made: MadeCase) -> bool:
        """False when the number is taken, or a key that sealed it was destroyed meanwhile."""
        holders = dict(made.wraps)
        if made.recovery_wrap is not None:
            holders[_RECOVERY] = made.recovery_wrap
        keys = [{"case": case.id, "holder": h, "wrap": w} for h, w in holders.items()]
        share = self._keyring.seal("share", case.id, ticket.share.encode())
        first = NewItem(ItemId(made.item), author_of(by), 0, made.ciphertext)
        note = Note(f"staff:{by.id}", "make", f"case:{case.id}")
        try:
            async with self._store.writing() as connection:
                there = select(cases.c.id).where(cases.c.id == case.id)
                if (await connection.execute(there)).first():
                    return True
                await connection.execute(insert(cases).values(_row(case)))
                await connection.execute(insert(wraps), keys)
                await connection.execute(insert(shares).values(case=case.id, sealed=share))
                await insert_item(connection, case.id, first, case.day)
                await insert_note(connection, note, self._now())
                refuse_dead(self._keyring.alive, share)
        except (IntegrityError, KeyIsGone):
            return False
        return True


def _bound_to(by: Member) -> str:
    return f"staff:{by.id}"


def _row(case: Case) -> dict[str, Any]:
    """What was agreed, and how, stands in the case's first note: there was no notice to click."""
    return {
        **case_values(case),
        "activity": next_activity(),
        "intake_id": case.id,
        "notice_version": "",
        "notice_lang": "",
        "notice_day": "",
    }
