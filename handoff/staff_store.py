"""Staff, their teams and the recovery papers in SQL. Every method is one transaction.

A row counts only with the seal that the key ring makes over it. One without it is handed out as
not genuine, and the log says so once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from sqlalchemy import Row, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now, insert_note
from handoff.entitled import RIGHTS, Right
from handoff.method_store import insert_method
from handoff.records import Member, Method, Note
from handoff.roster_seal import UNSEALED, RosterSeal, same
from handoff.store import Store
from handoff.tables import cases, memberships, recovery, staff, unlock_methods, wraps
from post.errors import Conflict, NotFound
from post.ids import Recipient, StaffId

Papers = tuple[Recipient, Recipient]
Edit = Callable[[Member, list[Member]], Member]
"""(the member as they are, everybody) → the member as they shall be; may raise."""
BeforeCommit = Callable[[Member], Awaitable[None]]

_ROLES = frozenset(RIGHTS)
_log = structlog.get_logger(__name__)


class StaffStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now, seal: RosterSeal) -> None:
        self._store = store
        self._now = now
        self._seal = seal
        self._told: set[tuple[str, str]] = set()

    # reading

    async def everybody(self) -> list[Member]:
        async with self._store.reading() as connection:
            return await self.everybody_now(connection)

    async def member(self, staff_id: StaffId) -> Member | None:
        return await self._one(staff.c.id == staff_id)

    async def named(self, name: str) -> Member | None:
        return await self._one(staff.c.name == name)

    async def papers(self, team: str) -> Papers | None:
        """The team's two papers; None when one is missing or was put there past the program."""
        async with self._store.reading() as connection:
            return await self._papers(connection, team)

    async def count(self) -> int:
        async with self._store.reading() as connection:
            found = await connection.execute(select(func.count()).select_from(staff))
            return int(found.scalar_one())

    # changing

    async def change(
        self, staff_id: StaffId, edit: Edit, note: Note, before_commit: BeforeCommit | None = None
    ) -> Member:
        """Change what `edit` says, and take away the wraps that the person may not have any more.

        Raises NotFound, and what `edit` raises; then nothing was changed.
        """
        async with self._store.writing() as connection:
            people = await self.everybody_now(connection, locked=True)
            before = next((person for person in people if person.id == staff_id), None)
            if before is None:
                raise NotFound("no such person")
            after = edit(before, people)
            await self._write(connection, before, after)
            await insert_note(connection, note, self._now())
            if before_commit is not None:
                await before_commit(after)
            return after

    async def add(
        self,
        connection: AsyncConnection,
        member: Member,
        method: Method,
        demo_identity: bytes | None = None,
    ) -> None:
        """Within the transaction that uses up an invitation. Raises Conflict "name_taken"."""
        row = {
            "id": member.id,
            "name": member.name,
            "shown_name": member.shown_name,
            "role": member.role,
            "recipient": member.recipient,
            "confirmed_at": self._day() if member.confirmed else None,
            "generation": member.generation,
            "seal": self._seal.of_member(member),
            "created": self._day(),
            "demo_identity": demo_identity,
        }
        try:
            await connection.execute(insert(staff).values(row))
        except IntegrityError:
            raise Conflict("the name is taken", code="name_taken") from None
        await _set_teams(connection, member)
        await insert_method(connection, method, self._seal)

    async def renew(
        self, connection: AsyncConnection, staff_id: StaffId, recipient: Recipient, method: Method
    ) -> Member | None:
        """New keys for somebody who lost theirs; None when they may not enrol any more.

        They count again once a lead has confirmed the new fingerprint.
        """
        people = await self.everybody_now(connection, locked=True)
        before = next((person for person in people if person.id == staff_id), None)
        if before is None or before.revoked or not before.genuine:
            return None
        after = msgspec.structs.replace(
            before, recipient=recipient, confirmed=False, generation=before.generation + 1
        )
        await self._write(connection, before, after)
        await insert_method(connection, method, self._seal)
        return after

    async def keep_papers(self, connection: AsyncConnection, team: str, papers: Papers) -> None:
        """Only where the team has none: nobody replaces papers that cases are wrapped for."""
        if await self._papers(connection, team) is not None:
            return
        await connection.execute(delete(recovery).where(recovery.c.team == team))
        rows = [
            {
                "team": team,
                "paper": paper,
                "recipient": recipient,
                "seal": self._seal.of_paper(team, paper, recipient),
            }
            for paper, recipient in enumerate(papers, 1)
        ]
        await connection.execute(insert(recovery), rows)

    async def adopt(self) -> bool:
        """Seal the rows of the first version, once: only while no row at all is sealed."""
        async with self._store.writing() as connection:
            sealed = await connection.execute(select(staff.c.id).where(staff.c.seal != UNSEALED))
            if sealed.first() is not None:
                return False
            ids = (await connection.execute(select(staff.c.id))).scalars()
            self._told |= {(staff_id, UNSEALED) for staff_id in ids}
            people = await self.everybody_now(connection, locked=True)
            if not people:
                return False
            for person in people:
                change = update(staff).where(staff.c.id == person.id)
                await connection.execute(change.values(seal=self._seal.of_member(person)))
            for row in (await connection.execute(select(recovery))).all():
                change = update(recovery).where(
                    and_(recovery.c.team == row.team, recovery.c.paper == row.paper)
                )
                seal = self._seal.of_paper(row.team, row.paper, row.recipient)
                await connection.execute(change.values(seal=seal))
            await insert_note(connection, Note("server", "seal_roster", "staff:all"), self._now())
            return True

    # the demo counsellor

    async def demo_identity(self) -> tuple[Member, bytes] | None:
        """The demo counsellor and their identity, sealed by the key ring."""
        async with self._store.reading() as connection:
            query = select(staff).where(staff.c.demo_identity.is_not(None))
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            return await self._member(connection, row), row.demo_identity

    async def keep_demo(self, member: Member, method: Method, demo_identity: bytes) -> None:
        """Add the demo counsellor, or give them another sealed identity and these teams."""
        async with self._store.writing() as connection:
            query = select(staff).where(staff.c.id == member.id)
            row = (await connection.execute(query)).first()
            if row is None:
                await self.add(connection, member, method, demo_identity)
                return
            await self._write(connection, await self._member(connection, row), member)
            change = update(staff).where(staff.c.id == member.id)
            await connection.execute(change.values(demo_identity=demo_identity))
            gone = delete(unlock_methods).where(
                unlock_methods.c.staff == member.id, unlock_methods.c.kind == "passphrase"
            )
            await connection.execute(gone)
            await insert_method(connection, method, self._seal)

    # rows

    async def _write(self, connection: AsyncConnection, before: Member, after: Member) -> None:
        values: dict[str, Any] = {
            "role": after.role,
            "recipient": after.recipient,
            "generation": after.generation,
            "seal": self._seal.of_member(after),
        }
        if before.confirmed != after.confirmed:
            values["confirmed_at"] = self._day() if after.confirmed else None
        if before.revoked != after.revoked:
            values["revoked_at"] = self._day() if after.revoked else None
        await connection.execute(update(staff).where(staff.c.id == after.id).values(values))
        if set(before.teams) != set(after.teams):
            await connection.execute(delete(memberships).where(memberships.c.staff == after.id))
            await _set_teams(connection, after)
        if after.revoked or before.recipient != after.recipient:
            gone = delete(unlock_methods).where(unlock_methods.c.staff == after.id)
            await connection.execute(gone)
        await _take_wraps(connection, before, after)

    async def _one(self, condition: Any) -> Member | None:
        async with self._store.reading() as connection:
            row = (await connection.execute(select(staff).where(condition))).first()
            return await self._member(connection, row) if row else None

    async def everybody_now(
        self, connection: AsyncConnection, *, locked: bool = False
    ) -> list[Member]:
        """Everybody as a transaction sees them."""
        query = select(staff).order_by(staff.c.created, staff.c.name)
        # On PostgreSQL two changes of the roster follow each other, so that both count right.
        rows = (await connection.execute(query.with_for_update() if locked else query)).all()
        teams: dict[str, list[str]] = {}
        for member, team in await connection.execute(select(memberships)):
            teams.setdefault(member, []).append(team)
        return [self._from(row, teams.get(row.id, [])) for row in rows]

    async def _member(self, connection: AsyncConnection, row: Row[Any]) -> Member:
        query = select(memberships.c.team).where(memberships.c.staff == row.id)
        return self._from(row, list((await connection.execute(query)).scalars()))

    def _from(self, row: Row[Any], teams: list[str]) -> Member:
        person = Member(
            id=StaffId(row.id),
            name=row.name,
            shown_name=row.shown_name,
            role=row.role if row.role in _ROLES else "counsellor",
            recipient=Recipient(row.recipient),
            confirmed=row.confirmed_at is not None,
            teams=tuple(sorted(teams)),
            revoked=row.revoked_at is not None,
            generation=row.generation,
        )
        if same(row.seal, self._seal.of_member(person)) and row.role in _ROLES:
            return person
        if (row.id, row.seal) not in self._told:
            self._told.add((row.id, row.seal))
            _log.error("roster_changed_from_outside", staff=row.id)
        return msgspec.structs.replace(person, genuine=False)

    async def _papers(self, connection: AsyncConnection, team: str) -> Papers | None:
        query = select(recovery).where(recovery.c.team == team).order_by(recovery.c.paper)
        found = [
            Recipient(row.recipient)
            for row in await connection.execute(query)
            if same(row.seal, self._seal.of_paper(row.team, row.paper, row.recipient))
        ]
        return (found[0], found[1]) if len(found) == 2 else None

    def _day(self) -> str:
        return self._now().date().isoformat()


async def _set_teams(connection: AsyncConnection, member: Member) -> None:
    rows = [{"staff": member.id, "team": team} for team in member.teams]
    if rows:
        await connection.execute(insert(memberships).values(rows))


async def _take_wraps(connection: AsyncConnection, before: Member, after: Member) -> None:
    """The wraps of cases that are not this person's any more, or of a key they lost."""
    gone = delete(wraps).where(wraps.c.holder == after.id)
    keeps = Right.CASES in RIGHTS[after.role] and not after.revoked
    if not keeps or before.recipient != after.recipient:
        await connection.execute(gone)
    elif lost := set(before.teams) - set(after.teams):
        theirs = select(cases.c.id).where(cases.c.team.in_(lost))
        await connection.execute(gone.where(wraps.c.case.in_(theirs)))
