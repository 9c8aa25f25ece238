"""Who wants to be told, and what there is to tell: SQL. Every method is one transaction."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, func, insert, select, update

from handoff.cases import State, Urgency
from handoff.store import Store
from handoff.tables import absences, cases, exclusions, items, notify, reads
from post.ids import CaseId, StaffId

MOST = 1000
"""Items looked at in one round; those after them are looked at in the next."""


class News(msgspec.Struct, frozen=True):
    """An item of a resident in an open case, by the case as it is now."""

    n: int
    case: CaseId
    team: str
    state: State
    owner: StaffId | None
    urgency: Urgency


class Offered(msgspec.Struct, frozen=True):
    """A case that waits for somebody to accept it."""

    case: CaseId
    epoch: int
    team: str
    to: StaffId
    urgency: Urgency


class NotifyStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def wishes(self, staff: StaffId | None = None) -> dict[StaffId, bytes]:
        query = select(notify.c.staff, notify.c.sealed)
        if staff is not None:
            query = query.where(notify.c.staff == staff)
        async with self._store.reading() as connection:
            found = await connection.execute(query)
            return {StaffId(row.staff): row.sealed for row in found}

    async def keep(self, staff: StaffId, sealed: bytes) -> None:
        async with self._store.writing() as connection:
            change = update(notify).where(notify.c.staff == staff).values(sealed=sealed)
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(notify).values(staff=staff, sealed=sealed))

    async def forget(self, staff: StaffId) -> None:
        async with self._store.writing() as connection:
            await connection.execute(delete(notify).where(notify.c.staff == staff))

    async def newest(self) -> int:
        """The cursor of the newest item."""
        async with self._store.reading() as connection:
            return int((await connection.execute(select(func.max(items.c.n)))).scalar() or 0)

    async def since(self, n: int) -> list[News]:
        """What residents wrote after this cursor, in cases that are open and not being withdrawn;
        oldest first, at most MOST.
        """
        query = select(
            items.c.n,
            items.c.case,
            cases.c.team,
            cases.c.state,
            cases.c.owner,
            cases.c.urgency,
        ).join(cases, cases.c.id == items.c.case)
        query = query.where(items.c.n > n, items.c.author.in_(["resident", "bot"]))
        query = query.where(cases.c.state.not_in([State.CLOSED, State.ERASED]))
        query = query.where(cases.c.withdraw_due.is_(None)).order_by(items.c.n).limit(MOST)
        async with self._store.reading() as connection:
            return [
                News(
                    n=row.n,
                    case=CaseId(row.case),
                    team=row.team,
                    state=State(row.state),
                    owner=StaffId(row.owner) if row.owner else None,
                    urgency=row.urgency,
                )
                for row in await connection.execute(query)
            ]

    async def offered(self) -> list[Offered]:
        query = select(
            cases.c.id, cases.c.epoch, cases.c.team, cases.c.offered_to, cases.c.urgency
        ).where(cases.c.offered_to.is_not(None), cases.c.withdraw_due.is_(None))
        async with self._store.reading() as connection:
            return [
                Offered(
                    case=CaseId(row.id),
                    epoch=row.epoch,
                    team=row.team,
                    to=StaffId(row.offered_to),
                    urgency=row.urgency,
                )
                for row in await connection.execute(query)
            ]

    async def seen(self, staff: StaffId) -> dict[CaseId, int]:
        """Up to which item this person has read each case."""
        query = select(reads.c.case, reads.c.n).where(reads.c.staff == staff)
        async with self._store.reading() as connection:
            return {CaseId(row.case): row.n for row in await connection.execute(query)}

    async def kept_from(self, staff: StaffId) -> set[CaseId]:
        query = select(exclusions.c.case).where(exclusions.c.staff == staff)
        async with self._store.reading() as connection:
            return {CaseId(case) for case in (await connection.execute(query)).scalars()}

    async def away(self, day: str) -> set[StaffId]:
        """Who is absent on this day (ISO)."""
        query = select(absences.c.staff)
        query = query.where(absences.c.first_day <= day, absences.c.last_day >= day)
        async with self._store.reading() as connection:
            return {StaffId(staff) for staff in (await connection.execute(query)).scalars()}
