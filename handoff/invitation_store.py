"""Invitations in SQL, and the accounts made by them. Every method is one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from handoff.case_store import Now, insert_note
from handoff.entitled import leads
from handoff.records import Invitation, Member, Method, Note
from handoff.staff_store import BeforeCommit, Papers, StaffStore
from handoff.store import Store
from handoff.tables import invitations
from post.errors import Gone
from post.ids import Recipient


class InvitationStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now, people: StaffStore) -> None:
        self._store = store
        self._now = now
        self._people = people

    async def invite(self, token_hash: str, invitation: Invitation, note: Note) -> None:
        """Takes the place of older ones to set up the same team, or to enrol the same person."""
        row = {
            "token_hash": token_hash,
            "used": False,
            **{name: getattr(invitation, name) for name in invitation.__struct_fields__},
        }
        older = delete(invitations).where(invitations.c.kind == invitation.kind)
        async with self._store.writing() as connection:
            if invitation.kind == "setup":
                await connection.execute(older.where(invitations.c.team == invitation.team))
            if invitation.kind == "reenrol":
                await connection.execute(older.where(invitations.c.staff == invitation.staff))
            await connection.execute(insert(invitations).values(row))
            await insert_note(connection, note, self._now())

    async def invitation(self, token_hash: str) -> Invitation | None:
        """None when it is unknown, used or expired."""
        query = select(invitations).where(*self._usable(token_hash))
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Invitation(row.kind, row.role, row.team, row.expires, row.staff)

    async def join(
        self, token_hash: str, member: Member, method: Method, papers: Papers | None, note: Note
    ) -> None:
        """Use up an invitation for a new member of staff, and keep the papers' recipients.

        Raises Gone when the invitation is used up by now, or the team it should set up has a lead;
        Conflict when the name is taken: then the invitation stays good.
        """
        async with self._store.writing() as connection:
            await self._use(connection, token_hash)
            if member.confirmed:
                people = await self._people.everybody_now(connection, locked=True)
                if any(leads(person, member.teams[0]) for person in people):
                    raise Gone("the team has a lead", code="invitation")
            await self._people.add(connection, member, method)
            if papers is not None:
                await self._people.keep_papers(connection, member.teams[0], papers)
            await insert_note(connection, note, self._now())

    async def enrol(
        self,
        token_hash: str,
        recipient: Recipient,
        method: Method,
        note: Note,
        before_commit: BeforeCommit,
    ) -> Member:
        """Use up an invitation for somebody's new keys. Raises Gone."""
        async with self._store.writing() as connection:
            await self._use(connection, token_hash)
            member = await self._people.renew(connection, method.staff, recipient, method)
            if member is None:
                raise Gone("they may not enrol any more", code="invitation")
            await insert_note(connection, note, self._now())
            await before_commit(member)
            return member

    async def _use(self, connection: Any, token_hash: str) -> None:
        use = update(invitations).where(*self._usable(token_hash)).values(used=True)
        if (await connection.execute(use)).rowcount != 1:
            raise Gone("the invitation is used up", code="invitation")

    def _usable(self, token_hash: str) -> tuple[Any, ...]:
        return (
            invitations.c.token_hash == token_hash,
            invitations.c.used.is_(False),
            invitations.c.expires > int(self._now().timestamp()),
        )
