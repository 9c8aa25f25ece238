"""Staff, recovery papers and invitations in SQL. Every method is one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now, insert_note
from handoff.records import Invitation, Member, Note
from handoff.store import Store
from handoff.tables import invitations, memberships, recovery, staff, unlock_methods
from post.errors import Conflict, Gone
from post.ids import Recipient, StaffId

Papers = tuple[Recipient, Recipient]
FIRST_TEAM = "ads"

_passphrase = (
    select(unlock_methods.c.sealed_identity)
    .where(unlock_methods.c.staff == staff.c.id, unlock_methods.c.kind == "passphrase")
    .scalar_subquery()
)
_people = select(staff, _passphrase.label("sealed_identity"))


class StaffStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def everybody(self) -> list[Member]:
        async with self._store.reading() as connection:
            rows = await connection.execute(_people.order_by(staff.c.created, staff.c.name))
            return [_member(row) for row in rows]

    async def member(self, staff_id: StaffId) -> Member | None:
        async with self._store.reading() as connection:
            row = (await connection.execute(_people.where(staff.c.id == staff_id))).first()
            return _member(row) if row else None

    async def named(self, name: str) -> Member | None:
        async with self._store.reading() as connection:
            row = (await connection.execute(_people.where(staff.c.name == name))).first()
            return _member(row) if row else None

    async def papers(self) -> Papers | None:
        async with self._store.reading() as connection:
            return await _papers(connection)

    async def invite(self, token_hash: str, invitation: Invitation, note: Note) -> None:
        """A new set-up invitation takes the place of the old ones: only the newest link works."""
        row = {
            "token_hash": token_hash,
            "used": False,
            "team": FIRST_TEAM,
            **{name: getattr(invitation, name) for name in invitation.__struct_fields__},
        }
        async with self._store.writing() as connection:
            if invitation.kind == "setup":
                await connection.execute(delete(invitations).where(invitations.c.kind == "setup"))
            await connection.execute(insert(invitations).values(row))
            await insert_note(connection, note, self._now())

    async def invitation(self, token_hash: str) -> Invitation | None:
        """None when it is unknown, used or expired."""
        query = select(invitations).where(*self._usable(token_hash))
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
            return Invitation(row.kind, row.role, row.expires) if row else None

    async def join(
        self, token_hash: str, member: Member, papers: Papers | None, note: Note
    ) -> None:
        """Use up an invitation for a new member of staff, and keep the papers' recipients.

        Raises Gone when the invitation is used up by now, Conflict when the name is taken; then
        the invitation stays good.
        """
        use = update(invitations).where(*self._usable(token_hash)).values(used=True)
        try:
            async with self._store.writing() as connection:
                if (await connection.execute(use)).rowcount != 1:
                    raise Gone("the invitation is used up")
                await self._insert(connection, member)
                if papers is not None and await _papers(connection) is None:
                    rows = [
                        {"team": FIRST_TEAM, "paper": at, "recipient": r}
                        for at, r in enumerate(papers, 1)
                    ]
                    await connection.execute(insert(recovery), rows)
                await insert_note(connection, note, self._now())
        except IntegrityError:
            raise Conflict("the name is taken", code="name_taken") from None

    async def confirm(self, staff_id: StaffId, recipient: Recipient, note: Note) -> bool:
        """False when the person is gone or their recipient is another one by now."""
        change = (
            update(staff)
            .where(staff.c.id == staff_id, staff.c.recipient == recipient)
            .values(confirmed_at=self._day())
        )
        async with self._store.writing() as connection:
            changed = (await connection.execute(change)).rowcount == 1
            if changed:
                await insert_note(connection, note, self._now())
            return changed

    async def demo_identity(self) -> tuple[Member, bytes] | None:
        """The demo counsellor and their identity, sealed by the key ring."""
        async with self._store.reading() as connection:
            query = _people.where(staff.c.demo_identity.is_not(None))
            row = (await connection.execute(query)).first()
            return (_member(row), row.demo_identity) if row else None

    async def keep_demo(self, member: Member, demo_identity: bytes) -> None:
        """Add the demo counsellor, or give them another sealed identity."""
        async with self._store.writing() as connection:
            change = update(staff).where(staff.c.id == member.id)
            kept = await connection.execute(change.values(demo_identity=demo_identity))
            if kept.rowcount == 0:
                await self._insert(connection, member, demo_identity=demo_identity)
                return
            method = update(unlock_methods).where(unlock_methods.c.staff == member.id)
            await connection.execute(method.values(sealed_identity=member.sealed_identity))

    async def count(self) -> int:
        async with self._store.reading() as connection:
            found = await connection.execute(select(func.count()).select_from(staff))
            return int(found.scalar_one())

    def _usable(self, token_hash: str) -> tuple[Any, ...]:
        return (
            invitations.c.token_hash == token_hash,
            invitations.c.used.is_(False),
            invitations.c.expires > int(self._now().timestamp()),
        )

    async def _insert(self, connection: AsyncConnection, member: Member, **more: Any) -> None:
        row = {name: getattr(member, name) for name in member.__struct_fields__}
        sealed = row.pop("sealed_identity")
        row["confirmed_at"] = self._day() if row.pop("confirmed") else None
        day = self._day()
        row = {**row, "generation": 0, "seal": "", "created": day, **more}
        await connection.execute(insert(staff).values(row))
        await connection.execute(
            insert(memberships).values({"staff": member.id, "team": FIRST_TEAM})
        )
        method = {
            "id": member.id,
            "staff": member.id,
            "kind": "passphrase",
            "label": "",
            "sealed_identity": sealed,
            "created": day,
        }
        await connection.execute(insert(unlock_methods).values(method))

    def _day(self) -> str:
        return self._now().date().isoformat()


async def _papers(connection: AsyncConnection) -> Papers | None:
    query = select(recovery.c.recipient).order_by(recovery.c.paper)
    found = [Recipient(text) for text in (await connection.execute(query)).scalars()]
    return (found[0], found[1]) if len(found) == 2 else None


def _member(row: Row[Any]) -> Member:
    return Member(
        id=StaffId(row.id),
        name=row.name,
        shown_name=row.shown_name,
        role=row.role,
        recipient=Recipient(row.recipient),
        sealed_identity=row.sealed_identity,
        confirmed=row.confirmed_at is not None,
    )
