"""Keys of cases in other hands: wrapping anew, exclusions, recovery by the two papers.

Rules
- The server opens nothing. Colleagues' browsers open the outer lock of their own wrap and close it
  again for somebody else; the inner lock, the office share's, stays shut all the while.
- A new wrap is taken only for somebody who is a key-holder of the case's team right now, with the
  recipient they have right now.
- From an excluded person the case is kept whole: no wrap, no share, no queue, no events.
- Recovery is a lead's act, written down before the share leaves; the papers are opened in the
  browser.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from handoff.attempts import Attempts
from handoff.audit_store import AuditStore
from handoff.desk import Desk
from handoff.entitled import AT_LEAST, check_lead, holds_keys
from handoff.feed import Publish, announce
from handoff.records import Member, Note
from handoff.roster import Roster
from handoff.store import Store
from handoff.wrap_store import Excluded, WrapStore
from post.age_file import check_outside
from post.errors import BadInput, Conflict, NotAllowed, NotFound
from post.ids import CaseId, Recipient, StaffId
from post.keyring import KeyRing
from post.sealing import fingerprint, seal_for_person
from post.valkey import Valkey

LARGEST_WRAP = 4096
"""Bytes. Both locks with grease take less than half of it."""
_SMALLEST_INNER = 200  # bytes of an age file with one recipient around an identity
_DRILL_SECONDS = 30 * 60
"""The papers lie in two places; whoever holds the second one must be called."""
NONCE_BYTES = 32


class NewWrap(msgspec.Struct, frozen=True):
    """`recovery`: made with the papers, by a lead who has no wrap of their own."""

    staff: str
    recipient: str
    wrap: bytes
    recovery: bool = False


class Rewrap(msgspec.Struct, frozen=True):
    case: CaseId
    staff: StaffId
    shown_name: str
    recipient: Recipient
    fingerprint: str
    wrap: bytes


class Drill(msgspec.Struct, frozen=True):
    """`sealed` is age[paper 1](age[paper 2](nonce))."""

    attempt: str
    sealed: bytes


class _Drill(msgspec.Struct, frozen=True, array_like=True):
    staff: str
    team: str
    nonce: bytes


class Wrapping:
    """All methods raise StoreAway when a store cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        valkey: Valkey,
        keyring: KeyRing,
        roster: Roster,
        desk: Desk,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._wraps = WrapStore(store, now)
        self._audit = AuditStore(store, now)
        self._attempts = Attempts(valkey, keyring, "r", _DRILL_SECONDS)
        self._keyring = keyring
        self._roster = roster
        self._desk = desk
        self._publish = publish

    # wrapping anew

    async def wanted(self, by: Member) -> list[Rewrap]:
        """What this person's browser can do for colleagues."""
        people = {person.id: person for person in await self._roster.everybody()}
        holders = {
            team: [person.id for person in people.values() if holds_keys(person, team)]
            for team in by.teams
            if holds_keys(by, team)
        }
        return [
            Rewrap(
                case=wanted.case,
                staff=wanted.staff,
                shown_name=people[wanted.staff].shown_name,
                recipient=people[wanted.staff].recipient,
                fingerprint=fingerprint(people[wanted.staff].recipient),
                wrap=wanted.wrap,
            )
            for wanted in await self._wraps.wanted(by.id, holders)
        ]

    async def add(self, by: Member, case_id: CaseId, new: NewWrap) -> bool:
        """False when it is there already.

        Raises Conflict "stale" when the recipient is another one by now, NotFound, BadInput for
        what is no wrap, NotAllowed for somebody who has no wrap to make it from.
        """
        seen = await self._desk.look(by, case_id)
        if new.recovery:
            check_lead(by, seen.case.team)
        elif by.id not in await self._wraps.holders_of(case_id):
            raise NotAllowed("no wrap of one's own", code="no_wrap")
        _check_wrap(new.wrap)
        holder = StaffId(new.staff)
        person = await self._roster.member(holder)
        if person is None or not holds_keys(person, seen.case.team):
            raise Conflict("not a key-holder of the team", code="stale")
        note = Note(f"staff:{by.id}", "rewrap", f"case:{case_id}/staff:{holder}")
        recipient = Recipient(new.recipient)
        added = await self._wraps.add(case_id, holder, recipient, new.wrap, note)
        if added:
            await announce(self._publish, f"case:{case_id}")
        return added

    async def report_bad(self, by: Member, case_id: CaseId) -> int:
        """One's own wrap cannot be opened: it goes; how many colleagues can make a new one."""
        seen = await self._desk.look(by, case_id)
        note = Note(f"staff:{by.id}", "bad_wrap", f"case:{case_id}")
        left = await self._wraps.drop(case_id, by.id, note)
        await announce(self._publish, f"case:{case_id}")
        return len(set(left) & set(await self._roster.key_holders(seen.case.team)))

    # exclusions

    async def exclusions(self, by: Member, case_id: CaseId) -> tuple[list[Excluded], int]:
        """From whom the case is kept, and how many key-holders are left."""
        holders = await self._led(by, case_id)
        excluded = await self._wraps.excluded(case_id)
        return excluded, len(holders - {person.staff for person in excluded})

    async def exclude(self, by: Member, case_id: CaseId, staff_id: StaffId) -> tuple[int, bool]:
        """How many key-holders are left, and whether that is a reason for alarm.

        Raises Conflict "no_holder", NotFound for somebody outside the team.
        """
        holders = await self._led(by, case_id)
        person = await self._roster.member(staff_id)
        team = (await self._desk.look(by, case_id)).case.team
        if person is None or team not in person.teams:
            raise NotFound("no such person")
        note = Note(f"staff:{by.id}", "exclude", f"case:{case_id}/staff:{staff_id}")
        left = await self._wraps.exclude(case_id, staff_id, by.id, holders, note)
        await self._desk.free_held_wrongly()
        await announce(self._publish, f"case:{case_id}")
        return left, left < AT_LEAST

    async def include(self, by: Member, case_id: CaseId, staff_id: StaffId) -> None:
        """Raises NotFound."""
        await self._led(by, case_id)
        note = Note(f"staff:{by.id}", "include", f"case:{case_id}/staff:{staff_id}")
        if not await self._wraps.include(case_id, staff_id, note):
            raise NotFound("the case is not kept from them")
        await announce(self._publish, f"case:{case_id}")

    # recovery

    async def recovery(self, by: Member) -> list[dict[str, Any]]:
        """The lead's teams: the papers' fingerprints, and when they were last tried."""
        found = []
        for team in by.teams:
            papers = await self._roster.papers(team) or ()
            drill = await self._audit.last("drill", f"team:{team}")
            found.append(
                {
                    "team": team,
                    "papers": [fingerprint(paper) for paper in papers],
                    "last_drill": {"day": drill.at[:10], "by": drill.actor_name} if drill else None,
                }
            )
        return found

    async def begin_drill(self, by: Member, team: str) -> Drill:
        """Raises NotFound for a team that is not the lead's, Conflict "no_papers"."""
        check_lead(by, team)
        papers = await self._roster.papers(team)
        if papers is None:
            raise Conflict("the team has no recovery papers", code="no_papers")
        nonce = secrets.token_bytes(NONCE_BYTES)
        first, second = papers
        attempt = await self._attempts.keep(_Drill(by.id, team, nonce))
        return Drill(attempt, seal_for_person(seal_for_person(nonce, second), first))

    async def finish_drill(self, by: Member, attempt: str, nonce: bytes) -> None:
        """Raises NotAllowed "drill" when the papers did not open what was sealed to them."""
        kept = await self._attempts.take(attempt, _Drill)
        if kept is None or kept.staff != by.id or not hmac.compare_digest(kept.nonce, nonce):
            raise NotAllowed("not the nonce", code="drill")
        await self._audit.write(Note(f"staff:{by.id}", "drill", f"team:{kept.team}"))

    async def recover(self, by: Member, case_id: CaseId) -> dict[str, Any]:
        """What both papers open, and for whom the case is to be wrapped anew then.

        Raises Conflict "no_papers" when the case has no recovery wrap, "withdrawing".
        """
        holders = await self._led(by, case_id)
        seen = await self._desk.look(by, case_id)
        if seen.case.withdraw_due is not None:
            raise Conflict("the resident is taking the case back", code="withdrawing")
        note = Note(f"staff:{by.id}", "recover", f"case:{case_id}")
        released = await self._wraps.release(case_id, note)
        if released is None:
            raise Conflict("the case has no recovery wrap", code="no_papers")
        kept_from = {person.staff for person in await self._wraps.excluded(case_id)}
        recipients = await self._roster.key_holders(seen.case.team)
        return {
            "wrap": released.wrap,
            "share": self._keyring.open("share", case_id, released.sealed_share).decode(),
            "recipient": seen.case.recipient,
            "holders": [
                {"staff": staff_id, "recipient": recipients[staff_id]}
                for staff_id in sorted(holders - kept_from)
            ],
        }

    async def _led(self, by: Member, case_id: CaseId) -> set[str]:
        """The key-holders of the case's team. Raises NotFound unless it is a case of the lead's."""
        seen = await self._desk.look(by, case_id)
        check_lead(by, seen.case.team)
        return set(await self._roster.key_holders(seen.case.team))


def _check_wrap(wrap: bytes) -> None:
    """Raises BadInput: a wrap is for one person and holds another age file."""
    if len(wrap) > LARGEST_WRAP or check_outside(wrap, recipients=1) < _SMALLEST_INNER:
        raise BadInput("this cannot be a wrap", code="age")
