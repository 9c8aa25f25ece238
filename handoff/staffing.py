"""Changing the roster: leads for their teams, the operator at the terminal, everybody themselves.

Rules
- Every change takes effect with the person's next request: who somebody is and may do is read from
  SQL each time. Each is written down.
- Taking away frees the cases the person may not have any more, and deletes their wraps of them.
- Fewer than two key-holders left in a team is refused once, and done when asked for anyway.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from handoff.entitled import (
    AT_LEAST,
    check_gives,
    check_revokes,
    check_teams,
    holds_keys,
)
from handoff.feed import Publish, announce
from handoff.joining import Joining
from handoff.ledger import Ledger
from handoff.records import Invitation, Member, Method, Note, Role
from handoff.roster import Roster
from handoff.staff_store import BeforeCommit, Edit
from post.errors import BadInput, Conflict, NotFound
from post.ids import StaffId, random_id
from post.sealing import fingerprint

Freed = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """At the terminal nobody relays to residents; the running program frees the cases soon."""


class Staffing:
    """`freed` frees cases whose owner may not have them any more; `ledger` keeps revocations where
    no backup put back undoes them.

    All methods raise StoreAway when the database cannot be reached.
    """

    def __init__(
        self,
        roster: Roster,
        joining: Joining,
        *,
        now: Callable[[], datetime],
        publish: Publish,
        freed: Freed = _nothing,
        ledger: Ledger | None = None,
        demo: bool = False,
    ) -> None:
        self._roster = roster
        self._joining = joining
        self._now = now
        self._publish = publish
        self._freed = freed
        self._ledger = ledger
        self._at_least = 1 if demo else AT_LEAST

    # leads

    async def confirm(self, by: Member, staff_id: StaffId, spoken: str) -> Member:
        """A lead has compared the fingerprint that the person reads out from their screen.

        Raises Conflict "fingerprint", and what check_gives raises.
        """

        def edit(person: Member, _everybody: list[Member]) -> Member:
            check_gives(by, person)
            right = _bare(fingerprint(person.recipient)).encode()
            if not hmac.compare_digest(_bare(spoken).encode(), right):
                raise Conflict("the fingerprint is another one", code="fingerprint")
            return msgspec.structs.replace(person, confirmed=True)

        return await self._change(staff_id, edit, by, "confirm")

    async def revoke(self, by: Member, staff_id: StaffId, *, anyway: bool = False) -> Member:
        """Raises Conflict "last_holder" unless `anyway`, and what check_revokes raises."""

        def edit(person: Member, everybody: list[Member]) -> Member:
            check_revokes(by, person)
            return self._revoked(person, everybody, anyway=anyway)

        return await self._change(staff_id, edit, by, "revoke", self._write_down)

    async def reenrol(self, by: Member, staff_id: StaffId) -> tuple[str, Invitation]:
        """A link by which somebody who lost all ways to unlock makes new keys."""
        person = await self._roster.member(staff_id)
        if person is None:
            raise NotFound("no such person")
        check_gives(by, person)
        return await self._joining.invite_to_enrol(person, f"staff:{by.id}")

    async def set_role(
        self, by: Member, staff_id: StaffId, role: Role, *, anyway: bool = False
    ) -> Member:
        """Raises Conflict "last_holder" unless `anyway`, and what check_gives raises."""

        def edit(person: Member, everybody: list[Member]) -> Member:
            check_gives(by, person)
            after = msgspec.structs.replace(person, role=role)
            self._check_left(person, after, everybody, anyway=anyway)
            return after

        return await self._change(staff_id, edit, by, f"role_{role}")

    async def set_teams(
        self, by: Member, staff_id: StaffId, teams: frozenset[str], *, anyway: bool = False
    ) -> Member:
        """Raises Conflict "last_holder" unless `anyway`, and what check_teams raises."""

        def edit(person: Member, everybody: list[Member]) -> Member:
            check_teams(by, person, teams)
            return self._with_teams(person, teams, everybody, anyway=anyway)

        return await self._change(staff_id, edit, by, "teams")

    # oneself

    async def sign_out_everywhere(self, person: Member) -> Member:
        return await self._change(person.id, _next_generation, person, "sign_out_everywhere")

    async def new_passphrase(self, person: Member, sealed_identity: bytes) -> None:
        """For the same identity; the old passphrase unlocks nothing here any more."""
        day = self._now().date().isoformat()
        method = Method(random_id(), person.id, "passphrase", "", sealed_identity, day)
        await self._roster.methods.replace_passphrase(method, _own(person, "passphrase"))

    async def remove_method(self, person: Member, method_id: str) -> None:
        """Raises NotFound, Conflict "last_method"."""
        note = _own(person, "method_remove")
        await self._roster.methods.remove(person.id, method_id, note)

    # the operator at the terminal

    async def revoke_from_terminal(self, name: str, *, anyway: bool = False) -> Member:
        def edit(person: Member, everybody: list[Member]) -> Member:
            return self._revoked(person, everybody, anyway=anyway)

        person = await self._by_name(name)
        return await self._change(person.id, edit, None, "revoke", self._write_down)

    async def sign_out_from_terminal(self, name: str) -> Member:
        person = await self._by_name(name)
        return await self._change(person.id, _next_generation, None, "sign_out_everywhere")

    async def set_teams_from_terminal(
        self, name: str, teams: frozenset[str], *, anyway: bool = False
    ) -> Member:
        """The only way into a team of other leads. Raises BadInput "teams" for unknown ones."""
        if not teams or not teams <= set(self._roster.teams()):
            raise BadInput("unknown team", code="teams")

        def edit(person: Member, everybody: list[Member]) -> Member:
            _check_genuine(person)
            return self._with_teams(person, teams, everybody, anyway=anyway)

        person = await self._by_name(name)
        return await self._change(person.id, edit, None, "teams")

    async def _by_name(self, name: str) -> Member:
        person = await self._roster.named(name)
        if person is None:
            raise NotFound("no such person")
        return person

    async def _change(
        self,
        staff_id: StaffId,
        edit: Edit,
        by: Member | None,
        verb: str,
        before_commit: BeforeCommit | None = None,
    ) -> Member:
        actor = f"staff:{by.id}" if by else "server"
        note = Note(actor, verb, f"staff:{staff_id}")
        after = await self._roster.people.change(staff_id, edit, note, before_commit)
        await self._freed()
        await announce(self._publish, f"staff:{staff_id}")
        return after

    async def _write_down(self, person: Member) -> None:
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.revoke, person.id, person.generation)

    def _revoked(self, person: Member, everybody: list[Member], *, anyway: bool) -> Member:
        after = msgspec.structs.replace(
            person, revoked=True, generation=person.generation + 1, genuine=True
        )
        self._check_left(person, after, everybody, anyway=anyway)
        return after

    def _with_teams(
        self, person: Member, teams: frozenset[str], everybody: list[Member], *, anyway: bool
    ) -> Member:
        after = msgspec.structs.replace(person, teams=tuple(sorted(teams)))
        self._check_left(person, after, everybody, anyway=anyway)
        return after

    def _check_left(
        self, before: Member, after: Member, everybody: list[Member], *, anyway: bool
    ) -> None:
        """Raises Conflict "last_holder" when a team would keep too few of its key-holders."""
        lost = [t for t in before.teams if holds_keys(before, t) and not holds_keys(after, t)]
        for team in lost:
            left = sum(holds_keys(p, team) for p in everybody if p.id != before.id)
            if left < self._at_least and not anyway:
                raise Conflict("too few key-holders would be left", code="last_holder")


def _own(person: Member, verb: str) -> Note:
    return Note(f"staff:{person.id}", verb, f"staff:{person.id}")


def _next_generation(person: Member, _everybody: list[Member]) -> Member:
    _check_genuine(person)
    return msgspec.structs.replace(person, generation=person.generation + 1)


def _check_genuine(person: Member) -> None:
    if not person.genuine:
        raise Conflict("the row was changed past the program", code="changed")


def _bare(spoken: str) -> str:
    return "".join(spoken.casefold().split())
