"""Absences in SQL: days only, no reason. Every method is one transaction."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from handoff.case_store import Now, case_from, case_of, insert_note
from handoff.cases import OPEN, Case, State
from handoff.office_hours import local_day
from handoff.records import Note
from handoff.store import Store
from handoff.tables import absences, cases, staff
from post.errors import Conflict
from post.ids import StaffId

MOST = 20
"""Absences that one person can have ahead."""


class Absence(msgspec.Struct, frozen=True):
    """Days are ISO ones, both included. `begun`: the person's cases were passed on."""

    id: str
    staff: StaffId
    first_day: str
    last_day: str
    deputy: StaffId | None
    begun: bool = False


class AbsenceStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def is_away(self, staff_id: StaffId) -> bool:
        """Today, by the calendar in Hannover."""
        async with self._store.reading() as connection:
            query = select(absences.c.id).where(absences.c.staff == staff_id, *self._today())
            return (await connection.execute(query.limit(1))).first() is not None

    async def of(self, staff_id: StaffId) -> list[Absence]:
        """Those that are not over, the next one first."""
        return await self._found(absences.c.staff == staff_id, absences.c.last_day >= self._day())

    async def beginning(self) -> list[Absence]:
        """Those that have begun and whose cases were not passed on yet."""
        return await self._found(*self._today(), absences.c.begun.is_(False))

    async def add(self, absence: Absence, note: Note) -> None:
        """Raises Conflict "overlap" when the person is away on one of these days already, "many"
        when they have MOST of them.
        """
        async with self._store.writing() as connection:
            # Whoever adds for the same person waits: on PostgreSQL, too, one sees the other's.
            person = select(staff.c.id).where(staff.c.id == absence.staff).with_for_update()
            await connection.execute(person)
            mine = (absences.c.staff == absence.staff, absences.c.last_day >= self._day())
            days = select(absences.c.first_day, absences.c.last_day).where(*mine)
            there = (await connection.execute(days)).all()
            if any(
                row.first_day <= absence.last_day and absence.first_day <= row.last_day
                for row in there
            ):
                raise Conflict("absent on these days already", code="overlap")
            if len(there) >= MOST:
                raise Conflict("too many absences", code="many")
            await connection.execute(insert(absences).values(msgspec.structs.asdict(absence)))
            await insert_note(connection, note, self._now())

    async def remove(self, staff_id: StaffId, absence_id: str, note: Note) -> bool:
        """False when this person has no such absence."""
        gone = delete(absences).where(absences.c.id == absence_id, absences.c.staff == staff_id)
        async with self._store.writing() as connection:
            if (await connection.execute(gone)).rowcount != 1:
                return False
            await insert_note(connection, note, self._now())
            return True

    async def has_begun(self, absence_id: str) -> None:
        change = update(absences).where(absences.c.id == absence_id).values(begun=True)
        async with self._store.writing() as connection:
            await connection.execute(change)

    async def forget_past(self) -> None:
        """What is over is nobody's business any more."""
        past = absences.c.last_day < self._day()
        async with self._store.reading() as connection:
            some = await connection.execute(select(absences.c.id).where(past).limit(1))
            if some.first() is None:
                return
        async with self._store.writing() as connection:
            await connection.execute(delete(absences).where(past))

    async def cases_with(self, staff_id: StaffId) -> list[Case]:
        """Open cases that this person has, or that are offered to them."""
        theirs = or_(cases.c.owner == staff_id, cases.c.offered_to == staff_id)
        query = select(*case_of).where(theirs, cases.c.state.in_(OPEN)).order_by(cases.c.id)
        async with self._store.reading() as connection:
            rows = await connection.execute(query)
            found = [case_from(row) for row in rows]
        return [case for case in found if case.state != State.NEW]

    def _day(self) -> str:
        return local_day(self._now()).isoformat()

    def _today(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return absences.c.first_day <= self._day(), absences.c.last_day >= self._day()

    async def _found(self, *conditions: ColumnElement[bool]) -> list[Absence]:
        query = select(absences).where(*conditions)
        query = query.order_by(absences.c.first_day, absences.c.id)
        async with self._store.reading() as connection:
            return [_absence(row) for row in await connection.execute(query)]


def _absence(row: Row[tuple[object, ...]]) -> Absence:
    return Absence(
        id=row.id,
        staff=StaffId(row.staff),
        first_day=row.first_day,
        last_day=row.last_day,
        deputy=StaffId(row.deputy) if row.deputy else None,
        begun=bool(row.begun),
    )
