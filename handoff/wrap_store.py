"""Wraps, exclusions and the recovery of cases in SQL. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import and_, delete, exists, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now, insert_note, locked_case
from handoff.cases import State
from handoff.records import Note
from handoff.store import Store
from handoff.tables import cases, exclusions, shares, staff, wraps
from post.errors import Conflict, NotFound
from post.ids import CaseId, Recipient, StaffId

RECOVERY = "recovery"
REWRAPS = 50
"""At once; the page asks again when it has done them."""


class Wanted(msgspec.Struct, frozen=True):
    """A wrap that is missing; `wrap` is the asker's own of the same case."""

    case: CaseId
    staff: StaffId
    wrap: bytes


class Excluded(msgspec.Struct, frozen=True):
    staff: StaffId
    shown_name: str
    day: str


class Released(msgspec.Struct, frozen=True):
    """What recovery takes; the share is still sealed by the key ring."""

    wrap: bytes
    sealed_share: bytes


class WrapStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def wanted(self, mine: StaffId, holders: Mapping[str, Iterable[str]]) -> list[Wanted]:
        """Wraps missing in cases of which `mine` has one: at most REWRAPS.

        `holders` are the staff ids of each of my teams.
        """
        own, theirs = wraps.alias("own"), wraps.alias("theirs")
        entitled = [
            and_(cases.c.team == team, staff.c.id.in_(list(ids))) for team, ids in holders.items()
        ]
        if not entitled:
            return []
        has_one = exists().where(theirs.c.case == cases.c.id, theirs.c.holder == staff.c.id)
        query = (
            select(cases.c.id, staff.c.id.label("staff"), own.c.wrap)
            .select_from(cases.join(own, own.c.case == cases.c.id).join(staff, true()))
            .where(own.c.holder == mine, or_(*entitled), ~has_one, *_open_to(mine))
            .where(~_excluded(staff.c.id))
            .order_by(cases.c.activity.desc(), staff.c.id)
            .limit(REWRAPS)
        )
        async with self._store.reading() as connection:
            return [Wanted(row.id, row.staff, row.wrap) for row in await connection.execute(query)]

    async def add(
        self, case_id: CaseId, holder: StaffId, recipient: Recipient, wrap: bytes, note: Note
    ) -> bool:
        """False when the holder has one already.

        Raises NotFound when the case was erased, Conflict "stale" when the holder has another key
        by now, does not count any more, or the case is kept from them.
        """
        async with self._store.writing() as connection:
            case = await locked_case(connection, case_id)
            if case is None or case.state == State.ERASED:
                raise NotFound("no such case")
            # On PostgreSQL a change of the roster waits for this, or has happened before it.
            query = select(staff.c.recipient).where(staff.c.id == holder).with_for_update()
            query = query.where(staff.c.revoked_at.is_(None), staff.c.confirmed_at.is_not(None))
            now = (await connection.execute(query)).scalar()
            if now != recipient or await _is_excluded(connection, case_id, holder):
                raise Conflict("the recipient is another one by now", code="stale")
            held = select(wraps.c.holder).where(wraps.c.case == case_id, wraps.c.holder == holder)
            if (await connection.execute(held)).first() is not None:
                return False
            row = {"case": case_id, "holder": holder, "wrap": wrap}
            await connection.execute(insert(wraps).values(row))
            await insert_note(connection, note, self._now())
            return True

    async def drop(self, case_id: CaseId, holder: StaffId, note: Note) -> list[str]:
        """Take a bad wrap away; who else has one of the case, recovery not counted."""
        of_case = wraps.c.case == case_id
        async with self._store.writing() as connection:
            gone = delete(wraps).where(of_case, wraps.c.holder == holder)
            if (await connection.execute(gone)).rowcount:
                await insert_note(connection, note, self._now())
            query = select(wraps.c.holder).where(of_case, wraps.c.holder != RECOVERY)
            return list((await connection.execute(query)).scalars())

    async def holders_of(self, case_id: CaseId) -> set[str]:
        query = select(wraps.c.holder).where(wraps.c.case == case_id, wraps.c.holder != RECOVERY)
        async with self._store.reading() as connection:
            return set((await connection.execute(query)).scalars())

    # exclusions

    async def excluded(self, case_id: CaseId) -> list[Excluded]:
        query = (
            select(staff.c.id, staff.c.shown_name, exclusions.c.day)
            .join(exclusions, exclusions.c.staff == staff.c.id)
            .where(exclusions.c.case == case_id)
            .order_by(exclusions.c.day, staff.c.shown_name)
        )
        async with self._store.reading() as connection:
            rows = await connection.execute(query)
            return [Excluded(row.id, row.shown_name, row.day) for row in rows]

    async def exclude(
        self, case_id: CaseId, who: StaffId, by: StaffId, holders: set[str], note: Note
    ) -> int:
        """How many of `holders`, the team's, are left. The wrap goes with the entitlement.

        Raises NotFound when the case was erased, Conflict "no_holder" when nobody would be left.
        """
        async with self._store.writing() as connection:
            case = await locked_case(connection, case_id)
            if case is None or case.state == State.ERASED:
                raise NotFound("no such case")
            kept = exclusions.c.case == case_id
            query = select(exclusions.c.staff).where(kept)
            before = set((await connection.execute(query)).scalars())
            left = holders - before - {who}
            if not left:
                raise Conflict("nobody would be left", code="no_holder")
            if who not in before:
                day = self._now().date().isoformat()
                row = {"case": case_id, "staff": who, "by": by, "day": day}
                await connection.execute(insert(exclusions).values(row))
                gone = delete(wraps).where(wraps.c.case == case_id, wraps.c.holder == who)
                await connection.execute(gone)
                await insert_note(connection, note, self._now())
            return len(left)

    async def include(self, case_id: CaseId, who: StaffId, note: Note) -> bool:
        """False when the case is not kept from them."""
        gone = delete(exclusions).where(exclusions.c.case == case_id, exclusions.c.staff == who)
        async with self._store.writing() as connection:
            if not (await connection.execute(gone)).rowcount:
                return False
            await insert_note(connection, note, self._now())
            return True

    # recovery

    async def release(self, case_id: CaseId, note: Note) -> Released | None:
        """What both papers open; None when the case has no recovery wrap. Written down first."""
        query = (
            select(wraps.c.wrap, shares.c.sealed)
            .join(shares, shares.c.case == wraps.c.case)
            .where(wraps.c.case == case_id, wraps.c.holder == RECOVERY)
        )
        async with self._store.writing() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            await insert_note(connection, note, self._now())
            return Released(row.wrap, row.sealed)


def _open_to(staff_id: StaffId) -> list[Any]:
    """Neither erased nor being withdrawn nor kept from this person."""
    return [
        cases.c.state != State.ERASED,
        cases.c.withdraw_due.is_(None),
        ~_excluded(staff_id),
    ]


def _excluded(staff_id: Any) -> Any:
    return exists().where(exclusions.c.case == cases.c.id, exclusions.c.staff == staff_id)


async def _is_excluded(connection: AsyncConnection, case_id: CaseId, who: StaffId) -> bool:
    query = select(exclusions.c.staff)
    query = query.where(exclusions.c.case == case_id, exclusions.c.staff == who)
    return (await connection.execute(query)).first() is not None
